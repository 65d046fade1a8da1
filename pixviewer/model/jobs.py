"""Work in the background: two lanes, numbered requests, and exactly one answer to each burst.

A `Task` asks a question for a canvas, its *key*. A later question of the same key makes earlier ones stale:
what waits is dropped, what runs is told to stop (unless it is one that finishes), what still arrives is not
delivered. Answers reach the owner through a ``deliver`` function: a queued call in the GUI, a plain call in
tests.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from psygnal import Signal

from pixviewer.core.progress import Cancelled, Progress
from pixviewer.model.answers import AnswerCache

Deliver = Callable[[Callable[[], None]], None]

# As long as this, at most, a heavy job waits for sketches: they take 0.3 s, unless the disk is slow.
SKETCHES_FIRST_S = 5.0


class Lane(StrEnum):
    """Where a task runs: the quick lane answers while the heavy one works."""

    QUICK = "quick"
    HEAVY = "heavy"


class Ending(StrEnum):
    """How a task ended; all three are delivered."""

    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a task: a value when it finished, an error when it failed."""

    request: Hashable
    rank: int
    ending: Ending
    value: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Parameters
    ----------
    key : str
        The canvas that asks. One answer of each rank at most is delivered for its newest question.
    request : hashable
        Equal requests have equal answers, which are computed once.
    work : callable
        Takes a `Progress`, returns the value; touches neither model nor widgets.
    then : callable
        Called with the `Answer`, by ``deliver``.
    rank : int
        0 for a sketch, 1 for the exact answer: a sketch that arrives after the truth is stale.
    is_kept : bool
        Whether the answer may be given again to an equal request.
    is_shown : bool
        Whether the job bar lists it.
    finishes : bool
        Whether it may finish, and its answer be delivered, when a newer question of its kind is asked while
        it runs. What follows the mouse would otherwise be stopped at each move, and never answer.
    """

    key: str
    request: Hashable
    work: Callable[[Progress], Any]
    then: Callable[[Answer], None]
    label: str = ""
    lane: Lane = Lane.HEAVY
    rank: int = 1
    is_kept: bool = True
    is_shown: bool = True
    finishes: bool = False


@dataclass(frozen=True, slots=True)
class JobInfo:
    """A job as the status bar shows it; ``fraction`` is None while it waits."""

    ident: int
    label: str
    fraction: float | None
    eta_s: float | None
    is_cancelling: bool


@dataclass(eq=False)
class _Job:
    ident: int
    task: Task
    generation: int
    progress: Progress
    is_running: bool = False
    is_unwanted: bool = False
    label: str = ""
    fraction: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def info(self) -> JobInfo:
        elapsed = time.monotonic() - self.started
        # Below a second or two per cent an estimate is only noise.
        knows = self.is_running and elapsed > 1.0 and self.fraction > 0.02
        eta = elapsed * (1.0 - self.fraction) / self.fraction if knows else None
        fraction = self.fraction if self.is_running else None
        return JobInfo(self.ident, self.label, fraction, eta, self.progress.is_cancelled)


_Delivery = tuple[_Job, Answer]


class Runner:
    """Runs tasks in two threads and delivers what is still wanted.

    Parameters
    ----------
    deliver : callable
        Takes a function without arguments and calls it, now or later, where the model lives.
    """

    jobs_changed = Signal()

    def __init__(self, deliver: Deliver, cache: AnswerCache | None = None) -> None:
        self._deliver = deliver
        self.cache = cache if cache is not None else AnswerCache()
        self._condition = threading.Condition()
        self._jobs: list[_Job] = []
        self._waiting: dict[Lane, deque[_Job]] = {lane: deque() for lane in Lane}
        self._generation: dict[str, int] = {}
        self._best_rank: dict[str, int] = {}
        self._delivered: dict[str, int] = {}  # generation of the newest answer, by key
        self._n_made = 0
        self._n_undelivered = 0
        self._is_closed = False
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"pixviewer-{lane}", daemon=True)
            for lane in Lane
        ]
        for thread in self._threads:
            thread.start()

    # Asking

    def submit(self, *tasks: Task) -> None:
        """Ask a new question, in one or several tasks of the same key (a sketch, then the exact answer)."""
        keys = {task.key for task in tasks}
        if len(keys) != 1:
            raise ValueError(f"the tasks of one question share one key, got {sorted(keys)}")
        key = keys.pop()
        with self._condition:
            if self._is_closed:
                return
            self._generation[key] = self._generation.get(key, 0) + 1
            self._best_rank[key] = -1
            places = self._places(key)
            spares = all(task.finishes for task in tasks)
            was_shown = self._drop(key, unless=[task.request for task in tasks], spares=spares)
            known = self._enqueue(tasks, places)
        self._hand_over(known)
        if was_shown or any(task.is_shown for task in tasks):
            self._announce()

    def add(self, task: Task) -> None:
        """Ask more of the newest question of a key: the exact answer, once the view rests."""
        with self._condition:
            if self._is_closed:
                return
            self._generation.setdefault(task.key, 1)
            known = self._enqueue([task]) if self._best_rank.setdefault(task.key, -1) < task.rank else []
        self._hand_over(known)
        self._announce()

    def forget(self, *keys: str) -> None:
        """Want no more answers for some keys, or for all when none is named."""
        was_shown = False
        with self._condition:
            for key in keys or tuple(self._generation):
                self._generation[key] = self._generation.get(key, 0) + 1
                self._best_rank[key] = -1
                was_shown |= self._drop(key, unless=())
        if was_shown:
            self._announce()

    def cancel(self, ident: int) -> None:
        """Stop one job, as its user asked; waits for nobody."""
        with self._condition:
            job = next((job for job in self._jobs if job.ident == ident), None)
            if job is None:
                return
            job.progress.cancel()
            stopped: list[_Delivery] = []
            if not job.is_running:
                self._waiting[job.task.lane].remove(job)
                self._jobs.remove(job)
                stopped = [(job, Answer(job.task.request, job.task.rank, Ending.CANCELLED))]
                self._n_undelivered += 1
        self._hand_over(stopped)
        self._announce()

    # State

    @property
    def jobs(self) -> list[JobInfo]:
        """Jobs that the job bar lists, running ones first."""
        with self._condition:
            shown = [job for job in self._jobs if job.task.is_shown and not job.is_unwanted]
            return [job.info() for job in sorted(shown, key=lambda job: not job.is_running)]

    def fraction_of(self, key: str) -> float | None:
        """How far the exact answer of a canvas is, None when none is running."""
        with self._condition:
            for job in self._jobs:
                if job.task.key == key and job.task.rank and job.is_running and not job.is_unwanted:
                    return job.fraction
        return None

    def job_of(self, key: str) -> JobInfo | None:
        """The job of a key that runs or waits, None without one."""
        with self._condition:
            found = [job for job in self._jobs if job.task.key == key and not job.is_unwanted]
            return found[0].info() if found else None

    def is_busy(self, *keys: str) -> bool:
        """Whether anything (of these keys) waits, runs, or is on its way to being delivered."""
        with self._condition:
            if self._n_undelivered:
                return True
            return any(not keys or job.task.key in keys for job in self._jobs)

    def is_busy_with(self, prefix: str) -> bool:
        """Whether a job runs or waits whose key begins so."""
        with self._condition:
            return any(job.task.key.startswith(prefix) for job in self._jobs)

    def wait_idle(self, timeout_s: float = 30.0) -> bool:
        """Wait until nothing is left to do; for scripts and tests with a plain ``deliver``."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._jobs and not self._n_undelivered, timeout_s)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Stop everything, deliver nothing more, and end the threads; True when they have ended."""
        with self._condition:
            self._is_closed = True
            for job in self._jobs:
                job.progress.cancel()
            for queue in self._waiting.values():
                queue.clear()
            self._condition.notify_all()
        end = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    # With the lock held

    def _places(self, key: str) -> dict[Lane, int]:
        """Where questions of a key wait: who asks again and again keeps the place, or would never come up."""
        return {
            lane: place
            for lane, queue in self._waiting.items()
            for place, job in reversed(list(enumerate(queue)))
            if job.task.key == key
        }

    def _drop(self, key: str, unless: Sequence[Hashable], *, spares: bool = False) -> bool:
        """Want no more of a key but for some requests; gives whether the job bar changes by it."""
        was_shown = False
        for job in [job for job in self._jobs if job.task.key == key]:
            if job.task.request in unless and not job.progress.is_cancelled:
                job.generation = self._generation[key]  # the same question again: its work goes on
                continue
            if spares and job.is_running and job.task.finishes:
                continue
            job.is_unwanted = True
            was_shown |= job.task.is_shown
            job.progress.cancel()
            if not job.is_running:
                self._waiting[job.task.lane].remove(job)
                self._jobs.remove(job)
        return was_shown

    def _enqueue(self, tasks: Sequence[Task], places: dict[Lane, int] | None = None) -> list[_Delivery]:
        known: list[_Delivery] = []
        for task in tasks:
            generation = self._generation[task.key]
            if self._is_asked(task, generation):
                continue
            self._n_made += 1
            job = _Job(self._n_made, task, generation, Progress(), label=task.label)
            job.progress = Progress(self._reporter(job))
            kept = self.cache.get(task.request) if task.is_kept else None
            if kept is not None:
                known.append((job, Answer(task.request, task.rank, Ending.FINISHED, kept)))
                self._n_undelivered += 1
                continue
            self._jobs.append(job)
            queue = self._waiting[task.lane]
            place = places.get(task.lane, len(queue)) if places else len(queue)
            queue.insert(place, job)
            if places and task.lane in places:
                places[task.lane] += 1
        self._condition.notify_all()
        return known

    def _is_sketching(self) -> bool:
        return any(job.task.lane is Lane.QUICK and not job.task.rank for job in self._jobs)

    def _is_asked(self, task: Task, generation: int) -> bool:
        return any(
            job.task.key == task.key and job.task.request == task.request and job.generation == generation
            for job in self._jobs
        )

    # Never with the lock held: a plain ``deliver`` calls back at once, and what it calls may ask again.

    def _hand_over(self, deliveries: list[_Delivery]) -> None:
        for job, answer in deliveries:
            self._deliver(partial(self._arrive, job, answer))

    def _announce(self) -> None:
        if not self._is_closed:
            self._deliver(self.jobs_changed.emit)

    # In the worker threads

    def _work(self, lane: Lane) -> None:
        queue = self._waiting[lane]
        while True:
            with self._condition:
                self._condition.wait_for(lambda: queue or self._is_closed)
                if lane is Lane.HEAVY:
                    # What reads the whole table would keep disk and processors from what is seen first.
                    self._condition.wait_for(
                        lambda: self._is_closed or not self._is_sketching(), SKETCHES_FIRST_S
                    )
                if self._is_closed:
                    return
                if not queue:  # taken back meanwhile
                    continue
                job = queue.popleft()
                job.is_running = True
                job.started = time.monotonic()
            if job.task.is_shown:
                self._announce()
            answer = self._answer(job)
            with self._condition:
                self._jobs.remove(job)
                self._condition.notify_all()
                if self._is_closed:
                    return
                self._n_undelivered += 1
            self._hand_over([(job, answer)])

    def _answer(self, job: _Job) -> Answer:
        task = job.task
        try:
            value = task.work(job.progress)
        except Cancelled:
            return Answer(task.request, task.rank, Ending.CANCELLED)
        except Exception as error:  # every failure is delivered: the owner decides how it is shown
            return Answer(task.request, task.rank, Ending.FAILED, error=error)
        if task.is_kept:
            self.cache.put(task.request, value)
        return Answer(task.request, task.rank, Ending.FINISHED, value)

    def _reporter(self, job: _Job) -> Callable[[str, float], None]:
        def report(label: str, fraction: float) -> None:
            with self._condition:
                job.label = label or job.task.label
                job.fraction = fraction
            if job.task.is_shown:
                self._announce()

        return report

    # Where the model lives

    def _arrive(self, job: _Job, answer: Answer) -> None:
        with self._condition:
            wanted = not self._is_closed and self._is_wanted(job, answer)
        try:
            if wanted:
                job.task.then(answer)
        finally:
            with self._condition:
                self._n_undelivered -= 1
                self._condition.notify_all()
        if job.task.is_shown:
            self._announce()

    def _is_wanted(self, job: _Job, answer: Answer) -> bool:
        key = job.task.key
        if job.is_unwanted:
            return False
        if job.generation != self._generation.get(key):
            # Its successor is asked already, and not yet answered.
            is_late = not job.task.finishes or job.generation <= self._delivered.get(key, 0)
            if not is_late and answer.ending is Ending.FINISHED:
                self._delivered[key] = job.generation
                return True
            return False
        if job.task.rank <= self._best_rank[key]:
            return False
        if answer.ending is Ending.FINISHED:
            self._best_rank[key] = job.task.rank
            self._delivered[key] = job.generation
        elif answer.ending is Ending.FAILED:
            # What the sketch could not read, the exact answer will not either: one failure is enough.
            self._best_rank[key] = 1_000
            self._drop(key, unless=())
        return True
