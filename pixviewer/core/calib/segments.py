"""Bins of wavelength of a self-calibration, and the Raman lines that it may leave out."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Method = Literal["mpdaf", "deepfield"]
METHODS: tuple[str, ...] = get_args(Method)

# Edges in Å, chosen off the bright sky lines by the authors of the method.
SEGMENTS = (
    0.0, 5000.0, 5265.0, 5466.0, 5658.0, 5850.0, 6120.0, 6440.0, 6678.0, 6931.0, 7211.0,
    7450.0, 7668.0, 7900.0, 8120.0, 8330.0, 8565.0, 8731.0, 9012.0, 9275.0, 10000.0,
)  # fmt: skip

# With adaptive optics the notch about Na D would leave too little of two bins: the pipeline has one.
NOTCH_EDGE = 5850.0
LASER_SEGMENTS = tuple(edge for edge in SEGMENTS if edge != NOTCH_EDGE)

# Light of the lasers, scattered by nitrogen and oxygen, in Å.
RAMAN_LINES = (6483.8, 6826.5)


def has_laser(mode: str) -> bool:
    """Whether an instrument mode uses adaptive optics with its lasers."""
    return mode.startswith(("WFM-AO", "NFM"))


def segments_of(method: str, mode: str) -> tuple[float, ...]:
    """Edges of the bins that a method has by itself: MPDAF's are the same in every mode."""
    return LASER_SEGMENTS if method == "deepfield" and has_laser(mode) else SEGMENTS


def check_method(method: str) -> None:
    """Raise `ValueError` unless it is one of `METHODS`."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")


def edges_array(bins: Sequence[float] | npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Edges of bins as an array.

    Raises
    ------
    ValueError
        If there are fewer than two, one is not finite, or they do not increase.
    """
    edges = np.array(bins, np.float64)
    if edges.ndim != 1 or edges.size < 2 or not np.isfinite(edges).all() or not (np.diff(edges) > 0).all():
        raise ValueError(f"bins must be two or more edges in Å that increase, got {edges.tolist()}")
    return edges


def stretches(
    edges: npt.NDArray[np.float64], raman_width: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Cut bins where rows near a Raman line begin and end.

    Parameters
    ----------
    edges : (n_bin + 1,) float64
    raman_width : float
        Half width in Å; its ends do not belong to it. 0 cuts nothing.

    Returns
    -------
    cuts : (n_stretch + 1,) float64
        Edges of the stretches, which hold their lower ones.
    bin_of : (n_stretch,) int64
    is_raman : (n_stretch,) bool
    """
    lines = np.array(RAMAN_LINES) if raman_width else np.empty(0)
    # The next number up, as a stretch holds its lower edge and the surroundings of a line do not.
    lower, upper = np.nextafter(lines - raman_width, np.inf), lines + raman_width
    ends = np.concatenate([lower, upper])
    cuts = np.unique(np.concatenate([edges, ends[(ends > edges[0]) & (ends < edges[-1])]]))
    start = cuts[:-1]
    is_raman = np.any((start[:, None] >= lower) & (start[:, None] < upper), axis=1)
    bin_of = np.searchsorted(edges, start, side="right") - 1
    return cuts, bin_of.astype(np.int64), np.asarray(is_raman, np.bool_)
