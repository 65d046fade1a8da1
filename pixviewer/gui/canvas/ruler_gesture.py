"""A drag of the ruler from one place to another."""

from PyQt6.QtCore import QPointF, Qt

from pixviewer.gui.canvas.plot_canvas import Modifiers, PlotCanvas
from pixviewer.model.marking.ruler import Ruler


class RulerGesture:
    """Measure while the button is down; Shift holds the line to multiples of 45°."""

    def __init__(self, canvas: PlotCanvas, ruler: Ruler, kind: str, ifu: int, start: QPointF) -> None:
        self._canvas, self._ruler = canvas, ruler
        ruler.start(kind, *canvas.map().to_plane(start.x(), start.y()), ifu)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the end follow the mouse."""
        place = self._canvas.map().to_plane(at.x(), at.y())
        self._ruler.follow(*place, snaps=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Keep it."""
        self.move(at, modifiers)
        self._ruler.finish()

    def cancel(self) -> None:
        """Give it up."""
        self._ruler.clear()
