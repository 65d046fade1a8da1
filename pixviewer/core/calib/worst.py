"""Slices by how far their medians lie off the field, before and after a correction."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.judging import Judgement

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SliceScatter:
    """How far a slice lies off the field in the bins in which it was measured.

    Attributes
    ----------
    ifu, slice_no : int
        From 1.
    n_bin : int
        Bins in which it was measured.
    rms_before, rms_after : float
        Root mean square over these of slice median over field − 1.
    bin_no : int
        Where it is off most after the correction, from 1.
    before, after : float
        Slice median over field − 1 in that bin.
    """

    ifu: int
    slice_no: int
    n_bin: int
    rms_before: float
    rms_after: float
    bin_no: int
    before: float
    after: float


def worst_slices(judgement: Judgement, most: int = 20) -> list[SliceScatter]:
    """List the slices that are farthest off after the correction, by their rms over bins.

    Parameters
    ----------
    judgement : Judgement
    most : int
        How many to list.
    """
    rms = _rms_of_slices(judgement.after)
    # NaN, of slices that were measured nowhere, goes last; equal ones keep their order.
    order = np.argsort(-rms, axis=None, kind="stable")[: min(most, int(np.isfinite(rms).sum()))]
    return [_scatter_of(judgement, *divmod(place, rms.shape[1])) for place in order.tolist()]


def _scatter_of(judgement: Judgement, i: int, s: int) -> SliceScatter:
    before, after = judgement.before[:, i, s], judgement.after[:, i, s]
    b = int(np.nanargmax(np.abs(after)))
    return SliceScatter(
        ifu=i + 1,
        slice_no=s + 1,
        n_bin=int(np.isfinite(after).sum()),
        rms_before=float(_rms_of_slices(before)),
        rms_after=float(_rms_of_slices(after)),
        bin_no=b + 1,
        before=float(before[b]),
        after=float(after[b]),
    )


def _rms_of_slices(values: Floats) -> Floats:
    """Root mean square over bins of what is finite; NaN where nothing is."""
    known = np.isfinite(values)
    n = known.sum(axis=0)
    squares = np.where(known, values, 0.0) ** 2
    return np.where(n > 0, np.sqrt(squares.sum(axis=0) / np.maximum(n, 1)), np.nan)
