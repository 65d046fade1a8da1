"""Contours of white light: asked for while they are drawn, on the sky and on the detectors that are shown.

They are of the mean of the good rows that pass the filters, over the whole field; what the views show, and
how it is stretched, has no part in them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.core.table.detector_box import DetectorBox
from pixviewer.model import choosing, detector, resolve, work
from pixviewer.model.answers import AnswerCache
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.detector_canvas import DetectorCanvas
from pixviewer.model.overlays import ContourLevels
from pixviewer.model.resolve import Choice, ImageRequest, TableFacts
from pixviewer.model.state import Bounds

if TYPE_CHECKING:
    from pixviewer.core.products.contours import Contours, Statistics
    from pixviewer.core.table.pixtable import PixTable

CONTOURS, ON_DETECTOR = "contours", "contours of IFU"
# Rows of one detector that tell where its pixels lie on the sky: that hardly changes along a slice.
DETECTOR_ROWS = 1_500_000
# Cells of a panel between which contours are drawn: finer ones would only be slower.
FINEST = 400


@dataclass(frozen=True, slots=True)
class ContourRequest:
    """Contours of the white-light image of some rows."""

    table: int
    choice: Choice
    levels: ContourLevels
    sketch: int = 0

    @property
    def image(self) -> ImageRequest:
        """The image that they are of; the sky image asks for the same."""
        return ImageRequest(self.table, self.choice, "mean", self.sketch)


@dataclass(frozen=True, slots=True)
class DetectorContourRequest:
    """The same contours on part of the detector of an IFU."""

    sky: ContourRequest
    ifu: int
    choice: Choice
    box: DetectorBox


@dataclass
class ContoursShown:
    """The newest contours: on the sky, in the plane of the open table; and by IFU, in detector pixels."""

    sky: "Contours | None" = None
    detectors: "Mapping[int, Contours]" = field(default_factory=dict)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Show none."""
        if self.sky is not None:
            self.sky = None
        if self.detectors:
            self.detectors = {}


class Contouring:
    """Asks for contours, and shows them.

    Attributes
    ----------
    shown : ContoursShown
        Observable.
    """

    def __init__(self, asker: Asker, detectors: DetectorCanvas) -> None:
        self.asker, self._detectors = asker, detectors
        self.shown = ContoursShown()
        self.guests: Callable[[], Mapping[int, Bounds]] = dict  # parts of detectors that other views show
        self._of: ContourRequest | None = None  # what is shown on the sky
        self._asked_for: set[str] = set()
        asker.view.events.overlays.connect(lambda *_: asker.changed.emit())

    def reset(self) -> None:
        """Show nothing: another table is open, or none."""
        self._of = None
        self._asked_for.clear()
        self.shown.clear()

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the contours that are not shown yet; for none where they are switched off."""
        overlays = self.asker.view.overlays
        if not overlays.has_contours:
            if self._asked_for:
                self.asker.forget(*self._asked_for)
            self.reset()
            return
        if self.asker.regions.dragged is not None:
            return  # what follows the mouse comes first
        rows = choosing.seen_rows(self.asker.view.filters, self.asker.regions)
        request = ContourRequest(facts.number, rows, overlays.levels)
        if self.asker.is_new(CONTOURS, (request, facts.has_blocks)):
            self._asked_for.add(CONTOURS)
            self.asker.runner.submit(*self._sky_tasks(request, facts))
        self._refresh_detectors(facts)

    def _sky_tasks(self, request: ContourRequest, facts: TableFacts) -> list[Task]:
        """A sketch where the image takes a while, and the truth once the table is indexed."""
        kept = self.asker.runner.cache
        is_there = kept.get(request.image) is not None
        tasks = []
        if not is_there and (facts.n_row > 2 * resolve.SKETCH_ROWS or not facts.has_blocks):
            tasks.append(self._sky_task(replace(request, sketch=resolve.SKETCH_ROWS), Lane.QUICK, 0))
        if facts.has_blocks:
            tasks.append(self._sky_task(request, Lane.QUICK if is_there else Lane.HEAVY, 1))
        return tasks

    def _sky_task(self, request: ContourRequest, lane: Lane, rank: int) -> Task:
        compute = partial(self.asker.compute(compute_contours, request), kept=self.asker.runner.cache)
        is_shown = lane is Lane.HEAVY
        return Task(CONTOURS, request, compute, self._on_sky, "Contours", lane, rank, is_shown=is_shown)

    def _refresh_detectors(self, facts: TableFacts) -> None:
        sky = self.shown.sky
        if sky is None or self._of is None or not facts.has_blocks:
            return
        for ifu, bounds in self._panels().items():
            box = detector.cells_of(bounds, self._shape())
            if box is None:
                continue
            request = DetectorContourRequest(self._of, ifu, self._detectors.choice(), box)
            key = f"{ON_DETECTOR} {ifu}"
            if self.asker.is_new(key, request):
                self._asked_for.add(key)
                compute = partial(self.asker.compute(compute_on_detector, request), sky=sky)
                then = partial(self._on_detector, ifu)
                task = Task(key, request, compute, then, "Contours", Lane.QUICK, is_shown=False)
                self.asker.runner.submit(task)

    def _panels(self) -> dict[int, Bounds]:
        """What is shown of each detector."""
        own = self._detectors.shown.ifus if self._detectors.state.is_visible else ()
        found = {ifu: self._detectors.bounds_of(ifu) for ifu in own}
        return {**self.guests(), **{ifu: bounds for ifu, bounds in found.items() if bounds is not None}}

    def _shape(self) -> tuple[int, int]:
        n_x, n_y = self._detectors.state.shape
        return min(n_x, FINEST), min(n_y, FINEST)

    def _on_sky(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Contours of white light") and self._is_wanted:
            assert isinstance(answer.request, ContourRequest)
            self._of, self.shown.sky = answer.request, answer.value
            self.asker.changed.emit()

    def _on_detector(self, ifu: int, answer: Answer) -> None:
        if self.asker.is_good(answer, f"Contours on IFU {ifu}") and self._is_wanted:
            self.shown.detectors = {**self.shown.detectors, ifu: answer.value}

    @property
    def _is_wanted(self) -> bool:
        return self.asker.view.overlays.has_contours


def compute_contours(
    request: ContourRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> "Contours":
    """Trace the white-light image, which is made only if nobody has it."""
    from pixviewer.core.products.contours import find_contours

    image = kept.get(request.image)
    if image is None:
        image = work.compute_image(request.image, table, progress)
        kept.put(request.image, image)
    levels = request.levels

    def of(found: "Statistics") -> tuple[float, ...]:
        return levels.of(found.sky, found.sigma, found.peak)

    return find_contours(
        image.value, image.grid, of, smoothing=levels.smoothing, unit=image.unit, fraction=image.fraction
    )


def compute_on_detector(
    request: DetectorContourRequest, table: "PixTable", progress: Progress, sky: "Contours"
) -> "Contours":
    """Trace the smoothed image of the sky as the pixels of a detector see it."""
    from pixviewer.core.products.contours import Contours, trace
    from pixviewer.core.products.detector_light import detector_light

    value, grid = detector_light(
        table, request.ifu, sky.image, sky.grid,
        box=request.box, selection=request.choice, sketch=DETECTOR_ROWS, progress=progress,
    )  # fmt: skip
    lines = trace(value, grid, sky.levels)
    return Contours(sky.levels, lines, value, grid, sky.statistics, sky.unit, sky.fraction)
