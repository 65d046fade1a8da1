"""Accumulate rows by IFU and slice, and find where on the detector the rows of each slice lie.

Kernels add to arrays that the caller owns, so rows may arrive in chunks of any size.
"""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@jit
def add_to_slices(
    origin: Int32s, flags: Int32s, value: Floats32, keep: Bools, n_row: Ints, n_flagged: Ints, n_good: Ints,
    total: Floats,
) -> None:  # fmt: skip
    """Count the rows of each slice, its flagged rows, and sum its good ones.

    Parameters
    ----------
    origin, flags, value : (n_row,)
        Columns.
    keep : (n_row,) bool
        Rows to look at.
    n_row, n_flagged, n_good : (2048,) int64
        Rows by 64 × IFU + slice: all, with a flag, and without one but with a finite value; added to.
    total : (2048,) float64
        Sum of the values of the good rows; added to.
    """
    for i in range(origin.size):
        if not keep[i]:
            continue
        k = np.int64(origin[i]) & 0x7FF
        n_row[k] += 1
        if flags[i] != 0:
            n_flagged[k] += 1
        elif math.isfinite(value[i]):
            n_good[k] += 1
            total[k] += value[i]


@jit
def bound_slices(
    origin: Int32s, exposure: Ints, keep: Bools, x_offset: Ints, n_y: int, low: Int32s, high: Int32s
) -> None:
    """Widen the columns that each slice covers, by bin of detector rows.

    Parameters
    ----------
    origin : (n_row,) int32
    exposure : (n_row,) int64
        Exposure of each row from 1, 0 for none.
    keep : (n_row,) bool
        Rows to look at: of one IFU.
    x_offset : (n_exposure, 32, 64) int64
        Offset by exposure, IFU and slice, negative where it is not known.
    n_y : int
        Detector rows of a bin.
    low, high : (64, n_bin) int32
        Smallest and largest column, from 0; changed in place.
    """
    for i in range(origin.size):
        if not keep[i] or exposure[i] <= 0:
            continue
        o = np.int64(origin[i])
        slice_no = o & 0x3F
        offset = x_offset[exposure[i] - 1, (o >> 6) & 0x1F, slice_no]
        y_bin = (((o >> 11) & 0x1FFF) - 1) // n_y
        if offset < 0 or not 0 <= y_bin < low.shape[1]:
            continue
        x = np.int32(offset + ((o >> 24) & 0x7F) - 1)
        low[slice_no, y_bin] = min(low[slice_no, y_bin], x)
        high[slice_no, y_bin] = max(high[slice_no, y_bin], x)


@jit
def join_pixels(pixel: Int32s, n_x: int, bin_x: int, bin_y: int, n_cell_x: int) -> None:
    """Turn detector pixels into larger cells, in place; rows without a pixel stay so.

    Parameters
    ----------
    pixel : (n_row,) int32
        Pixels of a box, counted row by row; negative for none.
    n_x : int
        Columns of the box.
    bin_x, bin_y : int
        Columns and rows of a cell, whose corner is that of the box.
    n_cell_x : int
        Cells in a row.
    """
    for i in range(pixel.size):
        k = np.int64(pixel[i])
        if k >= 0:
            pixel[i] = (k // n_x // bin_y) * n_cell_x + (k % n_x) // bin_x
