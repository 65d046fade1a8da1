"""Locks and matches: what views of one window, and open windows, keep in common.

A lock copies whatever changes, as long as it is set; a match copies once. What a window is given by another
is a decision of its own, so that it can be undone there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Frame
from pixviewer.model.editor import quantity_measured
from pixviewer.model.state import ALL_VIEWS, Bounds, Display

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

POSITION, CROSSHAIR, LIMITS, COLOURS, WAVES, FILTERS = (
    "position", "crosshair", "limits", "colours", "waves", "filters",
)  # fmt: skip
OF_WINDOWS = (POSITION, CROSSHAIR, LIMITS, COLOURS, WAVES, FILTERS)
OF_VIEWS = (LIMITS, COLOURS)
TITLES = {
    POSITION: "Position and Zoom", CROSSHAIR: "Crosshair", LIMITS: "Limits", COLOURS: "Colours",
    WAVES: "Wavelengths", FILTERS: "Filters",
}  # fmt: skip


@dataclass
class Locks:
    """What is locked: between open windows, and between the views of each."""

    windows: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def text(self) -> str:
        """What is locked, in words; nothing where nothing is."""
        parts = []
        for name, known, locked in (("views", OF_VIEWS, self.views), ("windows", OF_WINDOWS, self.windows)):
            if locked:
                what = ", ".join(TITLES[each].lower() for each in known if each in locked)
                parts.append(f"{name} locked: {what}")
        return " · ".join(parts)


# From one workspace to another


def bounds_elsewhere(bounds: Bounds, frame: Frame, other: Frame) -> Bounds | None:
    """The same part of the sky in the plane of another table; None where there is no such thing."""
    place = place_elsewhere((bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2, frame, other)
    if place is None:
        return None
    half_x, half_y = (bounds[1] - bounds[0]) / 2, (bounds[3] - bounds[2]) / 2
    return place[0] - half_x, place[0] + half_x, place[1] - half_y, place[1] + half_y


def place_elsewhere(x: float, y: float, frame: Frame, other: Frame) -> tuple[float, float] | None:
    """The same place of the sky in the plane of another table; field pixels are those of the other."""
    if frame.is_sky != other.is_sky:
        return None
    if not frame.is_sky:
        return x, y
    xi, eta = other.sky_to_plane(*frame.plane_to_sky(x, y))
    found = float(xi), float(eta)
    return found if all(abs(value) < 1e5 for value in found) else None


def copy_position(source: "Workspace", target: "Workspace") -> bool:
    """Look where another window looks; False where the tables have no place in common."""
    bounds, frames = source.view.bounds, _frames(source, target)
    if bounds is None or frames is None:
        return True
    there = bounds_elsewhere(bounds, *frames)
    if there is None or not _reaches(target.navigator.extent, there):
        return False
    target.set_view(there)
    return True


def copy_crosshair(source: "Workspace", target: "Workspace") -> tuple[float, float] | None:
    """Read out the place that another window reads out; gives it, in the plane of the target."""
    reading, frames = source.shown.reading, _frames(source, target)
    place = None
    if reading is not None and frames is not None:
        place = place_elsewhere(reading.xi, reading.eta, *frames)
    if place is None:
        target.canvases.leave()
    else:
        target.hover(*place)
    return place


def copy_filters(source: "Workspace", target: "Workspace") -> None:
    """Filter as another window does."""
    filters = replace(source.view.filters, only_chosen=target.view.filters.only_chosen)
    _decide(target, "filters of the other window", filters=filters)


def copy_waves(source: "Workspace", target: "Workspace") -> None:
    """Show the wavelengths that another window shows."""
    filters = target.view.filters.with_bands(source.view.filters.bands)
    _decide(target, "wavelengths of the other window", filters=filters)


def copy_display(
    source: "Workspace", view: str, target: "Workspace", other: str, what: str
) -> None:  # fmt: skip
    """Give a view the colours or the limits of another, of the same window or of another one."""
    model, now = source.display.of(view), target.display.of(other)
    changed = coloured_as(now, model) if what == COLOURS else limited_as(now, model, source, view)
    if changed != now:
        where = "view" if source is target else "window"
        label = f"{TITLES[what].lower()} of the other {where}"
        before = target.history.undo_label or ""
        if what == LIMITS and model.limits != "User" and before.endswith(f" of the other {where}"):
            label = before  # nobody decided them: they follow from what was copied, and are undone with it
        _decide(target, label, **{other: changed})


def coloured_as(display: Display, model: Display) -> Display:
    """A display with stretch and map of another."""
    return display.with_changes(
        stretch=model.stretch, cmap=model.cmap, invert=model.invert, contrast=model.contrast, bias=model.bias
    )


def limited_as(display: Display, model: Display, source: "Workspace", view: str) -> Display:
    """A display with the limits of another, as numbers, where both show the same quantity."""
    if quantity_measured(display.by) != quantity_measured(model.by):
        return display
    if model.limits == "User":
        low, high = model.low, model.high
    else:
        picture: Any = getattr(source.shown, view)
        low, high = (None, None) if picture is None else (picture.lo, picture.hi)
    if low is None or high is None or (low, high) == (display.low, display.high):
        return display
    return display.with_changes(low=low, high=high)


def copy_all(source: "Workspace", target: "Workspace", what: str) -> bool:
    """Match a window with another in one respect, once; False where that makes no sense."""
    if what == POSITION:
        return copy_position(source, target)
    if what in (LIMITS, COLOURS):
        for view in ALL_VIEWS:
            copy_display(source, view, target, view, what)
    else:
        copiers: dict[str, Callable[[Workspace, Workspace], Any]] = {
            CROSSHAIR: copy_crosshair, WAVES: copy_waves, FILTERS: copy_filters,
        }  # fmt: skip
        copiers[what](source, target)
    return True


def _frames(source: "Workspace", target: "Workspace") -> tuple[Frame, Frame] | None:
    if source.facts is None or target.facts is None:
        return None
    return source.facts.frame, target.facts.frame


def _reaches(extent: Bounds | None, bounds: Bounds) -> bool:
    """Whether any of a table is in view, or its extent is not known yet."""
    if extent is None:
        return True
    return (
        max(extent[0], bounds[0]) < min(extent[1], bounds[1])
        and max(extent[2], bounds[2]) < min(extent[3], bounds[3])
    )  # fmt: skip


def _decide(target: "Workspace", label: str, **changes: Any) -> None:
    if target.table is not None:
        target.decider.decide(label, merge_key=label, **changes)
