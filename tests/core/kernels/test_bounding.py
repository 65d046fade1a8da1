"""Bounds of blocks by the kernel hold what NumPy finds in them."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.kernels import bounding
from pixviewer.core.kernels.projecting import PIXEL

values = [-3.5, -1.0, 0.0, 0.25, 2.0, 7.0, np.nan, np.inf, -np.inf]
rows = st.lists(
    st.tuples(
        st.sampled_from(values),
        st.sampled_from(values),
        st.sampled_from(values),
        st.sampled_from([0, 0, 1, 48, -(2**31), -1]),
        st.integers(0, 2**31 - 1),
    ),
    max_size=30,
).map(
    lambda found: tuple(
        np.array(column, dtype)
        for column, dtype in zip(
            zip(*found, strict=True) if found else [[]] * 5, ["f4", "f4", "f4", "i4", "i4"], strict=True
        )
    )
)


def bound(columns, block_rows):
    n_block = -(-columns[0].size // block_rows)
    bounds, codes = np.empty((n_block, 6)), np.empty((n_block, 7), np.int64)
    per_slice, per_flag = np.zeros(2048, np.int64), np.zeros(32, np.int64)
    bounding.bound_blocks(*columns, PIXEL, 0.0, 1.0, block_rows, bounds, codes, per_slice, per_flag)
    return bounds, codes, per_slice, per_flag


@given(rows, st.integers(1, 8))
def test_blocks_are_bounded_as_numpy_would(columns, block_rows):
    x, y, wave, flags, origin = columns
    bounds, codes, per_slice, per_flag = bound(columns, block_rows)
    placed = np.isfinite(x) & np.isfinite(y)
    for i in range(bounds.shape[0]):
        block = slice(i * block_rows, (i + 1) * block_rows)
        for k, column, known in ((0, x, placed), (2, y, placed), (4, wave, np.isfinite(wave))):
            found = column[block][known[block]].astype(float)
            expected = (found.min(), found.max()) if found.size else (np.inf, -np.inf)
            assert tuple(bounds[i, k : k + 2]) == expected
        ifu, slice_no = origin[block] >> 6 & 31, origin[block] & 63
        unsigned = flags[block].view(np.uint32)
        assert codes[i].tolist() == [
            ifu.min(),
            ifu.max(),
            slice_no.min(),
            slice_no.max(),
            np.bitwise_or.reduce(unsigned),
            np.count_nonzero(unsigned),
            bounding.ODD_POSITION * (not placed[block].all())
            + bounding.ODD_WAVE * (not np.isfinite(wave[block]).all()),
        ]
    np.testing.assert_array_equal(per_slice, np.bincount(origin & 0x7FF, minlength=2048))
    for bit in range(32):
        assert per_flag[bit] == np.count_nonzero(flags.view(np.uint32) >> np.uint32(bit) & np.uint32(1))


def test_counts_are_added_to_those_before():
    columns = tuple(np.zeros(3, dtype) for dtype in ("f4", "f4", "f4", "i4", "i4"))
    columns[4][:] = 65
    per_slice, per_flag = np.ones(2048, np.int64), np.ones(32, np.int64)
    bounding.bound_blocks(
        *columns, PIXEL, 0.0, 1.0, 4, np.empty((1, 6)), np.empty((1, 7), np.int64), per_slice, per_flag
    )
    assert per_slice[65] == 4
    assert per_slice.sum() == 2048 + 3
    assert per_flag.tolist() == [1] * 32


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_kernels_let_other_threads_run():
    """Compiled without the interpreter lock, so that a window stays alive beside them."""
    from pixviewer.core.kernels import binning, projecting, selecting

    for module in (binning, bounding, projecting, selecting):
        for name, value in vars(module).items():
            if hasattr(value, "targetoptions"):
                assert value.targetoptions["nogil"], name
                assert not value.targetoptions.get("parallel"), name
                assert not value.targetoptions.get("fastmath"), name
