"""The coordinate grid above a view: true lines of RA and Dec on the sky, straight ones elsewhere."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QLineF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from pyqtgraph.functions import arrayToQPolygonF

from pixviewer.core.geometry import Frame
from pixviewer.gui.canvas.axis import Axis
from pixviewer.gui.canvas.contour_lines import strokes, thin_pen
from pixviewer.gui.canvas.overlays import PILL
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.model.graticule import GridLine, graticule

_SHADE, _LINE = 70, 210  # how opaque a line is, and the dark one beside it
_NOTES, _CORNERS = 32, 62  # pixels that other words take at the upper and the lower border
_LOOK = 4  # every so many points of a line a place for its text is tried
_TEXT = QColor("#ffffff")

Pixels = npt.NDArray[np.float64]


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
    for offset, pen in _pens(painter, colour):
        painter.setPen(pen)
        if lines:
            painter.drawLines(*(line.translated(offset, offset) for line in lines))


def paint_curved_grid(
    painter: QPainter, here: PlaneMap, frame: Frame, axes: str, bottom: Axis, left: Axis, colour: str
) -> None:
    """Paint lines of constant RA and Dec; those that meet no labelled border have their text in the view."""
    lines = _lines(frame, axes, here.box, bottom.n_most, left.n_most)
    drawn = [(line, _on_screen(line, here)) for line in lines]
    polygons = [arrayToQPolygonF(places[:, 0], places[:, 1]) for _, places in drawn]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for offset, pen in _pens(painter, colour):
        painter.setPen(pen)
        for polygon in polygons:
            painter.drawPolyline(polygon.translated(offset, offset))
    taken: list[QRectF] = []
    for line, places in drawn:
        if not line.has_tick:
            _paint_text(painter, here, line.text, places, taken)


@lru_cache(maxsize=8)
def _lines(frame: Frame, axes: str, box: Box, n_across: int, n_up: int) -> tuple[GridLine, ...]:
    """Kept: a view is painted at each move of the mouse, and there may be two of one part of the sky."""
    return graticule(frame, axes, box, n_across, n_up)


def _on_screen(line: GridLine, here: PlaneMap) -> Pixels:
    """Places of a line on the screen, (n, 2)."""
    x0, x1, _, y1 = here.box
    along_x, along_y = here.scale
    px = here.left + ((x1 - line.xi) if here.east_left else (line.xi - x0)) * along_x
    py = here.top + (y1 - line.eta) * along_y
    places = np.stack([px, py], axis=1)
    # Qt's rasteriser works in 16-bit pixels: far outside is as good as just outside.
    return np.clip(places[np.isfinite(places).all(axis=1)], -2e4, 2e4)


def _pens(painter: QPainter, colour: str) -> tuple[tuple[float, QPen], ...]:
    """Of a shade that any background needs, a pixel aside, and of the line itself."""
    line, shade = QColor(colour), QColor(0, 0, 0, _SHADE)
    line.setAlpha(_LINE)
    return (1.0, thin_pen(shade)), *((at, thin_pen(line)) for at in strokes(painter))


def _paint_text(painter: QPainter, here: PlaneMap, text: str, places: Pixels, taken: list[QRectF]) -> None:
    """Write the coordinate of a line at its first place that nothing else takes."""
    size = QFontMetricsF(painter.font()).size(0, text)
    width, height = size.width() + 8, size.height()
    # Notes are in the upper corner, the scale and the compass in the lower ones.
    free = QRectF(here.left, here.top, here.width, here.height).adjusted(2, _NOTES, -2, -_CORNERS)
    inner = free.adjusted(width / 2, height / 2, -width / 2, -height / 2)
    x, y = places.T
    fits = (x > inner.left()) & (x < inner.right()) & (y > inner.top()) & (y < inner.bottom())
    for px, py in places[fits][::_LOOK].tolist():
        box = QRectF(px - width / 2, py - height / 2, width, height)
        if not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(PILL)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(_TEXT)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            return
