"""Make isolated cells of a raster visible by letting them grow into empty neighbours."""

from typing import Any

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

_CROSS = ((0, 1), (0, -1), (1, 0), (-1, 0))
_MAX_SPREAD = 60_000  # cells; with more of them nothing is lonely, and growing would only cost time


def isolated(filled: Mask) -> Mask:
    """Filled cells none of whose eight neighbours is filled."""
    # Sums over three columns, then over three rows: a 3 × 3 box without any temporary larger than the mask.
    rows = filled.astype(np.uint8)
    wide = rows.copy()
    wide[:, 1:] += rows[:, :-1]
    wide[:, :-1] += rows[:, 1:]
    box = wide.copy()
    box[1:] += wide[:-1]
    box[:-1] += wide[1:]
    lonely: Mask = filled & (box == 1)
    return lonely


def fill_gaps(rgba: npt.NDArray[np.uint8], filled: Mask, radius: int) -> Mask:
    """Give empty cells the colour of the nearest filled one, in place; gives the cells filled then.

    Parameters
    ----------
    rgba : (n_y, n_x, 4)
        Changed in place.
    filled : (n_y, n_x)
        Cells that have rows.
    radius : int
        Cells that a filled one grows by, at most: half the footprint of a row on the sky.
    """
    now = filled.copy()
    packed: npt.NDArray[Any] = rgba.view(np.uint32)[..., 0]
    for _ in range(radius):
        before = now.copy()
        for dy, dx in _CROSS:
            source = (_shifted(-dy, packed.shape[0]), _shifted(-dx, packed.shape[1]))
            target = (_shifted(dy, packed.shape[0]), _shifted(dx, packed.shape[1]))
            free = before[source] & ~now[target]
            np.copyto(packed[target], packed[source], where=free)
            now[target] |= free
    return now


def _shifted(step: int, n: int) -> slice:
    return slice(max(step, 0), n + min(step, 0))


def spread(rgba: npt.NDArray[np.uint8], filled: Mask, *, over: bool = False) -> None:
    """Grow isolated cells to a cross of five, in place.

    Parameters
    ----------
    rgba : (n_y, n_x, 4)
        Changed in place.
    filled : (n_y, n_x)
        Cells that are drawn.
    over : bool
        Grow over what else is drawn there too, instead of into transparent cells only.
    """
    # Five times faster than nonzero on two axes.
    y, x = np.divmod(np.flatnonzero(isolated(filled)), filled.shape[1])
    if not 0 < y.size <= _MAX_SPREAD:
        return
    packed: npt.NDArray[Any] = rgba.view(np.uint32)[..., 0]
    colour = packed[y, x]
    for dy, dx in _CROSS:
        row, col = y + dy, x + dx
        free = (row >= 0) & (row < packed.shape[0]) & (col >= 0) & (col < packed.shape[1])
        if not over:
            free[free] &= rgba[row[free], col[free], 3] == 0
        packed[row[free], col[free]] = colour[free]
