"""Estimate the factors that bring all slices of an exposure to one sky level."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.levels import Corrections, Levels, correct, measure
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.states import is_measured
from pixviewer.core.calib.sums import Sums

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """A self-calibration, with what is needed to judge it.

    Arrays are by bin, IFU and CCD slice: (n_bin, 24, 48).

    Attributes
    ----------
    levels : Levels
        What was measured.
    corrections : Corrections
        What was made of it.
    """

    levels: Levels
    corrections: Corrections

    @property
    def method(self) -> str:
        """``mpdaf`` or ``deepfield``."""
        return self.levels.method

    @property
    def mode(self) -> str:
        """Instrument mode."""
        return self.levels.sums.mode

    @property
    def edges(self) -> Floats:
        """Edges of the bins, in Å."""
        return self.levels.sums.edges

    @property
    def corr_clip(self) -> float:
        """Limit of the corrections, in robust standard deviations."""
        return self.corrections.corr_clip

    @property
    def factor(self) -> Floats:
        """Factor of every cell."""
        return self.corrections.factor

    @property
    def factor_before_spikes(self) -> Floats:
        """Factor of every cell before spike cleaning."""
        before = self.corrections.before_spikes
        return np.where(np.isnan(before), self.factor, before)

    @property
    def state(self) -> npt.NDArray[np.uint8]:
        """Bits of `CellState` of every cell."""
        return self.corrections.state

    @property
    def n_row(self) -> npt.NDArray[np.int64]:
        """Rows that each cell was measured from."""
        return self.levels.n_row

    @property
    def predicted_error(self) -> Floats:
        """Standard error of the factors that are measured; NaN elsewhere."""
        return np.where(is_measured(self.state), self.factor * self.levels.relative_error, np.nan)

    @property
    def factors(self) -> Factors:
        """The factors alone, to apply or to keep."""
        sums = self.levels.sums
        return Factors(
            factor=self.factor,
            edges=self.edges,
            n_row=self.n_row,
            factor_original=self.corrections.before_spikes,
            state=self.state,
            predicted_error=self.predicted_error,
            method=self.method,
            corr_clip=self.corr_clip,
            mode=sums.mode,
            date_obs=sums.date_obs,
            table_name=sums.table_name,
            mask_name=sums.mask_name,
            table_rows=sums.table_rows,
        )

    def with_clip(self, corr_clip: float) -> "Estimate":
        """Estimate with another correction clip: only the last stage is done again."""
        return replace(self, corrections=correct(self.levels, corr_clip))


def estimate(
    sums: Sums,
    *,
    method: str = "mpdaf",
    corr_clip: float = 15.0,
    minimum: Minimum | None = None,
    flagged: bool | None = None,
    raman: bool | None = None,
) -> Estimate:
    """Estimate factors from the sums of a table.

    Parameters
    ----------
    sums : Sums
        From `gather`, perhaps with bins merged by `merge_bins`.
    method : {"mpdaf", "deepfield"}
        As MPDAF 3.1's `selfcalibrate`, in double precision; or as the ESO pipeline 2.8.7.
    corr_clip : float
        A factor farther than this many robust standard deviations off the mean of its half IFU is replaced.
    minimum : Minimum, optional
        Least numbers of rows and columns; 100, 50 and 20.
    flagged, raman : bool, optional
        Whether flagged rows, and rows near Raman lines, take part; see `measure`.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If an argument makes no sense.

    Notes
    -----
    See ``docs/methods/selfcalibration.md`` for the algorithm. We depart from the originals where these give
    factors that are infinite, NaN, zero or negative.
    """
    levels = measure(sums, method=method, minimum=minimum, flagged=flagged, raman=raman)
    return Estimate(levels, correct(levels, corr_clip))
