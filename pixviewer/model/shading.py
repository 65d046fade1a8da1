"""From numbers to colours: stretches and look-up tables, on arrays of screen size.

A picture is coloured through a table of 65 536 entries in which stretch, contrast, map and inversion are
already applied: the picture itself is only scaled and looked up, so that it takes the same few milliseconds
whatever the stretch, and the caller's array is never touched.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.model.categories import category_colours, flag_legend, shade_categories
from pixviewer.model.colour_maps import COLOUR_MAPS, colour_map_name, colour_table
from pixviewer.model.limit_rules import LIMITS, limits
from pixviewer.model.memo import Memo
from pixviewer.model.spreading import fill_gaps, spread
from pixviewer.model.stretches import EQUALIZATION, STRETCHES, Curve, stretch_curve, stretch_name, toned

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
Colour = tuple[int, int, int, int]

NO_DATA: Colour = (128, 128, 128, 255)  # mid grey: neither end of any map
_N_LUT = 65536
_N_QUANTILE = 4096  # of an equalization: sixteen to a grey level
# Ranking takes a tenth of a second, too long for each step of a drag that changes only the colours.
_RANKED = Memo(4)
_FAR = 1e3  # pedestals of so many ranges are taken off in double precision


def shade(
    values: Numbers,
    lo: float,
    hi: float,
    stretch: str = "Linear",
    cmap: str = "gray",
    invert: bool = False,
    *,
    contrast: float = 1.0,
    bias: float = 0.5,
    no_data: Colour = NO_DATA,
) -> Rgba:
    """Colour a picture.

    Parameters
    ----------
    values : (n_y, n_x)
        NaN has the colour ``no_data``; infinities are the ends of the map.
    lo, hi : float
        Values of the first and last colour.
    stretch : str
        As `stretch_name` knows them. An equalization is of the values between the limits.
    contrast, bias : float
        See `toned`.

    Returns
    -------
    (n_y, n_x, 4) uint8
    """
    name = stretch_name(stretch)
    lut = _table(name, colour_map_name(cmap), invert, contrast, bias, no_data)
    if name == EQUALIZATION:
        index = _RANKED.made(values, (lo, hi), lambda: _equalized_index(values, lo, hi))
    else:
        index = _index(values, lo, hi)
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
    contrast: float = 1.0,
    bias: float = 0.5,
    grow: bool = True,
    footprint: int = 0,
) -> Rgba:
    """Colour a plane of means or counts; cells without rows stay transparent.

    ``grow`` enlarges isolated cells, so that a few points stay visible; ``footprint`` is as in
    `shade_categories`.
    """
    values = np.where(count > 0, plane, np.nan)
    rgba = shade(
        values, lo, hi, stretch, cmap, invert, contrast=contrast, bias=bias, no_data=(0, 0, 0, 0)
    )  # fmt: skip
    filled = fill_gaps(rgba, count > 0, footprint)
    if grow:
        spread(rgba, filled)
    return rgba


def _index(values: Numbers, lo: float, hi: float) -> npt.NDArray[np.int32]:
    """Entry of the table for each cell; NaN has the last one.

    Differences first: a float32 value keeps its precision even on a narrow range far from zero.
    """
    is_plain = values.dtype == np.float32 and max(abs(lo), abs(hi)) < _FAR * (hi - lo)
    scaled = np.subtract(values, lo, dtype=np.float32 if is_plain else np.float64)
    scaled *= (_N_LUT - 1) / (hi - lo)
    scaled += 0.5  # to the nearest entry
    np.clip(scaled, 0, _N_LUT - 1, out=scaled)
    np.copyto(scaled, _N_LUT, where=np.isnan(scaled))
    return scaled.astype(np.int32)


def _equalized_index(values: Numbers, lo: float, hi: float) -> npt.NDArray[np.int32]:
    """Entry of a linear table by the rank among the values between the limits.

    By rank, not by a histogram: of a few huge values and many small ones, all small ones would share a bin.
    """
    inside = values[(values >= lo) & (values <= hi)]
    if inside.size < 2:
        return _index(values, lo, hi)
    ranked = np.sort(inside, axis=None)
    rank = np.unique(np.linspace(0, ranked.size - 1, min(ranked.size, _N_QUANTILE)).round().astype(np.int64))
    clipped = np.clip(values, ranked[0], ranked[-1])  # beyond the limits as at them
    entry = np.interp(clipped, ranked[rank], (_N_LUT - 1) * rank / (ranked.size - 1))
    np.copyto(entry, _N_LUT, where=np.isnan(entry))
    return (entry + 0.5).astype(np.int32)


def _look_up(lut: npt.NDArray[np.uint32], index: npt.NDArray[np.int32]) -> Rgba:
    rgba: Rgba = np.take(lut, index).view(np.uint8).reshape(*index.shape, 4)
    return rgba


def _compose(curve: Curve, cmap: str, invert: bool, no_data: Colour) -> npt.NDArray[np.uint32]:
    lut = np.full((_N_LUT + 1, 4), 255, np.uint8)
    lut[:-1, :3] = colour_table(cmap, invert)[np.round(255 * np.clip(curve, 0, 1)).astype(np.uint8)]
    lut[-1] = no_data
    packed: npt.NDArray[np.uint32] = lut.view(np.uint32).ravel()
    return packed


@lru_cache(maxsize=32)
def _table(
    stretch: str, cmap: str, invert: bool, contrast: float, bias: float, no_data: Colour
) -> npt.NDArray[np.uint32]:
    return _compose(toned(stretch_curve(stretch, _N_LUT), contrast, bias), cmap, invert, no_data)
