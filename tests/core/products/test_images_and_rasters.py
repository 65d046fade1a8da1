"""Images and rasters are those of plain NumPy, and hold every row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy_products import SELECTIONS, a_grid, a_table, cells_of, goodness, statistics, summed, true_labels
from tables import make_table
from twins import rows_of

from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.core.products.extent import approximate_extent, extent, natural_grid
from pixviewer.core.products.image import white_light
from pixviewer.core.products.raster import CATEGORIES, scatter

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.mark.parametrize("statistic", ["mean", "sum", "ivw", "count"])
@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_image_is_what_numpy_makes(made, table, selection, statistic):
    grid = a_grid(made)
    index, inside = cells_of(made, grid)
    use = inside & goodness(made) & rows_of(made, selection)[0]
    expected = statistics(
        statistic, made.columns["data"][use], made.columns["variance"][use], index[use], grid
    )
    image = white_light(table, selection, grid=grid, statistic=statistic)
    assert image.fraction == 1.0
    assert image.unit == ("" if statistic == "count" else made.data_unit)
    assert image.value.dtype == image.variance.dtype == np.float32
    np.testing.assert_array_equal(image.count, expected[2])
    # Sums are float64 in another order, the result float32.
    np.testing.assert_allclose(image.value, expected[0], rtol=1e-6)
    np.testing.assert_allclose(image.variance, expected[1], rtol=1e-6)


def test_an_image_without_a_grid_holds_every_good_row(made, table):
    image = white_light(table)
    known = np.isfinite(made.xi) & np.isfinite(made.eta)
    assert image.count.sum() == np.count_nonzero(goodness(made) & known)
    assert abs(image.grid.dx) == image.grid.dy == (1.0 if made.state == "pixel" else 0.2)
    assert (image.grid.dx > 0) == (made.state == "pixel")
    assert white_light(table, step=3.0).grid.dy == 3.0


@given(
    st.lists(st.integers(-40, 40).map(lambda k: k / 10), min_size=1, max_size=6),
    st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.0]),
    st.sampled_from(["pixel", "positioned"]),
)
def test_rows_on_the_edge_of_a_cell_are_not_lost(places, step, state):
    made = make_table(state, ifus=(5,), n_slice=1, rows_per_slice=len(places), dec0=0.0, ra0=0.0)
    made.columns["x"][:] = np.array(places, np.float32)
    made.columns["y"][:] = np.array(places[::-1], np.float32)
    if state == "positioned":
        for name in ("x", "y"):
            made.columns[name] = (made.columns[name] / np.float32(3600)).astype(np.float32)
    made.columns["flags"][:] = 0
    image = white_light(made.in_memory(), step=step)
    assert image.count.sum() == len(places)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"step": -1}, "step must be a positive number"),
        ({"step": 1e-4}, "choose a larger step"),
        ({"statistic": "median"}, "statistic must be one of"),
    ],
)
def test_an_image_that_cannot_be_is_refused(table, settings, told):
    with pytest.raises(ValueError, match=told):
        white_light(table, **settings)


@pytest.mark.parametrize("by", ["wave", "data", "variance", "snr"])
@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_raster_of_a_quantity_is_its_mean(made, table, selection, by):
    grid = a_grid(made)
    index, inside = cells_of(made, grid)
    use = inside & rows_of(made, selection)[0]
    c = made.columns
    with np.errstate(invalid="ignore", divide="ignore"):
        quantity = c["data"] / np.sqrt(c["variance"]) if by == "snr" else c[by]
    known = use & np.isfinite(quantity)
    n = summed(None, index[known], grid)
    with np.errstate(invalid="ignore"):
        expected = summed(quantity[known].astype(np.float64), index[known], grid) / n
    raster = scatter(table, selection, grid=grid, by=by)
    assert raster.kind == "mean"
    np.testing.assert_allclose(raster.plane, expected, rtol=1e-6)
    assert_counts(raster, made, index, use)


def assert_counts(raster, made, index, use):
    grid = raster.grid
    flagged = use & (made.columns["flags"] != 0)
    np.testing.assert_array_equal(raster.count, summed(None, index[use], grid))
    np.testing.assert_array_equal(raster.flagged, summed(None, index[flagged], grid))
    assert raster.n_row == np.count_nonzero(use)
    assert raster.fraction == 1.0


def test_a_raster_of_flags_has_all_flags_of_its_rows(made, table):
    grid = a_grid(made)
    index, inside = cells_of(made, grid)
    expected = np.zeros(grid.n_x * grid.n_y, np.uint32)
    np.bitwise_or.at(expected, index[inside], made.columns["flags"].view(np.uint32)[inside])
    raster = scatter(table, grid=grid, by="flags")
    assert raster.kind == "flags"
    np.testing.assert_array_equal(raster.plane, expected.reshape(grid.shape))
    assert_counts(raster, made, index, inside)


def test_a_raster_of_counts_counts(made, table):
    grid = a_grid(made)
    index, inside = cells_of(made, grid)
    raster = scatter(table, grid=grid, by="count")
    np.testing.assert_array_equal(raster.plane, raster.count)
    assert_counts(raster, made, index, inside)


@pytest.mark.parametrize("by", CATEGORIES)
@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_raster_of_labels_shows_the_majority(made, table, selection, by):
    assert_majority(made, table, a_grid(made), selection, by)


@pytest.mark.parametrize("by", CATEGORIES)
def test_a_raster_of_labels_of_a_combined_table(by):
    made = a_table("positioned", exposures=3, shuffled=True)
    assert_majority(made, made.in_memory(), a_grid(made), None, by)


def assert_majority(made, table, grid, selection, by):
    index, inside = cells_of(made, grid)
    use = inside & rows_of(made, selection)[0]
    labels = true_labels(made, by)
    votes = np.zeros((grid.n_x * grid.n_y, 64), int)
    np.add.at(votes, (index[use], labels[use]), 1)
    raster = scatter(table, selection, grid=grid, by=by)
    assert raster.kind == "category"
    assert raster.plane.dtype == np.int16
    n, shown = votes.sum(axis=1), raster.plane.ravel()
    has_majority = 2 * votes.max(axis=1) > n
    np.testing.assert_array_equal(shown[has_majority], votes.argmax(axis=1)[has_majority])
    # Without a majority it is at least the label of some row; and none only where there is no row.
    assert (votes[np.arange(n.size), shown][n > 0] > 0).all()
    assert (shown[n == 0] == 0).all()
    assert_counts(raster, made, index, use)


@given(st.lists(st.lists(st.integers(1, 3), max_size=6), min_size=1, max_size=8))
def test_votes_of_the_parts_of_a_table_merge_to_the_majority_of_all(parts):
    """Parts of the table vote apart, in chunks of 64 rows here; all in one cell."""
    rows = [label for part in parts for label in (*part, *[0] * (64 - len(part)))]
    made = make_table("pixel", ifus=(5,), n_slice=1, rows_per_slice=len(rows))
    label = np.array(rows)
    made.columns["origin"][:] = np.where(label, label, 1) << 6 | 1
    made.columns["x"][:] = np.where(label, 0.5, 99.0)
    made.columns["y"][:] = 0.5
    raster = scatter(made.in_memory(), grid=Grid(0, 0, 1, 1, 1, 1), by="ifu")
    votes = np.bincount(label, minlength=4)[1:]
    shown = int(raster.plane[0, 0])
    if votes.sum() == 0:
        assert shown == 0
    else:
        assert votes[shown - 1] > 0
        if 2 * votes.max() > votes.sum():
            assert shown == votes.argmax() + 1


def test_an_unknown_colour_is_refused(table):
    with pytest.raises(ValueError, match="coloured by one of ifu, slice"):
        scatter(table, grid=Grid(0, 0, 1, 1, 1, 1), by="mood")


def test_extents_hold_every_row(made, table):
    known = np.isfinite(made.xi) & np.isfinite(made.eta)
    true = made.xi[known].min(), made.xi[known].max(), made.eta[known].min(), made.eta[known].max()
    for bounds in (extent(table), approximate_extent(made.in_memory())):
        np.testing.assert_allclose(bounds, true, rtol=0, atol=1e-5)


@given(
    st.tuples(*[st.floats(-90, 90)] * 4),
    st.sampled_from([0.1, 0.2, 0.025, 0.3, 1.0]),
    st.sampled_from(list(State)),
)
def test_a_natural_grid_holds_its_extent(corners, step, state):
    x0, x1, y0, y1 = corners
    bounds = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    grid = natural_grid(Frame(state), bounds, step)
    for x in bounds[:2]:
        for y in bounds[2:]:
            assert grid.cell(x, y) is not None
    assert (grid.dx < 0) == (state is not State.PIXEL)
    # No more than a cell of room on either side.
    low_x, high_x, low_y, high_y = grid.bounds
    for low, high, inner in ((low_x, high_x, bounds[:2]), (low_y, high_y, bounds[2:])):
        assert low >= inner[0] - 1.01 * step
        assert high <= inner[1] + 1.01 * step


def test_a_table_is_sampled_once_for_its_extent(made, monkeypatch):
    from pixviewer.core.products import extent as module

    table = made.in_memory()
    scans = []
    scan = module.scan
    monkeypatch.setattr(module, "scan", lambda *args: scans.append(args) or scan(*args))
    first = approximate_extent(table)
    assert approximate_extent(table) == first
    assert len(scans) == 1
