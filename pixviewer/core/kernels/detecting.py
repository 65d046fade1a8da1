"""Accumulate rows on the pixels of one detector.

Detector positions come packed in `origin`; where a slice begins stands in the header, once per exposure.
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
Counts = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]

# What a row is when it has no pixel.
NOT_KEPT, NO_COLUMN, OFF_DETECTOR, OUTSIDE = -1, -2, -3, -4


# What is made of the rows of a pixel.
VALUE, VARIANCE, SNR = 1, 2, 3


@jit
def find_pixels(
    origin: Int32s, exposure: Ints, keep: Bools, x_offset: Ints, size: Ints, box: Ints, pixel: Int32s
) -> None:
    """Find the pixel of each row in a box on the detector.

    Parameters
    ----------
    origin : (n_row,) int32
    exposure : (n_row,) int64
        Exposure of each row from 1, 0 for none.
    keep : (n_row,) bool
        Rows to look at: of one IFU.
    x_offset : (n_exposure, 32, 64) int64
        Offset by exposure, IFU and slice, negative where it is not known.
    size : (2,) int64
        Columns and rows of the trimmed detector.
    box : (4,) int64
        First column, column after the last, first row, row after the last; from 0.
    pixel : (n_row,) int32
        Filled: pixels counted row by row from 0; `NOT_KEPT`; `NO_COLUMN` for rows without an offset;
        `OFF_DETECTOR`; `OUTSIDE` the box.
    """
    x0, x1, y0, y1 = box[0], box[1], box[2], box[3]
    for i in range(origin.size):
        if not keep[i]:
            pixel[i] = NOT_KEPT
            continue
        o = np.int64(origin[i])
        offset = x_offset[exposure[i] - 1, (o >> 6) & 0x1F, o & 0x3F] if exposure[i] > 0 else -1
        if offset < 0:
            pixel[i] = NO_COLUMN
            continue
        x = offset + ((o >> 24) & 0x7F) - 1
        y = ((o >> 11) & 0x1FFF) - 1
        if not (0 <= x < size[0] and 0 <= y < size[1]):
            pixel[i] = OFF_DETECTOR
        elif x0 <= x < x1 and y0 <= y < y1:
            pixel[i] = (y - y0) * (x1 - x0) + x - x0
        else:
            pixel[i] = OUTSIDE


@jit
def bound_pixels(pixel: Int32s, n_x: int, bounds: Ints, lost: Ints) -> None:
    """Widen bounds to hold the pixels of rows, and count the rows that have none.

    Parameters
    ----------
    pixel : (n_row,) int32
        From `find_pixels`.
    n_x : int
        Columns of its box.
    bounds : (4,) int64
        Smallest column, column after the largest, smallest row, row after the largest; widened in place.
    lost : (2,) int64
        Rows without a column, and off the detector; added to.
    """
    for i in range(pixel.size):
        k = np.int64(pixel[i])
        if k >= 0:
            x, y = k % n_x, k // n_x
            bounds[0], bounds[1] = min(bounds[0], x), max(bounds[1], x + 1)
            bounds[2], bounds[3] = min(bounds[2], y), max(bounds[3], y + 1)
        elif k == NO_COLUMN:
            lost[0] += 1
        elif k == OFF_DETECTOR:
            lost[1] += 1


@jit
def add_count(pixel: Int32s, count: Counts) -> None:
    """Count the rows of each pixel."""
    for i in range(pixel.size):
        if pixel[i] >= 0:
            count[pixel[i]] += 1


@jit
def add_best(
    pixel: Int32s,
    value: Floats32,
    flags: Int32s,
    variance: Floats32,
    wanted: int,
    count: Counts,
    n_used: Int32s,
    total: Floats,
    total_variance: Floats,
) -> None:
    """Sum the good rows of each pixel, or all its rows with a finite value while no good one has come.

    Parameters
    ----------
    pixel : (n_row,) int32
        From `find_pixels`.
    value, flags, variance : (n_row,)
        Columns.
    wanted : int
        `VALUE`, `VARIANCE`, or both of them added, for `SNR`: what is summed.
    count : (n_pixel,)
        Rows; added to.
    n_used : (n_pixel,) int32
        Rows in the sums, negative while none of them is good; changed in place.
    total, total_variance : (n_pixel,) float64
        Changed in place; of no size if not wanted.
    """
    for i in range(pixel.size):
        k = pixel[i]
        if k < 0:
            continue
        count[k] += 1
        v, s = np.float64(value[i]), np.float64(variance[i])
        if not math.isfinite(v):
            continue
        is_good = flags[i] == 0 and math.isfinite(s)
        n = n_used[k]
        if n > 0 and not is_good:
            continue
        # The first good row puts all those before it, which are not, out of the sums.
        is_first = n == 0 or (n < 0 and is_good)
        if wanted & VALUE:
            total[k] = v if is_first else total[k] + v
        if wanted & VARIANCE:
            total_variance[k] = s if is_first else total_variance[k] + s
        if is_first:
            n_used[k] = 1 if is_good else -1
        else:
            n_used[k] += 1 if is_good else -1


@jit
def add_finite(pixel: Int32s, value: Floats, count: Counts, n_used: Int32s, total: Floats) -> None:
    """Sum the finite values of each pixel, whatever their flags; parameters as in `add_best`."""
    for i in range(pixel.size):
        k = pixel[i]
        if k >= 0:
            count[k] += 1
            if math.isfinite(value[i]):
                total[k] = value[i] if n_used[k] == 0 else total[k] + value[i]
                n_used[k] += 1


@jit
def add_bits(pixel: Int32s, flags: Int32s, count: Counts, seen: Counts) -> None:
    """Collect the flags of each pixel by OR."""
    for i in range(pixel.size):
        k = pixel[i]
        if k >= 0:
            count[k] += 1
            seen[k] |= np.uint32(np.int64(flags[i]) & 0xFFFFFFFF)


@jit
def add_largest(
    pixel: Int32s, value: npt.NDArray[np.integer], count: Counts, largest: npt.NDArray[np.integer]
) -> None:
    """Keep the largest value of each pixel; compiled once for each type of integer there is."""
    for i in range(pixel.size):
        k = pixel[i]
        if k >= 0:
            if count[k] == 0 or value[i] > largest[k]:
                largest[k] = value[i]
            count[k] += 1


@jit
def finish(wanted: int, n_used: Int32s, total: Floats, total_variance: Floats) -> None:
    """Turn the sums of each pixel into what is wanted, in their place; NaN where there is none.

    Parameters
    ----------
    wanted : int
        `VALUE`: the mean, in `total`. `VARIANCE`: that of the mean, in `total_variance`. `SNR`: the mean over
        its σ, in `total`.
    n_used, total, total_variance : (n_pixel,)
        From `add_best` or `add_finite`.
    """
    for k in range(n_used.size):
        n = abs(np.int64(n_used[k]))
        if wanted == VARIANCE:
            total_variance[k] = total_variance[k] / (n * n) if n else math.nan
        elif n == 0:
            total[k] = math.nan
        elif wanted == VALUE:
            total[k] = total[k] / n
        else:  # the number of rows is the same in the mean and its σ
            total[k] = total[k] / math.sqrt(total_variance[k]) if total_variance[k] > 0 else math.nan
