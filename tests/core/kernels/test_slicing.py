"""Sums by slice and borders of slices are those of plain Python, whatever the cut into chunks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.kernels import slicing
from pixviewer.core.table.origin import encode

rows = st.lists(
    st.tuples(
        st.integers(1, 24), st.integers(1, 48), st.integers(0, 4111), st.integers(1, 90),
        st.sampled_from([0, 0, 1, -(2**31)]), st.sampled_from([1.0, -2.0, np.nan, np.inf]), st.booleans(),
    ),
    max_size=20,
)  # fmt: skip


def columns(found):
    kinds = (None, None, None, None, "i4", "f4", "?")
    ifu, number, y, x, *rest = (
        np.array(c, kind) for c, kind in zip(zip(*found, strict=True), kinds, strict=True)
    )
    return encode(ifu, number, y, x).astype(np.int32), *rest


@given(rows, st.integers(0, 20))
def test_sums_of_slices(found, cut):
    sums = *(np.zeros(2048, np.int64) for _ in range(3)), np.zeros(2048)
    for part in (found[:cut], found[cut:]):
        if part:
            slicing.add_to_slices(*columns(part), *sums)
    for ifu, number in {row[:2] for row in found}:
        here = [row for row in found if row[:2] == (ifu, number) and row[6]]
        good = [row[5] for row in here if row[4] == 0 and np.isfinite(row[5])]
        k = 64 * ifu + number
        assert [array[k] for array in sums] == [
            len(here), sum(row[4] != 0 for row in here), len(good), sum(good)
        ]  # fmt: skip
    assert sums[0].sum() == sum(row[6] for row in found)


@given(rows)
def test_borders_of_slices(found):
    low, high = np.full((64, 65), 4096, np.int32), np.full((64, 65), -1, np.int32)
    offset = np.full((1, 32, 64), -1, np.int64)
    offset[0, :, 1:41] = 80 * np.arange(1, 41)  # later slices have no offset
    if found:
        origin, *_, keep = columns(found)
        slicing.bound_slices(origin, np.ones(len(found), np.int64), keep, offset, 64, low, high)
    there = {}
    for _, number, y, x, _, _, keep in found:
        if keep and number <= 40:
            there.setdefault((number, y // 64), []).append(80 * number + x - 1)
    for place, values in there.items():
        assert (low[place], high[place]) == (min(values), max(values))
    assert (high >= 0).sum() == len(there)


@given(st.lists(st.integers(-4, 99), max_size=20), st.integers(1, 12), st.integers(1, 12))
def test_pixels_join_to_cells(pixels, bin_x, bin_y):
    n_cell_x = -(-10 // bin_x)
    found = np.array(pixels, np.int32)
    slicing.join_pixels(found, 10, bin_x, bin_y, n_cell_x)
    assert found.tolist() == [k if k < 0 else (k // 10 // bin_y) * n_cell_x + k % 10 // bin_x for k in pixels]
