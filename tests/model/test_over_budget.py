"""Jobs that would need more memory than the budget: they are done after a yes only."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pixviewer.model import memory
from pixviewer.model.memory import OverBudget, check_budget
from pixviewer.model.tools import fitting
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
Asked = list[tuple[OverBudget, Callable[[], None]]]

MB = 1_000_000


@pytest.fixture
def on_star(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    region = workspace.editor.add_shape("circle", 10.3, -15.7, 2.5)
    assert region is not None
    workspace.editor.edit_region(region.ident, name="Star")
    at_rest()
    return workspace


@pytest.fixture
def asked(on_star: Workspace) -> Asked:
    found: Asked = []
    on_star.tools.asks_memory.connect(lambda error, go_on: found.append((error, go_on)))
    return found


def tiny_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "budget", lambda: 10_000)


def test_what_fits_into_the_budget_is_not_asked_about(
    on_star: Workspace, at_rest: Rest, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "budget", lambda: memory.own_memory() + 1000 * MB)
    on_star.tools.fitting.fit()
    on_star.tools.plotting.watch(True)
    at_rest()
    assert asked == []
    assert on_star.tools.fitting.answer is not None
    assert on_star.tools.plotting.answer is not None
    on_star.tools.plotting.watch(False)


def test_a_fit_beyond_the_budget_waits_for_a_yes(
    on_star: Workspace, at_rest: Rest, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_budget(monkeypatch)
    tool = on_star.tools.fitting
    tool.fit()
    at_rest()
    assert tool.answer is None
    assert not tool.inquiry.is_working
    ((error, go_on),) = asked
    assert str(error).startswith("Fitting Star needs about ")
    assert str(error).endswith("; the budget is 10 kB")
    n_row = on_star.shown.tallies[on_star.regions.selected[0]].n_row
    assert error.n_bytes == n_row * fitting.BYTES_PER_ROW
    go_on()
    at_rest()
    assert tool.answer is not None
    assert len(asked) == 1
    tool.fit()  # the next one is asked about again
    at_rest()
    assert len(asked) == 2


def test_a_diagram_beyond_the_budget_is_asked_about_once(
    on_star: Workspace, at_rest: Rest, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_budget(monkeypatch)
    tool = on_star.tools.plotting
    tool.watch(True)
    at_rest()
    tool.refresh()  # as any decision does
    at_rest()
    assert tool.answer is None
    assert len(asked) == 1
    asked[0][1]()
    at_rest()
    assert tool.answer is not None
    tool.refresh()
    at_rest()
    assert len(asked) == 1
    tool.watch(False)


def test_a_yes_that_comes_too_late_does_nothing(
    on_star: Workspace, at_rest: Rest, asked: Asked, small_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_budget(monkeypatch)
    on_star.tools.fitting.fit()
    at_rest()
    on_star.open(small_file)
    at_rest()
    asked[0][1]()
    assert not on_star.tools.fitting.inquiry.is_working
    assert on_star.tools.fitting.answer is None


def test_little_is_never_asked_about_nor_anything_without_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "budget", lambda: 100 * MB)
    monkeypatch.setattr(memory, "own_memory", lambda: 150 * MB)  # used up already
    check_budget("Fitting A", 1 * MB)
    with pytest.raises(
        OverBudget, match="Fitting A needs about 3 MB beside the 150 MB in use; the budget is 100 MB"
    ):
        check_budget("Fitting A", 3 * MB)
    monkeypatch.setattr(memory, "budget", lambda: 0)
    check_budget("Fitting A", 1000 * MB)
