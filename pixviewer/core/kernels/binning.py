"""Accumulate rows onto a grid, into a raster, and along wavelength.

Nearest cell, no interpolation: a cell holds measurements, never a blend of neighbours. Kernels add to
arrays that the caller owns, so rows may arrive in chunks of any size. Sums are float64.
"""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import BLOCK, project

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int16s = npt.NDArray[np.int16]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]


@jit
def find_cells(x: Floats32, y: Floats32, keep: Bools, frame: Floats, grid: Floats, cell: Int32s) -> None:
    """Find the cell under the position of each row.

    Apart from the adding up: with its scattered writes in between, the processor does not work on the
    trigonometry of several rows at once, and the two together took 42 ns a row.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    keep : (n_row,) bool
        Rows to look at.
    frame : (3,)
        Coordinate state, sine and cosine of the declination of the reference point.
    grid : (6,)
        Outer corner of the first cell, signed sides of a cell, number of columns and of rows.
    cell : (n_row,) int32
        Filled: cells counted row by row from 0; −1 outside the grid, without a position, or not kept.
    """
    state, sin_dec0, cos_dec0 = int(frame[0]), frame[1], frame[2]
    x0, y0, dx, dy, n_x, n_y = grid[0], grid[1], grid[2], grid[3], grid[4], grid[5]
    n_col = int(n_x)
    xi, eta = np.empty(BLOCK), np.empty(BLOCK)
    for first in range(0, x.size, BLOCK):
        n = min(BLOCK, x.size - first)
        project(x, y, first, n, state, sin_dec0, cos_dec0, xi, eta)
        for i in range(n):
            col, row = (xi[i] - x0) / dx, (eta[i] - y0) / dy
            # Compare before truncating: int() would fold (-1, 0) into cell 0, and NaN fails both tests.
            is_inside = keep[first + i] and 0.0 <= col < n_x and 0.0 <= row < n_y
            cell[first + i] = int(row) * n_col + int(col) if is_inside else -1


@jit
def add_to_image(
    cell: Int32s,
    value: Floats32,
    flags: Int32s,
    variance: Floats32,
    is_weighted: bool,
    total: Floats,
    total_variance: Floats,
    count: Counts,
) -> None:
    """Add good rows to their cells.

    Parameters
    ----------
    cell : (n_row,) int32
        From `find_cells`.
    value, flags, variance : (n_row,)
        Columns. A row with a flag, or a value or variance that is not finite, adds nothing.
    is_weighted : bool
        Add values over variances, and the inverse of variances, instead of values and variances.
    total, total_variance, count : (n_cell,)
        Changed in place.
    """
    for i in range(cell.size):
        k = cell[i]
        if k < 0 or flags[i] != 0:
            continue
        v, s = np.float64(value[i]), np.float64(variance[i])
        if not (math.isfinite(v) and math.isfinite(s)) or (is_weighted and s <= 0.0):
            continue
        if is_weighted:
            total[k] += v / s
            total_variance[k] += 1.0 / s
        else:
            total[k] += v
            total_variance[k] += s
        count[k] += 1


@jit
def add_to_raster(cell: Int32s, flags: Int32s, count: Counts, flagged: Counts) -> None:
    """Count rows, and flagged rows, per cell; parameters as in `add_to_image`."""
    for i in range(cell.size):
        k = cell[i]
        if k >= 0:
            count[k] += 1
            flagged[k] += flags[i] != 0


@jit
def add_mean(
    cell: Int32s,
    flags: Int32s,
    quantity: Floats32,
    count: Counts,
    flagged: Counts,
    total: Floats,
    n_total: Counts,
) -> None:
    """Count as `add_to_raster`, and sum a quantity over the rows where it is finite."""
    for i in range(cell.size):
        k = cell[i]
        if k >= 0:
            count[k] += 1
            flagged[k] += flags[i] != 0
            q = float(quantity[i])
            if math.isfinite(q):
                total[k] += q
                n_total[k] += 1


@jit
def add_flags(cell: Int32s, flags: Int32s, count: Counts, flagged: Counts, seen: Counts) -> None:
    """Count as `add_to_raster`, and collect the flags of each cell by OR."""
    for i in range(cell.size):
        k = cell[i]
        if k >= 0:
            count[k] += 1
            if flags[i] != 0:
                flagged[k] += 1
                seen[k] |= np.uint32(np.int64(flags[i]) & 0xFFFFFFFF)


@jit
def add_majority(
    cell: Int32s,
    flags: Int32s,
    label: Int16s,
    count: Counts,
    flagged: Counts,
    winner: Int16s,
    balance: Counts,
) -> None:
    """Count as `add_to_raster`, and let the rows of each cell vote for a label.

    Notes
    -----
    One pass with two planes, however many labels there are: the label is right wherever one of them has
    more than half of the rows (Boyer & Moore 1991, MJRTY).
    """
    for i in range(cell.size):
        k = cell[i]
        if k >= 0:
            count[k] += 1
            flagged[k] += flags[i] != 0
            if balance[k] == 0:
                winner[k] = label[i]
                balance[k] = 1
            elif winner[k] == label[i]:
                balance[k] += 1
            else:
                balance[k] -= 1


@jit
def add_to_spectrum(
    wave: Floats32,
    value: Floats32,
    flags: Int32s,
    variance: Floats32,
    keep: Bools,
    low: float,
    step: float,
    is_weighted: bool,
    total: Floats,
    total_variance: Floats,
    n_good: Ints,
    n_bad: Ints,
) -> None:
    """Add rows to wavelength bins; what `add_to_image` leaves out is counted as bad.

    Parameters
    ----------
    wave, value, flags, variance : (n_row,)
        Columns.
    keep : (n_row,) bool
        Rows to look at.
    low, step : float
        Lower edge of the first bin and width of a bin, in Å.
    is_weighted : bool
        As in `add_to_image`.
    total, total_variance, n_good, n_bad : (n_bin,)
        Changed in place. Rows outside all bins add nothing.
    """
    n_bin = total.size
    for i in range(wave.size):
        if not keep[i]:
            continue
        place = (float(wave[i]) - low) / step
        if not 0.0 <= place < n_bin:
            continue
        b = int(place)
        v, s = np.float64(value[i]), np.float64(variance[i])
        if flags[i] != 0 or not (math.isfinite(v) and math.isfinite(s)) or (is_weighted and s <= 0.0):
            n_bad[b] += 1
        elif is_weighted:
            n_good[b] += 1
            total[b] += v / s
            total_variance[b] += 1.0 / s
        else:
            n_good[b] += 1
            total[b] += v
            total_variance[b] += s
