"""What each of the 24 × 48 slices has: its rows, its flagged rows, and its mean value."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import slicing
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_N_CODE = 2048  # 64 slices of 32 IFUs, as `origin` can say them


@dataclass(frozen=True, slots=True, eq=False)
class SliceMap:
    """The slices of a table.

    Attributes
    ----------
    n_row, n_flagged, n_good : (24, 48) int64
        Rows by IFU and CCD slice: all, with any flag, and those in the mean.
    mean : (24, 48) float64
        Unweighted mean of the good rows, NaN where there are none.
    unit : str
        Unit of the mean.
    fraction : float
        Share of the rows that was looked at; counts are of these.
    """

    n_row: Ints
    n_flagged: Ints
    n_good: Ints
    mean: Floats
    unit: str
    fraction: float = 1.0

    @property
    def ifus(self) -> tuple[int, ...]:
        """IFUs that have rows."""
        return tuple(int(i) + 1 for i in np.flatnonzero(self.n_row.sum(axis=1)))


def slice_map(
    table: PixTable,
    selection: Expression | None = None,
    *,
    sketch: int = 0,
    progress: Progress | None = None,
) -> SliceMap:
    """Count and average the rows of every slice.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    sketch : int
        About how many rows to look at; 0 for all of them.
    progress : Progress, optional
    """

    def begin() -> tuple[Ints, Ints, Ints, Floats]:
        return (*(np.zeros(_N_CODE, np.int64) for _ in range(3)), np.zeros(_N_CODE))  # type: ignore[return-value]

    def add(sums: tuple[Ints, Ints, Ints, Floats], chunk: Chunk) -> None:
        slicing.add_to_slices(chunk["origin"], chunk["flags"], chunk["data"], chunk.keep, *sums)

    plan = make_plan(table, selection, sketch=sketch)
    states = scan(table, plan, ("origin", "flags", "data"), begin, add, progress, "Slices")
    n_row, n_flagged, n_good, total = (_of_slices(np.sum(part, axis=0)) for part in zip(*states, strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(n_good > 0, total / n_good, np.nan)
    return SliceMap(n_row, n_flagged, n_good, mean, table.columns["data"].unit, plan.fraction)


def _of_slices(sums: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return sums.reshape(32, 64)[1 : N_IFU + 1, 1 : N_SLICE + 1]
