"""The coordinate grid above a view: true lines of RA and Dec on the sky, straight ones elsewhere."""

from functools import lru_cache

import numpy as np
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from pixviewer.core.geometry import Frame
from pixviewer.gui.canvas.axis import Axis
from pixviewer.gui.canvas.overlays import PILL
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.model.graticule import GridLine, graticule

_SHADE, _LINE = 50, 200  # how opaque a line is, and the dark one beside it that any background needs
_NOTES, _CORNERS = 32, 62  # pixels that other words take at the upper and the lower border
_TEXT = QColor("#ffffff")


def paint_straight_grid(painter: QPainter, here: PlaneMap, bottom: Axis, left: Axis, colour: str) -> None:
    """Paint lines at the labelled ticks of both axes."""
    x0, x1, y0, y1 = here.box
    lines = []
    for x in bottom.major_ticks(x0, x1, here.width):
        px = here.to_pixel(x, y0)[0]
        lines.append(QLineF(px, here.top, px, here.top + here.height))
    for y in left.major_ticks(y0, y1, here.height):
        py = here.to_pixel(x0, y)[1]
        lines.append(QLineF(here.left, py, here.left + here.width, py))
    for pen in _pens(colour):
        painter.setPen(pen)
        if lines:
            painter.drawLines(*lines)


def paint_curved_grid(
    painter: QPainter, here: PlaneMap, frame: Frame, axes: str, bottom: Axis, left: Axis, colour: str
) -> None:
    """Paint lines of constant RA and Dec; those that meet no labelled border have their text in the view."""
    lines = _lines(frame, axes, here.box, bottom.n_most, left.n_most)
    drawn = [(line, _on_screen(line, here)) for line in lines]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _pens(colour):
        painter.setPen(pen)
        for _, points in drawn:
            painter.drawPolyline(QPolygonF(points))
    taken: list[QRectF] = []
    for line, points in drawn:
        if not line.has_tick:
            _paint_text(painter, here, line.text, points, taken)


@lru_cache(maxsize=8)
def _lines(frame: Frame, axes: str, box: Box, n_across: int, n_up: int) -> tuple[GridLine, ...]:
    """Kept: a view is painted at each move of the mouse, and there may be two of one part of the sky."""
    return graticule(frame, axes, box, n_across, n_up)


def _on_screen(line: GridLine, here: PlaneMap) -> list[QPointF]:
    x0, x1, _, y1 = here.box
    along_x, along_y = here.scale
    px = here.left + ((x1 - line.xi) if here.east_left else (line.xi - x0)) * along_x
    py = here.top + (y1 - line.eta) * along_y
    good = np.isfinite(px) & np.isfinite(py)
    # Qt's rasteriser works in 16-bit pixels: far outside is as good as just outside.
    px, py = np.clip(px[good], -2e4, 2e4), np.clip(py[good], -2e4, 2e4)
    return [QPointF(x, y) for x, y in zip(px.tolist(), py.tolist(), strict=True)]


def _pens(colour: str) -> tuple[QPen, QPen]:
    line, shade = QColor(colour), QColor(0, 0, 0, _SHADE)
    line.setAlpha(_LINE)
    return QPen(shade, 2.2), QPen(line, 1.0)


def _paint_text(
    painter: QPainter, here: PlaneMap, text: str, points: list[QPointF], taken: list[QRectF]
) -> None:
    """Write the coordinate of a line at its first place that nothing else takes."""
    size = QFontMetricsF(painter.font()).size(0, text)
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
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            return
