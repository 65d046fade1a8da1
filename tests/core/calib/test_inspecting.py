"""One slice from all sides, beside the same numbers made by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tables import make_table, write_table

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.inspecting import inspect_slice, slice_level
from pixviewer.core.calib.sky_level import LEVEL_STEP, sky_level
from pixviewer.core.calib.slice_rows import factors_at
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.rows import read_rows
from pixviewer.core.table.origin import MISSING, slice_no, x_in_slice
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Selection


@pytest.fixture(scope="module")
def table(small_file: Path) -> PixTable:
    found = open_table(small_file)
    found.ensure_blocks()
    return found


@pytest.fixture(scope="module")
def cell(table: PixTable) -> tuple[int, int]:
    """The slice with the most rows."""
    rows = read_rows(table, None, ("origin",))["origin"]
    ifu = int(table.ensure_blocks().ifus[0])
    of_ifu = slice_no(rows[((rows >> 6) & 31) == ifu])
    return ifu, int(np.bincount(of_ifu).argmax())


def test_the_level_of_the_sky_is_the_median_of_good_rows(table):
    level = sky_level(table)
    rows = read_rows(table, Selection(good=True), ("wave", "data"))
    i = level.centres.size // 2
    low = level.centres[i] - LEVEL_STEP / 2
    wave = rows["wave"].astype(float)
    inside = (wave >= low) & (wave < low + LEVEL_STEP)
    assert level.value[i] == np.median(rows["data"][inside])
    assert level.at(level.centres[i]) == level.value[i]
    assert np.isnan(level.at([level.centres[0] - 100.0])).all()
    assert level.fraction == 1.0


def test_masked_rows_do_not_make_the_level(table):
    kept = Selection(ifu=int(table.ensure_blocks().ifus[0]))
    level = sky_level(table, ~kept)
    rows = read_rows(table, kept & Selection(good=True), ("wave", "data"))
    number = np.floor(rows["wave"].astype(float) / LEVEL_STEP).astype(int)
    i = int(np.bincount(number).argmax())
    at = np.flatnonzero(np.isclose(level.centres, (i + 0.5) * LEVEL_STEP))
    assert level.value[at] == np.median(rows["data"][number == i])


def test_a_slice_is_what_its_rows_are(table, cell):
    level = sky_level(table)
    found = inspect_slice(table, *cell, level)
    rows = read_rows(table, Selection(ifu=cell[0], slice_no=cell[1]), ("wave", "data", "flags", "origin"))
    good = rows["flags"] == 0
    assert (found.n_row, found.n_good) == (good.size, np.count_nonzero(good))
    assert (found.n_flagged, found.n_masked) == (np.count_nonzero(~good), 0)
    residual = (rows["data"] - level.at(rows["wave"]))[good]
    assert found.before.offset == pytest.approx(np.median(residual))
    assert found.before.percent == pytest.approx(
        100 * np.median(residual) / np.median(level.at(rows["wave"])[good])
    )
    assert found.before.n_used == np.count_nonzero(good)
    assert found.after is None
    assert found.residual_after is None
    i = int(np.flatnonzero(np.isfinite(found.offset))[0])
    step = found.offset_waves[1] - found.offset_waves[0]
    low = found.offset_waves[i] - step / 2
    inside = (rows["wave"][good] >= low) & (rows["wave"][good] < low + step)
    sky = np.median(level.at(rows["wave"])[good][inside])
    assert found.offset[i] == pytest.approx(100 * np.median(residual[inside]) / sky)
    assert slice_level(table, *cell, level) == found.before
    assert found.residual.sum() <= residual.size
    # Means of bins, weighted with their rows, add up to the sum of all good rows.
    n = np.histogram(rows["wave"][good], found.wave_edges)[0]
    assert np.nansum(found.profile * n) == pytest.approx(rows["data"][good].sum(), rel=1e-5)
    assert np.nansum(found.sky * n) == pytest.approx(level.at(rows["wave"])[good].sum(), rel=1e-5)
    column = x_in_slice(rows["origin"][good])
    assert found.strip.shape[0] == column.max() - column.min() + 1
    at = np.digitize(rows["wave"][good], found.wave_edges) - 1
    first = (column == column.min()) & (at == at[column == column.min()][0])
    expected = rows["data"][good][first].mean()
    assert found.strip[0, at[column == column.min()][0]] == pytest.approx(expected, rel=1e-5)
    assert found.first_column == table.offsets.x_offset[0, cell[0], cell[1]] + column.min() - 1


def test_the_strip_on_the_sky_holds_the_good_rows_and_its_outline_surrounds_them(table, cell):
    found = inspect_slice(table, *cell, sky_level(table))
    rows = read_rows(
        table, Selection(ifu=cell[0], slice_no=cell[1]) & Selection(good=True), ("x", "y", "data")
    )
    (corners,) = found.outlines
    xi, eta = table.frame.to_plane(rows["x"], rows["y"])
    assert corners[:, 0].min() <= np.median(xi) <= corners[:, 0].max()
    assert corners[:, 1].min() <= np.median(eta) <= corners[:, 1].max()
    length = np.hypot(*(corners[1] - corners[0]))
    assert length > 10 * np.hypot(*(corners[2] - corners[1]))
    assert found.grid.bounds[0] <= xi.min()
    assert xi.max() <= found.grid.bounds[1]
    i = int(rows["data"].argmax())
    where = found.grid.cell(float(xi[i]), float(eta[i]))
    assert where is not None
    assert np.isfinite(found.image[where[1], where[0]])


def test_factors_move_the_slice(table, cell):
    level = sky_level(table)
    rows = read_rows(table, None, ("wave",))["wave"]
    edges = np.array([rows.min() - 1.0, rows.mean(), rows.max() + 1.0], float)
    factor = np.full((2, 24, 48), 3.0)
    factor[:, cell[0] - 1, cell[1] - 1] = (1.5, 1.5)
    after = inspect_slice(table, *cell, level, factors=Factors(factor, edges)).after
    assert after is not None
    mine = read_rows(table, Selection(ifu=cell[0], slice_no=cell[1], good=True), ("wave", "data"))
    assert after.offset == pytest.approx(np.median(1.5 * mine["data"] - level.at(mine["wave"])), rel=1e-4)
    looked_up = factors_at(Factors(factor, edges), *cell, [edges[0] - 1, edges[0], edges[2]])
    np.testing.assert_array_equal(looked_up, [1.0, 1.5, 1.0])


def test_a_mask_takes_rows_out_of_the_medians_alone(table, cell):
    level = sky_level(table)
    whole = inspect_slice(table, *cell, level)
    rows = read_rows(table, Selection(ifu=cell[0], slice_no=cell[1]), ("wave",))["wave"]
    middle = float(np.median(rows))
    found = inspect_slice(table, *cell, level, mask=Selection(wave=(middle, 1e5)))
    assert found.n_masked == np.count_nonzero(rows >= np.float32(middle))
    assert found.before.n_used < whole.before.n_used
    np.testing.assert_array_equal(found.strip, whole.strip)


def test_a_slice_without_rows_is_empty_and_not_an_error(table):
    found = inspect_slice(table, 24, 48, sky_level(table), selection=Selection(wave=(1.0, 2.0)))
    assert (found.n_row, found.before.n_used, found.outlines) == (0, 0, ())
    assert np.isnan(found.before.offset)
    assert np.isnan(found.profile).all()


def test_rows_that_lie_nowhere_are_no_error(table, cell):
    columns = read_rows(table, Selection(ifu=cell[0]), tuple(table.columns))
    del columns["row"]
    columns["x"][::3] = np.nan
    columns["y"][1::7] = np.inf
    columns["wave"][::5] = np.nan
    columns["wave"][1::11] = 1e30
    broken = PixTable.from_arrays(columns, table.header, state=table.frame.state)
    found = inspect_slice(broken, *cell, sky_level(broken))
    assert found.n_row > 0
    assert np.isfinite(found.grid.bounds).all()
    assert found.wave_edges[-1] < 1e5


def test_each_exposure_of_a_combined_table_lies_where_it_fell(tmp_path: Path) -> None:
    write_table(make_table("positioned", exposures=2, ifus=(5,), rows_per_slice=200), tmp_path / "two.fits")
    with open_table(tmp_path / "two.fits") as two:
        two.ensure_blocks()
        offsets = two.offsets.x_offset[:, 5, 7]
        assert offsets[0] != offsets[1]
        rows = read_rows(two, Selection(ifu=5, slice_no=7, good=True), ("origin",))
        columns = two.offsets.x_det(rows["origin"], rows["row"])
        found = inspect_slice(two, 5, 7, sky_level(two))
        assert found.is_placed
        assert found.first_column == columns.min()
        assert found.strip.shape[0] == columns.max() - columns.min() + 1


def test_columns_of_a_slice_that_lies_nowhere_count_from_its_edge(table, cell, small_file):
    unknown = table.offsets.x_offset.copy()
    unknown[0, cell[0], cell[1]] = MISSING
    with open_table(small_file) as other:
        other.ensure_blocks()
        other.__dict__["offsets"] = replace(table.offsets, x_offset=unknown)
        found = inspect_slice(other, *cell, sky_level(other))
        rows = read_rows(other, Selection(ifu=cell[0], slice_no=cell[1], good=True), ("origin",))
    assert not found.is_placed
    assert found.first_column == x_in_slice(rows["origin"]).min()
