"""Patches of one category in a picture, large enough to be named on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid

LEAST_HEIGHT, LEAST_WIDTH = 8, 16  # cells of the screen that a number needs
_BLOCK = 4  # cells that are looked at as one
_MOST = 400


@dataclass(frozen=True, slots=True)
class Patch:
    """Where a category can be named: the middle of a row of its cells, and the room there, in the plane."""

    label: int
    xi: float
    eta: float
    width: float
    height: float


def find_patches(plane: npt.NDArray[Any], grid: Grid, pitch: int = 1) -> tuple[Patch, ...]:
    """Connected patches of equal labels, largest first.

    Parameters
    ----------
    plane : (n_y, n_x) int
        Labels from 1, 0 where there are no rows.
    grid : Grid
    pitch : int
        Cells from one row of a slice to the next: gaps as wide as that do not part a patch.
    """
    from scipy.ndimage import find_objects, label

    block = max(_BLOCK, pitch)
    pooled = _pooled(np.asarray(plane), block)
    least_y, least_x = -(-LEAST_HEIGHT // block), -(-LEAST_WIDTH // block)
    found = []
    for number in np.unique(pooled[pooled > 0]).tolist():
        parts, _ = label(pooled == number)
        for k, box in enumerate(find_objects(parts), 1):
            if box[0].stop - box[0].start >= least_y and box[1].stop - box[1].start >= least_x:
                found.append(_patch(number, parts[box] == k, box, grid, block))
    found.sort(key=lambda patch: -patch.width * patch.height)
    return tuple(found[:_MOST])


def _pooled(plane: npt.NDArray[Any], block: int) -> npt.NDArray[Any]:
    """Largest label of each block of cells; what is left over at the ends is left away."""
    n_y, n_x = plane.shape[0] // block, plane.shape[1] // block
    cut = plane[: n_y * block, : n_x * block].reshape(n_y, block, n_x, block)
    pooled: npt.NDArray[Any] = cut.max(axis=(1, 3), initial=0)
    return pooled


def _patch(number: int, mask: npt.NDArray[np.bool_], box: Any, grid: Grid, block: int) -> Patch:
    """Name a patch in its widest row, nearest to its middle."""
    counts = mask.sum(axis=1) - 0.01 * np.abs(np.arange(len(mask)) - (len(mask) - 1) / 2)
    row = int(np.argmax(counts))
    columns = np.flatnonzero(mask[row])
    column = int(columns[columns.size // 2])
    height = mask.sum() / columns.size  # on average, which does not jump from block to block
    x, y = grid.centre((box[1].start + column + 0.5) * block - 0.5, (box[0].start + row + 0.5) * block - 0.5)
    side_x, side_y = abs(grid.dx) * block, abs(grid.dy) * block
    return Patch(number, x, y, columns.size * side_x, float(height) * side_y)
