"""The histogram of values: state, frozen request, and the work for it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Range
from pixviewer.core.progress import Progress
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.model.linking import Pick
from pixviewer.model.resolve import Choice
from pixviewer.model.units import pretty_number

if TYPE_CHECKING:
    from pixviewer.core.products.histogram import Histogram
    from pixviewer.core.table.pixtable import PixTable

HISTOGRAM_SKETCH_ROWS = 2_000_000
# What is counted, how it is called, and which criterion picks a range of it.
QUANTITIES = {
    "data": ("Value", "value"),
    "variance": ("Variance", "variance"),
    "snr": ("S/N", "snr"),
    "wave": ("Wavelength", "wave"),
}


@dataclass(frozen=True, slots=True)
class HistogramRequest:
    """Rows by value; ``bounds`` are those of another histogram that it is drawn into."""

    table: int
    choice: Choice
    quantity: str
    bounds: Range | None = None
    sketch: int = 0


@dataclass
class HistogramState:
    """Which values are counted, and whether somebody looks; ``rows`` as in the detector view."""

    quantity: str = "data"
    rows: str = "region"
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


@dataclass
class HistogramShown:
    """The newest answers: of all rows that are shown, and of those that are picked."""

    whole: "Histogram | None" = None
    picked: "Histogram | None" = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Show nothing."""
        self.whole = self.picked = None


def compute_histogram(request: HistogramRequest, table: "PixTable", progress: Progress) -> "Histogram":
    """Count rows by value."""
    from pixviewer.core.products.histogram import histogram

    return histogram(
        table,
        request.choice,
        request.quantity,
        bounds=request.bounds,
        sketch=request.sketch,
        progress=progress,
    )


def roughly(request: HistogramRequest) -> HistogramRequest:
    """The same of some of the rows."""
    return replace(request, sketch=HISTOGRAM_SKETCH_ROWS)


def pick_of_values(quantity: str, low: float, high: float, within: Expression | None, where: str) -> Pick:
    """Rows whose value lies in a range: from the lower end up to, not with, the upper one."""
    title, criterion = QUANTITIES[quantity]
    settings: dict[str, Any] = {criterion: (low, high)}
    rows = all_of([Selection(**settings), within]) or Selection(**settings)
    name = title if quantity == "snr" else title.lower()
    return Pick(rows, f"{name} {pretty_number(low)} to {pretty_number(high)}{where}")
