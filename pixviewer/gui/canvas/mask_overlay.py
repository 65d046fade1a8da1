"""A mask above a view of the sky: tinted, hatched and outlined, so that colour is not all that tells it.

The mask itself has the cells of the field. What the hand is drawing, or has just drawn, is laid over it in
the pixels of the screen, at once; its cells follow.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from pixviewer.core.calib.painting import Disc, MaskStep, Outline, Stroke
from pixviewer.gui.canvas.plane_map import PlaneMap

INK = QColor("#ff8c1a")
Rings = Sequence[npt.NDArray[np.float64]]
Drawn = Stroke | Outline | Disc
_Mode = QPainter.CompositionMode
_MOST_CORNERS = 40_000  # beyond that a hatch of every speck is only slow


class MaskLayer:
    """The mask as one view shows it."""

    def __init__(self) -> None:
        self.is_visible = True
        self._opacity = 0.5
        self._path = QPainterPath()
        self._pending: tuple[Drawn, ...] = ()
        self._cached: tuple[object, QImage] | None = None
        self._under_way: tuple[Stroke, QImage] | None = None

    def set_look(self, *, is_visible: bool, opacity: float) -> None:
        """Show it or not, from 0, hardly seen, to 1."""
        self.is_visible, self._opacity = is_visible, opacity
        self._forget()

    def set_path(self, path: QPainterPath, pending: Sequence[MaskStep] = ()) -> None:
        """Show borders, of `path_of`, and steps that these do not know of yet."""
        self._path = path
        self.set_pending(pending)

    def set_pending(self, steps: Sequence[MaskStep]) -> None:
        """Show what was drawn and is not in the borders yet."""
        self._pending = tuple(step for step in steps if isinstance(step, Drawn))
        self._forget()

    def _forget(self) -> None:
        self._cached = self._under_way = None

    @property
    def has_content(self) -> bool:
        """Whether there is anything to show."""
        return not self._path.isEmpty() or bool(self._pending)

    def paint(self, painter: QPainter, here: PlaneMap, ratio: float, active: Drawn | None = None) -> None:
        """Paint it, with what is being drawn at this moment."""
        if active is None and not (self.is_visible and self.has_content):
            return
        image = self._image(here, ratio)
        if isinstance(active, Stroke):
            image = self._with_stroke(image, here, active)
        elif active is not None:
            image = image.copy()
            self._draw_on(image, here, (active,))
        painter.drawImage(QPointF(here.left, here.top), image)

    def _with_stroke(self, image: QImage, here: PlaneMap, stroke: Stroke) -> QImage:
        """Draw what is new of a stroke: all of it again would take longer with each step of the mouse."""
        done = self._under_way
        if done is not None and _goes_on(done[0], stroke):
            image, new = done[1], stroke.points[len(done[0].points) - 1 :]
        else:
            image, new = image.copy(), stroke.points
        self._draw_on(image, here, (Stroke(new, stroke.radius, stroke.erases),))
        self._under_way = (stroke, image)
        return image

    def _image(self, here: PlaneMap, ratio: float) -> QImage:
        key = (here, ratio)
        if self._cached is None or self._cached[0] != key:
            self._forget()
            self._cached = (key, self._drawn(here, ratio))
        return self._cached[1]

    def _drawn(self, here: PlaneMap, ratio: float) -> QImage:
        size = (max(round(here.width * ratio), 1), max(round(here.height * ratio), 1))
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(0)
        if self.is_visible and not self._path.isEmpty():
            painter = QPainter(image)
            path = on_screen(here).map(self._path)
            painter.fillPath(path, self._tint)
            if path.elementCount() <= _MOST_CORNERS:
                painter.fillPath(path, self._hatch)
            painter.setPen(QPen(self._border, 1))
            painter.drawPath(path)
            painter.end()
        if self._pending:
            self._draw_on(image, here, self._pending)
        return image

    def _draw_on(self, image: QImage, here: PlaneMap, steps: Sequence[Drawn]) -> None:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step in steps:
            if step.erases:
                painter.setCompositionMode(_Mode.CompositionMode_Clear)
                _fill(painter, here, step, QBrush(Qt.GlobalColor.black))
            else:
                # In the place of what is there: where a stroke crosses the mask it is no denser.
                painter.setCompositionMode(_Mode.CompositionMode_Source)
                _fill(painter, here, step, QBrush(self._tint))
                painter.setCompositionMode(_Mode.CompositionMode_SourceOver)
                _fill(painter, here, step, self._hatch)
        painter.end()

    @property
    def _tint(self) -> QColor:
        return _with_alpha(INK, 0.05 + 0.6 * self._opacity)

    @property
    def _hatch(self) -> QBrush:
        return QBrush(_with_alpha(INK.darker(300), 0.3 + 0.7 * self._opacity), Qt.BrushStyle.BDiagPattern)

    @property
    def _border(self) -> QColor:
        return _with_alpha(INK, 0.45 + 0.55 * self._opacity)


def path_of(rings: Rings) -> QPainterPath:
    """Borders in the plane as a path, whose inside is the mask."""
    path = QPainterPath()
    if rings:
        closed = np.concatenate([np.vstack([ring, ring[:1]]) for ring in rings])
        goes_on = np.ones(len(closed), np.int32)
        goes_on[np.cumsum([len(ring) + 1 for ring in rings]) - 1] = 0
        path = pg.arrayToQPath(closed[:, 0].copy(), closed[:, 1].copy(), goes_on)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def _goes_on(before: Stroke, after: Stroke) -> bool:
    """Whether a stroke is another with some points more."""
    n = len(before.points)
    is_same = (before.radius, before.erases) == (after.radius, after.erases)
    return is_same and after.points[:n] == before.points


def on_screen(here: PlaneMap) -> QTransform:
    """From the plane to pixels counted from the corner of the picture area."""
    along_x, along_y = here.scale
    x0, x1, _, y1 = here.box
    if here.east_left:
        return QTransform(-along_x, 0.0, 0.0, -along_y, x1 * along_x, y1 * along_y)
    return QTransform(along_x, 0.0, 0.0, -along_y, -x0 * along_x, y1 * along_y)


def _fill(painter: QPainter, here: PlaneMap, step: Drawn, brush: QBrush) -> None:
    """Fill what a step covers, in pixels counted from the corner of the picture area."""
    to_pixel = on_screen(here)
    if isinstance(step, Stroke):
        width = 2 * step.radius * here.scale[0]
        pen = QPen(brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [to_pixel.map(QPointF(*point)) for point in step.points]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    if isinstance(step, Disc):
        centre = to_pixel.map(QPointF(step.xi, step.eta))
        reach = step.radius * here.scale[0]
        painter.drawEllipse(centre, reach, reach)
    else:
        painter.drawPolygon(QPolygonF([to_pixel.map(QPointF(*point)) for point in step.points]))


def area_of(here: PlaneMap) -> QRectF:
    """The picture area."""
    return QRectF(here.left, here.top, here.width, here.height)


def _with_alpha(colour: QColor, alpha: float) -> QColor:
    found = QColor(colour)
    found.setAlphaF(min(max(alpha, 0.0), 1.0))
    return found
