"""White-light image: good rows per cell of the plane."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.geometry import ARCSEC_PER_DEG, Frame, Grid
from pixviewer.core.kernels.binning import add_to_image
from pixviewer.core.products.cells import cells_of, frame_array, grid_array
from pixviewer.core.products.extent import approximate_extent, extent, natural_grid
from pixviewer.core.products.statistic import Statistic, check_statistic, finish, is_weighted, unit_of
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """An image made of the rows of a table.

    Attributes
    ----------
    value, variance : (n_y, n_x) float32
        NaN where no good row fell.
    count : (n_y, n_x) uint32
        Good rows.
    grid : Grid
        Cells in the plane.
    frame : Frame
        How the plane lies on the sky.
    unit : str
        Unit of the value.
    statistic : str
    fraction : float
        Share of the rows that was looked at: 1 for an exact image.
    """

    value: npt.NDArray[np.float32]
    variance: npt.NDArray[np.float32]
    count: npt.NDArray[np.uint32]
    grid: Grid
    frame: Frame
    unit: str
    statistic: str
    fraction: float = 1.0

    def wcs_cards(self) -> fits.Header:
        """World coordinates as FITS cards: gnomonic on the sky, linear in the pixel state."""
        return grid_cards(self.grid, self.frame)

    def cards(self) -> fits.Header:
        """How it was made, as FITS cards."""
        header = fits.Header()
        header["PIXVSTAT"] = (self.statistic, "how good rows of a cell were combined")
        return header


def grid_cards(grid: Grid, frame: Frame) -> fits.Header:
    """World coordinates of any image on a grid of the plane, as FITS cards.

    Parameters
    ----------
    grid : Grid
    frame : Frame
        Of the table whose plane it is.
    """
    header = fits.Header()
    # FITS counts from 1 at the centre of the first cell.
    header["CRPIX1"] = 0.5 - grid.x0 / grid.dx
    header["CRPIX2"] = 0.5 - grid.y0 / grid.dy
    scale = ARCSEC_PER_DEG if frame.is_sky else 1.0
    header["CD1_1"], header["CD1_2"] = grid.dx / scale, 0.0
    header["CD2_1"], header["CD2_2"] = 0.0, grid.dy / scale
    names = ("RA---TAN", "DEC--TAN") if frame.is_sky else ("PIXEL", "PIXEL")
    unit = "deg" if frame.is_sky else "pixel"
    for axis, name, centre in zip((1, 2), names, (frame.ra0, frame.dec0), strict=True):
        header[f"CTYPE{axis}"] = name
        header[f"CUNIT{axis}"] = unit
        header[f"CRVAL{axis}"] = float(centre) if frame.is_sky else 0.0
    if frame.is_sky:
        header["RADESYS"] = "FK5"
        header["EQUINOX"] = 2000.0
    return header


def white_light(
    table: PixTable,
    selection: Expression | None = None,
    *,
    grid: Grid | None = None,
    step: float | None = None,
    statistic: Statistic = "mean",
    sketch: int = 0,
    progress: Progress | None = None,
) -> Image:
    """Make an image of the good rows of a selection.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    grid : Grid, optional
        Cells; by default natural ones over the whole table.
    step : float, optional
        Side of a cell, if no grid is given: arcsec, or field pixels in the pixel state. By default a spaxel.
    statistic : {"mean", "sum", "ivw", "count"}
        Unweighted mean, sum, inverse-variance weighted mean, or number of good rows.
    sketch : int
        About how many rows to look at; 0 for all of them.
    progress : Progress, optional

    Returns
    -------
    Image
        Value in the unit of the table and variance in its square; arrays of ``(n_y, n_x)``.

    Raises
    ------
    ValueError
        If an argument makes no sense.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.

    Notes
    -----
    A good row has no flag, and a finite value and variance. The variance of a mean is Σ stat / n².
    """
    check_statistic(statistic)
    progress = progress or Progress()
    if grid is None:
        bounds = approximate_extent(table, progress) if sketch else extent(table, progress)
        grid = natural_grid(table.frame, bounds, step)
    frame, cells = frame_array(table.frame), grid_array(grid)
    n_cell = grid.n_x * grid.n_y
    weighted = is_weighted(statistic)

    def begin() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.uint32]]:
        return np.zeros(n_cell), np.zeros(n_cell), np.zeros(n_cell, np.uint32)

    def add(
        sums: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.uint32]], chunk: Chunk
    ) -> None:
        cell = cells_of(chunk, frame, cells)
        add_to_image(cell, chunk["data"], chunk["flags"], chunk["variance"], weighted, *sums)

    names = ("x", "y", "data", "flags", "variance")
    plan = make_plan(table, selection, sketch=sketch, within=grid.bounds)
    states = scan(table, plan, names, begin, add, progress, "White light")
    total, total_variance, count = (sum(parts[1:], parts[0]) for parts in zip(*states, strict=True))
    value, variance = finish(statistic, total, total_variance, count)
    return Image(
        value=value.astype(np.float32).reshape(grid.shape),
        variance=variance.astype(np.float32).reshape(grid.shape),
        count=count.reshape(grid.shape),
        grid=grid,
        frame=table.frame,
        unit=unit_of(statistic, table.facts.data_unit),
        statistic=statistic,
        fraction=plan.fraction,
    )
