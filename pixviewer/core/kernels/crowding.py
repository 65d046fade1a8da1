"""Test rows against thousands of apertures: a grid over the plane tells which few may hold a row."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import PIXEL, plane_of, sky_of

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


@jit
def in_crowd(
    x: Floats32,
    y: Floats32,
    state: int,
    reference: Floats,
    corner: Floats,
    n_cell: int,
    starts: Ints,
    members: Int32s,
    is_round: Bools,
    apertures: Floats,
    keep: Bools,
) -> None:
    """Keep rows strictly inside any of many apertures.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    state : int
        Coordinate state of `projecting`.
    reference : (4,)
        RA and Dec of the reference point in degrees, sine and cosine of its Dec.
    corner : (4,)
        Least ξ and η of a grid over the plane, and cells per unit along both; what lies outside counts to
        the cell at its edge.
    n_cell : int
        Cells a side.
    starts, members : (n_cell² + 1,), (n_member,)
        Apertures that may hold a row of cell k are ``members[starts[k] : starts[k + 1]]``.
    is_round : (n_aperture,) bool
        A circle or an annulus, not a square.
    apertures : (n_aperture, 6)
        RA, Dec, size, arcsec per degree in RA and in Dec at the centre (1 and 1 in pixels), inner radius
        (0 for none).
    keep : (n_row,) bool
        Narrowed in place.
    """
    ra0, dec0, sin_dec0, cos_dec0 = reference[0], reference[1], reference[2], reference[3]
    for i in range(x.size):
        if not keep[i]:
            continue
        keep[i] = False
        x_raw, y_raw = np.float64(x[i]), np.float64(y[i])
        xi, eta = plane_of(x_raw, y_raw, state, sin_dec0, cos_dec0)
        if not (np.isfinite(xi) and np.isfinite(eta)):
            continue
        col = int(min(max((xi - corner[0]) * corner[2], 0.0), n_cell - 1.0))
        row = int(min(max((eta - corner[1]) * corner[3], 0.0), n_cell - 1.0))
        first, last = starts[row * n_cell + col], starts[row * n_cell + col + 1]
        if first == last:
            continue
        ra, dec = sky_of(x_raw, y_raw, state, ra0, dec0, sin_dec0, cos_dec0)
        for m in range(first, last):
            k = members[m]
            dx = ra - apertures[k, 0]
            if state != PIXEL:
                dx -= 360.0 * np.rint(dx / 360.0)
            dx *= apertures[k, 3]
            dy = (dec - apertures[k, 1]) * apertures[k, 4]
            size, hole = apertures[k, 2], apertures[k, 5]
            if is_round[k]:
                squared = dx * dx + dy * dy
                inside = squared < size * size and not squared < hole * hole
            else:
                inside = max(abs(dx), abs(dy)) < size
            if inside:
                keep[i] = True
                break
