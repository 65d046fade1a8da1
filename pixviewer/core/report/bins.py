"""Bins of wavelength as figures show them: those with rows, at the middle of what is there."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors

# What any mode of the instrument sees, in Å: the outer bins reach far beyond it.
INSTRUMENT = (4600.0, 9350.0)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Bins to show.

    Attributes
    ----------
    index : (n,) int
        From 0.
    low, high : (n,) float64
        Their ends in Å, within what the table has.
    """

    index: npt.NDArray[np.int64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]

    @property
    def centre(self) -> npt.NDArray[np.float64]:
        """Middle of each, in Å."""
        return (self.low + self.high) / 2.0

    @property
    def titles(self) -> list[str]:
        """Such as ``5000–5265 Å``."""
        return [f"{a:.0f}–{b:.0f} Å" for a, b in zip(self.low, self.high, strict=True)]


def shown_bins(factors: Factors, wave: tuple[float, float] | None = None) -> Shown:
    """Bins that any row was measured in; all of them when that is not known.

    Parameters
    ----------
    factors : Factors
    wave : tuple of float, optional
        Range of the table in Å.
    """
    n_row = factors.n_row
    index = np.arange(factors.n_bin)
    if n_row is not None and (n_row > 0).any():
        index = np.flatnonzero((n_row > 0).any(axis=(1, 2)))
    start, end = wave or INSTRUMENT
    low = np.maximum(factors.edges[:-1][index], start)
    high = np.minimum(factors.edges[1:][index], end)
    is_inside = low < high
    low = np.where(is_inside, low, factors.edges[:-1][index])
    high = np.where(is_inside, high, factors.edges[1:][index])
    return Shown(index.astype(np.int64), low, high)
