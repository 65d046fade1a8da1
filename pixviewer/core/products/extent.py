"""Where in the plane a table has rows, and the natural grid over it."""

import math
from weakref import WeakKeyDictionary

import numpy as np

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan

Extent = tuple[float, float, float, float]

# A grid larger than this is a mistake in the file (one stray position) or in the wanted step.
LARGEST_GRID = 100_000_000

SAMPLE_ROWS = 1_000_000

# Tables never change: what was found once in a sample holds.
_sampled: "WeakKeyDictionary[PixTable, Extent]" = WeakKeyDictionary()


def extent(table: PixTable, progress: Progress | None = None) -> Extent:
    """Smallest and largest ξ, smallest and largest η of all rows that have a position.

    Raises
    ------
    PixTableError
        If no row has one.
    """
    return _checked(table, table.ensure_blocks(progress).extent)


def approximate_extent(table: PixTable, progress: Progress | None = None) -> Extent:
    """Like `extent`, but from a sample of the rows while there are no blocks yet."""
    if table.blocks is not None:
        return extent(table)
    known = _sampled.get(table)
    if known is None:
        known = _sampled[table] = _extent_of_sample(table, progress)
    return known


def _extent_of_sample(table: PixTable, progress: Progress | None) -> Extent:
    found: list[Extent] = []

    def add(_: None, chunk: Chunk) -> None:
        xi, eta = table.frame.to_plane(chunk["x"], chunk["y"])
        is_known = np.isfinite(xi) & np.isfinite(eta)
        if is_known.any():
            xi, eta = xi[is_known], eta[is_known]
            found.append((float(xi.min()), float(xi.max()), float(eta.min()), float(eta.max())))

    plan = make_plan(table, None, sketch=SAMPLE_ROWS)
    scan(table, plan, ("x", "y"), lambda: None, add, progress, "Looking around")
    if not found:
        return extent(table, progress)
    x0, x1, y0, y1 = zip(*found, strict=True)
    return min(x0), max(x1), min(y0), max(y1)


def _checked(table: PixTable, bounds: Extent) -> Extent:
    if not all(math.isfinite(bound) for bound in bounds):
        raise PixTableError(f"{table.name}: no row has a finite position, so there is nothing to draw")
    return bounds


def natural_grid(frame: Frame, bounds: Extent, step: float | None = None) -> Grid:
    """Grid over an extent, of cells whose corners lie at multiples of the step.

    North is up. On the sky east is to the left; in the pixel state x grows to the right, which is west in
    an unrotated field.

    Raises
    ------
    ValueError
        If the step is not positive, or gives an absurd number of cells.
    """
    step = frame.natural_step if step is None else step
    if not (step > 0 and math.isfinite(step)):
        raise ValueError(f"step must be a positive number, got {step}")
    x0, x1, y0, y1 = bounds
    left, n_x = _axis(x0, x1, step, is_mirrored=frame.is_sky)
    bottom, n_y = _axis(y0, y1, step, is_mirrored=False)
    if n_x * n_y > LARGEST_GRID:
        raise ValueError(
            f"a step of {step:g} {frame.plane_unit} makes an image of {n_x} × {n_y} cells; "
            "choose a larger step"
        )
    return Grid(left, bottom, -step if frame.is_sky else step, step, n_x, n_y)


def _axis(low: float, high: float, step: float, *, is_mirrored: bool) -> tuple[float, int]:
    """Outer corner of the first cell of an axis, and number of cells, so that both ends fall into one.

    A cell holds its near edge and not its far one; that, and rounding, decide the place of an end that lies
    on an edge. The number is therefore found by the very division that later finds the cell of a row.
    """
    if is_mirrored:
        first = math.ceil(high / step)
        corner = (first if first * step >= high else first + 1) * step
        return corner, int((low - corner) / -step) + 1
    first = math.floor(low / step)
    corner = (first if first * step <= low else first - 1) * step
    return corner, int((high - corner) / step) + 1
