"""The sky of the field against wavelength, as the level that single slices are compared with.

The median of a narrow bin is not moved by the few rows on objects, so it serves before anything is masked.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.mask import Mask, masker
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL_STEP = 1.25  # Å: one pixel of the detector
LONGEST = 1e5  # Å: no table has more, and a stray number must not make a million bins
_FEWEST = 5  # values of a bin, for a median that means something


@dataclass(frozen=True, slots=True, eq=False)
class SkyLevel:
    """Median of the good, unmasked rows in narrow bins of wavelength.

    Attributes
    ----------
    centres : (n,) float64
        Of the bins that have one, in Å, ascending.
    value : (n,) float64
        In the unit of the table.
    unit : str
    fraction : float
        Share of the rows that was looked at.
    """

    centres: Floats = field(repr=False)
    value: Floats = field(repr=False)
    unit: str = ""
    fraction: float = 1.0

    def at(self, wave: npt.ArrayLike) -> Floats:
        """Level at some wavelengths in Å, linear between the bins; NaN beyond them."""
        wanted = np.asarray(wave, np.float64)
        if not self.centres.size:
            return np.full(wanted.shape, np.nan)
        level = np.interp(wanted, self.centres, self.value)
        reach = 2 * LEVEL_STEP
        inside = (wanted >= self.centres[0] - reach) & (wanted <= self.centres[-1] + reach)
        return np.where(inside, level, np.nan)


def sky_level(
    table: PixTable, mask: Mask | None = None, *, sketch: int = 0, progress: Progress | None = None
) -> SkyLevel:
    """Find the level of the sky in the whole field.

    Parameters
    ----------
    table : PixTable
    mask : SkyMask, RowMask, Expression or None
        Objects.
    sketch : int
        About how many rows to look at; 0 for all of them, which are held in memory at once.
    progress : Progress, optional
    """
    look = masker(table, mask)

    def add(found: list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]], chunk: Chunk) -> None:
        wave = chunk["wave"]
        used = chunk.keep & (chunk["flags"] == 0) & ~look(chunk) & np.isfinite(chunk["data"])
        used &= (wave > 0) & (wave < LONGEST)
        found.append((wave[used], chunk["data"][used]))

    names = ("wave", "data", "flags", *look.needs)
    plan = make_plan(table, None, sketch=sketch)
    parts = [part for state in scan(table, plan, names, list, add, progress, "Sky level") for part in state]
    unit = table.columns["data"].unit
    if not sum(wave.size for wave, _ in parts):
        return SkyLevel(np.empty(0), np.empty(0), unit, plan.fraction)
    wave = np.concatenate([part[0] for part in parts])
    data = np.concatenate([part[1] for part in parts])
    first, medians = binned_medians(wave, data, LEVEL_STEP)
    known = np.flatnonzero(np.isfinite(medians))
    centres = np.asarray((first + known + 0.5) * LEVEL_STEP, np.float64)
    return SkyLevel(centres, medians[known], unit, plan.fraction)


def binned_medians(wave: npt.NDArray[Any], values: npt.NDArray[Any], step: float) -> tuple[int, Floats]:
    """Median of the values in bins of a step.

    Returns
    -------
    first : int
        Number of the first bin: it begins at ``first * step``.
    medians : (n_bin,) float64
        NaN in bins with too few values.
    """
    number = np.floor(wave.astype(np.float64) / step).astype(np.int32)
    first = int(number.min())
    number -= first
    n_bin = int(number.max()) + 1
    order = np.argsort(number, kind="stable")
    ordered = values[order]
    ends = np.cumsum(np.bincount(number, minlength=n_bin)).tolist()
    medians = np.full(n_bin, np.nan)
    start = 0
    for i, stop in enumerate(ends):
        if stop - start >= _FEWEST:
            medians[i] = np.median(ordered[start:stop])
        start = stop
    return first, medians
