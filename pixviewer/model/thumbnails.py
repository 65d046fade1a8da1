"""Small pictures of the detectors that the chosen region touches, one for each IFU."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model import choosing, detector, linked_work, resolve
from pixviewer.model.detector import DetectorRequest, DetectorShadeRequest, OutlinesRequest
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.state import DETECTOR, Display, ViewState, default_display

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

THUMBNAILS = "thumbnails"
SHAPE = 160, 120  # cells across and up


@dataclass(frozen=True, slots=True)
class ThumbnailsRequest:
    """The detectors of some rows, in small."""

    table: int
    choice: Choice
    display: Display


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """Values of the rows on the detector of one IFU.

    ``rgba`` has (n_y, n_x, 4) cells, the lowest row of the detector first; ``box`` is the smallest and
    largest pixel along x and y.
    """

    ifu: int
    rgba: npt.NDArray[np.uint8]
    box: tuple[int, int, int, int]
    n_row: int


class Thumbnails:
    """Follows the current region while somebody looks.

    Attributes
    ----------
    shown : tuple of Thumbnail, or None
        None where nothing is chosen, or not computed yet.
    """

    changed = Signal()
    failed = Signal(str, Exception)

    def __init__(
        self,
        view: ViewState,
        regions: Regions,
        runner: Runner,
        table: Callable[[], "PixTable | None"],
        facts: Callable[[], TableFacts | None],
    ) -> None:
        self._view, self._regions, self._runner = view, regions, runner
        self._table, self._facts = table, facts
        self._asked: Hashable = None
        self.is_watched = False
        self.shown: tuple[Thumbnail, ...] | None = None

    def refresh(self) -> None:
        """Ask for what is not shown yet."""
        table, facts, region = self._table(), self._facts(), self._regions.current
        if not self.is_watched or self._regions.dragged is not None:
            return
        if table is None or facts is None or not facts.has_blocks or region is None:
            self._asked = None
            self._runner.forget(THUMBNAILS)
            self._show(None)
            return
        choice = choosing.region_rows(self._view.filters, region, self._regions)
        request = ThumbnailsRequest(facts.number, choice, default_display(DETECTOR))
        if request == self._asked:
            return
        self._asked = request
        self._show(None)
        lane = Lane.HEAVY if resolve.live_sketch(facts, region) else Lane.QUICK
        work = partial(compute_thumbnails, request, table)
        self._runner.submit(
            Task(
                THUMBNAILS, request, work, self._on_computed, "Detectors of the region", lane, is_shown=False
            )
        )

    def _on_computed(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self._show(answer.value)
        elif answer.error is not None:
            self.failed.emit("Drawing the detectors of the region", answer.error)

    def _show(self, shown: tuple[Thumbnail, ...] | None) -> None:
        if shown is not self.shown:
            self.shown = shown
            self.changed.emit()


def compute_thumbnails(
    request: ThumbnailsRequest, table: "PixTable", progress: Progress
) -> tuple[Thumbnail, ...]:
    """Draw the rows on each detector that has some, cut to them, with limits in common."""
    from pixviewer.core.products.slice_map import slice_map

    rasters: list[Any] = []
    for ifu in slice_map(table, request.choice, progress=progress).ifus:
        found = linked_work.compute_outlines(
            OutlinesRequest(request.table, ifu, request.choice), table, progress
        )
        box = detector.cells_of(found.bounds, SHAPE) if found.bounds is not None else None
        if box is not None:
            wanted = DetectorRequest(request.table, ifu, request.choice, request.display.by, box)
            rasters.append(linked_work.compute_detector(wanted, table, progress))
    shaded = linked_work.shade_detector(DetectorShadeRequest((), request.display), rasters, (), progress)
    return tuple(
        Thumbnail(
            raster.ifu,
            shaded.pictures[raster.ifu].rgba,
            (raster.box.x0, raster.box.x1, raster.box.y0, raster.box.y1),
            raster.n_row,
        )
        for raster in rasters
    )
