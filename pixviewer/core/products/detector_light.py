"""An image of the sky as the detector sees it: each pixel has the value of its place on the sky."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid
from pixviewer.core.products.detector_raster import detector_cells, rows_of_sketch, slices_between
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.detector_box import DetectorBox
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

Floats = npt.NDArray[np.float64]


def detector_light(
    table: PixTable,
    ifu: int,
    image: Floats,
    grid: Grid,
    *,
    box: DetectorBox,
    selection: Expression | None = None,
    sketch: int = 0,
    progress: Progress | None = None,
) -> tuple[Floats, Grid]:
    """Give the cells of a detector the mean of an image over the places of their rows.

    Parameters
    ----------
    table : PixTable
    ifu : int
        1 to 24.
    image : (n_y, n_x)
        On the sky; NaN where there is nothing.
    grid : Grid
        Cells of the image.
    box : DetectorBox
        Part of the detector, cut into cells.
    selection : Expression, optional
        Which rows of the IFU; None for all.
    sketch : int
        About how many rows to look at, on cells as high as what is left out; 0 for all rows.
    progress : Progress, optional

    Returns
    -------
    value : (n_y, n_x) float64
        NaN where no row has a value.
    grid : Grid
        Cells of the detector; higher than those of `box` in a sketch.

    Notes
    -----
    Linear between the centres of the cells of the image: along a slice a pixel is as wide as a cell.
    """
    of_ifu = Selection(
        ifu=ifu, slice_no=slices_between(table.offsets, ifu, box.x0, box.x1), y_det=(box.y0, box.y1)
    )
    plan = make_plan(table, all_of([of_ifu, selection]), sketch=sketch)
    box = rows_of_sketch(box, plan.fraction)
    n = box.shape[0] * box.shape[1]

    def begin() -> tuple[Floats, Floats]:
        return np.zeros(n), np.zeros(n)

    def add(sums: tuple[Floats, Floats], chunk: Chunk) -> None:
        cell = detector_cells(table, chunk, box)
        seen = np.flatnonzero(cell >= 0)
        value = _at(image, grid, *table.frame.to_plane(chunk["x"][seen], chunk["y"][seen]))
        good = np.isfinite(value)
        where = cell[seen][good]
        sums[0][:] += np.bincount(where, value[good], n)
        sums[1][:] += np.bincount(where, minlength=n)

    states = scan(table, plan, ("x", "y", "origin"), begin, add, progress, "White light on the detector")
    total, count = (sum(parts[1:], parts[0]) for parts in zip(*states, strict=True))
    with np.errstate(invalid="ignore"):
        value = total / np.where(count > 0, count, np.nan)
    return value.reshape(box.shape), box.grid


def _at(image: Floats, grid: Grid, x: Floats, y: Floats) -> Floats:
    """Values of an image at places of the plane, NaN outside and beside cells without one."""
    from scipy.ndimage import map_coordinates

    at = np.stack([(y - grid.y0) / grid.dy - 0.5, (x - grid.x0) / grid.dx - 0.5])
    # Rows at the very border are nearer to it than the centres of its cells.
    for i, size in enumerate(image.shape):
        inside = (at[i] >= -0.5) & (at[i] <= size - 0.5)
        at[i] = np.where(inside, np.clip(at[i], 0, size - 1), -9.0)
    found: Floats = map_coordinates(image, at, order=1, mode="constant", cval=np.nan)
    return found
