"""A second table beside the open one, and what can go wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pixviewer.core.io.header_differences import HeaderDifference
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def other_file(small_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "other.fits"
    path.write_bytes(small_file.read_bytes())
    return path


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    for view in ("scatter", "image"):
        workspace.set_shape(view, (200, 150))
    workspace.comparison.state.shape = (200, 150)
    workspace.comparison.state.is_visible = True
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def failures(workspace: Workspace) -> list[tuple[str, Exception]]:
    found: list[tuple[str, Exception]] = []
    workspace.failed.connect(lambda what, error: found.append((what, error)))
    return found


def test_a_second_table_is_indexed_and_compared_exactly(
    opened: Workspace, at_rest: Rest, other_file: Path
) -> None:
    opened.second.open(other_file)
    at_rest()
    assert opened.comparison.chosen == "small.fits | other.fits"
    shown = opened.shown.compare
    assert shown is not None
    assert shown.fractions == (1.0, 1.0)


def test_the_same_file_on_both_sides_is_said(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    said: list[str] = []
    opened.told.connect(said.append)
    opened.second.open(small_file)
    at_rest()
    assert "both sides are the same file, small.fits" in said
    assert opened.shown.compare is not None


def test_without_a_table_there_is_nothing_to_compare_with(workspace: Workspace, other_file: Path) -> None:
    said: list[str] = []
    workspace.told.connect(said.append)
    workspace.second.open(other_file)
    assert said == ["open a table first, then compare it with other.fits"]


def test_a_file_that_is_not_there_leaves_the_pair_as_it_was(
    opened: Workspace, at_rest: Rest, other_file: Path, failures: list[tuple[str, Exception]]
) -> None:
    opened.second.open(other_file)
    at_rest()
    before = opened.comparison.state.pair
    opened.second.open(other_file.with_name("missing.fits"))
    at_rest()
    assert [what for what, _ in failures] == ["Opening missing.fits"]
    assert opened.comparison.state.pair == before


@pytest.mark.parametrize("bad_luck", ["shrinks", "changes"])
def test_a_file_that_changes_under_the_comparison_is_said_once(
    opened: Workspace, at_rest: Rest, other_file: Path, failures: list[tuple[str, Exception]], bad_luck: str
) -> None:
    opened.second.open(other_file)
    at_rest()
    content = other_file.read_bytes()
    if bad_luck == "shrinks":
        other_file.write_bytes(content[: len(content) // 2])
    else:
        other_file.write_bytes(content + bytes(2880))
    opened.editor.set_display("compare", by="count")
    at_rest()
    for mode in ("ratio", "swipe"):
        opened.comparison.set_mode(mode)
        at_rest()
    assert [what for what, _ in failures] == ["Comparing other.fits"]
    assert "other.fits" in str(failures[0][1])
    assert "other.fits" in opened.comparison.shown.trouble
    # The table of the window goes on as before.
    opened.editor.set_display("image", by="count")
    at_rest()
    assert len(failures) == 1
    assert opened.shown.image is not None
    assert opened.shown.image.display.by == "count"


def test_a_table_closed_meanwhile_is_compared_with_nothing(
    opened: Workspace, at_rest: Rest, other_file: Path, failures: list[tuple[str, Exception]]
) -> None:
    opened.second.open(other_file)
    opened.close_table()
    at_rest()
    assert opened.comparison.state.pair is None
    assert failures == []


def test_the_next_table_is_opened_beside_the_first(
    workspace: Workspace, at_rest: Rest, small_file: Path, other_file: Path
) -> None:
    workspace.second.open_with_next_table(other_file)
    workspace.open(small_file)
    at_rest()
    assert workspace.comparison.chosen == "small.fits | other.fits"
    workspace.open(other_file)
    at_rest()
    assert workspace.comparison.state.pair is None


def test_headers_of_both_sides_are_compared(opened: Workspace, at_rest: Rest, other_file: Path) -> None:
    found: list[list[HeaderDifference] | Exception] = []
    opened.second.compare_headers(found.append)
    assert found == []
    opened.second.open(other_file)
    at_rest()
    opened.second.compare_headers(found.append)
    at_rest()
    assert found == [[]]
    other_file.write_bytes(b"nothing")
    opened.runner.cache.clear()
    opened.second.compare_headers(found.append)
    at_rest()
    assert isinstance(found[-1], Exception)
    assert "other.fits" in str(found[-1])
