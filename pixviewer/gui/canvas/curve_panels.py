"""How 24 panels share a canvas, and how their curves are painted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from pixviewer.gui import theme
from pixviewer.gui.canvas.overlays import HALO
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.model.colour_maps import colour_table
from pixviewer.model.scale_ticks import scale_ticks
from pixviewer.model.selfcal.curves import CurveSet

N_IFU, N_SLICE = 24, 48
_GAP = 3.0
_COLUMNS = (6, 4, 3)
_Align = Qt.AlignmentFlag
# Ends of the colour map by theme: no curve may vanish on its paper.
_LIGHT_SHARES, _DARK_SHARES = (0.0, 0.88), (0.18, 1.0)
_FAR = 2000.0  # pixels outside a panel are as good as any others


@dataclass(frozen=True, slots=True)
class Panels:
    """Places of the panels: all 24, or one.

    Parameters
    ----------
    area : QRectF
        Where they are, without their axes.
    columns : int
    zoomed : int
        IFU that has all the room, 0 for none.
    """

    area: QRectF
    columns: int
    zoomed: int = 0

    def rect(self, ifu: int) -> QRectF:
        """Place of a panel."""
        if self.zoomed:
            return self.area if ifu == self.zoomed else QRectF()
        rows = N_IFU // self.columns
        width = (self.area.width() - (self.columns - 1) * _GAP) / self.columns
        height = (self.area.height() - (rows - 1) * _GAP) / rows
        row, column = divmod(ifu - 1, self.columns)
        left = self.area.left() + column * (width + _GAP)
        return QRectF(left, self.area.top() + row * (height + _GAP), width, height)

    def ifus(self) -> range:
        """IFUs that have a panel."""
        return range(self.zoomed, self.zoomed + 1) if self.zoomed else range(1, N_IFU + 1)

    def ifu_at(self, at: QPointF) -> int:
        """IFU at a place, 0 for none."""
        return next((ifu for ifu in self.ifus() if self.rect(ifu).contains(at)), 0)

    def map(self, ifu: int, box: Box) -> PlaneMap:
        """Wavelengths and factors on the screen."""
        rect = self.rect(ifu)
        return PlaneMap(rect.left(), rect.top(), rect.width(), rect.height(), box)


def panels_in(width: float, height: float, metrics: QFontMetricsF, zoomed: int = 0) -> Panels:
    """Lay panels out: 6 × 4, or fewer columns where that is narrow."""
    left = metrics.horizontalAdvance("0.000") + metrics.height() + 10
    bottom = 2 * metrics.height() + 6
    area = QRectF(left, 6, max(width - left - 10, 60.0), max(height - 6 - bottom, 48.0))
    columns = min(
        _COLUMNS, key=lambda n: abs(np.log(area.width() / n / (1.15 * area.height() / (N_IFU / n))))
    )
    return Panels(area, columns, zoomed)


def slice_colours(*, is_dark: bool) -> npt.NDArray[np.uint8]:
    """Colours of slices 1 to 48, (48, 3)."""
    low, high = _DARK_SHARES if is_dark else _LIGHT_SHARES
    index = np.round(255 * np.linspace(low, high, N_SLICE)).astype(int)
    return np.asarray(colour_table("viridis")[index])


def polylines(here: PlaneMap, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> list[QPolygonF]:
    """Lines of a curve, one for each run of finite values."""
    along_x, along_y = here.scale
    px = here.left + (x - here.box[0]) * along_x
    py = np.clip(here.top + (here.box[3] - y) * along_y, here.top - _FAR, here.top + here.height + _FAR)
    finite = np.isfinite(y)
    if finite.all():
        return [pg.functions.arrayToQPolygonF(px, py)]
    turns = np.flatnonzero(np.diff(np.concatenate([[0], finite.view(np.int8), [0]])))
    return [
        pg.functions.arrayToQPolygonF(px[a:b], py[a:b]) for a, b in zip(turns[::2], turns[1::2], strict=True)
    ]


def segments(
    here: PlaneMap, curves: CurveSet, ifus: npt.NDArray[np.int64], corners: npt.NDArray[np.float64]
) -> list[npt.NDArray[np.float64]]:
    """Straight pieces of all curves, cut at the edges of their panels.

    Parameters
    ----------
    here : PlaneMap
        Of the first panel; all are of one size.
    curves : CurveSet
    ifus : (n,) int
        IFUs that have a panel.
    corners : (n, 2) float64
        Upper left corner of each panel, in pixels.

    Returns
    -------
    list of (n_piece, 4) float64
        Both ends in pixels, by slice.
    """
    x, y = curves.wave, curves.factor[:, ifus - 1]
    if x.size == 1:  # a single bin is as long as it is wide
        x, y = curves.edges[0], np.repeat(y, 2, axis=0)
    starts, ends, good = _cut(x, y, here.box)
    scale = np.array([here.scale[0], -here.scale[1]])
    origin = np.array([here.box[0], here.box[3]])
    place = corners[None, :, None, :]
    both = np.concatenate([(end - origin) * scale + place for end in (starts, ends)], axis=-1)
    return [both[:, :, s][good[:, :, s]] for s in range(N_SLICE)]


def _cut(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], box: Box
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Ends of the parts of lines that lie in a box, (…, 2), and which have any; after Liang and Barsky."""
    x0 = np.broadcast_to(x[:-1, None, None], y[1:].shape)
    dx = np.broadcast_to(np.diff(x)[:, None, None], y[1:].shape)
    y0, dy = y[:-1], np.diff(y, axis=0)
    begin, end = np.zeros(y0.shape), np.ones(y0.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        for start, step, low, high in ((x0, dx, box[0], box[1]), (y0, dy, box[2], box[3])):
            to_low, to_high = (low - start) / step, (high - start) / step
            # A line along an edge never crosses it: it is in or out as a whole.
            is_flat, is_in = step == 0, (start >= low) & (start <= high)
            begin = np.fmax(begin, np.where(is_flat, np.where(is_in, 0.0, 2.0), np.fmin(to_low, to_high)))
            end = np.fmin(end, np.where(is_flat, np.where(is_in, 1.0, -1.0), np.fmax(to_low, to_high)))
    good = np.isfinite(dy) & (begin <= end)
    ends = (np.stack([x0 + at * dx, y0 + at * dy], axis=-1) for at in (begin, end))
    return *ends, good  # type: ignore[return-value]


def marks(
    here: PlaneMap,
    wave: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
    corners: npt.NDArray[np.float64],
) -> list[npt.NDArray[np.float64]]:
    """Places of single cells, those above or below a panel at its edge.

    Parameters
    ----------
    here : PlaneMap
        Of the first panel; all are of one size.
    wave : (n_bin,) float64
    values : (n_bin, n_panel, n_slice) float64
    corners : (n_panel, 2) float64
        Upper left corner of each panel, in pixels.

    Returns
    -------
    list of (n, 2) float64
        In pixels, by slice.
    """
    x0, x1, y0, y1 = here.box
    is_in = ((wave >= x0) & (wave <= x1))[:, None]
    found = []
    for s in range(values.shape[2]):
        b, panel = np.nonzero(np.isfinite(values[:, :, s]) & is_in)
        x = (wave[b] - x0) * here.scale[0]
        y = (y1 - np.clip(values[b, panel, s], y0, y1)) * here.scale[1]
        found.append(np.column_stack([x, y]) + corners[panel])
    return found


def _draw_lines(painter: QPainter, ends: npt.NDArray[np.float64]) -> None:
    """Draw lines with both ends in pixels, (n, 4), in one call."""
    if len(ends):
        primitives = pg.Qt.internals.PrimitiveArray(QLineF, 4)
        primitives.resize(len(ends))
        primitives.ndarray()[:] = ends
        painter.drawLines(*primitives.drawargs())


def _draw_curve(painter: QPainter, pen: QPen, ends: npt.NDArray[np.float64]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    _draw_lines(painter, ends)


def _draw_marks(
    painter: QPainter, points: npt.NDArray[np.float64], symbol: str, size: float, colour: QColor
) -> None:
    if not len(points):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if symbol == "dot":
        painter.setPen(QPen(colour, 2 * size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(pg.functions.arrayToQPolygonF(points[:, 0], points[:, 1]))
    else:
        painter.setPen(QPen(colour, 1.4))
        for way in (1.0, -1.0):
            reach = np.array([size, way * size])
            _draw_lines(painter, np.column_stack([points - reach, points + reach]))


class CurvePainter:
    """Paints panels with their curves and axes."""

    def __init__(self, panels: Panels, curves: CurveSet, box: Box) -> None:
        self.panels, self.curves, self.box = panels, curves, box
        self.colours = [QColor(*rgb) for rgb in slice_colours(is_dark=theme.is_dark()).tolist()]

    def pieces(self) -> Iterator[Callable[[QPainter], None]]:
        """Everything that the mouse does not change, in pieces of a few milliseconds."""
        now = theme.colours()
        yield partial(self._paint_panels, now=now)
        yield from self._pieces_of_curves()
        yield partial(self._paint_names, now=now)
        yield partial(self._paint_axes, now=now)

    def paint_slice(self, painter: QPainter, ifu: int, number: int, colour: QColor, width: float) -> None:
        """Paint one slice boldly, with what it was before anything was replaced."""
        here = self.panels.map(ifu, self.box)
        if here.width <= 0:
            return
        painter.save()
        painter.setClipRect(self.panels.rect(ifu))
        i = ifu - 1, number - 1
        if self.curves.own is not None:
            self._stroke(painter, here, self.curves.own[:, *i], colour, width / 2, Qt.PenStyle.DotLine)
        if self.curves.other is not None:
            self._stroke(painter, here, self.curves.other[:, *i], colour, width / 2, Qt.PenStyle.DashLine)
        for pen, reach in ((HALO, width + 2.0), (colour, width)):
            self._stroke(painter, here, self.curves.factor[:, *i], pen, reach)
        for values, symbol in ((self.curves.spikes, "dot"), (self.curves.clipped, "cross")):
            corner = np.array([[here.left, here.top]])
            points = marks(here, self.curves.wave, values[:, i[0], None, i[1], None], corner)[0]
            _draw_marks(painter, points, symbol, 4.0, colour)
        painter.restore()

    def _stroke(
        self, painter: QPainter, here: PlaneMap, values: npt.NDArray[np.float64], colour: QColor,
        width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:  # fmt: skip
        painter.setPen(QPen(colour, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for line in polylines(here, self.curves.wave, values):
            if line.count() == 1:
                painter.drawPoint(line.at(0))
            else:
                painter.drawPolyline(line)

    def _paint_panels(self, painter: QPainter, now: theme.Colours) -> None:
        for ifu in self.panels.ifus():
            self._paint_panel(painter, ifu, now)

    def _paint_names(self, painter: QPainter, now: theme.Colours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for ifu in self.panels.ifus():
            self._paint_name(painter, ifu, now)

    def _paint_panel(self, painter: QPainter, ifu: int, now: theme.Colours) -> None:
        rect, here = self.panels.rect(ifu), self.panels.map(ifu, self.box)
        _, py = here.to_pixel(0.0, self.curves.middle)
        painter.setPen(QPen(QColor(now.grid), 1))
        if rect.top() < py < rect.bottom():
            painter.drawLine(QLineF(rect.left(), py, rect.right(), py))
        painter.setPen(QPen(QColor(now.counts), 1))
        painter.drawRect(rect)

    def _pieces_of_curves(self) -> Iterator[Callable[[QPainter], None]]:
        """Lines of a slice, over all panels, in one call: some ten times as fast as one by one."""
        # Qt has a fast way for lines of one pixel, and none for wider polylines.
        width = 1.4 if self.panels.zoomed else 1.0
        ifus = np.array(self.panels.ifus())
        first = np.array([[self.panels.rect(ifu).left(), self.panels.rect(ifu).top()] for ifu in ifus])
        here = self.panels.map(int(ifus[0]), self.box)
        for colour, lines in zip(self.colours, segments(here, self.curves, ifus, first), strict=True):
            yield partial(_draw_curve, pen=QPen(colour, width), ends=lines)
        size = 3.2 if self.panels.zoomed else 1.8 if here.width > 70 else 1.3
        for values, symbol in ((self.curves.spikes, "dot"), (self.curves.clipped, "cross")):
            places = marks(here, self.curves.wave, values[:, ifus - 1], first)
            for colour, points in zip(self.colours, places, strict=True):
                yield partial(_draw_marks, points=points, symbol=symbol, size=size, colour=colour)

    def _paint_name(self, painter: QPainter, ifu: int, now: theme.Colours) -> None:
        rect = self.panels.rect(ifu)
        painter.setPen(QColor(now.axis))
        is_empty = not np.isfinite(self.curves.factor[:, ifu - 1]).any()
        metrics = QFontMetricsF(painter.font())
        names = (f"IFU {ifu}: no rows", f"IFU {ifu}", f"{ifu}")
        fitting = [
            name
            for name in names[0 if is_empty else 1 :]
            if metrics.horizontalAdvance(name) < rect.width() - 6
        ]
        painter.drawText(
            rect.adjusted(4, 1, -2, 0), _Align.AlignLeft | _Align.AlignTop, fitting[0] if fitting else ""
        )

    def _paint_axes(self, painter: QPainter, now: theme.Colours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        metrics, area = QFontMetricsF(painter.font()), self.panels.area
        painter.setPen(QColor(now.axis))
        columns = 1 if self.panels.zoomed else self.panels.columns
        for ifu in self.panels.ifus():
            place = 0 if self.panels.zoomed else ifu - 1
            here = self.panels.map(ifu, self.box)
            if place % columns == 0:
                self._paint_left(painter, here, metrics)
            if place >= len(self.panels.ifus()) - columns:
                self._paint_bottom(painter, here, metrics)
        below = QRectF(area.left(), area.bottom() + metrics.height() + 3, area.width(), metrics.height())
        painter.drawText(below, _Align.AlignCenter, "Wavelength [Å]")
        painter.save()
        painter.translate(1, area.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, area.height(), metrics.height()), _Align.AlignCenter, self.curves.label)
        painter.restore()

    def _paint_left(self, painter: QPainter, here: PlaneMap, metrics: QFontMetricsF) -> None:
        n = int(here.height / (1.1 * metrics.height()))
        ticks = [value for value, _ in scale_ticks(self.box[2], self.box[3], "Linear", min(max(n, 2), 9))]
        digits = max((len(f"{value:.6g}".partition(".")[2]) for value in ticks), default=0)
        for value in ticks:
            _, y = here.to_pixel(0.0, value)
            top = min(max(y - metrics.height() / 2, 0), here.top + here.height - metrics.height())
            painter.drawLine(QLineF(here.left - 3, y, here.left, y))
            box = QRectF(0, top, here.left - 5, metrics.height())
            painter.drawText(box, _Align.AlignRight | _Align.AlignVCenter, f"{value:.{digits}f}")

    def _paint_bottom(self, painter: QPainter, here: PlaneMap, metrics: QFontMetricsF) -> None:
        n = int(here.width / (1.2 * metrics.horizontalAdvance("0000")))
        bottom, end = here.top + here.height, -np.inf
        for value, _ in scale_ticks(self.box[0], self.box[1], "Linear", min(max(n, 2), 12)):
            x, _ = here.to_pixel(value, 0.0)
            painter.drawLine(QLineF(x, bottom, x, bottom + 3))
            text = f"{value:.6g}"
            half = metrics.horizontalAdvance(text) / 2
            left, right = here.left - 6, here.left + here.width + 6
            if x - half > max(end, left) and x + half < right:
                painter.drawText(QRectF(x - 40, bottom + 3, 80, metrics.height()), _Align.AlignCenter, text)
                end = x + half + 4
