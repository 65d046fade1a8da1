"""What kernels want to know of the frame of a table and of a grid, as plain arrays."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.table.apertures import STATE_CODE

Floats = npt.NDArray[np.float64]


def frame_array(frame: Frame) -> Floats:
    """Coordinate state, sine and cosine of the declination of the reference point."""
    dec0 = np.radians(frame.dec0)
    return np.array([STATE_CODE[frame.state], np.sin(dec0), np.cos(dec0)], np.float64)


def grid_array(grid: Grid) -> Floats:
    """Outer corner of the first cell, signed sides of a cell, number of columns and of rows."""
    return np.array([grid.x0, grid.y0, grid.dx, grid.dy, grid.n_x, grid.n_y], np.float64)
