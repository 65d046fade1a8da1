"""What the compare view shows of two tables, and how: values that announce changes, without any work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Range
from pixviewer.model.resolve import TableFacts
from pixviewer.model.state import DETECTOR, IMAGE, SCATTER, Display

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

SUBJECTS = (IMAGE, SCATTER, DETECTOR)
SIDE_BY_SIDE, SWIPE, BLINK, DIFFERENCE, RATIO = "side", "swipe", "blink", "difference", "ratio"
MODES = (SIDE_BY_SIDE, SWIPE, BLINK, DIFFERENCE, RATIO)
RELATIONS = (DIFFERENCE, RATIO)

# What can be compared of each subject; categories have no difference.
QUANTITIES = {
    IMAGE: ("mean", "sum", "ivw", "count"),
    SCATTER: ("data", "variance", "snr", "wave", "count"),
    DETECTOR: ("data", "variance", "snr", "wave", "count"),
}
FASTEST_S, SLOWEST_S = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tables that are compared.

    Parameters
    ----------
    name : str
        Short, as a view writes it.
    table : PixTable
    facts : TableFacts
        With a number of its own, see `numbering.next_table_number`.
    """

    name: str
    table: "PixTable"
    facts: TableFacts


Pair = tuple[Side, Side]


@dataclass
class CompareState:
    """How a pair is compared.

    Attributes
    ----------
    pair : (Side, Side) or None
        What is compared.
    subject, mode : str
        One of `SUBJECTS`, one of `MODES`.
    wave : (float, float) or None
        Wavelengths in Å; None: those of the filters.
    front : int
        Side that a blinking view shows, 0 or 1.
    bar : float
        Where the bar of a swipe stands, from 0 at the left to 1.
    is_blinking, blink_s : bool, float
        Whether the sides change by themselves, and after how many seconds.
    shape : (int, int)
        Size of one canvas on screen, in pixels.
    is_visible : bool
        A view that nobody sees asks for nothing.
    """

    pair: Pair | None = None
    subject: str = IMAGE
    mode: str = SIDE_BY_SIDE
    wave: Range | None = None
    front: int = 0
    bar: float = 0.5
    is_blinking: bool = True
    blink_s: float = 0.6
    shape: tuple[int, int] = (320, 240)
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


@dataclass(frozen=True, slots=True)
class PairReading:
    """Both values at a place, NaN where a side has none."""

    x: float
    y: float
    a: float
    b: float

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.b - self.a

    @property
    def ratio(self) -> float:
        """Second over first; NaN where the first is nothing."""
        return self.b / self.a if self.a else float("nan")


@dataclass
class CompareShown:
    """The newest things to say about the pair: why it cannot be compared, and what is under the cursor."""

    trouble: str = ""
    reading: PairReading | None = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


def quantity_of(subject: str, display: Display) -> str:
    """What is shown of a subject: the display's quantity, or the one that means the same there."""
    if display.by in QUANTITIES[subject]:
        return display.by
    if display.by in ("mean", "sum", "ivw", "data"):
        return "mean" if subject == IMAGE else "data"
    return QUANTITIES[subject][0]
