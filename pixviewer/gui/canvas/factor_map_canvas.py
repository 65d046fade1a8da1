"""Map of the factors: slices across, IFUs upwards, with a symbol on every cell that is not as measured."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas.slice_map_canvas import N_IFU, N_SLICE, Cell, SliceCells, SliceMapCanvas
from pixviewer.model.selfcal.map_colours import SYMBOLS

_INK, _HALO = QColor(20, 20, 20), QColor(255, 255, 255, 210)
_SMALLEST = 3.0  # pixels; symbols in smaller cells would be noise
_EVEN = 10.0  # pixels; larger cells are all of one size, which costs little room


@dataclass(frozen=True, slots=True, eq=False)
class FactorCells:
    """Colours of the slices with their symbols, and the order in which they stand.

    Attributes
    ----------
    rgba : (24, 48, 4) uint8
        By IFU and CCD slice.
    kinds : (24, 48) int8
        Index of `SYMBOLS`.
    order : (48,) int
        CCD slice at each place from the left.
    names : tuple of str
        What these places are called.
    label : str
        What the horizontal axis counts.
    """

    rgba: npt.NDArray[np.uint8] = field(repr=False)
    kinds: npt.NDArray[np.int8] = field(repr=False)
    order: npt.NDArray[np.int64]
    names: tuple[str, ...]
    label: str


class FactorMapCanvas(SliceMapCanvas):
    """A map as low as it is wide: 24 rows of 48 cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds: npt.NDArray[np.int8] | None = None
        self.setMinimumSize(200, 110)
        self.setAccessibleName("Map of slices")

    def set_map(self, cells: FactorCells | None, message: str = "") -> None:
        """Show a map, or a line that says what is needed for one."""
        self._kinds = None if cells is None else cells.kinds
        self.message = message
        self.set_cells(
            None if cells is None else SliceCells(cells.rgba, cells.order, cells.names, cells.label)
        )

    # --- geometry

    def area(self) -> QRectF:
        """Where the cells are: of whole pixels each, where these are many."""
        metrics = QFontMetricsF(self.font())
        left = metrics.horizontalAdvance("24") + metrics.height() + 14
        bottom = 2 * metrics.height() + 6
        width = max(self.width() - left - 6, float(N_SLICE))
        height = max(self.height() - 6 - bottom, float(N_IFU))
        width = N_SLICE * int(width / N_SLICE) if width >= _EVEN * N_SLICE else width
        height = N_IFU * int(height / N_IFU) if height >= _EVEN * N_IFU else height
        return QRectF(left, 6, width, height)

    def rect_of(self, cell: Cell) -> QRectF:
        """Where a slice is drawn."""
        area = self.area()
        place = 0 if self._cells is None else int(np.flatnonzero(self._cells.order == cell[1])[0])
        width, height = area.width() / N_SLICE, area.height() / N_IFU
        return QRectF(area.left() + place * width, area.bottom() - cell[0] * height, width, height)

    def cell_at(self, at: QPointF) -> Cell | None:
        """Slice at a place on the screen."""
        area = self.area()
        if self._cells is None or not area.contains(at):
            return None
        place = min(int((at.x() - area.left()) / area.width() * N_SLICE), N_SLICE - 1)
        ifu = min(int((area.bottom() - at.y()) / area.height() * N_IFU), N_IFU - 1) + 1
        return ifu, int(self._cells.order[place])

    def _stepped(self, right: int, up: int) -> Cell:
        assert self._cells is not None
        cell = self._hovered or next(iter(self._picked), (1, int(self._cells.order[0])))
        place = int(np.flatnonzero(self._cells.order == cell[1])[0])
        place = min(max(place + right, 0), N_SLICE - 1)
        return min(max(cell[0] + up, 1), N_IFU), int(self._cells.order[place])

    # --- painting

    def _picture(self, cells: SliceCells) -> npt.NDArray[np.uint8]:
        return cells.rgba[::-1, cells.order - 1]

    def _paint_cells(self, painter: QPainter, area: QRectF, cells: SliceCells) -> None:
        super()._paint_cells(painter, area, cells)
        if self._kinds is None or area.width() < _SMALLEST * N_SLICE or area.height() < _SMALLEST * N_IFU:
            return
        width, height = area.width() / N_SLICE, area.height() / N_IFU
        places = self._kinds[:, cells.order - 1]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind, symbol in enumerate(SYMBOLS):
            if symbol:
                path = QPainterPath()
                for i, place in np.argwhere(places == kind).tolist():
                    left, top = area.left() + place * width, area.bottom() - (i + 1) * height
                    add_symbol(path, symbol, QRectF(left, top, width, height))
                paint_symbols(painter, path, symbol)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_axes(self, painter: QPainter, area: QRectF, cells: SliceCells) -> None:
        metrics = QFontMetricsF(self.font())
        width, height = area.width() / N_SLICE, area.height() / N_IFU
        centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight
        for place in _ticks(
            N_SLICE, width, metrics.horizontalAdvance("44.44" if "." in cells.names[0] else "48") + 8
        ):
            x = area.left() + (place + 0.5) * width
            painter.drawText(
                QRectF(x - 30, area.bottom() + 2, 60, metrics.height()), centre, cells.names[place]
            )
        for place in _ticks(N_IFU, height, metrics.height()):
            y = area.bottom() - (place + 0.5) * height
            box = QRectF(0, y - 10, area.left() - 5, 20)
            painter.drawText(box, right | Qt.AlignmentFlag.AlignVCenter, str(place + 1))
        for stack in (1, 2, 3):  # the stacks of slices are apart on the sky and on the detector
            x = area.left() + 12 * stack * width
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
        below = QRectF(area.left(), area.bottom() + metrics.height() + 1, area.width(), metrics.height())
        painter.drawText(below, centre, cells.label)
        painter.save()
        painter.translate(1, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), metrics.height()), centre, "IFU")
        painter.restore()


def _ticks(n: int, step: float, room: float) -> list[int]:
    """Places with a label: the first, and multiples that have room."""
    every = next((k for k in (1, 2, 3, 4, 6, 12, 24) if k * step >= room), n)
    return [place for place in range(n) if place == 0 or ((place + 1) % every == 0 and place * step >= room)]


def add_symbol(path: QPainterPath, symbol: str, box: QRectF) -> None:
    """Add the symbol of a cell to a path."""
    size = max(0.32 * min(box.width(), box.height(), 14.0), 1.4)
    at = box.center()
    if symbol in ("slash", "cross"):
        path.moveTo(at.x() - size, at.y() + size)
        path.lineTo(at.x() + size, at.y() - size)
    if symbol in ("backslash", "cross"):
        path.moveTo(at.x() - size, at.y() - size)
        path.lineTo(at.x() + size, at.y() + size)
    if symbol in ("ring", "dot"):
        path.addEllipse(at, size, size)


def paint_symbols(painter: QPainter, path: QPainterPath, symbol: str) -> None:
    """Paint symbols so that they show on any colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_HALO, 2.6))
    painter.drawPath(path)
    painter.setPen(QPen(_INK, 1.2))
    painter.setBrush(_INK if symbol == "dot" else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
