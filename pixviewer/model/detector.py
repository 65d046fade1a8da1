"""What the detector view shows: state, and frozen requests made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.table.detector_box import N_COLUMN, N_ROW, DetectorBox
from pixviewer.core.table.selection import Expression
from pixviewer.model.palette import USUAL, Palette
from pixviewer.model.resolve import Choice
from pixviewer.model.state import Bounds, Display

DETECTOR = "detector"
ALL_ROWS, REGION_ROWS = "all", "region"
CCD, SKY, OPTICAL = "ccd", "sky", "optical"
NUMBERINGS = (CCD, SKY, OPTICAL)

# Cells a side that a panel may have: more than a screen shows is only slower.
MAX_CELLS = 2_000
# Rows of a sketch of one detector: drawn in some 20 ms.
DETECTOR_SKETCH_ROWS = 500_000
WHOLE: Bounds = (-0.5, N_COLUMN - 0.5, -0.5, N_ROW - 0.5)


@dataclass(frozen=True, slots=True)
class DetectorRequest:
    """Part of the detector of an IFU, aggregated to the cells of a panel."""

    table: int
    ifu: int
    choice: Choice
    quantity: str
    box: DetectorBox
    sketch: int = 0


@dataclass(frozen=True, slots=True)
class DetectorShadeRequest:
    """Colours for panels that were computed, with limits that they share."""

    products: tuple[DetectorRequest, ...]
    display: Display
    palette: Palette = USUAL
    bad: tuple[DetectorRequest | None, ...] = ()  # what tells which cells are bad, where that is known


@dataclass(frozen=True, slots=True)
class DetectorLitRequest:
    """Which cells of a panel have rows of what is picked; with ``dims`` the others are to be dimmed."""

    table: int
    ifu: int
    expression: Expression
    box: DetectorBox
    dims: bool = False


@dataclass(frozen=True, slots=True)
class OutlinesRequest:
    """Where the slices of an IFU lie: of all its rows, or of a choice of them."""

    table: int
    ifu: int
    choice: Choice


@dataclass
class DetectorState:
    """Where the detector view looks.

    ``ifu`` is shown when ``follows`` is False, or when no region says which IFUs to show. ``views`` are the
    boxes of panels the user has zoomed, by IFU, in detector pixels; the others fit their rows. ``shape`` is
    the size of one panel on screen, in pixels; ``capacity`` how many there is room for.
    """

    ifu: int = 1
    follows: bool = True
    rows: str = ALL_ROWS
    numbering: str = CCD
    has_outlines: bool = True
    is_locked: bool = False
    views: Mapping[int, Bounds] = field(default_factory=dict)
    shape: tuple[int, int] = (320, 240)
    capacity: int = 3
    is_visible: bool = True

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


def cells_of(view: Bounds, shape: tuple[int, int]) -> DetectorBox | None:
    """Cut of the detector for a view of so many screen pixels; None when none of it is in view.

    Cells are whole pixels, and begin at multiples of their size: a view that is moved keeps its cells.
    """
    x0, x1, y0, y1 = view
    bin_x = max(1, floor((x1 - x0) / min(max(shape[0], 1), MAX_CELLS)))
    bin_y = max(1, floor((y1 - y0) / min(max(shape[1], 1), MAX_CELLS)))
    low_x, high_x = _aligned(x0, x1, bin_x, N_COLUMN)
    low_y, high_y = _aligned(y0, y1, bin_y, N_ROW)
    if low_x >= high_x or low_y >= high_y:
        return None
    return DetectorBox(low_x, high_x, low_y, high_y, bin_x, bin_y)


def _aligned(low: float, high: float, size: int, end: int) -> tuple[int, int]:
    first = max(floor((low + 0.5) / size) * size, 0)
    last = min(ceil((high + 0.5) / size) * size, end)
    return first, last


def padded(bounds: Bounds) -> Bounds:
    """A little more than some bounds, on the detector."""
    x0, x1, y0, y1 = bounds
    dx, dy = max(0.04 * (x1 - x0), 4.0), max(0.04 * (y1 - y0), 4.0)
    return (
        max(x0 - dx, WHOLE[0]), min(x1 + dx, WHOLE[1]), max(y0 - dy, WHOLE[2]), min(y1 + dy, WHOLE[3])
    )  # fmt: skip


def place_of(slice_ccd: int, numbering: str) -> int:
    """Place of a slice, 1 to 48, in the order of a numbering; optical ones stand as on the sky."""
    from pixviewer.core.table.origin import ccd_to_sky

    return slice_ccd if numbering == CCD else int(ccd_to_sky(slice_ccd))


def slice_at(place: int, numbering: str) -> int:
    """CCD slice at a place in the order of a numbering."""
    from pixviewer.core.table.origin import sky_to_ccd

    return place if numbering == CCD else int(sky_to_ccd(place))


def slice_name(slice_ccd: int, numbering: str) -> str:
    """Number of a slice in one of the numberings; optical ones are stack and row."""
    from pixviewer.core.table.origin import ccd_to_optical, ccd_to_sky

    if numbering == SKY:
        return str(int(ccd_to_sky(slice_ccd)))
    if numbering == OPTICAL:
        stack, row = ccd_to_optical(slice_ccd)
        return f"{int(stack)}.{int(row)}"
    return str(slice_ccd)
