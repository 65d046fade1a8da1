"""How often each value occurs in the picture of a view, and the limits that cut it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.model.editor import Editor
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.limit_rules import Range
from pixviewer.model.shown import Shown
from pixviewer.model.state import ALL_VIEWS, COMPARE, DETECTOR, IMAGE, Display
from pixviewer.model.stretches import EQUALIZATION, stretch_curve, toned

CUTS = "cuts"
N_BIN = 8192  # fine enough to look closely at the sky beside the stars; drawn folded together
# Wild values do not decide what is drawn: they are counted beyond the ends.
_INNER = (0.1, 99.9)
_MARGIN = 0.25  # of that range, to either side
_N_SAMPLE = 200_000

Values = tuple[npt.NDArray[Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class CutsHistogram:
    """Cells of a picture by value.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
    counts : (n_bin,) int64
    n_below, n_above : int
        Cells beyond the ends.
    n_blank : int
        Cells without value.
    whole : (float, float)
        Smallest and largest value.
    """

    edges: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    n_below: int
    n_above: int
    n_blank: int
    whole: Range

    def folded(self, n: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """Edges and counts of bins that are ``n`` times as wide; ``n`` divides their number."""
        return self.edges[::n], self.counts.reshape(-1, n).sum(axis=1)


@dataclass(frozen=True, slots=True)
class CutsRequest:
    """A picture, known by the arrays that it is made of."""

    view: str
    arrays: tuple[int, ...]


@dataclass
class CutsState:
    """Which view is cut, and whether somebody looks."""

    view: str = IMAGE
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


@dataclass
class CutsShown:
    """The newest histogram, and the picture that it is of."""

    histogram: CutsHistogram | None = None
    picture: Any = field(default=None, repr=False)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


class Cuts:
    """Counts the picture of the view that is used, while somebody looks, and sets its limits.

    Attributes
    ----------
    state, shown
        Observable.
    """

    def __init__(self, shown_views: Shown, editor: Editor, runner: Runner) -> None:
        self.state = CutsState()
        self.shown = CutsShown()
        self._views = shown_views
        self._editor = editor
        self._runner = runner
        self._asked: CutsRequest | None = None
        self.state.events.connect(self._refresh)
        for view in ALL_VIEWS:
            getattr(shown_views.events, view).connect(self._refresh)

    def look_at(self, view: str) -> None:
        """Cut the picture of another view."""
        if view in ALL_VIEWS:
            self.state.view = view

    def drag(self, low: float, high: float) -> None:
        """Let limits follow the mouse."""
        self._editor.display_drag.drag(self.state.view, low=low, high=high)

    def settle(self) -> None:
        """Decide the limits that were dragged."""
        self._editor.display_drag.finish(self.state.view, f"change limits of the {self.state.view}")

    def give_up(self) -> None:
        """Go back to the limits before the drag."""
        self._editor.display_drag.cancel(self.state.view)

    def set_limits(self, low: float, high: float) -> None:
        """Decide limits; those that follow each other are one step of undo."""
        self._editor.set_display(self.state.view, low=low, high=high)

    def _refresh(self) -> None:
        if not self.state.is_visible:
            return
        picture = getattr(self._views, self.state.view)
        if picture is None or picture.lo is None:
            self._asked = None
            self.shown.histogram, self.shown.picture = None, picture
            return
        values = values_of(self.state.view, picture)
        request = CutsRequest(self.state.view, tuple(map(id, values)))
        self.shown.picture = picture
        if request == self._asked:
            return
        self._asked = request
        limits = (picture.lo, picture.hi)
        work = partial(_count, values, limits)
        self._runner.submit(
            Task(CUTS, request, work, partial(self._on_counted, request), "Counting", Lane.QUICK,
                 is_kept=False, is_shown=False)
        )  # fmt: skip

    def _on_counted(self, request: CutsRequest, answer: Answer) -> None:
        if request == self._asked:
            self.shown.histogram = answer.value if answer.ending is Ending.FINISHED else None


def values_of(view: str, picture: Any) -> Values:
    """Numbers of a picture: one array, or one of each panel or side."""
    if view == COMPARE:
        return tuple(picture.values)
    pictures = picture.pictures.values() if view == DETECTOR else (picture,)
    return tuple(one.values for one in pictures if one.values is not None)


def _count(values: Values, limits: Range, progress: Progress) -> CutsHistogram:
    return count_cells(values, limits)


def count_cells(values: Sequence[npt.NDArray[Any]], limits: Range) -> CutsHistogram:
    """Count cells by value, in equal bins from below most values, and below the limits, to above them.

    Raises
    ------
    ValueError
        If there is no value.
    """
    flat = [np.asarray(one).ravel() for one in values]
    good = np.concatenate([one[np.isfinite(one)] for one in flat]).astype(np.float64)
    if good.size == 0:
        raise ValueError("there is no value to count")
    sample = good[:: max(1, good.size // _N_SAMPLE) | 1]
    low, high = (float(value) for value in np.percentile(sample, _INNER))
    margin = _MARGIN * (high - low) or 0.5 * (limits[1] - limits[0])
    low, high = min(low - margin, limits[0] - 0.05 * margin), max(high + margin, limits[1] + 0.05 * margin)
    edges = np.linspace(low, high, N_BIN + 1)
    counts = np.histogram(good, edges)[0]
    n_blank = sum(one.size for one in flat) - good.size
    whole = float(good.min()), float(good.max())
    return CutsHistogram(
        edges, counts, int((good < low).sum()), int((good > high).sum()), n_blank, whole
    )  # fmt: skip


def shades(
    found: CutsHistogram, limits: Range, display: Display, x: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Shade of values between limits, 0 to 1, as a picture with this histogram has them."""
    low, high = limits
    at = np.clip((x - low) / (high - low), 0, 1)
    if display.stretch == EQUALIZATION:
        total = np.concatenate([[0.0], np.cumsum(found.counts, dtype=np.float64)])
        below, above = np.interp(limits, found.edges, total)
        rank = (np.interp(low + at * (high - low), found.edges, total) - below) / max(above - below, 1e-9)
        shade = np.clip(rank, 0, 1)
    else:
        steps = stretch_curve(display.stretch, 2049)
        shade = np.interp(at, np.linspace(0, 1, steps.size), steps)
    return np.asarray(toned(np.asarray(shade), display.contrast, display.bias))
