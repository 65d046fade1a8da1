"""From raw table positions to the plane and to the sky, one row at a time.

`plane_of` serves everything that is drawn, binned or bounded; `sky_of` is the exact formula that
apertures are tested with. Angles near the reference point are so small that short series are exact to
the last bit of a float64 there, and several times faster than the library functions.

numba's `float` leaves a float32 what it is: callers hand over ``np.float64`` values.
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
DEG_PER_RAD = 180.0 / math.pi

# Below this angle (0.3 deg) the first term left out of each series is smaller than 1e-17 of the sum.
SMALL = 5e-3

# Difference in RA, in degrees, where its series ends.
LARGEST_D_RA = SMALL * DEG_PER_RAD

# Up to this angle `sin_cos` reduces without loss.
LARGEST_ANGLE = 1e5

# Rows that kernels work on at a time, so that their work arrays stay in the processor's first cache.
BLOCK = 1024


@jit
def tan_series(a: float) -> float:
    """Tangent of an angle below `SMALL`."""
    s = a * a
    return a * (1.0 + s * (1 / 3 + s * (2 / 15 + s * (17 / 315 + s * (62 / 2835)))))


@jit
def sin_series(a: float) -> float:
    """Sine of an angle below `SMALL`."""
    s = a * a
    return a * (1.0 + s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040))))


@jit
def cos_series(a: float) -> float:
    """Cosine of an angle below `SMALL`."""
    s = a * a
    return 1.0 + s * (-1 / 2 + s * (1 / 24 + s * (-1 / 720)))


# pi/2 in two parts, the first with zeros at its end, so that a multiple is taken off without rounding.
HALF_PI_HIGH, HALF_PI_LOW = 1.5707963267341256, 6.077100506506192e-11


@jit
def sin_cos(a: float) -> tuple[float, float]:
    """Sine and cosine of any angle up to some 1e5, to one unit in the last place.

    Without a branch, so that the compiler works on several rows at once: 2.5 ns a row, where the library's
    two functions take 17. An angle that is not finite gives NaN.
    """
    k = np.rint(a * (2.0 / math.pi))
    f = (a - k * HALF_PI_HIGH) - k * HALF_PI_LOW
    s = f * f
    # Taylor series on -pi/4 to pi/4: the first terms left out are below 1e-16.
    sine = f * (
        1.0
        + s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040 + s * (1 / 362880 + s * (-1 / 39916800 + s * (
            1 / 6227020800 - s / 1307674368000))))))
    )  # fmt: skip
    cosine = 1.0 + s * (-1 / 2 + s * (1 / 24 + s * (-1 / 720 + s * (1 / 40320 + s * (-1 / 3628800 + s * (
        1 / 479001600 + s * (-1 / 87178291200 + s / 20922789888000)))))))  # fmt: skip
    # Quadrants by arithmetic: odd ones swap the two, the upper two change the sign.
    half = np.floor(k * 0.5)
    odd = k - 2.0 * half
    sign = 1.0 - 2.0 * (half - 2.0 * np.floor(half * 0.5))
    return sign * (sine * (1.0 - odd) + cosine * odd), sign * (cosine * (1.0 - odd) - sine * odd)


@jit
def plane_near(x: float, y: float, state: int, sin_dec0: float, cos_dec0: float) -> tuple[float, float]:
    """Plane position of a raw one within `SMALL` of the reference point, by series and without a branch."""
    if state == PROJECTED:
        radius = ARCSEC_PER_RAD * tan_series(-y)
        sin_phi, cos_phi = sin_cos(x)
        return radius * sin_phi, -radius * cos_phi
    a, d = x * RAD_PER_DEG, y * RAD_PER_DEG
    # Sine and cosine of the declination from those of the reference and of the small offset.
    sin_y, cos_y, cos_a = sin_series(d), cos_series(d), cos_series(a)
    sin_d = sin_dec0 * cos_y + cos_dec0 * sin_y
    cos_d = cos_dec0 * cos_y - sin_dec0 * sin_y
    scale = ARCSEC_PER_RAD / (sin_dec0 * sin_d + cos_dec0 * cos_d * cos_a)
    return scale * cos_d * sin_series(a), scale * (cos_dec0 * sin_d - sin_dec0 * cos_d * cos_a)


@jit
def plane_far(x: float, y: float, state: int, sin_dec0: float, cos_dec0: float) -> tuple[float, float]:
    """Plane position of any raw one; NaN on the far side of the sky, or without a position."""
    if state == PROJECTED:
        radius = ARCSEC_PER_RAD * math.tan(-y)
        return radius * math.sin(x), -radius * math.cos(x)
    a, d = x * RAD_PER_DEG, y * RAD_PER_DEG
    sin_d = sin_dec0 * math.cos(d) + cos_dec0 * math.sin(d)
    cos_d = cos_dec0 * math.cos(d) - sin_dec0 * math.sin(d)
    along = sin_dec0 * sin_d + cos_dec0 * cos_d * math.cos(a)
    if not along > 0.0:
        return math.nan, math.nan
    scale = ARCSEC_PER_RAD / along
    return scale * cos_d * math.sin(a), scale * (cos_dec0 * sin_d - sin_dec0 * cos_d * math.cos(a))


@jit
def is_near(x: float, y: float, state: int) -> bool:
    """Whether a raw position is within `SMALL` of the reference point, so that series serve."""
    if state == PROJECTED:
        return abs(y) < SMALL and abs(x) < LARGEST_ANGLE
    return abs(x) < SMALL / RAD_PER_DEG and abs(y) < SMALL / RAD_PER_DEG


@jit
def plane_of(x: float, y: float, state: int, sin_dec0: float, cos_dec0: float) -> tuple[float, float]:
    """Tangent-plane offset (ξ east, η north, arcsec) of one raw position; pixels stay as they are."""
    if state == PIXEL:
        return x, y
    if is_near(x, y, state):
        return plane_near(x, y, state, sin_dec0, cos_dec0)
    return plane_far(x, y, state, sin_dec0, cos_dec0)


@jit
def project(
    x: Floats32,
    y: Floats32,
    first: int,
    n: int,
    state: int,
    sin_dec0: float,
    cos_dec0: float,
    xi: Floats,
    eta: Floats,
) -> None:
    """Plane positions of some rows, in the work arrays of a block.

    All are first taken to be near the reference point, as those of a field are: the loop has no branch then,
    and the compiler makes it work on several rows at once. Others are made good afterwards.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    first, n : int
        Rows from `first` on, so many.
    state : int
        `PIXEL`, `PROJECTED` or `POSITIONED`.
    sin_dec0, cos_dec0 : float
        Of the declination of the reference point.
    xi, eta : (at least n,) float64
        Filled in place.
    """
    if state == PIXEL:
        for i in range(n):
            xi[i], eta[i] = x[first + i], y[first + i]
        return
    if state == PROJECTED:
        for i in range(n):
            xi[i], eta[i] = plane_near(
                np.float64(x[first + i]), np.float64(y[first + i]), PROJECTED, sin_dec0, cos_dec0
            )
    else:
        for i in range(n):
            xi[i], eta[i] = plane_near(
                np.float64(x[first + i]), np.float64(y[first + i]), POSITIONED, sin_dec0, cos_dec0
            )
    n_far = 0
    for i in range(n):
        n_far += not is_near(np.float64(x[first + i]), np.float64(y[first + i]), state)
    if n_far == 0:  # asked first: the compiler would work out the sines below for every row
        return
    for i in range(n):
        x_raw, y_raw = np.float64(x[first + i]), np.float64(y[first + i])
        if not is_near(x_raw, y_raw, state):
            xi[i], eta[i] = plane_far(x_raw, y_raw, state, sin_dec0, cos_dec0)


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
    sin_theta, cos_theta = math.cos(y), -math.sin(y)
    east = cos_theta * math.sin(x)
    north = sin_theta * cos_dec0 + cos_theta * sin_dec0 * math.cos(x)
    up = sin_theta * sin_dec0 - cos_theta * cos_dec0 * math.cos(x)
    # At a pole rounding may lift the sine above one; NaN passes both tests.
    if up > 1.0:
        up = 1.0
    elif up < -1.0:
        up = -1.0
    return ra0 + math.atan2(east, north) / RAD_PER_DEG, math.asin(up) / RAD_PER_DEG


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
    """RA and Dec in degrees of many rows, filled in place; near and far as in `project`.

    Near the reference point, and far from a pole, both are small differences from it. The sine of that in Dec
    follows from the addition theorem, as the cosine of Dec is the length of (east, north). Written out in
    the loop, as the compiler calls so long a function once a row: 7 ns where that took 33.
    """
    if state != PROJECTED or cos_dec0 < 2.0 * SMALL:
        for i in range(x.size):
            ra[i], dec[i] = sky_of(np.float64(x[i]), np.float64(y[i]), state, ra0, dec0, sin_dec0, cos_dec0)
        return
    for i in range(x.size):
        y_raw = np.float64(y[i])
        sin_theta, cos_theta = cos_series(y_raw), -sin_series(y_raw)
        sin_phi, cos_phi = sin_cos(np.float64(x[i]))
        east = cos_theta * sin_phi
        north = sin_theta * cos_dec0 + cos_theta * sin_dec0 * cos_phi
        up = sin_theta * sin_dec0 - cos_theta * cos_dec0 * cos_phi
        u = east / north
        v = up * cos_dec0 - math.sqrt(east * east + north * north) * sin_dec0
        uu, vv = u * u, v * v
        ra[i] = ra0 + DEG_PER_RAD * u * (1.0 + uu * (-1 / 3 + uu * (1 / 5 - uu * (1 / 7))))
        dec[i] = dec0 + DEG_PER_RAD * v * (1.0 + vv * (1 / 6 + vv * (3 / 40 + vv * (15 / 336))))
    n_far = 0
    for i in range(x.size):
        # The series in RA ends where a small distance is a large angle.
        n_far += not (is_near(np.float64(x[i]), np.float64(y[i]), state) and abs(ra[i] - ra0) < LARGEST_D_RA)
    if n_far == 0:  # asked first: the compiler would work out the sines below for every row
        return
    for i in range(x.size):
        x_raw, y_raw = np.float64(x[i]), np.float64(y[i])
        if not (is_near(x_raw, y_raw, state) and abs(ra[i] - ra0) < LARGEST_D_RA):
            ra[i], dec[i] = sky_of(x_raw, y_raw, state, ra0, dec0, sin_dec0, cos_dec0)
