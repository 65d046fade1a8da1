"""The thread that writes projects: text, fingerprints and files are no work for the thread of a window.

Of autosaves only the newest is written, and not more often than four times a second; of saves, each. A save
and an autosave of one program never cross, as one thread does both.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from pixviewer.model.jobs import Deliver

# Decisions come in bursts, such as nudges with a key held down; what a burst ends in is written soon after.
PAUSE_S = 0.25
PATIENCE_S = 20.0

Then = Callable[[Exception | None], None]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do in the thread; ``then`` is delivered the error, or None."""

    work: Callable[[], None]
    then: Then = lambda error: None


class Writer:
    """Does jobs in the background, in order.

    Parameters
    ----------
    deliver : callable
        Brings what became of them to where the model lives.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._condition = threading.Condition()
        self._jobs: list[Job] = []
        self._newest: Job | None = None
        self._is_working = self._is_closed = False
        self._last = -PAUSE_S
        self._thread: threading.Thread | None = None

    def do(self, job: Job) -> None:
        """Do a job, after all that were asked for before."""
        with self._condition:
            if self._newest is not None:
                self._jobs.append(self._newest)
                self._newest = None
            self._jobs.append(job)
            self._wake()

    def do_soon(self, job: Job) -> None:
        """Do a job soon, instead of the one that was asked for so and waits."""
        with self._condition:
            self._newest = job
            self._wake()

    def flush(self, seconds: float = PATIENCE_S) -> bool:
        """Wait until all is done; False when that takes too long."""
        with self._condition:
            self._last = time.monotonic() - PAUSE_S
            self._condition.notify_all()
            return self._condition.wait_for(self._is_idle, seconds)

    def close(self) -> bool:
        """Do what waits, and end the thread; True when it has ended."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join(PATIENCE_S)
        return self._thread is None or not self._thread.is_alive()

    def _wake(self) -> None:
        if self._thread is None and not self._is_closed:
            self._thread = threading.Thread(target=self._run, name="pixviewer-projects", daemon=True)
            self._thread.start()
        self._condition.notify_all()

    def _is_idle(self) -> bool:
        return not self._jobs and self._newest is None and not self._is_working

    def _run(self) -> None:
        while (job := self._next()) is not None:
            error = _done(job)
            with self._condition:
                self._is_working = False
                self._condition.notify_all()
            self._deliver(lambda job=job, error=error: job.then(error))  # type: ignore[misc]

    def _next(self) -> Job | None:
        """Wait for something to do; None when there will be nothing more."""
        with self._condition:
            while True:
                job = self._pop()
                if job is not None:
                    self._is_working = True
                    return job
                if self._is_closed:
                    return None
                rest = self._last + PAUSE_S - time.monotonic()
                self._condition.wait(max(rest, 0.001) if self._newest is not None else None)

    def _pop(self) -> Job | None:
        if self._jobs:
            return self._jobs.pop(0)
        is_due = self._is_closed or time.monotonic() >= self._last + PAUSE_S
        if self._newest is None or not is_due:
            return None
        job, self._newest = self._newest, None
        self._last = time.monotonic()
        return job


def _done(job: Job) -> Exception | None:
    try:
        job.work()
    except Exception as error:  # told by who asked: a thread that dies would save nothing any more
        return error
    return None
