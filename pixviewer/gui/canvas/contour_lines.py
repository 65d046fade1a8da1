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
_HALO = QColor(0, 0, 0, 110)
_FAINTEST = 150  # how opaque the lowest level is


class ContourPaths:
    """Contours as paths in the plane, so that a paint only has to transform them."""

    def __init__(self, contours: "Contours | None" = None) -> None:
        self.paths = [] if contours is None else [_path(lines) for lines in contours.lines]

    def paint(self, painter: QPainter, here: PlaneMap, colour: str) -> None:
        """Paint all levels, higher ones stronger."""
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        along_x, along_y = here.scale
        left, top = here.to_pixel(0.0, 0.0)
        turned = -along_x if here.east_left else along_x
        painter.setTransform(QTransform(turned, 0.0, 0.0, -along_y, left, top), True)
        for path in self.paths:
            painter.setPen(_pen(_HALO, 2.6))
            painter.drawPath(path)
        for i, path in enumerate(self.paths):
            line = QColor(colour)
            line.setAlpha(
                255 if len(self.paths) < 2 else _FAINTEST + (255 - _FAINTEST) * i // (len(self.paths) - 1)
            )
            painter.setPen(_pen(line, 1.2))
            painter.drawPath(path)
        painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen


def _path(lines: Sequence[Line]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
    return path
