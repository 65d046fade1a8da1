"""Look rows up in a mask image.

A gnomonic image of the sky and the plane of a table are both tangent planes of one sphere, so that the way
from one to the other is a projective map: three sums and two divisions a row, where a general library takes
a microsecond.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit
from pixviewer.core.kernels.projecting import BLOCK, project

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@jit
def look_up(x: Floats32, y: Floats32, frame: Floats, to_pixel: Floats, masked: Bools, found: Bools) -> int:
    """Find which rows lie on a masked pixel: the nearest one, floor(p + ½) of a pixel position p from 0.

    Parameters
    ----------
    x, y : (n_row,) float32
        Raw positions.
    frame : (3,)
        Coordinate state, sine and cosine of the declination of the reference point.
    to_pixel : (3, 3)
        From (ξ, η, 1) of the plane to homogeneous pixel positions; the third of these is not positive on the
        far side of the sky.
    masked : (n_y, n_x) bool
        The image.
    found : (n_row,) bool
        Filled; false outside the image and without a position.

    Returns
    -------
    int
        Rows outside the image, those without a position among them.
    """
    state, sin_dec0, cos_dec0 = int(frame[0]), frame[1], frame[2]
    n_y, n_x = masked.shape
    a00, a01, a02 = to_pixel[0, 0], to_pixel[0, 1], to_pixel[0, 2]
    a10, a11, a12 = to_pixel[1, 0], to_pixel[1, 1], to_pixel[1, 2]
    a20, a21, a22 = to_pixel[2, 0], to_pixel[2, 1], to_pixel[2, 2]
    xi, eta, scale = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    n_outside = 0
    for first in range(0, x.size, BLOCK):
        n = min(BLOCK, x.size - first)
        project(x, y, first, n, state, sin_dec0, cos_dec0, xi, eta)
        # Apart from the looking up, so that the compiler works on several rows at once.
        for i in range(n):
            s = a20 * xi[i] + a21 * eta[i] + a22
            col, row = (a00 * xi[i] + a01 * eta[i] + a02) / s, (a10 * xi[i] + a11 * eta[i] + a12) / s
            xi[i], eta[i], scale[i] = col + 0.5, row + 0.5, s
        for i in range(n):
            # Compare before truncating: int() would fold (-1, 0) into pixel 0, and NaN fails both tests.
            is_inside = scale[i] > 0.0 and 0.0 <= xi[i] < n_x and 0.0 <= eta[i] < n_y
            found[first + i] = is_inside and masked[int(eta[i]), int(xi[i])]
            n_outside += not is_inside
    return n_outside
