"""Bursts, slow disks and files that go: one answer, nothing computed twice, nothing lost."""

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pixviewer.core.errors import PixTableError
from pixviewer.core.table.source import FitsSource
from pixviewer.model.filters import Filters
from pixviewer.model.jobs import Lane, Task
from pixviewer.model.resolve import ImageRequest, RasterRequest, SpectrumRequest
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
Failures = list[tuple[str, Exception]]
PRODUCTS = (ImageRequest, RasterRequest, SpectrumRequest)


@pytest.fixture
def path(small_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(small_file, tmp_path / "mine.fits"))


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, path: Path) -> Workspace:
    workspace.open(path)
    at_rest()
    workspace.settle()
    at_rest()
    return workspace


@pytest.fixture
def failures(workspace: Workspace) -> Failures:
    found: Failures = []
    workspace.failed.connect(lambda what, error: found.append((what, error)))
    return found


@pytest.fixture
def computed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Counter[Any]:
    """How often each product was worked on to its end."""
    counter: Counter[Any] = Counter()
    answer = workspace.runner._answer

    def counted(job: Any) -> Any:
        given = answer(job)
        if isinstance(job.task.request, PRODUCTS) and given.value is not None:
            counter[job.task.request] += 1
        return given

    monkeypatch.setattr(workspace.runner, "_answer", counted)
    return counter


@pytest.fixture
def lanes(workspace: Workspace) -> Iterator[Callable[[], threading.Event]]:
    """Keep both lanes busy until an event is set."""
    gate = threading.Event()

    def closed() -> threading.Event:
        for lane in Lane:
            task = Task(f"gate {lane}", f"gate {lane}", lambda progress: gate.wait(30), print, lane=lane)
            workspace.runner.submit(task)
        return gate

    yield closed
    gate.set()


def bands(low: float) -> Filters:
    return Filters.of_bands(((low, low + 4.0),))


def test_a_burst_of_filters_gives_one_answer(
    opened: Workspace, at_rest: Rest, computed: Counter[Any], lanes: Callable[[], threading.Event]
) -> None:
    seen: list[Any] = []
    opened.shown.events.scatter.connect(seen.append)
    gate = lanes()
    for i in range(30):
        opened.editor.set_filters(bands(6052.0 + 0.1 * i), f"step {i}")
    gate.set()
    at_rest()
    # The spectrum shows all wavelengths, whatever is filtered.
    assert Counter(type(request) for request in computed) == Counter((ImageRequest, RasterRequest))
    assert len(seen) == 1
    assert {request.choice for request in computed} == {bands(6052.0 + 0.1 * 29).expression()}


def test_what_was_shown_before_is_not_computed_again(
    opened: Workspace, at_rest: Rest, computed: Counter[Any]
) -> None:
    for _ in range(3):
        opened.editor.set_filters(bands(6053.0), "some")
        at_rest()
        opened.undo()
        at_rest()
    assert len(computed) == 2
    assert set(computed.values()) == {1}


def test_a_disk_that_hangs_keeps_nobody_waiting(
    opened: Workspace, at_rest: Rest, failures: Failures, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill, hangs, comes_back = FitsSource.fill, threading.Event(), threading.Event()

    def slow(source: FitsSource, *args: Any) -> None:
        hangs.set()
        assert comes_back.wait(30)
        fill(source, *args)

    monkeypatch.setattr(FitsSource, "fill", slow)
    # None of these would come back if it waited for the disk.
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.editor.set_filters(bands(6053.0), "some")
    opened.hover(0.0, -15.0)
    opened.undo()
    opened.redo()
    assert hangs.wait(30)
    assert opened.runner.is_busy()
    comes_back.set()
    at_rest()
    assert failures == []
    assert region is not None
    assert opened.shown.tallies[region.ident].n_row > 0
    assert opened.shown.image is not None
    assert opened.shown.image.fraction == 1.0


def test_a_read_that_fails_in_the_middle_is_told_and_the_next_one_works(
    opened: Workspace, at_rest: Rest, failures: Failures, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened.shown.image
    fill = FitsSource.fill

    def fails(source: FitsSource, *args: Any) -> None:
        raise PixTableError("mine.fits cannot be read: Input/output error")

    monkeypatch.setattr(FitsSource, "fill", fails)
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.editor.set_filters(bands(6053.0), "some")
    at_rest()
    assert {str(error) for _, error in failures} == {"mine.fits cannot be read: Input/output error"}
    assert opened.shown.image is before
    assert opened.regions.items == (region,)
    monkeypatch.setattr(FitsSource, "fill", fill)
    failures.clear()
    opened.editor.set_filters(bands(6054.0), "others")
    at_rest()
    assert failures == []
    assert opened.shown.image is not before


@pytest.mark.parametrize("how", ["vanishes", "shrinks", "is replaced"])
def test_a_file_that_changes_under_the_window_is_told_in_a_sentence(
    opened: Workspace, at_rest: Rest, failures: Failures, path: Path, how: str, small_file: Path
) -> None:
    before, region = opened.shown.image, opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    at_rest()
    if how == "vanishes":
        path.unlink()
    elif how == "shrinks":
        with path.open("r+b") as file:
            file.truncate(100_000)
    else:
        path.unlink()
        shutil.copy(small_file, path)
    opened.editor.set_filters(bands(6053.0), "some")
    at_rest()
    words = {str(error) for _, error in failures}
    assert len(words) == 1
    (sentence,) = words
    assert sentence.startswith(str(path))
    assert ("has gone" if how == "vanishes" else "was changed") in sentence
    assert opened.shown.image is before
    assert opened.regions.items == (region,)
