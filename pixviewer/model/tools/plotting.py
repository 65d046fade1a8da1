"""Any column of the rows of the current region against any other: raw positions, too."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.model import shading
from pixviewer.model.categories import OwnColours
from pixviewer.model.jobs import Runner
from pixviewer.model.memory import check_budget
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice
from pixviewer.model.state import Display, DisplayState, ViewState
from pixviewer.model.tools.chosen import chosen_rows
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.tools.watching import Watched
from pixviewer.model.units import pretty_unit
from pixviewer.model.work import CATEGORIES, Points, shade_points

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

# More rows than this are not looked through for a diagram: a region is.
MOST_ROWS = 5_000_000
# So many points are drawn; of more rows every k-th, and all that are flagged.
MOST_POINTS = 20_000
COLOUR_MAP = "Viridis"
# That a diagram takes at its height, of each row and of each that is decoded. Measured.
BYTES_PER_ROW, BYTES_PER_POINT = 40, 400

AXES = (
    ("x", "xpos"), ("y", "ypos"), ("ra", "RA"), ("dec", "Dec"), ("xi", "Δα cos δ"), ("eta", "Δδ"),
    ("wave", "Wavelength"), ("data", "Value"), ("variance", "Variance"), ("snr", "S/N"), ("ifu", "IFU"),
    ("slice", "Slice (CCD)"), ("slice_sky", "Slice (sky)"), ("x_det", "Detector x, from 0"),
    ("y_det", "Detector y, from 0"), ("row", "Row number"),
)  # fmt: skip
COLOURS = (
    ("ifu", "IFU"), ("slice", "Slice (CCD)"), ("slice_sky", "Slice (sky)"), ("stack", "Stack"),
    ("exposure", "Exposure"), ("flags", "Flags"), ("wave", "Wavelength"), ("data", "Value"), ("snr", "S/N"),
)  # fmt: skip
# East is to the left wherever it is drawn across.
EAST_LEFT = ("ra", "xi")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlotRequest:
    """Which rows, and what of them."""

    table: int
    choice: Choice
    x: str
    y: str
    by: str
    flag_colours: OwnColours = ()


@dataclass(frozen=True, slots=True, eq=False)
class PlotAnswer:
    """Points of a diagram with their colours, and the place of each on the plane.

    ``n_row`` are the rows there are, of which ``x.size`` are drawn. ``limits`` are the values, in ``unit``,
    of the first and last colour; where colours are categories, ``present`` are those that occur.
    """

    request: PlotRequest
    title: str
    x: Floats
    y: Floats
    rgba: npt.NDArray[np.uint8]
    rows: npt.NDArray[np.int64]
    xi: Floats
    eta: Floats
    labels: tuple[str, str]
    n_row: int
    limits: tuple[float, float] | None
    present: tuple[int, ...]
    unit: str


class Plotting(Watched):
    """Diagrams of the current region, or of the table where it is small, while somebody looks."""

    def __init__(self, view: ViewState, display: DisplayState, regions: Regions, runner: Runner) -> None:
        super().__init__(Inquiry(runner, "plot"), view, regions)
        self._display = display
        self.x, self.y, self.by = "y", "x", "ifu"

    @property
    def answer(self) -> PlotAnswer | None:
        """The newest diagram."""
        return cast("PlotAnswer | None", self.inquiry.value)

    def choose(self, x: str, y: str, by: str) -> None:
        """Draw other columns."""
        self.x, self.y, self.by = x, y, by
        self.refresh()

    def refresh(self) -> None:
        """Draw what is current now, unless that is drawn."""
        table, facts = self._table, self._facts
        if not self._is_watched or table is None or facts is None or self._regions.dragged is not None:
            return
        region = self._regions.current
        choice = chosen_rows(self._view, self._regions, region)
        own = self._display.scatter.flag_colours if self.by == "flags" else ()
        request = PlotRequest(facts.number, choice, self.x, self.y, self.by, own)
        if request == self.inquiry.request and self.inquiry.problem != "cancelled":
            return
        title = region.title if region else "whole table" if choice is None else "what filters leave"
        self._ask(request, title, table, may_exceed=False)

    def _ask(self, request: PlotRequest, title: str, table: "PixTable", *, may_exceed: bool) -> None:
        work = partial(compute_plot, request, title, table, may_exceed=may_exceed)
        go_on = partial(self._ask, request, title, table, may_exceed=True)
        self.inquiry.ask(request, work, f"Drawing rows of {title}", go_on=go_on)


def compute_plot(
    request: PlotRequest, title: str, table: "PixTable", progress: Progress, *, may_exceed: bool = False
) -> PlotAnswer:
    """Read the rows, and colour them; beyond the budget of memory only where it may be exceeded."""
    from pixviewer.core.products.rows import count_rows, decode_rows, read_rows

    table.ensure_blocks(progress)
    counts = count_rows(table, request.choice, progress=progress)
    n_row = counts.n_row
    if n_row > MOST_ROWS:
        raise ValueError(
            f"there are {n_row:,} rows, where a diagram is drawn of up to {MOST_ROWS:,}; select a region"
        )
    if not may_exceed:
        n_point = min(n_row, counts.n_bad + MOST_POINTS)
        check_budget(f"Drawing rows of {title}", n_row * BYTES_PER_ROW + n_point * BYTES_PER_POINT)
    found = read_rows(table, request.choice, ("flags",), progress=progress)
    is_kept = found["flags"] != 0
    is_kept[:: max(1, -(-n_row // MOST_POINTS))] = True
    rows = decode_rows(table, found["row"][is_kept])
    flags = rows["flags"].astype(np.int64).astype(np.uint32)
    order = np.argsort(flags != 0, kind="stable")  # flagged rows on top
    x, y = (_values(rows, name)[order] for name in (request.x, request.y))
    values = flags if request.by == "flags" else _values(rows, request.by)
    points = Points(x, y, rows["row"][order], values[order], flags[order], request.by)
    limits = None
    if request.by not in CATEGORIES:
        limits = shading.limits(points.values.astype(np.float64), "99%")
    low, high = limits or (None, None)
    display = Display(by=request.by, cmap=COLOUR_MAP, flag_colours=request.flag_colours)
    coloured = shade_points(points, display, low, high)
    present = () if limits else tuple(int(n) for n in np.unique(points.values))
    labels = (_label(table, request.x), _label(table, request.y))
    return PlotAnswer(
        request, title, x, y, coloured.rgba, points.rows, rows["xi"][order], rows["eta"][order], labels,
        n_row, limits, present, _unit(table, request.by),
    )  # fmt: skip


def _unit(table: "PixTable", name: str) -> str:
    column = table.columns.get(name)
    return column.unit if column is not None else ""


def _values(rows: dict[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    if name == "snr":
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(rows["data"] / np.sqrt(rows["variance"]), np.float64)
    values = rows[name]
    is_category = name in ("ifu", "slice", "slice_sky", "stack", "exposure")
    return values if is_category else values.astype(np.float64)


def _label(table: "PixTable", name: str) -> str:
    is_sky = table.frame.is_sky
    plain = dict(AXES)[name]
    if name in ("xi", "eta", "ra", "dec"):
        unit = ("″" if name in ("xi", "eta") else "°") if is_sky else "pix"
        plain = plain if is_sky else {"xi": "x", "ra": "x"}.get(name, "y")
    elif name in ("x", "y"):
        unit = table.columns[name].unit  # as the file has it
    else:
        column = table.columns.get(name)
        unit = pretty_unit(column.unit) if column is not None else ""
    return f"{plain} [{unit}]" if unit else plain
