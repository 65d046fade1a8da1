"""What a person decides about slices, and the factors that follow from it.

A decision holds for a slice in all bins. It never touches what was measured: sums and levels stay as they
are, so that any decision can be taken back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.deciding import EXCLUDE, ONE, SliceVerdict, check_unique
from pixviewer.core.calib.estimate import Estimate
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.judging import rows_present
from pixviewer.core.calib.levels import N_HALF, Levels, correct, without_slices
from pixviewer.core.calib.states import CellState
from pixviewer.core.table.origin import N_IFU, N_SLICE

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def judged(estimate: Estimate, verdicts: Sequence[SliceVerdict]) -> Factors:
    """Factors of an estimate with decisions about slices applied.

    Parameters
    ----------
    estimate : Estimate
        Stays as it is.
    verdicts : sequence of SliceVerdict
        At most one for each slice.

    Returns
    -------
    Factors
        Those of the estimate where nothing was decided, as long as no slice is excluded. Without excluded
        slices all others are estimated anew, from the levels that were measured.

    Raises
    ------
    ValueError
        If there are two decisions about a slice.

    Notes
    -----
    A level of a half is taken bin by bin, as the method finds it, and no spike is cleaned from it. Where the
    half has none, the factor is 1. Bins in which a slice has no rows keep the factor of the estimate.
    """
    check_unique(verdicts)
    if not any(verdict.changes for verdict in verdicts):
        return estimate.factors
    estimate = without(estimate, (one.place for one in verdicts if one.decision == EXCLUDE))
    decided = _chosen(one.place for one in verdicts if one.changes)
    decided = decided & (rows_present(estimate.levels.sums) > 0)
    level, state = _instead(estimate.levels, _chosen(one.place for one in verdicts if one.decision == ONE))
    made = estimate.factors
    return replace(
        made,
        factor=np.where(decided, level, made.factor),
        state=np.where(decided, state, estimate.state),
        n_row=np.where(decided, 0, estimate.n_row),
        factor_original=np.where(decided, np.nan, estimate.corrections.before_spikes),
        predicted_error=np.where(decided, np.nan, estimate.predicted_error),
    )


def without(estimate: Estimate, places: Iterable[tuple[int, int]]) -> Estimate:
    """The estimate that there would be if some slices took no part in it.

    Parameters
    ----------
    estimate : Estimate
        Stays as it is.
    places : pairs of int
        IFU and CCD slice, from 1.

    Returns
    -------
    Estimate
        By the same method, clip and least numbers; only levels of halves and of the field are found again.
    """
    is_out = _chosen(places)
    if not is_out.any():
        return estimate
    levels = without_slices(estimate.levels, is_out)
    return Estimate(levels, correct(levels, estimate.corr_clip))


def _chosen(places: Iterable[tuple[int, int]]) -> Bools:
    """Slices as an array: (24, 48)."""
    is_chosen = np.zeros((N_IFU, N_SLICE), np.bool_)
    for ifu, slice_no in places:
        is_chosen[ifu - 1, slice_no - 1] = True
    return is_chosen


def _instead(levels: Levels, is_one: Bools) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """Factors of halves for each of their slices, or 1, and what to call that: (n_bin, 24, 48) each."""
    half_level = np.repeat(levels.half_level, N_SLICE // N_HALF, axis=2)
    is_borrowed = np.repeat(levels.is_borrowed, N_SLICE // N_HALF, axis=2)
    total = levels.total_level[:, None, None]
    has_level = (half_level > 0) & (total > 0) & ~is_one
    factor = np.divide(total, half_level, out=np.ones(half_level.shape), where=has_level)
    if levels.is_single:
        factor = factor.astype(np.float32).astype(np.float64)
    of_half = np.where(is_borrowed, CellState.OTHER_HALF, CellState.HALF_LEVEL)
    return factor, np.where(has_level, of_half, CellState.UNTOUCHED).astype(np.uint8)
