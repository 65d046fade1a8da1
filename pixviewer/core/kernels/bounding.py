"""Bounds of blocks of consecutive rows, and counts of the whole table, in one pass."""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import project

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

# Columns of `bounds`, and of `codes`.
XI_MIN, XI_MAX, ETA_MIN, ETA_MAX, WAVE_MIN, WAVE_MAX = range(6)
IFU_MIN, IFU_MAX, SLICE_MIN, SLICE_MAX, FLAGS, N_FLAGGED, IS_ODD = range(7)

# Bits of IS_ODD: a row of the block has no finite position, no finite wavelength.
ODD_POSITION, ODD_WAVE = 1, 2


@jit
def bound_blocks(
    x: Floats32,
    y: Floats32,
    wave: Floats32,
    flags: Int32s,
    origin: Int32s,
    state: int,
    sin_dec0: float,
    cos_dec0: float,
    block_rows: int,
    bounds: Floats,
    codes: Ints,
    per_slice: Ints,
    per_flag: Ints,
) -> None:
    """Bound each block of `block_rows` rows of a chunk that begins with a block.

    Parameters
    ----------
    x, y, wave, flags, origin : (n_row,)
        Columns.
    state, sin_dec0, cos_dec0
        As in `projecting.project`.
    block_rows : int
    bounds : (n_block, 6) float64
        Filled: plane and wavelength bounds over the finite rows; minimum above maximum where there are none.
    codes : (n_block, 7) int64
        Filled: IFU and slice bounds, OR of the flags, number of flagged rows, odd bits.
    per_slice : (2048,) int64
        Rows by IFU * 64 + slice, added to.
    per_flag : (32,) int64
        Rows by flag bit, added to.
    """
    plane_x, plane_y = np.empty(block_rows), np.empty(block_rows)
    for block in range(bounds.shape[0]):
        first = block * block_rows
        last = min(first + block_rows, x.size)
        xi_min = eta_min = wave_min = math.inf
        xi_max = eta_max = wave_max = -math.inf
        ifu_min = slice_min = 63
        ifu_max = slice_max = 0
        seen, n_flagged, odd = 0, 0, 0
        project(x, y, first, last - first, state, sin_dec0, cos_dec0, plane_x, plane_y)
        for i in range(first, last):
            xi, eta = plane_x[i - first], plane_y[i - first]
            if math.isfinite(xi) and math.isfinite(eta):
                xi_min, xi_max = min(xi_min, xi), max(xi_max, xi)
                eta_min, eta_max = min(eta_min, eta), max(eta_max, eta)
            else:
                odd |= ODD_POSITION
            w = float(wave[i])
            if math.isfinite(w):
                wave_min, wave_max = min(wave_min, w), max(wave_max, w)
            else:
                odd |= ODD_WAVE
            o = origin[i]
            ifu, slice_no = (o >> 6) & 0x1F, o & 0x3F
            ifu_min, ifu_max = min(ifu_min, ifu), max(ifu_max, ifu)
            slice_min, slice_max = min(slice_min, slice_no), max(slice_max, slice_no)
            per_slice[o & 0x7FF] += 1
            f = int(flags[i]) & 0xFFFFFFFF
            if f != 0:
                n_flagged += 1
                seen |= f
                for bit in range(32):
                    per_flag[bit] += (f >> bit) & 1
        bounds[block, XI_MIN], bounds[block, XI_MAX] = xi_min, xi_max
        bounds[block, ETA_MIN], bounds[block, ETA_MAX] = eta_min, eta_max
        bounds[block, WAVE_MIN], bounds[block, WAVE_MAX] = wave_min, wave_max
        codes[block, IFU_MIN], codes[block, IFU_MAX] = ifu_min, ifu_max
        codes[block, SLICE_MIN], codes[block, SLICE_MAX] = slice_min, slice_max
        codes[block, FLAGS], codes[block, N_FLAGGED], codes[block, IS_ODD] = seen, n_flagged, odd
