"""Drags on a spectrum: draw a band, move one, move one of its edges."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF

from pixviewer.gui.canvas.items import Key
from pixviewer.gui.canvas.plot_canvas import Modifiers

if TYPE_CHECKING:
    from pixviewer.gui.canvas.spectrum_canvas import SpectrumCanvas

Band = tuple[Key, float, float]


def dragged(band: Band, part: str, shift: float, narrowest: float) -> Band:
    """Band after a drag of its ``low`` edge, ``high`` edge or ``body``; edges do not cross."""
    key, low, high = band
    if part == "low":
        return key, min(low + shift, high - narrowest), high
    if part == "high":
        return key, low, max(high + shift, low + narrowest)
    return key, low + shift, high + shift


class DrawBandGesture:
    """Draw a band."""

    def __init__(self, canvas: "SpectrumCanvas", start: QPointF) -> None:
        self._canvas = canvas
        self._start = canvas.wave_at(start)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the band grow."""
        self._canvas.show_active((object(), *self._range(at)))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hand the band over."""
        self._canvas.show_active(None)
        low, high = self._range(at)
        if high > low:
            self._canvas.bandDrawn.emit(low, high)

    def cancel(self) -> None:
        """Forget the band."""
        self._canvas.show_active(None)
        self._canvas.gestureCancelled.emit()

    def _range(self, at: QPointF) -> tuple[float, float]:
        end = self._canvas.wave_at(at)
        return min(self._start, end), max(self._start, end)


class BandGesture:
    """Move a band or one of its edges."""

    def __init__(self, canvas: "SpectrumCanvas", band: Band, part: str, start: QPointF) -> None:
        self._canvas = canvas
        self._before = band
        self._part = part
        self._start = canvas.wave_at(start)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the mouse, and tell so at a bounded rate."""
        band = self._changed(at)
        self._canvas.show_active(band)
        self._canvas.report_moved(band)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Tell where it ends."""
        self._canvas.settle(self._changed(at), finished=True)

    def cancel(self) -> None:
        """Put the band back."""
        self._canvas.settle(self._before, finished=False)
        self._canvas.gestureCancelled.emit()

    def _changed(self, at: QPointF) -> Band:
        shift = self._canvas.wave_at(at) - self._start
        return dragged(self._before, self._part, shift, self._canvas.narrowest())
