"""What the worker threads do for the detector view, the slice map and what is picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.progress import Progress
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.model import resolve, shading
from pixviewer.model.bad_cells import bad_pixels
from pixviewer.model.colouring import Others, mark_others, shade_as
from pixviewer.model.detector import (
    DetectorLitRequest,
    DetectorRequest,
    DetectorShadeRequest,
    OutlinesRequest,
)
from pixviewer.model.limit_cells import display_limits
from pixviewer.model.linking import Pick
from pixviewer.model.readout import Row
from pixviewer.model.slices import SliceMapRequest
from pixviewer.model.spreading import fill_gaps, spread
from pixviewer.model.state import Display
from pixviewer.model.work import Picture, read_row

if TYPE_CHECKING:
    from pixviewer.core.products.detector_raster import DetectorRaster
    from pixviewer.core.products.slice_map import SliceMap
    from pixviewer.core.products.slice_outlines import SliceOutlines
    from pixviewer.core.table.pixtable import PixTable

LIT = (255, 60, 200, 190)  # magenta: in no map of greys or blues to yellows, and none of the regions
VEIL = 205  # opacity of what lies over cells that are dimmed


@dataclass(frozen=True, slots=True)
class LitRequest:
    """Which cells of a view of the sky have rows of what is picked; with ``dims`` the others are dimmed."""

    table: int
    expression: Expression
    grid: Grid
    dims: bool = False


@dataclass(frozen=True, slots=True)
class LitSlicesRequest:
    """Which slices have rows of what is picked."""

    table: int
    expression: Expression


@dataclass(frozen=True, slots=True)
class PickRowRequest:
    """The row of a pick that is meant."""

    table: int
    pick: Pick
    among: Expression | None


@dataclass(frozen=True, slots=True)
class PixelRequest:
    """The row on a detector pixel."""

    table: int
    ifu: int
    x: int
    y: int
    choice: resolve.Choice


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """Cells that are lit up, and how many rows they hold.

    With ``dims`` the picture is a veil over all cells but these, whose opacity alone counts: its colour is
    that of the ground.
    """

    rgba: npt.NDArray[np.uint8] = field(repr=False)
    grid: Grid
    n_row: int
    dims: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DetectorPictures:
    """Pictures of the panels, by IFU, with the limits that they share; ``others`` as of `Picture`."""

    pictures: Mapping[int, Picture]
    display: Display
    unit: str = ""
    lo: float | None = None
    hi: float | None = None
    labels: tuple[int, ...] = ()
    others: Others = ()

    @property
    def fraction(self) -> float:
        """Share of the rows that the roughest of them looked at."""
        return min((picture.fraction for picture in self.pictures.values()), default=1.0)


def compute_detector(request: DetectorRequest, table: "PixTable", progress: Progress) -> "DetectorRaster":
    """Aggregate a panel."""
    from pixviewer.core.products.detector_raster import detector_raster

    return detector_raster(
        table,
        request.ifu,
        request.choice,
        box=request.box,
        quantity=request.quantity,
        sketch=request.sketch,
        progress=progress,
    )


def compute_outlines(request: OutlinesRequest, table: "PixTable", progress: Progress) -> "SliceOutlines":
    """Find where slices lie."""
    from pixviewer.core.products.slice_outlines import slice_outlines

    return slice_outlines(table, request.ifu, request.choice, progress=progress)


def compute_slice_map(request: SliceMapRequest, table: "PixTable", progress: Progress) -> "SliceMap":
    """Count and average slices."""
    from pixviewer.core.products.slice_map import slice_map

    return slice_map(table, request.choice, sketch=request.sketch, progress=progress)


def compute_lit(request: LitRequest, frame: Frame, table: "PixTable", progress: Progress) -> Lit:
    """Light up rows on the sky."""
    from pixviewer.core.products.raster import scatter

    raster = scatter(table, request.expression, grid=request.grid, by="count", progress=progress)
    footprint = resolve.footprint_cells(frame, request.grid)
    if footprint == 0 and abs(request.grid.dy) < frame.natural_step / 5:
        footprint = 3  # true points are drawn there, discs of five pixels: the light shows around them
    return _lit(raster.count, request.grid, footprint, request.dims)


def compute_detector_lit(request: DetectorLitRequest, table: "PixTable", progress: Progress) -> Lit:
    """Light up rows on a detector."""
    from pixviewer.core.products.detector_raster import detector_raster

    raster = detector_raster(
        table, request.ifu, request.expression, box=request.box, quantity="count", progress=progress
    )
    return _lit(raster.count, raster.box.grid, 0, request.dims)


def compute_lit_slices(
    request: LitSlicesRequest, table: "PixTable", progress: Progress
) -> frozenset[tuple[int, int]]:
    """Slices with rows of what is picked, by IFU and CCD number."""
    from pixviewer.core.products.slice_map import slice_map

    n_row = slice_map(table, request.expression, progress=progress).n_row
    return frozenset((int(i) + 1, int(j) + 1) for i, j in np.argwhere(n_row > 0))


def _lit(count: npt.NDArray[np.uint32], grid: Grid, footprint: int, dims: bool) -> Lit:
    filled = count > 0
    rgba = np.zeros((*count.shape, 4), np.uint8)
    rgba[filled] = LIT
    filled = fill_gaps(rgba, filled, footprint)
    spread(rgba, filled)
    if dims:
        rgba[..., 3] = np.where(rgba[..., 3], 0, VEIL)
    return Lit(rgba, grid, int(count.sum(dtype=np.int64)), dims)


def compute_pick_row(request: PickRowRequest, table: "PixTable", progress: Progress) -> Row | None:
    """Find and decode the row that is meant."""
    from pixviewer.core.products.rows import find_rows, nearest_row

    pick = request.pick
    if pick.number is not None:
        return read_row(table, pick.number)
    if pick.seek is not None:
        radius = 2 * table.frame.natural_step
        found = nearest_row(table, *pick.seek, radius, request.among, progress=progress)
        return None if found is None else read_row(table, found)
    rows = find_rows(table, request.among, limit=1, progress=progress)
    return read_row(table, int(rows[0])) if rows.size else None


def compute_pixel(request: PixelRequest, table: "PixTable", progress: Progress) -> Row | None:
    """Find and decode the row on a detector pixel; of several the first."""
    from pixviewer.core.products.detector_raster import slices_between
    from pixviewer.core.products.rows import find_rows

    x, y = request.x, request.y
    # The slices that can be there keep the search from reading the whole IFU.
    slices = slices_between(table.offsets, request.ifu, x, x + 1)
    if not slices:
        return None
    here = Selection(ifu=request.ifu, slice_no=slices, x_det=(x, x + 1), y_det=(y, y + 1))
    rows = find_rows(table, all_of([here, request.choice]), limit=1, progress=progress)
    return read_row(table, int(rows[0])) if rows.size else None


def write_text(name: str, text: str) -> None:
    """Write a text file whole, or not at all; the dialog has asked before one is replaced."""
    from pathlib import Path

    from pixviewer.core.io.atomic import atomic_output

    content = text.encode()
    with atomic_output(Path(name), overwrite=True, n_bytes=len(content)) as output:
        output.file.write(content)


def shade_detector(
    request: DetectorShadeRequest,
    rasters: "list[DetectorRaster]",
    flagged: "Sequence[DetectorRaster | None]",
    progress: Progress,
) -> DetectorPictures:
    """Colour panels, with limits from all of them together; flagged rows tell which cells are bad."""
    display = request.display
    unit = rasters[0].unit if rasters else ""
    if display.by == "flags":
        present = 0
        shaded: dict[int, Picture] = {}
        for raster in rasters:
            present |= int(np.bitwise_or.reduce(raster.value, axis=None))
            rgba = shading.shade_categories(raster.value, raster.count, "flags", own=display.flag_colours)
            shaded[raster.ifu] = _picture(raster, rgba, display)
        return DetectorPictures(shaded, display, labels=(present,))
    if display.by == "slice":
        return _coloured_by_slice(rasters, display)
    values = [_numbers(raster) for raster in rasters]
    sample = np.concatenate([_sample(v) for v in values]) if values else np.zeros(1)
    limits = display_limits(display, sample)
    pictures: dict[int, Picture] = {}
    others: dict[str, str] = {}
    for raster, value, bad in zip(rasters, values, flagged or (None,) * len(rasters), strict=True):
        rgba = shade_as(display, value, limits, request.palette)
        mask = None if bad is None else bad_pixels(raster, bad)
        others |= dict(mark_others(rgba, value, mask, request.palette))
        pictures[raster.ifu] = _picture(raster, rgba, display, value)
    lo, hi = limits or (None, None)
    return DetectorPictures(pictures, display, unit, lo, hi, others=tuple(others.items()))


def _coloured_by_slice(rasters: "list[DetectorRaster]", display: Display) -> DetectorPictures:
    """Panels whose slices have their colours."""
    pictures, present = {}, set()
    for raster in rasters:
        rgba = shading.shade_categories(raster.value, raster.count, "slice")
        pictures[raster.ifu] = _picture(raster, rgba, display)
        present |= {int(n) for n in np.unique(raster.value) if n}
    return DetectorPictures(pictures, display, labels=tuple(sorted(present)))


def _numbers(raster: "DetectorRaster") -> npt.NDArray[Any]:
    """Values as floats, NaN where there are no rows."""
    if raster.value.dtype.kind == "f":
        return raster.value
    return np.where(raster.count > 0, raster.value.astype(np.float64), np.nan)


def _sample(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    flat = values.ravel()
    return flat[np.isfinite(flat)]


def _picture(
    raster: "DetectorRaster",
    rgba: npt.NDArray[np.uint8],
    display: Display,
    values: npt.NDArray[Any] | None = None,
) -> Picture:
    return Picture(rgba, raster.box.grid, display, raster.fraction, raster.n_row, raster.unit, values=values)
