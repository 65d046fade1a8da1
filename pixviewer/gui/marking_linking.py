"""Puts markers and the ruler on every view, and gives the ruler the mouse while its tool is chosen."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, Qt

from pixviewer.gui.canvas.detector_canvas import DetectorCanvas
from pixviewer.gui.canvas.marker_layer import Cross, Line, MarkerLayer
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PlotCanvas
from pixviewer.gui.canvas.ruler_gesture import RulerGesture
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.model.marking.measurement import DETECTOR, SKY, SPECTRUM

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

RULER = "ruler"


class _Board:
    """One canvas with its layer: what kind of places it has, and of which IFU."""

    def __init__(self, canvas: PlotCanvas, kind: str, ifu: int = 0) -> None:
        self.canvas, self.kind, self.ifu = canvas, kind, ifu
        self.layer = MarkerLayer(is_upright=kind == SPECTRUM)
        canvas.layers.append(self.layer.paint)


class MarkingLinking:
    """Between the canvases, the markers and the ruler."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        workspace = window.workspace
        self._markers, self._ruler = workspace.markers, workspace.ruler
        self._is_measuring = False
        self._boards: list[_Board] = []
        for pane in window.panes.values():
            self._add(_Board(pane.view.canvas, SKY))
        self._add(_Board(window.spectrum.view.canvas, SPECTRUM))
        window.detector.panelMade.connect(self._on_panel_made)
        window.detector.panelGone.connect(self._on_panel_gone)
        window.compare.canvasMade.connect(self._on_canvas_made)
        state = self._markers.state.events
        for signal in (state.items, state.selected):
            signal.connect(self._show_markers)
        self._ruler.state.events.current.connect(self._show_ruler)

    def set_measuring(self, is_measuring: bool) -> None:
        """Give left drags to the ruler, or back to the tools of the views."""
        self._is_measuring = is_measuring
        if not is_measuring and self._ruler.state.live:
            self._ruler.clear()  # a line that is finished stays, until Esc

    def press(self) -> bool:
        """Begin or end a measurement at the mouse; False when it is over no view."""
        board = next((b for b in self._boards if b.canvas.isVisible() and b.canvas.is_hovered), None)
        if board is None:
            return False
        at = board.canvas.place()
        self._ruler.press(board.kind, *board.canvas.map().to_plane(at.x(), at.y()), board.ifu)
        return True

    def _add(self, board: _Board) -> None:
        self._boards.append(board)
        board.canvas.placeHovered.connect(partial(self._on_hovered, board))
        board.canvas.overriding.append(partial(self._begin, board))
        board.canvas.click_takers.append(partial(self._click, board))
        board.canvas.escapes.append(self._escape)

    def _begin(
        self, board: _Board, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers
    ) -> Gesture | None:
        if not self._is_measuring or button != Qt.MouseButton.LeftButton or board.canvas.wants_pan:
            return None
        return RulerGesture(board.canvas, self._ruler, board.kind, board.ifu, at)

    def _click(self, board: _Board, at: QPointF, button: Qt.MouseButton) -> bool:
        """Begin or end a measurement with a click, where the ruler has the mouse."""
        if not self._is_measuring or button != Qt.MouseButton.LeftButton:
            return False
        self._ruler.press(board.kind, *board.canvas.map().to_plane(at.x(), at.y()), board.ifu)
        return True

    def _escape(self) -> bool:
        """Take the line away, then the tool."""
        if self._ruler.clear():
            return True
        if self._is_measuring:
            self._window.set_tool("pan")
            return True
        return False

    def _on_hovered(self, board: _Board, x: float, y: float) -> None:
        now = self._ruler.state.current
        is_here = now is not None and (now.kind, now.ifu) == (board.kind, board.ifu)
        if is_here and self._ruler.state.live and board.canvas.gesture is None:
            self._ruler.follow(x, y)

    def _on_canvas_made(self, canvas: PlotCanvas) -> None:
        if isinstance(canvas, SkyCanvas):
            self._add(_Board(canvas, SKY))
            self._show_markers()
            self._show_ruler()

    def _on_panel_made(self, ifu: int, panel: DetectorCanvas) -> None:
        self._add(_Board(panel, DETECTOR, ifu))
        self._show_markers()
        self._show_ruler()

    def _on_panel_gone(self, ifu: int) -> None:
        self._boards = [b for b in self._boards if not (b.kind == DETECTOR and b.ifu == ifu)]

    def _show_markers(self) -> None:
        for board in self._boards:
            board.layer.crosses = self._crosses(board)
            board.canvas.refresh()

    def _crosses(self, board: _Board) -> list[Cross]:
        state, found = self._markers.state, []
        chosen = set(state.selected)
        for m in state.items:
            text, is_selected = str(m.number), m.number in chosen
            if board.kind == SKY:
                found.append(Cross(m.xi, m.eta, text, is_selected))
            elif board.kind == SPECTRUM and m.wave is not None:
                found.append(Cross(m.wave, 0.0, text, is_selected))
            elif m.ifu == board.ifu and m.x_det is not None and m.y_det is not None:
                found.append(Cross(m.x_det, m.y_det, text, is_selected))
        return found

    def _show_ruler(self) -> None:
        now = self._ruler.state.current
        for board in self._boards:
            is_here = now is not None and (now.kind, now.ifu) == (board.kind, board.ifu)
            line = None
            if now is not None and is_here:
                line = Line(now.x0, now.y0, now.x1, now.y1, self._ruler.text(now))
            if line != board.layer.line:
                board.layer.line = line
                board.canvas.refresh()
