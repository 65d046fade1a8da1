"""How long work reports, and how it is stopped.

`Progress` is the whole protocol between whoever asks and whoever works. It may be shared by threads:
every step is a place to stop, and reports come at a bounded rate from whichever thread steps.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

REPORT_INTERVAL_S = 0.1


class Cancelled(Exception):
    """Somebody asked the work to stop, and it did."""


class Progress:
    """Progress of one piece of work, and the wish to stop it.

    Parameters
    ----------
    report : callable, optional
        Called as ``report(label, fraction)``, at most ten times a second and from the working thread.
    """

    def __init__(self, report: Callable[[str, float], None] | None = None) -> None:
        self._report = report
        self._stop = threading.Event()
        self._last_report = 0.0

    def cancel(self) -> None:
        """Ask the work to stop at its next step; waits for nobody."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def step(self, label: str, done: float, total: float) -> None:
        """Say how far the work is, and stop here if asked to."""
        self.check()
        now = time.monotonic()
        if self._report is None or (done < total and now - self._last_report < REPORT_INTERVAL_S):
            return
        self._last_report = now
        self._report(label, min(done / total, 1.0) if total > 0 else 1.0)

    def over(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """Yield each of `total` items, reporting after each and stopping when asked to."""
        self.check()
        for done, item in enumerate(items, 1):
            yield item
            self.step(label, done, total)


def silent() -> Progress:
    """Progress that nobody watches."""
    return Progress()
