"""From numbers to colours: limits, stretches and look-up tables, on arrays of screen size.

A picture is coloured through a table of 65 536 entries in which stretch, map and inversion are already
applied: the picture itself is only scaled and looked up, so that it takes the same few milliseconds
whatever the stretch, and the caller's array is never touched.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.model.categories import category_colours, flag_legend, shade_categories
from pixviewer.model.colour_maps import COLOUR_MAPS, colour_map_name, colour_table
from pixviewer.model.spreading import fill_gaps, spread
from pixviewer.model.zscale import zscale

__all__ = [
    "COLOUR_MAPS",
    "LIMITS",
    "NO_DATA",
    "STRETCHES",
    "category_colours",
    "flag_legend",
    "limits",
    "shade",
    "shade_categories",
    "shade_scatter",
    "stretch_curve",
]

Numbers = npt.NDArray[Any]
Rgba = npt.NDArray[np.uint8]
Curve = npt.NDArray[np.float64]

NO_DATA = (128, 128, 128, 255)  # mid grey: neither end of any map
_N_LUT = 65536
_N_SAMPLE = 200_000  # of 1.2 M cells: the percentiles move by less than one grey level

# DS9's formulas, normalised to end at 1 exactly where DS9's end within 0.1 % of it. They are written out,
# and tested against astropy.visualization, because importing that loads matplotlib.
_FORMULAS: dict[str, Callable[[Curve], Curve]] = {
    "Linear": lambda x: x,
    "Log": lambda x: np.log1p(1000 * x) / np.log(1001),
    "Power": lambda x: (1000**x - 1) / 999,
    "Square Root": np.sqrt,
    "Squared": np.square,
    "ASINH": lambda x: np.arcsinh(10 * x) / np.arcsinh(10),
    "SINH": lambda x: np.sinh(3 * x) / np.sinh(3),
}
STRETCHES = (*_FORMULAS, "Histogram Equalization")
_PERCENTAGES = ("99.5%", "99%", "98%", "97%", "96%", "95%", "92.5%", "90%")
LIMITS = ("Min Max", *_PERCENTAGES, "ZScale", "ZMax", "Sky ±3%", "Sky ±5σ", "User")


def limits(values: Numbers, name: str, user: tuple[float, float] | None = None) -> tuple[float, float]:
    """Lowest and highest value to show, by the name of a rule.

    Parameters
    ----------
    values : array of any shape
        Not finite values are left out; percentiles come from a sample.
    name : str
        One of `LIMITS`.
    user : (low, high), optional
        The user's own limits, for ``User``.

    Raises
    ------
    ValueError
        If the rule is not known.
    """
    if name not in LIMITS:
        raise ValueError(f"no limits are named {name!r}; known are {', '.join(LIMITS)}")
    if name == "User" and user is not None and np.all(np.isfinite(user)):
        return _apart(float(user[0]), float(user[1]))
    good = _finite(values, everything=name == "Min Max")
    if good.size == 0:
        return 0.0, 1.0
    if name in _PERCENTAGES:
        outside = (100.0 - float(name.removesuffix("%"))) / 2
        low, high = np.percentile(good, (outside, 100.0 - outside))
    elif name.startswith("Z"):
        low, high = zscale(good)
        if name == "ZMax":
            high = good.max()
    elif name.startswith("Sky"):
        sky, sigma = _sky(good)
        half = 5 * sigma if name.endswith("σ") else 0.03 * abs(sky)
        low, high = sky - half, sky + half
    else:
        low, high = good.min(), good.max()
    return _apart(float(low), float(high))


def _finite(values: Numbers, *, everything: bool) -> Numbers:
    flat = np.asarray(values).ravel()
    if not everything and flat.size > _N_SAMPLE:
        # An odd stride, so that the sample does not run along a few columns of the picture.
        flat = flat[:: (flat.size // _N_SAMPLE) | 1]
    good = flat[np.isfinite(flat)]
    return good.astype(np.float64)


def _sky(values: Numbers) -> tuple[float, float]:
    """Level and scatter of the sky: the median after three rounds of clipping at 3σ (from the MAD)."""
    for _ in range(3):
        sky = np.median(values)
        sigma = 1.4826 * np.median(np.abs(values - sky))
        kept = values[np.abs(values - sky) <= 3 * sigma]
        if sigma == 0 or kept.size == values.size:
            break
        values = kept
    return float(sky), float(sigma)


def _apart(low: float, high: float) -> tuple[float, float]:
    """Make limits that differ and increase, so that a picture of one value is shown as the middle."""
    if low > high:
        low, high = high, low
    if high - low <= 1e-6 * max(abs(low), abs(high)):
        half = 0.5 * max(1e-6 * max(abs(low), abs(high)), 1e-30) if low != high else 0.5 * abs(low) or 0.5
        middle = 0.5 * (low + high)
        low, high = middle - half, middle + half
    return low, high


def stretch_curve(stretch: str, n: int = 256) -> Curve:
    """Output of a stretch, 0 to 1, at ``n`` equal steps of its input (linear for the equalization).

    Raises
    ------
    ValueError
        If the stretch is not known.
    """
    if stretch not in STRETCHES:
        raise ValueError(f"no stretch is named {stretch!r}; known are {', '.join(STRETCHES)}")
    at = np.linspace(0.0, 1.0, n)
    return _FORMULAS.get(stretch, _FORMULAS["Linear"])(at)


def shade(
    values: Numbers,
    lo: float,
    hi: float,
    stretch: str = "Linear",
    cmap: str = "gray",
    invert: bool = False,
    *,
    no_data: tuple[int, int, int, int] = NO_DATA,
) -> Rgba:
    """Colour a picture.

    Parameters
    ----------
    values : (n_y, n_x)
        NaN has the colour ``no_data``; infinities are the ends of the map.
    lo, hi : float
        Values of the first and last colour.

    Returns
    -------
    (n_y, n_x, 4) uint8
    """
    index = _index(values, lo, hi)
    if stretch == "Histogram Equalization":
        lut = _compose(_equalized(index), cmap, invert, no_data)
    else:
        lut = _table(stretch, colour_map_name(cmap), invert, no_data)
    return _look_up(lut, index)


def shade_scatter(
    plane: Numbers,
    count: Numbers,
    lo: float,
    hi: float,
    stretch: str = "Linear",
    cmap: str = "viridis",
    invert: bool = False,
    *,
    grow: bool = True,
    footprint: int = 0,
) -> Rgba:
    """Colour a plane of means or counts; cells without rows stay transparent.

    ``grow`` enlarges isolated cells, so that a few points stay visible; ``footprint`` is as in
    `shade_categories`.
    """
    values = np.where(count > 0, plane, np.nan)
    rgba = shade(values, lo, hi, stretch, cmap, invert, no_data=(0, 0, 0, 0))
    filled = fill_gaps(rgba, count > 0, footprint)
    if grow:
        spread(rgba, filled)
    return rgba


def _index(values: Numbers, lo: float, hi: float) -> npt.NDArray[np.int32]:
    """Entry of the table for each cell; NaN has the last one.

    Differences first: a float32 value keeps its precision even on a narrow range far from zero.
    """
    scaled = np.subtract(values, lo, dtype=np.float32 if values.dtype == np.float32 else np.float64)
    scaled *= (_N_LUT - 1) / (hi - lo)
    np.clip(scaled, 0, _N_LUT - 1, out=scaled)
    np.copyto(scaled, _N_LUT, where=np.isnan(scaled))
    return scaled.astype(np.int32)


def _look_up(lut: npt.NDArray[np.uint32], index: npt.NDArray[np.int32]) -> Rgba:
    rgba: Rgba = np.take(lut, index).view(np.uint8).reshape(*index.shape, 4)
    return rgba


def _equalized(index: npt.NDArray[np.int32]) -> Curve:
    """Cumulative histogram of the cells, as a stretch."""
    histogram = np.bincount(index.ravel(), minlength=_N_LUT + 1)[:_N_LUT]
    total = np.cumsum(histogram, dtype=np.float64)
    return total / total[-1] if total[-1] else np.linspace(0.0, 1.0, _N_LUT)


def _compose(
    curve: Curve, cmap: str, invert: bool, no_data: tuple[int, int, int, int]
) -> npt.NDArray[np.uint32]:
    lut = np.full((_N_LUT + 1, 4), 255, np.uint8)
    lut[:-1, :3] = colour_table(cmap, invert)[np.round(255 * np.clip(curve, 0, 1)).astype(np.uint8)]
    lut[-1] = no_data
    packed: npt.NDArray[np.uint32] = lut.view(np.uint32).ravel()
    return packed


@lru_cache(maxsize=32)
def _table(
    stretch: str, cmap: str, invert: bool, no_data: tuple[int, int, int, int]
) -> npt.NDArray[np.uint32]:
    return _compose(stretch_curve(stretch, _N_LUT), cmap, invert, no_data)
