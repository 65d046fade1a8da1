"""The hand on a mask: strokes of a brush, circles, and polygons by clicks or in one go."""

import math
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from pixviewer.core.calib.painting import Disc, Outline, Place, Stroke
from pixviewer.gui.canvas.mask_overlay import INK, Drawn
from pixviewer.gui.canvas.overlays import HALO, paint_halo_text
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture

if TYPE_CHECKING:
    from pixviewer.gui.canvas.sky_canvas import SkyCanvas

BRUSH, POLYGON, CIRCLE = "brush", "polygon", "circle"
WHEEL_STEP = 1.15
# A stroke keeps a point where the brush has moved by this part of its radius: no cell sees the difference.
_GRAIN = 0.15
_SMALLEST_PIXELS = 1.0
_ERASER = QColor("#ffffff")
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_Key = Qt.Key


class MaskTool(QObject):
    """What a drag, a click and a key do in one view while the mask tool is chosen.

    Attributes
    ----------
    shape : str
        ``brush``, ``polygon`` or ``circle``.
    radius : float
        Of the brush, in the unit of the plane.
    erases : bool
        Whether drawing erases; Shift turns it round for one gesture.
    active : Stroke, Outline, Disc or None
        What is being drawn.
    """

    drawn = pyqtSignal(object)  # Stroke, Outline or Disc
    brushScaled = pyqtSignal(float)

    def __init__(self, canvas: "SkyCanvas") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.shape, self.radius, self.erases = BRUSH, 1.0, False
        self.active: Drawn | None = None
        self.corners: list[Place] = []
        self._corners_erase = False
        canvas.placeLeft.connect(canvas.refresh)

    def set_brush(self, shape: str, radius: float, *, erases: bool) -> None:
        """Draw this way from now on; a polygon that was begun is given up with its shape."""
        if shape != self.shape:
            self.corners.clear()
        self.shape, self.radius, self.erases = shape, radius, erases
        self._canvas.refresh()

    # --- what the canvas asks

    def begin(self, at: QPointF, modifiers: Modifiers) -> Gesture:
        """Gesture of a left drag."""
        if self.shape == POLYGON and self.corners:
            return PanGesture(self._canvas, at)
        erases = self._erases(modifiers)
        if self.shape == CIRCLE:
            return DiscGesture(self, self._canvas, at, erases)
        return PathGesture(self, self._canvas, at, erases)

    def click(self, at: QPointF, modifiers: Modifiers) -> None:
        """Dab with the brush, or set a corner."""
        place = self._canvas.map().to_plane(at.x(), at.y())
        if self.shape == POLYGON:
            if not self.corners:
                self._corners_erase = self._erases(modifiers)
            self.corners.append(place)
            self._canvas.refresh()
        elif self.shape == CIRCLE:
            self.drawn.emit(Disc(*place, self.radius, self._erases(modifiers)))
        else:
            self.drawn.emit(Stroke((place,), self.radius, self._erases(modifiers)))

    def close_polygon(self) -> bool:
        """Hand the polygon over; False where it has too few corners."""
        corners = _without_repeats(self.corners)
        if len(corners) < 3:
            return False
        self.corners.clear()
        self.drawn.emit(Outline(corners, self._corners_erase))
        self._canvas.refresh()
        return True

    def cancel(self) -> bool:
        """Give a polygon up that was begun; False when there was none."""
        had_any = bool(self.corners)
        self.corners.clear()
        self._canvas.refresh()
        return had_any

    def key(self, key: Qt.Key, modifiers: Modifiers) -> bool:
        """Enter closes a polygon, or draws at the cursor; Backspace takes its last corner back."""
        if key in (_Key.Key_Return, _Key.Key_Enter):
            if not (self.shape == POLYGON and self.close_polygon()):
                self.click(self._canvas.place(), modifiers)
        elif key in (_Key.Key_Backspace, _Key.Key_Delete) and self.corners:
            self.corners.pop()
            self._canvas.refresh()
        else:
            return False
        return True

    def wheel(self, notches: float) -> None:
        """Make the brush larger or smaller."""
        self.brushScaled.emit(WHEEL_STEP**notches)

    # --- what gestures tell

    def show_active(self, step: Drawn | None) -> None:
        """Draw a step as far as it is."""
        self.active = step
        self._canvas.refresh()

    def hand_over(self, step: Drawn) -> None:
        """End a gesture: the step is decided."""
        self.active = None
        self.drawn.emit(step)

    def _erases(self, modifiers: Modifiers) -> bool:
        return self.erases != bool(modifiers & _SHIFT)

    # --- painting

    def paint(self, painter: QPainter, here: PlaneMap, hover: QPointF | None) -> None:
        """Paint the brush at the cursor, and the polygon that was begun."""
        if self.corners:
            self._paint_corners(painter, here, hover)
        elif self.active is not None and isinstance(self.active, Disc | Outline):
            self._paint_border(painter, here, self.active)
        if hover is not None and self.shape == BRUSH:
            erases = self.active.erases if self.active is not None else self.erases
            self._paint_brush(painter, here, hover, erases)

    def _paint_brush(self, painter: QPainter, here: PlaneMap, at: QPointF, erases: bool) -> None:
        reach = max(self.radius * here.scale[0], 2.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3), _pen(erases)):
            painter.setPen(pen)
            painter.drawEllipse(at, reach, reach)
        side = reach * math.sqrt(0.5) + 3
        sign = "−" if erases else "+"
        painter.save()
        font = painter.font()
        font.setBold(True)
        font.setPointSizeF(1.3 * font.pointSizeF() if font.pointSizeF() > 0 else 13.0)
        painter.setFont(font)
        paint_halo_text(painter, at + QPointF(side, side + 6), sign, _ERASER if erases else INK)
        painter.restore()

    def _paint_corners(self, painter: QPainter, here: PlaneMap, hover: QPointF | None) -> None:
        points = [QPointF(*here.to_pixel(*corner)) for corner in self.corners]
        line = QPolygonF([*points, *([hover] if hover is not None else [])])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3.5), _pen(self._corners_erase)):
            painter.setPen(pen)
            painter.drawPolyline(line)
        painter.setBrush(_ERASER if self._corners_erase else INK)
        painter.setPen(QPen(HALO, 1))
        for point in points:
            painter.drawRect(QRectF(point.x() - 3.5, point.y() - 3.5, 7, 7))

    def _paint_border(self, painter: QPainter, here: PlaneMap, step: Disc | Outline) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3.5), _pen(step.erases)):
            painter.setPen(pen)
            if isinstance(step, Disc):
                reach = step.radius * here.scale[0]
                painter.drawEllipse(QPointF(*here.to_pixel(step.xi, step.eta)), reach, reach)
            else:
                painter.drawPolygon(QPolygonF([QPointF(*here.to_pixel(*p)) for p in step.points]))


class PathGesture:
    """A stroke of the brush; or a polygon that is drawn in one go."""

    def __init__(self, tool: MaskTool, canvas: "SkyCanvas", start: QPointF, erases: bool) -> None:
        self._tool, self._canvas, self._erases = tool, canvas, erases
        self._is_polygon = tool.shape == POLYGON
        pixel = _SMALLEST_PIXELS / canvas.map().scale[0]
        self._grain = 3 * pixel if self._is_polygon else max(_GRAIN * tool.radius, pixel)
        self._radius = tool.radius
        self._points: list[Place] = [canvas.map().to_plane(start.x(), start.y())]

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Draw on."""
        self._add(at, self._grain)
        step = self._step()
        if step is not None:
            self._tool.show_active(step)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hand it over."""
        self._add(at, 0.0)
        step = self._step()
        if step is None:
            self._tool.show_active(None)
        else:
            self._tool.hand_over(step)

    def cancel(self) -> None:
        """Forget it."""
        self._tool.show_active(None)

    def _add(self, at: QPointF, grain: float) -> None:
        place = self._canvas.map().to_plane(at.x(), at.y())
        last = self._points[-1]
        if math.hypot(place[0] - last[0], place[1] - last[1]) > grain:
            self._points.append(place)

    def _step(self) -> Drawn | None:
        points = tuple(self._points)
        if self._is_polygon:
            return Outline(points, self._erases) if len(points) >= 3 else None
        return Stroke(points, self._radius, self._erases)


class DiscGesture:
    """A circle, from its centre."""

    def __init__(self, tool: MaskTool, canvas: "SkyCanvas", start: QPointF, erases: bool) -> None:
        self._tool, self._canvas, self._erases = tool, canvas, erases
        self._centre = canvas.map().to_plane(start.x(), start.y())

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let it grow."""
        self._tool.show_active(self._disc(at))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hand it over."""
        self._tool.hand_over(self._disc(at))

    def cancel(self) -> None:
        """Forget it."""
        self._tool.show_active(None)

    def _disc(self, at: QPointF) -> Disc:
        here = self._canvas.map()
        x, y = here.to_plane(at.x(), at.y())
        reach = math.hypot(x - self._centre[0], y - self._centre[1])
        return Disc(*self._centre, max(reach, 2 * _SMALLEST_PIXELS / here.scale[0]), self._erases)


def _pen(erases: bool) -> QPen:
    """Erasing is dashed and white, adding is solid."""
    style = Qt.PenStyle.DashLine if erases else Qt.PenStyle.SolidLine
    return QPen(_ERASER if erases else INK, 1.6, style)


def _without_repeats(corners: list[Place]) -> tuple[Place, ...]:
    return tuple(place for i, place in enumerate(corners) if i == 0 or place != corners[i - 1])
