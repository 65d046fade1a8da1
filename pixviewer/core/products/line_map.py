"""Line map: an image of a line less the continuum beside it, of pixels that were never resampled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Grid, Range
from pixviewer.core.kernels.binning import add_to_image
from pixviewer.core.products.cells import cells_of, frame_array, grid_array
from pixviewer.core.products.extent import approximate_extent, extent, natural_grid
from pixviewer.core.products.image import Image
from pixviewer.core.products.line_bands import (
    Weighting,
    band_text,
    bands_of,
    check_within,
    continuum_weights,
    times_angstrom,
)
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

LineStatistic = Literal["mean", "sum"]
LINE_STATISTICS: tuple[str, ...] = get_args(LineStatistic)

Floats = npt.NDArray[np.float64]
Sums = tuple[Floats, Floats, npt.NDArray[np.uint32]]


class EmptyBandError(PixviewerError):
    """No good row of what is selected lies in a band."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LineMap(Image):
    """An image of a line without its continuum.

    Attributes
    ----------
    value, variance : (n_y, n_x) float32
        Line minus continuum; NaN where the line or one of the continuum bands has no good row.
    count : (n_y, n_x) uint32
        Good rows in the line band.
    continuum_count : (n_y, n_x) uint32
        Good rows in all continuum bands.
    line : (low, high), Å
    continuum : tuple of (low, high), Å
    weights : tuple of float
        Weight of the mean of each continuum band; they add up to 1.
    weighting : str
    """

    continuum_count: npt.NDArray[np.uint32]
    line: Range
    continuum: tuple[Range, ...]
    weights: tuple[float, ...]
    weighting: str

    @property
    def snr(self) -> npt.NDArray[np.float32]:
        """Value over its standard deviation, ``(n_y, n_x)``; NaN where there is none."""
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(self.variance > 0, self.value / np.sqrt(self.variance), np.nan)
        return ratio.astype(np.float32)

    def cards(self) -> fits.Header:
        """How it was made, as FITS cards."""
        header = fits.Header()
        header["PIXVSTAT"] = (self.statistic, "mean density over the line, or sum")
        header["LINELO"], header["LINEHI"] = self.line
        header.comments["LINELO"] = header.comments["LINEHI"] = "[Angstrom] end of the line band"
        for i, (low, high) in enumerate(self.continuum, 1):
            header[f"CONT{i}LO"], header[f"CONT{i}HI"] = low, high
            header[f"CONT{i}WT"] = (self.weights[i - 1], "weight of this continuum band")
        header["CONTWGT"] = (self.weighting, "how continuum bands are weighted")
        return header


def line_map(
    table: PixTable,
    line: Range,
    continuum: Range | Sequence[Range],
    selection: Expression | None = None,
    *,
    weighting: Weighting = "width",
    statistic: LineStatistic = "mean",
    grid: Grid | None = None,
    step: float | None = None,
    sketch: int = 0,
    progress: Progress | None = None,
) -> LineMap:
    """Make an image of a line minus the continuum beside it.

    Parameters
    ----------
    table : PixTable
    line : (low, high), Å
        Band of the line, half open.
    continuum : (low, high) or several, Å
        Bands without the line, half open; one suffices. None may overlap another or the line.
    selection : Expression, optional
        None for all rows. Wavelengths that it leaves out are missing in the bands, too.
    weighting : {"width", "linear"}
        How several continuum bands become one level: each weighted by its width; or by the straight line
        through them (fitted with the widths as weights where there are more than two), at the centre of the
        line.
    statistic : {"mean", "sum"}
        Mean flux density over the line, or that times the width of the line band: the flux.
    grid, step, sketch, progress
        As in `white_light`.

    Returns
    -------
    LineMap
        Value in the unit of the table, or that times Å for ``sum``; variance in its square.

    Raises
    ------
    ValueError
        If an argument makes no sense, bands overlap, or a band lies outside the wavelengths of the table.
    EmptyBandError
        If no good row that is selected lies in a band; not raised for a sketch.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.

    Notes
    -----
    In each cell, with n good rows in the line band and mᵢ in a continuum band, value = Σv/n − Σᵢ wᵢ Σᵢv/mᵢ
    with the variance Σs/n² + Σᵢ wᵢ² Σᵢs/mᵢ². Rows are those of the detector, each at its own wavelength: no
    resampling spreads a line into the continuum, nor ties the noise of neighbouring cells.
    """
    if statistic not in LINE_STATISTICS:
        raise ValueError(f"the statistic of a line map is mean or sum, got {statistic!r}")
    bands = bands_of(line, continuum)
    weights = continuum_weights(bands[0], bands[1:], weighting)
    progress = progress or Progress()
    if grid is None:
        bounds = approximate_extent(table, progress) if sketch else extent(table, progress)
        grid = natural_grid(table.frame, bounds, step)
    check_within(bands, table)
    sums, fraction = _sums_of_bands(table, bands, selection, grid, sketch, progress)
    count = sums[2]
    if not sketch:
        _check_filled(table, bands, count)
    value, variance = _line_less_continuum(sums, weights)
    width = bands[0][1] - bands[0][0] if statistic == "sum" else 1.0
    unit = table.facts.data_unit
    return LineMap(
        value=(value * width).astype(np.float32).reshape(grid.shape),
        variance=(variance * width**2).astype(np.float32).reshape(grid.shape),
        count=count[0].reshape(grid.shape),
        grid=grid,
        frame=table.frame,
        unit=times_angstrom(unit) if statistic == "sum" else unit,
        statistic=statistic,
        fraction=fraction,
        continuum_count=count[1:].sum(axis=0, dtype=np.uint32).reshape(grid.shape),
        line=bands[0],
        continuum=bands[1:],
        weights=weights,
        weighting=weighting,
    )


def _sums_of_bands(
    table: PixTable,
    bands: tuple[Range, ...],
    selection: Expression | None,
    grid: Grid,
    sketch: int,
    progress: Progress,
) -> tuple[Sums, float]:
    """Sums of values, of variances and numbers of good rows, each ``(n_band, n_cell)``, in one pass."""
    frame, cells = frame_array(table.frame), grid_array(grid)
    n_cell, n_band = grid.n_x * grid.n_y, len(bands)
    edges, owner = _edges(bands)

    def begin() -> Sums:
        n = n_band * n_cell
        return np.zeros(n), np.zeros(n), np.zeros(n, np.uint32)

    def add(sums: Sums, chunk: Chunk) -> None:
        cell = cells_of(chunk, frame, cells)
        # An odd place among the edges is inside a band; NaN sorts behind all edges, to an even one.
        band = owner[np.searchsorted(edges, chunk["wave"], side="right")]
        cell = np.where((cell >= 0) & (band >= 0), cell + band * n_cell, -1).astype(np.int32)
        add_to_image(cell, chunk["data"], chunk["flags"], chunk["variance"], False, *sums)

    chosen = all_of([selection, Selection(wave=bands)])
    plan = make_plan(table, chosen, sketch=sketch, within=grid.bounds)
    names = ("x", "y", "wave", "data", "flags", "variance")
    states = scan(table, plan, names, begin, add, progress, "Line map")
    total, total_variance, count = (sum(parts[1:], parts[0]) for parts in zip(*states, strict=True))
    shape = (n_band, n_cell)
    return (total.reshape(shape), total_variance.reshape(shape), count.reshape(shape)), plan.fraction


def _edges(bands: tuple[Range, ...]) -> tuple[Floats, npt.NDArray[np.int32]]:
    """All edges in order, and which band begins at each place among them; −1 between bands."""
    order = sorted(range(len(bands)), key=lambda i: bands[i])
    owner = np.full(2 * len(bands) + 1, -1, np.int32)
    owner[1::2] = order
    return np.array([edge for i in order for edge in bands[i]], np.float64), owner


def _line_less_continuum(sums: Sums, weights: tuple[float, ...]) -> tuple[Floats, Floats]:
    total, total_variance, count = sums
    n = count.astype(np.float64)
    n[count == 0] = np.nan  # without all of its bands a cell has no value
    mean, variance = total / n, total_variance / n**2
    share = np.array(weights)
    return mean[0] - share @ mean[1:], variance[0] + share**2 @ variance[1:]


def _check_filled(table: PixTable, bands: tuple[Range, ...], count: npt.NDArray[np.uint32]) -> None:
    for i, (band, in_cells) in enumerate(zip(bands, count, strict=True)):
        if not in_cells.any():
            raise EmptyBandError(
                f"no good row that is selected in {table.name} lies in {band_text(bands, i)}, "
                f"{band[0]:g}–{band[1]:g} Å; move the band, or select more rows"
            )
