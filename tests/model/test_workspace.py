import math
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pixviewer import (
    SEGMENTS,
    Factors,
    PixTableWarning,
    Selection,
    count_rows,
    open_table,
    white_light,
    write_factors,
)
from pixviewer.cli.arguments import Parser
from pixviewer.cli.criteria import add_selection, expression
from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.geometry import Circle, Frame, Square, State
from pixviewer.core.numerals import join_numbers
from pixviewer.core.products import rows as rows_module
from pixviewer.core.products import spectrum as spectrum_module
from pixviewer.model.extracting import (
    ExtractPlan,
    command_line,
    parse_flags,
    parse_list,
    parse_ranges,
)
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.set_shape("scatter", (300, 200))
    workspace.open(small_file)
    at_rest()
    workspace.settle()
    at_rest()
    return workspace


@pytest.fixture
def failures(workspace: Workspace) -> list[tuple[str, Exception]]:
    found: list[tuple[str, Exception]] = []
    workspace.failed.connect(lambda what, error: found.append((what, error)))
    return found


def test_an_opened_table_is_shown_exactly(opened: Workspace) -> None:
    shown = opened.shown
    assert shown.image is not None
    assert shown.scatter is not None
    assert shown.spectrum is not None
    assert shown.image.fraction == shown.scatter.fraction == 1.0
    assert opened.facts is not None
    assert shown.scatter.n_row == opened.facts.n_row
    assert shown.image.rgba.shape == (*shown.image.grid.shape, 4)


def test_a_table_is_shown_through_factors(
    workspace: Workspace, at_rest: Rest, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "f.fits"
    factors = Factors(np.full((20, 24, 48), 2.0), np.array(SEGMENTS), date_obs="another night")
    write_factors(factors, path)

    def show() -> None:
        workspace.open(small_file, factors=path)
        at_rest()

    with pytest.warns(PixTableWarning, match="another night"):
        show()
    assert workspace.name == f"{small_file.name} through f.fits"
    assert workspace.table is not None
    assert workspace.table.facts.autocal == "user"
    with open_table(small_file) as plain:
        np.testing.assert_allclose(white_light(workspace.table).value, 2 * white_light(plain).value)
    workspace.open(small_file)
    at_rest()
    assert workspace.name == small_file.name


def test_a_bad_file_leaves_the_open_table(
    opened: Workspace, at_rest: Rest, failures: list[tuple[str, Exception]], tmp_path: Path
) -> None:
    table = opened.table
    bad = tmp_path / "bad.fits"
    bad.write_bytes(b"this is no FITS file")
    opened.open(bad)
    at_rest()
    assert opened.table is table
    ((what, error),) = failures
    assert what == "Opening bad.fits"
    assert isinstance(error, PixTableError)


def test_the_count_of_a_region_is_that_of_the_core(
    opened: Workspace, at_rest: Rest, small_file: Path
) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    assert region is not None
    at_rest()
    opened.editor.add_band(6055.0, 6058.0)
    at_rest()
    tally = opened.shown.tallies[region.ident]
    counts = count_rows(open_table(small_file), Selection(shapes=region.shape, wave=(6055.0, 6058.0)))
    assert counts.n_row > 0
    assert (tally.n_row, tally.n_good, tally.n_bad) == (counts.n_row, counts.n_good, counts.n_bad)


def test_a_region_that_comes_back_is_counted_again(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    assert region is not None
    at_rest()
    tally = opened.shown.tallies[region.ident]
    opened.undo()
    at_rest()
    assert opened.shown.tallies == {}
    opened.redo()
    at_rest()
    assert opened.shown.tallies == {region.ident: tally}


def test_a_band_of_the_current_region_changes_the_image(opened: Workspace, at_rest: Rest) -> None:
    before = opened.shown.image
    opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.editor.add_band(6298.0, 6300.0)
    at_rest()
    after = opened.shown.image
    assert before is not None
    assert after is not None
    assert after.n_row < before.n_row
    opened.editor.select_region(None)
    at_rest()
    assert opened.shown.image is not None
    assert opened.shown.image.n_row == before.n_row


def test_a_drag_is_one_step_of_undo(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("square", 0.0, -15.0, 2.0)
    assert region is not None
    for i in range(20):
        opened.editor.drag_region(region.ident, 0.1 * i, -15.0, 2.0)
        assert opened.regions.items == (region,)
    opened.editor.move_region(region.ident, 2.0, -15.0, 2.0)
    assert opened.history.labels == ["draw square", "move region 1"]
    opened.undo()
    assert opened.regions.items == (region,)
    opened.redo()
    moved = opened.regions.items[0]
    assert opened.facts is not None
    xi, eta = opened.facts.frame.sky_to_plane(moved.shape.ra, moved.shape.dec)
    assert (float(xi), float(eta)) == pytest.approx((2.0, -15.0), abs=1e-6)
    at_rest()


def test_while_a_region_is_dragged_its_rows_are_counted(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    at_rest()
    opened.editor.drag_region(region.ident, 1.0, -15.0, 2.0)
    at_rest()
    live = opened.shown.live
    assert live is not None
    opened.editor.move_region(region.ident, 1.0, -15.0, 2.0)
    at_rest()
    assert opened.shown.live is None
    tally = opened.shown.tallies[region.ident]
    assert (tally.n_row, tally.n_good, tally.n_bad) == (live.n_row, live.n_good, live.n_bad)


def test_a_dragged_region_is_read_once_for_spectrum_and_numbers(
    opened: Workspace, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    at_rest()
    made: list[object] = []
    original = spectrum_module.spectrum

    def counted(*args: Any, **kwargs: Any) -> spectrum_module.Spectrum:
        made.append(args)
        return original(*args, **kwargs)

    monkeypatch.setattr(spectrum_module, "spectrum", counted)
    monkeypatch.setattr(rows_module, "count_rows", lambda *args, **kwargs: made.append(args))
    opened.editor.drag_region(region.ident, 1.0, -15.0, 2.0)
    at_rest()
    assert len(made) == 1
    spectrum, live = opened.shown.spectrum, opened.shown.live
    assert spectrum is not None
    assert live is not None
    assert live.n_row == spectrum.product.n_row > 0
    opened.editor.move_region(region.ident, 1.0, -15.0, 2.0)
    at_rest()
    assert len(made) == 1  # it rests where its spectrum is known already


def test_a_cancelled_drag_leaves_everything_where_it_was(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.add_band(6055.0, 6058.0)
    labels = opened.history.labels
    opened.editor.drag_band("view:0", 6056.0, 6059.0)
    assert opened.view.bands == ((6056.0, 6059.0),)
    opened.editor.cancel_gesture()
    assert opened.view.bands == ((6055.0, 6058.0),)
    assert opened.history.labels == labels
    at_rest()


def test_a_dragged_band_of_the_view_is_one_step(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.add_band(6055.0, 6058.0)
    for i in range(5):
        opened.editor.drag_band("view:0", 6055.0 + i / 10, 6058.0 + i / 10)
    opened.editor.move_band("view:0", 6056.0, 6059.0)
    opened.undo()
    assert opened.view.bands == ((6055.0, 6058.0),)
    opened.undo()
    assert opened.view.bands == ()
    at_rest()


def test_nudges_merge_until_something_else_happens(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    for i in range(5):
        opened.editor.move_region(region.ident, 0.2 * i + 0.2, -15.0, 2.0)
    assert opened.history.labels == ["draw circle", "move region 1"]
    opened.editor.select_region(None)
    opened.editor.select_region(region.ident)
    opened.editor.move_region(region.ident, 1.4, -15.0, 2.0)
    assert opened.history.labels == ["draw circle", "move region 1", "move region 1"]
    opened.undo()
    opened.undo()
    assert opened.regions.items == (region,)
    at_rest()


def test_a_new_stretch_reads_nothing_and_recolours(opened: Workspace, at_rest: Rest) -> None:
    before = opened.shown.image
    asked = []
    opened.runner.submit_original = opened.runner.submit  # type: ignore[attr-defined]
    opened.runner.submit = lambda *tasks: asked.extend(tasks) or opened.runner.submit_original(*tasks)  # type: ignore
    opened.editor.set_display("image", stretch="Log", invert=True)
    at_rest()
    assert {task.key for task in asked} == {"shade image"}
    after = opened.shown.image
    assert before is not None
    assert after is not None
    assert after.display.stretch == "Log"
    assert (after.rgba != before.rgba).any()


def test_limits_dragged_are_one_step(opened: Workspace, at_rest: Rest) -> None:
    for i in range(5):
        opened.editor.set_display("image", low=float(i), high=100.0)
    assert opened.history.labels == ["change limits of the image"]
    assert opened.display.image.limits == "User"
    opened.undo()
    assert opened.display.image.limits == "ZScale"
    at_rest()


def test_few_rows_are_drawn_as_points(opened: Workspace, at_rest: Rest) -> None:
    extent = opened.navigator.extent
    assert extent is not None
    x, y = (extent[0] + extent[1]) / 2, (extent[2] + extent[3]) / 2
    opened.set_view((x - 1.5, x + 1.5, y - 1.0, y + 1.0))
    at_rest()
    opened.settle()
    at_rest()
    coloured = opened.shown.points
    assert coloured is not None
    assert opened.shown.scatter is not None
    assert len(coloured.points.rows) == opened.shown.scatter.n_row
    assert coloured.rgba.shape == (len(coloured.points.rows), 4)
    opened.navigator.fit()
    at_rest()
    opened.settle()
    at_rest()
    assert opened.shown.points is None


def test_the_readout_names_the_nearest_row(opened: Workspace, at_rest: Rest) -> None:
    from pixviewer import decode_rows

    assert opened.table is not None
    row = {name: values[0] for name, values in decode_rows(opened.table, [1234]).items()}
    opened.hover(float(row["xi"]), float(row["eta"]))
    at_rest()
    reading = opened.shown.reading
    assert reading is not None
    assert reading.row is not None
    assert np.hypot(reading.row.xi - row["xi"], reading.row.eta - row["eta"]) < 0.02


def test_a_frozen_readout_stays(opened: Workspace, at_rest: Rest) -> None:
    opened.hover(0.0, -15.0)
    at_rest()
    reading = opened.shown.reading
    opened.toggle_freeze()
    opened.hover(3.0, -14.0)
    opened.canvases.leave()
    at_rest()
    assert opened.shown.reading is reading


def test_back_and_forward_lead_through_places(opened: Workspace, at_rest: Rest) -> None:
    start = opened.view.bounds
    opened.navigator.zoom(4)
    near = opened.view.bounds
    opened.navigator.back()
    assert opened.view.bounds == start
    opened.navigator.forward()
    assert opened.view.bounds == near
    at_rest()


def test_a_position_outside_the_field_is_refused(opened: Workspace) -> None:
    with pytest.raises(ValueError, match="not on this field"):
        opened.go_to("10:00:00 +20:00:00")


def test_an_extraction_has_the_rows_of_the_plan(
    opened: Workspace, at_rest: Rest, tmp_path: Path, failures: list[tuple[str, Exception]]
) -> None:
    written: list[tuple[Path, int]] = []
    opened.extracted.connect(lambda path, n_row: written.append((path, n_row)))
    assert opened.facts is not None
    ra, dec = opened.facts.frame.plane_to_sky(0.0, -15.0)
    plan = ExtractPlan(
        shapes=(Circle(float(ra), float(dec), 4.0),), ifu=(5, 6), good=True, path=tmp_path / "out.fits"
    )
    predicted: list[object] = []
    opened.predict(plan, predicted.append)
    opened.extract(plan)
    at_rest()
    assert failures == []
    ((path, n_row),) = written
    assert path == plan.path
    assert open_table(path).n_row == n_row == predicted[0].n_row  # type: ignore[attr-defined]
    assert path.stat().st_size == predicted[0].n_bytes  # type: ignore[attr-defined]


def test_extracting_nothing_says_so_and_writes_nothing(
    opened: Workspace, at_rest: Rest, tmp_path: Path, failures: list[tuple[str, Exception]]
) -> None:
    opened.extract(ExtractPlan(wave=((100.0, 200.0),), path=tmp_path / "out.fits"))
    at_rest()
    assert "nothing is selected" in str(failures[0][1])
    assert not (tmp_path / "out.fits").exists()


def test_an_existing_file_is_not_overwritten_unasked(
    opened: Workspace, at_rest: Rest, tmp_path: Path, failures: list[tuple[str, Exception]]
) -> None:
    path = tmp_path / "out.fits"
    path.write_text("mine")
    opened.extract(ExtractPlan(ifu=(5,), path=path))
    at_rest()
    assert isinstance(failures[0][1], OutputError)
    assert path.read_text() == "mine"


def test_closing_the_table_shows_nothing(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.close_table()
    at_rest()
    assert opened.table is None
    assert opened.shown.image is None
    assert opened.regions.items == ()
    assert opened.history.undo_label is None


def test_opening_another_table_forgets_the_answers_for_the_first(
    opened: Workspace, at_rest: Rest, drs_file: Callable[[str], Path]
) -> None:
    opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.open(drs_file("wfm/PIXTABLE_REDUCED.fits"))
    at_rest()
    opened.settle()
    at_rest()
    assert opened.facts is not None
    assert opened.facts.n_row == 117501
    assert opened.regions.items == ()
    assert opened.shown.scatter is not None
    assert opened.shown.scatter.n_row == 117501


def test_indexing_that_was_cancelled_can_go_on(
    workspace: Workspace, inbox: Callable[..., None], at_rest: Rest, small_file: Path
) -> None:
    told: list[str] = []
    workspace.told.connect(told.append)
    # The runner's own cancel is tested elsewhere; here indexing is taken away before it starts.
    build, workspace.build_index = workspace.build_index, lambda: None  # type: ignore[method-assign]
    workspace.open(small_file)
    at_rest()
    assert workspace.facts is not None
    assert not workspace.facts.has_blocks
    assert workspace.shown.image is not None
    build()
    at_rest()
    assert workspace.facts.has_blocks


def test_the_command_is_that_of_the_command_line() -> None:
    plan = ExtractPlan(
        shapes=(Circle(338.2, -60.5, 2.0),),
        wave=((6000.0, 6100.0),),
        ifu=(5, 7, 8, 9),
        good=True,
        match="any",
        path=Path("out.fits"),
    )
    assert command_line(plan, Path("in.fits")) == (
        "pixviewer extract in.fits out.fits --circle 338.2 -60.5 2 --lambda 6000 6100 "
        "--ifu 5,7-9 --good --match any"
    )


def test_lists_and_ranges_are_read_as_they_are_written() -> None:
    assert parse_list("5,7-9", 1, 24) == (5, 7, 8, 9)
    assert join_numbers(parse_list("9 7 8;5", 1, 24)) == "5,7-9"
    assert parse_ranges("6000-6100, 6500:6600") == ((6000.0, 6100.0), (6500.0, 6600.0))
    with pytest.raises(ValueError, match="not within 1 to 24"):
        parse_list("25", 1, 24)
    with pytest.raises(ValueError, match="no number"):
        parse_list("five", 1, 24)
    with pytest.raises(ValueError, match="must increase"):
        parse_ranges("6100-6000")
    with pytest.raises(ValueError, match="no range"):
        parse_ranges("6000")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-5 to 5", (-5.0, 5.0)),
        ("-5--2", (-5.0, -2.0)),
        ("−1e-3 – 1e3", (-1e-3, 1e3)),
        ("≥ 3", (3.0, math.inf)),
        (">=-3", (-3.0, math.inf)),
        ("< 1e4", (-math.inf, 1e4)),
        ("0.5 1.5", (0.5, 1.5)),
    ],
)
def test_ranges_are_read_as_people_write_them(text: str, expected: tuple[float, float]) -> None:
    assert parse_ranges(text) == (expected,)


@pytest.mark.parametrize("text", ["5-", "-", "abc", "> 5", "1-2-3", "nan-5", "5 - 5"])
def test_other_ranges_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no range|must increase"):
        parse_ranges(text)


def test_flags_are_read_by_any_of_their_names() -> None:
    assert parse_flags("hotpixel; COSMICRAY, bit 12") == ("CosmicUnCorrected", "HotPixel", "ADSaturation")
    assert parse_flags(" ") == ()
    with pytest.raises(ValueError, match="'Hot'"):
        parse_flags("Hot")


def test_the_command_selects_the_same_rows_again() -> None:
    plan = ExtractPlan(
        shapes=(Circle(338.123456789012, -60.5, 2.0), Square(1.0 / 3.0, 1e-7, 0.1)),
        wave=((6000.1, 6100.0),),
        ifu=(5, 7, 8, 9),
        slice_no=(48,),
        stack=(1,),
        exposure=(2,),
        x_det=((0.0, 10.5),),
        y_det=((1.0, 2.0), (3.0, 4.0)),
        value=((-math.inf, -0.1), (1e-20, math.inf)),
        snr=((-5.0, 1 / 3),),
        variance=((0.0, 1e9),),
        flags=("HotPixel", "Dark"),
        no_flags=("CosmicUnCorrected",),
        good=True,
        match="any",
        path=Path("my star.fits"),
    )
    parser = Parser("pixviewer extract", "")
    parser.add_argument("file")
    parser.add_argument("out")
    add_selection(parser)
    arguments = parser.parse(shlex.split(command_line(plan, Path("in.fits")))[2:])
    assert arguments.out == "my star.fits"
    assert expression(arguments, Frame(State.PROJECTED)) == plan.selection()


def test_edits_that_make_no_sense_change_nothing(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    assert region is not None
    for fields in ({"size": -1.0}, {"name": " "}, {"wave_low": 6000.0, "wave_high": 5000.0}):
        with pytest.raises(ValueError, match=r"positive|name|increase"):
            opened.editor.edit_region(region.ident, **fields)
    assert opened.regions.items == (region,)
    opened.editor.edit_region(region.ident, wave_low=6000.0, wave_high=6100.0)
    assert opened.regions.items[0].wave == ((6000.0, 6100.0),)
    at_rest()
