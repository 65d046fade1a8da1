"""What a hand draws on a mask, brought onto its cells: strokes, discs and closed outlines.

A cell belongs to a shape when any of nine places in it does, and when a point that was drawn lies in it: the
rule for regions, so that nothing small gets lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.painting import Place
from pixviewer.core.geometry import Grid

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Where in a cell to look along either axis, from its centre and in parts of its side.
_OFFSETS = np.array([-1 / 3, 0.0, 1 / 3])


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Cells of a rectangular part of a grid.

    Attributes
    ----------
    row, col : int
        First row and column of the part.
    covered : (n_y, n_x) bool
    """

    row: int
    col: int
    covered: Bools

    def put(self, masked: Bools, *, erases: bool = False) -> None:
        """Mask the cells of an image, or unmask them, in place."""
        n_y, n_x = self.covered.shape
        part = masked[self.row : self.row + n_y, self.col : self.col + n_x]
        part[self.covered] = not erases


def stroke_patch(points: Sequence[Place], radius: float, grid: Grid) -> Patch:
    """Cells under a brush that was drawn along points.

    Parameters
    ----------
    points : sequence of (ξ, η)
        One at least.
    radius : float
        Of the brush, in the unit of the plane.
    grid : Grid
    """
    along = np.asarray(points, np.float64).reshape(-1, 2)
    patch = _empty_patch(along, radius, grid)
    if patch.covered.size:
        ends = np.vstack([along, along[-1:]]) if len(along) == 1 else along
        for start, end in pairwise(ends):
            _cover_segment(patch, start, end, radius, grid)
        _cover_points(patch, along, grid)
    return patch


def outline_patch(points: Sequence[Place], grid: Grid) -> Patch:
    """Cells inside a closed outline; one that crosses itself is filled by the even-odd rule."""
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    patch = _empty_patch(corners, 0.0, grid)
    n_y, n_x = patch.covered.shape
    if not patch.covered.size:
        return patch
    x = _places(grid.x0, grid.dx, patch.col, n_x)
    y = _places(grid.y0, grid.dy, patch.row, n_y)
    x0, y0 = corners.T
    x1, y1 = np.roll(corners, -1, axis=0).T
    for i in range(y.size):
        crosses = (y0 > y[i]) != (y1 > y[i])
        at = x0[crosses] + (y[i] - y0[crosses]) * (x1 - x0)[crosses] / (y1 - y0)[crosses]
        if at.size:
            inside = np.searchsorted(np.sort(at), x) % 2 == 1
            patch.covered[i // 3] |= inside.reshape(-1, 3).any(axis=1)
    return patch


def _empty_patch(points: Floats, margin: float, grid: Grid) -> Patch:
    """The part of a grid around points; without cells where they lie outside."""
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    col, n_col = _span(low[0], high[0], grid.x0, grid.dx, grid.n_x)
    row, n_row = _span(low[1], high[1], grid.y0, grid.dy, grid.n_y)
    return Patch(row, col, np.zeros((n_row, n_col), np.bool_))


def _span(low: float, high: float, origin: float, step: float, n: int) -> tuple[int, int]:
    """First cell of an axis in a range, and how many there are, with one to spare at either end."""
    ends = sorted(((low - origin) / step, (high - origin) / step))
    first = int(np.clip(np.floor(ends[0]) - 1, 0, n))
    last = int(np.clip(np.floor(ends[1]) + 2, 0, n))
    return first, max(last - first, 0)


def _places(origin: float, step: float, first: int, n: int) -> Floats:
    """Three places in each of some cells of an axis, in order of the cells."""
    cells = first + np.arange(n) + 0.5
    return np.asarray(origin + (cells[:, None] + _OFFSETS).ravel() * step)


def _cover_segment(patch: Patch, start: Floats, end: Floats, radius: float, grid: Grid) -> None:
    """Cells closer to a line than a radius; only those around it are looked at."""
    near = _empty_patch(np.stack([start, end]), radius, grid)
    n_y, n_x = near.covered.shape
    if not near.covered.size:
        return
    dx = _places(grid.x0, grid.dx, near.col, n_x)[None, :] - start[0]
    dy = _places(grid.y0, grid.dy, near.row, n_y)[:, None] - start[1]
    along = end - start
    length2 = float(along @ along)
    share = np.clip((dx * along[0] + dy * along[1]) / length2, 0.0, 1.0) if length2 > 0 else 0.0
    is_near = (dx - share * along[0]) ** 2 + (dy - share * along[1]) ** 2 < radius**2
    covered = is_near.reshape(n_y, 3, n_x, 3).any(axis=(1, 3))
    row, col = near.row - patch.row, near.col - patch.col
    patch.covered[row : row + n_y, col : col + n_x] |= covered


def _cover_points(patch: Patch, points: Floats, grid: Grid) -> None:
    for x, y in points.tolist():
        cell = grid.cell(x, y)
        if cell is not None:
            patch.covered[cell[1] - patch.row, cell[0] - patch.col] = True
