"""Numbered crosses of markers, and the line of the ruler, above a view."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from pixviewer.gui.canvas.overlays import HALO, paint_halo_text, paint_pill
from pixviewer.gui.canvas.plane_map import PlaneMap

_INK, _CHOSEN = QColor("#ffd166"), QColor("#ffffff")
_RULER = QColor("#7ef0c5")
_ARM, _FAR_ARM = 6.0, 9.0


@dataclass(frozen=True, slots=True)
class Cross:
    """One marker on one view."""

    x: float
    y: float
    text: str
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The ruler on one view."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str


class MarkerLayer:
    """A layer of a canvas; ``is_upright`` draws strokes at the foot instead of crosses, as in a spectrum."""

    def __init__(self, *, is_upright: bool = False) -> None:
        self.crosses: Sequence[Cross] = ()
        self.line: Line | None = None
        self._is_upright = is_upright

    def paint(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint all of it."""
        for cross in self.crosses:
            px, py = here.to_pixel(cross.x, cross.y)
            if self._is_upright:
                self._paint_upright(painter, here, px, cross)
            elif here.contains(px, py):
                self._paint_cross(painter, QPointF(px, py), cross)
        if self.line is not None:
            self._paint_line(painter, here, self.line)

    def _paint_cross(self, painter: QPainter, at: QPointF, cross: Cross) -> None:
        reach = _FAR_ARM if cross.is_selected else _ARM
        lines = [
            QLineF(at.x() - reach, at.y() - reach, at.x() + reach, at.y() + reach),
            QLineF(at.x() - reach, at.y() + reach, at.x() + reach, at.y() - reach),
        ]
        colour = _CHOSEN if cross.is_selected else _INK
        for pen in (QPen(HALO, 3.6), QPen(colour, 1.6)):
            painter.setPen(pen)
            for line in lines:
                painter.drawLine(line)
        paint_halo_text(painter, at + QPointF(reach + 3, -2), cross.text, colour)

    def _paint_upright(self, painter: QPainter, here: PlaneMap, px: float, cross: Cross) -> None:
        if not here.left <= px <= here.left + here.width:
            return
        bottom = here.top + here.height
        colour = _CHOSEN if cross.is_selected else _INK
        for pen in (QPen(HALO, 3.2), QPen(colour, 2.4 if cross.is_selected else 1.4)):
            painter.setPen(pen)
            painter.drawLine(QLineF(px, bottom - 16, px, bottom))
        paint_halo_text(painter, QPointF(px + 3, bottom - 6), cross.text, colour)

    def _paint_line(self, painter: QPainter, here: PlaneMap, line: Line) -> None:
        start = QPointF(*here.to_pixel(line.x0, line.y0))
        end = QPointF(*here.to_pixel(line.x1, line.y1))
        lines = [QLineF(start, end), *_ends(start, end)]
        for pen in (QPen(HALO, 4.0), QPen(_RULER, 1.8)):
            painter.setPen(pen)
            for stroke in lines:
                painter.drawLine(stroke)
        area = QRectF(here.left, here.top, here.width, here.height)
        inside = QPointF(
            min(max(end.x(), area.left()), area.right()), min(max(end.y(), area.top()), area.bottom())
        )
        paint_pill(painter, area, line.text, Qt.AlignmentFlag.AlignLeft, inside)


def _ends(start: QPointF, end: QPointF) -> list[QLineF]:
    """Short strokes across both ends."""
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = math.hypot(dx, dy)
    if length == 0:
        return []
    across = QPointF(-dy, dx) * (5.0 / length)
    return [QLineF(start - across, start + across), QLineF(end - across, end + across)]
