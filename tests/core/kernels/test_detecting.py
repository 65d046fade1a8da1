"""Detector pixels, and what is added up in them, are those of plain Python, whatever the cut into chunks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.kernels import detecting
from pixviewer.core.table.origin import encode

SIZE = np.array([4096, 4112])
N_PIXEL = 4

# pixel, value, flags, variance: small whole numbers, so that sums are exact in any order.
rows = st.lists(
    st.tuples(
        st.integers(-4, N_PIXEL - 1),
        st.sampled_from([0.0, 1.0, -2.0, 8.0, np.nan, np.inf]),
        st.sampled_from([0, 0, 1, 256, -(2**31), -1]),
        st.sampled_from([1.0, 2.0, 4.0, 0.0, np.nan, np.inf]),
    ),
    max_size=25,
)
cuts = st.integers(0, 25)


def in_two(found, cut):
    """The rows as columns, in two chunks."""
    for part in (found[:cut], found[cut:]):
        columns = zip(*part, strict=True) if part else [[]] * 4
        yield [np.array(c, kind) for c, kind in zip(columns, ("i4", "f4", "i4", "f4"), strict=True)]


def used(found, pixel):
    """Rows of a pixel that make its value: the good ones, or else the finite ones."""
    finite = [row for row in found if row[0] == pixel and math.isfinite(row[1])]
    return [row for row in finite if row[2] == 0 and math.isfinite(row[3])] or finite


@pytest.mark.parametrize("wanted", [detecting.VALUE, detecting.VARIANCE, detecting.SNR])
@given(found=rows, cut=cuts)
def test_good_rows_make_the_value_and_others_only_without_them(wanted, found, cut):
    count, n_used = np.zeros(N_PIXEL, np.uint32), np.zeros(N_PIXEL, np.int32)
    sums = [np.zeros(N_PIXEL if wanted & part else 0) for part in (1, 2)]
    for pixel, value, flags, variance in in_two(found, cut):
        detecting.add_best(pixel, value, flags, variance, wanted, count, n_used, *sums)
    detecting.finish(wanted, n_used, *sums)
    for k in range(N_PIXEL):
        of_pixel = used(found, k)
        n = len(of_pixel)
        total, total_variance = sum(row[1] for row in of_pixel), sum(row[3] for row in of_pixel)
        if n == 0:
            expected = math.nan
        elif wanted == detecting.VALUE:
            expected = total / n
        elif wanted == detecting.VARIANCE:
            expected = total_variance / n**2
        else:
            expected = total / math.sqrt(total_variance) if total_variance > 0 else math.nan
        np.testing.assert_equal(sums[1 if wanted == detecting.VARIANCE else 0][k], expected)
        assert count[k] == sum(row[0] == k for row in found)


@given(rows, cuts)
def test_a_mean_of_finite_values_asks_for_no_quality(found, cut):
    count, n_used, total = np.zeros(N_PIXEL, np.uint32), np.zeros(N_PIXEL, np.int32), np.zeros(N_PIXEL)
    for pixel, value, _, _ in in_two(found, cut):
        detecting.add_finite(pixel, value.astype(float), count, n_used, total)
    detecting.finish(detecting.VALUE, n_used, total, np.zeros(0))
    for k in range(N_PIXEL):
        finite = [row[1] for row in found if row[0] == k and math.isfinite(row[1])]
        np.testing.assert_equal(total[k], sum(finite) / len(finite) if finite else math.nan)
        assert count[k] == sum(row[0] == k for row in found)


@given(rows, cuts)
def test_flags_are_collected_and_integers_compete(found, cut):
    counts = [np.zeros(N_PIXEL, np.uint32) for _ in range(3)]
    seen, largest = np.zeros(N_PIXEL, np.uint32), np.zeros(N_PIXEL, np.int32)
    for pixel, _, flags, _ in in_two(found, cut):
        detecting.add_count(pixel, counts[0])
        detecting.add_bits(pixel, flags, counts[1], seen)
        detecting.add_largest(pixel, flags, counts[2], largest)
    for k in range(N_PIXEL):
        flags = [row[2] for row in found if row[0] == k]
        bits = 0
        for value in flags:
            bits |= value & 0xFFFFFFFF
        assert seen[k] == bits
        assert largest[k] == max(flags, default=0)
        assert [count[k] for count in counts] == [len(flags)] * 3


@pytest.mark.parametrize("dtype", ["u1", "i2", "i8", "u8"])
def test_the_largest_is_found_in_any_type_of_integer(dtype):
    ends = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype)
    count, largest = np.zeros(3, np.uint32), np.zeros(3, dtype)
    pixel = np.array([0, 1, 1, -1], np.int32)
    detecting.add_largest(pixel, np.array([ends[0], *ends, ends[1]], dtype), count, largest)
    assert largest.tolist() == [ends[0], ends[1], 0]
    assert count.tolist() == [1, 2, 0]


places = st.lists(
    st.tuples(
        st.integers(1, 2),  # slice
        st.sampled_from([-1, 0, 9, 10, 11, 14, 15, 4111, 4112, 8190]),  # y
        st.sampled_from([0, 1, 20, 21, 29, 30, 126, 127]),  # x in the slice
        st.integers(0, 2),  # exposure
        st.booleans(),  # kept
    ),
    max_size=20,
)
X_OFFSET = {(1, 1): 100, (1, 2): 4000, (2, 1): 0}  # exposure 2 knows no offset of slice 2


@given(places)
def test_pixels_are_decoded_with_the_offset_of_the_own_exposure(found):
    x_offset = np.full((2, 32, 64), -(2**30))
    for (exposure, slice_no), offset in X_OFFSET.items():
        x_offset[exposure - 1, 7, slice_no] = offset
    slices, y, x, exposure, keep = (np.array(c) for c in zip(*found, strict=True)) if found else [[]] * 5
    packed = encode(7, slices, y, x).astype(np.int32) if found else np.zeros(0, np.int32)
    box = (120, 4060, 10, 15)
    pixel = np.full(len(found), -9, np.int32)
    bounds, lost = np.array([9999, 0, 9999, 0]), np.zeros(2, int)
    columns = packed, np.asarray(exposure, np.int64), np.asarray(keep, bool)
    detecting.find_pixels(*columns, x_offset, SIZE, np.array(box), pixel)
    detecting.bound_pixels(pixel, box[1] - box[0], bounds, lost)

    def true_pixel(slice_no, y, x, exposure, is_kept):
        if not is_kept:
            return detecting.NOT_KEPT
        if (exposure, slice_no) not in X_OFFSET:
            return detecting.NO_COLUMN
        col = X_OFFSET[exposure, slice_no] + x - 1
        if not (0 <= col < 4096 and 0 <= y < 4112):
            return detecting.OFF_DETECTOR
        if not (120 <= col < 4060 and 10 <= y < 15):
            return detecting.OUTSIDE
        return (y - 10) * 3940 + col - 120

    expected = [true_pixel(*row) for row in found]
    assert pixel.tolist() == expected
    assert lost.tolist() == [expected.count(detecting.NO_COLUMN), expected.count(detecting.OFF_DETECTOR)]
    hit = np.array([k for k in expected if k >= 0])
    if hit.size:
        col, row = hit % 3940, hit // 3940
        assert bounds.tolist() == [col.min(), col.max() + 1, row.min(), row.max() + 1]
    else:
        assert bounds.tolist() == [9999, 0, 9999, 0]
