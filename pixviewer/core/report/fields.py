"""White light before and after, at the same limits close to the sky."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.image import Image
from pixviewer.core.report.drawing import (
    DIVERGING,
    colour_bar,
    colour_map,
    label,
    new_figure,
    symmetric_limit,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]

# Per cent of the sky: residual patterns are of this size.
LIMIT = 3.0


def white_light_figure(before: Image, after: Image) -> "Figure":
    """Draw images before and after a correction, at locked limits of sky ± 3 %, and their ratio.

    Parameters
    ----------
    before, after : Image
        On the same grid.
    """
    first, second = before.value.astype(np.float64), after.value.astype(np.float64)
    sky, scale, limit, unit = _scale(first, before.unit)
    figure = new_figure(15.0, 5.1)
    axes = figure.subplots(1, 3, sharex=True, sharey=True)
    for ax, value, title in zip(axes, (first, second), ("before", "after"), strict=False):
        shown = ax.imshow(
            (value - sky) / scale, vmin=-limit, vmax=limit, cmap=colour_map("gray"), interpolation="nearest",
            **_place(before),
        )  # fmt: skip
        _label(ax, before, title)
    colour_bar(figure, shown, axes[:2], unit, shrink=0.9, extend="both", pad=0.01)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(first != 0.0, 100.0 * (second / first - 1.0), np.nan)
    ends = symmetric_limit(ratio, 0.5, 99.5)
    shown = axes[2].imshow(
        ratio, vmin=-ends, vmax=ends, cmap=colour_map(DIVERGING), interpolation="nearest", **_place(before)
    )
    _label(axes[2], before, "after / before − 1")
    colour_bar(figure, shown, axes[2], "change, %", shrink=0.9, extend="both", pad=0.02)
    for ax in axes[1:]:
        ax.set_ylabel("")
    return figure


def _scale(value: Floats, unit: str) -> tuple[float, float, float, str]:
    """Level of the sky, what one unit of the colours is, their limit, and what to call it."""
    known = value[np.isfinite(value)]
    sky = float(np.median(known)) if known.size else 0.0
    if sky > 0.0:
        return sky, sky / 100.0, LIMIT, f"% above the sky of {sky:.4g} {_plain(unit)}"
    spread = 1.4826 * float(np.median(np.abs(known - sky))) if known.size else 0.0
    return sky, 1.0, 5.0 * spread or 1.0, f"above {sky:.4g}, {_plain(unit)}"


def _plain(unit: str) -> str:
    """A unit as matplotlib shall show it: never as mathematics."""
    return unit.replace("**", "^").replace("$", "")


def _place(image: Image) -> dict[str, object]:
    grid = image.grid
    ends = (grid.x0, grid.x0 + grid.n_x * grid.dx, grid.y0, grid.y0 + grid.n_y * grid.dy)
    return {"origin": "lower", "extent": ends, "aspect": "equal"}


def _label(ax: object, image: Image, title: str) -> None:
    if image.frame.is_sky:
        label(ax, "ξ, arcsec to the east", "η, arcsec to the north", title)  # type: ignore[arg-type]
    else:
        label(ax, "x, field pixels", "y, field pixels", title)  # type: ignore[arg-type]
