"""A plain diagram: points, points with errors, lines; zoom, move, and numbers under the mouse."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QContextMenuEvent, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture, PlotCanvas
from pixviewer.model.diagrams import DOTS, LINE, Series
from pixviewer.model.units import pretty_number

Floats = npt.NDArray[np.float64]

# Wild single values do not decide what is shown at first.
_INNER = (0.5, 99.5)


class XYCanvas(PlotCanvas):
    """A diagram with axes; wheel zooms, drag moves, a double click shows everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._series: list[Series] = []
        self._zero = False
        self._units = ("", "")
        self.message = ""
        super().__init__(parent)
        self.setMinimumHeight(120)

    def set_labels(self, bottom: Sequence[str], left: Sequence[str]) -> None:
        """Label the axes, each with the longest of some texts that fits."""
        self.axis("bottom").set_label(*bottom)
        self.axis("left").set_label(*left)

    def set_series(
        self, series: Sequence[Series], *, zero: bool = False, units: tuple[str, str] = ("", "")
    ) -> None:
        """Draw these, later ones above; ``zero`` draws a line there; ``units`` follow numbers."""
        self._series, self._zero, self._units = list(series), zero, units
        self.message = ""
        self.fit()

    def clear_series(self, message: str = "") -> None:
        """Draw nothing but some words."""
        self._series, self.message = [], message
        self.refresh()

    def fit(self) -> None:
        """Show everything but wild single values."""
        box = self._whole()
        if box is not None:
            self.change_box(box)
        self.refresh()

    def _whole(self) -> Box | None:
        spans = []
        for series in self._series:
            good = np.isfinite(series.x) & np.isfinite(series.y)
            if not good.any():
                continue
            x, y = series.x[good], series.y[good]
            low, high = y, y
            if series.error is not None:
                error = np.nan_to_num(series.error[good], nan=0.0, posinf=0.0)
                low, high = y - error, y + error
            if series.style == DOTS and y.size > 200:
                bottom, top = np.percentile(y, _INNER)
            else:
                bottom, top = low.min(), high.max()
            spans.append((float(x.min()), float(x.max()), float(bottom), float(top)))
        if not spans:
            return None
        x0, x1 = min(s[0] for s in spans), max(s[1] for s in spans)
        y0, y1 = min(s[2] for s in spans), max(s[3] for s in spans)
        if self._zero:
            y0, y1 = min(y0, 0.0), max(y1, 0.0)
        margin_x = 0.04 * (x1 - x0) or 0.5 * abs(x1) or 1.0
        margin_y = 0.08 * (y1 - y0) or 0.5 * abs(y1) or 1.0
        return x0 - margin_x, x1 + margin_x, y0 - margin_y, y1 + 1.6 * margin_y

    # --- gestures

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Move the diagram."""
        wanted = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        return PanGesture(self, at) if button in wanted else None

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Show everything."""
        self.fit()

    def hover(self, at: QPointF) -> None:
        """Show the numbers under the mouse."""
        self.refresh()

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Ask for a menu."""
        if button == Qt.MouseButton.RightButton:
            self.ask_for_menu(at)

    def ask_for_menu(self, at: QPointF) -> None:
        """Leave the menu to whatever is around: the window offers the diagram as a picture and as numbers."""
        super().ask_for_menu(at)
        around, where = self.parentWidget(), self.mapToGlobal(at.toPoint())
        if around is not None:
            event = QContextMenuEvent(QContextMenuEvent.Reason.Other, around.mapFromGlobal(where), where)
            QApplication.sendEvent(around, event)

    # --- painting

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything."""
        now = theme.colours()
        area = QRectF(here.left, here.top, here.width, here.height)
        if self._zero:
            _, py = here.to_pixel(0.0, 0.0)
            painter.setPen(QPen(QColor(now.axis), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(here.left, py, here.left + here.width, py))
        self.paint_series(painter, here)
        names = "   ".join(series.name for series in self._series if series.name)
        if names:
            painter.setPen(QColor(now.axis))
            painter.drawText(area.adjusted(6, 3, -6, 0), Qt.AlignmentFlag.AlignLeft, names)
        if self.message:
            overlays.paint_message(painter, area, self.message, self.palette().text().color())
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        if self._hover is not None and self._series and self.underMouse():
            x, y = here.to_plane(self._hover.x(), self._hover.y())
            texts = (f"{pretty_number(v)}{unit}" for v, unit in zip((x, y), self._units, strict=True))
            overlays.paint_pill(painter, area, "  ".join(texts), corner)

    def paint_series(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint what is drawn."""
        now = theme.colours()
        for series in self._series:
            self._paint(painter, here, series, QColor(getattr(now, series.role)))

    def _paint(self, painter: QPainter, here: PlaneMap, series: Series, colour: QColor) -> None:
        good = np.isfinite(series.x) & np.isfinite(series.y)
        along_x, along_y = here.scale
        px = here.left + (series.x[good] - here.box[0]) * along_x
        # Far outside is as good as just outside, and Qt's rasteriser works in 16-bit pixels.
        py = np.clip(here.top + (here.box[3] - series.y[good]) * along_y, -5_000, 10_000)
        points = [QPointF(x, y) for x, y in zip(px.tolist(), py.tolist(), strict=True)]
        if series.style == LINE:
            painter.setPen(QPen(colour, 2))
            for run in _runs(points, good):
                painter.drawPolyline(QPolygonF(run))
        elif series.style == DOTS:
            faint = QColor(colour)
            faint.setAlpha(110)
            painter.setPen(QPen(faint, 2))
            painter.drawPoints(QPolygonF(points))
        else:
            self._paint_marks(painter, series, points, good, along_y, colour)

    def _paint_marks(
        self, painter: QPainter, series: Series, points: list[QPointF], good: npt.NDArray[np.bool_],
        along_y: float, colour: QColor,
    ) -> None:  # fmt: skip
        painter.setPen(QPen(colour, 1.4))
        if series.error is not None:
            reach = np.clip(np.nan_to_num(series.error[good] * along_y, posinf=0.0), 0, 5_000).tolist()
            for p, r in zip(points, reach, strict=True):
                if r > 0:
                    painter.drawLine(QLineF(p.x(), p.y() - r, p.x(), p.y() + r))
        painter.setBrush(colour)
        size = 2.6 if len(points) < 120 else 1.8
        for p in points:
            if series.symbol == "square":
                painter.drawRect(QRectF(p.x() - size, p.y() - size, 2 * size, 2 * size))
            else:
                painter.drawEllipse(p, size, size)


def _runs(points: list[QPointF], good: npt.NDArray[np.bool_]) -> list[list[QPointF]]:
    """Points of a line, cut where values are missing."""
    cuts = np.cumsum(good)[:-1][np.diff(good.astype(np.int8)) < 0].tolist()
    return [points[start:stop] for start, stop in pairwise([0, *cuts, len(points)]) if stop > start]
