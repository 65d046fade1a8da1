"""Every column of the row under the mouse, on a card, once the mouse rests where single rows are seen."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.canvas.detector_canvas import DetectorCanvas
from pixviewer.gui.canvas.plot_canvas import PlotCanvas
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.gui.widgets.hover_card import HoverCard

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

REST_MS = 500
PIXEL_SEEN = 4.0  # screen pixels a detector pixel takes, from which on it is seen as one
_Type = QEvent.Type
_AWAY = {_Type.MouseMove, _Type.MouseButtonPress, _Type.Wheel, _Type.KeyPress, _Type.WindowDeactivate}


class RowCards(QObject):
    """Shows the card after a rest, and takes it away with the next move.

    ``is_on`` is whether a rest brings it.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.card = HoverCard(window)
        self.is_on = True
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        window.workspace.shown.events.reading.connect(self._on_reading)

    def close(self) -> None:
        """Show nothing any more."""
        self._rest.stop()
        self._hide()

    def set_on(self, is_on: bool) -> None:
        """Show the card after a rest, or no longer."""
        self.is_on = is_on
        if is_on:
            self._rest.start()
        else:
            self._hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take the card away when something is done."""
        if event is not None and event.type() in _AWAY:
            self._hide()
            self._rest.start()
        return False

    def _hide(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.card.hide()

    def _on_reading(self) -> None:
        if self._window.workspace.shown.reading is None:
            self._rest.stop()
            self._hide()
        else:
            self._rest.start()

    def _on_rested(self) -> None:
        reading, canvas = self._window.workspace.shown.reading, self._canvas()
        if not self.is_on or reading is None or reading.row is None or canvas is None:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton or not self._are_rows_seen(canvas):
            return
        at = canvas.mapTo(self._window, canvas.place().toPoint())
        self.card.show_lines(reading.row.card, at)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)  # only now: every event of the program passes through it

    def _canvas(self) -> PlotCanvas | None:
        """The view under the mouse."""
        window = self._window
        views = [*(pane.view.canvas for pane in window.panes.values()), *window.detector.panels.values()]
        return next((view for view in views if view.is_hovered and view.isVisible()), None)

    def _are_rows_seen(self, canvas: PlotCanvas) -> bool:
        if isinstance(canvas, SkyCanvas):
            return self._window.workspace.shown.points is not None
        return isinstance(canvas, DetectorCanvas) and canvas.map().scale[0] >= PIXEL_SEEN
