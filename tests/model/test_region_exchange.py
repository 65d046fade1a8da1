"""Regions come from files and go into files, in the background and with a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pixviewer import Circle, Selection
from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.model.region_exchange import from_core, to_core
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]

FULL = CoreRegion(
    "star 1",
    Selection(Circle(338.2, -60.5, 2.0), wave=(6000, 6100), ifu=(5, 6), no_flags="Dark", match="any"),
    "background",
    "cyan",
    ("stars", "bright"),
    {"width": "2", "move": "0"},
)


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def told(workspace: Workspace) -> list[str]:
    found: list[str] = []
    workspace.told.connect(found.append)
    return found


@pytest.fixture
def failures(workspace: Workspace) -> list[str]:
    found: list[str] = []
    workspace.failed.connect(lambda what, error: found.append(str(error)))
    return found


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["# Region file format: DS9 version 4.1", "icrs", *lines]) + "\n")
    return path


def place(workspace: Workspace, xi: float, eta: float) -> str:
    assert workspace.facts is not None
    ra, dec = workspace.facts.frame.plane_to_sky(xi, eta)
    return f"{float(ra):.10f},{float(dec):.10f}"


def test_a_region_of_a_file_comes_back_the_same() -> None:
    (region,) = from_core(FULL)
    assert region.locked
    assert region.selection() == FULL.selection
    assert to_core(region) == FULL
    assert region.criteria.shapes == region.criteria.wave == ()


def test_regions_are_imported_as_one_decision_and_saved_again(
    opened: Workspace, at_rest: Rest, told: list[str], tmp_path: Path
) -> None:
    path = write(
        tmp_path / "in.reg",
        f'circle({place(opened, 0, -15)},2") # color=cyan text={{star}} tag={{lambda=6000:6100}} tag={{a}}',
        f'-circle({place(opened, 1, -15)},0.5")',
        f'box({place(opened, 5, -15)},3",3",0) # background',
        f'ellipse({place(opened, 5, -15)},3",1",20)',
    )
    opened.exchange.load(path)
    at_rest()
    items = opened.regions.items
    assert [r.role for r in items] == ["source", "exclude", "background"]
    assert (items[0].name, items[0].colour, items[0].groups) == ("star", "cyan", ("a",))
    assert items[0].wave == ((6000.0, 6100.0),)
    assert len({r.ident for r in items}) == 3
    assert told == ["in.reg: 3 regions; 1 ellipse cannot be used, and is only kept for saving"]
    out = tmp_path / "out.reg"
    opened.exchange.save(out)
    at_rest()
    text = out.read_text()
    assert "ellipse(" in text
    assert "color=cyan" in text
    assert opened.history.labels == ["import 3 regions of in.reg"]
    opened.undo()
    assert opened.regions.items == opened.regions.kept == ()


@pytest.mark.parametrize("ending", ["crtf", "pixr", "reg"])
def test_all_forms_are_written_and_read(
    opened: Workspace, at_rest: Rest, failures: list[str], tmp_path: Path, ending: str
) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    opened.editor.edit_region(region.ident, criteria=Selection(ifu=5, good=True), role="exclude")
    opened.exchange.save(tmp_path / f"r.{ending}")
    at_rest()
    opened.exchange.load(tmp_path / f"r.{ending}")
    at_rest()
    assert failures == []
    one, two = opened.regions.items
    assert two.selection() == one.selection()
    assert two.role == one.role


def test_regions_of_another_field_are_refused_in_a_sentence(
    opened: Workspace, at_rest: Rest, failures: list[str], tmp_path: Path
) -> None:
    opened.exchange.load(write(tmp_path / "far.reg", 'circle(10.0,20.0,2")'))
    at_rest()
    assert opened.regions.items == ()
    (sentence,) = failures
    assert "far.reg is of another field" in sentence
    assert "00:40:00" in sentence


def test_regions_outside_the_field_are_told(
    opened: Workspace, at_rest: Rest, told: list[str], tmp_path: Path
) -> None:
    lines = [f'circle({place(opened, xi, -15)},2")' for xi in (0, 500)]
    opened.exchange.load(write(tmp_path / "some.reg", *lines))
    at_rest()
    assert told == ["some.reg: 2 regions; 1 of them outside the field"]


def test_a_broken_file_is_a_sentence(
    opened: Workspace, at_rest: Rest, failures: list[str], tmp_path: Path
) -> None:
    opened.exchange.load(write(tmp_path / "bad.reg", 'circle(10.0,20.0,"two")'))
    opened.exchange.load(tmp_path / "none.reg")
    at_rest()
    assert "line 3" in failures[0]
    assert "cannot be read" in failures[1]


def test_regions_may_be_asked_for_before_their_table(
    workspace: Workspace, at_rest: Rest, small_file: Path, opened: Workspace, tmp_path: Path
) -> None:
    path = write(tmp_path / "r.reg", f'circle({place(opened, 0, -15)},2")')
    workspace.close_table()
    workspace.exchange.load(path)
    workspace.open(small_file)
    at_rest()
    assert len(workspace.regions.items) == 1


def test_a_save_that_cannot_be_is_a_sentence(
    opened: Workspace, at_rest: Rest, failures: list[str], tmp_path: Path
) -> None:
    opened.exchange.save(tmp_path / "nowhere" / "r.reg")
    opened.exchange.save(tmp_path / "r.txt")
    at_rest()
    assert len(failures) == 2
    assert ".pixr" in failures[1]
