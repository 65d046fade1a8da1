"""Rows are multiplied by the factor of their slice and bin, and by nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.kernels.correcting import bin_of, correct_rows, correct_words, look_up_factors
from pixviewer.core.table.origin import encode

EDGES = np.array([4800.0, 5000.0, 5265.0, 9000.0])
NONE = np.empty(0, np.float32)


def rows(rng, n):
    ifu, slice_no = rng.integers(0, 32, n), rng.integers(0, 64, n)
    origin = encode(ifu, slice_no, rng.integers(0, 4112, n), rng.integers(0, 128, n)).astype(np.int32)
    wave = rng.choice(
        np.array([4799.9, 4800, 4999.9999, 5000, 5264.9, 5265, 8999.9, 9000, np.nan, np.inf, -np.inf], "f4"),
        n,
    )
    data = rng.normal(50, 20, n).astype(np.float32)
    data[::7] = np.nan
    return ifu, slice_no, origin, wave, data, rng.gamma(4, 25, n).astype(np.float32)


def twin(ifu, slice_no, wave, factor):
    """Factor of each row by NumPy: 1 outside all bins, and for slices that do not exist."""
    q = np.digitize(wave.astype(np.float64), EDGES) - 1
    known = (q >= 0) & (q < 3) & (ifu >= 1) & (ifu <= 24) & (slice_no >= 1) & (slice_no <= 48)
    known &= np.isfinite(wave)
    found = np.ones(wave.size)
    found[known] = factor[q[known], ifu[known] - 1, slice_no[known] - 1]
    return found


@given(seed=st.integers(0, 1000), n=st.integers(0, 300))
def test_rows_are_multiplied_as_numpy_would(seed, n):
    rng = np.random.default_rng(seed)
    factor = rng.normal(1, 0.05, (3, 24, 48))
    ifu, slice_no, origin, wave, data, variance = rows(rng, n)
    f = twin(ifu, slice_no, wave, factor)
    expected = (data.astype(np.float64) * f).astype(np.float32)
    expected_variance = (variance.astype(np.float64) * (f * f)).astype(np.float32)
    correct_rows(origin, wave, EDGES, factor, data, variance)
    np.testing.assert_array_equal(data, expected)
    np.testing.assert_array_equal(variance, expected_variance)


@given(seed=st.integers(0, 1000), n=st.integers(0, 300))
def test_factors_of_rows_are_looked_up_as_numpy_would(seed, n):
    rng = np.random.default_rng(seed)
    factor = rng.normal(1, 0.05, (3, 24, 48))
    ifu, slice_no, origin, wave, _, _ = rows(rng, n)
    found = np.full(n, np.nan)
    look_up_factors(origin, wave, EDGES, factor, found)
    np.testing.assert_array_equal(found, twin(ifu, slice_no, wave, factor))


@pytest.mark.parametrize("wanted", ["data", "variance"])
def test_what_is_not_wanted_is_left_alone(rng, wanted):
    factor = np.full((3, 24, 48), 2.0)
    _, _, origin, wave, data, variance = rows(rng, 500)
    both = data.copy(), variance.copy()
    correct_rows(origin, wave, EDGES, factor, *both)
    if wanted == "data":
        correct_rows(origin, wave, EDGES, factor, data, NONE)
        np.testing.assert_array_equal(data, both[0])
    else:
        correct_rows(origin, wave, EDGES, factor, NONE, variance)
        np.testing.assert_array_equal(variance, both[1])


def test_a_factor_of_one_keeps_every_bit(rng):
    _, _, origin, wave, data, variance = rows(rng, 300)
    data[:10].view(np.uint32)[:] = 0x7F800001 + np.arange(10)  # NaNs that a multiplication would quieten
    before = data.view(np.uint32).copy()
    correct_rows(origin, wave, EDGES, np.ones((3, 24, 48)), data, variance)
    np.testing.assert_array_equal(data.view(np.uint32), before)


def test_the_top_bit_of_an_origin_means_nothing():
    origin = np.array([(1 << 6) | 1, (1 << 6) | 1], np.int32)
    origin[1] |= np.int32(-(2**31))
    data = np.ones(2, np.float32)
    correct_rows(origin, np.full(2, 4900, "f4"), EDGES, np.full((3, 24, 48), 3.0), data, NONE)
    np.testing.assert_array_equal(data, [3, 3])


@pytest.mark.parametrize(
    ("wave", "number"),
    [(4799.99, -1), (4800.0, 0), (4999.99, 0), (5000.0, 1), (8999.99, 2), (9000.0, -1), (np.nan, -1)],
)
def test_bins_hold_their_lower_edge(wave, number):
    assert bin_of(wave, EDGES) == number


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize("together", [False, True], ids=["columns", "records"])
def test_words_of_a_file_are_corrected_as_rows_are(rng, is_swapped, together):
    factor = rng.normal(1, 0.05, (3, 24, 48))
    factor[1] = 1.0
    _, _, origin, wave, data, variance = rows(rng, 400)
    n, columns = 400, [origin, wave, data, variance]
    # Another column stands between, and must stay.
    other = np.arange(n, dtype=np.uint32)
    words = np.array([column.view(np.uint32) for column in (*columns[:2], other, *columns[2:])])
    words = words.T.copy() if together else words
    stride, step = (5, 1) if together else (1, n)
    flat = words.reshape(-1)
    if is_swapped:
        flat.byteswap(inplace=True)
    correct_words(flat, n, stride, 0, step, 3 * step, 4 * step, is_swapped, EDGES, factor)
    if is_swapped:
        flat.byteswap(inplace=True)
    correct_rows(origin, wave, EDGES, factor, data, variance)
    found = words.T if together else words
    for ours, column in zip(found, (origin, wave, other, data, variance), strict=True):
        np.testing.assert_array_equal(ours, column.view(np.uint32))
