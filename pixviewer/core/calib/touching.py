"""Which slices a change of the mask touches, from the bounds of blocks: hardly a row is read."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.geometry import Grid
from pixviewer.core.table import origin as origins
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# Of more blocks that hold several slices the rows are in no order, and any slice may be anywhere.
MOST_MIXED = 8_000


def touched_slices(table: PixTable, grid: Grid, before: SkyMask | None, after: SkyMask | None) -> Bools:
    """Slices that may have rows which one of two masks takes and the other does not.

    Parameters
    ----------
    table : PixTable
        With blocks.
    grid : Grid
        Cells of both masks, in the plane of the table.
    before, after : SkyMask or None
        None masks nothing.

    Returns
    -------
    (24, 48) bool
        By IFU and CCD slice; slices whose blocks only come near a changed cell are among them.

    Raises
    ------
    ValueError
        If a mask is not on the grid, or the table has no blocks.
    PixTableError
        If the file cannot be read.
    """
    blocks = table.blocks
    if blocks is None:
        raise ValueError(f"{table.name} has no bounds of blocks yet: index it first")
    changed = _masked(before, grid) ^ _masked(after, grid)
    # Sums over all cells to the lower left: any rectangle follows from its four corners.
    total = np.zeros((grid.n_y + 1, grid.n_x + 1), np.int64)
    total[1:, 1:] = changed.cumsum(axis=0).cumsum(axis=1)
    xi_min, xi_max, eta_min, eta_max = blocks.bounds[:4].astype(np.float64)
    is_placed = (xi_min <= xi_max) & (eta_min <= eta_max)
    left, right = _span(xi_min, xi_max, grid.x0, grid.dx, grid.n_x)
    low, high = _span(eta_min, eta_max, grid.y0, grid.dy, grid.n_y)
    inside = total[high, right] - total[low, right] - total[high, left] + total[low, left]
    near = np.flatnonzero(is_placed & (inside > 0))
    first_ifu, last_ifu, first, last = blocks.codes[:, near].astype(np.int64)
    is_mixed = (first_ifu != last_ifu) | (first != last)
    if np.count_nonzero(is_mixed) > MOST_MIXED:
        return np.ones((N_IFU, N_SLICE), np.bool_)
    ifus, slices = _in_blocks(table, near[is_mixed])
    ifus, slices = np.append(first_ifu[~is_mixed], ifus), np.append(first[~is_mixed], slices)
    touched = np.zeros((N_IFU, N_SLICE), np.bool_)
    known = (ifus >= 1) & (ifus <= N_IFU) & (slices >= 1) & (slices <= N_SLICE)
    touched[ifus[known] - 1, slices[known] - 1] = True
    return touched


def _in_blocks(table: PixTable, numbers: Ints) -> tuple[Ints, Ints]:
    """IFU and slice of every row of some blocks."""
    assert table.blocks is not None
    starts, stops = (ends[numbers] for ends in table.blocks.row_ranges)
    origin = np.empty(int((stops - starts).sum()), np.int32)
    if origin.size:
        table.source.fill(starts, stops, {"origin": origin})
    return origins.ifu(origin).astype(np.int64), origins.slice_no(origin).astype(np.int64)


def _masked(mask: SkyMask | None, grid: Grid) -> Bools:
    if mask is None:
        return np.zeros(grid.shape, np.bool_)
    if mask.masked.shape != grid.shape:
        raise ValueError(f"the mask has {mask.masked.shape} cells, the grid {grid.shape}")
    return mask.masked


def _span(
    low: npt.NDArray[np.float64], high: npt.NDArray[np.float64], start: float, step: float, n: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First cell of each stretch, and the one after its last, with a cell to spare on either side."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([(low - start) / step, (high - start) / step])
    ends = np.nan_to_num(np.clip(ends, -1.0, n + 1.0))
    first = np.clip(np.floor(ends.min(axis=0)).astype(np.int64) - 1, 0, n)
    return first, np.clip(np.floor(ends.max(axis=0)).astype(np.int64) + 2, 0, n)
