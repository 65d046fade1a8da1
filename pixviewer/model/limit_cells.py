"""Which cells of a picture its limits are made of: all, those in view, or those inside a region."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Annulus, Frame, Grid
from pixviewer.model.limit_rules import FROM_REGION, FROM_VIEW, LOCAL, USER, Range, found_limits
from pixviewer.model.regions import SQUARE, Region
from pixviewer.model.state import DETECTOR, Bounds, Display

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """A region, in the plane of a picture; ``hole`` is the inner radius of an annulus."""

    kind: str
    x: float
    y: float
    size: float
    hole: float = 0.0


Part = Bounds | Inside | None  # None: the whole picture


def part_of(display: Display, in_view: Bounds | None, region: Region | None, frame: Frame | None) -> Part:
    """Cells that the limits of a display are made of.

    Parameters
    ----------
    in_view : Bounds or None
        What of the picture is seen; None where that is all of it.
    region : Region or None
        The current region; without one, limits from the region are those of the whole picture.
    frame : Frame or None
        Plane of the picture.
    """
    if display.limits == USER:
        return None
    if display.limits == FROM_REGION:
        return _inside(region, frame)
    return in_view if display.limits == FROM_VIEW or display.scope == LOCAL else None


def region_trouble(view: str, region: Region | None) -> str:
    """Why a view cannot take its limits from a region; empty where it can."""
    if view == DETECTOR:
        return "regions lie on the sky: show the region's rows on the detector, and its limits are theirs"
    return "" if region is not None else "select a region: the limits are then those of the values inside it"


def _inside(region: Region | None, frame: Frame | None) -> Inside | None:
    if region is None or frame is None:
        return None
    shape = region.shape
    x, y = frame.sky_to_plane(shape.ra, shape.dec)
    hole = shape.inner if isinstance(shape, Annulus) else 0.0
    return Inside(region.kind, float(x), float(y), shape.size, hole)


def cells_in(part: Part, grid: Grid) -> npt.NDArray[np.bool_] | None:
    """Whether the centres of cells lie in a part, ``grid.shape``; None for the whole picture."""
    if part is None:
        return None
    x = grid.x0 + grid.dx * (np.arange(grid.n_x) + 0.5)
    y = grid.y0 + grid.dy * (np.arange(grid.n_y) + 0.5)
    if not isinstance(part, Inside):
        x0, x1, y0, y1 = part
        return ((x >= x0) & (x < x1))[np.newaxis] & ((y >= y0) & (y < y1))[:, np.newaxis]
    dx, dy = (x - part.x)[np.newaxis], (y - part.y)[:, np.newaxis]
    distance = np.maximum(np.abs(dx), np.abs(dy)) if part.kind == SQUARE else np.hypot(dx, dy)
    return np.asarray((distance < part.size) & (distance >= part.hole))


def display_limits(
    display: Display, values: Numbers, inside: npt.NDArray[np.bool_] | None = None
) -> Range | None:
    """Limits of a picture by the rule of a display; None where there is nothing to show.

    Parameters
    ----------
    values : array
        NaN where there is nothing.
    inside : array of bool, optional
        Values that the limits are made of; where none of them is a number, all are looked at.
    """
    user = None if display.low is None or display.high is None else (display.low, display.high)
    if inside is not None:
        found = found_limits(values[inside], display.limits, user, display.n_sigma)
        if found is not None:
            return found
    return found_limits(values, display.limits, user, display.n_sigma)
