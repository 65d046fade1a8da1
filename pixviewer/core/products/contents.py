"""What a selection holds: rows of each IFU, slice and exposure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_PLACES = 2048  # values of the bits of IFU and slice in origin


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Rows of a selection by where they come from.

    Attributes
    ----------
    n_row, n_bad : int
        All rows, and those with flags.
    per_slice, bad_per_slice : (32, 64) int64
        Rows, and rows with flags, by IFU number and CCD slice number: 1 to 24 and 1 to 48, unless the file
        is damaged.
    per_exposure : (n_exposure,) int64
        In the order of the exposures of the table.
    weights : (n_exposure, 2) float64
        Smallest and largest weight of each exposure; NaN without weights.
    """

    n_row: int
    n_bad: int
    per_slice: Ints
    bad_per_slice: Ints
    per_exposure: Ints
    weights: Floats

    @property
    def ifus(self) -> list[int]:
        """IFUs that have rows."""
        return [int(i) for i in np.flatnonzero(self.per_slice.sum(axis=1))]

    def slices_of(self, ifu: int) -> list[int]:
        """CCD slices of an IFU that have rows."""
        return [int(s) for s in np.flatnonzero(self.per_slice[ifu])]

    @property
    def n_odd(self) -> int:
        """Rows whose origin names no slice that there is."""
        return self.n_row - int(self.per_slice[1:25, 1 : N_SLICE + 1].sum())


@dataclass(slots=True)
class _Sums:
    rows: Ints
    bad: Ints
    exposures: Ints
    weights: Floats


def contents(
    table: PixTable, selection: Expression | None = None, *, progress: Progress | None = None
) -> Contents:
    """Count the rows of a selection by IFU, slice and exposure.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    progress : Progress, optional

    Returns
    -------
    Contents

    Raises
    ------
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
    """
    offsets = table.offsets
    n_exposure = offsets.n_exposure
    has_weight = "weight" in table.columns

    def begin() -> _Sums:
        weights = np.tile([np.inf, -np.inf], (n_exposure + 1, 1))
        return _Sums(
            np.zeros(_PLACES, np.int64),
            np.zeros(_PLACES, np.int64),
            np.zeros(n_exposure + 1, np.int64),
            weights,
        )

    def add(sums: _Sums, chunk: Chunk) -> None:
        kept = np.flatnonzero(chunk.keep)
        places = chunk["origin"][kept] & (_PLACES - 1)
        sums.rows += np.bincount(places, minlength=_PLACES)
        sums.bad += np.bincount(places[chunk["flags"][kept] != 0], minlength=_PLACES)
        if n_exposure == 1 and not has_weight:
            sums.exposures[1] += kept.size
            return
        exposure = offsets.exposure_of(chunk.rows_at(kept))
        sums.exposures += np.bincount(exposure, minlength=n_exposure + 1)
        if has_weight:
            weight = chunk["weight"][kept].astype(np.float64)
            np.fmin.at(sums.weights[:, 0], exposure, weight)
            np.fmax.at(sums.weights[:, 1], exposure, weight)

    names = ("origin", "flags", *(("weight",) if has_weight else ()))
    states = scan(table, make_plan(table, selection), names, begin, add, progress, "Counting rows")
    rows, bad = sum(s.rows for s in states), sum(s.bad for s in states)
    lows = np.fmin.reduce([s.weights[1:, 0] for s in states])
    highs = np.fmax.reduce([s.weights[1:, 1] for s in states])
    known = lows <= highs
    return Contents(
        n_row=int(np.sum(rows)),
        n_bad=int(np.sum(bad)),
        per_slice=np.asarray(rows).reshape(32, 64),
        bad_per_slice=np.asarray(bad).reshape(32, 64),
        per_exposure=np.asarray(sum(s.exposures for s in states))[1:],
        weights=np.where(known[:, np.newaxis], np.stack([lows, highs], axis=1), np.nan),
    )
