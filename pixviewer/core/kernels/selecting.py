"""Test rows against the criteria of a selection.

Each kernel narrows `keep`: a row that fails is taken out, and a row that is out already is not looked at
again, so that the dear tests on the sky run on the few rows that the cheap ones leave.
Comparisons are made in float64, and with NaN they fail.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import plane_of, sky_of

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CIRCLE, SQUARE = 0, 1


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
def in_apertures(
    x: Floats32,
    y: Floats32,
    state: int,
    ra0: float,
    dec0: float,
    sin_dec0: float,
    cos_dec0: float,
    shape: Ints,
    aperture: Floats,
    box: Floats,
    core: Floats,
    keep: Bools,
) -> None:
    """Keep rows strictly inside any of the apertures.

    The sky position, three times as dear as that in the plane, is needed only near a border.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    state : int
        Coordinate state of `projecting`.
    ra0, dec0, sin_dec0, cos_dec0 : float
        Reference point in degrees, and of its declination.
    shape : (n_shape,) int64
        `CIRCLE` or `SQUARE`.
    aperture : (n_shape, 5)
        RA, Dec, size, and arcsec per degree in RA and in Dec at the centre (1 and 1 in pixels).
    box : (n_shape, 4)
        Plane box around each, with room: what lies outside the box is outside.
    core : (n_shape, 3)
        Centre in the plane, and how far from it everything is inside for certain.
    keep : (n_row,) bool
        Narrowed in place.
    """
    for i in range(x.size):
        if not keep[i]:
            continue
        xi, eta = plane_of(float(x[i]), float(y[i]), state, sin_dec0, cos_dec0)
        inside = False
        ra, dec, has_sky = 0.0, 0.0, False
        for k in range(shape.size):
            if not (box[k, 0] <= xi <= box[k, 1] and box[k, 2] <= eta <= box[k, 3]):
                continue
            far_x, far_y = abs(xi - core[k, 0]), abs(eta - core[k, 1])
            if shape[k] == CIRCLE:
                inside = core[k, 2] > 0 and far_x * far_x + far_y * far_y < core[k, 2] * core[k, 2]
            else:
                inside = max(far_x, far_y) < core[k, 2]
            if inside:
                break
            if not has_sky:
                ra, dec = sky_of(np.float64(x[i]), np.float64(y[i]), state, ra0, dec0, sin_dec0, cos_dec0)
                has_sky = True
            dx = ra - aperture[k, 0]
            if state != 0:
                dx -= 360.0 * np.round(dx / 360.0)
            dx *= aperture[k, 3]
            dy = (dec - aperture[k, 1]) * aperture[k, 4]
            size = aperture[k, 2]
            if shape[k] == CIRCLE:
                inside = dx * dx + dy * dy < size * size
            else:
                inside = abs(dx) < size and abs(dy) < size
            if inside:
                break
        keep[i] = inside
