"""Two tables on one grid: their images, scatters and detectors, their difference and their ratio."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import open_table, white_light
from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.core.simulate import simulate
from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.pixtable import PixTable
from pixviewer.model import compare_work
from pixviewer.model.compare_state import BLINK, DIFFERENCE, RATIO, SIDE_BY_SIDE, SWIPE, PairReading, Side
from pixviewer.model.numbering import next_table_number
from pixviewer.model.resolve import ImageRequest, TableFacts
from pixviewer.model.state import default_display
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
FRAME = Frame(State.PROJECTED, 30.0, -60.0)


def side_of(name: str, table: PixTable) -> Side:
    table.ensure_blocks()
    return Side(name, table, TableFacts(next_table_number(), table.n_row, table.frame, has_blocks=True))


@pytest.fixture(scope="module")
def brighter(small_file: Path) -> PixTable:
    """The small table, with all values 2 % larger."""
    table = open_table(small_file)
    return replace_column(table, "data", 1.02 * table.column("data"))


@pytest.fixture(scope="module")
def moved_file(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small table, pointed 1.3″ to the north."""
    path = tmp_path_factory.mktemp("moved") / "moved.fits"
    with fits.open(small_file) as hdus:
        hdus[0].header["DEC"] += 1.3 / 3600
        hdus.writeto(path)
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
def pair(opened: Workspace, brighter: PixTable) -> tuple[Side, Side]:
    table, facts = opened.table, opened.facts
    assert table is not None
    assert facts is not None
    return Side("first", table, facts), side_of("second", brighter)


def test_the_ratio_of_a_table_to_a_brighter_one_is_what_was_multiplied(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side]
) -> None:
    comparison = opened.comparison
    comparison.set_mode(RATIO)
    comparison.offer("a | b", pair)
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert shown.fractions == (1.0, 1.0)
    assert shown.middle == pytest.approx(1.02, rel=1e-5)
    assert shown.scatter < 1e-5
    # ±3 % of the sky around both, so ±3 % around no change.
    assert shown.scale == pytest.approx((0.97, 1.03), abs=1e-9)
    comparison.set_mode(DIFFERENCE)
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert shown.scale == pytest.approx((-(shown.hi - shown.lo) / 2, (shown.hi - shown.lo) / 2))
    np.testing.assert_allclose(shown.values[1], 1.02 * shown.values[0], rtol=1e-5)
    assert len(shown.rgba) == 1


def test_sides_are_the_images_of_their_tables_on_one_scale(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side], brighter: PixTable
) -> None:
    opened.comparison.offer("a | b", pair)
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert shown.mode == SIDE_BY_SIDE
    assert len(shown.rgba) == 2
    truth = white_light(brighter)
    assert shown.grid == truth.grid
    np.testing.assert_array_equal(shown.values[1], np.where(truth.count > 0, truth.value, np.nan))
    middle = (shown.lo + shown.hi) / 2
    assert (shown.hi - middle) / middle == pytest.approx(0.03, rel=1e-6)


def test_the_image_that_another_view_shows_is_not_made_again(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = compare_work.compute_side

    def noted(request: object, *rest: object) -> object:
        asked.append(request)
        return real(request, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compare_work, "compute_side", noted)
    opened.comparison.offer("a | b", pair)
    at_rest()
    second = pair[1].facts.number
    assert {request.table for request in asked if isinstance(request, ImageRequest)} == {second}
    n_before = len(asked)
    for mode in (SWIPE, BLINK, DIFFERENCE, RATIO, SIDE_BY_SIDE):
        opened.comparison.set_mode(mode)
        at_rest()
    opened.editor.set_display("compare", limits="99%")
    at_rest()
    assert len(asked) == n_before


def test_another_pointing_is_brought_onto_the_cells_of_the_first(
    opened: Workspace, at_rest: Rest, moved_file: Path
) -> None:
    table, facts = opened.table, opened.facts
    assert table is not None
    assert facts is not None
    other = open_table(moved_file)
    opened.comparison.offer("a | b", (Side("a", table, facts), side_of("b", other)))
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert not opened.comparison.shown.trouble
    a, b = shown.values
    # 1.3″ are six and a half cells: the field of the second lies so much farther north.
    rows_a, rows_b = (np.flatnonzero(np.isfinite(values).any(axis=1)) for values in (a, b))
    assert rows_b[-1] - rows_a[-1] in (6, 7)
    assert shown.grid.dy == 0.2
    own = white_light(other)
    assert np.nansum(np.isfinite(b)) == pytest.approx((own.count > 0).sum(), rel=0.05)
    # The star is where it is on the sky of its own table.
    row, col = np.unravel_index(np.nanargmax(own.value), own.value.shape)
    xi, eta = own.grid.centre(col, row)
    cell = shown.grid.cell(xi, eta + 1.3)
    assert cell is not None
    near = b[cell[1] - 1 : cell[1] + 2, cell[0] - 1 : cell[0] + 2]
    assert np.nanmax(near) > 0.5 * np.nanmax(own.value)


def test_a_table_of_another_field_is_said_not_to_overlap(
    opened: Workspace, at_rest: Rest, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "elsewhere.fits"
    with fits.open(small_file) as hdus:
        hdus[0].header["DEC"] += 0.5
        hdus.writeto(path)
    table, facts = opened.table, opened.facts
    assert table is not None
    assert facts is not None
    opened.comparison.offer("a | b", (Side("a", table, facts), side_of("b", open_table(path))))
    at_rest()
    assert opened.comparison.shown.trouble.startswith("a and b do not overlap: their centres are 30′ apart")
    assert opened.shown.compare is None
    opened.comparison.set_subject("detector")
    at_rest()
    assert not opened.comparison.shown.trouble
    assert opened.shown.compare is not None
    opened.comparison.set_subject("image")
    at_rest()
    assert "do not overlap" in opened.comparison.shown.trouble


def test_pixels_and_the_sky_are_compared_on_the_detector_only(
    opened: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    path = tmp_path / "pixels.fits"
    simulate(path, preset="small", state="pixel")
    table, facts = opened.table, opened.facts
    assert table is not None
    assert facts is not None
    opened.comparison.offer("a | b", (Side("a", table, facts), side_of("b", open_table(path))))
    at_rest()
    assert "field pixels" in opened.comparison.shown.trouble
    opened.comparison.set_subject("detector")
    opened.comparison.set_mode(DIFFERENCE)
    opened.editor.set_display("compare", by="count")
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert np.nanmax(shown.values[0]) > 0
    assert shown.middle == shown.scatter == 0.0


@pytest.mark.parametrize("subject", ["scatter", "detector"])
def test_scatter_and_detector_are_compared_like_the_image(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side], subject: str
) -> None:
    opened.comparison.set_subject(subject)
    opened.comparison.set_mode(RATIO)
    opened.comparison.offer("a | b", pair)
    at_rest()
    opened.comparison.settle()
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert shown.fraction == 1.0
    assert shown.middle == pytest.approx(1.02, rel=1e-5)


def test_a_bin_of_wavelength_takes_the_place_of_nothing_else(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side]
) -> None:
    opened.comparison.offer("a | b", pair)
    waves = pair[0].table.column("wave")
    low, high = float(np.quantile(waves, 0.3)), float(np.quantile(waves, 0.6))
    opened.comparison.set_wave((low, high))
    opened.comparison.state.subject = "image"
    opened.editor.set_display("compare", by="count")
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    flags = pair[0].table.column("flags")
    is_good = (flags == 0) & (waves >= np.float32(low)) & (waves < np.float32(high))
    assert np.nansum(shown.values[0]) == pytest.approx(is_good.sum(), rel=1e-3)
    with pytest.raises(ValueError, match="must increase"):
        opened.comparison.set_wave((high, low))


def test_both_values_are_read_out_under_the_cursor(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side]
) -> None:
    opened.comparison.offer("a | b", pair)
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    row, col = np.argwhere(np.isfinite(shown.values[0]))[50]
    opened.comparison.hover(*shown.grid.centre(col, row))
    reading = opened.comparison.shown.reading
    assert reading is not None
    assert reading.a == shown.values[0][row, col]
    assert reading.ratio == pytest.approx(1.02, rel=1e-5)
    opened.comparison.hover(1e6, 0.0)
    assert opened.comparison.shown.reading is None
    assert np.isnan(PairReading(0, 0, 0.0, 1.0).ratio)


def test_another_table_takes_all_pairs_away(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side], small_file: Path
) -> None:
    opened.comparison.offer("a | b", pair)
    at_rest()
    opened.open(small_file)
    at_rest()
    assert opened.comparison.state.pair is None
    assert opened.shown.compare is None
    assert not opened.comparison.offers


def test_pairs_are_chosen_among_what_is_offered(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side]
) -> None:
    comparison = opened.comparison
    comparison.offer("a | b", pair)
    comparison.offer("b | a", (pair[1], pair[0]))
    assert comparison.chosen == "a | b"
    comparison.choose("b | a")
    comparison.set_mode(RATIO)
    at_rest()
    shown = opened.shown.compare
    assert shown is not None
    assert shown.middle == pytest.approx(1 / 1.02, rel=1e-5)
    comparison.withdraw("b | a")
    assert comparison.chosen == "a | b"
    with pytest.raises(ValueError, match=r"offered are a \| b"):
        comparison.choose("b | a")


def test_a_newer_pair_of_the_same_name_takes_the_place_without_a_gap(
    opened: Workspace, at_rest: Rest, pair: tuple[Side, Side], small_file: Path
) -> None:
    comparison = opened.comparison
    comparison.set_mode(RATIO)
    comparison.offer("a | b", pair)
    at_rest()
    seen: list[object] = []
    opened.shown.events.compare.connect(seen.append)
    table = open_table(small_file)
    brightest = replace_column(table, "data", 1.05 * table.column("data"))
    comparison.offer("a | b", (pair[0], side_of("third", brightest)))
    at_rest()
    assert None not in seen
    shown = opened.shown.compare
    assert shown is not None
    assert shown.middle == pytest.approx(1.05, rel=1e-5)


def test_limits_of_a_relation_follow_those_of_the_sides() -> None:
    display = default_display("compare")
    found = np.array([0.9, 1.0, 1.3])
    assert compare_work.relation_limits(RATIO, found, display, 97.0, 103.0) == pytest.approx((0.97, 1.03))
    assert compare_work.relation_limits(DIFFERENCE, found, display, 97.0, 103.0) == (-3.0, 3.0)
    by_numbers = display.with_changes(limits="Min Max")
    assert compare_work.relation_limits(RATIO, found, by_numbers, 0, 1) == pytest.approx((0.7, 1.3))


def test_cells_that_do_not_coincide_are_refused() -> None:
    grid = Grid(0.0, 0.0, -0.2, 0.2, 10, 10)
    assert compare_work.union_grid(grid, Grid(0.4, -0.4, -0.2, 0.2, 4, 4)) == Grid(
        0.4, -0.4, -0.2, 0.2, 12, 12
    )
    for other in (Grid(0.05, 0.0, -0.2, 0.2, 10, 10), Grid(0.0, 0.0, -0.1, 0.1, 10, 10)):
        with pytest.raises(PixviewerError, match="cells of different size or place"):
            compare_work.union_grid(grid, other)
    with pytest.raises(PixviewerError, match="too far apart"):
        compare_work.union_grid(grid, Grid(5000.0, 5000.0, -0.2, 0.2, 10, 10))


def test_planes_of_neighbouring_pointings_are_shifted() -> None:
    other = Frame(State.POSITIONED, 30.0, -60.0 + 10 / 3600)
    dx, dy = compare_work.shift_between(FRAME, other)
    assert (dx, dy) == pytest.approx((0.0, 10.0), abs=1e-6)
    assert compare_work.is_same_lattice(FRAME, Frame(State.POSITIONED, 30.0, -60.0))
    assert not compare_work.is_same_lattice(FRAME, Frame(State.PROJECTED, 30.0, -60.0, narrow_field=True))
    bounds = (-30.0, 30.0, -30.0, 30.0)
    assert compare_work.apart_text(("a", FRAME, bounds), ("b", other, bounds)) == ""
    far = Frame(State.PROJECTED, 210.0, 60.0)
    assert "other side of the sky" in compare_work.apart_text(("a", FRAME, bounds), ("b", far, bounds))
