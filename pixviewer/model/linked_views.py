"""Asks for what the detector view, the slice map, the table of rows and the lit-up rows should show.

Like `Canvases`, it compares what is wanted now with what was asked last, and asks only for the difference;
`refresh` may be called after any change. A view that is not visible asks for nothing.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from psygnal import Signal, SignalGroupDescriptor

from pixviewer.core.table.selection import Expression, all_of
from pixviewer.model import choosing, detector, linked_work, linking, resolve, row_list, slices, work
from pixviewer.model.canvases import READING, Canvases
from pixviewer.model.detector import DETECTOR, DetectorRequest, DetectorState, OutlinesRequest
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.linked_work import DetectorPictures, Lit, LitRequest, PickRowRequest, PixelRequest
from pixviewer.model.linking import Links, Pick
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.row_list import RowListState, RowPage, RowsRequest
from pixviewer.model.shown import Reading
from pixviewer.model.slices import SliceMapRequest, SliceMapState
from pixviewer.model.state import IMAGE, SCATTER, Bounds, DisplayState, ViewState

if TYPE_CHECKING:
    from pixviewer.core.products.slice_map import SliceMap
    from pixviewer.core.products.slice_outlines import SliceOutlines
    from pixviewer.model.regions import Region, Regions

TOUCHED, SLICES, ROWS, PICK_ROW, SHADE = "touched", "slice map", "rows", "pick row", "shade detector"
LIT_SLICES = "slices of the pick"


@dataclass
class LinkedShown:
    """The newest answers, None or empty where there is none yet.

    ``outlines`` are by IFU; ``lit`` by name of a sky view, or by IFU for a panel of the detector view;
    ``lit_slices`` are IFUs and CCD slices.
    """

    ifus: tuple[int, ...] = ()
    outlines: "Mapping[int, SliceOutlines]" = field(default_factory=dict)
    lit: Mapping[str | int, Lit] = field(default_factory=dict)
    slice_map: "SliceMap | None" = None
    lit_slices: frozenset[tuple[int, int]] = frozenset()
    rows: RowPage | None = None
    is_listing: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


class LinkedViews:
    """The detector view, the slice map, the table of rows, and what is picked in any of them.

    Attributes
    ----------
    detector, slices, row_list, links
        Observable states.
    shown
        What they show.
    """

    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(
        self, view: ViewState, display: DisplayState, regions: "Regions", runner: Runner, canvases: Canvases
    ) -> None:
        self.view, self.display, self.regions = view, display, regions
        self.runner, self.canvases = runner, canvases
        self.detector = DetectorState()
        self.slices = SliceMapState()
        self.row_list = RowListState()
        self.links = Links()
        self.shown = LinkedShown()
        self._asked: dict[str, Any] = {}
        self._products: dict[int, tuple[DetectorRequest, Any]] = {}  # by IFU
        self._fits: dict[tuple[int, Choice], Bounds] = {}
        self._touched: tuple[Choice, tuple[int, ...]] | None = None
        self._cursor: Pick | None = None

        for signal in (self.detector.events, self.slices.events, self.row_list.events, self.links.events):
            signal.connect(lambda *_: self.refresh())

    # Tables

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self.runner.forget(*self._keys())
        self._asked.clear()
        self._products.clear()
        self._fits.clear()
        self._touched = self._cursor = None
        self.links.pick = self.links.row = None
        self.shown.ifus, self.shown.outlines, self.shown.lit = (), {}, {}
        self.shown.slice_map = self.shown.rows = None
        self.shown.lit_slices = frozenset()
        self.shown.is_listing = False
        self.canvases.shown.detector = None
        self.detector.views, self.detector.ifu, self.detector.follows = {}, 1, True
        self.row_list.page = 0

    @property
    def facts(self) -> TableFacts | None:
        """What is known of the open table."""
        return self.canvases.facts

    @property
    def present(self) -> tuple[int, ...]:
        """IFUs that the table has, once it is indexed."""
        table = self.canvases.table
        blocks = table.blocks if table is not None else None
        return tuple(blocks.ifus) if blocks is not None else ()

    # Verbs

    def step_ifu(self, step: int) -> None:
        """Show one IFU: the next, or the previous, that the table has."""
        present = self.present
        if not present:
            return
        now = self.first_ifu
        if step > 0:
            later = [ifu for ifu in present if ifu > now]
            ifu = later[0] if later else present[0]
        else:
            earlier = [ifu for ifu in present if ifu < now]
            ifu = earlier[-1] if earlier else present[-1]
        self.show_ifu(ifu)

    @property
    def first_ifu(self) -> int:
        """IFU that the detector view shows, or shows first; or would show, if it were visible."""
        if self.detector.is_visible and self.shown.ifus:
            return self.shown.ifus[0]
        ifu, present = self.detector.ifu, self.present
        return ifu if ifu in present or not present else present[0]

    def show_ifu(self, ifu: int) -> None:
        """Show one IFU."""
        self.detector.follows = False
        self.detector.ifu = ifu

    def follow_region(self) -> None:
        """Show the IFUs that the current region touches."""
        self.detector.follows = True

    def set_rows(self, rows: str) -> None:
        """Show all rows on the detector, or those of the region; panels fit what they have then."""
        self.detector.views = {}
        self.detector.rows = rows

    def set_view(self, ifu: int, bounds: Bounds) -> None:
        """Look at part of a detector; locked views look at the same part of all."""
        wanted = (*self.shown.ifus, ifu) if self.detector.is_locked else (ifu,)
        self.detector.views = {**self.detector.views, **dict.fromkeys(wanted, bounds)}

    def fit(self) -> None:
        """Show all of what the panels have."""
        self.detector.views = {}

    def match_views(self) -> None:
        """Show in every panel what the first one shows."""
        if self.shown.ifus:
            first = self.bounds_of(self.shown.ifus[0])
            if first is not None:
                self.detector.views = {**self.detector.views, **dict.fromkeys(self.shown.ifus, first)}

    def pick(self, pick: Pick, mode: str | None = None) -> None:
        """Pick rows: they light up in every view."""
        pick = linking.joined(self.links.pick, pick, mode or self.links.mode)
        self.runner.forget(PICK_ROW)
        self._asked.pop(PICK_ROW, None)
        self.links.row = None
        if self.row_list.source == row_list.CURSOR:
            self.row_list.source = row_list.PICKED
        self.row_list.page = 0
        self.links.pick = pick
        self.told.emit(f"picked {pick.label}")

    def drop_pick(self) -> None:
        """Nothing is picked any more."""
        self.runner.forget(PICK_ROW)
        self.links.row = None
        self.links.pick = None

    def pick_place(self, xi: float, eta: float) -> None:
        """Pick the rows at a place of the plane."""
        if self.facts is not None:
            self.pick(linking.pick_of_place(self.facts.frame, xi, eta))

    def pick_waves(self, low: float, high: float) -> None:
        """Pick the rows of a range of wavelengths, of the chosen regions when there are any."""
        chosen = self._chosen()
        within = self._choice(detector.REGION_ROWS) if chosen else None
        self.pick(linking.pick_of_waves(low, high, within, f" of {self.chosen_name}" if chosen else ""))

    @property
    def slice_picked(self) -> tuple[int, int] | None:
        """IFU and CCD slice of what is picked, when that lies in one slice."""
        return linking.slice_of(self.links.pick, self.links.row)

    def pick_slice(self, ifu: int, slice_ccd: int) -> None:
        """Pick a slice instead of what is picked."""
        self.pick(linking.pick_of_slice(ifu, slice_ccd), linking.REPLACE)

    def step_slice(self, step: int) -> None:
        """Pick the next slice, in the order of the numbering that the slice map shows."""
        cell = self.slice_picked
        if cell is None:
            first = self.shown.ifus[0] if self.shown.ifus else self.detector.ifu
            cell = (first, 0 if step > 0 else 49)
            place = 0 if step > 0 else 49
        else:
            place = detector.place_of(cell[1], self.slices.numbering)
        ifu, place = cell[0], place + step
        present = self.present
        if not 1 <= place <= 48:
            later = [i for i in present if (i > ifu if step > 0 else i < ifu)]
            ifu = (later[0] if step > 0 else later[-1]) if later else ifu
            place = (1 if step > 0 else 48) if later else min(max(place, 1), 48)
        self.pick_slice(ifu, detector.slice_at(place, self.slices.numbering))

    def pick_region(self) -> None:
        """Pick the rows of the chosen regions."""
        if not self._chosen():
            self.told.emit("no region is selected")
            return
        rows = self._choice(detector.REGION_ROWS)
        if rows is not None:
            self.pick(Pick(rows, f"rows of {self.chosen_name}"))

    @property
    def chosen_name(self) -> str:
        """What the rows of the region are called: the names of those that are chosen, or nothing."""
        return ", ".join(region.name for region in self._chosen())

    def pick_row(self, number: int) -> None:
        """Pick one row, by its number."""
        self._read_row(number, picks=True)

    def mark_row(self, number: int) -> None:
        """Mark one row in all views, and leave picked what is."""
        self._read_row(number, picks=False)

    def save_text(self, name: str, text: str, what: str) -> None:
        """Write a text file in the background."""

        def written(answer: Answer) -> None:
            if self._is_good(answer, f"Saving {name}"):
                self.told.emit(f"saved {what} to {name}")

        key = f"save {name}"
        write = partial(linked_work.write_text, name, text)
        task = Task(
            key, (key, hash(text)), lambda progress: write(), written, lane=Lane.QUICK, is_kept=False,
            is_shown=False,
        )  # fmt: skip
        self.runner.submit(task)

    def _read_row(self, number: int, *, picks: bool) -> None:
        table, facts = self.canvases.table, self.facts
        if table is None or facts is None:
            return

        def arrived(answer: Answer) -> None:
            if self._is_good(answer, "Reading the row"):
                pick = linking.pick_of_row(answer.value, is_combined=table.offsets.is_combined)
                if picks:
                    self.links.row = None
                    self.links.pick = pick
                    self._asked.pop(PICK_ROW, None)
                self.links.row = answer.value

        request = ("row", facts.number, number)
        task = Task(
            PICK_ROW, request, lambda progress: work.read_row(table, number), arrived, lane=Lane.QUICK,
            is_shown=False,
        )  # fmt: skip
        self.runner.submit(task)

    def hover_pixel(self, ifu: int, x: int, y: int, then: Callable[[bool], None]) -> None:
        """Read out the row on a detector pixel; `then` is told whether there is one."""
        facts, table = self.facts, self.canvases.table
        if facts is None or table is None or self.view.is_frozen or not facts.has_blocks:
            return

        def arrived(answer: Answer) -> None:
            if answer.ending is not Ending.FINISHED or self.view.is_frozen:
                return
            row = answer.value
            self.canvases.shown.reading = (
                None if row is None else Reading(row.xi, row.eta, row, is_known=True)
            )
            then(row is not None)

        request = PixelRequest(facts.number, ifu, x, y, self._detector_choice())
        self._submit(READING, request, linked_work.compute_pixel, arrived, is_kept=False)

    def bounds_of(self, ifu: int) -> Bounds | None:
        """What the panel of an IFU is to show; None until its rows are found."""
        if ifu in self.detector.views:
            return self.detector.views[ifu]
        return self._fits.get((ifu, self._detector_choice())) if self.facts is not None else None

    # Asking

    def refresh(self) -> None:
        """Ask for whatever is not shown yet."""
        facts = self.facts
        if self.canvases.table is None or facts is None:
            return
        if facts.has_blocks:
            self._refresh_detector(facts)
            self._refresh_pick(facts)
            self._refresh_rows(facts)
        self._refresh_slices(facts)

    def _chosen(self) -> "tuple[Region, ...]":
        """Regions that views follow, as they were before one is dragged."""
        known = (self.regions.get(ident) for ident in self.regions.selected)
        return tuple(region for region in known if region is not None and choosing.is_counted(region))

    def _sky_rows(self) -> Choice:
        """Rows that the sky views show."""
        return choosing.seen_rows(self.view.filters, self.regions)

    def _lit_rows(self, pick: Pick) -> Expression:
        """Rows of a pick that the sky views show."""
        return all_of([pick.expression, self._sky_rows()]) or pick.expression

    def _choice(self, rows: str) -> Choice:
        """Rows that pass the filters: all, or those of the region, or of several that are chosen."""
        filters, chosen = self.view.filters, self._chosen()
        if rows == detector.REGION_ROWS and len(chosen) == 1:
            return choosing.region_rows(filters, chosen[0], self.regions)
        return choosing.wanted_rows(filters, self.regions, chosen if rows == detector.REGION_ROWS else ())

    def _detector_choice(self) -> Choice:
        return self._choice(self.detector.rows)

    def _refresh_detector(self, facts: TableFacts) -> None:
        if self.regions.dragged is not None or not self.detector.is_visible:
            return
        ifus = self._wanted_ifus(facts)
        if ifus is None:
            return
        if ifus != self.shown.ifus:
            for gone in set(self.shown.ifus) - set(ifus):
                self.runner.forget(f"{DETECTOR} {gone}", f"lit {gone}")
                self._asked.pop(f"{DETECTOR} {gone}", None)
                self._asked.pop(f"lit {gone}", None)
                self._products.pop(gone, None)
            self.shown.ifus = ifus
        choice = self._detector_choice()
        for ifu in ifus:
            self._refresh_outlines(facts, ifu)
            self._refresh_panel(facts, ifu, choice)
        self._shade()

    def _wanted_ifus(self, facts: TableFacts) -> tuple[int, ...] | None:
        """IFUs to show; None while that is looked up."""
        present, state = self.present, self.detector
        one = (state.ifu if state.ifu in present else present[0],) if present else ()
        if not state.follows or not self._chosen():
            return one
        choice = self._choice(detector.REGION_ROWS)
        if self._touched is not None and self._touched[0] == choice:
            return self._touched[1][: max(state.capacity, 1)] or one
        request = SliceMapRequest(facts.number, choice)
        if self._is_new(TOUCHED, request):
            self._submit(
                TOUCHED, request, linked_work.compute_slice_map, partial(self._on_touched, choice),
                label="Finding the IFUs of the region",
            )  # fmt: skip
        return None

    @property
    def touched(self) -> tuple[int, ...]:
        """IFUs that the current region touches, as far as they are known."""
        return self._touched[1] if self._touched is not None and self._chosen() else ()

    def _refresh_outlines(self, facts: TableFacts, ifu: int) -> None:
        if self.detector.has_outlines and ifu not in self.shown.outlines:
            request = OutlinesRequest(facts.number, ifu, None)
            if self._is_new(f"outlines {ifu}", request):
                then = partial(self._on_outlines, ifu)
                self._submit(f"outlines {ifu}", request, linked_work.compute_outlines, then)

    def _refresh_panel(self, facts: TableFacts, ifu: int, choice: Choice) -> None:
        bounds = self.bounds_of(ifu)
        if bounds is None:
            request = OutlinesRequest(facts.number, ifu, choice)
            if self._is_new(f"fit {ifu}", request):
                self._submit(
                    f"fit {ifu}", request, linked_work.compute_outlines, partial(self._on_fit, ifu, choice)
                )
            return
        box = detector.cells_of(bounds, self.detector.shape)
        if box is None:
            return
        key = f"{DETECTOR} {ifu}"
        wanted = DetectorRequest(facts.number, ifu, choice, self.display.detector.by, box)
        if self._is_new(key, wanted):
            sketch = detector.DETECTOR_SKETCH_ROWS if facts.n_row > 4 * detector.DETECTOR_SKETCH_ROWS else 0
            tasks = [self._panel_task(key, wanted, ifu, 0, sketch)] if sketch else []
            self.runner.submit(*tasks, self._panel_task(key, wanted, ifu, 1, 0))

    def _panel_task(self, key: str, wanted: DetectorRequest, ifu: int, rank: int, sketch: int) -> Task:
        request = replace(wanted, sketch=sketch)
        compute = self._compute(linked_work.compute_detector, request)
        then = partial(self._on_panel, ifu)
        return Task(key, request, compute, then, f"Detector of IFU {ifu}", Lane.QUICK, rank, is_shown=False)

    def _shade(self) -> None:
        display = self.display.detector
        held = [self._products[ifu] for ifu in self.shown.ifus if ifu in self._products]
        held = [(request, raster) for request, raster in held if request.quantity == display.by]
        if not held:
            return
        request = detector.DetectorShadeRequest(tuple(request for request, _ in held), display)
        if self._is_new(SHADE, request):
            rasters = [raster for _, raster in held]
            work_it = partial(linked_work.shade_detector, request, rasters)
            self.runner.submit(
                Task(SHADE, request, work_it, self._on_pictures, "Colouring", Lane.QUICK, is_kept=False,
                     is_shown=False)
            )  # fmt: skip

    def _refresh_pick(self, facts: TableFacts) -> None:
        pick = self.links.pick
        self._light_slices(facts)
        if pick is None:
            self._forget_lit(())
            return
        if pick.has_row and self.links.row is None:
            among = self._sky_rows() if pick.seek is not None else self._lit_rows(pick)
            request = PickRowRequest(facts.number, pick, among)
            if self._is_new(PICK_ROW, request):
                self._submit(PICK_ROW, request, linked_work.compute_pick_row, self._on_pick_row)
        wanted: list[str | int] = []
        rows = self._lit_rows(pick)
        for name in (IMAGE, SCATTER):
            shape = getattr(self.view, f"{name}_shape")
            if self.view.bounds is not None:
                wanted.append(name)
                grid = resolve.screen_grid(facts.frame, self.view.bounds, shape)
                self._light(name, LitRequest(facts.number, rows, grid),
                            lambda r, t, p: linked_work.compute_lit(r, facts.frame, t, p))  # fmt: skip
        for ifu in self.shown.ifus if self.detector.is_visible else ():
            bounds = self.bounds_of(ifu)
            box = detector.cells_of(bounds, self.detector.shape) if bounds is not None else None
            if box is not None:
                wanted.append(ifu)
                request_lit = detector.DetectorLitRequest(facts.number, ifu, rows, box)
                self._light(ifu, request_lit, linked_work.compute_detector_lit)
        self._forget_lit(wanted)

    def _light_slices(self, facts: TableFacts) -> None:
        pick = self.links.pick
        if pick is None:
            self.runner.forget(LIT_SLICES)
            self._asked.pop(LIT_SLICES, None)
            self.shown.lit_slices = frozenset()
        elif self.slices.is_visible and facts.has_blocks:
            request = linked_work.LitSlicesRequest(facts.number, self._lit_rows(pick))
            if self._is_new(LIT_SLICES, request):
                self.shown.lit_slices = frozenset()
                self._submit(LIT_SLICES, request, linked_work.compute_lit_slices, self._on_lit_slices)

    def _light(self, name: str | int, request: Hashable, compute: Callable[..., Lit]) -> None:
        if self._is_new(f"lit {name}", request):
            self._submit(f"lit {name}", request, compute, partial(self._on_lit, name))

    def _forget_lit(self, wanted: "list[str | int] | tuple[()]") -> None:
        gone = [name for name in self.shown.lit if name not in wanted]
        for key in [key for key in self._asked if key.startswith("lit ")]:
            if key.removeprefix("lit ") not in {str(name) for name in wanted}:
                self.runner.forget(key)
                del self._asked[key]
        if gone:
            self.shown.lit = {name: lit for name, lit in self.shown.lit.items() if name not in gone}

    def _refresh_rows(self, facts: TableFacts) -> None:
        if not self.row_list.is_visible:
            return
        request = self._rows_request(facts)
        if request is None:
            if self._asked.pop(ROWS, None) is not None:
                self.runner.forget(ROWS)
            self.shown.rows, self.shown.is_listing = None, False
        elif self._is_new(ROWS, request):
            self.shown.is_listing = True
            self._submit(ROWS, request, row_list.compute_rows, self._on_rows, label="Listing rows")

    def _rows_request(self, facts: TableFacts) -> RowsRequest | None:
        state = self.row_list
        if state.source == row_list.FLAGGED:
            choice = self._choice(detector.REGION_ROWS)
            return RowsRequest(facts.number, None, choice, only_flagged=True, page=state.page)
        pick = self.links.pick if state.source == row_list.PICKED else self._cursor
        return None if pick is None else RowsRequest(facts.number, self._lit_rows(pick), page=state.page)

    def follow_cursor(self) -> None:
        """List the rows under the cursor, once it rests: those of its place on the sky."""
        reading = self.canvases.shown.reading
        if self.row_list.source != row_list.CURSOR or not self.row_list.is_visible or self.facts is None:
            return
        if reading is not None and reading.row is not None:
            self._cursor = linking.pick_of_place(self.facts.frame, reading.row.xi, reading.row.eta)
            self._refresh_rows(self.facts)

    def _refresh_slices(self, facts: TableFacts) -> None:
        if not self.slices.is_visible or self.regions.dragged is not None:
            return
        request = SliceMapRequest(facts.number, self._choice(self.slices.rows))
        if not self._is_new(SLICES, (request, facts.has_blocks)):
            return
        label = "Averaging slices"
        tasks = []
        if facts.n_row > 2 * slices.SLICE_SKETCH_ROWS or not facts.has_blocks:
            rough = SliceMapRequest(facts.number, request.choice, slices.SLICE_SKETCH_ROWS)
            tasks.append(self._slices_task(rough, Lane.QUICK, 0, label))
        if facts.has_blocks:
            tasks.append(self._slices_task(request, Lane.HEAVY, 1, label))
        self.runner.submit(*tasks)

    def _slices_task(self, request: SliceMapRequest, lane: Lane, rank: int, label: str) -> Task:
        compute = self._compute(linked_work.compute_slice_map, request)
        is_shown = lane is Lane.HEAVY
        return Task(SLICES, request, compute, self._on_slices, label, lane, rank, is_shown=is_shown)

    def _submit(
        self, key: str, request: Hashable, compute: Callable[..., Any], then: Callable[[Answer], None],
        *, label: str = "", is_kept: bool = True,
    ) -> None:  # fmt: skip
        work_it = self._compute(compute, request)
        self.runner.submit(
            Task(key, request, work_it, then, label, Lane.QUICK, is_kept=is_kept, is_shown=False)
        )

    def _compute(self, compute: Callable[..., Any], request: Hashable) -> Callable[..., Any]:
        """Work on the table that is open now, whatever is opened meanwhile."""
        return partial(compute, request, self.canvases.table)

    def _is_new(self, key: str, wish: Hashable) -> bool:
        if self._asked.get(key) == wish:
            return False
        self._asked[key] = wish
        return True

    def _keys(self) -> list[str]:
        return [TOUCHED, SLICES, ROWS, PICK_ROW, SHADE, *self._asked]

    # Answers

    def _on_touched(self, choice: Choice, answer: Answer) -> None:
        if self._is_good(answer, "Finding the IFUs of the region"):
            self._touched = (choice, answer.value.ifus)
            self.refresh()

    def _on_outlines(self, ifu: int, answer: Answer) -> None:
        if self._is_good(answer, "Finding the slices"):
            self.shown.outlines = {**self.shown.outlines, ifu: answer.value}

    def _on_fit(self, ifu: int, choice: Choice, answer: Answer) -> None:
        if self._is_good(answer, "Finding the rows on the detector"):
            bounds = answer.value.bounds
            self._fits[ifu, choice] = detector.WHOLE if bounds is None else detector.padded(bounds)
            self.detector.events.views.emit(self.detector.views, self.detector.views)

    def _on_panel(self, ifu: int, answer: Answer) -> None:
        if self._is_good(answer, f"The detector of IFU {ifu}"):
            self._products[ifu] = (answer.request, answer.value)  # type: ignore[assignment]
            self._shade()

    def _on_pictures(self, answer: Answer) -> None:
        if self._is_good(answer, "Colouring the detector"):
            pictures: DetectorPictures = answer.value
            self.canvases.shown.detector = pictures

    def _on_pick_row(self, answer: Answer) -> None:
        if self._is_good(answer, "Finding the row"):
            if answer.value is None:
                self.told.emit("no row there")
            self.links.row = answer.value

    def _on_lit(self, name: str | int, answer: Answer) -> None:
        if self._is_good(answer, "Lighting up what is picked") and self.links.pick is not None:
            self.shown.lit = {**self.shown.lit, name: answer.value}

    def _on_lit_slices(self, answer: Answer) -> None:
        if self._is_good(answer, "Lighting up what is picked") and self.links.pick is not None:
            self.shown.lit_slices = answer.value

    def _on_slices(self, answer: Answer) -> None:
        if self._is_good(answer, "The slice map"):
            self.shown.slice_map = answer.value

    def _on_rows(self, answer: Answer) -> None:
        self.shown.is_listing = False
        if self._is_good(answer, "Listing rows"):
            self.shown.rows = answer.value

    def _is_good(self, answer: Answer, what: str) -> bool:
        if answer.ending is Ending.FAILED and answer.error is not None:
            self.failed.emit(what, answer.error)
        return answer.ending is Ending.FINISHED
