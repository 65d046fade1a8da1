"""How much of each slice a mask leaves: a slice of which nothing is left cannot be calibrated."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.lookup import warn_of_outside
from pixviewer.core.calib.mask import Mask, masker, name_of
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan

Ints = npt.NDArray[np.int64]

_GOOD, _MASKED = 1 << 11, 1 << 12  # above the bits of IFU and slice in `origin`


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Rows of each slice, and what a mask leaves of them.

    Attributes
    ----------
    n_row, n_masked, n_good, n_left : (24, 48) int64
        By IFU and CCD slice: all rows; masked ones; rows without a flag; those of them that are not masked.
    n_outside : int
        Rows outside the mask image, which are unmasked.
    """

    n_row: Ints
    n_masked: Ints
    n_good: Ints
    n_left: Ints
    n_outside: int

    @property
    def share_left(self) -> npt.NDArray[np.float64]:
        """Share of the good rows that is left, by IFU and slice; NaN where there are none."""
        return np.divide(
            self.n_left, self.n_good, out=np.full(self.n_good.shape, np.nan), where=self.n_good > 0
        )

    @property
    def share_masked(self) -> float:
        """Share of all rows that is masked."""
        n = int(self.n_row.sum())
        return int(self.n_masked.sum()) / n if n else 0.0

    @property
    def lost(self) -> list[tuple[int, int]]:
        """Slices with rows of which no good one is left, as IFU and CCD slice from 1."""
        where = np.argwhere((self.n_row > 0) & (self.n_left == 0)) + 1
        return [(int(ifu), int(slice_no)) for ifu, slice_no in where]


def slice_coverage(table: PixTable, mask: Mask | None, *, progress: Progress | None = None) -> Coverage:
    """Count the rows of each slice that a mask takes and leaves, in one pass.

    Parameters
    ----------
    table : PixTable
    mask : SkyMask, RowMask, Expression or None
    progress : Progress, optional

    Raises
    ------
    PixTableError
        If positions of the table cannot be found in the image, or the file cannot be read.
    Cancelled
        If asked to stop.

    Warns
    -----
    PixTableWarning
        If rows lie outside the image: they are unmasked.
    """
    look = masker(table, mask)

    def add(counts: Ints, chunk: Chunk) -> None:
        # All four answers from one count of the combinations.
        key = chunk["origin"] & np.int32(_GOOD - 1)
        key |= np.where(chunk["flags"] == 0, np.int32(_GOOD), np.int32(0))
        key |= np.where(look(chunk), np.int32(_MASKED), np.int32(0))
        counts += np.bincount(key, minlength=counts.size)

    names = ("origin", "flags", *look.needs)
    plan = make_plan(table, None)
    states = scan(table, plan, names, lambda: np.zeros(4 * _GOOD, np.int64), add, progress, "Slices")
    # Is masked, is good, IFU, slice; numbers beyond the instrument's are no slice of it.
    counts = np.sum(states, axis=0).reshape(2, 2, 32, 64)[:, :, 1 : N_IFU + 1, 1 : N_SLICE + 1]
    warn_of_outside(name_of(mask), look.n_outside, table.n_row)
    return Coverage(
        n_row=counts.sum(axis=(0, 1)),
        n_masked=counts[1].sum(axis=0),
        n_good=counts[:, 1].sum(axis=0),
        n_left=counts[0, 1],
        n_outside=look.n_outside,
    )
