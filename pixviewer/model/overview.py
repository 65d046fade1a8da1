"""The whole field in small: where its IFUs lie, and which of them the current region touches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.model import detector, linked_work, resolve
from pixviewer.model.jobs import Answer
from pixviewer.model.linked.asker import Asker
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.slices import SliceMapRequest

if TYPE_CHECKING:
    from pixviewer.core.products.field_outlines import FieldOutlines
    from pixviewer.core.table.pixtable import PixTable

FIELD, TOUCHED = "outlines of the field", "IFUs of the region"


@dataclass(frozen=True, slots=True)
class FieldRequest:
    """Where IFUs lie on the sky."""

    table: int


@dataclass
class OverviewShown:
    """The newest answers: outlines, None while they are looked for; and IFUs of the current region."""

    outlines: "FieldOutlines | None" = None
    touched: tuple[int, ...] = ()

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


class Overview:
    """Asks while somebody looks.

    Attributes
    ----------
    shown : OverviewShown
        Observable.
    is_watched : bool
        Nobody looks, nothing is asked.
    """

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.shown = OverviewShown()
        self.is_watched = False

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self.shown.outlines = None
        self.shown.touched = ()

    def watch(self, is_watched: bool) -> None:
        """Somebody looks now, or nobody any more."""
        self.is_watched = is_watched
        if is_watched:
            self.asker.changed.emit()

    def refresh(self, facts: TableFacts) -> None:
        """Ask for what is not shown yet."""
        if not self.is_watched or not facts.has_blocks:
            return
        request = FieldRequest(facts.number)
        if self.asker.is_new(FIELD, request):
            self.asker.submit(FIELD, request, compute_outlines, self._on_outlines)
        self._refresh_touched(facts)

    def _refresh_touched(self, facts: TableFacts) -> None:
        dragged = self.asker.regions.dragged
        if not self.asker.followed:
            if TOUCHED in self.asker.asked:
                self.asker.forget(TOUCHED)
            self.shown.touched = ()
            return
        choice: Choice = self.asker.choice(detector.REGION_ROWS, is_live=True)
        sketch = 0 if dragged is None else resolve.live_sketch(facts, dragged)
        request = SliceMapRequest(facts.number, choice, sketch)
        if self.asker.is_new(TOUCHED, request):
            compute: Callable[..., object] = linked_work.compute_slice_map
            self.asker.submit(TOUCHED, request, compute, self._on_touched)

    def _on_outlines(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Looking where the IFUs lie"):
            self.shown.outlines = answer.value

    def _on_touched(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Finding the IFUs of the region") and self.asker.followed:
            self.shown.touched = answer.value.ifus


def compute_outlines(request: FieldRequest, table: "PixTable", progress: Progress) -> "FieldOutlines":
    """Find where IFUs lie."""
    from pixviewer.core.products.field_outlines import field_outlines

    return field_outlines(table, progress=progress)
