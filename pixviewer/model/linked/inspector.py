"""Asks for what the slice inspector should show, while somebody looks at it."""

from functools import partial

from pixviewer.core.table.neighbours import Cell
from pixviewer.model import inspecting
from pixviewer.model.inspecting import (
    LEVEL_ROWS,
    InspectorShown,
    InspectorState,
    InspectRequest,
    LevelRequest,
    NeighboursRequest,
)
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.picking import Picking
from pixviewer.model.resolve import TableFacts
from pixviewer.model.selfcal.mask_state import MaskState
from pixviewer.model.selfcal.state import CalState

INSPECT, NEIGHBOURS = "inspect slice", "neighbours of the slice"


class Inspector:
    """The picked slice, with its neighbours.

    Attributes
    ----------
    state, shown
        Observable: what slices are compared through, and what was found.
    """

    def __init__(self, asker: Asker, picking: Picking) -> None:
        self.asker, self.picking = asker, picking
        self.state = InspectorState()
        self.shown = InspectorShown()
        self.state.events.connect(lambda *_: self.asker.changed.emit())

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self.shown.clear()
        self.state.mask = self.state.factors = None
        self.state.factors_name = ""

    def watch(self, is_watched: bool) -> None:
        """Look at slices from now on, or no longer."""
        self.state.is_visible = is_watched

    def follow(self, calibration: CalState, masking: MaskState) -> None:
        """Compare slices through the factors of a self-calibration and its mask, whenever it has others."""

        def take(*_: object) -> None:
            self.state.factors_name = calibration.factors_name
            self.state.factors = calibration.factors

        masking.events.mask.connect(lambda mask: setattr(self.state, "mask", mask))
        calibration.events.factors.connect(take)
        calibration.events.factors_name.connect(take)

    @property
    def is_waiting(self) -> bool:
        """Whether the picked slice is not shown yet."""
        request = self.shown.request
        cell = self.picking.slice_picked
        is_there = cell is not None and cell[0] in self.asker.present
        return is_there and (request is None or request.cell != cell)

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the picked slice, unless it is shown."""
        cell = self.picking.slice_picked
        if not self.state.is_visible or self.asker.regions.dragged is not None:
            return
        if cell is None or cell[0] not in self.asker.present:
            self.asker.forget(INSPECT, NEIGHBOURS)
            self.shown.clear()
            return
        request = self._request(facts, cell)
        if self.asker.is_new(INSPECT, request):
            self._ask(request, facts)

    def _request(self, facts: TableFacts, cell: Cell) -> InspectRequest:
        level = LevelRequest(facts.number, self.state.mask, LEVEL_ROWS)
        return InspectRequest(cell, self.asker.view.filters.expression(), level, self.state.factors)

    def _ask(self, request: InspectRequest, facts: TableFacts) -> None:
        kept = self.asker.runner.cache
        is_known = kept.get(request.level) is not None
        is_large = facts.n_row > 2 * inspecting.ROUGH_LEVEL_ROWS
        requests = [request] if is_known or not is_large else [inspecting.roughly(request), request]
        tasks = [self._task(one, 1 if one is request else 0) for one in requests]
        self.asker.runner.submit(*tasks)

    def _task(self, request: InspectRequest, rank: int) -> Task:
        work = partial(
            self.asker.compute(inspecting.compute_inspection, request), kept=self.asker.runner.cache
        )
        return Task(INSPECT, request, work, self._on_inspection, "Slice", Lane.QUICK, rank, is_shown=False)

    def _on_inspection(self, answer: Answer) -> None:
        if not self.asker.is_good(answer, "Looking at the slice"):
            return
        request = answer.request
        assert isinstance(request, InspectRequest)
        if self.shown.request is None or request.cell != self.shown.request.cell:
            self.shown.neighbours = {}
        self.shown.request = request
        self.shown.inspected = answer.value
        self._ask_neighbours(NeighboursRequest(request.cell, request.choice, request.level))

    def _ask_neighbours(self, request: NeighboursRequest) -> None:
        work = partial(
            self.asker.compute(inspecting.compute_neighbours, request), kept=self.asker.runner.cache
        )
        self.asker.runner.submit(
            Task(NEIGHBOURS, request, work, self._on_neighbours, lane=Lane.QUICK, is_shown=False)
        )

    def _on_neighbours(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Looking at the slices around"):
            self.shown.neighbours = answer.value
