"""Images, rasters, spectra, counts and rows are those of plain NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import STATES, make_table, write_table
from twins import rows_of

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle, Frame, Grid, State
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.extent import approximate_extent, extent, natural_grid
from pixviewer.core.products.image import white_light
from pixviewer.core.products.positions import sky_positions
from pixviewer.core.products.raster import CATEGORIES, scatter
from pixviewer.core.products.rows import count_rows, decode_rows, find_rows, nearest_row, read_rows
from pixviewer.core.products.spectrum import spectrum
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.table import scan
from pixviewer.core.table.quality import names_of
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")

SMALL = {"ifus": (5, 6), "n_slice": 30, "rows_per_slice": 25}
SELECTIONS = [
    None,
    Selection(wave=[(5000, 6000), (7000, 8000)]),
    Selection(ifu=6, good=True) | Selection(stack=1),
    Selection(ifu=24),
]


def a_table(state="projected", **settings):
    """A table with no row so near to the edge of a tenth of a cell that rounding would decide its place."""
    made = make_table(state, **{**SMALL, **settings})
    step = 0.1 if state == "pixel" else 0.02
    for position in (made.xi, made.eta):
        near = np.abs(position / step - np.round(position / step)) < 1e-3
        made.columns["x"][near] = made.columns["y"][near] = np.nan
        for truth in (made.xi, made.eta, made.ra, made.dec):
            truth[near] = np.nan
    made.columns["data"][::50] = np.nan
    made.columns["variance"][7::50] = np.inf
    made.columns["variance"][9::50] = -1
    return made


@pytest.fixture(scope="module", params=STATES)
def made(request):
    return a_table(request.param)


@pytest.fixture(scope="module", params=[False, True], ids=["unindexed", "indexed"])
def table(made, request):
    table = made.in_memory()
    if request.param:
        table.ensure_blocks()
    return table


def goodness(made):
    c = made.columns
    return (c["flags"] == 0) & np.isfinite(c["data"]) & np.isfinite(c["variance"])


def a_grid(made):
    """A grid over part of the table, east to the left on the sky."""
    scale = 5.0 if made.state == "pixel" else 1.0
    centre = np.nanmedian(made.xi), np.nanmedian(made.eta)
    x0, y0 = (np.round(c / scale) * scale for c in centre)
    step = 0.5 * scale
    if made.state == "pixel":
        return Grid(x0 - 12 * step, y0 - 4 * step, step, step, 30, 9)
    return Grid(x0 + 12 * step, y0 - 4 * step, -step, step, 30, 9)


def cells_of(made, grid):
    """Index of the cell of each row, and whether it has one."""
    with np.errstate(invalid="ignore"):
        col = np.floor((made.xi - grid.x0) / grid.dx)
        row = np.floor((made.eta - grid.y0) / grid.dy)
    inside = (col >= 0) & (col < grid.n_x) & (row >= 0) & (row < grid.n_y)
    index = np.where(inside, row * grid.n_x + col, 0).astype(int)
    return index, inside


def summed(values, index, grid):
    return np.bincount(index, values, grid.n_x * grid.n_y).reshape(grid.shape)


def statistics(statistic, value, variance, index, grid):
    """Value, variance and count of each cell of good rows."""
    value, variance = value.astype(np.float64), variance.astype(np.float64)
    if statistic == "ivw":
        usable = variance > 0
        value, variance, index = value[usable], variance[usable], index[usable]
    n = np.bincount(index, minlength=grid.n_x * grid.n_y).reshape(grid.shape)
    empty = np.where(n == 0, np.nan, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        if statistic == "count":
            return n, n, n
        if statistic == "sum":
            return summed(value, index, grid) * empty, summed(variance, index, grid) * empty, n
        if statistic == "mean":
            return summed(value, index, grid) / n, summed(variance, index, grid) / n**2, n
        weight = summed(1 / variance, index, grid)
        return summed(value / variance, index, grid) / weight * empty, 1 / weight * empty, n


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


def true_labels(made, by):
    sky = np.array([0, 9, 8, 1, 10, 7, 2, 11, 6, 3, 12, 5, 4])
    place = (made.slice_no - 1) % 12 + 1
    stack = (made.slice_no - 1) // 12 + 1
    return {
        "ifu": made.ifu,
        "slice": made.slice_no,
        "slice_sky": 12 * (stack - 1) + sky[place],
        "stack": stack,
        "exposure": made.exposure,
    }[by]


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


@pytest.mark.parametrize("statistic", ["mean", "sum", "ivw", "count"])
@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("step", [1.25, 40.0])
def test_a_spectrum_is_what_numpy_makes(made, table, selection, statistic, step):
    found = spectrum(table, selection, step=step, statistic=statistic)
    wave = made.columns["wave"].astype(np.float64)
    first = np.floor(wave.min() / step)
    n_bin = int(np.floor(wave.max() / step) - first) + 1
    np.testing.assert_allclose(found.edges, (first + np.arange(n_bin + 1)) * step, rtol=1e-15)
    grid = Grid(first * step, 0, step, 1, n_bin, 1)
    index = np.floor(wave / step - first).astype(int)
    use = rows_of(made, selection)[0]
    good = use & goodness(made)
    value, variance, n = (
        part[0]
        for part in statistics(
            statistic, made.columns["data"][good], made.columns["variance"][good], index[good], grid
        )
    )
    np.testing.assert_allclose(found.value, value, rtol=1e-9)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found.sigma, np.sqrt(variance), rtol=1e-9)
    np.testing.assert_array_equal(found.n_good, n)
    np.testing.assert_array_equal(found.n_good + found.n_bad, np.bincount(index[use], minlength=n_bin))
    assert found.n_row == np.count_nonzero(use)
    assert found.unit == ("" if statistic == "count" else made.data_unit)
    np.testing.assert_allclose(found.wave, found.edges[:-1] + step / 2)


@pytest.mark.parametrize("step", [0.1, 0.3, 0.7, 1.25])
def test_a_spectrum_of_a_range_covers_it_and_no_more(table, made, step):
    found = spectrum(table, step=step, wave=(5000.0, 5100.0))
    assert found.edges[0] <= 5000.0 < found.edges[1]
    assert found.edges[-2] < 5100.0 <= found.edges[-1] + 1e-9
    wave = made.columns["wave"]
    assert found.n_row == np.count_nonzero((wave >= found.edges[0]) & (wave < found.edges[-1]))


@pytest.mark.parametrize("step", [0.1, 0.3, 0.7, 1.25])
def test_a_spectrum_holds_every_row(table, made, step):
    assert spectrum(table, step=step).n_row == len(made)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"step": 0}, "step must be a positive number of Å, got 0"),
        ({"step": np.nan}, "step must be"),
        ({"step": 1e-9}, "makes .* bins; choose a larger step"),
        ({"statistic": "median"}, "statistic must be one of mean, sum, ivw, count"),
        ({"wave": (5000, 4000)}, "wave must increase"),
    ],
)
def test_a_spectrum_that_cannot_be_is_refused(table, settings, told):
    with pytest.raises(ValueError, match=told):
        spectrum(table, **settings)


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


@pytest.mark.parametrize("selection", SELECTIONS)
def test_rows_are_counted_found_and_read(made, table, selection):
    keep = rows_of(made, selection)[0]
    bad = np.count_nonzero(keep & (made.columns["flags"] != 0))
    counts = count_rows(table, selection)
    assert (counts.n_row, counts.n_bad) == (np.count_nonzero(keep), bad)
    assert counts.n_good == counts.n_row - bad
    rows = np.flatnonzero(keep)
    np.testing.assert_array_equal(find_rows(table, selection), rows)
    for limit in (0, 1, 17, 10_000):
        np.testing.assert_array_equal(find_rows(table, selection, limit=limit), rows[:limit])
    found = read_rows(table, selection, ("data", "origin"))
    np.testing.assert_array_equal(found["row"], rows)
    np.testing.assert_array_equal(found["data"], made.columns["data"][keep])
    assert set(read_rows(table, selection)) == {"row", *made.columns}
    ra, dec = sky_positions(table, selection)
    np.testing.assert_allclose(ra, made.ra[keep], rtol=0, atol=1e-10)
    np.testing.assert_allclose(dec, made.dec[keep], rtol=0, atol=1e-10)


def test_a_decoded_row_tells_all_that_is_known(made, table):
    rows = np.array([3, 1000, 5, 3])
    told = decode_rows(table, rows)
    for name, expected in (
        ("row", rows),
        ("ifu", made.ifu[rows]),
        ("slice", made.slice_no[rows]),
        ("slice_sky", true_labels(made, "slice_sky")[rows]),
        ("stack", true_labels(made, "stack")[rows]),
        ("x_det", made.x_det[rows]),
        ("y_det", made.y_det[rows]),
        ("exposure", made.exposure[rows]),
        *((name, values[rows]) for name, values in made.columns.items()),
    ):
        np.testing.assert_array_equal(told[name], expected)
    for name in ("ra", "dec", "xi", "eta"):
        np.testing.assert_allclose(told[name], getattr(made, name)[rows], rtol=0, atol=1e-9)
    for text, flags in zip(told["flag_names"], made.columns["flags"][rows], strict=True):
        assert text == (" + ".join(names_of(flags)) or "good")


def test_an_origin_that_no_pipeline_writes_is_decoded_without_a_place():
    made = make_table(n_slice=1)
    made.columns["origin"][:2] = (30 << 6, 7 << 6 | 60)
    told = decode_rows(made.in_memory(), [0, 1])
    assert told["slice"].tolist() == [0, 60]
    assert told["ifu"].tolist() == [30, 7]
    assert told["slice_sky"].tolist() == told["stack"].tolist() == [0, 0]
    assert told["x_det"].tolist() == [-1, -1]
    assert (scatter(made.in_memory(), grid=a_grid(made), by="stack").plane >= 0).all()


@given(data=st.data())
def test_the_nearest_row_is_the_nearest(made, table, data):
    known = np.flatnonzero(np.isfinite(made.xi) & np.isfinite(made.eta))
    near = int(known[data.draw(st.integers(0, known.size - 1))])
    xi = float(made.xi[near]) + data.draw(st.floats(-3, 3))
    eta = float(made.eta[near]) + data.draw(st.floats(-3, 3))
    radius = data.draw(st.sampled_from([0.01, 0.5, 2.0, 100.0]))
    selection = data.draw(st.sampled_from([None, Selection(ifu=6)]))
    keep = rows_of(made, selection)[0]
    distance = np.where(keep, np.hypot(made.xi - xi, made.eta - eta), np.nan)
    distance = np.where(np.isnan(distance), np.inf, distance)
    found = nearest_row(table, xi, eta, radius, selection)
    if found is None:
        assert distance.min() > radius - 1e-6
    else:
        assert distance[found] <= radius + 1e-6
        assert distance[found] <= distance.min() + 1e-6


def test_of_rows_at_one_place_the_first_is_the_nearest():
    made = make_table("pixel", n_slice=10)
    made.columns["x"][:], made.columns["y"][:] = 5, 5
    table = made.in_memory()
    table.ensure_blocks()
    assert nearest_row(table, 5.0, 5.1, 1.0) == 0
    assert nearest_row(table, 5.0, 5.1, 1.0, Selection(ifu=7)) == np.flatnonzero(made.ifu == 7)[0]


def test_extents_hold_every_row(made, table):
    known = np.isfinite(made.xi) & np.isfinite(made.eta)
    true = made.xi[known].min(), made.xi[known].max(), made.eta[known].min(), made.eta[known].max()
    for bounds in (extent(table), approximate_extent(made.in_memory())):
        np.testing.assert_allclose(bounds, true, rtol=0, atol=1e-5)


@given(
    st.tuples(*[st.floats(-200, 200)] * 4),
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


@pytest.mark.parametrize("statistic", ["mean", "count"])
def test_a_sketch_looks_at_a_part_and_is_roughly_right(statistic):
    made = make_table(ifus=range(5, 17), n_slice=48, rows_per_slice=60)
    table = made.in_memory()
    grid = Grid(30, -20, -30, 20, 2, 2)
    exact = white_light(table, grid=grid, statistic=statistic)
    sketch = white_light(table, grid=grid, statistic=statistic, sketch=8000)
    assert exact.fraction == 1.0
    assert sketch.fraction == pytest.approx(8000 / len(made), rel=0.05)
    if statistic == "mean":
        # Mean 50 with a scatter of 20, of a thousand rows or more: five sigma are 3.
        np.testing.assert_allclose(sketch.value, exact.value, atol=4)
    assert sketch.count.sum() == pytest.approx(exact.count.sum() * sketch.fraction, rel=0.1)
    some = Selection(wave=(5000, 7000))
    for use in (None, some):
        true, rough = count_rows(table, use), count_rows(table, use, sketch=8000)
        assert rough.fraction < 1
        assert rough.n_row == pytest.approx(true.n_row, rel=0.1)
    assert spectrum(table, sketch=8000, wave=(4750, 9350)).fraction < 1
    assert scatter(table, grid=grid, by="ifu", sketch=8000).fraction < 1
    assert count_rows(table, some, sketch=10**9).fraction == 1.0


def test_a_sketch_needs_no_index():
    table = a_table().in_memory()
    white_light(table, sketch=64)
    scatter(table, grid=Grid(0, 0, 1, 1, 5, 5), sketch=64)
    assert table.blocks is None


def products(table, grid):
    selection = Selection(shapes=Circle(table.frame.ra0, table.frame.dec0, 40.0), wave=(4800, 9000))
    return [
        white_light(table, selection, grid=grid).value,
        white_light(table, grid=grid, statistic="ivw").variance,
        *(scatter(table, grid=grid, by=by).plane for by in ("ifu", "flags", "snr")),
        spectrum(table, selection).value,
        find_rows(table, selection),
        table.ensure_blocks().bounds,
    ]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_number_of_threads_changes_no_bit(monkeypatch, n):
    made = a_table()
    monkeypatch.setattr(scan, "n_thread", lambda: 1)
    alone = products(made.in_memory(), a_grid(made))
    monkeypatch.setattr(scan, "n_thread", lambda: n)
    for _ in range(3):
        for one, other in zip(alone, products(made.in_memory(), a_grid(made)), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("chunk", [16, 48, 160, 1 << 18])
def test_the_size_of_a_chunk_changes_nothing_but_rounding(monkeypatch, chunk):
    made = a_table()
    usual = products(made.in_memory(), a_grid(made))
    monkeypatch.setattr(scan, "CHUNK_ROWS", chunk)
    for i, (one, other) in enumerate(zip(usual, products(made.in_memory(), a_grid(made)), strict=True)):
        if i == 2:
            continue  # without a majority, the label may be that of another row
        np.testing.assert_allclose(one, other, rtol=1e-6)


ALL = {
    "white light": lambda table, progress: white_light(table, progress=progress),
    "sketch": lambda table, progress: white_light(table, sketch=400, progress=progress),
    "scatter": lambda table, progress: scatter(table, grid=Grid(0, 0, 1, 1, 9, 9), progress=progress),
    "spectrum": lambda table, progress: spectrum(table, progress=progress),
    "count": lambda table, progress: count_rows(table, Selection(good=True), progress=progress),
    "find": lambda table, progress: find_rows(table, Selection(good=True), progress=progress),
    "read": lambda table, progress: read_rows(table, progress=progress),
    "sky": lambda table, progress: sky_positions(table, progress=progress),
    "nearest": lambda table, progress: nearest_row(table, 0, 0, 9, progress=progress),
    "index": lambda table, progress: table.ensure_blocks(progress),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_every_work_can_be_stopped(monkeypatch, tmp_path, name, threads, after):
    monkeypatch.setattr(scan, "n_thread", lambda: threads)
    progress = Progress()
    steps = []
    real = progress.step

    def step(*told):
        steps.append(told)
        if len(steps) >= after:
            progress.cancel()
        real(*told)

    if after == 0:
        progress.cancel()
    monkeypatch.setattr(progress, "step", step)
    path = write_table(a_table(), tmp_path / "t.fits")
    with open_table(path) as table:
        with pytest.raises(Cancelled):
            ALL[name](table, progress)
        # A chunk that was begun elsewhere may still be counted.
        assert len(steps) <= after + threads
        ALL[name](table, Progress())


def test_the_first_error_of_any_thread_is_the_one_that_is_told(monkeypatch):
    monkeypatch.setattr(scan, "n_thread", lambda: 4)
    table = a_table().in_memory()

    def fill(starts, stops, out):
        raise PixTableError("no more rows")

    monkeypatch.setattr(table.source, "fill", fill)
    with pytest.raises(PixTableError, match="no more rows"):
        count_rows(table)


def test_progress_runs_to_its_end():
    told = []
    progress = Progress(lambda label, fraction: told.append((label, fraction)))
    white_light(a_table().in_memory(), progress=progress)
    assert {label for label, _ in told} <= {"Indexing", "White light"}
    assert told[-1] == ("White light", 1.0)
