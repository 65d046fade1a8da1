"""Compares two tables: asks for the same product of both, brings them onto one grid, and colours them.

The requests are those of the other views, each with the number of its own table, so that the image or the
raster that another view shows already is not computed again.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from typing import Any

from psygnal import Signal

from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Frame, Grid, Range
from pixviewer.core.table.selection import Selection, all_of
from pixviewer.model import choosing, compare_work, detector, linked_work, resolve
from pixviewer.model.canvases import Canvases
from pixviewer.model.compare_state import (
    BLINK,
    FASTEST_S,
    MODES,
    SLOWEST_S,
    SUBJECTS,
    CompareShown,
    CompareState,
    Pair,
    PairReading,
    Side,
    quantity_of,
)
from pixviewer.model.compare_work import AlignedImageRequest, PairPictures, PairRequest, SideRequest
from pixviewer.model.detector import DETECTOR_SKETCH_ROWS, WHOLE, DetectorRequest
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.limit_cells import Part, part_of
from pixviewer.model.limit_rules import SKY_SIGMA
from pixviewer.model.linked_views import LinkedViews
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice, ImageRequest, RasterRequest, TableFacts
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, Bounds, DisplayState, ViewState, default_display

SIDE_KEYS = ("compare a", "compare b")
SHADE, TROUBLE, FIT = "compare pictures", "compare overlap", "compare fit"


class Comparison:
    """The pair that is compared, the pairs there are to choose from, and what is shown of them.

    Attributes
    ----------
    state, shown
        Observable; the pictures are in ``canvases.shown.compare``.
    """

    failed = Signal(str, Exception)
    told = Signal(str)
    offers_changed = Signal()
    fitted = Signal()  # it is known now which part of a detector has rows
    moving = Signal()  # only sketches were asked for: `settle` is wanted once nothing has changed for a while

    def __init__(
        self, view: ViewState, display: DisplayState, regions: Regions, runner: Runner, canvases: Canvases,
        linked: LinkedViews,
    ) -> None:  # fmt: skip
        self.view, self.display, self.regions = view, display, regions
        self.runner, self.canvases, self.linked = runner, canvases, linked
        self.state = CompareState()
        self.shown = CompareShown()
        self.offers: dict[str, Pair] = {}
        self._indexed: set[int] = set()  # tables that were indexed since their side was made
        self._fits: dict[int, Bounds] = {}  # where an IFU has rows
        self._asked: dict[str, Any] = {}
        self._wanted: tuple[SideRequest, SideRequest] | None = None
        self._products: list[tuple[SideRequest, Any] | None] = [None, None]
        events = self.state.events
        events.subject.connect(self._start_afresh)
        for signal in (events.mode, events.wave, events.shape, events.is_visible, linked.detector.events):
            signal.connect(lambda *_: self.refresh())

    # Pairs

    @property
    def chosen(self) -> str:
        """Name of the offer that is compared; nothing when there is none."""
        return next((name for name, pair in self.offers.items() if pair == self.state.pair), "")

    def offer(self, name: str, pair: Pair) -> None:
        """Offer a pair under a name; one that is compared under that name is exchanged at once."""
        was_chosen = bool(name) and name == self.chosen
        self.offers[name] = pair
        if was_chosen:
            self._exchange(pair)
        elif self.state.pair is None:
            self.choose(name)
        self.offers_changed.emit()

    def withdraw(self, name: str) -> None:
        """Offer a pair no more; if it is compared, another takes its place, or none."""
        was_chosen = name == self.chosen
        if self.offers.pop(name, None) is None:
            return
        if was_chosen:
            self._set_pair(next(iter(self.offers.values()), None))
        self.offers_changed.emit()

    def choose(self, name: str) -> None:
        """Compare another pair that is offered."""
        if name not in self.offers:
            raise ValueError(f"no pair is named {name!r}; offered are {', '.join(self.offers) or 'none'}")
        self._set_pair(self.offers[name])
        self.offers_changed.emit()

    def reset(self) -> None:
        """Compare nothing: another table is open, or none."""
        self.offers.clear()
        self._set_pair(None)
        self.state.wave = None
        self.offers_changed.emit()

    def _set_pair(self, pair: Pair | None) -> None:
        self.state.front = 0
        if pair is not None:
            self._begin_with(pair)
        self.state.pair = pair
        self._start_afresh()

    def _exchange(self, pair: Pair) -> None:
        """Compare a newer pair in the place of one: what is shown stays until there is an answer."""
        self.shown.trouble = ""
        self.state.pair = pair
        self.refresh()

    def _start_afresh(self) -> None:
        """Show nothing of what was compared before."""
        self.runner.forget(*SIDE_KEYS, SHADE, TROUBLE, FIT)
        self._asked.clear()
        self._fits.clear()
        self._wanted = None
        self._products = [None, None]
        self.canvases.shown.compare = None
        self.shown.trouble, self.shown.reading = "", None
        self.refresh()

    def _begin_with(self, pair: Pair) -> None:
        # Where the sky is subtracted its mean says nothing: ±3 % of it would be no range at all.
        default = default_display(COMPARE)
        if self.display.compare == default and any(side.table.facts.skysub for side in pair):
            self.display.compare = default.with_changes(limits=SKY_SIGMA)

    # Verbs

    def set_subject(self, subject: str) -> None:
        """Compare images, scatters or detectors."""
        if subject not in SUBJECTS:
            raise ValueError(f"subject must be one of {', '.join(SUBJECTS)}, got {subject!r}")
        self.state.subject = subject

    def set_mode(self, mode: str) -> None:
        """Compare side by side, by a swipe, a blink, the difference or the ratio."""
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        self.state.is_blinking = True
        self.state.mode = mode

    def next_mode(self) -> None:
        """Step to the next mode."""
        self.set_mode(MODES[(MODES.index(self.state.mode) + 1) % len(MODES)])

    def blink(self) -> None:
        """Show the other side by hand."""
        self.state.is_blinking = False
        self.state.mode = BLINK
        self.flip()

    def flip(self) -> None:
        """Show the other side."""
        self.state.front = 1 - self.state.front

    def set_rate(self, seconds: float) -> None:
        """Change the sides after so many seconds."""
        self.state.blink_s = min(max(seconds, FASTEST_S), SLOWEST_S)

    def set_bar(self, place: float) -> None:
        """Put the bar of the swipe somewhere."""
        self.state.bar = min(max(place, 0.0), 1.0)

    def set_wave(self, wave: Range | None) -> None:
        """Compare a range of wavelengths; None for those of the filters."""
        if wave is not None and not wave[0] < wave[1]:
            raise ValueError(f"a wavelength range must increase, got {wave[0]:.2f} to {wave[1]:.2f} Å")
        self.state.wave = wave

    def hover(self, x: float, y: float) -> None:
        """Read out both values at a place: of the first table's plane, or a detector pixel."""
        pictures = self.canvases.shown.compare
        cell = pictures.grid.cell(x, y) if pictures is not None else None
        if pictures is None or cell is None:
            self.shown.reading = None
            return
        a, b = (float(values[cell[1], cell[0]]) for values in pictures.values)
        self.shown.reading = PairReading(x, y, a, b)

    # What is wanted

    @property
    def ifu(self) -> int:
        """IFU whose detectors are compared: the one of the detector view."""
        return self.linked.detectors.first_ifu

    @property
    def box(self) -> Bounds | None:
        """Part of the detector that is compared, shared with the detector view; None until that is found."""
        return self.linked.detector.views.get(self.ifu) or self._fits.get(self.ifu)

    def detector_panels(self) -> dict[int, Bounds]:
        """What is shown of detectors, by IFU."""
        is_shown = self.state.is_visible and self.state.pair is not None and self.state.subject == DETECTOR
        box = self.box if is_shown else None
        return {} if box is None else {self.ifu: box}

    @property
    def choice(self) -> Choice:
        """Rows that both sides show."""
        filters, wave = self.view.filters, self.state.wave
        if self.state.subject == DETECTOR:
            rows = choosing.wanted_rows(filters, self.regions)
        else:
            rows = choosing.seen_rows(filters, self.regions)
        return rows if wave is None else all_of([rows, Selection(wave=wave)])

    def facts_of(self, side: Side) -> TableFacts:
        """What is known of a side by now."""
        now = self.canvases.facts
        if now is not None and now.number == side.facts.number:
            return now
        return replace(side.facts, has_blocks=side.facts.has_blocks or side.facts.number in self._indexed)

    def set_indexed(self, number: int) -> None:
        """A table is indexed now: exact answers are worth asking for."""
        self._indexed.add(number)
        self.refresh()

    def _requests(self, pair: Pair) -> tuple[SideRequest, SideRequest] | None:
        """The same question to both; None before anything is looked at."""
        if self.state.subject == IMAGE:
            return self._image_request(pair[0]), self._image_request(pair[1])
        by = quantity_of(self.state.subject, self.display.compare)
        if self.state.subject == DETECTOR:
            box = detector.cells_of(self.box, self.state.shape) if self.box is not None else None
            if box is None:
                self._find_fit(pair[0])
                return None
            panel = DetectorRequest(pair[0].facts.number, self.ifu, self.choice, by, box)
            return panel, replace(panel, table=pair[1].facts.number)
        grid = self._screen_grid()
        if grid is None:
            return None
        first, second = (self._raster_request(side, grid, by) for side in pair)
        return first, second

    def _find_fit(self, side: Side) -> None:
        """Find out where the IFU has rows, to show all of them."""
        if self.box is not None:
            return  # it shows none of the detector
        request = detector.OutlinesRequest(side.facts.number, self.ifu, None)
        if self._is_new(FIT, request):
            find = partial(linked_work.compute_outlines, request, side.table)
            self._submit(FIT, request, find, partial(self._on_fit, self.ifu))

    def _on_fit(self, ifu: int, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            bounds = answer.value.bounds
            self._fits[ifu] = WHOLE if bounds is None else detector.padded(bounds)
            self.refresh()
            self.fitted.emit()
        elif answer.error is not None:
            self._fail("Finding the rows on the detector", answer.error)

    def _image_request(self, side: Side) -> ImageRequest:
        by = quantity_of(IMAGE, self.display.compare)
        if compare_work.is_same_lattice(side.facts.frame, self.plane):
            return ImageRequest(side.facts.number, self.choice, by)
        return AlignedImageRequest(side.facts.number, self.choice, by, onto=self.plane)

    def _raster_request(self, side: Side, grid: Grid, by: str) -> RasterRequest:
        there = compare_work.moved_grid(grid, *compare_work.shift_between(side.facts.frame, self.plane))
        return RasterRequest(side.facts.number, self.choice, there, by)

    def _screen_grid(self) -> Grid | None:
        """Screen pixels of a canvas, in the plane of the open table."""
        if self.view.bounds is None:
            return None
        return resolve.screen_grid(self.plane, self.view.bounds, self.state.shape)

    @property
    def plane(self) -> Frame:
        """Plane in which the views look, and all is drawn: that of the open table."""
        facts, pair = self.canvases.facts, self.state.pair
        if facts is not None:
            return facts.frame
        assert pair is not None
        return pair[0].facts.frame

    # Asking

    def refresh(self) -> None:
        """Ask for whatever is not shown yet."""
        pair = self.state.pair
        if pair is None or not self.state.is_visible or self.regions.dragged is not None:
            return
        if self.state.subject != DETECTOR:
            self._look_for_overlap(pair)
            if self.shown.trouble:
                return
        try:
            wanted = self._requests(pair)
        except PixviewerError as error:
            self._give_up(str(error))
            return
        if wanted is None:
            return
        self._wanted = wanted
        for i, side in enumerate(pair):
            self._ask(i, side, wanted[i])
        self._shade()

    def settle(self) -> None:
        """Ask for the exact scatter: the view rests."""
        pair, wanted = self.state.pair, self._wanted
        if pair is None or wanted is None or not self.state.is_visible:
            return
        for i, side in enumerate(pair):
            exact = ("exact", wanted[i])
            if isinstance(wanted[i], RasterRequest) and self._is_new(f"settled {i}", exact):
                self.runner.add(self._task(i, side, wanted[i], Lane.HEAVY, 1))

    def _ask(self, i: int, side: Side, request: SideRequest) -> None:
        facts = self.facts_of(side)
        if not self._is_new(SIDE_KEYS[i], (request, facts.has_blocks)):
            return
        self._asked.pop(f"settled {i}", None)
        tasks = []
        n_sketch = _sketch_rows(request, facts)
        if n_sketch:
            tasks.append(self._task(i, side, replace(request, sketch=n_sketch), Lane.QUICK, 0))
        if isinstance(request, RasterRequest) and n_sketch:
            self.moving.emit()
        elif facts.has_blocks or not n_sketch:
            lane = Lane.HEAVY if n_sketch and isinstance(request, ImageRequest) else Lane.QUICK
            tasks.append(self._task(i, side, request, lane, 1))
        self.runner.submit(*tasks)

    def _task(self, i: int, side: Side, request: SideRequest, lane: Lane, rank: int) -> Task:
        def compute(progress: Any) -> Any:
            # Another view may have asked for the same meanwhile.
            known = self.runner.cache.get(request)
            return compare_work.compute_side(request, side.table, progress) if known is None else known

        then = partial(self._on_side, i)
        label = f"Comparing {side.name}"
        return Task(SIDE_KEYS[i], request, compute, then, label, lane, rank, is_shown=lane is Lane.HEAVY)

    def _look_for_overlap(self, pair: Pair) -> None:
        request = compare_work.TroubleRequest(pair[0].facts.number, pair[1].facts.number)
        if pair[0].table.source is pair[1].table.source or not self._is_new(TROUBLE, request):
            return
        first, second = ((side.name, side.table) for side in pair)
        look = partial(compare_work.compute_trouble, first, second)
        self._submit(TROUBLE, request, look, self._on_trouble)

    def _shade(self) -> None:
        """Colour what is there, once both sides are of what is wanted now."""
        first, second = self._fitting(0), self._fitting(1)
        if first is None or (second is None and self._products[1] is not None):
            return
        grid = self._screen_grid() if isinstance(first[0], RasterRequest) else None
        footprint = resolve.footprint_cells(self.plane, grid) if grid is not None else 0
        other = second[0] if second else None
        request = PairRequest(
            first[0], other, self.display.compare, self.state.mode, footprint, grid, self._part(),
            self.display.palette,
        )  # fmt: skip
        if self._is_new(SHADE, request):
            product = second[1] if second else None
            colour = partial(compare_work.pair_pictures, request, first[1], product)
            self._submit(SHADE, request, colour, self._on_pictures, is_kept=False)

    def _part(self) -> Part:
        """Cells that the limits are made of: a detector has no places of regions, and is all in view."""
        if self.state.subject == DETECTOR:
            return None
        bounds = self.view.bounds if self.state.subject == IMAGE else None
        seen = None if bounds is None else resolve.visible_bounds(bounds, self.state.shape)
        return part_of(self.display.compare, seen, self.regions.live, self.plane)

    def _fitting(self, i: int) -> tuple[SideRequest, Any] | None:
        held, wanted = self._products[i], self._wanted
        if held is None or wanted is None or replace(held[0], sketch=0) != wanted[i]:
            return None
        return held

    def _submit(
        self, key: str, request: Hashable, compute: Callable[[Any], Any], then: Callable[[Answer], None],
        *, is_kept: bool = True,
    ) -> None:  # fmt: skip
        task = Task(key, request, compute, then, "Comparing", Lane.QUICK, is_kept=is_kept, is_shown=False)
        self.runner.submit(task)

    def _is_new(self, key: str, wish: Hashable) -> bool:
        if self._asked.get(key) == wish:
            return False
        self._asked[key] = wish
        return True

    # Answers

    def _on_trouble(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and answer.value and self.state.subject != DETECTOR:
            self._give_up(answer.value)
        elif answer.error is not None:
            self._fail("Comparing two tables", answer.error)

    def _on_side(self, i: int, answer: Answer) -> None:
        pair = self.state.pair
        if answer.ending is Ending.FINISHED:
            request: Any = answer.request
            self._products[i] = (request, answer.value)
            self._shade()
        elif answer.error is not None and pair is not None:
            self._fail(f"Comparing {pair[i].name}", answer.error)

    def _on_pictures(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            found: PairPictures = answer.value
            self.canvases.shown.compare = found
        elif isinstance(answer.error, PixviewerError):
            self._give_up(str(answer.error))
        elif answer.error is not None:
            self._fail("Comparing two tables", answer.error)

    def _give_up(self, why: str) -> None:
        self.runner.forget(*SIDE_KEYS, SHADE)
        self.canvases.shown.compare = None
        self.shown.trouble = why

    def _fail(self, what: str, error: Exception) -> None:
        self._give_up(str(error))
        self.failed.emit(what, error)


def _sketch_rows(request: SideRequest, facts: TableFacts) -> int:
    """Rows of the sketch that comes first; 0 where the exact answer is as quick."""
    if isinstance(request, DetectorRequest):
        return DETECTOR_SKETCH_ROWS if facts.n_row > 4 * DETECTOR_SKETCH_ROWS else 0
    sizes = resolve.sketched(request, facts.n_row)
    return sizes[0] if sizes else 0 if facts.has_blocks else resolve.SKETCH_ROWS
