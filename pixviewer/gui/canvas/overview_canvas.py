"""The whole field in small: the picture, the IFUs, and what of it the views show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.core.geometry import Grid
from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.blank import paint_blank
from pixviewer.gui.canvas.plane_map import Box, PlaneMap, fitting, moved
from pixviewer.gui.canvas.plot_canvas import WHEEL_STEP
from pixviewer.gui.canvas.raster import fast_image, paint_image
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.palette import BLANK

if TYPE_CHECKING:
    from pixviewer.core.products.field_outlines import FieldOutlines, StackOutline

_Key = Qt.Key
_ARROWS = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}
_STEP = 0.1  # of the view, for an arrow
_STACKS, _IFU, _CHOSEN = QColor(0, 190, 255, 60), QColor(0, 190, 255, 150), QColor("#ffe14d")
_VIEW, _HALO = QColor("#ff9d2e"), QColor(0, 0, 0, 200)


class OverviewCanvas(QWidget):
    """Drag the rectangle, or click to centre it; the wheel zooms, arrows move, Home fits."""

    viewMoved = pyqtSignal(float, float, float, float)  # box that is to be shown, thirty times a second
    viewSettled = pyqtSignal()
    zoomed = pyqtSignal(float)
    fitRequested = pyqtSignal()
    placeHovered = pyqtSignal(float, float)
    placeLeft = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: tuple[QImage, Box] | None = None
        self._whole: Box | None = None
        self._view: Box | None = None
        self._outlines: FieldOutlines | None = None
        self._east_left = True
        self._chosen: frozenset[int] = frozenset()
        self.blank = BLANK
        # From the mouse to the middle of the view, in the plane, while that is dragged.
        self._grip: tuple[float, float] | None = None
        self._before: Box | None = None  # what the views showed when the rectangle was taken
        self.stack: StackOutline | None = None  # under the mouse
        self._tell = Throttle(self.viewMoved.emit, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(110, 100)
        self.setAccessibleName("Overview of the field")
        self.setAccessibleDescription("Arrow keys move what the views show, + and − zoom, Home fits.")

    def sizeHint(self) -> QSize:
        """As a thin panel has it."""
        return QSize(168, 168)

    # --- what is shown

    def set_picture(
        self, rgba: npt.NDArray[np.uint8] | None, grid: Grid | None = None, *, east_left: bool = True
    ) -> None:
        """Show a picture of the field, or none."""
        self._east_left = east_left
        self._image = None
        if rgba is not None and grid is not None:
            if (grid.dx < 0) != east_left:
                rgba = rgba[:, ::-1]
            if grid.dy > 0:
                rgba = rgba[::-1]
            self._image = (fast_image(np.ascontiguousarray(rgba)), grid.bounds)
        self.update()

    def set_whole(self, whole: Box | None) -> None:
        """Show at least this part of the plane."""
        self._whole = whole
        self.update()

    def set_view(self, view: Box | None) -> None:
        """Draw the rectangle of what the views show."""
        self._view = view
        self.update()

    def set_outlines(self, outlines: "FieldOutlines | None") -> None:
        """Draw where IFUs lie."""
        self._outlines, self.stack = outlines, None
        self.update()

    def set_chosen(self, ifus: Sequence[int]) -> None:
        """Outline the IFUs that the detector shows."""
        self._chosen = frozenset(ifus)
        self.update()

    # --- geometry

    def map(self) -> PlaneMap:
        """Where the plane is on the screen."""
        width, height = max(self.width() - 2.0, 1.0), max(self.height() - 2.0, 1.0)
        box = fitting(self._whole or (-30.0, 30.0, -30.0, 30.0), width, height, 0.03)
        return PlaneMap(1.0, 1.0, width, height, box, self._east_left)

    # --- the mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take the rectangle, or centre it first."""
        if event is None or event.button() != Qt.MouseButton.LeftButton or self._view is None:
            return
        x, y = self._at(event)
        x0, x1, y0, y1 = self._before = self._view
        middle = (x0 + x1) / 2, (y0 + y1) / 2
        if x0 <= x <= x1 and y0 <= y <= y1 and not self._holds_whole():
            self._grip = middle[0] - x, middle[1] - y
        else:
            self._grip = 0.0, 0.0
            self._move_to(x, y)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Drag, and tell what is under the mouse."""
        if event is None:
            return
        x, y = self._at(event)
        if self._grip is not None:
            self._move_to(x + self._grip[0], y + self._grip[1])
            return
        self.placeHovered.emit(x, y)
        stack = self._outlines.at(x, y) if self._outlines is not None else None
        if stack is not self.stack:
            self.stack = stack
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let the rectangle go."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton and self._grip is not None:
            self._grip = None
            self.unsetCursor()
            self.viewSettled.emit()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        self.stack = None
        self.placeLeft.emit()
        self.update()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom the views."""
        if event is not None:
            event.accept()
            notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
            if notches:
                self.zoomed.emit(WHEEL_STEP**notches)

    def _at(self, event: QMouseEvent) -> tuple[float, float]:
        return self.map().to_plane(event.position().x(), event.position().y())

    def _holds_whole(self) -> bool:
        """Whether the views show more than there is: a click then centres, as there is nothing to drag."""
        if self._view is None or self._whole is None:
            return False
        v, w = self._view, self._whole
        return v[0] <= w[0] and v[1] >= w[1] and v[2] <= w[2] and v[3] >= w[3]

    def _move_to(self, x: float, y: float) -> None:
        """Centre the rectangle, within the field."""
        if self._view is None or self._whole is None:
            return
        x0, x1, y0, y1 = self._view
        w = self._whole
        x, y = min(max(x, w[0]), w[1]), min(max(y, w[2]), w[3])
        self._view = moved(self._view, x - (x0 + x1) / 2, y - (y0 + y1) / 2)
        self._tell(*self._view)
        self.update()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move, zoom, fit."""
        if event is None or self._view is None:
            return
        key = _Key(event.key())
        x0, x1, y0, y1 = self._view
        if key in _ARROWS:
            right, up = _ARROWS[key]
            east = -right if self._east_left else right
            step_x, step_y = _STEP * east * (x1 - x0), _STEP * up * (y1 - y0)
            self._move_to((x0 + x1) / 2 + step_x, (y0 + y1) / 2 + step_y)
            self.viewSettled.emit()
        elif key == _Key.Key_Escape and self._grip is not None:
            self._give_up()
        elif key == _Key.Key_Home:
            self.fitRequested.emit()
        else:
            event.ignore()

    def _give_up(self) -> None:
        """Put the rectangle back."""
        self._grip = None
        self.unsetCursor()
        self._tell.drop()
        if self._before is not None:
            self._view = self._before
            self.viewMoved.emit(*self._before)
            self.viewSettled.emit()
        self.update()

    # --- painting

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint everything."""
        painter = QPainter(self)
        here = self.map()
        if self._image is None:
            painter.fillRect(self.rect(), QColor(theme.colours().canvas))
        else:
            paint_blank(painter, here, self.blank)
            self._paint_picture(painter, here, *self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_outlines(painter, here)
        self._paint_view(painter, here)
        if self.stack is not None:
            text = f"IFU {self.stack.ifu} · stack {self.stack.stack}"
            corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            overlays.paint_pill(painter, QRectF(self.rect()).adjusted(-5, -5, 5, 5), text, corner)
        self._paint_frame(painter)

    def _paint_picture(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        x0, x1, y0, y1 = box
        left, top = here.to_pixel(x1 if self._east_left else x0, y1)
        target = QRectF(left, top, (x1 - x0) * here.scale[0], (y1 - y0) * here.scale[1])
        paint_image(painter, target, image, self.devicePixelRatioF())

    def _paint_outlines(self, painter: QPainter, here: PlaneMap) -> None:
        if self._outlines is None:
            return
        painter.setPen(QPen(_STACKS, 1))
        for stack in self._outlines.stacks:
            painter.drawPolygon(_polygon(here, stack))
        for ifus, pen in (
            (self._chosen, QPen(_CHOSEN, 1.4)),
            ({self.stack.ifu} if self.stack is not None else set(), QPen(_IFU, 1.6)),
        ):
            painter.setPen(pen)
            for stack in self._outlines.stacks:
                if stack.ifu in ifus:
                    painter.drawPolygon(_polygon(here, stack))

    def _paint_view(self, painter: QPainter, here: PlaneMap) -> None:
        if self._view is None:
            return
        corners = [QPointF(*here.to_pixel(x, y)) for x, y in zip(self._view[:2], self._view[2:], strict=True)]
        inside = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        rectangle = QRectF(*corners).normalized().intersected(inside)
        for pen in (QPen(_HALO, 3.6), QPen(_VIEW, 1.8)):
            painter.setPen(pen)
            painter.drawRect(rectangle)
        if min(rectangle.width(), rectangle.height()) < 8:  # too small to be found
            painter.drawEllipse(rectangle.center(), 8, 8)

    def _paint_frame(self, painter: QPainter) -> None:
        is_focused = self.hasFocus()
        palette = self.palette()
        painter.setPen(QPen(palette.highlight() if is_focused else palette.mid(), 2 if is_focused else 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


def _polygon(here: PlaneMap, stack: "StackOutline") -> QPolygonF:
    return QPolygonF([QPointF(*here.to_pixel(x, y)) for x, y in stack.corners.tolist()])
