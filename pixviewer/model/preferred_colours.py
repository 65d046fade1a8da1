"""Colours of what is no value, as the user prefers them, in the views of one window."""

from psygnal import SignalInstance

from pixviewer.model.palette import Palette
from pixviewer.model.preferences import Preferences, Preferring
from pixviewer.model.state import DisplayState


class PreferredColours:
    """Keeps the palette of the displays as it is preferred.

    Parameters
    ----------
    preferring : Preferring
    display : DisplayState
    changed : signal
        Emitted after another palette, for whoever draws.
    """

    def __init__(self, preferring: Preferring, display: DisplayState, changed: SignalInstance) -> None:
        self._display = display
        self._changed = changed
        self._follow(preferring.value)
        preferring.events.value.connect(self._follow)

    def _follow(self, value: Preferences) -> None:
        palette = Palette(value.blank_colour, value.bad_colour)
        if palette != self._display.palette:
            self._display.palette = palette
            self._changed.emit()
