"""The detector view, the slice map, the table of rows, and what is picked in any of them.

Like `Canvases`, they compare what is wanted now with what was asked last, and ask only for the difference;
`refresh` may be called after any change. A view that is not visible asks for nothing.
"""

from functools import partial
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.model import linked_work
from pixviewer.model.canvases import Canvases
from pixviewer.model.contouring import Contouring
from pixviewer.model.detector import DetectorState
from pixviewer.model.jobs import Answer, Lane, Runner, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.detector_canvas import DetectorCanvas
from pixviewer.model.linked.detector_moves import DetectorMoves
from pixviewer.model.linked.histogram_canvas import HistogramCanvas
from pixviewer.model.linked.inspector import Inspector
from pixviewer.model.linked.lights import Lights
from pixviewer.model.linked.picking import Picking
from pixviewer.model.linked.row_pages import RowPages
from pixviewer.model.linked.shown import LinkedShown
from pixviewer.model.linked.slice_canvas import SliceCanvas
from pixviewer.model.linking import Links
from pixviewer.model.overview import Overview
from pixviewer.model.resolve import TableFacts
from pixviewer.model.row_list import RowListState
from pixviewer.model.slices import SliceMapState
from pixviewer.model.state import DisplayState, ViewState

if TYPE_CHECKING:
    from pixviewer.model.regions import Regions


class LinkedViews:
    """Everything that is linked by what is picked.

    Attributes
    ----------
    detector, slices, row_list, links
        Observable states.
    shown
        What they show.
    moves, picking
        Verbs of the detector view and of picks; they may be called here too.
    inspector, histogram
        The picked slice from all sides; values, and ranges of them.
    contouring, overview
        Contours of white light; where IFUs lie in the field.
    """

    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(
        self, view: ViewState, display: DisplayState, regions: "Regions", runner: Runner, canvases: Canvases
    ) -> None:
        self.detector = DetectorState()
        self.slices = SliceMapState()
        self.row_list = RowListState()
        self.links = Links()
        self.shown = LinkedShown()
        self.asker = Asker(view, regions, runner, canvases)
        self.detectors = DetectorCanvas(self.asker, display, self.detector, self.shown)
        self.moves = DetectorMoves(self.detectors)
        self.picking = Picking(self.asker, self.links, self.row_list, self.slices, self.detectors)
        self.lights = Lights(self.asker, self.links, self.slices, self.detectors, self.shown)
        self.pages = RowPages(self.asker, self.links, self.row_list, self.shown)
        self.slice_canvas = SliceCanvas(self.asker, self.slices, self.shown)
        self.inspector = Inspector(self.asker, self.picking)
        self.histogram = HistogramCanvas(self.asker, self.picking)
        self.contouring = Contouring(self.asker, self.detectors)
        self.overview = Overview(self.asker)
        self._lend_verbs()

        self.asker.failed.connect(self.failed.emit)
        self.asker.told.connect(self.told.emit)
        self.asker.changed.connect(self.refresh)
        for signal in (self.detector.events, self.slices.events, self.row_list.events, self.links.events):
            signal.connect(lambda *_: self.refresh())

    def _lend_verbs(self) -> None:
        """Offer the verbs here too: who calls them need not know which of the views they belong to."""
        moves, picking = self.moves, self.picking
        self.step_ifu, self.show_ifu = moves.step_ifu, moves.show_ifu
        self.follow_region, self.set_rows = moves.follow_region, moves.set_rows
        self.set_view, self.hover_pixel = moves.set_view, moves.hover_pixel
        self.fit, self.match_views = moves.fit, moves.match_views
        self.bounds_of = self.detectors.bounds_of
        self.pick, self.drop_pick, self.pick_place = picking.pick, picking.drop_pick, picking.pick_place
        self.pick_waves, self.pick_region = picking.pick_waves, picking.pick_region
        self.pick_slice, self.step_slice = picking.pick_slice, picking.step_slice
        self.pick_row, self.mark_row = picking.pick_row, picking.mark_row
        self.follow_cursor = self.pages.follow_cursor

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self.asker.reset()
        self.shown.clear()
        self.detectors.reset()
        self.picking.reset()
        self.pages.reset()
        self.inspector.reset()
        self.histogram.reset()
        self.contouring.reset()
        self.overview.reset()

    def refresh(self) -> None:
        """Ask for whatever is not shown yet."""
        facts = self.facts
        if self.asker.table is None or facts is None:
            return
        if facts.has_blocks:
            self.detectors.refresh(facts)
            self.picking.refresh(facts)
            self.lights.refresh(facts)
            self.pages.refresh(facts)
            self.inspector.refresh(facts)
            self.histogram.refresh(facts)
            self.overview.refresh(facts)
        self.slice_canvas.refresh(facts)
        self.contouring.refresh(facts)

    @property
    def facts(self) -> TableFacts | None:
        """What is known of the open table."""
        return self.asker.facts

    @property
    def present(self) -> tuple[int, ...]:
        """IFUs that the table has, once it is indexed."""
        return self.asker.present

    @property
    def touched(self) -> tuple[int, ...]:
        """IFUs that the current region touches, as far as they are known."""
        return self.detectors.touched

    @property
    def chosen_name(self) -> str:
        """What the rows of the region are called: the names of those that are chosen, or nothing."""
        return self.asker.chosen_name

    @property
    def slice_picked(self) -> tuple[int, int] | None:
        """IFU and CCD slice of what is picked, when that lies in one slice."""
        return self.picking.slice_picked

    def save_text(self, name: str, text: str, what: str) -> None:
        """Write a text file in the background."""

        def written(answer: Answer) -> None:
            if self.asker.is_good(answer, f"Saving {name}"):
                self.told.emit(f"saved {what} to {name}")

        key = f"save {name}"
        write = partial(linked_work.write_text, name, text)
        task = Task(
            key, (key, hash(text)), lambda progress: write(), written, lane=Lane.QUICK, is_kept=False,
            is_shown=False,
        )  # fmt: skip
        self.asker.runner.submit(task)
