"""What the curves show: the factors of all slices over wavelength, IFU by IFU."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.states import CellState
from pixviewer.model.selfcal.maps import NO_ROWS, Floats, Subject

# Factors beyond this share of all do not decide what is seen at first.
_SHARE = 99.8
# Least reach about 1: noise alone must not fill a panel.
_LEAST = 0.01
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class CurveSet:
    """Curves of 24 IFUs by 48 slices.

    Attributes
    ----------
    bins : (n,) int64
        Numbers of the bins, from 1.
    wave : (n,) float64
        Middle of each bin, in Å.
    edges : (n, 2) float64
        Its ends.
    factor : (n, 24, 48) float64
        NaN in slices without rows.
    spikes : (n, 24, 48) float64
        Factor that was taken for a spike and replaced; NaN elsewhere.
    clipped : (n, 24, 48) float64
        Own factor where it was too far off the half IFU and replaced; NaN elsewhere, or where not known.
    own : (n, 24, 48) float64 or None
        Factors as measured, before anything was replaced.
    other : (n, 24, 48) float64 or None
        Of the set that these are compared with.
    box : tuple of float
        Wavelengths and factors to show at first.
    """

    bins: npt.NDArray[np.int64]
    wave: Floats
    edges: Floats
    factor: Floats = field(repr=False)
    spikes: Floats = field(repr=False)
    clipped: Floats = field(repr=False)
    own: Floats | None = field(repr=False)
    other: Floats | None = field(repr=False)
    box: Box


def curves_of(subject: Subject) -> CurveSet:
    """Make the curves of a set of factors.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    CurveSet
    """
    shown, factors = subject.shown, subject.factors
    index = shown.index
    factor = np.where(subject.kinds[index] == NO_ROWS, np.nan, factors.factor[index])
    nothing = np.full(factor.shape, np.nan)
    spikes = nothing if factors.factor_original is None else factors.factor_original[index]
    own = None if subject.own is None else subject.own[index]
    clipped = nothing
    if own is not None and factors.state is not None:
        clipped = np.where((factors.state[index] & CellState.CLIPPED) != 0, own, np.nan)
    other = subject.other
    is_alike = other is not None and np.array_equal(other.edges, factors.edges)
    return CurveSet(
        bins=index + 1,
        wave=shown.centre,
        edges=np.column_stack([shown.low, shown.high]),
        factor=factor,
        spikes=spikes,
        clipped=clipped,
        own=own,
        other=other.factor[index] if other is not None and is_alike else None,
        box=_box(shown.low, shown.high, factor),
    )


def _box(low: Floats, high: Floats, factor: Floats) -> Box:
    known = factor[np.isfinite(factor)]
    bottom, top = np.percentile(known, [100.0 - _SHARE, _SHARE]) if known.size else (1.0, 1.0)
    bottom, top = min(float(bottom), 1.0 - _LEAST), max(float(top), 1.0 + _LEAST)
    margin = 0.08 * (top - bottom)
    x0, x1 = (float(low.min()), float(high.max())) if low.size else (4600.0, 9350.0)
    return x0, x1, bottom - margin, top + margin
