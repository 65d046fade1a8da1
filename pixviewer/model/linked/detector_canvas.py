"""Asks for what the detector view should show."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pixviewer.model import detector, linked_work, resolve
from pixviewer.model.bad_cells import BadCells, detector_bad_request
from pixviewer.model.detector import DETECTOR, DetectorRequest, DetectorState, OutlinesRequest
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.shown import LinkedShown
from pixviewer.model.linked_work import DetectorPictures
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.slices import SliceMapRequest
from pixviewer.model.state import Bounds, Display, DisplayState
from pixviewer.model.work import CATEGORIES

if TYPE_CHECKING:
    from pixviewer.core.products.detector_raster import DetectorRaster

TOUCHED, SHADE = "touched", "shade detector"


class DetectorCanvas:
    """Panels of detectors, of one IFU or of those that a region touches."""

    def __init__(self, asker: Asker, display: DisplayState, state: DetectorState, shown: LinkedShown) -> None:
        self.asker, self.display, self.state, self.shown = asker, display, state, shown
        self._products: dict[int, tuple[DetectorRequest, Any]] = {}  # by IFU
        self._bad = BadCells(self._ask_bad, self._shade)
        self._fits: dict[tuple[int, Choice], Bounds] = {}
        self._last_fits: dict[int, Bounds] = {}
        self._touched: tuple[Choice, tuple[int, ...]] | None = None

    def reset(self) -> None:
        """Know nothing: another table is open, or none."""
        self._products.clear()
        self._bad.forget()
        self._fits.clear()
        self._last_fits.clear()
        self._touched = None
        self.asker.canvases.shown.detector = None
        self.state.views, self.state.ifu, self.state.follows = {}, 1, True

    @property
    def first_ifu(self) -> int:
        """The IFU that is shown, or the first of several; or would be, if the view were visible."""
        if self.state.is_visible and self.shown.ifus:
            return self.shown.ifus[0]
        ifu, present = self.state.ifu, self.asker.present
        return ifu if ifu in present or not present else present[0]

    def bounds_of(self, ifu: int) -> Bounds | None:
        """What the panel of an IFU is to show; None until its rows are found."""
        if ifu in self.state.views:
            return self.state.views[ifu]
        if self.asker.facts is None:
            return None
        fitting = self._fits.get((ifu, self.choice()))
        # While a region is dragged its detectors stand still, or it could not be seen to move.
        return self._last_fits.get(ifu) if fitting is None and self._is_dragged else fitting

    def product_of(self, ifu: int) -> "DetectorRaster | None":
        """Values that the panel of an IFU was coloured of, or is about to be."""
        held = self._products.get(ifu)
        return None if held is None else held[1]

    @property
    def touched(self) -> tuple[int, ...]:
        """IFUs that the current region touches, as far as they are known."""
        return self._touched[1] if self._touched is not None and self.asker.followed else ()

    # Asking

    def refresh(self, facts: TableFacts) -> None:
        """Ask for whatever the panels do not show yet; of a region that is dragged for a sketch."""
        if not self.state.is_visible:
            return
        ifus = self._wanted_ifus(facts)
        if ifus is None:
            return
        if ifus != self.shown.ifus:
            for gone in set(self.shown.ifus) - set(ifus):
                self.asker.forget(f"{DETECTOR} {gone}", f"lit {gone}")
                self._products.pop(gone, None)
            self.shown.ifus = ifus
        choice = self.choice()
        for ifu in ifus:
            self._refresh_outlines(facts, ifu)
            self._refresh_panel(facts, ifu, choice)
        self._shade()

    def _wanted_ifus(self, facts: TableFacts) -> tuple[int, ...] | None:
        """IFUs to show; None while that is looked up."""
        present, state = self.asker.present, self.state
        one = (state.ifu if state.ifu in present else present[0],) if present else ()
        if not state.follows or not self.asker.followed:
            return one
        choice = self.asker.choice(detector.REGION_ROWS, is_live=True)
        if self._touched is not None and self._touched[0] == choice:
            return self._touched[1][: max(state.capacity, 1)] or one
        request = SliceMapRequest(facts.number, choice, self._live_sketch(facts))
        if self.asker.is_new(TOUCHED, request):
            self.asker.submit(
                TOUCHED, request, linked_work.compute_slice_map, partial(self._on_touched, choice),
                label="Finding the IFUs of the region",
            )  # fmt: skip
        return self.shown.ifus if self._is_dragged and self.shown.ifus else None

    @property
    def _is_dragged(self) -> bool:
        return self.asker.regions.dragged is not None

    def _live_sketch(self, facts: TableFacts) -> int:
        """Rows to look at while a region is dragged; 0 for all."""
        dragged = self.asker.regions.dragged
        return 0 if dragged is None else resolve.live_sketch(facts, dragged)

    def _refresh_outlines(self, facts: TableFacts, ifu: int) -> None:
        if self.state.has_outlines and ifu not in self.shown.outlines:
            request = OutlinesRequest(facts.number, ifu, None)
            if self.asker.is_new(f"outlines {ifu}", request):
                then = partial(self._on_outlines, ifu)
                self.asker.submit(f"outlines {ifu}", request, linked_work.compute_outlines, then)

    def _refresh_panel(self, facts: TableFacts, ifu: int, choice: Choice) -> None:
        bounds = self.bounds_of(ifu)
        if bounds is None:
            request = OutlinesRequest(facts.number, ifu, choice)
            if self.asker.is_new(f"fit {ifu}", request):
                self.asker.submit(
                    f"fit {ifu}", request, linked_work.compute_outlines, partial(self._on_fit, ifu, choice)
                )
            return
        box = detector.cells_of(bounds, self.state.shape)
        if box is None:
            return
        key = f"{DETECTOR} {ifu}"
        wanted = DetectorRequest(facts.number, ifu, choice, self.display.detector.by, box)
        is_live = self._is_dragged and self.state.rows == detector.REGION_ROWS
        if self.asker.is_new(key, (wanted, is_live)):
            if is_live:
                task = self._panel_task(key, wanted, ifu, 0, self._live_sketch(facts))
                self.asker.runner.submit(task)
                return
            sketch = detector.DETECTOR_SKETCH_ROWS if facts.n_row > 4 * detector.DETECTOR_SKETCH_ROWS else 0
            tasks = [self._panel_task(key, wanted, ifu, 0, sketch)] if sketch else []
            self.asker.runner.submit(*tasks, self._panel_task(key, wanted, ifu, 1, 0))

    def _panel_task(self, key: str, wanted: DetectorRequest, ifu: int, rank: int, sketch: int) -> Task:
        request = replace(wanted, sketch=sketch)
        compute = self.asker.compute(linked_work.compute_detector, request)
        then = partial(self._on_panel, ifu)
        return Task(key, request, compute, then, f"Detector of IFU {ifu}", Lane.QUICK, rank, is_shown=False)

    def _shade(self) -> None:
        display = self.display.detector
        held = [self._products[ifu] for ifu in self.shown.ifus if ifu in self._products]
        held = [(request, raster) for request, raster in held if request.quantity == display.by]
        if not held:
            return
        flagged = [self._flagged(request, display) for request, _ in held]
        request = detector.DetectorShadeRequest(
            tuple(request for request, _ in held), display, self.display.palette,
            tuple(wanted if found is not None else None for wanted, found in flagged),
        )  # fmt: skip
        if self.asker.is_new(SHADE, request):
            rasters = [raster for _, raster in held]
            bad = [found for _, found in flagged]
            work_it = partial(linked_work.shade_detector, request, rasters, bad)
            self.asker.runner.submit(
                Task(SHADE, request, work_it, self._on_pictures, "Colouring", Lane.QUICK, is_kept=False,
                     is_shown=False)
            )  # fmt: skip

    def _flagged(self, request: DetectorRequest, display: Display) -> tuple[DetectorRequest | None, Any]:
        """Flagged rows of a panel, None while they are not known or nobody wants to see them."""
        wanted = detector_bad_request(request) if display.shows_bad and display.by not in CATEGORIES else None
        return wanted, None if wanted is None else self._bad.of(f"bad {request.ifu}", wanted)

    def _ask_bad(self, key: str, request: DetectorRequest, then: Callable[[Answer], None]) -> None:
        compute = self.asker.compute(linked_work.compute_detector, request)
        task = Task(
            key, request, compute, then, f"Bad pixels of IFU {request.ifu}", Lane.QUICK, is_shown=False
        )
        self.asker.runner.submit(task)

    def choice(self) -> Choice:
        """Rows that the panels show."""
        return self.asker.choice(self.state.rows, is_live=True)

    # Answers

    def _on_touched(self, choice: Choice, answer: Answer) -> None:
        if self.asker.is_good(answer, "Finding the IFUs of the region"):
            self._touched = (choice, answer.value.ifus)
            self.asker.changed.emit()

    def _on_outlines(self, ifu: int, answer: Answer) -> None:
        if self.asker.is_good(answer, "Finding the slices"):
            self.shown.outlines = {**self.shown.outlines, ifu: answer.value}

    def _on_fit(self, ifu: int, choice: Choice, answer: Answer) -> None:
        if self.asker.is_good(answer, "Finding the rows on the detector"):
            bounds = answer.value.bounds
            fitting = detector.WHOLE if bounds is None else detector.padded(bounds)
            self._fits[ifu, choice] = self._last_fits[ifu] = fitting
            self.state.events.views.emit(self.state.views, self.state.views)

    def _on_panel(self, ifu: int, answer: Answer) -> None:
        if self.asker.is_good(answer, f"The detector of IFU {ifu}"):
            self._products[ifu] = (answer.request, answer.value)  # type: ignore[assignment]
            self._shade()

    def _on_pictures(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Colouring the detector"):
            pictures: DetectorPictures = answer.value
            self.asker.canvases.shown.detector = pictures
