"""Cells whose rows are all flagged: an image has no value there, and they are not the same as no data."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.selection import Selection, all_of
from pixviewer.model.detector import DetectorRequest
from pixviewer.model.jobs import Answer, Ending
from pixviewer.model.resolve import ImageRequest, RasterRequest

if TYPE_CHECKING:
    from pixviewer.core.products.detector_raster import DetectorRaster
    from pixviewer.core.products.image import Image

ANY_FLAG = 0xFFFF_FFFF
Mask = npt.NDArray[np.bool_]


def all_flagged(count: npt.NDArray[Any], flagged: npt.NDArray[Any]) -> Mask:
    """Whether cells have rows, and nothing but flagged ones."""
    return np.asarray((count > 0) & (flagged >= count))


def image_bad_request(request: Any, image: "Image") -> RasterRequest | None:
    """Rows and flagged rows on the cells of an image; None for what is not made of rows alone."""
    if type(request) is not ImageRequest:
        return None
    return RasterRequest(request.table, request.choice, image.grid, "count", request.sketch)


def detector_bad_request(request: DetectorRequest) -> DetectorRequest | None:
    """Flagged rows on the cells of a panel; None for a sketch, whose cells depend on what is sketched."""
    if request.sketch:
        return None
    flagged = all_of([request.choice, Selection(flags=ANY_FLAG)])
    return DetectorRequest(request.table, request.ifu, flagged, "count", request.box)


def bad_pixels(raster: "DetectorRaster", flagged: "DetectorRaster") -> Mask:
    """Cells of a panel all of whose rows are flagged."""
    return all_flagged(raster.count, flagged.count)


class BadCells:
    """Asks for what masks are made of, one at a time for each key, and keeps the newest.

    Parameters
    ----------
    ask : callable
        Submits a request under a key; the answer goes to the callable given last.
    changed : callable
        Called when another mask is known.
    """

    def __init__(
        self, ask: Callable[[str, Any, Callable[[Answer], None]], None], changed: Callable[[], None]
    ) -> None:
        self._ask = ask
        self._changed = changed
        self._asked: dict[str, Any] = {}
        self._known: dict[str, tuple[Any, Any]] = {}

    def forget(self) -> None:
        """Another table is open."""
        self._asked.clear()
        self._known.clear()

    def of(self, key: str, request: Any) -> Any:
        """Product of a request, None while it is not known: it is asked for then."""
        known = self._known.get(key)
        if known is not None and known[0] == request:
            return known[1]
        if self._asked.get(key) != request:
            self._asked[key] = request
            self._ask(key, request, partial(self._on_answer, key))
        return None

    def _on_answer(self, key: str, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and self._asked.get(key) == answer.request:
            self._known[key] = (answer.request, answer.value)
            self._changed()
