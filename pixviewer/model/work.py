"""What the worker threads do: from a frozen request and a table to a product.

The core is imported here when it is first needed, in a worker: numba and astropy take longer to load than
the window takes to appear.
"""

import math
import warnings
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.geometry import Grid
from pixviewer.core.progress import Progress
from pixviewer.core.table.selection import Selection, all_of
from pixviewer.model import shading
from pixviewer.model.answers import AnswerCache
from pixviewer.model.bad_cells import all_flagged
from pixviewer.model.colouring import mark_others, shade_as
from pixviewer.model.joining import joined_neighbours
from pixviewer.model.limit_cells import cells_in, display_limits
from pixviewer.model.memo import Memo
from pixviewer.model.palette import USUAL, Palette
from pixviewer.model.patches import Patch, find_patches
from pixviewer.model.readout import Row
from pixviewer.model.resolve import (
    MAX_POINTS,
    Choice,
    CountRequest,
    FollowRequest,
    ImageRequest,
    MeasureRequest,
    MeasuresRequest,
    PointsRequest,
    RasterRequest,
    ReadoutRequest,
    ShadeRequest,
    SpectrumRequest,
    covering_circle,
)
from pixviewer.model.row_card import row_card
from pixviewer.model.spreading import fill_gaps, spread
from pixviewer.model.state import Bounds, Display

if TYPE_CHECKING:
    from pixviewer.core.products.image import Image
    from pixviewer.core.products.raster import By, Raster
    from pixviewer.core.products.spectrum import Spectrum
    from pixviewer.core.products.statistic import Statistic
    from pixviewer.core.table.pixtable import PixTable

# Cells a side beyond which the white-light image is coarser than natural: the field has some 330.
MAX_CELLS = 3_000

_VALUES = Memo(2)  # of rasters: the same array for the same raster, see `shading`

CATEGORIES = ("ifu", "slice", "slice_sky", "stack", "exposure", "flags")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture ready to be drawn, and what its colours mean.

    ``lo`` and ``hi`` are the limits that were used, None where there is no value, or colours are
    categories; ``labels`` are then the categories that occur, ``patches`` where they can be named.
    ``values`` are the numbers that are coloured, NaN where there are none: those of the product, not a copy.
    ``others`` are names and colours of what is no value in it.
    """

    rgba: npt.NDArray[np.uint8]
    grid: Grid
    display: Display
    fraction: float
    n_row: int
    unit: str = ""
    lo: float | None = None
    hi: float | None = None
    labels: tuple[int, ...] = ()
    patches: tuple[Patch, ...] = ()
    values: npt.NDArray[Any] | None = field(default=None, repr=False)
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The rows of a view one by one; ``links`` are pairs of them that are neighbours along their slice."""

    xi: npt.NDArray[np.float64]
    eta: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    values: npt.NDArray[Any]
    flags: npt.NDArray[np.uint32]
    by: str
    links: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty((0, 2), np.int32))


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of rows; ``fraction`` below 1 marks an estimate from a sketch.

    Mean, its standard error and median are of good rows, NaN while they are not measured; a background is
    subtracted already.
    """

    n_row: int
    n_good: int
    n_bad: int
    fraction: float = 1.0
    mean: float = math.nan
    sigma: float = math.nan
    median: float = math.nan
    unit: str = ""

    @property
    def snr(self) -> float:
        """Mean over its standard error; NaN while it is not measured."""
        return self.mean / self.sigma if self.sigma > 0 else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class PointColours:
    """Points with the colours of a display."""

    points: Points
    rgba: npt.NDArray[np.uint8] = field(repr=False)


def seen_through(table: "PixTable", path: Path) -> "PixTable":
    """See a table through the factors of a file; what speaks against that is only told."""
    from pixviewer.core.calib.applying import through
    from pixviewer.core.calib.refusing import check_can_calibrate
    from pixviewer.core.io.factor_files import read_factors

    factors = read_factors(path)
    for sentence in check_can_calibrate(table, factors, force=True):
        warnings.warn(sentence, PixTableWarning, stacklevel=2)
    return through(table, factors)


def load_core(progress: Progress) -> None:
    """Import what opening and drawing need: more than a second, from a cold start."""
    for name in ("io.reading", "products.image", "products.raster", "products.spectrum", "products.rows"):
        progress.check()
        import_module(f"pixviewer.core.{name}")


def compute_image(request: ImageRequest, table: "PixTable", progress: Progress) -> "Image":
    """White-light image."""
    from pixviewer.core.products.image import white_light

    step = natural_cells(table, is_sketch=bool(request.sketch), progress=progress)
    return white_light(
        table,
        request.choice,
        step=step,
        statistic=cast("Statistic", request.statistic),
        sketch=request.sketch,
        progress=progress,
    )


def natural_cells(table: "PixTable", *, is_sketch: bool, progress: Progress) -> float:
    """Side of a cell of an image of the field, larger where a stray position would make that absurd."""
    from pixviewer.core.products.extent import approximate_extent, extent

    x0, x1, y0, y1 = approximate_extent(table, progress) if is_sketch else extent(table, progress)
    return max(table.frame.natural_step, (x1 - x0) / MAX_CELLS, (y1 - y0) / MAX_CELLS)


def compute_raster(request: RasterRequest, table: "PixTable", progress: Progress) -> "Raster":
    """Scatter raster."""
    from pixviewer.core.products.raster import scatter

    return scatter(
        table,
        request.choice,
        grid=request.grid,
        by=cast("By", request.by),
        sketch=request.sketch,
        progress=progress,
    )


def compute_spectrum(
    request: SpectrumRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> "Spectrum":
    """Binned spectrum, above its background where there is one."""
    from pixviewer.core.products.background import subtract_background

    found = _spectrum_itself(replace(request, background=None), table, progress, kept)
    if request.background is None:
        return found
    # Kept apart: while a source is dragged its background stays the same.
    other = replace(request, choice=request.background, background=None)
    return subtract_background(found, _spectrum_itself(other, table, progress, kept))


def _spectrum_itself(
    request: SpectrumRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> "Spectrum":
    """Spectrum without regard to a background, kept for whoever else needs it."""
    from pixviewer.core.products.spectrum import spectrum

    found: Spectrum | None = kept.get(request)
    if found is None:
        found = spectrum(table, request.choice, step=request.step, sketch=request.sketch, progress=progress)
        kept.put(request, found)
    return found


def compute_followed(
    request: FollowRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> Tally:
    """Rows that a spectrum is of, counted where it was made, or made first."""
    asked = request.spectrum
    try:
        counts = _spectrum_itself(asked, table, progress, kept).counts
    except PixTableError:
        # Without wavelengths there is no spectrum, but there are rows; what cannot be read fails again.
        return compute_count(CountRequest(asked.table, asked.choice, asked.sketch), table, progress)
    return Tally(counts.n_row, counts.n_good, counts.n_bad, counts.fraction)


def compute_count(request: CountRequest, table: "PixTable", progress: Progress) -> Tally:
    """Rows of a choice: counted, or estimated from a sketch."""
    from pixviewer.core.products.rows import count_rows

    counts = count_rows(table, request.choice, sketch=request.sketch, progress=progress)
    return Tally(counts.n_row, counts.n_good, counts.n_bad, counts.fraction)


def compute_measure(
    request: MeasureRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> Tally:
    """Rows of a choice, with mean, median and S/N above the background."""
    from pixviewer.core.products.measure import Measure, measure_rows

    def measured(choice: Choice) -> Measure:
        key = MeasureRequest(request.table, choice)
        found: Measure | None = kept.get(("measure", key))
        if found is None:
            found = measure_rows(table, choice, progress=progress)
            kept.put(("measure", key), found)
        return found

    found = measured(request.choice)
    if request.background is not None:
        found = found.without_background(measured(request.background))
    return Tally(
        found.n_row, found.n_good, found.n_bad, 1.0, found.mean, found.sigma, found.median, found.unit
    )


def compute_measures(
    request: MeasuresRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> tuple[Tally, ...]:
    """Numbers of several choices."""
    inner = _Unreported(progress)
    several = progress.over(request.several, "", len(request.several))
    return tuple(compute_measure(one, table, inner, kept) for one in several)


class _Unreported(Progress):
    """Progress of a part: whoever watches the whole stops it, and is told of nothing."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._whole = whole

    def check(self) -> None:
        self._whole.check()


def compute_extent(table: "PixTable", progress: Progress) -> Bounds:
    """Where the rows lie: about, before the table is indexed."""
    from pixviewer.core.products.extent import approximate_extent

    return approximate_extent(table, progress)


def build_blocks(table: "PixTable", progress: Progress) -> Bounds:
    """Index the table; gives where its rows lie exactly."""
    from pixviewer.core.products.extent import extent

    return extent(table, progress)


def compute_points(request: PointsRequest, table: "PixTable", progress: Progress) -> Points | None:
    """The rows of a view, None when they turn out to be too many."""
    from pixviewer.core.products.rows import decode_rows, find_rows

    around = covering_circle(table.frame, request.bounds)
    choice = all_of([Selection(shapes=around), request.choice])
    rows = find_rows(table, choice, limit=8 * MAX_POINTS, progress=progress)
    decoded = decode_rows(table, rows)
    xi, eta = decoded["xi"], decoded["eta"]
    x0, x1, y0, y1 = request.bounds
    inside = (xi >= x0) & (xi < x1) & (eta >= y0) & (eta < y1)
    if inside.sum() > MAX_POINTS or len(rows) >= 8 * MAX_POINTS:
        return None
    flags = np.asarray(decoded["flags"])[inside].astype(np.int64).astype(np.uint32)
    # Flagged rows last, so that they are drawn on top whatever the order of the table.
    order = np.argsort(flags != 0, kind="stable")
    values = _quantity(decoded, request.by)[inside][order]
    links = joined_neighbours({name: column[inside][order] for name, column in decoded.items()})
    return Points(
        xi[inside][order], eta[inside][order], rows[inside][order], values, flags[order], request.by, links
    )


def _quantity(decoded: dict[str, npt.NDArray[Any]], by: str) -> npt.NDArray[Any]:
    if by == "snr":
        with np.errstate(invalid="ignore", divide="ignore"):
            return cast("npt.NDArray[Any]", decoded["data"] / np.sqrt(decoded["variance"]))
    if by == "count":
        return np.ones(len(decoded["data"]))
    if by == "flags":
        return np.asarray(decoded["flags"]).astype(np.int64).astype(np.uint32)
    return decoded[by]


def compute_readout(request: ReadoutRequest, table: "PixTable", progress: Progress) -> Row | None:
    """The row nearest to the cursor."""
    from pixviewer.core.products.rows import nearest_row

    found = nearest_row(table, request.xi, request.eta, request.radius, request.choice, progress=progress)
    return None if found is None else read_row(table, found)


def read_row(table: "PixTable", number: int) -> Row:
    """One row, decoded."""
    from pixviewer.core.products.rows import decode_rows
    from pixviewer.core.table.quality import names_of

    decoded = decode_rows(table, [number])
    one = {name: values[0] for name, values in decoded.items()}
    return Row(
        number=int(number),
        xi=float(one["xi"]),
        eta=float(one["eta"]),
        wave=float(one["wave"]),
        value=float(one["data"]),
        variance=float(one["variance"]),
        ifu=int(one["ifu"]),
        slice_ccd=int(one["slice"]),
        slice_sky=int(one["slice_sky"]),
        x_det=int(one["x_det"]),
        y_det=int(one["y_det"]),
        exposure=int(one["exposure"]),
        flag_names=tuple(names_of(int(one["flags"]))),
        card=row_card(table, one),
    )


def shade_product(
    request: ShadeRequest, product: "Image | Raster", flagged: "Raster | None" = None
) -> Picture:
    """Colours of an image or a raster; ``flagged`` tells which cells of an image are bad."""
    if isinstance(request.product, ImageRequest):
        return _shade_image(request, cast("Image", product), flagged)
    return _shade_raster(request, cast("Raster", product))


def _shade_image(request: ShadeRequest, image: "Image", flagged: "Raster | None") -> Picture:
    display = request.display
    limits = display_limits(display, image.value, cells_in(request.part, image.grid))
    rgba = shade_as(display, image.value, limits, request.palette)
    others = mark_others(rgba, image.value, _bad(flagged), request.palette)
    lo, hi = limits or (None, None)
    n_row = int(image.count.sum())
    return Picture(
        rgba,
        image.grid,
        display,
        image.fraction,
        n_row,
        image.unit,
        lo,
        hi,
        values=image.value,
        others=others,
    )


def _shade_raster(request: ShadeRequest, raster: "Raster") -> Picture:
    display = request.display
    if raster.by in CATEGORIES:
        rgba = shading.shade_categories(
            raster.plane,
            raster.count,
            raster.by,
            flagged=raster.flagged,
            footprint=request.footprint,
            own=display.flag_colours,
        )
        labels = _present(raster)
        patches: tuple[Patch, ...] = ()
        if raster.by != "flags" and raster.fraction >= 1.0:  # sketches follow each other too fast to be read
            patches = find_patches(raster.plane, raster.grid, request.pitch)
        return Picture(
            rgba, raster.grid, display, raster.fraction, raster.n_row, labels=labels, patches=patches
        )
    values = _VALUES.made(raster, None, lambda: np.where(raster.count > 0, raster.plane, np.nan))
    limits = display_limits(display, values, cells_in(request.part, raster.grid))
    rgba = shade_as(display, values, limits, request.palette, is_clear=True)
    bad = _bad(raster) if display.shows_bad else None
    others = mark_others(rgba, None, bad, request.palette)
    spread(rgba, fill_gaps(rgba, raster.count > 0, request.footprint))
    lo, hi = limits or (None, None)
    return Picture(
        rgba, raster.grid, display, raster.fraction, raster.n_row, lo=lo, hi=hi, values=values, others=others
    )


def _bad(raster: "Raster | None") -> npt.NDArray[np.bool_] | None:
    return None if raster is None else all_flagged(raster.count, raster.flagged)


def _present(raster: "Raster") -> tuple[int, ...]:
    """Labels that occur; for flags the bits of all, in one number."""
    if raster.by == "flags":
        return (int(np.bitwise_or.reduce(raster.plane, axis=None)),)
    return tuple(int(label) for label in np.flatnonzero(np.bincount(raster.plane.ravel())) if label)


def shade_points(
    points: Points, display: Display, lo: float | None, hi: float | None, palette: Palette = USUAL
) -> PointColours:
    """Colours of points, on the scale of the raster that they take the place of."""
    plane = points.values[:, np.newaxis]
    if points.by in CATEGORIES:
        flagged = points.flags[:, np.newaxis] != 0
        rgba = shading.shade_categories(
            plane, None, points.by, flagged=flagged, grow=False, own=display.flag_colours
        )
    else:
        values = plane.astype(np.float64)
        limits = display_limits(display, values) if lo is None or hi is None else (lo, hi)
        rgba = shade_as(display, values, limits, palette)
        if display.shows_bad:
            mark_others(rgba, None, points.flags[:, np.newaxis] != 0, palette)
    return PointColours(points, rgba[:, 0, :])
