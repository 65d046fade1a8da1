"""Contours above a view."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from pixviewer.gui.canvas.plane_map import PlaneMap

if TYPE_CHECKING:
    from pixviewer.core.products.contours import Contours

Line = npt.NDArray[np.float64]
_SHADE = QColor(0, 0, 0, 150)
_FAINTEST = 150  # how opaque the lowest level is
# Longer ones first, so many points of lines are drawn: specks of noise at low levels have hundreds of
# thousands, and a frame of these took a second.
MOST_POINTS = 40_000


class ContourPaths:
    """Contours as paths in the plane, so that a paint only has to transform them."""

    def __init__(self, contours: "Contours | None" = None) -> None:
        self.paths = [] if contours is None else [_path(lines) for lines in _longest(contours.lines)]

    def paint(self, painter: QPainter, here: PlaneMap, colour: str) -> None:
        """Paint all levels, higher ones stronger."""
        along_x, along_y = here.scale
        left, top = here.to_pixel(0.0, 0.0)
        turned = -along_x if here.east_left else along_x
        for offset, colours in ((1.0, [_SHADE] * len(self.paths)), (0.0, _colours(colour, len(self.paths)))):
            painter.save()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setTransform(QTransform(turned, 0.0, 0.0, -along_y, left + offset, top + offset), True)
            for path, drawn in zip(self.paths, colours, strict=True):
                painter.setPen(thin_pen(drawn))
                painter.drawPath(path)
            painter.restore()


def thin_pen(colour: QColor) -> QPen:
    """A pen of one pixel whatever the scale: Qt strokes a wider one a hundred times as slowly."""
    pen = QPen(colour, 1.0)
    pen.setCosmetic(True)
    return pen


def _colours(colour: str, n: int) -> list[QColor]:
    """Of each level, from the lowest up."""
    made = []
    for i in range(n):
        line = QColor(colour)
        line.setAlpha(255 if n < 2 else _FAINTEST + (255 - _FAINTEST) * i // (n - 1))
        made.append(line)
    return made


def _longest(levels: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Lines of each level without the shortest, where they are too many."""
    sizes = np.sort([len(line) for lines in levels for line in lines])[::-1]
    total = np.cumsum(sizes)
    if not sizes.size or total[-1] <= MOST_POINTS:
        return [list(lines) for lines in levels]
    least = int(sizes[int(np.searchsorted(total, MOST_POINTS))])
    return [[line for line in lines if len(line) > least] for lines in levels]


def _path(lines: Sequence[Line]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
    return path
