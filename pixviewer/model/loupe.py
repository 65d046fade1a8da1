"""What lies around the cursor in any view, cell by cell: colours and values as they are there already."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid
from pixviewer.core.table.quality import names_of
from pixviewer.model.compare_state import DIFFERENCE, RATIO, RELATIONS
from pixviewer.model.resolve import RasterRequest
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, SCATTER
from pixviewer.model.units import pretty_number, pretty_unit

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

Rgba = npt.NDArray[np.uint8]

NUMBERS, LABELS, FLAGS = "numbers", "labels", "flags"


@dataclass(frozen=True, slots=True)
class Source:
    """Which picture is looked at.

    Parameters
    ----------
    view : str
        ``image``, ``scatter``, ``detector`` or ``compare``.
    number : int
        IFU of a detector; side of a comparison, 0 or 1.
    """

    view: str
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A picture with the values behind it.

    Attributes
    ----------
    rgba : (n_y, n_x, 4) uint8
    planes : tuple of (n_y, n_x)
        Values; two where their relation is shown; none where the colours are of another product than the one
        at hand.
    grid : Grid
    kind : {"numbers", "labels", "flags"}
        What the values are.
    unit : str
        As the file spells it.
    east_left : bool
    count : (n_y, n_x) or None
        Rows of each cell, where the values do not tell that there are none.
    relation : str
        How two planes are related: ``difference`` or ``ratio``.
    """

    rgba: Rgba = field(repr=False)
    planes: tuple[npt.NDArray[Any], ...] = field(repr=False)
    grid: Grid
    kind: str = NUMBERS
    unit: str = ""
    east_left: bool = False
    count: npt.NDArray[Any] | None = field(default=None, repr=False)
    relation: str = ""

    def values_at(self, at: Any) -> npt.NDArray[Any]:
        """Values of some cells: only these are related, and asked for their rows."""
        parts = [plane[at] for plane in self.planes]
        values = parts[0]
        if self.relation:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = parts[1] - parts[0] if self.relation == DIFFERENCE else parts[1] / parts[0]
        if self.count is None:
            return values
        return np.where(self.count[at] > 0, values, np.nan if self.kind == NUMBERS else 0)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Cells around a place, as they lie on the screen: the first line at the top.

    Attributes
    ----------
    rgba : (n, n, 4) uint8
        Transparent beside the picture.
    texts : tuple of tuple of str
        What each cell holds, in short; nothing where there is no data.
    value : str
        What the middle one holds, in full, with its unit.
    is_of_cells : bool
        Whether what lies around the picture is like its cells without data; else the background shows there.
    """

    rgba: Rgba = field(repr=False)
    texts: tuple[tuple[str, ...], ...] = field(repr=False)
    value: str
    is_of_cells: bool = True


def cells_of(workspace: "Workspace", source: Source) -> Cells | None:
    """Give the picture that a view shows now; None where it shows none."""
    if source.view == DETECTOR:
        return _of_detector(workspace, source.number)
    if source.view == COMPARE:
        return _of_pair(workspace, source.number)
    return _of_sky(workspace, source.view)


def _of_sky(workspace: "Workspace", view: str) -> Cells | None:
    picture = getattr(workspace.shown, view)
    if picture is None:
        return None
    held: tuple[Any, Any] = workspace.canvases.product_of(view) or (None, None)
    request, product = held
    frame = workspace.facts.frame if workspace.facts is not None else None
    east_left = frame is None or frame.is_sky
    if view == IMAGE:
        planes = (product.value,) if product is not None and product.grid == picture.grid else ()
        return Cells(picture.rgba, planes, picture.grid, NUMBERS, picture.unit, east_left)
    unit = _raster_unit(workspace, picture.display.by)
    # The next product may be there, but not its colours.
    if (
        not isinstance(request, RasterRequest)
        or product.grid != picture.grid
        or product.by != picture.display.by
    ):
        return Cells(picture.rgba, (), picture.grid, NUMBERS, unit, east_left)
    kind = {"category": LABELS, "flags": FLAGS}.get(product.kind, NUMBERS)
    return Cells(picture.rgba, (product.plane,), picture.grid, kind, unit, east_left, product.count)


def _raster_unit(workspace: "Workspace", by: str) -> str:
    table = workspace.table
    if table is None:
        return ""
    return {"wave": "Angstrom", "data": table.facts.data_unit, "variance": table.facts.variance_unit}.get(
        by, ""
    )


def _of_detector(workspace: "Workspace", ifu: int) -> Cells | None:
    shown = workspace.shown.detector
    picture = shown.pictures.get(ifu) if shown is not None else None
    if picture is None:
        return None
    raster = workspace.linked.detectors.product_of(ifu)
    fits = raster is not None and raster.box.grid == picture.grid and raster.quantity == picture.display.by
    kind = {"flags": FLAGS, "slice": LABELS}.get(picture.display.by, NUMBERS)
    if raster is None or not fits:
        return Cells(picture.rgba, (), picture.grid, kind, picture.unit)
    return Cells(picture.rgba, (raster.value,), picture.grid, kind, picture.unit, count=raster.count)


def _of_pair(workspace: "Workspace", side: int) -> Cells | None:
    shown = workspace.shown.compare
    if shown is None or not shown.rgba:
        return None
    relation = shown.mode if shown.mode in RELATIONS else ""
    planes = shown.values if relation else (shown.values[side],)
    unit = "" if shown.mode == RATIO else shown.unit
    rgba = shown.rgba[min(side, len(shown.rgba) - 1)]
    is_sky = workspace.comparison.state.subject in (IMAGE, SCATTER) and workspace.comparison.plane.is_sky
    return Cells(rgba, planes, shown.grid, NUMBERS, unit, is_sky, relation=relation)


def patch_of(cells: Cells, x: float, y: float, n: int) -> Patch:
    """Cut the cells around a place out of a picture.

    Parameters
    ----------
    cells : Cells
    x, y : float
        Place in the plane of the picture.
    n : int
        Cells a side; odd, so that there is one in the middle.
    """
    grid = cells.grid
    col, row = int(np.floor((x - grid.x0) / grid.dx)), int(np.floor((y - grid.y0) / grid.dy))
    cols, rows = np.arange(col - n // 2, col + n // 2 + 1), np.arange(row - n // 2, row + n // 2 + 1)
    if (grid.dx < 0) != cells.east_left:
        cols = cols[::-1]
    if grid.dy > 0:
        rows = rows[::-1]
    is_in = ((rows >= 0) & (rows < grid.n_y))[:, None] & ((cols >= 0) & (cols < grid.n_x))[None, :]
    at = np.ix_(np.clip(rows, 0, grid.n_y - 1), np.clip(cols, 0, grid.n_x - 1))
    rgba = np.where(is_in[..., None], cells.rgba[at], 0).astype(np.uint8)
    is_sparse = bool((rgba[is_in][:, 3] == 0).any())  # where there are no rows the background shows
    if not cells.planes:
        return Patch(rgba, (("",) * n,) * n, "", not is_sparse)
    values = cells.values_at(at)
    texts = tuple(
        tuple(_short(values[i, j], cells.kind) if is_in[i, j] else "" for j in range(n)) for i in range(n)
    )
    middle = _full(values[n // 2, n // 2], cells) if is_in[n // 2, n // 2] else "outside"
    return Patch(rgba, texts, middle, not is_sparse)


def _short(value: Any, kind: str) -> str:
    if kind == NUMBERS:
        return _narrow(float(value)) if np.isfinite(value) else ""
    return str(int(value)) if value else ""


def _narrow(value: float) -> str:
    """A number in five letters or so: a cell has no room for a typeset exponent."""
    size = abs(value)
    if 1e-3 <= size < 999.5 or size == 0.0:
        return pretty_number(value, 3)
    if 999.5 <= size < 99_999.5:
        return f"{value:.0f}".replace("-", "−")
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def _full(value: Any, cells: Cells) -> str:
    if cells.kind == FLAGS:
        return ", ".join(names_of(int(value))) or "no flag"
    if cells.kind == LABELS:
        return str(int(value)) if value else "no rows"
    if not np.isfinite(value):
        return "no data"
    return f"{pretty_number(float(value), 5)} {pretty_unit(cells.unit)}".rstrip()


def place_text(cells: Cells, source: Source, x: float, y: float) -> str:
    """A place as the axes of its view have it."""
    if cells.east_left:
        return f"Δα {_signed(x)}″  Δδ {_signed(y)}″"
    if source.view == DETECTOR:
        return f"x {int(np.floor(x + 0.5))}  y {int(np.floor(y + 0.5))}"
    return f"x {_signed(x)}  y {_signed(y)}"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
