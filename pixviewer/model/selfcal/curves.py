"""What the curves show: the factors of all slices over wavelength, IFU by IFU."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pixviewer.model.selfcal.maps import NO_ROWS, Floats, Subject

# Factors beyond this share of all do not decide what is seen at first.
_SHARE = 99.8
# Least reach about the middle: noise alone must not fill a panel.
_LEAST_FACTOR, _LEAST_DIFFERENCE = 0.01, 0.1
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
    label : str
        What is drawn; differences have no spikes, and are in per cent.
    middle : float
        What there should be.
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
    label: str = "Factor"
    middle: float = 1.0


def curves_of(subject: Subject) -> CurveSet:
    """Make the curves of a set of factors.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    CurveSet
    """
    from pixviewer.core.calib.states import CellState  # here: it loads the kernels

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
        box=_box(subject, factor, 1.0, _LEAST_FACTOR),
    )


def difference_curves(subject: Subject) -> CurveSet:
    """Make the curves of the differences between two sets, in per cent.

    Raises
    ------
    ValueError
        If there is no other set, or its bins differ.
    """
    shown = subject.shown
    values = 100.0 * subject.comparison.difference[shown.index]
    nothing = np.full(values.shape, np.nan)
    return CurveSet(
        bins=shown.index + 1,
        wave=shown.centre,
        edges=np.column_stack([shown.low, shown.high]),
        factor=values,
        spikes=nothing,
        clipped=nothing,
        own=None,
        other=None,
        box=_box(subject, values, 0.0, _LEAST_DIFFERENCE),
        label="Difference [%]",
        middle=0.0,
    )


def _box(subject: Subject, values: Floats, middle: float, least: float) -> Box:
    low, high = subject.shown.low, subject.shown.high
    known = values[np.isfinite(values)]
    bottom, top = np.percentile(known, [100.0 - _SHARE, _SHARE]) if known.size else (middle, middle)
    bottom, top = min(float(bottom), middle - least), max(float(top), middle + least)
    margin, head = 0.08 * (top - bottom), 0.25 * (top - bottom)  # names of panels stand above the curves
    x0, x1 = (float(low.min()), float(high.max())) if low.size else (4600.0, 9350.0)
    return x0, x1, bottom - margin, top + head
