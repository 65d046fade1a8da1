"""Test rows against the criteria of a selection.

Each kernel narrows `keep`: a row that fails is taken out, and a row that is out already is not looked at
again, so that the dear tests on the sky run on the few rows that the cheap ones leave.
Comparisons are made in float64, and with NaN they fail.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import BLOCK, PIXEL, project, sky_of

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
def boxes_in_aperture(
    bounds: Floats32, is_round: bool, box: Floats, core: Floats, possible: Bools, certain: Bools
) -> None:
    """Tell which boxes of the plane may hold something inside an aperture, and which lie inside.

    Parameters
    ----------
    bounds : (at least 4, n) float32
        ξ min, max, η min, max of each box; a minimum above its maximum where a box is empty.
    is_round : bool
        A circle, not a square.
    box : (4,)
        ξ min, max, η min, max around the aperture, with room.
    core : (3,)
        Centre in the plane, and how far from it everything is inside for certain.
    possible, certain : (n,) bool
        Filled.
    """
    xi, eta, inner = core[0], core[1], core[2]
    for i in range(possible.size):
        x0, x1 = np.float64(bounds[0, i]), np.float64(bounds[1, i])
        y0, y1 = np.float64(bounds[2, i]), np.float64(bounds[3, i])
        possible[i] = (x1 >= box[0]) & (x0 <= box[1]) & (y1 >= box[2]) & (y0 <= box[3])
        certain[i] = False
        if possible[i]:
            far_x, far_y = max(abs(x0 - xi), abs(x1 - xi)), max(abs(y0 - eta), abs(y1 - eta))
            far = np.sqrt(far_x * far_x + far_y * far_y) if is_round else max(far_x, far_y)
            certain[i] = (far < inner) & (x0 <= x1)


@jit
def in_aperture(
    x: Floats32,
    y: Floats32,
    state: int,
    reference: Floats,
    is_round: bool,
    aperture: Floats,
    core: Floats,
    keep: Bools,
) -> None:
    """Keep rows strictly inside an aperture.

    The position in the plane tells which rows are well inside or well outside; the one on the sky, which is
    several times as dear, is needed only near the border. The first step has no branch, so that the compiler
    works on several rows at once: that is faster than to leave rows out by a row's raw position before.
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
    core : (4,)
        Centre in the plane, and how far from it everything is inside for certain, and outside.
    keep : (n_row,) bool
        Narrowed in place.
    """
    xi, eta = np.empty(BLOCK), np.empty(BLOCK)
    is_open = np.empty(BLOCK, np.bool_)
    for first in range(0, x.size, BLOCK):
        n = min(BLOCK, x.size - first)
        project(x, y, first, n, state, reference[2], reference[3], xi, eta)
        if _keep_in_plane(xi, eta, is_round, core, keep[first : first + n], is_open) == 0:
            continue
        for i in range(n):
            if is_open[i]:
                x_raw, y_raw = np.float64(x[first + i]), np.float64(y[first + i])
                keep[first + i] = _is_in(x_raw, y_raw, state, reference, is_round, aperture)


@jit
def _keep_in_plane(xi: Floats, eta: Floats, is_round: bool, core: Floats, keep: Bools, is_open: Bools) -> int:
    """Keep rows that are well inside; tell, and count, which are near the border instead."""
    xi_mid, eta_mid, inner, outer = core[0], core[1], core[2], core[3]
    if is_round:
        for i in range(keep.size):
            xi[i] = np.sqrt((xi[i] - xi_mid) ** 2 + (eta[i] - eta_mid) ** 2)
    else:
        for i in range(keep.size):
            far_x, far_y = abs(xi[i] - xi_mid), abs(eta[i] - eta_mid)
            xi[i] = max(far_x, far_y) + 0.0 * (
                far_x + far_y
            )  # NaN if either is, which the larger need not be
    n_open = 0
    for i in range(keep.size):
        # A row without a place in the plane is not outside by this: that is told on the sky.
        is_left = keep[i] & ~((xi[i] < inner) | (xi[i] > outer))
        keep[i] = keep[i] & (xi[i] < inner)
        is_open[i] = is_left
        n_open += is_left
    return n_open


@jit
def _is_in(x: float, y: float, state: int, reference: Floats, is_round: bool, aperture: Floats) -> bool:
    """Whether one row is strictly inside an aperture, by the metric itself."""
    size = aperture[2]
    ra, dec = sky_of(x, y, state, reference[0], reference[1], reference[2], reference[3])
    dx = ra - aperture[0]
    if state != PIXEL:
        dx -= 360.0 * np.rint(dx / 360.0)
    dx *= aperture[3]
    dy = (dec - aperture[1]) * aperture[4]
    return dx * dx + dy * dy < size * size if is_round else (abs(dx) < size) & (abs(dy) < size)
