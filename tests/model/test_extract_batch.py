"""One region or all into files: names, what speaks against them, and the same by command and by script."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import Annulus, Circle, Selection, Square, count_rows, find_rows, open_table
from pixviewer.core.errors import OutputError
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.model.extract_batch import (
    EXISTS,
    INPUT,
    NEW,
    SAME,
    BatchReport,
    files_of,
    plan_of,
    plan_of_chosen,
    plans_of,
    run_batch,
)
from pixviewer.model.extract_names import file_name, same_names
from pixviewer.model.extract_script import expression_source, script
from pixviewer.model.extracting import ExtractPlan, command_line, run_plan
from pixviewer.model.filters import GOOD_ROWS, Chip, Filters
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import Region, Regions
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture(scope="module")
def centre(small_file: Path) -> tuple[float, float]:
    with open_table(small_file) as table:
        ra, dec = table.frame.plane_to_sky(0.0, -15.0)
    return float(ra), float(dec)


@pytest.fixture
def some(centre: tuple[float, float]) -> Regions:
    star = Region("r1", "the star", Circle(*centre, 3.0), wave=((6050.0, 6060.0),))
    box = Region("r2", "box", Square(*centre, 2.0), criteria=Selection(no_flags="COSMICRAY"), groups=("a b",))
    ring = Region("r3", "ring", Annulus(*centre, 4.0, 6.0), role="background")
    hole = Region("r4", "hole", Circle(*centre, 0.5), role="exclude")
    return Regions((star, box, ring, hole))


def rows_in(path: Path) -> int:
    with open_table(path) as table:
        return table.n_row


def same_tables(a: Path, b: Path) -> bool:
    """Equal in every extension; only HISTORY and the date, which say how and when, may differ."""
    with fits.open(a) as first, fits.open(b) as second:
        pairs = list(zip(first, second, strict=True))
        return all(
            _cards(one.header) == _cards(other.header) and np.array_equal(one.data, other.data)
            for one, other in pairs
        )


def _cards(header: fits.Header) -> list[tuple[str, object, str]]:
    ignored = ("HISTORY", "DATE", "CHECKSUM", "DATASUM")
    return [tuple(card) for card in header.cards if card.keyword not in ignored]


def test_names_are_made_of_placeholders(some: Regions) -> None:
    star, box = some.items[:2]
    assert file_name("{table}_{region}.fits", "sky", star, 1) == "sky_the_star.fits"
    assert file_name("{number}-{role}-{group}", "sky", box, 12) == "012-source-a_b.fits"
    odd = replace(star, name="../a/b: *")
    assert file_name("{region}", "sky", odd, 1) == "a_b.fits"
    assert file_name("{region}", "sky", replace(star, name="★"), 1) == "region.fits"


@pytest.mark.parametrize("pattern", ["", "a/b.fits", "..", "{table}/{region}", ".hidden", "a\\b"])
def test_a_pattern_is_a_name_and_no_path(some: Regions, pattern: str) -> None:
    with pytest.raises(ValueError, match="without a folder"):
        file_name(pattern, "sky", some.items[0], 1)


def test_an_unknown_placeholder_is_named_with_those_there_are(some: Regions) -> None:
    with pytest.raises(ValueError, match=r"there is no \{star\}; a name may have \{table\}"):
        file_name("{star}.fits", "sky", some.items[0], 1)


def test_names_that_differ_in_capitals_only_are_the_same() -> None:
    assert same_names(["a.fits", "A.fits", "b.fits"]) == {"a.fits"}


def test_what_speaks_against_a_file_is_told_before(some: Regions, tmp_path: Path, small_file: Path) -> None:
    source = tmp_path / "open.fits"
    source.write_bytes(small_file.read_bytes())
    (tmp_path / "there.fits").touch()
    named = [replace(some.items[0], name=name) for name in ("new", "there", "twice", "Twice", "open")]
    files = files_of(named, "{region}.fits", tmp_path, "open", source)
    assert [file.state for file in files] == [NEW, EXISTS, SAME, SAME, INPUT]


def test_a_batch_writes_each_source_with_the_rows_of_the_rule(
    some: Regions, small_file: Path, tmp_path: Path
) -> None:
    filters = Filters((GOOD_ROWS, Chip("wave", ((6055.0, 6500.0),))))
    with open_table(small_file) as table:
        files = files_of(some.items[:2], "{region}", tmp_path, "small", small_file)
        report = run_batch(plans_of(files, filters, some, "image"), table, Progress(), BatchReport())
        left = Selection(good=True, wave=(6055, 6500)) & ~some.items[3].selection()
        counts = [count_rows(table, region.selection() & left).n_row for region in some.items[:2]]
    assert [rows_in(file.path) for file in files] == counts
    assert min(counts) > 0
    assert report.sentence(2) == f"wrote 2 files, {rows_text(sum(counts))} rows"


def test_a_region_without_rows_makes_no_file_and_is_named(
    some: Regions, small_file: Path, tmp_path: Path
) -> None:
    nothing = replace(some.items[0], ident="r9", name="nothing", wave=((100.0, 200.0),))
    with open_table(small_file) as table:
        files = files_of([nothing, some.items[1]], "{region}", tmp_path, "small", small_file)
        report = run_batch(plans_of(files, Filters(), some, "image"), table, Progress(), BatchReport())
    assert not files[0].path.exists()
    assert "wrote 1 file of 2" in report.sentence(2)
    assert "no rows, and so no file: nothing.fits" in report.sentence(2)


def test_a_cancel_leaves_whole_files_only(
    some: Regions, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pixviewer.core.progress.REPORT_INTERVAL_S", 0.0)
    files = files_of(some.items[:2], "{region}", tmp_path, "small", small_file)
    plans = plans_of(files, Filters(), some, "image")
    told: list[float] = []

    def cancel_in_the_second(label: str, fraction: float) -> None:
        told.append(fraction)
        if label.startswith("2 of 2"):
            progress.cancel()

    progress, report = Progress(cancel_in_the_second), BatchReport()
    with open_table(small_file) as table, pytest.raises(Cancelled):
        run_batch(plans, table, progress, report)
    assert max(told[:-1]) <= 0.5 < told[-1]
    assert [path.name for path in tmp_path.iterdir()] == [files[0].path.name]
    assert rows_in(files[0].path) == report.n_row > 0
    assert report.sentence(2).startswith("wrote 1 file of 2, ")


def test_a_failure_says_how_many_stay(some: Regions, small_file: Path, tmp_path: Path) -> None:
    files = files_of(some.items[:2], "{region}", tmp_path, "small", small_file)
    plans = plans_of(files, Filters(), some, "image")
    files[1].path.write_bytes(b"appeared meanwhile")
    with open_table(small_file) as table, pytest.raises(OutputError, match="the 1 written before stay"):
        run_batch(plans, table, Progress(), BatchReport())
    assert rows_in(files[0].path) > 0
    assert files[1].path.read_bytes() == b"appeared meanwhile"


# ---- the same by command and by script -----------------------------------------------------------------


def _choices(some: Regions) -> dict[str, ExtractPlan]:
    filters = Filters((GOOD_ROWS,))
    both = replace(some, selected=("r1", "r2"))
    return {
        "a region": plan_of(some.items[0], Filters(), Regions(some.items[:1])),
        "a region through filters": plan_of(some.items[1], filters, some),
        "a ring": plan_of(some.items[2], Filters(), Regions(some.items[:3])),
        "an excluded region": plan_of(some.items[3], filters, some),
        "two sources": plan_of_chosen(filters, both),
        "everything": plan_of_chosen(Filters(), Regions()),
    }


@pytest.mark.parametrize(
    "name",
    ["a region", "a region through filters", "a ring", "an excluded region", "two sources", "everything"],
)
def test_what_is_copied_gives_the_same_file(
    name: str, some: Regions, small_file: Path, tmp_path: Path
) -> None:
    plan = _choices(some)[name]
    paths = {way: tmp_path / f"{way} it's.fits" for way in ("window", "command", "script")}
    with open_table(small_file) as table:
        n_row = run_plan(replace(plan, path=paths["window"]), table, Progress())
    assert n_row > 0

    words = shlex.split(command_line(replace(plan, path=paths["command"]), small_file))
    assert words[0] == "pixviewer"
    subprocess.run([sys.executable, "-m", "pixviewer", *words[1:]], check=True, capture_output=True)
    source = script(replace(plan, path=paths["script"]), small_file)
    done = subprocess.run([sys.executable, "-c", source], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == f"{n_row} rows"

    assert rows_in(paths["window"]) == n_row
    assert same_tables(paths["window"], paths["command"])
    assert same_tables(paths["window"], paths["script"])


def test_every_criterion_is_written_as_python_and_read_back(centre: tuple[float, float]) -> None:
    every = Selection(
        [Circle(*centre, 0.1 + 0.2), Square(*centre, 1), Annulus(*centre, 1, 2)],
        wave=[(6000, 6100), (None, 5000)],
        ifu=[5, 6], slice_no=7, stack=1, exposure=2, x_det=(0, 10), y_det=(5, None), good=True,
        flags="HotPixel", no_flags=["Dark", "bit 20"], value=(-1, 1), snr=(3, None),
        variance=[(None, 4.5), (1e3, None)], match="any",
    )  # fmt: skip
    names = {"Selection": Selection, "Circle": Circle, "Square": Square, "Annulus": Annulus}
    for expression in (every, ~every & Selection(ifu=3), (every | Selection()) & ~Selection(good=True)):
        assert eval(expression_source(expression), names) == expression


# ---- in the model --------------------------------------------------------------------------------------


def test_what_extract_would_do_is_foreseen(
    workspace: Workspace, at_rest: Rest, small_file: Path, centre: tuple[float, float]
) -> None:
    workspace.open(small_file)
    at_rest()
    assert workspace.extraction.foreseen is None  # nobody looks
    workspace.extraction.is_watched = True
    workspace.extraction.refresh()
    at_rest()
    foreseen = workspace.extraction.foreseen
    assert foreseen is not None
    assert not isinstance(foreseen, Exception)
    assert workspace.table is not None
    assert foreseen.n_row == workspace.table.n_row
    assert workspace.extraction.chosen_name == "whole field"

    workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    at_rest()
    region = workspace.regions.current
    assert region is not None
    foreseen = workspace.extraction.foreseen
    assert foreseen is not None
    assert not isinstance(foreseen, Exception)
    assert foreseen.n_row == find_rows(workspace.table, region.selection()).size > 0
    assert foreseen.seconds > 0


def test_all_regions_are_written_as_one_job(
    workspace: Workspace, at_rest: Rest, small_file: Path, tmp_path: Path
) -> None:
    workspace.open(small_file)
    at_rest()
    for x in (0.0, 3.0):
        workspace.editor.add_shape("circle", x, -15.0, 2.0)
    told: list[str] = []
    workspace.told.connect(told.append)
    files = files_of(workspace.regions.items, "{region}", tmp_path, "small", small_file)
    plans = plans_of(files, workspace.view.filters, workspace.regions, "table")
    workspace.extraction.extract_all(plans)
    at_rest()
    assert told[-1].startswith("wrote 2 files, ")
    assert told[-1].endswith(f" in {tmp_path}")
    for file in files:
        assert rows_in(file.path) == workspace.shown.tallies[file.region.ident].n_row
    assert np.all([file.path.stat().st_size > 2880 for file in files])
