"""Merge the factors of several exposures into a common set: their mean, without those that lie apart.

As MPDAF's ``merge_autocal_factors``: 3 standard deviations about the median, at most five times, exposure by
exposure in each cell. It gives NaN where no exposure has measured anything, which the pipeline would apply
as 0; here those cells have factor 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors

N_SIGMA = 3.0
MOST_ITERATIONS = 5


@dataclass(frozen=True, slots=True, eq=False)
class MergedFactors:
    """A common set of factors, and how well the merged ones agree.

    Attributes
    ----------
    factors : Factors
        Means of what was kept, 1 where nothing was; their predicted error is scatter / √n_kept.
    scatter : (n_bin, 24, 48) float64
        Standard deviation of what was kept, NaN where nothing was.
    n_kept, n_rejected : (n_bin, 24, 48) int64
        Exposures; those that had not measured a cell count as rejected.
    """

    factors: Factors
    scatter: npt.NDArray[np.float64]
    n_kept: npt.NDArray[np.int64]
    n_rejected: npt.NDArray[np.int64]


def merge_factors(sets: Sequence[Factors]) -> MergedFactors:
    """Merge factors of several exposures by sigma-clipped mean.

    Parameters
    ----------
    sets : sequence of Factors
        With the same bins. A factor measured from no row, or that is not finite, takes no part.

    Returns
    -------
    MergedFactors

    Raises
    ------
    ValueError
        If there are none, or their bins or modes differ.
    """
    from astropy.stats import sigma_clip

    check_same_bins(sets)
    modes = {factors.mode for factors in sets} - {""}
    if len(modes) > 1:
        raise ValueError(f"factors of different modes cannot be merged: {', '.join(sorted(modes))}")
    known = np.ma.masked_invalid([measured(factors) for factors in sets])
    kept = sigma_clip(known, sigma=N_SIGMA, maxiters=MOST_ITERATIONS, axis=0, masked=True)
    n_kept = np.count_nonzero(~np.ma.getmaskarray(kept), axis=0).astype(np.int64)
    scatter = np.ma.filled(np.ma.std(kept, axis=0), np.nan)
    first = sets[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.where(n_kept > 1, scatter / np.sqrt(n_kept), np.nan)
    factors = Factors(
        np.ma.filled(np.ma.mean(kept, axis=0), 1.0),
        first.edges,
        predicted_error=error,
        method="merged",
        mode=modes.pop() if modes else "",
    )
    return MergedFactors(factors, scatter, n_kept, len(sets) - n_kept)


def measured(factors: Factors) -> npt.NDArray[np.float64]:
    """Factors, NaN where they were measured from no row, as far as that is known."""
    if factors.n_row is None:
        return factors.factor
    return np.where(factors.n_row > 0, factors.factor, np.nan)


def check_same_bins(sets: Sequence[Factors]) -> None:
    """Raise `ValueError` unless there are factors, and all have the same bins."""
    if not sets:
        raise ValueError("at least one set of factors is needed")
    for number, factors in enumerate(sets[1:], 2):
        if not np.array_equal(factors.edges, sets[0].edges):
            raise ValueError(
                f"set {number} has {factors.n_bin} bins with edges other than those of the first, which has "
                f"{sets[0].n_bin}: only factors of the same bins go together"
            )
