"""Ticks of the axes of the sky: offsets, RA and Dec, or positions as they stand in the file."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

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

Floats = npt.NDArray[np.float64]

N_SAMPLE = 257  # of a border: straight in between, within a thousandth of a screen pixel
_SECONDS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600)
Tick = tuple[float, str]  # place along the axis of the plane, and what stands there


@dataclass(frozen=True, slots=True, eq=False)
class WorldAxis:
    """The lower or the left border of a view, in other coordinates than those of the plane.

    Parameters
    ----------
    axes : str
        One of `AXES`.
    is_ra : bool
        Whether it is the one across.
    places, world : (n,) float64
        Places along the border, ascending, and their coordinates in degrees, without a jump at RA 0h.

    Notes
    -----
    A tick stands where the line of its coordinate leaves the view: near a pole, where these lines are
    neither straight nor equally far from each other, too.
    """

    axes: str
    is_ra: bool
    places: Floats = field(repr=False)
    world: Floats = field(repr=False)

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
        """Round coordinates between two places of the plane, no more than so many, none upon another."""
        low, high = sorted((low, high))  # an axis that is turned round begins with its larger end
        step = self.step(low, high, n_most)
        ends = np.interp((low, high), self.places, self.world)
        found = [
            (place, value)
            for value in self.values(*self._span(low, high, ends), step)
            for place in self.crossings(value)
            if low <= place <= high
        ]
        apart = 0.7 * (high - low) / max(n_most, 1)
        ticks: list[Tick] = []
        for place, value in sorted(found):
            if not ticks or place - ticks[-1][0] >= apart:
                ticks.append((place, self.text(value, step)))
        return ticks

    def step(self, low: float, high: float, n_most: int) -> float:
        """Round difference, in seconds or degrees, between ticks of which there are no more than so many."""
        low, high = sorted((low, high))
        a, b = self._span(low, high, np.interp((low, high), self.places, self.world))
        # A little closer than asked for, where that is round: there are few round numbers.
        smallest = 0.85 * (b - a) * self._per_degree / max(n_most, 1)
        return _step(smallest, is_decimal=self.axes != SEXAGESIMAL)

    def coarser(self, step: float) -> float:
        """Next larger round difference."""
        return _step(1.01 * step, is_decimal=self.axes != SEXAGESIMAL)

    def values(self, low: float, high: float, step: float) -> list[float]:
        """Round coordinates from one to another, in degrees."""
        scale = self._per_degree
        first, last = math.ceil(low * scale / step - 1e-9), math.floor(high * scale / step + 1e-9)
        return [i * step / scale for i in range(first, last + 1)]

    def crossings(self, value: float) -> list[float]:
        """Places of the border with a coordinate, in degrees."""
        apart = self.world - value
        i = np.flatnonzero((apart[:-1] < 0) != (apart[1:] < 0))
        share = apart[i] / (apart[i] - apart[i + 1])
        found: list[float] = (self.places[i] + share * (self.places[i + 1] - self.places[i])).tolist()
        return found

    def text(self, degrees: float, step: float) -> str:
        """A coordinate with as many digits as a step needs."""
        digits = max(0, math.ceil(-math.log10(step) - 1e-9))
        if self.axes == SEXAGESIMAL:
            return hms(degrees % 360.0, digits) if self.is_ra else dms(degrees, digits).replace("-", "−")
        if self.axes == DEGREES and self.is_ra:
            degrees = round(degrees % 360.0, digits) % 360.0
        return f"{degrees:.{digits}f}".replace("-", "−")

    @property
    def _per_degree(self) -> float:
        """Unit in which ticks are round: seconds of time or arc, or degrees."""
        if self.axes != SEXAGESIMAL:
            return 1.0
        return 240.0 if self.is_ra else 3600.0

    def _span(self, low: float, high: float, ends: Floats) -> tuple[float, float]:
        """Smallest and largest coordinate between two places."""
        inside = self.world[(self.places >= low) & (self.places <= high)]
        return float(min(ends.min(), inside.min(initial=np.inf))), float(
            max(ends.max(), inside.max(initial=-np.inf))
        )


def world_axis(frame: Frame | None, axes: str, box: Bounds, *, is_ra: bool) -> WorldAxis | None:
    """Lower or left border of a view in the coordinates that are wanted; None for the plane itself."""
    if frame is None or not has_world(frame, axes):
        return None
    x0, x1, y0, y1 = box
    # East is to the left on the sky: the left border has the largest ξ.
    low, high = (x0, x1) if is_ra else (y0, y1)
    places = np.linspace(low, high, N_SAMPLE)
    xi, eta = (places, np.full(N_SAMPLE, y0)) if is_ra else (np.full(N_SAMPLE, x1), places)
    ra, dec = frame.plane_to_sky(xi, eta)
    if is_ra:
        # Apart by less than half a turn, also where RA begins anew.
        offset = np.unwrap((ra - frame.ra0 + 180.0) % 360.0 - 180.0, period=360.0)
    else:
        offset = dec - frame.dec0
    if not np.ptp(offset) > 0:
        return None
    origin = 0.0 if axes == RAW else frame.ra0 if is_ra else frame.dec0
    return WorldAxis(axes, is_ra, places, offset + origin)


def has_world(frame: Frame, axes: str) -> bool:
    """Whether axes are of RA and Dec, whose lines may be curved."""
    if not is_offered(frame, axes) or axes == OFFSETS:
        return False
    # Polar raw positions have lines in the view, not ticks beside it.
    return axes != RAW or frame.state is State.POSITIONED


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
