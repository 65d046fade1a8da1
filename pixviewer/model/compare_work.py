"""What the worker threads do for the compare view: two tables on one grid, and colours of both."""

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.progress import Progress
from pixviewer.model import work
from pixviewer.model.colouring import NO_DATA, Others, shade_as
from pixviewer.model.compare_state import DIFFERENCE, RATIO, RELATIONS
from pixviewer.model.detector import DetectorRequest
from pixviewer.model.limit_cells import Part, cells_in, display_limits
from pixviewer.model.limit_rules import SKY_PERCENT, USER, limits
from pixviewer.model.palette import USUAL, Palette
from pixviewer.model.resolve import ImageRequest, RasterRequest
from pixviewer.model.spreading import fill_gaps
from pixviewer.model.state import Bounds, Display

if TYPE_CHECKING:
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable

Plane = npt.NDArray[np.float64]
Rgba = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class AlignedImageRequest(ImageRequest):
    """The white-light image of a table on the cells of another one's plane."""

    onto: Frame | None = None


SideRequest = ImageRequest | RasterRequest | DetectorRequest


@dataclass(frozen=True, slots=True)
class PairRequest:
    """Two products side by side, coloured on one scale; the second may not be there yet.

    ``grid`` are the screen pixels of two rasters, each of which is in the plane of its own table;
    ``part`` are the cells that the limits are made of.
    """

    first: SideRequest
    second: SideRequest | None
    display: Display
    mode: str
    footprint: int = 0
    grid: Grid | None = None
    part: Part = None
    palette: Palette = USUAL


@dataclass(frozen=True, slots=True, eq=False)
class PairPictures:
    """Two planes on one grid, and colours of both, or of their relation alone.

    ``lo`` and ``hi`` are the limits of both sides; ``scale`` those of the colours: the same, or those of the
    relation; None where there is no value. ``middle`` and ``scatter`` are median and scatter (from the MAD)
    of the relation.
    """

    grid: Grid
    values: tuple[Plane, Plane] = field(repr=False)
    rgba: tuple[Rgba, ...] = field(repr=False)
    display: Display
    mode: str
    lo: float | None
    hi: float | None
    scale: tuple[float, float] | None
    unit: str
    fractions: tuple[float, float]
    middle: float = math.nan
    scatter: float = math.nan
    others: Others = ()

    @property
    def fraction(self) -> float:
        """Share of the rows that the rougher side looked at."""
        return min(self.fractions)


# Planes


def shift_between(frame: Frame, onto: Frame) -> tuple[float, float]:
    """Where the origin of another plane lies in the plane of a frame.

    Both planes have north up: between neighbouring pointings one is the other moved. What is left is a
    rotation by Δα sin δ, 0.02″ at the border of the field for pointings an arcminute apart at δ = −60°.

    Raises
    ------
    PixviewerError
        If one is on the sky and the other in field pixels.
    """
    if frame.is_sky != onto.is_sky:
        raise PixviewerError(
            "one table is on the sky and the other in field pixels, so their positions cannot be compared; "
            "their detectors can"
        )
    if not frame.is_sky or (frame.ra0, frame.dec0) == (onto.ra0, onto.dec0):
        return 0.0, 0.0
    dx, dy = frame.sky_to_plane(onto.ra0, onto.dec0)
    return float(dx), float(dy)


def is_same_lattice(frame: Frame, other: Frame) -> bool:
    """Whether images of two tables have the same cells of the same plane."""
    shift = shift_between(frame, other)
    return shift == (0.0, 0.0) and frame.natural_step == other.natural_step


def moved_grid(grid: Grid, dx: float, dy: float) -> Grid:
    """The same cells elsewhere in the plane."""
    return replace(grid, x0=grid.x0 + dx, y0=grid.y0 + dy)


def moved_bounds(bounds: Bounds, dx: float, dy: float) -> Bounds:
    """A box elsewhere in the plane."""
    return bounds[0] + dx, bounds[1] + dx, bounds[2] + dy, bounds[3] + dy


def apart_text(first: "tuple[str, Frame, Bounds]", second: "tuple[str, Frame, Bounds]") -> str:
    """Why two tables have no place in common; nothing when they overlap.

    Parameters
    ----------
    first, second : (name, frame, bounds)
        Bounds in the plane of each.
    """
    (name_a, frame_a, a), (name_b, frame_b, bounds_b) = first, second
    try:
        dx, dy = shift_between(frame_a, frame_b)
    except PixviewerError as error:
        return str(error)
    if math.isfinite(dx) and math.isfinite(dy):
        b = moved_bounds(bounds_b, dx, dy)
        if max(a[0], b[0]) < min(a[1], b[1]) and max(a[2], b[2]) < min(a[3], b[3]):
            return ""
        distance = math.hypot((a[0] + a[1] - b[0] - b[1]) / 2, (a[2] + a[3] - b[2] - b[3]) / 2)
        far = _distance(distance, frame_a)
    else:
        far = "on the other side of the sky"
    return f"{name_a} and {name_b} do not overlap: their centres are {far}; their detectors can be compared"


def _distance(arcsec: float, frame: Frame) -> str:
    if not frame.is_sky:
        return f"{arcsec:.0f} pixels apart"
    if arcsec < 300:
        return f"{arcsec:.0f}″ apart"
    return f"{arcsec / 60:.0f}′ apart" if arcsec < 7200 else f"{arcsec / 3600:.1f}° apart"


def compute_aligned(request: AlignedImageRequest, table: "PixTable", progress: Progress) -> "Image":
    """White-light image of a table on cells of another plane; its grid is in that plane."""
    from pixviewer.core.products.extent import approximate_extent, extent, natural_grid
    from pixviewer.core.products.image import white_light

    assert request.onto is not None
    dx, dy = shift_between(table.frame, request.onto)
    bounds = approximate_extent(table, progress) if request.sketch else extent(table, progress)
    there = natural_grid(request.onto, moved_bounds(bounds, -dx, -dy))
    image = white_light(
        table,
        request.choice,
        grid=moved_grid(there, dx, dy),
        statistic=request.statistic,  # type: ignore[arg-type]
        sketch=request.sketch,
        progress=progress,
    )
    return replace(image, grid=there)


def compute_side(request: SideRequest, table: "PixTable", progress: Progress) -> Any:
    """Product of one side."""
    from pixviewer.model.linked_work import compute_detector

    if isinstance(request, AlignedImageRequest):
        return compute_aligned(request, table, progress)
    if isinstance(request, ImageRequest):
        return work.compute_image(request, table, progress)
    if isinstance(request, RasterRequest):
        return work.compute_raster(request, table, progress)
    return compute_detector(request, table, progress)


def compute_trouble(first: "tuple[str, PixTable]", second: "tuple[str, PixTable]", progress: Progress) -> str:
    """Look whether two tables overlap on the sky; gives the reason why not."""
    from pixviewer.core.products.extent import approximate_extent

    sides = [(name, table.frame, approximate_extent(table, progress)) for name, table in (first, second)]
    return apart_text(sides[0], sides[1])


# Two planes on one grid


def values_of(product: Any) -> tuple[Plane, Grid, str, float]:
    """Numbers of a product, NaN where it has no rows; its grid, unit, and share of rows looked at."""
    if hasattr(product, "box"):  # of a detector
        grid, unit, plane = product.box.grid, product.unit, product.value
    elif hasattr(product, "plane"):
        grid, unit, plane = product.grid, "", product.plane
    else:
        grid, unit, plane = product.grid, product.unit, product.value
    values = np.where(product.count > 0, plane.astype(np.float64), np.nan)
    return values, grid, unit, product.fraction


def union_grid(first: Grid, second: Grid) -> Grid:
    """Grid of the cells of both.

    Raises
    ------
    PixviewerError
        If their cells do not coincide, or they lie so far apart that no screen could show them together.
    """
    if first == second:
        return first
    left, bottom = _steps(second.x0 - first.x0, first.dx), _steps(second.y0 - first.y0, first.dy)
    if (first.dx, first.dy) != (second.dx, second.dy) or left is None or bottom is None:
        raise PixviewerError(
            "the images of the two tables have cells of different size or place, so they cannot be "
            "subtracted; zoom in and compare the scatter instead"
        )
    i, j = min(0, left), min(0, bottom)
    n_x = max(first.n_x, left + second.n_x) - i
    n_y = max(first.n_y, bottom + second.n_y) - j
    if n_x * n_y > 4 * work.MAX_CELLS**2:
        raise PixviewerError("the two tables lie too far apart to be shown together")
    return Grid(first.x0 + i * first.dx, first.y0 + j * first.dy, first.dx, first.dy, n_x, n_y)


def _steps(distance: float, step: float) -> int | None:
    n = distance / step
    return round(n) if abs(n - round(n)) < 1e-3 else None


def on_grid(values: Plane, grid: Grid, onto: Grid) -> Plane:
    """A plane on a larger grid of the same cells, NaN where it has none."""
    if grid == onto:
        return values
    i, j = round((grid.x0 - onto.x0) / onto.dx), round((grid.y0 - onto.y0) / onto.dy)
    wide = np.full(onto.shape, np.nan)
    wide[j : j + grid.n_y, i : i + grid.n_x] = values
    return wide


def relation(mode: str, a: Plane, b: Plane) -> Plane:
    """Second minus first, or second over first; NaN where either has nothing."""
    if mode == DIFFERENCE:
        return b - a
    with np.errstate(divide="ignore", invalid="ignore"):
        found = b / a
    found[~np.isfinite(found)] = np.nan
    return found


def relation_limits(mode: str, found: Plane, display: Display, lo: float, hi: float) -> tuple[float, float]:
    """Limits of a relation: as far to either side of no change as both sides are shown around their middle.

    Rules that are made from the numbers look at those of the relation itself.
    """
    neutral = 1.0 if mode == RATIO else 0.0
    middle, half = (lo + hi) / 2, (hi - lo) / 2
    if display.limits in (USER, SKY_PERCENT):
        half = half / abs(middle) if mode == RATIO and middle else half
    else:
        low, high = limits(found, display.limits, n_sigma=display.n_sigma)
        half = max(abs(low - neutral), abs(high - neutral))
    half = half if half > 0 and math.isfinite(half) else 1.0
    return neutral - half, neutral + half


def pair_pictures(request: PairRequest, first: Any, second: Any, progress: Progress) -> PairPictures:
    """Bring two products onto one grid and colour them on one scale; the second may be None."""
    display, mode = request.display, request.mode
    a, grid_a, unit, fraction_a = values_of(first)
    grid_a = request.grid or grid_a
    if second is None:
        b, grid, fraction_b = np.full(a.shape, np.nan), grid_a, 0.0
    else:
        b, grid_b, _, fraction_b = values_of(second)
        grid_b = request.grid or grid_b
        grid = union_grid(grid_a, grid_b)
        a, b = on_grid(a, grid_a, grid), on_grid(b, grid_b, grid)
    inside = cells_in(request.part, grid)
    both = display_limits(display, np.array([a, b]), None if inside is None else np.array([inside] * 2))
    lo, hi = both or (None, None)
    fractions = (fraction_a, fraction_b)
    if mode not in RELATIONS:
        rgba = tuple(_coloured(values, both, request) for values in (a, b))
        others = _others(request, np.array([a, b]) if second is not None else a)
        return PairPictures(
            grid, (a, b), rgba, display, mode, lo, hi, both, unit, fractions, others=others
        )  # fmt: skip
    found = relation(mode, a, b)
    scale = relation_limits(mode, found, display, *both) if both is not None else None
    rgba = (_coloured(found, scale, request),)
    return PairPictures(
        grid, (a, b), rgba, display, mode, lo, hi, scale, unit, fractions, *_middle(found),
        _others(request, found),
    )  # fmt: skip


def _others(request: PairRequest, values: Plane) -> Others:
    """What is no value in the pictures: a screen is transparent there."""
    is_screen = isinstance(request.first, RasterRequest)
    return ((NO_DATA, request.palette.blank),) if not is_screen and np.isnan(values).any() else ()


def _coloured(values: Plane, limits: tuple[float, float] | None, request: PairRequest) -> Rgba:
    is_screen = isinstance(request.first, RasterRequest)
    rgba = shade_as(request.display, values, limits, request.palette, is_clear=is_screen)
    if is_screen and request.footprint:
        fill_gaps(rgba, np.isfinite(values), request.footprint)
    return rgba


def _middle(values: Plane) -> tuple[float, float]:
    good = values[np.isfinite(values)]
    if good.size == 0:
        return math.nan, math.nan
    middle = float(np.median(good))
    return middle, float(1.4826 * np.median(np.abs(good - middle)))


@dataclass(frozen=True, slots=True)
class TroubleRequest:
    """Whether two tables overlap."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A table that is opened as one side."""

    path: str
    number: int


def open_side(path: str, allow_large: bool, progress: Progress) -> "PixTable":
    """Open a table."""
    from pathlib import Path

    from pixviewer.core.io.reading import open_table

    work.load_core(progress)
    return open_table(Path(path), progress=progress, allow_large=allow_large)
