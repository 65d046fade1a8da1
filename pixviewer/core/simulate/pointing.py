"""Where the telescope points: exposures, their dithers, and how field pixels come to the sky.

The scene is fixed on the sky, in the tangent plane of the first pointing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pixviewer.core.geometry import Frame, State
from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.simulating import View
from pixviewer.core.simulate.instrument import DRIFT
from pixviewer.core.simulate.modes import Mode

RA, DEC = 338.2317, -60.5639
FIRST_START = datetime(2014, 7, 26, 4, 37, 8, 541000)
FIRST_MJD = 56864.19246

# The bright star: known both on the sky and in the field, so that documented examples work as they stand.
STAR_RA, STAR_DEC = 338.23752675, -60.56826963
STAR_FIELD = (-58.0, -81.5)

_OVERHEAD_S = 75.0
_DITHERS_PIXEL = ((0.0, 0.0), (6.0, -4.0), (-5.0, 7.0), (3.0, 8.0), (-8.0, -3.0), (9.0, 5.0))
_STATES = {
    State.PIXEL: simulating.PIXEL,
    State.PROJECTED: simulating.PROJECTED,
    State.POSITIONED: simulating.POSITIONED,
}


def _reference_pixel() -> tuple[float, float]:
    """Field pixel of the pointing: what puts the star of the wide field where it is in both."""
    xi, eta = Frame(State.PROJECTED, RA, DEC).sky_to_plane(STAR_RA, STAR_DEC)
    return STAR_FIELD[0] + float(xi) / 0.2, STAR_FIELD[1] - float(eta) / 0.2


X_REF, Y_REF = _reference_pixel()


@dataclass(frozen=True, slots=True)
class Exposure:
    """One exposure; `number` counts from 1."""

    number: int
    ra: float
    dec: float
    exptime: float
    start: datetime

    @property
    def date_obs(self) -> str:
        """Start as FITS has it."""
        return self.start.isoformat(timespec="milliseconds")

    @property
    def mjd(self) -> float:
        """Start as a modified Julian date."""
        return FIRST_MJD + (self.start - FIRST_START).total_seconds() / 86400.0

    @property
    def weight(self) -> float:
        """Relative weight, by exposure time."""
        return self.exptime / 1800.0


def exposures(n: int, mode: Mode) -> list[Exposure]:
    """Exposures of one field, dithered by a few pixels; every second is a little shorter."""
    first = Frame(State.PROJECTED, RA, DEC)
    result: list[Exposure] = []
    start = FIRST_START
    for number in range(1, n + 1):
        dx, dy = _DITHERS_PIXEL[(number - 1) % len(_DITHERS_PIXEL)]
        turn = 1.0 + 0.25 * ((number - 1) // len(_DITHERS_PIXEL))
        ra, dec = first.plane_to_sky(dx * turn * mode.scale_x, dy * turn * mode.scale_y)
        exptime = 1500.0 if number % 2 == 0 else 1800.0
        place = (RA, DEC) if number == 1 else (round(float(ra), 7), round(float(dec), 7))
        result.append(Exposure(number, *place, exptime, start))
        start += timedelta(seconds=exptime + _OVERHEAD_S)
    return result


def view(exposure: Exposure, mode: Mode, state: State) -> View:
    """How an exposure looks at the sky, with north up."""
    east, north = -mode.scale_x, mode.scale_y  # arcsec per field pixel
    own = Frame(State.PROJECTED, exposure.ra, exposure.dec)
    scene = Frame(State.PROJECTED, RA, DEC)
    # Two tangent planes a few arcsec apart differ by a shift and a tiny rotation; three points tell both.
    u, v = np.array([0.0, 30.0, 0.0]), np.array([0.0, 0.0, 30.0])
    xi, eta = scene.sky_to_plane(*own.plane_to_sky(u, v))
    xx, xy = float(xi[1] - xi[0]) / 30.0 * east, float(xi[2] - xi[0]) / 30.0 * north
    yx, yy = float(eta[1] - eta[0]) / 30.0 * east, float(eta[2] - eta[0]) / 30.0 * north
    return View(
        state=_STATES[state],
        drift_x=DRIFT[0],
        drift_y=DRIFT[1],
        x_ref=X_REF,
        y_ref=Y_REF,
        cd11=east / 3600.0,
        cd12=0.0,
        cd21=0.0,
        cd22=north / 3600.0,
        ra=exposure.ra,
        dec=exposure.dec,
        ra_zero=RA,
        dec_zero=DEC,
        a11=xx,
        a12=xy,
        b1=float(xi[0]) - xx * X_REF - xy * Y_REF,
        a21=yx,
        a22=yy,
        b2=float(eta[0]) - yx * X_REF - yy * Y_REF,
    )
