"""All there is to see of one slice: on its detector, on the sky, against wavelength, against the field."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.mask import Mask
from pixviewer.core.calib.sky_level import LEVEL_STEP, LONGEST, SkyLevel, binned_medians
from pixviewer.core.calib.slice_rows import SliceRows, read_slice
from pixviewer.core.geometry import Grid
from pixviewer.core.progress import Progress
from pixviewer.core.table.origin import x_in_slice
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_PROFILE = 240  # most bins of the profile and columns of the strip: as a panel is wide
N_OFFSET = 48
N_RESIDUAL = 60
_REACH = 6.0  # robust standard deviations that the histogram of residuals shows to either side
_MAX_CELLS = 400  # a side of the strip on the sky
_TO_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class SliceLevel:
    """How far a slice lies from the sky of the field.

    Attributes
    ----------
    offset : float
        Median of value minus sky, in the unit of the table; NaN where no row counts.
    percent : float
        That over the median of the sky at the same rows.
    sigma : float
        Robust standard deviation of value minus sky.
    n_used : int
        Rows that count.
    """

    offset: float
    percent: float
    sigma: float
    n_used: int


@dataclass(frozen=True, slots=True, eq=False)
class SliceInspection:
    """What was found of a slice.

    Attributes
    ----------
    ifu, slice_no : int
    n_row, n_good, n_flagged, n_masked : int
    unit : str
    before : SliceLevel
    after : SliceLevel or None
        With factors.
    strip : (n_column, n_wave) float64
        Mean of the good rows by column of the detector and bin of wavelength.
    first_column : int
        Column of the detector, from 0, of its first line.
    is_placed : bool
        Whether the header says where the slice begins on the detector, in every exposure of its rows; where
        it does not, columns count from 1 at the edge of the slice.
    wave_edges : (n_wave + 1,) float64
        Å; of the strip and of the profile.
    profile, sky : (n_wave,) float64
        Mean of the rows that count, and of the level of the field at the same rows.
    offset_waves : (n_offset,) float64
        Centres of wider bins of wavelength, Å.
    offset, offset_after : (n_offset,) float64
        Median of value minus sky of the rows that count in these, over the median of the sky; in per cent.
    residual_edges : (n + 1,) float64
    residual, residual_after : (n,) int64
        Histograms of value minus sky of the rows that count.
    image : (n_y, n_x) float64
        Mean of the good rows on the sky.
    grid : Grid
    outlines : tuple of (4, 2) float64
        Corners of the slice in the plane, for each exposure.
    sky_fraction : float
        Share of the table's rows that the level of the field was made of.
    """

    ifu: int
    slice_no: int
    n_row: int
    n_good: int
    n_flagged: int
    n_masked: int
    unit: str
    before: SliceLevel
    after: SliceLevel | None
    strip: Floats = field(repr=False)
    first_column: int
    is_placed: bool
    wave_edges: Floats = field(repr=False)
    profile: Floats = field(repr=False)
    sky: Floats = field(repr=False)
    offset_waves: Floats = field(repr=False)
    offset: Floats = field(repr=False)
    offset_after: Floats | None = field(repr=False)
    residual_edges: Floats = field(repr=False)
    residual: Ints = field(repr=False)
    residual_after: Ints | None = field(repr=False)
    image: Floats = field(repr=False)
    grid: Grid
    outlines: tuple[Floats, ...] = field(repr=False)
    sky_fraction: float = 1.0


def inspect_slice(
    table: PixTable,
    ifu: int,
    slice_no: int,
    level: SkyLevel,
    *,
    mask: Mask | None = None,
    factors: Factors | None = None,
    selection: Expression | None = None,
    progress: Progress | None = None,
) -> SliceInspection:
    """Look at one slice from all sides.

    Parameters
    ----------
    table : PixTable
    ifu, slice_no : int
        IFU and CCD slice.
    level : SkyLevel
        Of the field, as `sky_level` gives it.
    mask : SkyMask, RowMask, Expression or None
        Objects.
    factors : Factors, optional
        What the residuals afterwards are seen through.
    selection : Expression, optional
        Which rows of the slice; None for all.
    progress : Progress, optional
    """
    rows = read_slice(table, ifu, slice_no, level, mask=mask, selection=selection, progress=progress)
    good = (rows.columns["flags"] == 0) & np.isfinite(rows.columns["data"])
    edges = _wave_edges(rows)
    columns, is_placed = _columns(table, ifu, slice_no, rows)
    first_column, strip = _strip(columns, rows, good, edges)
    residual = rows.residual
    corrected = rows.residual_after(ifu, slice_no, factors) if factors is not None else None
    before, sky = level_of(residual, rows), _binned(rows, rows.level, edges)
    offset_waves, offset = _offsets(rows, residual, edges)
    bins = _residual_edges(residual, before)
    grid, image, outlines = _on_sky(table, rows, good)
    return SliceInspection(
        ifu=ifu,
        slice_no=slice_no,
        n_row=rows.n_row,
        n_good=int(np.count_nonzero(rows.columns["flags"] == 0)),
        n_flagged=int(np.count_nonzero(rows.columns["flags"])),
        n_masked=int(np.count_nonzero(rows.masked)),
        unit=level.unit,
        before=before,
        after=level_of(corrected, rows) if corrected is not None else None,
        strip=strip,
        first_column=first_column,
        is_placed=is_placed,
        wave_edges=edges,
        profile=_binned(rows, rows.columns["data"], edges),
        sky=sky,
        offset_waves=offset_waves,
        offset=offset,
        offset_after=_offsets(rows, corrected, edges)[1] if corrected is not None else None,
        residual_edges=bins,
        residual=np.histogram(residual, bins)[0],
        residual_after=np.histogram(corrected, bins)[0] if corrected is not None else None,
        image=image,
        grid=grid,
        outlines=outlines,
        sky_fraction=level.fraction,
    )


def slice_level(
    table: PixTable,
    ifu: int,
    slice_no: int,
    level: SkyLevel,
    *,
    mask: Mask | None = None,
    selection: Expression | None = None,
    progress: Progress | None = None,
) -> SliceLevel:
    """How far a slice lies from the sky of the field; see `inspect_slice`."""
    rows = read_slice(table, ifu, slice_no, level, mask=mask, selection=selection, progress=progress)
    return level_of(rows.residual, rows)


def level_of(residual: Floats, rows: SliceRows) -> SliceLevel:
    """Sum residuals up."""
    if not residual.size:
        return SliceLevel(np.nan, np.nan, np.nan, 0)
    offset = float(np.median(residual))
    sigma = _TO_SIGMA * float(np.median(np.abs(residual - offset)))
    sky = float(np.median(rows.level[rows.used]))
    return SliceLevel(offset, 100 * offset / sky if sky else np.nan, sigma, residual.size)


def _wave_edges(rows: SliceRows) -> Floats:
    wave = rows.columns["wave"]
    wave = wave[(wave > 0) & (wave < LONGEST)]
    low, high = (float(wave.min()), float(wave.max())) if wave.size else (4650.0, 9300.0)
    n_bin = int(np.clip((high - low) / LEVEL_STEP, 1, N_PROFILE))  # never narrower than a pixel
    return np.linspace(low, high + 1e-3, n_bin + 1)


def _columns(table: PixTable, ifu: int, slice_no: int, rows: SliceRows) -> tuple[Ints, bool]:
    """Column on the detector of each row, by the offset of its own exposure, if all of these are known."""
    within = x_in_slice(rows.columns["origin"]).astype(np.int64)
    exposure = rows.columns["exposure"]
    offset = table.offsets.x_offset[np.maximum(exposure - 1, 0), ifu, slice_no]
    if (exposure > 0).all() and (offset >= 0).all():
        return offset + within - 1, True
    return within, False


def _strip(columns: Ints, rows: SliceRows, good: npt.NDArray[np.bool_], edges: Floats) -> tuple[int, Floats]:
    column = columns[good]
    first, last = (int(column.min()), int(column.max())) if column.size else (1, 1)
    total, n = (
        np.histogram2d(
            column,
            rows.columns["wave"][good],
            bins=(np.arange(first, last + 2) - 0.5, edges),
            weights=weights,
        )[0]
        for weights in (rows.columns["data"][good].astype(np.float64), None)
    )
    return first, _ratio(total, n)


def _binned(rows: SliceRows, values: npt.ArrayLike, edges: Floats) -> Floats:
    """Mean of the rows that count in bins of wavelength."""
    wave = rows.columns["wave"][rows.used]
    total = np.histogram(wave, edges, weights=np.asarray(values, np.float64)[rows.used])[0]
    return _ratio(total, np.histogram(wave, edges)[0])


def _offsets(rows: SliceRows, residual: Floats, edges: Floats) -> tuple[Floats, Floats]:
    """Median residual over median sky in some bins of wavelength, in per cent."""
    if not residual.size:
        return np.empty(0), np.empty(0)
    wave = rows.columns["wave"][rows.used]
    step = max(float(edges[-1] - edges[0]) / N_OFFSET, 4 * LEVEL_STEP)
    first, middle = binned_medians(wave, residual, step)
    _, sky = binned_medians(wave, rows.level[rows.used], step)
    centres = np.asarray((first + np.arange(middle.size) + 0.5) * step, np.float64)
    return centres, 100 * _ratio(middle, np.where(sky > 0, sky, 0))


def _ratio(total: npt.NDArray[Any], n: npt.NDArray[Any]) -> Floats:
    return np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)


def _residual_edges(residual: Floats, level: SliceLevel) -> Floats:
    """Bins about zero and the median, the same to both sides of zero."""
    if not residual.size:
        return np.linspace(-1.0, 1.0, N_RESIDUAL + 1)
    reach = abs(level.offset) + _REACH * (level.sigma or float(np.abs(residual).max()) or 1.0)
    return np.linspace(-reach, reach, N_RESIDUAL + 1)


def _on_sky(
    table: PixTable, rows: SliceRows, good: npt.NDArray[np.bool_]
) -> tuple[Grid, Floats, tuple[Floats, ...]]:
    frame = table.frame
    step = frame.natural_step
    xi, eta = frame.to_plane(rows.columns["x"], rows.columns["y"])
    is_placed = np.isfinite(xi) & np.isfinite(eta)
    if not is_placed.any():
        return Grid(0.0, 0.0, step, step, 1, 1), np.full((1, 1), np.nan), ()
    x0, x1, y0, y1 = (float(f(v[is_placed])) for v in (xi, eta) for f in (np.min, np.max))
    step = max(step, (x1 - x0) / _MAX_CELLS, (y1 - y0) / _MAX_CELLS)
    n_x, n_y = int((x1 - x0) / step) + 2, int((y1 - y0) / step) + 2
    grid = (
        Grid(x1 + step / 2, y0 - step / 2, -step, step, n_x, n_y)
        if frame.is_sky
        else Grid(x0 - step / 2, y0 - step / 2, step, step, n_x, n_y)
    )
    good = good & is_placed
    col = np.floor((xi[good] - grid.x0) / grid.dx).astype(np.int64)
    row = np.floor((eta[good] - grid.y0) / grid.dy).astype(np.int64)
    cell = row * n_x + col
    total = np.bincount(cell, rows.columns["data"][good].astype(np.float64), n_x * n_y)
    image = _ratio(total, np.bincount(cell, minlength=n_x * n_y)).reshape(n_y, n_x)
    return grid, image, _outlines(rows, xi, eta, is_placed, frame.natural_step)


def _outlines(
    rows: SliceRows, xi: Floats, eta: Floats, is_placed: npt.NDArray[np.bool_], width: float
) -> tuple[Floats, ...]:
    """Corners of the slice in each exposure: about the line from its first to its last column."""
    found = []
    column = x_in_slice(rows.columns["origin"])
    for exposure in np.unique(rows.columns["exposure"][is_placed]):
        here = is_placed & (rows.columns["exposure"] == exposure)
        ends = [
            (float(np.median(xi[here & (column == c)])), float(np.median(eta[here & (column == c)])))
            for c in (column[here].min(), column[here].max())
        ]
        along = np.subtract(ends[1], ends[0])
        length = float(np.hypot(*along))
        if not length > 0:
            continue
        along *= 0.5 * width / length
        across = np.array([-along[1], along[0]])
        first, last = np.array(ends[0]) - along, np.array(ends[1]) + along
        found.append(np.array([first - across, last - across, last + across, first + across]))
    return tuple(found)
