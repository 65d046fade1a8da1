"""Moves where the detector view looks, and reads out its pixels."""

from collections.abc import Callable

from pixviewer.model import linked_work
from pixviewer.model.canvases import READING
from pixviewer.model.jobs import Answer, Ending
from pixviewer.model.linked.detector_canvas import DetectorCanvas
from pixviewer.model.linked_work import PixelRequest
from pixviewer.model.shown import Reading
from pixviewer.model.state import Bounds


class DetectorMoves:
    """Verbs of the detector view."""

    def __init__(self, canvas: DetectorCanvas) -> None:
        self.canvas, self.asker = canvas, canvas.asker
        self.state, self.shown = canvas.state, canvas.shown

    def step_ifu(self, step: int) -> None:
        """Show one IFU: the next, or the previous, that the table has."""
        present = self.asker.present
        if not present:
            return
        now = self.canvas.first_ifu
        if step > 0:
            later = [ifu for ifu in present if ifu > now]
            ifu = later[0] if later else present[0]
        else:
            earlier = [ifu for ifu in present if ifu < now]
            ifu = earlier[-1] if earlier else present[-1]
        self.show_ifu(ifu)

    def show_ifu(self, ifu: int) -> None:
        """Show one IFU."""
        self.state.follows = False
        self.state.ifu = ifu

    def follow_region(self) -> None:
        """Show the IFUs that the current region touches."""
        self.state.follows = True

    def set_rows(self, rows: str) -> None:
        """Show all rows on the detector, or those of the region; panels fit what they have then."""
        self.state.views = {}
        self.state.rows = rows

    def set_view(self, ifu: int, bounds: Bounds) -> None:
        """Look at part of a detector; locked views look at the same part of all."""
        wanted = (*self.shown.ifus, ifu) if self.state.is_locked else (ifu,)
        self.state.views = {**self.state.views, **dict.fromkeys(wanted, bounds)}

    def fit(self) -> None:
        """Show all of what the panels have."""
        self.state.views = {}

    def match_views(self) -> None:
        """Show in every panel what the first one shows."""
        if self.shown.ifus:
            first = self.canvas.bounds_of(self.shown.ifus[0])
            if first is not None:
                self.state.views = {**self.state.views, **dict.fromkeys(self.shown.ifus, first)}

    def hover_pixel(self, ifu: int, x: int, y: int, then: Callable[[bool], None]) -> None:
        """Read out the row on a detector pixel; `then` is told whether there is one."""
        facts, table = self.asker.facts, self.asker.table
        if facts is None or table is None or self.asker.view.is_frozen or not facts.has_blocks:
            return

        def arrived(answer: Answer) -> None:
            if answer.ending is not Ending.FINISHED or self.asker.view.is_frozen:
                return
            row = answer.value
            self.asker.canvases.shown.reading = (
                None if row is None else Reading(row.xi, row.eta, row, is_known=True)
            )
            then(row is not None)

        request = PixelRequest(facts.number, ifu, x, y, self.canvas.choice())
        self.asker.submit(READING, request, linked_work.compute_pixel, arrived, is_kept=False)
