"""Canvases of the compare view: those of the sky and of a detector, with a second picture behind a bar."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from pixviewer.core.geometry import Grid
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.detector_canvas import DetectorCanvas
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers
from pixviewer.gui.canvas.raster import fast_image
from pixviewer.gui.canvas.sky_canvas import SkyCanvas

_GRIP = 7.0  # pixels to either side of the bar
_STEP, _LEAP = 0.02, 0.1
_BAR = QColor("#ffe14d")
_Key = Qt.Key
_STEPS = {_Key.Key_Left: -1.0, _Key.Key_Right: 1.0, _Key.Key_Home: -100.0, _Key.Key_End: 100.0}

if TYPE_CHECKING:
    _Base = SkyCanvas
else:
    _Base = object


class Swiped(_Base):
    """Mixed into a canvas: a second picture to the right of a bar that can be dragged.

    ``bar`` is None where nothing is swiped, else the place of the bar from 0 at the left to 1.
    """

    def _begin_swiped(self) -> None:
        self.bar: float | None = None
        self.second_note = ""
        self._second: tuple[QImage, Box] | None = None

    def set_second(self, rgba: npt.NDArray[np.uint8] | None, grid: Grid | None = None) -> None:
        """Show a second picture to the right of the bar, or none."""
        self._second = None
        if rgba is not None and grid is not None:
            self._second = (self.turned(rgba, grid), grid.bounds)
        self.refresh()

    def turned(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> QImage:
        """A picture as it lies on the screen."""
        raise NotImplementedError

    def paint_one(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        """Paint one picture."""
        raise NotImplementedError

    def bar_at(self, here: PlaneMap) -> float | None:
        """Pixel column of the bar."""
        return None if self.bar is None else here.left + self.bar * here.width

    def paint_base(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the first picture, and the second beyond the bar."""
        x = self.bar_at(here)
        if x is None:
            super().paint_base(painter, here)
            return
        whole = QRectF(here.left, here.top, here.width, here.height)
        painter.save()
        painter.setClipRect(QRectF(whole.left(), whole.top(), x - whole.left(), whole.height()))
        super().paint_base(painter, here)
        painter.setClipRect(QRectF(x, whole.top(), whole.right() - x, whole.height()))
        if self._second is not None:
            self.paint_one(painter, here, *self._second)
        painter.restore()

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything, and the bar above it."""
        super().paint_above(painter, here)
        x = self.bar_at(here)
        if x is None:
            return
        _paint_bar(painter, here, x)
        if self.second_note:
            area = QRectF(here.left, here.top, here.width, here.height)
            corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            overlays.paint_pill(painter, area, self.second_note, corner)

    def is_on_bar(self, at: QPointF) -> bool:
        """Whether the mouse can take the bar."""
        x = self.bar_at(self.map())
        return x is not None and abs(at.x() - x) <= _GRIP

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Drag the bar, or what the canvas does else."""
        if button == Qt.MouseButton.LeftButton and not self.wants_pan and self.is_on_bar(at):
            return BarGesture(self)
        return super().begin(at, button, modifiers)

    def hover(self, at: QPointF) -> None:
        """Show that the bar can be taken."""
        super().hover(at)
        if self.is_on_bar(at) and not self.wants_pan:
            self.setCursor(Qt.CursorShape.SplitHCursor)

    def key(self, event: QKeyEvent) -> bool:
        """Move the bar, unless a region is selected that the arrows move."""
        key = _Key(event.key())
        if self.bar is None or key not in _STEPS or self.has_selection():
            return bool(super().key(event))
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.move_bar(self.bar + _STEPS[key] * (_LEAP if shift else _STEP))
        return True

    def has_selection(self) -> bool:
        """Whether the arrow keys mean something that is selected."""
        return False

    def move_bar(self, place: float) -> None:
        """Put the bar elsewhere, as the user wants it."""
        self.bar = min(max(place, 0.0), 1.0)
        self.refresh()
        self.tell_bar(self.bar)

    def tell_bar(self, place: float) -> None:
        """Tell where the user has put the bar."""
        raise NotImplementedError


class SkyPairCanvas(Swiped, SkyCanvas):
    """The sky of two tables."""

    barMoved = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._begin_swiped()
        super().__init__(parent)

    def turned(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> QImage:
        """East to the left, north up."""
        return self._turned(rgba, grid)

    def paint_one(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        """Paint one picture."""
        self._paint_picture(painter, here, image, box)

    def has_selection(self) -> bool:
        """Whether a region is selected."""
        return any(region.selected for region in self._regions)

    def tell_bar(self, place: float) -> None:
        """Tell where the user has put the bar."""
        self.barMoved.emit(place)


class DetectorPairCanvas(Swiped, DetectorCanvas):
    """The same detector in two tables."""

    barMoved = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._begin_swiped()
        super().__init__(parent)

    def turned(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> QImage:
        """Row 0 at the foot."""
        return fast_image(np.ascontiguousarray(rgba[::-1]))

    def paint_one(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        """Paint one picture."""
        self._paint(painter, here, image, box)

    def tell_bar(self, place: float) -> None:
        """Tell where the user has put the bar."""
        self.barMoved.emit(place)


class BarGesture:
    """Drag the bar."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._before = canvas.bar

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the mouse."""
        here = self._canvas.map()
        self._canvas.move_bar((at.x() - here.left) / here.width)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Stay."""
        self.move(at, modifiers)

    def cancel(self) -> None:
        """Go back."""
        self._canvas.move_bar(self._before)


def _paint_bar(painter: QPainter, here: PlaneMap, x: float) -> None:
    top, bottom = QPointF(x, here.top), QPointF(x, here.top + here.height)
    for pen in (QPen(overlays.HALO, 4), QPen(_BAR, 1.6)):
        painter.setPen(pen)
        painter.drawLine(top, bottom)
    # A grip that says that the bar moves sideways.
    middle = here.top + here.height / 2
    painter.setBrush(_BAR)
    painter.setPen(QPen(overlays.HALO, 1))
    for way in (-1, 1):
        tip = QPointF(x + way * 11, middle)
        foot = x + way * 4
        painter.drawPolygon(QPolygonF([tip, QPointF(foot, middle - 6), QPointF(foot, middle + 6)]))
