import threading
from collections.abc import Callable, Iterator

import pytest
from waiting import until

from pixviewer.model.jobs import Answer, Runner
from pixviewer.model.workspace import Workspace


def direct(call: Callable[[], None]) -> None:
    """Deliver at once, from whatever thread."""
    call()


class Inbox:
    """Deliveries that wait until somebody takes them, in the thread of the test, as Qt's queue does."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def __call__(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._calls.append(call)

    def take(self) -> None:
        with self._lock:
            calls, self._calls = self._calls, []
        for call in calls:
            call()


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner(direct)
    yield made
    assert made.close(), "a thread of the runner did not end"


@pytest.fixture
def answers() -> list[Answer]:
    return []


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def workspace(inbox: Inbox) -> Iterator[Workspace]:
    made = Workspace(inbox)
    yield made
    assert made.close(), "a thread of the runner did not end"


@pytest.fixture
def at_rest(workspace: Workspace, inbox: Inbox) -> Callable[[], None]:
    """Take deliveries until nothing is left to do."""

    def rest() -> None:
        until(lambda: not workspace.runner.is_busy(), inbox.take)
        inbox.take()

    return rest
