"""Rasters, outlines, slice maps and groups of pixels are those of plain NumPy, row by row."""

import numpy as np
import pytest
from tables import make_table

from pixviewer.core.products.detector import detector_image
from pixviewer.core.products.detector_raster import detector_raster, slices_between
from pixviewer.core.products.pixel_groups import group_pixels
from pixviewer.core.products.slice_map import slice_map
from pixviewer.core.products.slice_outlines import BIN_ROWS, slice_outlines
from pixviewer.core.table.detector_box import DetectorBox
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")
SELECTION = Selection(wave=(5000, 8000))


@pytest.fixture(scope="module", params=[0, 2], ids=["one exposure", "combined"])
def made(request):
    made = make_table(
        "positioned" if request.param else "projected",
        exposures=request.param, ifus=(5, 6), n_slice=30, rows_per_slice=15,
    )  # fmt: skip
    made.columns["data"][::9] = np.nan
    made.columns["variance"] = np.abs(made.columns["variance"]) + np.float32(0.5)
    return made


@pytest.fixture(scope="module")
def table(made):
    table = PixTable.from_arrays(made.columns, made.header, state=made.state, data_unit=made.data_unit)
    table.ensure_blocks()
    return table


@pytest.mark.parametrize("quantity", ["data", "wave", "variance", "snr", "flags", "count", "slice"])
def test_cells_of_one_pixel_are_the_detector_image(table, quantity):
    box = DetectorBox(200, 2000, 100, 4000)
    raster = detector_raster(table, 6, SELECTION, box=box, quantity=quantity)
    image = detector_image(table, 6, SELECTION, quantity=quantity, x=(200, 2000), y=(100, 4000))
    np.testing.assert_array_equal(raster.count, image.count)
    np.testing.assert_array_equal(raster.value, image.value)
    assert raster.n_row > 0
    assert raster.unit == image.unit


@pytest.mark.parametrize("quantity", ["data", "variance", "snr", "flags", "count", "wave", "slice"])
def test_larger_cells_have_the_mean_of_their_good_rows(made, table, quantity):
    box = DetectorBox(0, 4096, 0, 4112, bin_x=500, bin_y=700)
    raster = detector_raster(table, 5, box=box, quantity=quantity)
    assert raster.value.shape == box.shape == (6, 9)
    data, variance, flags = (made.columns[name].astype(np.float64) for name in ("data", "variance", "flags"))
    of_ifu = made.ifu == 5
    good = of_ifu & (flags == 0) & np.isfinite(data)
    n_checked = 0
    for row in range(6):
        for col in range(9):
            here = of_ifu & (made.x_det // 500 == col) & (made.y_det // 700 == row)
            assert raster.count[row, col] == here.sum()
            used = here & good if (here & good).any() else here & np.isfinite(data)
            if not used.any():
                continue
            n_checked += 1
            expected = {
                "data": data[used].mean(),
                "variance": variance[used].mean(),
                "snr": (data[used] / np.sqrt(variance[used])).mean(),
                "flags": np.bitwise_or.reduce(made.columns["flags"][here].view(np.uint32)),
                "count": here.sum(),
                "slice": (made.columns["origin"][here] & 63).max(),
                "wave": made.columns["wave"][here].astype(np.float64).mean(),
            }[quantity]
            np.testing.assert_allclose(raster.value[row, col], expected, rtol=1e-5)
    assert n_checked > 5


def test_a_sketch_has_cells_as_high_as_what_it_leaves_out(table):
    raster = detector_raster(table, 5, box=DetectorBox(bin_x=8, bin_y=8), sketch=64)
    assert 0 < raster.fraction < 1
    assert raster.box.bin_y >= 14 / raster.fraction
    assert raster.box.bin_y % 8 == 0
    assert raster.value.shape == raster.box.shape


def test_slices_that_can_be_in_some_columns_hold_those_that_are(made, table):
    for x in np.unique(made.x_det[made.ifu == 6])[::20].tolist():
        there = set(made.slice_no[(made.ifu == 6) & (made.x_det == x)].tolist())
        assert there <= set(slices_between(table.offsets, 6, x, x + 1))


@pytest.mark.parametrize("bad", [(5, 5, 0, 9), (-1, 5, 0, 9), (0, 5, 0, 5000)])
def test_a_box_off_the_detector_is_refused(bad):
    with pytest.raises(ValueError, match="4096 × 4112"):
        DetectorBox(*bad)
    with pytest.raises(ValueError, match="at least one pixel"):
        DetectorBox(bin_x=0)


def test_outlines_hold_every_row(made, table):
    outlines = slice_outlines(table, 6)
    of_ifu = made.ifu == 6
    i, y_bin = made.slice_no[of_ifu] - 1, made.y_det[of_ifu] // BIN_ROWS
    x = made.x_det[of_ifu]
    assert (outlines.low[i, y_bin] <= x).all()
    assert (x <= outlines.high[i, y_bin]).all()
    for number in np.unique(i)[:5]:
        for b in np.unique(y_bin[i == number])[:5]:
            there = x[(i == number) & (y_bin == b)]
            assert (outlines.low[number, b], outlines.high[number, b]) == (there.min(), there.max())
    x0, x1, y0, y1 = outlines.bounds
    assert (x0, x1) == (x.min() - 0.5, x.max() + 0.5)
    assert y0 <= made.y_det[of_ifu].min() < y0 + BIN_ROWS + 1
    assert y1 - BIN_ROWS - 1 < made.y_det[of_ifu].max() <= y1
    row = np.flatnonzero(of_ifu)[7]
    assert made.slice_no[row] in outlines.slices_at(made.x_det[row], made.y_det[row])


def test_an_ifu_without_rows_has_no_outlines(table):
    outlines = slice_outlines(table, 20)
    assert outlines.bounds is None
    assert outlines.slices_at(100, 100) == ()


@pytest.mark.parametrize("selection", [None, SELECTION])
def test_a_slice_map_counts_and_averages(made, table, selection):
    found = slice_map(table, selection)
    wave = made.columns["wave"]
    use = np.ones(wave.size, bool) if selection is None else (wave >= 5000) & (wave < 8000)
    assert found.n_row.sum() == use.sum()
    assert found.ifus == (5, 6)
    for ifu, number in ((5, made.slice_no[made.ifu == 5][0]), (6, made.slice_no[made.ifu == 6][-1])):
        here = use & (made.ifu == ifu) & (made.slice_no == number)
        good = here & (made.columns["flags"] == 0) & np.isfinite(made.columns["data"])
        i = ifu - 1, number - 1
        assert found.n_row[i] == here.sum()
        assert found.n_flagged[i] == (here & (made.columns["flags"] != 0)).sum()
        np.testing.assert_allclose(found.mean[i], made.columns["data"][good].astype(float).mean(), rtol=1e-6)
    assert np.isnan(found.mean[0]).all()


def test_pixels_that_touch_are_one_group():
    #                 one corner-joined group | another | same place in another slice | on a pixel twice
    x = np.array([10, 11, 12, 20, 20, 10, 10])
    y = np.array([50, 51, 50, 50, 52, 50, 50])
    slices = np.array([1, 1, 1, 1, 1, 2, 2])
    groups = group_pixels(np.full(7, 5), slices, x, y)
    assert groups.tolist() == [1, 1, 1, 2, 3, 4, 4]


def test_groups_do_not_depend_on_the_order_of_rows(rng):
    x, y = rng.integers(0, 12, 60), rng.integers(0, 12, 60)
    ifu, slices = rng.integers(1, 3, 60), rng.integers(1, 3, 60)
    groups = group_pixels(ifu, slices, x, y)
    order = rng.permutation(60)
    np.testing.assert_array_equal(group_pixels(ifu[order], slices[order], x[order], y[order]), groups[order])
    near = (
        (ifu[:, None] == ifu) & (slices[:, None] == slices)
        & (abs(x[:, None] - x) <= 1) & (abs(y[:, None] - y) <= 1)
    )  # fmt: skip
    reach = near.copy()
    for _ in range(6):
        reach = reach @ reach
    np.testing.assert_array_equal(groups[:, None] == groups, reach)


def test_no_pixels_have_no_groups():
    none = np.empty(0, np.int64)
    assert group_pixels(none, none, none, none).size == 0
