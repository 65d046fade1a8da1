"""From numbers to colours: limits, stretches and look-up tables, on arrays of screen size."""

from typing import Any

import numpy as np
import numpy.typing as npt

STRETCHES = ("Linear", "Log", "Power", "Square Root", "Squared", "ASINH", "SINH", "Histogram Equalization")
LIMITS = (
    "Min Max", "99.5%", "99%", "98%", "97%", "96%", "95%", "92.5%", "90%",
    "ZScale", "ZMax", "Sky ±3%", "Sky ±5σ", "User",
)  # fmt: skip
COLOUR_MAPS: dict[str, str] = {"Grey": "gray"}

Rgba = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]


def limits(values: Numbers, name: str, user: tuple[float, float] | None = None) -> tuple[float, float]:
    """Lowest and highest value shown, by the name of the rule."""
    return 0.0, 1.0


def shade(
    values: Numbers, lo: float, hi: float, stretch: str = "Linear", cmap: str = "Grey", invert: bool = False
) -> Rgba:
    """Colour a (n_y, n_x) picture; cells without a value are mid grey. Returns (n_y, n_x, 4)."""
    return np.zeros((*values.shape, 4), np.uint8)


def shade_categories(
    plane: Numbers,
    count: Numbers | None = None,
    kind: str = "ifu",
    *,
    flagged: Numbers | None = None,
    grow: bool = True,
) -> Rgba:
    """Colour a plane of labels (0 = empty), or of flags with the kind ``flags``."""
    return np.zeros((*plane.shape, 4), np.uint8)


def shade_scatter(
    plane: Numbers, count: Numbers, lo: float, hi: float, stretch: str = "Linear", cmap: str = "viridis",
    invert: bool = False, *, grow: bool = True,
) -> Rgba:  # fmt: skip
    """Colour a plane of means or counts; cells without rows stay transparent."""
    return np.zeros((*plane.shape, 4), np.uint8)


def category_colours(kind: str, n: int) -> Rgba:
    """Colours of labels 1 to n as (n, 3); kinds are ifu, slice, slice_sky, stack, exposure, flags."""
    return np.zeros((n, 3), np.uint8)
