"""Asks for the histogram of values, and picks ranges of it."""

from pixviewer.core.table.selection import all_of
from pixviewer.model import detector, histogram
from pixviewer.model.histogram import HistogramRequest, HistogramShown, HistogramState
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.picking import Picking
from pixviewer.model.resolve import Choice, TableFacts

HISTOGRAM, LIT_HISTOGRAM = "histogram", "histogram of the pick"


class HistogramCanvas:
    """Values of the rows that are shown, or chosen, and of those that are picked."""

    def __init__(self, asker: Asker, picking: Picking) -> None:
        self.asker, self.picking = asker, picking
        self.state = HistogramState()
        self.shown = HistogramShown()
        self.state.events.connect(lambda *_: self.asker.changed.emit())

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self.shown.clear()

    def choice(self) -> Choice:
        """Rows that are counted."""
        return self.asker.choice(self.state.rows)

    @property
    def title(self) -> str:
        """What is counted, in words."""
        chosen = self.asker.chosen_name if self.state.rows == detector.REGION_ROWS else ""
        return f"rows of {chosen}" if chosen else "all rows that pass the filters"

    def pick_values(self, low: float, high: float) -> None:
        """Pick the rows whose value lies in a range."""
        if low < high:
            is_region = self.state.rows == detector.REGION_ROWS and self.asker.chosen_name
            where = f" of {self.asker.chosen_name}" if is_region else ""
            within = self.choice() if where else None
            self.picking.pick(histogram.pick_of_values(self.state.quantity, low, high, within, where))

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the histograms, unless they are shown."""
        if not self.state.is_visible or self.asker.regions.dragged is not None:
            return
        request = HistogramRequest(facts.number, self.choice(), self.state.quantity)
        if self.asker.is_new(HISTOGRAM, request):
            self.asker.forget(LIT_HISTOGRAM)
            self.shown.picked = None
            is_large = facts.n_row > 2 * histogram.HISTOGRAM_SKETCH_ROWS
            rough = [self._task(histogram.roughly(request), Lane.QUICK, 0)] if is_large else []
            self.asker.runner.submit(*rough, self._task(request, Lane.HEAVY, 1))
        self._refresh_picked(facts)

    def _task(self, request: HistogramRequest, lane: Lane, rank: int) -> Task:
        compute = self.asker.compute(histogram.compute_histogram, request)
        is_shown = lane is Lane.HEAVY
        label = "Counting values"
        return Task(HISTOGRAM, request, compute, self._on_histogram, label, lane, rank, is_shown=is_shown)

    def _refresh_picked(self, facts: TableFacts) -> None:
        pick, whole = self.picking.links.pick, self.shown.whole
        if pick is None or whole is None:
            self.asker.forget(LIT_HISTOGRAM)
            self.shown.picked = None
            return
        rows = all_of([pick.expression, self.choice()])
        bounds = (float(whole.edges[0]), float(whole.edges[-1]))
        request = HistogramRequest(facts.number, rows, whole.quantity, bounds)
        if self.asker.is_new(LIT_HISTOGRAM, request):
            self.shown.picked = None
            self.asker.submit(LIT_HISTOGRAM, request, histogram.compute_histogram, self._on_picked)

    def _on_histogram(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Counting values"):
            self.shown.whole = answer.value
            self.asker.changed.emit()

    def _on_picked(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Counting values of what is picked"):
            self.shown.picked = answer.value
