"""From raw table positions to the plane and to the sky, one row at a time.

`plane_of` serves everything that is drawn, binned or bounded; `sky_of` is the exact formula that
apertures are tested with. Angles near the reference point are so small that short series are exact to
the last bit of a float64 there, and several times faster than the library functions.

numba's `float` leaves a float32 what it is. Callers of `plane_of` use it: the sine and cosine of φ are then
float32, three times as fast, and wrong by at most 2e-6 arcsec in the field. Callers of `sky_of` must not, and
hand it ``np.float64`` values.
"""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

# Coordinate states, as kernels know them.
PIXEL, PROJECTED, POSITIONED = 0, 1, 2

ARCSEC_PER_RAD = 180.0 / math.pi * 3600.0
RAD_PER_DEG = math.pi / 180.0

# Below this angle (0.3 deg) the first term left out of each series is smaller than 1e-17 of the sum.
SMALL = 5e-3


@jit
def tan_of(a: float) -> float:
    """Tangent of an angle that is usually tiny."""
    if abs(a) < SMALL:
        s = a * a
        return a * (1.0 + s * (1.0 / 3.0 + s * (2.0 / 15.0 + s * (17.0 / 315.0 + s * (62.0 / 2835.0)))))
    return math.tan(a)


@jit
def sin_of(a: float) -> float:
    """Sine of an angle that is usually tiny."""
    if abs(a) < SMALL:
        s = a * a
        return a * (1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0)))
    return math.sin(a)


@jit
def cos_of(a: float) -> float:
    """Cosine of an angle that is usually tiny."""
    if abs(a) < SMALL:
        s = a * a
        return 1.0 - s / 2.0 * (1.0 - s / 12.0 * (1.0 - s / 30.0))
    return math.cos(a)


@jit
def plane_of(x: float, y: float, state: int, sin_dec0: float, cos_dec0: float) -> tuple[float, float]:
    """Tangent-plane offset (ξ east, η north, arcsec) of one raw position; pixels stay as they are."""
    if state == PIXEL:
        return x, y
    if state == PROJECTED:
        radius = ARCSEC_PER_RAD * tan_of(-y)
        return radius * math.sin(x), -radius * math.cos(x)
    a, d = x * RAD_PER_DEG, y * RAD_PER_DEG
    # Sine and cosine of the declination from those of the reference and of the small offset.
    sin_y, cos_y = sin_of(d), cos_of(d)
    sin_d = sin_dec0 * cos_y + cos_dec0 * sin_y
    cos_d = cos_dec0 * cos_y - sin_dec0 * sin_y
    cos_a = cos_of(a)
    along = sin_dec0 * sin_d + cos_dec0 * cos_d * cos_a
    if not along > 0.0:
        return math.nan, math.nan  # the far side of the sky, or no position at all
    scale = ARCSEC_PER_RAD / along
    return scale * cos_d * sin_of(a), scale * (cos_dec0 * sin_d - sin_dec0 * cos_d * cos_a)


@jit
def sky_of(
    x: float, y: float, state: int, ra0: float, dec0: float, sin_dec0: float, cos_dec0: float
) -> tuple[float, float]:
    """RA and Dec in degrees of one raw position, by the formula of MPDAF and the ESO pipeline."""
    if state == PIXEL:
        return x, y
    if state == POSITIONED:
        return ra0 + x, dec0 + y
    # With theta = y + pi/2: its sine is cos(y), and its cosine -sin(y), which keeps more digits besides.
    sin_theta, cos_theta = cos_of(y), -sin_of(y)
    cos_phi = math.cos(x)
    east = cos_theta * math.sin(x)
    ra = ra0 + math.atan2(east, sin_theta * cos_dec0 + cos_theta * sin_dec0 * cos_phi) / RAD_PER_DEG
    dec = math.asin(sin_theta * sin_dec0 - cos_theta * cos_dec0 * cos_phi) / RAD_PER_DEG
    return ra, dec


@jit
def project(
    x: Floats32, y: Floats32, state: int, sin_dec0: float, cos_dec0: float, xi: Floats, eta: Floats
) -> None:
    """Plane positions of many rows.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    state : int
        `PIXEL`, `PROJECTED` or `POSITIONED`.
    sin_dec0, cos_dec0 : float
        Of the declination of the reference point.
    xi, eta : (n_row,) float64
        Filled in place.
    """
    for i in range(x.size):
        xi[i], eta[i] = plane_of(float(x[i]), float(y[i]), state, sin_dec0, cos_dec0)


@jit
def sky_positions(
    x: Floats32,
    y: Floats32,
    state: int,
    ra0: float,
    dec0: float,
    sin_dec0: float,
    cos_dec0: float,
    ra: Floats,
    dec: Floats,
) -> None:
    """RA and Dec in degrees of many rows, filled in place; see `project`."""
    for i in range(x.size):
        ra[i], dec[i] = sky_of(np.float64(x[i]), np.float64(y[i]), state, ra0, dec0, sin_dec0, cos_dec0)
