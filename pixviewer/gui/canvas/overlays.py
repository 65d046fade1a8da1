"""Small drawings above a view, readable on any background: notes, compass, scale bar, marks.

Words stand on a dark, half transparent pill, in white; lines have a dark halo. Neither depends on the theme,
since what lies behind is a picture.
"""

import math

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QTextOption

from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.scale_ticks import scale_bar_length

MARGIN = 8.0
PILL = QColor(12, 16, 22, 175)
_INK = QColor("#ffffff")
HALO = QColor(0, 0, 0, 190)
_ACCENT = QColor("#ffe14d")
_PICKED = QColor("#ff3cc8")
_NARROW = 170.0  # a view in which the compass is drawn smaller
_Align = Qt.AlignmentFlag


def paint_pill(
    painter: QPainter, area: QRectF, text: str, align: _Align, at: QPointF | None = None
) -> QRectF:
    """Paint words on a pill, in a corner of an area or beside a point; returns where.

    In a narrow area the words go on in further lines, broken at their dots where that helps.
    """
    metrics = QFontMetricsF(painter.font())
    text = wrapped(text, metrics, area.width() - 2 * MARGIN - 14)
    size = metrics.size(0, text)
    box = QRectF(0, 0, size.width() + 14, size.height() + 6)
    if at is not None:
        x = at.x() + 16 if at.x() + 16 + box.width() < area.right() else at.x() - 16 - box.width()
        y = min(max(at.y() + 14, area.top() + 2), area.bottom() - box.height() - 2)
        box.moveTopLeft(QPointF(max(x, area.left() + 2), y))
    else:
        left = area.left() + MARGIN if align & _Align.AlignLeft else area.right() - MARGIN - box.width()
        top = area.top() + MARGIN if align & _Align.AlignTop else area.bottom() - MARGIN - box.height()
        box.moveTopLeft(QPointF(left, top))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PILL)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(_INK)
    painter.drawText(box, _Align.AlignCenter, text)
    return box


def wrapped(text: str, metrics: QFontMetricsF, width: float) -> str:
    """Break words into lines of a width: between parts that dots separate first, then between words."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _broken(line, " · ", metrics, width)
    return "\n".join(lines)


def _broken(line: str, separator: str, metrics: QFontMetricsF, width: float) -> list[str]:
    if metrics.horizontalAdvance(line) <= width:
        return [line]
    lines: list[str] = []
    for part in line.split(separator):
        part = part.strip()
        joined = f"{lines[-1]}{separator}{part}" if lines else part
        if lines and metrics.horizontalAdvance(joined) <= width:
            lines[-1] = joined
        elif separator == " · ":
            lines += _broken(part, " ", metrics, width)
        else:
            lines.append(metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(width, 1.0)))
    return lines


def paint_message(painter: QPainter, area: QRectF, text: str, colour: QColor) -> None:
    """Paint words in the middle of an empty view; long ones, such as names of files, are broken anywhere."""
    painter.setPen(colour)
    margin = min(24.0, area.width() / 12)
    how = QTextOption(_Align.AlignCenter)
    how.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    painter.drawText(area.adjusted(margin, 24, -margin, -24), text, how)


def paint_halo_text(painter: QPainter, at: QPointF, text: str, colour: QColor, halo: QColor = HALO) -> None:
    """Paint a word with an outline, its baseline starting at a point."""
    path = QPainterPath()
    path.addText(at, painter.font(), text)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(halo, 3.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)
    painter.fillPath(path, colour)


def paint_crosshair(painter: QPainter, here: PlaneMap, x: float, y: float) -> None:
    """Paint a cross through the whole view, open in the middle."""
    px, py = here.to_pixel(x, y)
    right, bottom, gap = here.left + here.width, here.top + here.height, 9.0
    lines = [
        (QPointF(here.left, py), QPointF(px - gap, py)),
        (QPointF(px + gap, py), QPointF(right, py)),
        (QPointF(px, here.top), QPointF(px, py - gap)),
        (QPointF(px, py + gap), QPointF(px, bottom)),
    ]
    for pen in (QPen(HALO, 3), QPen(_ACCENT, 1)):
        painter.setPen(pen)
        for start, end in lines:
            painter.drawLine(start, end)


def paint_ring(painter: QPainter, here: PlaneMap, x: float, y: float) -> None:
    """Paint a small ring around a position."""
    at = QPointF(*here.to_pixel(x, y))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(HALO, 4), QPen(_ACCENT, 1.8)):
        painter.setPen(pen)
        painter.drawEllipse(at, 7, 7)


def paint_picked(painter: QPainter, here: PlaneMap, x: float, y: float) -> None:
    """Paint four ticks around the row that is picked."""
    px, py = here.to_pixel(x, y)
    for pen in (QPen(HALO, 4), QPen(_PICKED, 2)):
        painter.setPen(pen)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(QPointF(px + 5 * dx, py + 5 * dy), QPointF(px + 14 * dx, py + 14 * dy))


def paint_scale_bar(painter: QPainter, here: PlaneMap, unit: str) -> None:
    """Paint a scale bar in the lower left corner."""
    length = scale_bar_length(here.width / here.scale[0])
    pixels = length * here.scale[0]
    text = f"{length:g}{unit}"
    metrics = QFontMetricsF(painter.font())
    width = max(pixels, metrics.horizontalAdvance(text)) + 16
    box = QRectF(here.left + MARGIN, 0, width, metrics.height() + 15)
    box.moveBottom(here.top + here.height - MARGIN)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PILL)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(_INK)
    painter.drawText(box.adjusted(0, 2, 0, 0), _Align.AlignHCenter | _Align.AlignTop, text)
    y, x0 = box.bottom() - 7, box.center().x() - pixels / 2
    painter.setPen(QPen(_INK, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(x0, y), QPointF(x0 + pixels, y))
    for x in (x0, x0 + pixels):
        painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))


def paint_compass(painter: QPainter, here: PlaneMap, north: tuple[float, float] = (0.0, 1.0)) -> None:
    """Paint the arrows N and E in the lower right corner.

    Parameters
    ----------
    painter : QPainter
    here : PlaneMap
    north : (float, float)
        Way to the north in the plane, of length 1: up, but far from the reference point near a pole.
    """
    if here.width < _NARROW / 2:
        return  # it would lie on the scale bar
    small = here.width < _NARROW
    side = 36.0 if small else 52.0
    box = QRectF(0, 0, side, side)
    box.moveBottomRight(QPointF(here.left + here.width - MARGIN, here.top + here.height - MARGIN))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PILL)
    painter.drawRoundedRect(box, 6, 6)
    font = QFont(painter.font())
    font.setBold(True)
    if small:
        font.setPointSizeF(0.75 * font.pointSizeF())
    painter.setFont(font)
    sign = -1.0 if here.east_left else 1.0
    to_north = QPointF(sign * north[0], -north[1])
    to_east = QPointF(sign * north[1], north[0])
    # Both arrows and both letters stand in the middle of the box, however they are turned.
    origin = box.center() - 0.23 * side * (to_north + to_east)
    for way, letter in ((to_north, "N"), (to_east, "E")):
        _paint_arrow(painter, origin, origin + 0.34 * side * way)
        at = origin + 0.51 * side * way
        painter.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), _Align.AlignCenter, letter)


def _paint_arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    painter.setPen(QPen(_INK, 1.6))
    painter.drawLine(start, end)
    along = (end - start) / math.hypot(end.x() - start.x(), end.y() - start.y())
    across = QPointF(-along.y(), along.x())
    painter.setBrush(_INK)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(
        QPolygonF([end + 2 * along, end - 5 * along + 3.5 * across, end - 5 * along - 3.5 * across])
    )
    painter.setPen(_INK)
