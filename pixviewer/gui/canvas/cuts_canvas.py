"""Histogram of a picture, the stretch drawn across it, and two handles that are its limits."""

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture
from pixviewer.gui.canvas.sky_gestures import ContrastGesture
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.model.colour_maps import colour_table
from pixviewer.model.cuts import CutsHistogram, shades
from pixviewer.model.diagrams import LINE, Series
from pixviewer.model.state import Display
from pixviewer.model.units import pretty_number

LOW, HIGH = 0, 1
_NOTHING = 0.5  # what an empty bin is drawn as: below one cell
_GRAB = 8.0  # pixels to either side of a handle
_GRIP = 6.0
_STRIP = 7.0  # height of the line of colours at the foot
_KEYS = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}
_STEP, _LEAP, _NUDGE = 0.005, 0.05, 0.0005  # of what is in view
_N_DRAWN, _MOST_FOLDED = 150, 6  # about so many bins across the view; 2 to so many are drawn as one
_ROOM, _LEAST_SHARE = 0.4, 0.06
_LEAST = 1e-4  # of what is in view: limits never meet

Range = tuple[float, float]


class CutsCanvas(XYCanvas):
    """Counts on a logarithmic scale; the handles move by mouse and by keys."""

    cutsDragged = pyqtSignal(float, float)
    cutsSettled = pyqtSignal()
    cutsGivenUp = pyqtSignal()
    cutsStepped = pyqtSignal(float, float)  # by a key
    contrastDragged = pyqtSignal(float, float)
    contrastEnded = pyqtSignal(bool)
    contrastReset = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.cuts: Range | None = None
        self.active = HIGH  # handle that keys move
        self._display = Display()
        self._histogram: CutsHistogram | None = None
        self._n_fold = 0  # bins that are drawn as one; 0 before any is
        self._heights = (0.0, 1.0)
        super().__init__(parent)
        self.axis("left").setLogMode(True)
        self.setAccessibleName("Histogram of the picture")
        self.setAccessibleDescription(
            "Left and right arrows move a limit, up and down choose which; Shift moves it far, Alt a little."
        )

    def set_histogram(self, histogram: CutsHistogram | None, message: str = "") -> None:
        """Draw a histogram; where the view looks stays, if that still makes sense."""
        if histogram is self._histogram and histogram is not None:
            return
        self._histogram, self._n_fold = histogram, 0
        if histogram is None:
            self.cuts = None
            self.clear_series(message)
            return
        self.message = ""
        self._look_at_cuts()

    def set_box(self, box: Box) -> None:
        """Show a box, with bins as narrow as makes sense there."""
        histogram = self._histogram
        if histogram is None:
            super().set_box(box)
            return
        visible = (box[1] - box[0]) / (histogram.edges[1] - histogram.edges[0])
        n_fold = 2 ** int(np.clip(np.ceil(np.log2(max(visible, 1.0) / _N_DRAWN)), 0, _MOST_FOLDED))
        if n_fold != self._n_fold:
            self._n_fold = n_fold
            edges, counts = histogram.folded(n_fold)
            height = np.log10(np.maximum(counts.astype(np.float64), _NOTHING))
            floor = np.log10(_NOTHING)
            y = np.concatenate([[floor], np.repeat(height, 2), [floor]])
            self._series = [Series(np.repeat(edges, 2), y, style=LINE)]
            self._heights = float(floor) - 0.35, float(np.log10(max(int(counts.max()), 1))) + 0.25
        super().set_box((*box[:2], *self._heights))

    def _look_at_cuts(self) -> None:
        """Look at the limits with some room beside them, unless they are seen well already."""
        if self._histogram is None or self.cuts is None:
            return
        (low, high), (x0, x1) = self.cuts, self.box()[:2]
        share = (high - low) / (x1 - x0)
        is_seen = x0 <= low and high <= x1 and share > _LEAST_SHARE and self._n_fold > 0
        if is_seen or isinstance(self.gesture, _HandleGesture):
            return
        room = _ROOM * (high - low)
        self.set_box((low - room, high + room, *self.box()[2:]))

    def set_cuts(self, cuts: Range | None, display: Display) -> None:
        """Show limits and stretch; a handle that is being dragged stays with the mouse."""
        self._display = display
        if not isinstance(self.gesture, _HandleGesture):
            self.cuts = cuts
            self._look_at_cuts()
        self.refresh()

    def curve(self, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Shade of values, 0 to 1, as the picture has them."""
        assert self.cuts is not None
        assert self._histogram is not None
        return shades(self._histogram, self.cuts, self._display, x)

    def move_handle(self, handle: int, x: float) -> None:
        """Put a limit elsewhere; it stays on its side of the other."""
        assert self.cuts is not None
        low, high = self.cuts
        least = _LEAST * (self.box()[1] - self.box()[0])
        self.active = handle
        self.cuts = (min(x, high - least), high) if handle == LOW else (low, max(x, low + least))
        self.refresh()

    # --- gestures

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Drag a handle, change the contrast, or move the diagram."""
        if self.cuts is not None and button == Qt.MouseButton.RightButton:
            return ContrastGesture(self, at, self.contrastDragged.emit, self.contrastEnded.emit)
        handle = self.handle_at(at)
        if button == Qt.MouseButton.LeftButton and handle is not None and not self.wants_pan:
            return _HandleGesture(self, handle)
        wanted = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        return PanGesture(self, at, along_y=False) if button in wanted else None

    def handle_at(self, at: QPointF) -> int | None:
        """Handle under the mouse; of both the nearer one."""
        if self.cuts is None:
            return None
        here = self.map()
        away = [abs(here.to_pixel(x, 0.0)[0] - at.x()) for x in self.cuts]
        nearest = LOW if away[LOW] < away[HIGH] else HIGH
        return nearest if away[nearest] <= _GRAB else None

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Choose the handle that keys move."""
        super().click(at, button, modifiers)
        handle = self.handle_at(at)
        if handle is not None:
            self.active = handle

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Show everything; with the right button, have no contrast."""
        if button == Qt.MouseButton.RightButton:
            self.contrastReset.emit()
        else:
            self.fit()

    def hover(self, at: QPointF) -> None:
        """Show that a handle can be taken."""
        over = self.handle_at(at) is not None
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)
        super().hover(at)

    def key(self, event: QKeyEvent) -> bool:
        """Move a handle, or choose the other one."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if self.cuts is None or modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.active = HIGH if key == Qt.Key.Key_Up else LOW
            self.refresh()
            return True
        if key not in _KEYS:
            return False
        step = _LEAP if modifiers & Qt.KeyboardModifier.ShiftModifier else _STEP
        step = _NUDGE if modifiers & Qt.KeyboardModifier.AltModifier else step
        x0, x1 = self.box()[:2]
        self.move_handle(self.active, self.cuts[self.active] + _KEYS[key] * step * (x1 - x0))
        self.cutsStepped.emit(*self.cuts)
        return True

    # --- painting

    def _whole(self) -> Box | None:
        if self._histogram is None:
            return None
        edges = self._histogram.edges
        return float(edges[0]), float(edges[-1]), *self._heights

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the histogram, the stretch across it, the handles above."""
        hover, self._hover = self._hover, None  # the logarithm under the mouse says nothing
        super().paint_above(painter, here)
        self._hover = hover
        if self.cuts is None:
            return
        self._paint_colours(painter, here)
        self._paint_curve(painter, here)
        for handle in (1 - self.active, self.active):
            self._paint_handle(painter, here, handle)
        self._paint_value(painter, here)

    def _places(self, here: PlaneMap) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Pixel columns, and the values there."""
        columns = np.arange(int(here.width) + 1, dtype=np.float64)
        x0, x1 = here.box[:2]
        return here.left + columns, x0 + (x1 - x0) * columns / here.width

    def _paint_colours(self, painter: QPainter, here: PlaneMap) -> None:
        """The colours that the values have, along the foot."""
        _, x = self._places(here)
        table = colour_table(self._display.cmap, self._display.invert)
        line = np.ascontiguousarray(table[np.round(255 * self.curve(x)).astype(np.uint8)])
        image = QImage(line.tobytes(), len(line), 1, 3 * len(line), QImage.Format.Format_RGB888)
        foot = QRectF(here.left, here.top + here.height - _STRIP, here.width, _STRIP)
        painter.drawImage(foot, image)
        painter.setPen(QPen(QColor(theme.colours().axis), 1))
        painter.drawLine(foot.topLeft(), foot.topRight())

    def _paint_curve(self, painter: QPainter, here: PlaneMap) -> None:
        px, x = self._places(here)
        room = here.height - _STRIP - 4
        py = here.top + 2 + room * (1 - self.curve(x))
        points = QPolygonF([QPointF(a, b) for a, b in zip(px.tolist(), py.tolist(), strict=True)])
        painter.setPen(QPen(QColor(theme.colours().warning), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(points)

    def _paint_handle(self, painter: QPainter, here: PlaneMap, handle: int) -> None:
        assert self.cuts is not None
        x, _ = here.to_pixel(self.cuts[handle], 0.0)
        if not here.left - _GRIP <= x <= here.left + here.width + _GRIP:
            return
        is_active = handle == self.active
        ink = self.palette().highlight().color() if is_active else QColor(theme.colours().axis)
        top, bottom = here.top, here.top + here.height
        painter.setPen(QPen(ink, 2.2 if is_active else 1.4))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setBrush(ink)
        way = 1.0 if handle == LOW else -1.0  # each points to what lies between
        grip = [QPointF(x, top), QPointF(x + way * 1.6 * _GRIP, top + _GRIP), QPointF(x, top + 2 * _GRIP)]
        painter.drawPolygon(QPolygonF(grip))

    def _paint_value(self, painter: QPainter, here: PlaneMap) -> None:
        if self._hover is None or self._histogram is None or not self.underMouse():
            return
        x, _ = here.to_plane(self._hover.x(), self._hover.y())
        edges, counts = self._histogram.folded(max(self._n_fold, 1))
        i = int(np.searchsorted(edges, x, side="right")) - 1
        n = int(counts[i]) if 0 <= i < counts.size else 0
        text = f"{pretty_number(x)} · {n} cells"
        area = QRectF(here.left, here.top, here.width, here.height - _STRIP)
        overlays.paint_pill(painter, area, text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)


class _HandleGesture:
    """Drag a limit."""

    def __init__(self, canvas: CutsCanvas, handle: int) -> None:
        self._canvas = canvas
        self._handle = handle
        self._before = canvas.cuts

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the mouse."""
        self._canvas.move_handle(self._handle, self._canvas.map().to_plane(at.x(), at.y())[0])
        if self._canvas.cuts is not None:
            self._canvas.cutsDragged.emit(*self._canvas.cuts)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Stay."""
        self.move(at, modifiers)
        self._canvas.cutsSettled.emit()

    def cancel(self) -> None:
        """Go back."""
        self._canvas.cuts = self._before
        self._canvas.cutsGivenUp.emit()
