"""Progress reports at a bounded rate, and stops the work at its next step."""

import threading

import pytest

from pixviewer.core import progress as module
from pixviewer.core.progress import Cancelled, Progress, silent


@pytest.fixture
def clock(monkeypatch):
    """A clock that moves when told to."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_reports_come_at_a_bounded_rate_and_at_the_end(clock):
    told = []
    progress = Progress(lambda label, fraction: told.append(fraction))
    for i in range(1, 101):
        clock.now += 0.01
        progress.step("work", i, 100)
    assert told[-1] == 1.0
    assert len(told) <= 11
    assert told == sorted(told)


def test_every_item_is_passed_on(clock):
    told = []
    progress = Progress(lambda *report: told.append(report))
    assert list(progress.over("abc", "spelling", 3)) == ["a", "b", "c"]
    assert told[-1] == ("spelling", 1.0)


def test_nothing_to_do_is_done():
    told = []
    Progress(lambda *report: told.append(report)).step("nothing", 0, 0)
    assert told == [("nothing", 1.0)]
    assert list(silent().over([], "nothing", 0)) == []


def test_stopping_acts_at_the_next_step():
    progress = silent()
    seen = []
    assert not progress.is_cancelled

    def work():
        for item in progress.over(range(10), "work", 10):
            seen.append(item)
            if item == 3:
                progress.cancel()

    with pytest.raises(Cancelled):
        work()
    assert seen == [0, 1, 2, 3]
    assert progress.is_cancelled
    for step in (progress.check, lambda: progress.step("x", 1, 2), lambda: next(progress.over([1], "x", 1))):
        with pytest.raises(Cancelled):
            step()


def test_another_thread_may_stop_the_work():
    progress = silent()
    begun = threading.Event()
    ended = []

    def work():
        try:
            while True:
                begun.set()
                progress.step("work", 0, 1)
        except Cancelled:
            ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(10)
    progress.cancel()
    thread.join(10)
    assert ended == [True]


def test_stopping_is_no_ordinary_error_of_the_program():
    from pixviewer.core.errors import PixviewerError

    assert not issubclass(Cancelled, PixviewerError)
