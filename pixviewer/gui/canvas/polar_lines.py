"""The lines of equal raw positions, drawn above a view of the sky."""

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from pixviewer.core.geometry import Frame
from pixviewer.gui.canvas.overlays import PILL
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.polar_net import NetLine, polar_net

_LINE = QColor(64, 164, 236, 200)
_TEXT = QColor("#bfe6ff")
_NOTES, _CORNERS = 32, 62  # pixels that other words take at the upper and the lower border


def paint_polar_lines(painter: QPainter, here: PlaneMap, frame: Frame) -> None:
    """Paint rays of equal xpos and circles of equal ypos, each with its number."""
    taken: list[QRectF] = []
    drawn = []
    for line in polar_net(frame, here.box):
        points = [QPointF(*here.to_pixel(x, y)) for x, y in zip(line.xi, line.eta, strict=True)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_LINE, 1, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(points))
        drawn.append((line, points))
    for line, points in drawn:  # above all lines
        _paint_label(painter, here, line, points, taken)


def _paint_label(
    painter: QPainter, here: PlaneMap, line: NetLine, points: list[QPointF], taken: list[QRectF]
) -> None:
    """Write the number of a line at its first place that nothing else takes."""
    metrics = QFontMetricsF(painter.font())
    size = metrics.size(0, line.text)
    # Notes are in the upper corner, the scale and the compass in the lower ones.
    free = QRectF(here.left, here.top, here.width, here.height).adjusted(2, _NOTES, -2, -_CORNERS)
    for at in points:
        box = QRectF(
            at.x() - size.width() / 2 - 4, at.y() - size.height() / 2, size.width() + 8, size.height()
        )
        if free.contains(box) and not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(PILL)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(_TEXT)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line.text)
            return
