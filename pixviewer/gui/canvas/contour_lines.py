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
# Of higher levels first, and of longer lines, so many points are drawn: specks of noise at low levels have
# hundreds of thousands, and a frame of these took a second.
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
        shades, colours = [_SHADE] * len(self.paths), _colours(colour, len(self.paths))
        for offset, drawn_in in ((1.0, shades), *((at, colours) for at in strokes(painter))):
            painter.save()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setTransform(QTransform(turned, 0.0, 0.0, -along_y, left + offset, top + offset), True)
            for path, drawn in zip(self.paths, drawn_in, strict=True):
                painter.setPen(thin_pen(drawn))
                painter.drawPath(path)
            painter.restore()


def thin_pen(colour: QColor) -> QPen:
    """A pen of one pixel whatever the scale: Qt strokes a wider one a hundred times as slowly."""
    pen = QPen(colour, 1.0)
    pen.setCosmetic(True)
    return pen


def strokes(painter: QPainter) -> list[float]:
    """Where thin pens go side by side, so that a line is a pixel wide on a fine screen too."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    return [i / ratio for i in range(max(round(ratio), 1))]


def _colours(colour: str, n: int) -> list[QColor]:
    """Of each level, from the lowest up."""
    made = []
    for i in range(n):
        line = QColor(colour)
        line.setAlpha(255 if n < 2 else _FAINTEST + (255 - _FAINTEST) * i // (n - 1))
        made.append(line)
    return made


def _longest(levels: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Lines of each level without the shortest of the lowest, where they are too many."""
    left, kept = MOST_POINTS, []
    for lines in reversed(levels):
        sizes = np.array([len(line) for line in lines], np.int64)
        order = np.argsort(-sizes, kind="stable")
        n = int(np.searchsorted(np.cumsum(sizes[order]), left, side="right"))
        kept.append([lines[i] for i in order[:n]])
        left -= int(sizes[order[:n]].sum())
    return kept[::-1]


def _path(lines: Sequence[Line]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
    return path
