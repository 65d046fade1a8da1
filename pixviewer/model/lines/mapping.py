"""Verbs of the line map: mark bands, move them, take them away."""

from dataclasses import replace
from typing import Any

from psygnal import Signal

from pixviewer.core.geometry import Range
from pixviewer.model.commands import Decisions
from pixviewer.model.deciding import Decider
from pixviewer.model.editor import Editor
from pixviewer.model.lines.bands import LINE, LINE_MEAN, PART_NAMES, LineBands
from pixviewer.model.lines.requests import shows_line
from pixviewer.model.state import Display

DEFAULT_WIDTH = 10.0  # Å, four resolution elements
_PREFIX = "line map:"


def key_of(part: str) -> str:
    """By which the spectrum knows a band of the line map."""
    return f"{_PREFIX}{part}"


def part_of(key: object) -> str | None:
    """The part of the line map that a band of the spectrum is; None for other bands."""
    text = str(key)
    return text.removeprefix(_PREFIX) if text.startswith(_PREFIX) else None


class LineMapping:
    """Turns gestures and typed numbers into the bands of a line map.

    The first time that line and continuum are there, the sky image turns to the map; when they no longer
    are, it turns back. That is part of the same decision, and undone with it.
    """

    changed = Signal()  # a band is being dragged

    def __init__(self, decider: Decider, editor: Editor) -> None:
        self._decider = decider
        self._editor = editor
        self.state = decider.line
        self._before_drag: Decisions | None = None

    @property
    def bands(self) -> LineBands:
        """The bands, also while one is dragged."""
        return self.state.bands

    # Marking

    def mark(self, part: str, low: float, high: float) -> None:
        """Set a band, and show the map when it is complete.

        Raises
        ------
        ValueError
            If the band does not increase; nothing has changed then.
        """
        self._decide(self._label("mark", part), self.bands.with_band(part, checked(low, high)), shows=True)

    def mark_at(self, part: str, wave: float) -> None:
        """Set a band about a wavelength: as wide as it was, or as the line."""
        known = self.bands.of(part) or self.bands.line
        half = (known[1] - known[0]) / 2 if known is not None else DEFAULT_WIDTH / 2
        self.mark(part, round(wave - half, 2), round(wave + half, 2))

    def mark_band(self, part: str, key: str) -> None:
        """Make a wavelength range of the spectrum a band of the map; it is no filter any more then."""
        known = {ident: (low, high) for ident, low, high in self._editor.bands}
        if key in known:
            bands = self.bands.with_band(part, known[key])
            self._decide(self._label("mark", part), bands, shows=True, **self._editor.without_band(key))

    # Changing

    def drag(self, part: str, low: float, high: float) -> None:
        """Follow a band that is being moved."""
        if low < high:
            self._before_drag = self._before_drag or self._decider.now
            self.state.bands = self.bands.with_band(part, (low, high))
            self.changed.emit()

    def move(self, part: str, low: float, high: float) -> None:
        """Put a band elsewhere; nudges that follow each other are one step of undo."""
        before, self._before_drag = self._before_drag, None
        bands = self.bands.with_band(part, checked(low, high))
        merge_key = None if before is not None else f"nudge {key_of(part)}"
        self._decide(self._label("move", part), bands, before=before, merge_key=merge_key)

    def cancel_gesture(self) -> None:
        """Put a band that is being dragged back."""
        if self._before_drag is not None:
            self.state.bands, self._before_drag = self._before_drag.line_map, None
            self.changed.emit()

    def remove(self, part: str) -> None:
        """Take a band away."""
        self._decide(self._label("remove", part), self.bands.with_band(part, None))

    def clear(self) -> None:
        """Take all bands away."""
        if self.bands.present:
            self._decide("clear the line map", LineBands())

    def set_weighting(self, weighting: str) -> None:
        """Choose how two continuum bands become one level."""
        self._decide("weigh the continuum otherwise", replace(self.bands, weighting=weighting))

    def set_name(self, name: str) -> None:
        """Call the line something."""
        self._decide("name the line", replace(self.bands, name=name.strip()))

    def show(self, by: str = LINE_MEAN) -> None:
        """Turn the sky image to the map, or to white light."""
        display = self._decider.display.image
        if by != display.by:
            label = "show the line map" if shows_line(by) else "show white light"
            self._decider.decide(label, image=shown_by(display, by))

    @property
    def is_shown(self) -> bool:
        """Whether the sky image shows the map."""
        return shows_line(self._decider.display.image.by)

    def _label(self, verb: str, part: str) -> str:
        return f"{verb} {'the line' if part == LINE else PART_NAMES[part].lower()}"

    def _decide(
        self,
        label: str,
        bands: LineBands,
        *,
        shows: bool = False,
        before: Decisions | None = None,
        merge_key: str | None = None,
        **changes: Any,
    ) -> None:
        display = self._decider.display.image
        if shows and bands.is_complete and not shows_line(display.by):
            changes["image"] = shown_by(display, LINE_MEAN)
        elif not bands.is_complete and shows_line(display.by):
            changes["image"] = shown_by(display, "mean")
        self._decider.decide(label, before=before, merge_key=merge_key, line_map=bands, **changes)


def shown_by(display: Display, by: str) -> Display:
    """The display of another quantity: limits that were typed for one mean nothing for the other."""
    if display.limits != "User":
        return replace(display, by=by)
    return replace(display, by=by, limits="ZScale", low=None, high=None)


def checked(low: float, high: float) -> Range:
    """A band.

    Raises
    ------
    ValueError
        If it does not increase.
    """
    if not 0.0 < low < high:
        raise ValueError(f"a band must increase, got {low:.2f} to {high:.2f} Å")
    return float(low), float(high)
