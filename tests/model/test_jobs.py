import threading
from collections.abc import Callable

import pytest
from waiting import until

from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task


def task(
    request: object,
    answers: list[Answer],
    work: Callable[[Progress], object] | None = None,
    **options: object,
) -> Task:
    settings: dict[str, object] = {"key": "canvas", **options}
    return Task(
        request=request,  # type: ignore[arg-type]
        work=work or (lambda progress: f"value of {request}"),
        then=answers.append,
        **settings,  # type: ignore[arg-type]
    )


class Gate:
    """Work that waits until it is let go, or told to stop."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.open = threading.Event()
        self.n_run = 0

    def __call__(self, progress: Progress) -> str:
        self.n_run += 1
        self.started.set()
        while not self.open.wait(0.002):
            progress.check()
        return "through the gate"


def test_an_answer_arrives_with_its_value(runner: Runner, answers: list[Answer]) -> None:
    runner.submit(task("a", answers))
    assert runner.wait_idle()
    assert [(a.ending, a.value) for a in answers] == [(Ending.FINISHED, "value of a")]


def test_a_stale_answer_is_dropped(runner: Runner, answers: list[Answer]) -> None:
    deaf, go_on = threading.Event(), threading.Event()

    def does_not_look(progress: Progress) -> str:
        deaf.set()
        go_on.wait(10)
        return "too late"

    runner.submit(task("old", answers, does_not_look))
    deaf.wait(10)
    runner.submit(task("new", answers))
    go_on.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["new"]


def test_a_burst_gives_one_answer(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    n_computed = []
    runner.submit(task("blocker", [], gate, key="other"))
    gate.started.wait(10)
    for i in range(50):
        runner.submit(task(i, answers, lambda progress, i=i: n_computed.append(i) or i))
    gate.open.set()
    assert runner.wait_idle()
    assert [a.value for a in answers] == [49]
    assert n_computed == [49]


def test_an_equal_request_is_not_computed_again(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    gate.open.set()
    for _ in range(3):
        runner.submit(task("same", answers, gate))
        assert runner.wait_idle()
    assert gate.n_run == 1
    assert [a.value for a in answers] == ["through the gate"] * 3


def test_the_same_question_while_it_is_answered_goes_on(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("same", answers, gate))
    gate.started.wait(10)
    runner.submit(task("same", answers, gate))
    gate.open.set()
    assert runner.wait_idle()
    assert gate.n_run == 1
    assert [a.ending for a in answers] == [Ending.FINISHED]


def test_a_sketch_after_the_truth_is_dropped(runner: Runner, answers: list[Answer]) -> None:
    slow = Gate()
    runner.submit(
        task("sketch", answers, slow, rank=0, lane=Lane.QUICK), task("exact", answers, lane=Lane.HEAVY)
    )
    until(lambda: bool(answers))
    slow.open.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["exact"]


def test_a_sketch_and_then_the_truth_both_arrive(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("sketch", answers, rank=0, lane=Lane.QUICK), task("exact", answers, gate))
    until(lambda: len(answers) == 1)
    gate.open.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["sketch", "exact"]


def test_cancelling_a_running_job_is_an_ending(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("long", answers, gate))
    gate.started.wait(10)
    (job,) = runner.jobs
    runner.cancel(job.ident)
    assert runner.wait_idle()
    assert [a.ending for a in answers] == [Ending.CANCELLED]
    assert runner.jobs == []


def test_cancelling_a_waiting_job_is_an_ending(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("blocker", [], gate, key="other"))
    gate.started.wait(10)
    runner.submit(task("waits", answers))
    runner.cancel(runner.jobs[-1].ident)
    until(lambda: bool(answers))
    assert answers[0].ending is Ending.CANCELLED
    gate.open.set()


def test_a_failure_is_an_ending(runner: Runner, answers: list[Answer]) -> None:
    def fails(progress: Progress) -> None:
        raise ValueError("no such thing")

    runner.submit(task("bad", answers, fails))
    assert runner.wait_idle()
    assert answers[0].ending is Ending.FAILED
    assert str(answers[0].error) == "no such thing"


def test_a_failed_sketch_and_its_exact_answer_fail_once(runner: Runner, answers: list[Answer]) -> None:
    def fails(progress: Progress) -> None:
        raise ValueError("no such thing")

    runner.submit(
        task("sketch", answers, fails, rank=0, lane=Lane.QUICK), task("exact", answers, fails, rank=1)
    )
    assert runner.wait_idle()
    assert len(answers) == 1


def test_a_failure_is_not_kept(runner: Runner, answers: list[Answer]) -> None:
    outcomes = iter([ValueError("first"), "second"])

    def sometimes(progress: Progress) -> str:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    for _ in range(2):
        runner.submit(task("same", answers, sometimes))
        assert runner.wait_idle()
    assert [a.ending for a in answers] == [Ending.FAILED, Ending.FINISHED]


def test_the_quick_lane_answers_while_the_heavy_one_works(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("heavy", answers, gate, key="one"))
    gate.started.wait(10)
    runner.submit(task("quick", answers, key="two", lane=Lane.QUICK))
    until(lambda: bool(answers))
    assert answers[0].request == "quick"
    gate.open.set()


def test_progress_is_shown_while_a_job_runs(runner: Runner, answers: list[Answer]) -> None:
    go_on = threading.Event()

    def reports(progress: Progress) -> None:
        progress.step("Half way", 1, 2)
        while not go_on.wait(0.002):
            progress.check()

    runner.submit(task("a", answers, reports, is_kept=False))
    until(lambda: bool(runner.jobs) and runner.jobs[0].fraction == 0.5)
    assert runner.jobs[0].label == "Half way"
    assert runner.fraction_of("canvas") == 0.5
    go_on.set()


def test_what_is_forgotten_does_not_arrive(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("a", answers, gate))
    gate.started.wait(10)
    runner.forget("canvas")
    assert runner.wait_idle()
    assert answers == []


def test_closing_ends_the_threads_and_delivers_nothing_more(answers: list[Answer]) -> None:
    runner = Runner(lambda call: call())
    gate = Gate()
    runner.submit(task("a", answers, gate))
    gate.started.wait(10)
    assert runner.close()
    assert answers == []
    assert not [t for t in threading.enumerate() if t.name.startswith("pixviewer-")]


def test_tasks_of_one_question_share_a_key(runner: Runner, answers: list[Answer]) -> None:
    with pytest.raises(ValueError, match="share one key"):
        runner.submit(task("a", answers, key="one"), task("b", answers, key="two"))


def test_what_follows_the_mouse_finishes_and_then_goes_on_with_the_newest(
    runner: Runner, answers: list[Answer]
) -> None:
    gate, computed = Gate(), []
    runner.submit(task("first", answers, gate, finishes=True))
    gate.started.wait(10)
    for i in range(20):
        runner.submit(task(i, answers, lambda progress, i=i: computed.append(i) or i, finishes=True))
    gate.open.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["first", 19]
    assert computed == [19]


def test_the_end_of_a_drag_stops_what_follows_the_mouse(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("while dragged", answers, gate, rank=0, lane=Lane.QUICK, finishes=True))
    gate.started.wait(10)
    runner.submit(task("released", answers))
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["released"]
    runner.submit(task("dragged again", answers, Gate(), rank=0, lane=Lane.QUICK, finishes=True))
    runner.forget("canvas")
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["released"]


def test_an_older_answer_never_comes_after_a_newer_one(runner: Runner, answers: list[Answer]) -> None:
    runner.submit(task("known", [], key="other"))
    assert runner.wait_idle()
    runner.cache.put("known", "at once")
    gate = Gate()
    runner.submit(task("old", answers, gate, finishes=True))
    gate.started.wait(10)
    runner.submit(task("known", answers, finishes=True))
    assert [a.request for a in answers] == ["known"]
    gate.open.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["known"]


def test_who_asks_again_keeps_the_place_in_the_queue(runner: Runner, answers: list[Answer]) -> None:
    gate = Gate()
    runner.submit(task("blocker", [], gate, key="other"))
    gate.started.wait(10)
    runner.submit(task("spectrum 1", answers, key="spectrum"))
    runner.submit(task("count 1", answers, key="count"))
    runner.submit(task("spectrum 2", answers, key="spectrum"))
    gate.open.set()
    assert runner.wait_idle()
    assert [a.request for a in answers] == ["spectrum 2", "count 1"]
