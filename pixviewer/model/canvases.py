"""Asks for what the canvases should show, and keeps the answers.

`refresh` compares what the model wants now with what was asked last, and asks only for the difference; it
may be called after any change. Products come twice, as a sketch and exactly; colours are a separate, quick
step, so that a new stretch never reads the table again.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.errors import PixviewerError
from pixviewer.model import choosing, resolve, work
from pixviewer.model.bad_cells import BadCells, image_bad_request
from pixviewer.model.counting import Counting
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.limit_cells import Part, part_of
from pixviewer.model.lines.requests import LineMapRequest, image_wanted
from pixviewer.model.lines.state import LineState
from pixviewer.model.lines.work import compute_line_map
from pixviewer.model.regions import ANNOTATION, SOURCE, Region, Regions
from pixviewer.model.resolve import (
    CountRequest,
    FollowRequest,
    ImageRequest,
    MeasureRequest,
    MeasuresRequest,
    PointsRequest,
    RasterRequest,
    ShadeRequest,
    SpectrumRequest,
    TableFacts,
)
from pixviewer.model.shown import Reading, Shown, ShownSpectrum
from pixviewer.model.state import FILE, IMAGE, SCATTER, DisplayState, ViewState

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.model.tools.backdrop import Backdrop

SPECTRUM, LIVE, READING, POINTS = "spectrum", "live", "reading", "points"
BAD = "bad cells"
KEYS = (BAD, IMAGE, SCATTER, SPECTRUM, LIVE, READING, POINTS)

_WORK: dict[type, Callable[..., Any]] = {
    ImageRequest: work.compute_image,
    LineMapRequest: compute_line_map,
    RasterRequest: work.compute_raster,
    SpectrumRequest: work.compute_spectrum,
    CountRequest: work.compute_count,
    FollowRequest: work.compute_followed,
    MeasureRequest: work.compute_measure,
    MeasuresRequest: work.compute_measures,
    PointsRequest: work.compute_points,
}
# These are made of answers that others may need too.
_OF_SEVERAL = (SpectrumRequest, FollowRequest, MeasureRequest, MeasuresRequest)


class Canvases:
    """Between the model's wishes and the runner's answers."""

    failed = Signal(str, Exception)  # what was being done, and why it could not
    moving = Signal()  # the scatter is only sketched: `settle` is wanted once nothing has changed for a while

    def __init__(self, view: ViewState, display: DisplayState, regions: Regions, runner: Runner) -> None:
        self.view = view
        self.display = display
        self.regions = regions
        self.runner = runner
        self.shown = Shown()
        self.table: PixTable | None = None
        self.facts: TableFacts | None = None
        self.backdrop: Backdrop | None = None  # an image file, shown instead of the reconstructed image
        self.line = LineState()  # of the line map, that the image may show
        self._asked: dict[str, Any] = {}  # canvas → what was asked for last
        self._products: dict[str, tuple[Any, Any]] = {}  # canvas → (request, product) shown there
        self._bad = BadCells(self._ask_bad, partial(self._shade, IMAGE))
        self._counting = Counting(view, regions, self.shown, runner, self._task, self._is_good)

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Show another table, or none."""
        self.runner.forget(*KEYS, *(f"shade {view}" for view in (IMAGE, SCATTER)))
        self._counting.reset()
        self._bad.forget()
        self.table, self.facts = table, facts
        self._asked.clear()
        self._products.clear()
        self.shown.clear()

    def set_facts(self, facts: TableFacts) -> None:
        """Know more of the table: its block bounds are there, so that exact answers are worth asking for."""
        self.facts = facts
        self.refresh()

    def refresh(self) -> None:
        """Ask for whatever is not shown yet."""
        if self.table is None or self.facts is None:
            return
        self._refresh_image(self.facts)
        self._refresh_scatter(self.facts)
        self._refresh_spectrum(self.facts)
        self._counting.refresh(self.facts)
        self._refresh_live(self.facts)

    def settle(self) -> None:
        """Ask for the exact scatter: the view rests."""
        if self.facts is None or not self.facts.has_blocks:
            return
        request = resolve.raster_request(self.facts, self.view, self.regions, self.display.scatter)
        exact = ("exact", request)
        if request is None or self._asked.get("settled") == exact:
            return
        self._asked["settled"] = exact
        self.runner.add(self._task(SCATTER, request, "Drawing every row", self._on_raster))

    def hover(self, xi: float, eta: float) -> None:
        """Look up the row nearest to the cursor."""
        if self.view.is_frozen or self.facts is None:
            return
        self.shown.reading = Reading(xi, eta)
        if not self.facts.has_blocks or self.table is None or self.regions.dragged is not None:
            return  # while a region follows the mouse its numbers come first
        request = resolve.readout_request(
            self.facts, xi, eta, choosing.seen_rows(self.view.filters, self.regions)
        )
        self.runner.submit(
            Task(
                READING,
                request,
                partial(work.compute_readout, request, self.table),
                partial(self._on_reading, xi, eta),
                lane=Lane.QUICK,
                is_kept=False,
                is_shown=False,
            )
        )

    def leave(self) -> None:
        """The cursor has left: nothing to read out, unless it is frozen."""
        if not self.view.is_frozen:
            self.runner.forget(READING)
            self.shown.reading = None

    def product_of(self, canvas: str) -> tuple[Any, Any] | None:
        """Request and product that a canvas shows in colours, None where there is none yet."""
        return self._products.get(canvas)

    # Asking

    def _refresh_image(self, facts: TableFacts) -> None:
        if self._asks_for_file(facts):
            return
        request = image_wanted(facts, self.view, self.regions, self.display.image, self.line.bands)
        if request is None:
            return
        label = "Line map" if isinstance(request, LineMapRequest) else "White-light image"
        self._ask(
            IMAGE,
            request,
            self._sketches(IMAGE, request, facts, self._on_image),
            self._task(IMAGE, request, label, self._on_image),
            wants_exact=facts.has_blocks and self.regions.dragged is None,
        )
        self._shade(IMAGE)

    def _asks_for_file(self, facts: TableFacts) -> bool:
        """Show an image file where one was chosen; it needs neither sketch nor block bounds."""
        if self.display.image.by != FILE or self.backdrop is None or self.table is None:
            return False
        request = self.backdrop.request(facts)
        if request is None:
            return False
        work = self.backdrop.placing(self.table)
        task = Task(IMAGE, request, work, self._on_image, "Placing the image", Lane.QUICK, is_shown=False)
        self._ask(IMAGE, request, [], task, wants_exact=True)
        self._shade(IMAGE)
        return True

    def _refresh_scatter(self, facts: TableFacts) -> None:
        request = resolve.raster_request(facts, self.view, self.regions, self.display.scatter)
        if request is not None and self._is_new(SCATTER, request):
            self._asked.pop("settled", None)
            self.runner.forget(POINTS)
            tasks = self._sketches(SCATTER, request, facts, self._on_raster)
            # A table no larger than a sketch is drawn exactly at once, in the time of a sketch.
            self.runner.submit(
                *(tasks or [self._task(SCATTER, request, "Drawing", self._on_raster, lane=Lane.QUICK)])
            )
            self.moving.emit()
        self._shade(SCATTER)

    def _refresh_spectrum(self, facts: TableFacts) -> None:
        regions = self.regions.chosen
        request = resolve.spectrum_request(facts, self.view, self.regions)
        title = spectrum_title(regions, has_background=request.background is not None)
        then = partial(self._on_spectrum, title)
        live = max((resolve.live_sketch(facts, region) for region in regions), default=0)
        if self.regions.dragged is not None:
            wanted = replace(request, sketch=live)
            if self._is_new(SPECTRUM, (wanted, False)):
                task = self._task(SPECTRUM, wanted, "Spectrum", then, lane=Lane.QUICK, rank=0)
                self.runner.submit(replace(task, finishes=True))
            return
        lane = Lane.QUICK if regions and not live else Lane.HEAVY
        self._ask(
            SPECTRUM,
            request,
            self._sketches(SPECTRUM, request, facts, then),
            self._task(SPECTRUM, request, f"Spectrum of {title}", then, lane=lane),
            wants_exact=facts.has_blocks,
        )

    def _ask(
        self, key: str, request: Hashable, sketches: list[Task], exact: Task, *, wants_exact: bool
    ) -> None:
        """Ask for sketches and the exact answer, or for what of it was not asked for yet."""
        was_asked, had_exact = self._asked.get(key) or (None, False)
        if was_asked == request and (had_exact or not wants_exact):
            return
        self._asked[key] = (request, wants_exact)
        if was_asked == request:
            self.runner.add(exact)
        elif sketches or wants_exact:
            self.runner.submit(*sketches, *([exact] if wants_exact else []))

    def _refresh_live(self, facts: TableFacts) -> None:
        dragged = self.regions.dragged
        if dragged is None:
            if self._asked.pop(LIVE, None) is not None:
                self.runner.forget(LIVE)
            self.shown.live = None
            return
        sketch = resolve.live_sketch(facts, dragged)
        request = resolve.follow_request(facts, dragged, self.view, self.regions, sketch)
        if self._is_new(LIVE, request):
            task = self._task(LIVE, request, "Counting", self._on_live, lane=Lane.QUICK)
            self.runner.submit(replace(task, finishes=True))

    def _shade(self, view: str) -> None:
        """Colour the product that is there, unless it is coloured so already."""
        if view not in self._products:
            return
        request, product = self._products[view]
        display = self.display.of(view)
        if _by_of(request) != display.by:
            return  # the display already speaks of the next product
        footprint, pitch = 0, 1
        if isinstance(request, RasterRequest) and self.facts is not None:
            footprint = resolve.footprint_cells(self.facts.frame, request.grid)
            pitch = resolve.pitch_cells(self.facts.frame, request.grid)
        wanted = image_bad_request(request, product) if view == IMAGE and display.shows_bad else None
        flagged = self._bad.of(BAD, wanted) if wanted is not None else None
        shade = ShadeRequest(
            request, display, footprint, self._part(view), self.display.palette,
            wanted if flagged is not None else None, pitch,
        )  # fmt: skip
        if not self._is_new(f"shade {view}", shade):
            return
        self.runner.submit(
            Task(
                f"shade {view}",
                shade,
                lambda progress: work.shade_product(shade, product, flagged),
                partial(self._on_picture, view),
                label="Colouring",
                lane=Lane.QUICK,
                is_kept=False,
                is_shown=False,
            )
        )

    def _ask_bad(self, key: str, request: RasterRequest, then: Callable[[Answer], None]) -> None:
        lane = Lane.QUICK if request.sketch else Lane.HEAVY
        self.runner.submit(self._task(key, request, "Bad pixels", then, lane=lane))

    def _part(self, view: str) -> Part:
        """Cells that the limits of a view are made of; a scatter is all in view."""
        bounds = self.view.bounds if view == IMAGE else None
        seen = None if bounds is None else resolve.visible_bounds(bounds, self.view.image_shape)
        frame = None if self.facts is None else self.facts.frame
        return part_of(self.display.of(view), seen, self.regions.live, frame)

    def _sketches(self, key: str, request: Any, facts: TableFacts, then: Callable[..., None]) -> list[Task]:
        sizes = resolve.sketched(request, facts.n_row)
        if not facts.has_blocks and not sizes:
            sizes = (resolve.SKETCH_ROWS,)  # something to look at while even a small table is indexed
        return [
            self._task(key, resolve.as_sketch(request, n), "Sketching", then, lane=Lane.QUICK, rank=0)
            for n in sizes
        ]

    def _task(
        self,
        key: str,
        request: Any,
        label: str,
        then: Callable[[Answer], None],
        lane: Lane = Lane.HEAVY,
        rank: int = 1,
    ) -> Task:
        compute = partial(_WORK[type(request)], request, self.table)
        if isinstance(request, _OF_SEVERAL):
            compute = partial(compute, kept=self.runner.cache)
        return Task(key, request, compute, then, label, lane, rank, is_shown=lane is Lane.HEAVY)

    def _is_new(self, key: str, wish: Hashable) -> bool:
        if self._asked.get(key) == wish:
            return False
        self._asked[key] = wish
        return True

    # Answers

    def _on_image(self, answer: Answer) -> None:
        if isinstance(answer.request, LineMapRequest) and self._has_problem(answer):
            return
        if self._is_good(answer, "The white-light image"):
            self._products[IMAGE] = (answer.request, answer.value)
            self._shade(IMAGE)

    def _has_problem(self, answer: Answer) -> bool:
        """Say why bands have no map, rather than open a dialog: they may be on their way under the mouse."""
        is_told = isinstance(answer.error, (ValueError, PixviewerError))
        self.line.problem = str(answer.error) if is_told else ""
        if is_told:
            self._products.pop(IMAGE, None)
            self._asked.pop(f"shade {IMAGE}", None)
            self.shown.image = None
        return is_told

    def _on_raster(self, answer: Answer) -> None:
        if not self._is_good(answer, "The scatter of rows"):
            return
        request = answer.request
        assert isinstance(request, RasterRequest)
        self._products[SCATTER] = (request, answer.value)
        self._shade(SCATTER)
        if answer.rank and 0 < answer.value.n_row <= resolve.MAX_POINTS:
            points = resolve.points_request(request)
            self.runner.submit(self._task(POINTS, points, "Points", self._on_points, lane=Lane.QUICK))

    def _on_points(self, answer: Answer) -> None:
        if answer.ending is not Ending.FINISHED or answer.value is None:
            return
        picture = self.shown.scatter
        limits = (picture.lo, picture.hi) if picture is not None else (None, None)
        self._products[POINTS] = (answer.request, answer.value)
        self.shown.points = work.shade_points(
            answer.value, self.display.scatter, *limits, self.display.palette
        )

    def _on_picture(self, view: str, answer: Answer) -> None:
        if not self._is_good(answer, "Colouring the view"):
            return
        request = answer.request
        assert isinstance(request, ShadeRequest)
        if view == IMAGE:
            self.shown.image = answer.value
            return
        self.shown.scatter = answer.value
        raster = request.product
        points = self._products.get(POINTS)
        if points is not None and isinstance(raster, RasterRequest):
            if points[0] == resolve.points_request(raster):
                picture = answer.value
                self.shown.points = work.shade_points(
                    points[1], request.display, picture.lo, picture.hi, request.palette
                )
            else:
                del self._products[POINTS]
                self.shown.points = None

    def _on_spectrum(self, title: str, answer: Answer) -> None:
        if self._is_good(answer, "The spectrum"):
            self.shown.spectrum = ShownSpectrum(answer.value, title)

    def _on_live(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and self.regions.dragged is not None:
            self.shown.live = answer.value

    def _on_reading(self, xi: float, eta: float, answer: Answer) -> None:
        if self._is_good(answer, "The readout") and not self.view.is_frozen:
            self.shown.reading = Reading(xi, eta, answer.value, is_known=True)

    def _is_good(self, answer: Answer, what: str) -> bool:
        if answer.ending is Ending.FAILED and answer.error is not None:
            self.failed.emit(what, answer.error)
        return answer.ending is Ending.FINISHED


def spectrum_title(regions: Sequence[Region], *, has_background: bool) -> str:
    """Whose spectrum it is."""
    shown = [r for r in regions if r.role == SOURCE] or [r for r in regions if r.role != ANNOTATION]
    names = ", ".join(r.title for r in shown[:4]) + (f" and {len(shown) - 4} more" if len(shown) > 4 else "")
    return (names or "whole field") + (" − background" if has_background else "")


def _by_of(request: ImageRequest | RasterRequest) -> str:
    return request.statistic if isinstance(request, ImageRequest) else request.by
