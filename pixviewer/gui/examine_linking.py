"""Gives clicks to the Examine tool while it is chosen, finds where the mouse is, and draws what it took."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from pixviewer.gui.canvas.detector_canvas import DetectorCanvas
from pixviewer.gui.canvas.overlays import HALO
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.plot_canvas import PlotCanvas
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.model.examining.requests import DETECTOR, SKY, Place

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

EXAMINE = "examine"
_INK = QColor("#7ef0c5")


class _Board:
    """One canvas: what kind of places it has, and of which IFU."""

    def __init__(self, canvas: PlotCanvas, kind: str, ifu: int = 0) -> None:
        self.canvas, self.kind, self.ifu = canvas, kind, ifu

    def place(self, at: QPointF) -> Place:
        """The place at a point of the screen."""
        return Place(self.kind, *self.canvas.map().to_plane(at.x(), at.y()), self.ifu)


class ExamineLinking:
    """Between the canvases and the examiner."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._examiner = window.workspace.examiner
        self._is_examining = False
        self._boards: list[_Board] = []
        for pane in window.panes.values():
            self._add(_Board(pane.view.canvas, SKY))
        window.detector.panelMade.connect(self._on_panel_made)
        window.detector.panelGone.connect(self._on_panel_gone)
        window.compare.canvasMade.connect(self._on_canvas_made)
        state = self._examiner.state.events
        for signal in (state.place, state.sky_radius, state.detector_radius):
            signal.connect(self._refresh)

    def set_examining(self, is_examining: bool) -> None:
        """Take clicks, or leave them to the views."""
        self._is_examining = is_examining
        self._refresh()

    def examine(self, what: str) -> bool:
        """Examine where the mouse is, else the last place again; False when there is neither."""
        board = next((b for b in self._boards if b.canvas.isVisible() and b.canvas.is_hovered), None)
        place = self._examiner.state.place if board is None else board.place(board.canvas.place())
        if place is None:
            return False
        self._ask(place, what)
        return True

    def _ask(self, place: Place, what: str | None) -> None:
        self._window.arrangement.show_dock("Examine")
        self._examiner.examine(place, what)

    def _add(self, board: _Board) -> None:
        self._boards.append(board)
        board.canvas.click_takers.append(partial(self._click, board))
        board.canvas.escapes.append(self._escape)
        board.canvas.layers.append(partial(self._paint, board))

    def _click(self, board: _Board, at: QPointF, button: Qt.MouseButton) -> bool:
        if not self._is_examining or button != Qt.MouseButton.LeftButton:
            return False
        self._ask(board.place(at), None)
        return True

    def _escape(self) -> bool:
        if self._is_examining:
            self._window.set_tool("pan")
        return self._is_examining

    def _paint(self, board: _Board, painter: QPainter, here: PlaneMap) -> None:
        """Circle what was examined."""
        place = self._examiner.state.place
        if not self._is_examining or place is None or (place.kind, place.ifu) != (board.kind, board.ifu):
            return
        radius, centre = self._examiner.radius_of(place.kind), QPointF(*here.to_pixel(place.x, place.y))
        along_x, along_y = here.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3.5), QPen(_INK, 1.5, Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawEllipse(centre, radius * along_x, radius * along_y)

    def _refresh(self) -> None:
        for board in self._boards:
            board.canvas.refresh()

    def _on_canvas_made(self, canvas: PlotCanvas) -> None:
        if isinstance(canvas, SkyCanvas):
            self._add(_Board(canvas, SKY))

    def _on_panel_made(self, ifu: int, panel: DetectorCanvas) -> None:
        self._add(_Board(panel, DETECTOR, ifu))

    def _on_panel_gone(self, ifu: int) -> None:
        self._boards = [b for b in self._boards if not (b.kind == DETECTOR and b.ifu == ifu)]
