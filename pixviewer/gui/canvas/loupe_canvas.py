"""Cells around the cursor, magnified, with their values once there is room to write them."""

from PyQt6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.blank import paint_blank
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.raster import fast_image
from pixviewer.model.loupe import Patch
from pixviewer.model.palette import BLANK

ZOOMS = (3, 5, 7, 9, 12, 16, 22, 32, 44, 60)  # screen pixels of a cell
USUAL_ZOOM = 12
_WRITTEN = 28  # pixels of a cell in which a number can be read
_SMALLEST_POINTS = 6.0
_CROSS, _HALO = QColor("#ffe14d"), QColor(0, 0, 0, 190)
_Key = Qt.Key
_ARROWS = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}
_ZOOM_IN, _ZOOM_OUT = (_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Z), (_Key.Key_Minus,)
_OWN_KEYS = {*_ARROWS, *_ZOOM_IN, *_ZOOM_OUT, _Key.Key_Home}


class LoupeCanvas(QWidget):
    """Wheel, + and − magnify; arrow keys go from cell to cell."""

    zoomChanged = pyqtSignal()
    stepped = pyqtSignal(int, int)  # cells to the right and up

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = USUAL_ZOOM
        self._patch: Patch | None = None
        self.blank = BLANK
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(110, 90)
        self.setAccessibleName("Loupe")
        self.setAccessibleDescription("+ and − magnify, arrow keys go from cell to cell, Home resets.")

    def sizeHint(self) -> QSize:
        """As a thin panel has it."""
        return QSize(168, 168)

    @property
    def n_cell(self) -> int:
        """Cells a side that are needed to fill it; odd."""
        return 2 * int(max(self.width(), self.height()) / self.zoom / 2 + 0.5) + 1

    def set_patch(self, patch: Patch | None) -> None:
        """Show cells, or nothing."""
        self._patch = patch
        self.update()

    def magnify(self, step: int) -> None:
        """Take the next larger or smaller magnification."""
        at = min(max(ZOOMS.index(self.zoom) + step, 0), len(ZOOMS) - 1)
        self.set_zoom(ZOOMS[at])

    def set_zoom(self, zoom: int) -> None:
        """Give a cell so many pixels."""
        if zoom in ZOOMS and zoom != self.zoom:
            self.zoom = zoom
            self.zoomChanged.emit()

    # --- events

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Magnify."""
        if event is not None:
            event.accept()
            delta = event.angleDelta().y() or event.angleDelta().x()
            if delta:
                self.magnify(1 if delta > 0 else -1)

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys that mean something here before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            )
            if plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Magnify, or go to a neighbour."""
        if event is None:
            return
        key, shift = _Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS:
            self.stepped.emit(*_ARROWS[key])
        elif key in _ZOOM_OUT or (key == _Key.Key_Z and shift):
            self.magnify(-1)
        elif key in _ZOOM_IN:
            self.magnify(1)
        elif key == _Key.Key_Home:
            self.set_zoom(USUAL_ZOOM)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint cells, values and the cross."""
        painter = QPainter(self)
        now, area = theme.colours(), QRectF(self.rect())
        painter.fillRect(area, QColor(now.canvas))
        if self._patch is None:
            words = "Move the mouse over a view."
            overlays.paint_message(painter, area.adjusted(-16, 0, 16, 0), words, QColor(now.axis))
        else:
            self._paint_cells(painter, self._patch)
            self._paint_cross(painter)
        is_focused = self.hasFocus()
        palette = self.palette()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.highlight() if is_focused else palette.mid(), 2 if is_focused else 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _corner(self, n: int) -> tuple[float, float]:
        """Upper left corner of the cells, the middle one in the middle."""
        return (self.width() - n * self.zoom) / 2, (self.height() - n * self.zoom) / 2

    def _paint_cells(self, painter: QPainter, patch: Patch) -> None:
        n = len(patch.texts)
        left, top = self._corner(n)
        side = float(self.zoom)
        if patch.is_of_cells:
            paint_blank(painter, PlaneMap(0, 0, self.width(), self.height(), (0, 1, 0, 1)), self.blank)
        painter.drawImage(QRectF(left, top, n * side, n * side), fast_image(patch.rgba))
        if side >= _WRITTEN:
            self._write(painter, patch, left, top, side)

    def _write(self, painter: QPainter, patch: Patch, left: float, top: float, side: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        longest = max((text for row in patch.texts for text in row), key=len, default="")
        painter.setFont(_fitting(self.font(), longest, side - 3))
        for i, row in enumerate(patch.texts):
            for j, text in enumerate(row):
                if text:
                    red, green, blue, alpha = patch.rgba[i, j].tolist()
                    is_bright = alpha < 128 or 0.3 * red + 0.59 * green + 0.11 * blue > 140
                    painter.setPen(QColor("#101418" if is_bright else "#ffffff"))
                    box = QRectF(left + j * side, top + i * side, side, side)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_cross(self, painter: QPainter) -> None:
        """Frame the middle cell, with arms."""
        x, y, half = self.width() / 2, self.height() / 2, self.zoom / 2
        cell, arm = QRectF(x - half, y - half, 2 * half, 2 * half), max(10.0, half)
        lines = [
            QLineF(x - half - arm, y, x - half, y), QLineF(x + half, y, x + half + arm, y),
            QLineF(x, y - half - arm, x, y - half), QLineF(x, y + half, x, y + half + arm),
        ]  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(_HALO, 3), QPen(_CROSS, 1.2)):
            painter.setPen(pen)
            painter.drawRect(cell)
            if self.zoom < _WRITTEN:  # else they would cross out the values of the neighbours
                painter.drawLines(*lines)


def _fitting(font: QFont, text: str, width: float) -> QFont:
    """Font in which the longest text fits into a cell, unless it could not be read any more."""
    made = QFont(font)
    wide = QFontMetricsF(made).horizontalAdvance(text)
    if wide > width:
        made.setPointSizeF(max(made.pointSizeF() * width / wide, _SMALLEST_POINTS))
    return made
