"""Pictures in the colours of a display: what is common to all views that show numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.model.palette import Palette, rgba_of
from pixviewer.model.shading import shade
from pixviewer.model.state import Display

Rgba = npt.NDArray[np.uint8]
Others = tuple[tuple[str, str], ...]  # names and colours of what is no value, for a legend

NO_DATA, BAD_PIXELS = "no data", "bad"


def shade_as(
    display: Display,
    values: npt.NDArray[Any],
    limits: tuple[float, float] | None,
    palette: Palette,
    *,
    is_clear: bool = False,
) -> Rgba:
    """Colour a picture as a display says.

    Parameters
    ----------
    values : (n_y, n_x)
        NaN where there is nothing.
    limits : (low, high) or None
        None where there is no value at all.
    is_clear : bool
        Whether cells without value are transparent instead of blank.
    """
    lo, hi = limits if limits is not None else (0.0, 1.0)
    no_data = (0, 0, 0, 0) if is_clear else rgba_of(palette.blank)
    return shade(
        values, lo, hi, display.stretch, display.cmap, display.invert,
        contrast=display.contrast, bias=display.bias, no_data=no_data,
    )  # fmt: skip


def mark_others(
    rgba: Rgba, values: npt.NDArray[Any] | None, bad: npt.NDArray[np.bool_] | None, palette: Palette
) -> Others:
    """Colour bad cells, in place, and tell what of a picture is no value.

    Parameters
    ----------
    values : (n_y, n_x) or None
        NaN where there is nothing; None where that is transparent.
    bad : (n_y, n_x) bool or None
        None where nobody wants to see them.
    """
    others = []
    has_bad = bad is not None and bool(bad.any())
    if values is not None:
        blank = np.isnan(values) if bad is None else np.isnan(values) & ~bad
        others += [(NO_DATA, palette.blank)] if blank.any() else []
    if bad is not None and has_bad:
        rgba[bad] = rgba_of(palette.bad)
    others += [(BAD_PIXELS, palette.bad)] if has_bad else []
    return tuple(others)
