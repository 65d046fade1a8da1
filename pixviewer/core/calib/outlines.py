"""The borders of a mask as closed polygons along the edges of its cells."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ring = Floats  # (n_corner, 2): ξ and η of the corners of a closed polygon, the first not repeated
_Corner = tuple[int, int]  # row and column of a corner between cells


def outlines(masked: Bools, grid: Grid) -> tuple[Ring, ...]:
    """Trace the borders of a mask, holes among them.

    Parameters
    ----------
    masked : (n_y, n_x) bool
    grid : Grid
        Its cells.

    Returns
    -------
    tuple of (n_corner, 2) float64
        Positions in the plane, the largest polygon first: whoever fills them one after the other, a hole
        after what it is in, has the mask. Cells that touch at a corner only are apart.
    """
    runs = _runs(masked)
    rings = []
    while runs:
        start = next(iter(runs))
        ring, here, heading = [start], start, (0, 0)
        while True:
            here, heading = _next(runs, here, heading)
            if here == start and not _goes_on(runs, here, heading):
                break
            ring.append(here)
        rings.append(np.array(ring, np.float64))
    rings.sort(key=_area, reverse=True)
    step, corner = np.array([grid.dx, grid.dy]), np.array([grid.x0, grid.y0])
    return tuple(corner + ring[:, ::-1] * step for ring in rings)


def is_hole(ring: Ring, grid: Grid) -> bool:
    """Whether a ring of `outlines` is the border of a hole."""
    is_mirrored = (grid.dx < 0) != (grid.dy < 0)
    return bool((_signed_area(ring) < 0) != is_mirrored)


def _runs(masked: Bools) -> dict[_Corner, list[_Corner]]:
    """Straight parts of the borders, by where they begin; masked cells lie to one and the same side."""
    padded = np.pad(masked, 1).astype(np.int8)
    found: dict[_Corner, list[_Corner]] = defaultdict(list)
    # Edges along a row of corners: +1 where the cell above is masked and the one below is not.
    for line, first, last, sign in _straight(np.diff(padded, axis=0)[:, 1:-1]):
        start, end = ((line, first), (line, last))[:: 1 if sign > 0 else -1]
        found[start].append(end)
    # And along a column of corners: +1 where the cell to the right is masked.
    for line, first, last, sign in _straight(np.diff(padded, axis=1)[1:-1].T):
        start, end = ((first, line), (last, line))[:: -1 if sign > 0 else 1]
        found[start].append(end)
    return found


def _straight(edges: npt.NDArray[np.int8]) -> list[tuple[int, int, int, int]]:
    """Line, first and last corner, and sign of the longest parts of lines whose edges have one sign."""
    padded = np.pad(edges, ((0, 0), (1, 1)))
    line, at = np.nonzero(np.diff(padded, axis=1))
    before, after = padded[line, at], padded[line, at + 1]
    starts, ends = after != 0, before != 0
    # Beginnings and ends take turns in each line: the k-th of one goes with the k-th of the other.
    parts = zip(line[starts], at[starts], at[ends], after[starts], strict=True)
    return [(int(n), int(first), int(last), int(sign)) for n, first, last, sign in parts]


def _next(
    runs: dict[_Corner, list[_Corner]], here: _Corner, heading: tuple[int, int]
) -> tuple[_Corner, tuple[int, int]]:
    """Go along one run, and forget it; where two begin, turn towards the masked side."""
    ends = runs[here]
    chosen = 0
    if len(ends) > 1 and heading != (0, 0):
        chosen = next(i for i, end in enumerate(ends) if _turn(heading, _heading(here, end)) > 0)
    end = ends.pop(chosen)
    if not ends:
        del runs[here]
    return end, _heading(here, end)


def _goes_on(runs: dict[_Corner, list[_Corner]], here: _Corner, heading: tuple[int, int]) -> bool:
    """Whether the ring only passes the corner that it began at: another part of it touches there."""
    return here in runs and any(_turn(heading, _heading(here, end)) > 0 for end in runs[here])


def _heading(start: _Corner, end: _Corner) -> tuple[int, int]:
    return int(np.sign(end[0] - start[0])), int(np.sign(end[1] - start[1]))


def _turn(before: tuple[int, int], after: tuple[int, int]) -> int:
    """Positive for a turn to the side on which cells are masked."""
    return before[1] * after[0] - before[0] * after[1]


def _signed_area(ring: Ring) -> float:
    x, y = ring.T
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def _area(ring: Ring) -> float:
    return abs(_signed_area(ring))
