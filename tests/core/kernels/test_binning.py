"""Cells, sums and votes of the kernels are those of plain NumPy, whatever the cut into chunks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.kernels import binning

PIXEL_FRAME = np.array([0.0, 0.0, 1.0])

# x, y, value, flags, variance, label, kept: small whole numbers, so that sums are exact in any order.
rows = st.lists(
    st.tuples(
        st.sampled_from([-1.5, -0.5, 0.0, 0.25, 1.0, 1.999, 2.0, 2.5, 5.0, np.nan, np.inf, -np.inf]),
        st.sampled_from([-0.1, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, np.nan]),
        st.sampled_from([0.0, 1.0, -2.0, 8.0, np.nan, np.inf]),
        st.sampled_from([0, 0, 0, 1, 256, -(2**31), -1]),
        st.sampled_from([0.5, 1.0, 2.0, 4.0, 0.0, -1.0, np.nan, np.inf]),
        st.integers(1, 3),
        st.booleans() | st.just(True),
    ),
    max_size=25,
).map(
    lambda found: tuple(
        np.array(column, dtype)
        for column, dtype in zip(
            zip(*found, strict=True) if found else [[]] * 7,
            ["f4", "f4", "f4", "i4", "f4", "i2", bool],
            strict=True,
        )
    )
)
grids = st.sampled_from(
    [
        (0.0, 0.0, 1.0, 1.0, 3, 2),
        (3.0, -1.0, -1.0, 0.5, 4, 6),
        (-2.0, 0.0, 0.7, 0.7, 5, 3),
        (0.0, 0.0, 0.5, 2.0, 1, 1),
    ]
)
cuts = st.integers(0, 25)


def cells(x, y, keep, grid):
    found = np.full(x.size, -7, np.int32)
    binning.find_cells(x, y, keep, PIXEL_FRAME, np.array(grid, float), found)
    return found


def true_cells(x, y, keep, grid):
    x0, y0, dx, dy, n_x, n_y = grid
    with np.errstate(invalid="ignore"):
        col = np.floor((x.astype(float) - x0) / dx)
        row = np.floor((y.astype(float) - y0) / dy)
        inside = (col >= 0) & (col < n_x) & (row >= 0) & (row < n_y) & keep
    return np.where(inside, np.where(inside, row, 0) * n_x + np.where(inside, col, 0), -1).astype(int)


@given(rows, grids)
def test_rows_are_in_the_cells_that_numpy_finds(columns, grid):
    x, y, *_, keep = columns
    np.testing.assert_array_equal(cells(x, y, keep, grid), true_cells(x, y, keep, grid))


def in_two(add, n_cell, planes, columns, cut):
    """Add rows to planes at once, in two chunks, and backwards."""
    for pieces in ([slice(None)], [slice(None, cut), slice(cut, None)], [slice(None, None, -1)]):
        found = [np.zeros(n_cell, dtype) for dtype in planes]
        for piece in pieces:
            add(*(np.ascontiguousarray(column[piece]) for column in columns), found)
        yield found


def good_rows(value, flags, variance, is_weighted):
    good = (flags == 0) & np.isfinite(value) & np.isfinite(variance)
    return good & (variance > 0) if is_weighted else good


@pytest.mark.parametrize("is_weighted", [False, True])
@given(rows, grids, cuts)
def test_images_add_up(is_weighted, columns, grid, cut):
    x, y, value, flags, variance, _, keep = columns
    n_cell = grid[4] * grid[5]
    cell = cells(x, y, keep, grid)
    use = (cell >= 0) & good_rows(value, flags, variance, is_weighted)
    v, s, where = value[use].astype(float), variance[use].astype(float), cell[use]
    expected = [
        np.bincount(where, v / s if is_weighted else v, n_cell),
        np.bincount(where, 1 / s if is_weighted else s, n_cell),
        np.bincount(where, minlength=n_cell),
    ]

    def add(cell, value, flags, variance, planes):
        binning.add_to_image(cell, value, flags, variance, is_weighted, *planes)

    planes = (np.float64, np.float64, np.uint32)
    for found in in_two(add, n_cell, planes, (cell, value, flags, variance), cut):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other)


@given(rows, grids, cuts)
def test_rasters_count_average_and_collect_flags(columns, grid, cut):
    x, y, value, flags, _, _, keep = columns
    n_cell = grid[4] * grid[5]
    cell = cells(x, y, keep, grid)
    use = cell >= 0
    known = use & np.isfinite(value)
    seen = np.zeros(n_cell, np.uint32)
    np.bitwise_or.at(seen, cell[use], flags[use].view(np.uint32))
    counts = [
        np.bincount(cell[use], minlength=n_cell),
        np.bincount(cell[use & (flags != 0)], minlength=n_cell),
    ]
    sums = [
        np.bincount(cell[known], value[known].astype(float), n_cell),
        np.bincount(cell[known], minlength=n_cell),
    ]

    def check(add, arrays, planes, expected):
        for found in in_two(add, n_cell, (np.uint32, np.uint32, *planes), arrays, cut):
            for one, other in zip(found, [*counts, *expected], strict=True):
                np.testing.assert_array_equal(one, other)

    check(lambda cell, flags, planes: binning.add_to_raster(cell, flags, *planes), (cell, flags), (), [])
    check(
        lambda cell, flags, value, planes: binning.add_mean(cell, flags, value, *planes),
        (cell, flags, value),
        (np.float64, np.uint32),
        sums,
    )
    check(
        lambda cell, flags, planes: binning.add_flags(cell, flags, *planes),
        (cell, flags),
        (np.uint32,),
        [seen],
    )


@given(rows, grids)
def test_votes_find_the_majority(columns, grid):
    x, y, _, flags, _, label, keep = columns
    n_cell = grid[4] * grid[5]
    cell = cells(x, y, keep, grid)
    use = cell >= 0
    votes = np.zeros((n_cell, 4), int)
    np.add.at(votes, (cell[use], label[use]), 1)
    count, flagged, balance = (np.zeros(n_cell, np.uint32) for _ in range(3))
    winner = np.zeros(n_cell, np.int16)
    binning.add_majority(cell, flags, label, count, flagged, winner, balance)
    n = votes.sum(axis=1)
    np.testing.assert_array_equal(count, n)
    has_majority = 2 * votes.max(axis=1) > n
    np.testing.assert_array_equal(winner[has_majority], votes.argmax(axis=1)[has_majority])
    assert (votes[np.arange(n_cell), winner][n > 0] > 0).all()
    assert (balance <= n).all()


@pytest.mark.parametrize("is_weighted", [False, True])
@given(rows, st.sampled_from([(0.0, 1.0, 4), (-1.0, 0.5, 6), (2.0, 1.25, 1)]), cuts)
def test_spectra_add_up(is_weighted, columns, bins, cut):
    wave, _, value, flags, variance, _, keep = columns
    low, step, n_bin = bins
    with np.errstate(invalid="ignore"):
        place = np.floor((wave.astype(float) - low) / step)
        inside = keep & (place >= 0) & (place < n_bin)
    where = np.where(inside, place, 0).astype(int)
    good = inside & good_rows(value, flags, variance, is_weighted)
    v, s = value[good].astype(float), variance[good].astype(float)
    expected = [
        np.bincount(where[good], v / s if is_weighted else v, n_bin),
        np.bincount(where[good], 1 / s if is_weighted else s, n_bin),
        np.bincount(where[good], minlength=n_bin),
        np.bincount(where[inside & ~good], minlength=n_bin),
    ]

    def add(wave, value, flags, variance, keep, planes):
        binning.add_to_spectrum(wave, value, flags, variance, keep, low, step, is_weighted, *planes)

    planes = (np.float64, np.float64, np.int64, np.int64)
    for found in in_two(add, n_bin, planes, (wave, value, flags, variance, keep), cut):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other)


def test_sums_are_of_double_precision():
    n = 3000
    total, total_variance, count = np.zeros(1), np.zeros(1), np.zeros(1, np.uint32)
    value = np.full(n, 0.1, np.float32)
    value[0] = 1e8
    binning.add_to_image(
        np.zeros(n, np.int32),
        value,
        np.zeros(n, np.int32),
        np.ones(n, np.float32),
        False,
        total,
        total_variance,
        count,
    )
    assert total[0] == pytest.approx(1e8 + (n - 1) * float(np.float32(0.1)), rel=1e-12)
