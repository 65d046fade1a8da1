"""What the slice map shows: state and request."""

from dataclasses import dataclass
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.resolve import Choice

ROWS, MEAN, FLAGGED = "rows", "mean", "flagged"
SLICE_QUANTITIES = (ROWS, MEAN, FLAGGED)
SLICE_SKETCH_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class SliceMapRequest:
    """Rows, flagged rows and mean of every slice."""

    table: int
    choice: Choice
    sketch: int = 0


@dataclass
class SliceMapState:
    """What the cells of the map tell, of which rows, and in which order slices stand."""

    quantity: str = MEAN
    rows: str = "all"
    numbering: str = "ccd"
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()
