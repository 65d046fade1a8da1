"""Marks of tools on a sky view: a cross with a word, a circle with a word."""

import math
from collections.abc import Sequence

from PyQt6.QtCore import QLineF, QPointF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from pixviewer.gui.canvas.overlays import HALO, paint_halo_text
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.tools.marks import FIT, PEAK, Mark

_INK = {PEAK: QColor("#ff5fa2"), FIT: QColor("#ffb000")}
_SMALLEST = 3.0  # pixels; a circle of less is not seen


def paint_marks(painter: QPainter, here: PlaneMap, marks: Sequence[Mark]) -> None:
    """Paint marks, with a dark halo so that they are seen on any picture."""
    for mark in marks:
        colour = _INK.get(mark.kind, QColor("#ffffff"))
        at = QPointF(*here.to_pixel(mark.xi, mark.eta))
        reach = max(mark.radius * here.scale[1], _SMALLEST) if mark.radius else 0.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3.6), QPen(colour, 1.7)):
            painter.setPen(pen)
            if reach:
                painter.drawEllipse(at, reach, reach)
                painter.drawLine(QLineF(at.x() - 3, at.y(), at.x() + 3, at.y()))
                painter.drawLine(QLineF(at.x(), at.y() - 3, at.x(), at.y() + 3))
            else:
                for line in _ticks(at):
                    painter.drawLine(line)
        if mark.text:
            away = max(reach, 14.0) * math.sqrt(0.5) + 4
            # To the left of a fit and to the right of a peak: both may mark one star.
            width = QFontMetricsF(painter.font()).horizontalAdvance(mark.text)
            left = -away - width if mark.kind == FIT else away
            paint_halo_text(painter, at + QPointF(left, away + 8), mark.text, colour)


def _ticks(at: QPointF) -> list[QLineF]:
    """An open cross: what is marked stays visible in its middle."""
    near, far = 5.0, 14.0
    x, y = at.x(), at.y()
    return [
        QLineF(x - far, y, x - near, y),
        QLineF(x + near, y, x + far, y),
        QLineF(x, y - far, x, y - near),
        QLineF(x, y + near, x, y + far),
    ]
