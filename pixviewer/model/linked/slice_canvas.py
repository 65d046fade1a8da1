"""Asks for what the slice map should show."""

from pixviewer.model import linked_work, slices
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.shown import LinkedShown
from pixviewer.model.resolve import TableFacts
from pixviewer.model.slices import SliceMapRequest, SliceMapState

SLICES = "slice map"


class SliceCanvas:
    """The map of all slices."""

    def __init__(self, asker: Asker, slices: SliceMapState, shown: LinkedShown) -> None:
        self.asker, self.slices, self.shown = asker, slices, shown

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the map, unless it is shown."""
        if not self.slices.is_visible or self.asker.regions.dragged is not None:
            return
        request = SliceMapRequest(facts.number, self.asker.choice(self.slices.rows))
        if not self.asker.is_new(SLICES, (request, facts.has_blocks)):
            return
        label = "Averaging slices"
        tasks = []
        if facts.n_row > 2 * slices.SLICE_SKETCH_ROWS or not facts.has_blocks:
            rough = SliceMapRequest(facts.number, request.choice, slices.SLICE_SKETCH_ROWS)
            tasks.append(self._slices_task(rough, Lane.QUICK, 0, label))
        if facts.has_blocks:
            tasks.append(self._slices_task(request, Lane.HEAVY, 1, label))
        self.asker.runner.submit(*tasks)

    def _slices_task(self, request: SliceMapRequest, lane: Lane, rank: int, label: str) -> Task:
        compute = self.asker.compute(linked_work.compute_slice_map, request)
        is_shown = lane is Lane.HEAVY
        return Task(SLICES, request, compute, self._on_slices, label, lane, rank, is_shown=is_shown)

    def _on_slices(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "The slice map"):
            self.shown.slice_map = answer.value
