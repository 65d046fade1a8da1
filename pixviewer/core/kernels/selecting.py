"""Test rows against the criteria of a selection.

Each kernel narrows `keep`: a row that fails is taken out, and a row that is out already is not looked at
again, so that the dear tests on the sky run on the few rows that the cheap ones leave.
Comparisons are made in float64, and with NaN they fail.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import PIXEL, plane_of, sky_of

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@jit
def in_ranges(value: Floats32, low: Floats, high: Floats, keep: Bools) -> None:
    """Keep rows with ``low <= value < high`` for any of the ranges."""
    for i in range(value.size):
        if keep[i]:
            v = float(value[i])
            inside = False
            for k in range(low.size):
                if low[k] <= v < high[k]:
                    inside = True
                    break
            keep[i] = inside


@jit
def in_snr_ranges(value: Floats32, variance: Floats32, low: Floats, high: Floats, keep: Bools) -> None:
    """Keep rows whose value over the root of its variance lies in any of the ranges."""
    for i in range(value.size):
        if keep[i]:
            inside = False
            if variance[i] > 0:
                ratio = np.float64(value[i]) / np.sqrt(np.float64(variance[i]))
                for k in range(low.size):
                    if low[k] <= ratio < high[k]:
                        inside = True
                        break
            keep[i] = inside


@jit
def in_slices(origin: Int32s, wanted: Bools, keep: Bools) -> None:
    """Keep rows whose lowest eleven bits of origin (IFU and slice) are wanted.

    Parameters
    ----------
    origin : (n_row,) int32
    wanted : (2048,) bool
        By IFU * 64 + slice.
    keep : (n_row,) bool
        Narrowed in place.
    """
    for i in range(origin.size):
        if keep[i]:
            keep[i] = wanted[origin[i] & 0x7FF]


@jit
def in_y_ranges(origin: Int32s, low: Ints, high: Ints, keep: Bools) -> None:
    """Keep rows whose detector y, from 0, lies in any of the half-open ranges."""
    for i in range(origin.size):
        if keep[i]:
            y = ((origin[i] >> 11) & 0x1FFF) - 1
            inside = False
            for k in range(low.size):
                if low[k] <= y < high[k]:
                    inside = True
                    break
            keep[i] = inside


@jit
def in_x_ranges(origin: Int32s, exposure: Ints, x_offset: Ints, low: Ints, high: Ints, keep: Bools) -> None:
    """Keep rows whose detector x, from 0, lies in any of the half-open ranges.

    Parameters
    ----------
    origin : (n_row,) int32
    exposure : (n_row,) int64
        Exposure of each row from 1, 0 for none.
    x_offset : (n_exposure, 32, 64) int64
        Negative where unknown: such rows are never inside.
    low, high : (n_range,) int64
    keep : (n_row,) bool
        Narrowed in place.
    """
    for i in range(origin.size):
        if keep[i]:
            inside = False
            o = origin[i]
            if exposure[i] > 0:
                offset = x_offset[exposure[i] - 1, (o >> 6) & 0x1F, o & 0x3F]
                if offset >= 0:
                    x = offset + ((o >> 24) & 0x7F) - 1
                    for k in range(low.size):
                        if low[k] <= x < high[k]:
                            inside = True
                            break
            keep[i] = inside


@jit
def in_exposures(exposure: Ints, wanted: Bools, keep: Bools) -> None:
    """Keep rows whose exposure is wanted; `wanted` is indexed from 0 = none."""
    for i in range(exposure.size):
        if keep[i]:
            keep[i] = wanted[exposure[i]]


@jit
def with_any_flag(flags: Int32s, mask: int, keep: Bools) -> None:
    """Keep rows that have at least one flag of the mask."""
    for i in range(flags.size):
        if keep[i]:
            keep[i] = (np.int64(flags[i]) & mask) != 0


@jit
def without_flags(flags: Int32s, mask: int, keep: Bools) -> None:
    """Keep rows that have no flag of the mask."""
    for i in range(flags.size):
        if keep[i]:
            keep[i] = (np.int64(flags[i]) & mask) == 0


@jit
def in_aperture(
    x: Floats32,
    y: Floats32,
    state: int,
    reference: Floats,
    is_round: bool,
    aperture: Floats,
    box: Floats,
    core: Floats,
    keep: Bools,
) -> None:
    """Keep rows strictly inside an aperture.

    Each step is several times as dear as the one before it: the raw position tells which rows are far from
    the aperture, that in the plane which are well inside, and that on the sky is needed only near a border.
    One aperture at a time: with a loop over several in here, all took four times as long.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    state : int
        Coordinate state of `projecting`.
    reference : (4,)
        RA and Dec of the reference point in degrees, sine and cosine of its Dec.
    is_round : bool
        A circle, not a square.
    aperture : (5,)
        RA, Dec, size, and arcsec per degree in RA and in Dec at the centre (1 and 1 in pixels).
    box : (5,)
        Around it, with room, in raw coordinates: middle and half width along x, the period of x (0 for
        none), least and greatest y. What lies outside the box is outside.
    core : (3,)
        Centre in the plane, and how far from it everything is inside for certain.
    keep : (n_row,) bool
        Narrowed in place.
    """
    ra0, dec0, sin_dec0, cos_dec0 = reference[0], reference[1], reference[2], reference[3]
    x_mid, x_half, period, y_low, y_high = box[0], box[1], box[2], box[3], box[4]
    xi_mid, eta_mid, inner = core[0], core[1], core[2]
    ra_mid, dec_mid, size, ra_scale, dec_scale = (
        aperture[0],
        aperture[1],
        aperture[2],
        aperture[3],
        aperture[4],
    )
    for i in range(x.size):
        if not keep[i]:
            continue
        x_raw, y_raw = np.float64(x[i]), np.float64(y[i])
        off = x_raw - x_mid
        if period > 0.0:
            off -= period * np.rint(off / period)
        if not ((y_low <= y_raw) & (y_raw <= y_high) & (abs(off) <= x_half)):
            keep[i] = False
            continue
        xi, eta = plane_of(np.float64(x[i]), np.float64(y[i]), state, sin_dec0, cos_dec0)
        far_x, far_y = abs(xi - xi_mid), abs(eta - eta_mid)
        far = np.sqrt(far_x * far_x + far_y * far_y) if is_round else max(far_x, far_y)
        if far < inner:
            continue
        ra, dec = sky_of(x_raw, y_raw, state, ra0, dec0, sin_dec0, cos_dec0)
        dx = ra - ra_mid
        if state != PIXEL:
            dx -= 360.0 * np.rint(dx / 360.0)
        dx *= ra_scale
        dy = (dec - dec_mid) * dec_scale
        keep[i] = dx * dx + dy * dy < size * size if is_round else max(abs(dx), abs(dy)) < size
