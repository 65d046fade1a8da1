"""Where the slices of an IFU lie on its detector, from the rows themselves."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import slicing
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.detector_box import N_COLUMN, N_ROW
from pixviewer.core.table.origin import N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

Int32s = npt.NDArray[np.int32]
BIN_ROWS = 64  # over so many detector rows a slice moves by less than a column


@dataclass(frozen=True, slots=True, eq=False)
class SliceOutlines:
    """Columns that the slices of an IFU cover, by bin of detector rows.

    Attributes
    ----------
    ifu : int
    low, high : (48, n_bin) int32
        First and last column, from 0; `low` above `high` where a slice has no rows.
    """

    ifu: int
    low: Int32s
    high: Int32s

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Box around all of them, in whole bins along y; None without rows."""
        has_rows = self.low <= self.high
        if not has_rows.any():
            return None
        y_bins = np.flatnonzero(has_rows.any(axis=0))
        top = min((int(y_bins[-1]) + 1) * BIN_ROWS, N_ROW)
        left, right = int(self.low[has_rows].min()), int(self.high[has_rows].max())
        return left - 0.5, right + 0.5, int(y_bins[0]) * BIN_ROWS - 0.5, top - 0.5

    def slices_at(self, x: float, y: float) -> tuple[int, ...]:
        """CCD numbers of the slices that may have a pixel."""
        y_bin = int(y) // BIN_ROWS
        if not 0 <= y_bin < self.low.shape[1]:
            return ()
        found = (self.low[:, y_bin] <= x) & (x <= self.high[:, y_bin])
        return tuple(int(i) + 1 for i in np.flatnonzero(found))


def slice_outlines(
    table: PixTable, ifu: int, selection: Expression | None = None, *, progress: Progress | None = None
) -> SliceOutlines:
    """Find where the slices of an IFU lie, by looking at the origin of its rows.

    Parameters
    ----------
    table : PixTable
        With several exposures the outlines hold the slices of all of them.
    ifu : int
        1 to 24.
    selection : Expression, optional
        Which of its rows; None for all.
    progress : Progress, optional
    """
    n_bin = -(-N_ROW // BIN_ROWS)

    def begin() -> tuple[Int32s, Int32s]:
        return np.full((64, n_bin), N_COLUMN, np.int32), np.full((64, n_bin), -1, np.int32)

    def add(state: tuple[Int32s, Int32s], chunk: Chunk) -> None:
        exposure = chunk.exposure if table.offsets.is_combined else np.ones(chunk.n_row, np.int64)
        slicing.bound_slices(chunk["origin"], exposure, chunk.keep, table.offsets.x_offset, BIN_ROWS, *state)

    plan = make_plan(table, all_of([Selection(ifu=ifu), selection]))
    states = scan(table, plan, ("origin",), begin, add, progress, "Slices")
    low, high = zip(*states, strict=True)
    of_slices = slice(1, N_SLICE + 1)
    return SliceOutlines(ifu, np.min(low, axis=0)[of_slices], np.max(high, axis=0)[of_slices])
