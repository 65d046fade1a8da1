"""The frame of a table and a grid as kernels want them, and the cells of the rows of a chunk."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.kernels.binning import find_cells
from pixviewer.core.table.apertures import STATE_CODE
from pixviewer.core.table.chunk import Chunk

Floats = npt.NDArray[np.float64]


def frame_array(frame: Frame) -> Floats:
    """Coordinate state, sine and cosine of the declination of the reference point."""
    dec0 = np.radians(frame.dec0)
    return np.array([STATE_CODE[frame.state], np.sin(dec0), np.cos(dec0)], np.float64)


def cells_of(chunk: Chunk, frame: Floats, grid: Floats) -> npt.NDArray[np.int32]:
    """Cell of each row of a chunk, −1 for rows that are not selected or not on the grid."""
    cell = np.empty(chunk.n_row, np.int32)
    find_cells(chunk["x"], chunk["y"], chunk.keep, frame, grid, cell)
    return cell


def grid_array(grid: Grid) -> Floats:
    """Outer corner of the first cell, signed sides of a cell, number of columns and of rows."""
    return np.array([grid.x0, grid.y0, grid.dx, grid.dy, grid.n_x, grid.n_y], np.float64)
