"""Ticks of the axes of the sky: offsets, RA and Dec, or positions as they stand in the file."""

import math
from dataclasses import dataclass

from pixviewer.core.geometry import Frame, State
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.state import Bounds

OFFSETS, SEXAGESIMAL, DEGREES, RAW = "offsets", "sexagesimal", "degrees", "raw"
AXES = {
    OFFSETS: "Offsets in Arcseconds",
    SEXAGESIMAL: "RA and Dec, Sexagesimal",
    DEGREES: "RA and Dec in Degrees",
    RAW: "As in the File",
}

_SECONDS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600)
Tick = tuple[float, str]  # place along the axis of the plane, and what stands there


@dataclass(frozen=True, slots=True)
class WorldAxis:
    """One axis of the plane in other coordinates, linear between the ends of a view.

    Parameters
    ----------
    axes : str
        One of `AXES`.
    is_ra : bool
        Whether it is the one across.
    ends, world : (float, float)
        Two places along the axis of the plane, and their coordinates in degrees.

    Notes
    -----
    Across, coordinates are those of the middle line of the view: in a field of a minute of arc they are
    the same at its borders within hundredths of an arcsecond, but near the poles.
    """

    axes: str
    is_ra: bool
    ends: tuple[float, float]
    world: tuple[float, float]

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands beside the axis, longest first."""
        if self.axes == RAW:
            return (f"{'xpos' if self.is_ra else 'ypos'} [deg]",)
        name = "RA" if self.is_ra else "Dec"
        if self.axes == DEGREES:
            return (f"{name} [deg]", f"{name} [°]")
        return (f"{name} [h:m:s]" if self.is_ra else f"{name} [°:′:″]", name)

    def ticks(self, low: float, high: float, n_most: int) -> list[Tick]:
        """Round coordinates between two places of the plane, no more than so many."""
        scale = self._per_degree()
        a, b = sorted(self._to_world(end) * scale for end in (low, high))
        step = _step((b - a) / max(n_most, 1), is_decimal=self.axes != SEXAGESIMAL)
        first, last = math.ceil(a / step - 1e-9), math.floor(b / step + 1e-9)
        return [
            (self._to_plane(i * step / scale), self._text(i * step / scale, step))
            for i in range(first, last + 1)
        ]

    def _per_degree(self) -> float:
        """Unit in which ticks are round: seconds of time or arc, or degrees."""
        if self.axes != SEXAGESIMAL:
            return 1.0
        return 240.0 if self.is_ra else 3600.0

    def _to_world(self, place: float) -> float:
        share = (place - self.ends[0]) / (self.ends[1] - self.ends[0])
        return self.world[0] + share * (self.world[1] - self.world[0])

    def _to_plane(self, world: float) -> float:
        share = (world - self.world[0]) / (self.world[1] - self.world[0])
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def _text(self, degrees: float, step: float) -> str:
        digits = max(0, math.ceil(-math.log10(step) - 1e-9))
        if self.axes == SEXAGESIMAL:
            return hms(degrees % 360.0, digits) if self.is_ra else dms(degrees, digits).replace("-", "−")
        if self.axes == DEGREES and self.is_ra:
            degrees %= 360.0
        return f"{degrees:.{digits}f}".replace("-", "−")


def world_axis(frame: Frame | None, axes: str, box: Bounds, *, is_ra: bool) -> WorldAxis | None:
    """One axis of a view in the coordinates that are wanted; None for the plane itself."""
    if frame is None or not is_offered(frame, axes) or axes == OFFSETS:
        return None
    if axes == RAW and frame.state is not State.POSITIONED:
        return None  # polar: lines in the view, not ticks beside it
    x0, x1, y0, y1 = box
    middle = (y0 + y1) / 2 if is_ra else (x0 + x1) / 2
    ends = (x0, x1) if is_ra else (y0, y1)
    world = []
    for end in ends:
        ra, dec = frame.plane_to_sky(*((end, middle) if is_ra else (middle, end)))
        # Apart by less than half a turn, also where RA begins anew.
        offset = (float(ra) - frame.ra0 + 180.0) % 360.0 - 180.0 if is_ra else float(dec) - frame.dec0
        world.append(offset if axes == RAW else offset + (frame.ra0 if is_ra else frame.dec0))
    if world[0] == world[1]:
        return None
    return WorldAxis(axes, is_ra, ends, (world[0], world[1]))


def is_offered(frame: Frame, axes: str) -> bool:
    """Whether a table can have these axes."""
    return frame.is_sky or axes == OFFSETS


def _step(smallest: float, *, is_decimal: bool) -> float:
    """Round number that is not smaller."""
    if not smallest > 0 or not math.isfinite(smallest):
        return 1.0
    if not is_decimal and smallest > 1:
        return float(next((s for s in _SECONDS if s >= smallest), 3600 * math.ceil(smallest / 3600)))
    power = 10.0 ** math.floor(math.log10(smallest))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= smallest * (1 - 1e-9))
