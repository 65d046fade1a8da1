"""The map of the 24 × 48 slices: one cell each, coloured, hovered and clicked."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.raster import fast_image

N_IFU, N_SLICE = 24, 48
Cell = tuple[int, int]  # IFU and CCD slice
_PICKED = QColor("#ff3cc8")
_HOVERED = QColor("#ffe14d")
_DIMMED = 50  # opacity of what is not looked at
_Key = Qt.Key
_STEPS = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}


@dataclass(frozen=True, slots=True, eq=False)
class SliceCells:
    """Colours of the slices, and their order.

    Attributes
    ----------
    rgba : (24, 48, 4) uint8
        By IFU and CCD slice.
    order : (48,) int
        CCD slice at each place from the bottom up.
    names : tuple of str
        What these places are called.
    label : str
        What the vertical axis counts.
    """

    rgba: npt.NDArray[np.uint8] = field(repr=False)
    order: npt.NDArray[np.int64]
    names: tuple[str, ...]
    label: str


class SliceMapCanvas(QWidget):
    """IFUs from left to right, slices upwards."""

    cellHovered = pyqtSignal(object)  # (IFU, CCD slice) or None
    cellClicked = pyqtSignal(object, object)  # (IFU, CCD slice), keyboard modifiers
    escaped = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: SliceCells | None = None
        self._hovered: Cell | None = None
        self._picked: frozenset[Cell] = frozenset()
        self._undimmed: frozenset[Cell] | None = None
        self._marked: Cell | None = None
        self.message = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 140)
        self.setFont(fonts.text_font())
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Slice map")
        self.setAccessibleDescription("Arrow keys go from slice to slice, Enter picks one.")

    # --- what is shown

    def set_cells(self, cells: SliceCells | None) -> None:
        """Show these colours."""
        self._cells = cells
        self.update()

    def set_picked(self, cells: frozenset[Cell]) -> None:
        """Frame the slices that are picked."""
        self._picked = cells
        self.update()

    def set_undimmed(self, cells: frozenset[Cell] | None) -> None:
        """Dim all slices but these, or none."""
        if cells != self._undimmed:
            self._undimmed = cells
            self.update()

    def set_marked(self, cell: Cell | None) -> None:
        """Frame the slice that another view reads out."""
        if cell != self._marked:
            self._marked = cell
            self.update()

    # --- geometry

    def area(self) -> QRectF:
        """Where the cells are."""
        metrics = QFontMetricsF(self.font())
        left = metrics.horizontalAdvance("00.00") + metrics.height() + 10
        bottom = 2 * metrics.height() + 8
        return QRectF(left, 8, max(self.width() - left - 10, 24.0), max(self.height() - 8 - bottom, 48.0))

    def rect_of(self, cell: Cell) -> QRectF:
        """Where a slice is drawn."""
        area = self.area()
        place = 0 if self._cells is None else int(np.flatnonzero(self._cells.order == cell[1])[0])
        width, height = area.width() / N_IFU, area.height() / N_SLICE
        return QRectF(
            area.left() + (cell[0] - 1) * width, area.bottom() - (place + 1) * height, width, height
        )

    def cell_at(self, at: QPointF) -> Cell | None:
        """Slice at a place on the screen."""
        area = self.area()
        if self._cells is None or not area.contains(at):
            return None
        ifu = min(int((at.x() - area.left()) / area.width() * N_IFU), N_IFU - 1) + 1
        place = min(int((area.bottom() - at.y()) / area.height() * N_SLICE), N_SLICE - 1)
        return ifu, int(self._cells.order[place])

    # --- events

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell which slice the mouse is over."""
        if event is not None:
            self._hover(self.cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Tell which slice is clicked."""
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        cell = self.cell_at(event.position())
        if cell is not None:
            self.cellClicked.emit(cell, event.modifiers())

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        self._hover(None)

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cellHovered.emit(cell)
            self.update()

    def event(self, event: QEvent | None) -> bool:
        """Claim the arrow keys before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in _STEPS:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go from slice to slice, and pick one."""
        if event is None or self._cells is None:
            return
        key = _Key(event.key())
        if key in _STEPS:
            self._hover(self._stepped(*_STEPS[key]))
        elif key in (_Key.Key_Return, _Key.Key_Enter) and self._hovered is not None:
            self.cellClicked.emit(self._hovered, event.modifiers())
        elif key == _Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()

    def _stepped(self, right: int, up: int) -> Cell:
        assert self._cells is not None
        cell = self._hovered or next(iter(self._picked), (1, int(self._cells.order[0])))
        place = int(np.flatnonzero(self._cells.order == cell[1])[0])
        ifu = min(max(cell[0] + right, 1), N_IFU)
        return ifu, int(self._cells.order[min(max(place + up, 0), N_SLICE - 1)])

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint cells, axes and frames."""
        painter = QPainter(self)
        now = theme.colours()
        painter.fillRect(self.rect(), QColor(now.canvas))
        ink = QColor(now.axis)
        painter.setPen(ink)
        if self._cells is None:
            overlays.paint_message(painter, QRectF(self.rect()), self.message, ink)
            return
        area = self.area()
        self._paint_cells(painter, area, self._cells)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(area)
        self._paint_axes(painter, area, self._cells)
        for cell in self._picked:
            self._paint_frame(painter, cell, _PICKED)
        for marked in (self._marked, self._hovered):
            if marked is not None:
                self._paint_frame(painter, marked, _HOVERED)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _picture(self, cells: SliceCells) -> npt.NDArray[np.uint8]:
        """Colours as they stand on the screen, from the upper left."""
        rgba = cells.rgba
        if self._undimmed is not None:
            rgba = rgba.copy()
            rgba[..., 3] = np.minimum(rgba[..., 3], _DIMMED)
            for ifu, number in self._undimmed:
                rgba[ifu - 1, number - 1, 3] = cells.rgba[ifu - 1, number - 1, 3]
        return rgba[:, cells.order - 1].transpose(1, 0, 2)[::-1]

    def _paint_cells(self, painter: QPainter, area: QRectF, cells: SliceCells) -> None:
        painter.drawImage(area, fast_image(np.ascontiguousarray(self._picture(cells))))

    def _paint_axes(self, painter: QPainter, area: QRectF, cells: SliceCells) -> None:
        metrics = QFontMetricsF(self.font())
        width, height = area.width() / N_IFU, area.height() / N_SLICE
        every = next(
            k for k in (1, 2, 4, 6, 12) if k * width >= metrics.horizontalAdvance("24") + 6 or k == 12
        )
        for ifu in range(1, N_IFU + 1):
            x = area.left() + (ifu - 0.5) * width
            if ifu == 1 or (ifu % every == 0 and ifu > every / 2):
                box = QRectF(x - 20, area.bottom() + 2, 40, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(ifu))
        wanted = next(k for k in (1, 2, 3, 4, 6, 12, 24) if k * height >= metrics.height() or k == 24)
        for place in range(N_SLICE):
            if place % wanted == 0 if wanted > 1 else True:
                y = area.bottom() - (place + 0.5) * height
                box = QRectF(metrics.height() + 4, y - 10, area.left() - metrics.height() - 9, 20)
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, cells.names[place]
                )
        below = QRectF(area.left(), area.bottom() + metrics.height() + 3, area.width(), metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "IFU")
        for stack in (1, 2, 3):  # the stacks of slices are apart on the sky and on the detector
            y = area.bottom() - 12 * stack * height
            painter.drawLine(QPointF(area.left() - 4, y), QPointF(area.left(), y))
        painter.save()
        painter.translate(2, area.bottom())
        painter.rotate(-90)
        painter.drawText(
            QRectF(0, 0, area.height(), metrics.height()), Qt.AlignmentFlag.AlignCenter, cells.label
        )
        painter.restore()

    def _paint_frame(self, painter: QPainter, cell: Cell, colour: QColor) -> None:
        box = self.rect_of(cell).adjusted(-1.5, -1.5, 1.5, 1.5)
        for pen in (QPen(QColor(0, 0, 0, 200), 4), QPen(colour, 2)):
            painter.setPen(pen)
            painter.drawRect(box)
