"""From what the user wants to what has to be computed: pure functions that give frozen requests.

A request holds everything its answer depends on, the table's number included, so that equal requests have
equal answers and a changed one shows by comparison.
"""

from dataclasses import dataclass, replace

from pixviewer.core.geometry import Circle, Frame, Grid
from pixviewer.core.table.selection import Expression
from pixviewer.model import choosing
from pixviewer.model.limit_cells import Part
from pixviewer.model.palette import USUAL, Palette
from pixviewer.model.regions import Region, Regions
from pixviewer.model.state import Bounds, Display, ViewState

# Rows that a sketch looks at. A million are read and binned in well under 0.3 s.
SKETCH_ROWS = 1_000_000
# The count and the spectrum under a drag must follow the mouse: exactly where no more rows than this are to
# be read, which is an aperture of 2″ in a whole exposure, from a sketch where they are more.
LIVE_EXACT_ROWS = 10_000_000
LIVE_SKETCH_ROWS = 250_000
# Below this many rows in a view true points are drawn, and can be picked one by one.
MAX_POINTS = 20_000
MAX_FOOTPRINT = 2.5  # cells: beyond that, tracks of rows are looked at one by one
SPECTRUM_STEP = 1.25
MAX_PIXELS = 2_000  # a side: more than a screen shows is only slower


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What requests need to know of the open table; ``number`` tells it from every other opened before."""

    number: int
    n_row: int
    frame: Frame
    has_blocks: bool = False


Choice = Expression | None  # which rows; None means all
Background = Expression | None  # rows whose mean is subtracted; None for no such thing


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """The white-light image of the whole field, on its natural cells."""

    table: int
    choice: Choice
    statistic: str
    sketch: int = 0


@dataclass(frozen=True, slots=True)
class RasterRequest:
    """Rows of the view, aggregated to its screen pixels."""

    table: int
    choice: Choice
    grid: Grid
    by: str
    sketch: int = 0


@dataclass(frozen=True, slots=True)
class PointsRequest:
    """Every row of the view by itself, when they are few."""

    table: int
    choice: Choice
    bounds: Bounds
    by: str


@dataclass(frozen=True, slots=True)
class SpectrumRequest:
    """Binned spectrum of a choice of rows."""

    table: int
    choice: Choice
    step: float = SPECTRUM_STEP
    sketch: int = 0
    background: Background = None


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """Numbers of rows, and mean, median and S/N of the good ones, of a choice."""

    table: int
    choice: Choice
    background: Background = None


@dataclass(frozen=True, slots=True)
class MeasuresRequest:
    """Numbers of several choices, one after the other."""

    several: tuple[MeasureRequest, ...]


@dataclass(frozen=True, slots=True)
class CountRequest:
    """Number of rows, good ones and bad ones, of a choice."""

    table: int
    choice: Choice
    sketch: int = 0


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """Numbers of rows that a spectrum, without its background, is of: found in the same pass."""

    spectrum: SpectrumRequest


@dataclass(frozen=True, slots=True)
class ReadoutRequest:
    """The row nearest to a position of the plane."""

    table: int
    xi: float
    eta: float
    radius: float
    choice: Choice


@dataclass(frozen=True, slots=True)
class ShadeRequest:
    """Colours for an image or a raster that was computed."""

    product: ImageRequest | RasterRequest
    display: Display
    footprint: int = 0  # cells that a row covers to either side
    part: Part = None  # cells that the limits are made of
    palette: Palette = USUAL
    bad: RasterRequest | None = None  # what tells which cells are bad, once that is known
    pitch: int = 1  # cells from one row of a slice to the next


Request = (
    ImageRequest
    | RasterRequest
    | PointsRequest
    | SpectrumRequest
    | CountRequest
    | FollowRequest
    | MeasureRequest
    | ReadoutRequest
)


def footprint_cells(frame: Frame, grid: Grid) -> int:
    """Cells that a row covers to either side of its own, 0 where that is less than half a cell.

    Rows of a slice lie 0.2″ apart: on smaller screen pixels a whole field would be full of holes. On much
    smaller ones it shows where rows really are, or points take over.
    """
    cells = 0.5 * frame.natural_step / abs(grid.dy)
    return round(cells + 0.25) if cells <= MAX_FOOTPRINT else 0


def pitch_cells(frame: Frame, grid: Grid) -> int:
    """Cells from one row of a slice to the next, at least 1."""
    return max(1, int(frame.natural_step / abs(grid.dy) + 1.5))


def visible_bounds(bounds: Bounds, shape: tuple[int, int]) -> Bounds:
    """What a view of that many pixels shows when `bounds` must be visible and cells are square."""
    x0, x1, y0, y1 = bounds
    n_x, n_y = max(shape[0], 1), max(shape[1], 1)
    scale = max((x1 - x0) / n_x, (y1 - y0) / n_y)
    half_x, half_y = scale * n_x / 2, scale * n_y / 2
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - half_x, x + half_x, y - half_y, y + half_y


def followed_bounds(bounds: Bounds, shape: tuple[int, int], box: Bounds) -> Bounds:
    """Bounds that the views share, once a view of so many pixels has been moved to show a box.

    A view may show more than the bounds, as another one is of another shape. They follow its centre and its
    scale; were they its box, each gesture would zoom the other out.
    """
    before = visible_bounds(bounds, shape)
    scale = (box[1] - box[0]) / (before[1] - before[0])
    half_x, half_y = (bounds[1] - bounds[0]) * scale / 2, (bounds[3] - bounds[2]) * scale / 2
    x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    return x - half_x, x + half_x, y - half_y, y + half_y


def screen_grid(frame: Frame, bounds: Bounds, shape: tuple[int, int]) -> Grid:
    """One cell per screen pixel, east to the left on the sky."""
    x0, x1, y0, y1 = visible_bounds(bounds, shape)
    n_x, n_y = (min(max(n, 1), MAX_PIXELS) for n in shape)
    dx, dy = (x1 - x0) / n_x, (y1 - y0) / n_y
    return Grid(x1, y0, -dx, dy, n_x, n_y) if frame.is_sky else Grid(x0, y0, dx, dy, n_x, n_y)


def sketched(request: ImageRequest | RasterRequest | SpectrumRequest, n_row: int) -> tuple[int, ...]:
    """Sizes of sketch to ask for before the exact answer: none when the table is as small as a sketch."""
    return (SKETCH_ROWS,) if n_row > 2 * SKETCH_ROWS else ()


def image_request(facts: TableFacts, view: ViewState, regions: Regions, display: Display) -> ImageRequest:
    """The exact white-light image."""
    return ImageRequest(facts.number, choosing.seen_rows(view.filters, regions), display.by)


def raster_request(
    facts: TableFacts, view: ViewState, regions: Regions, display: Display
) -> RasterRequest | None:
    """The exact scatter raster, None before anything is looked at."""
    if view.bounds is None:
        return None
    grid = screen_grid(facts.frame, view.bounds, view.scatter_shape)
    return RasterRequest(facts.number, choosing.seen_rows(view.filters, regions), grid, display.by)


def points_request(raster: RasterRequest) -> PointsRequest:
    """The rows of a raster one by one."""
    return PointsRequest(raster.table, raster.choice, raster.grid.bounds, raster.by)


def covering_circle(frame: Frame, bounds: Bounds) -> Circle:
    """A circle on the sky that holds a box of the plane."""
    x0, x1, y0, y1 = bounds
    ra, dec = frame.plane_to_sky((x0 + x1) / 2, (y0 + y1) / 2)
    # A hair more than half the diagonal: the metric of apertures differs from the plane in the far digits.
    radius = 0.5 * ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    return Circle(float(ra), float(dec), radius * 1.01)


def spectrum_request(
    facts: TableFacts, view: ViewState, regions: Regions, sketch: int = 0
) -> SpectrumRequest:
    """Spectrum of the chosen regions over all wavelengths, of the whole field when there is none."""
    rows = choosing.spectrum_rows(view.filters, regions)
    background = choosing.background_rows(view.filters, regions)
    return SpectrumRequest(facts.number, rows, sketch=sketch, background=background)


def count_request(
    facts: TableFacts, region: Region, view: ViewState, regions: Regions, sketch: int = 0
) -> CountRequest:
    """Rows of a region."""
    return CountRequest(facts.number, choosing.region_rows(view.filters, region, regions), sketch)


def follow_request(
    facts: TableFacts, region: Region, view: ViewState, regions: Regions, sketch: int = 0
) -> CountRequest | FollowRequest:
    """Rows of a region that is dragged: those of the spectrum that follows it, unless it is of others."""
    count = count_request(facts, region, view, regions, sketch)
    spectrum = replace(spectrum_request(facts, view, regions, sketch), background=None)
    return FollowRequest(spectrum) if spectrum.choice == count.choice else count


def measure_request(facts: TableFacts, region: Region, view: ViewState, regions: Regions) -> MeasureRequest:
    """Numbers of a region, its background subtracted."""
    rows = choosing.region_rows(view.filters, region, regions)
    return MeasureRequest(facts.number, rows, choosing.region_background(view.filters, region, regions))


def live_sketch(facts: TableFacts, region: Region) -> int:
    """Rows to look at while a region is dragged; 0, the exact answer, where that is quick enough."""
    if facts.n_row <= SKETCH_ROWS:
        return 0
    # A block of rows is 75 cells long and one high, and the field has 300 by 300.
    side = 2 * region.shape.size / facts.frame.natural_step
    share = min((side + 75) * (side + 1) / 300**2, 1.0) if facts.has_blocks else 1.0
    return 0 if share * facts.n_row <= LIVE_EXACT_ROWS else LIVE_SKETCH_ROWS


def readout_request(facts: TableFacts, xi: float, eta: float, choice: Choice) -> ReadoutRequest:
    """Row nearest to the cursor, at most two natural cells away."""
    step = facts.frame.natural_step
    # Positions are rounded to a tenth of a cell: the cursor moves in screen pixels, and hovering repeats.
    grain = step / 20
    return ReadoutRequest(
        facts.number, round(xi / grain) * grain, round(eta / grain) * grain, 2 * step, choice
    )


def as_sketch(
    request: ImageRequest | RasterRequest | SpectrumRequest, n: int = SKETCH_ROWS
) -> ImageRequest | RasterRequest | SpectrumRequest:
    """The same request, answered from about `n` rows."""
    return replace(request, sketch=n)
