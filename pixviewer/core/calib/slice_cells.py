"""Rows of each slice in each cell of the field: what any mask on these cells leaves is then known at once.

One pass over the table makes some hundred thousand numbers. Counting the rows of every slice again for each
mask takes that pass every time, and a mask that is being painted changes thirty times a second.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.coverage import Coverage
from pixviewer.core.geometry import Grid
from pixviewer.core.products.cells import cells_of, frame_array, grid_array
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan

Ints = npt.NDArray[np.int64]

_SLICES = 1 << 11  # numbers that IFU and slice of `origin` make
# Counters for the rows of one chunk; beyond that, its rows are sorted instead.
_MOST_COUNTERS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class SliceCells:
    """Numbers of rows, by cell and slice; only where there are any.

    Attributes
    ----------
    cell : (n,) int32
        Number of the cell, row by row of the grid; −1 without a position.
    slot : (n,) int16
        Number of IFU and CCD slice: 64 · IFU + slice.
    n_row, n_good : (n,) int32
        All rows, and those without a flag.
    grid : Grid
        The cells.
    """

    cell: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int16]
    n_row: npt.NDArray[np.int32]
    n_good: npt.NDArray[np.int32]
    grid: Grid

    def coverage(self, masked: npt.NDArray[np.bool_] | None) -> Coverage:
        """What a mask on the same cells takes and leaves of each slice.

        Parameters
        ----------
        masked : (n_y, n_x) bool or None
            None masks nothing.

        Raises
        ------
        ValueError
            If it is not on this grid.
        """
        if masked is not None and masked.shape != self.grid.shape:
            raise ValueError(f"the mask must have {self.grid.shape} cells, got {masked.shape}")
        has_place = self.cell >= 0
        is_masked = np.zeros(self.cell.size, np.bool_)
        if masked is not None:
            is_masked[has_place] = masked.ravel()[self.cell[has_place]]
        return Coverage(
            n_row=self._by_slice(self.n_row),
            n_masked=self._by_slice(self.n_row * is_masked),
            n_good=self._by_slice(self.n_good),
            n_left=self._by_slice(self.n_good * ~is_masked),
            n_outside=int(self.n_row[~has_place].sum()),
        )

    def _by_slice(self, numbers: npt.NDArray[np.int32]) -> Ints:
        # Sums of integers up to 2**53 are exact in doubles. Numbers beyond the instrument's are no slice.
        found = np.bincount(self.slot, numbers, _SLICES).astype(np.int64).reshape(32, 64)
        return found[1 : N_IFU + 1, 1 : N_SLICE + 1].copy()


def slice_cells(table: PixTable, grid: Grid, *, progress: Progress | None = None) -> SliceCells:
    """Count the rows of each slice in each cell, in one pass.

    Parameters
    ----------
    table : PixTable
    grid : Grid
        Cells that hold all rows: the natural grid.
    progress : Progress, optional

    Raises
    ------
    PixTableError
        If the file cannot be read.
    Cancelled
        If asked to stop.
    """
    frame, cells = frame_array(table.frame), grid_array(grid)

    def add(found: list[tuple[Ints, Ints]], chunk: Chunk) -> None:
        slot = (chunk["origin"] & np.int32(_SLICES - 1)).astype(np.int64)
        found.append(_counted(cells_of(chunk, frame, cells), slot, chunk["flags"] == 0))

    plan = make_plan(table, None)
    names = ("x", "y", "origin", "flags")
    states = scan(table, plan, names, list[tuple[Ints, Ints]], add, progress, "Slices of the field")
    keys, counts = _added_up([part for state in states for part in state])
    is_good = (keys & 1).astype(np.bool_)
    places, index = np.unique(keys >> 1, return_inverse=True)
    n_good = np.bincount(index[is_good], counts[is_good], places.size).astype(np.int32)
    n_row = np.bincount(index, counts, places.size).astype(np.int32)
    cell, slot = (places // _SLICES - 1).astype(np.int32), (places % _SLICES).astype(np.int16)
    return SliceCells(cell, slot, n_row, n_good, grid)


def _counted(cell: npt.NDArray[np.int32], slot: Ints, is_good: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Keys of the combinations that occur, and how often.

    The rows of a chunk are of few slices and lie close together, so that counters for all combinations are
    few; shuffled tables are sorted instead, at five times the cost.
    """
    if not cell.size:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    present = np.flatnonzero(np.bincount(slot, minlength=_SLICES))
    place = np.zeros(_SLICES, np.int64)
    place[present] = np.arange(present.size)
    first = int(cell.min())
    n_counter = (int(cell.max()) - first + 1) * present.size * 2
    if n_counter > _MOST_COUNTERS:
        key = ((cell.astype(np.int64) + 1) * _SLICES + slot) * 2 + is_good
        keys, counts = np.unique(key, return_counts=True)
        return keys, counts.astype(np.int64)
    near = ((cell.astype(np.int64) - first) * present.size + place[slot]) * 2 + is_good
    number = np.bincount(near, minlength=n_counter)
    found = np.flatnonzero(number)
    cells = found // (2 * present.size) + first
    slots = present[found // 2 % present.size]
    return ((cells + 1) * _SLICES + slots) * 2 + (found & 1), number[found].astype(np.int64)


def _added_up(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    keys = np.concatenate([np.empty(0, np.int64), *(keys for keys, _ in parts)])
    counts = np.concatenate([np.empty(0, np.int64), *(counts for _, counts in parts)])
    unique, index = np.unique(keys, return_inverse=True)
    return unique, np.bincount(index, counts, unique.size).astype(np.int64)
