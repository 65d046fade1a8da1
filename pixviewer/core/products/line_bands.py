"""The bands of a line map: what they may be, and how several continuum bands become one level."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Literal, get_args

import numpy as np

from pixviewer.core.geometry import Range
from pixviewer.core.table.pixtable import PixTable

Weighting = Literal["width", "linear"]
WEIGHTINGS: tuple[str, ...] = get_args(Weighting)


def bands_of(line: Range, continuum: Range | Sequence[Range]) -> tuple[Range, ...]:
    """Line band and continuum bands, the line first.

    Raises
    ------
    ValueError
        If there is no continuum band, a band does not increase, or two overlap.
    """
    several: list[Any] = list(continuum)
    if several and all(np.ndim(end) == 0 for end in several):
        several = [several]
    if not several:
        raise ValueError("a line map needs a continuum band beside the line, got none")
    bands = tuple((float(low), float(high)) for low, high in (line, *several))
    for i, (low, high) in enumerate(bands):
        if not (0.0 < low < high and math.isfinite(high)):
            raise ValueError(f"{band_text(bands, i)} must increase, got {low:g} to {high:g} Å")
    for i, j in combinations(range(len(bands)), 2):
        if max(bands[i][0], bands[j][0]) < min(bands[i][1], bands[j][1]):
            raise ValueError(
                f"{band_text(bands, i)} ({bands[i][0]:g}–{bands[i][1]:g} Å) and {band_text(bands, j)} "
                f"({bands[j][0]:g}–{bands[j][1]:g} Å) overlap; move one of them away"
            )
    return bands


def band_text(bands: Sequence[Range], i: int) -> str:
    """Name of a band: the line first, then the continuum."""
    if i == 0:
        return "the line band"
    return "the continuum band" if len(bands) == 2 else f"continuum band {i}"


def check_within(bands: tuple[Range, ...], table: PixTable) -> None:
    """Refuse a band beside all wavelengths of a table, as far as these are known.

    Raises
    ------
    ValueError
        If there is such a band.
    """
    if table.blocks is None:
        return
    first, last = table.blocks.wave_range
    for i, (low, high) in enumerate(bands):
        if math.isfinite(first) and (high <= first or low > last):
            raise ValueError(
                f"{band_text(bands, i)}, {low:g}–{high:g} Å, lies outside the wavelengths of {table.name}, "
                f"{first:.1f}–{last:.1f} Å; move it there"
            )


def continuum_weights(line: Range, continuum: Sequence[Range], weighting: str = "width") -> tuple[float, ...]:
    """Weights with which the means of continuum bands become the level under a line.

    Parameters
    ----------
    line : (low, high)
    continuum : sequence of (low, high)
    weighting : {"width", "linear"}
        By the widths of the bands; or those of the straight line through the bands at the centre of the
        line, with least squares weighted by the widths. One band alone is the level.

    Returns
    -------
    tuple of float
        One for each band; they add up to 1. Those of ``linear`` may be negative when all bands lie on one
        side of the line: it then extrapolates.

    Raises
    ------
    ValueError
        If there is no such weighting.
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"continuum bands are weighted by width or linear, got {weighting!r}")
    width = np.array([high - low for low, high in continuum])
    if weighting == "width" or len(continuum) == 1:
        return tuple((width / width.sum()).tolist())
    x = np.array([(low + high) / 2 for low, high in continuum]) - (line[0] + line[1]) / 2
    mean = (width * x).sum() / width.sum()
    spread = (width * (x - mean) ** 2).sum()
    return tuple((width * (1 / width.sum() - mean * (x - mean) / spread)).tolist())


def times_angstrom(unit: str) -> str:
    """Unit of a flux density times a width of wavelengths."""
    if unit.endswith("/Angstrom"):
        return unit.removesuffix("/Angstrom")
    return f"{unit}*Angstrom" if unit else "Angstrom"
