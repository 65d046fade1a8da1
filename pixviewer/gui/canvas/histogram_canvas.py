"""A histogram with logarithmic counts; a drag chooses a range of values."""

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.model.diagrams import LINE, Series
from pixviewer.model.units import pretty_number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NOTHING = 0.5  # what a bin without rows is drawn as: below one row
LIT = QColor(255, 60, 200)


class HistogramCanvas(XYCanvas):
    """Counts of several kinds of rows in the same bins."""

    rangePicked = pyqtSignal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._band: tuple[float, float] | None = None
        self._edges: Floats = np.zeros(0)
        self._lit: Ints | None = None
        super().__init__(parent)
        self.axis("left").setLogMode(True)
        self.setAccessibleName("Histogram of values")
        self.setAccessibleDescription("A drag picks the rows of a range; so do the two fields above.")

    def set_counts(self, edges: Floats, good: Ints, flagged: Ints, lit: Ints | None, *, keeps: bool) -> None:
        """Draw counts by bin; ``keeps`` the values that are in view."""
        before = self.box()
        self._edges, self._lit = edges, lit
        series = [
            _steps(edges, good, "curve", "— good"),
            _steps(edges, flagged, "warning", "— flagged"),
        ]
        self.set_series(series)
        if keeps:
            self.set_box((*before[:2], *self.box()[2:]))  # a sketch has fewer rows in each bin

    def set_band(self, band: tuple[float, float] | None) -> None:
        """Mark a range of values."""
        self._band = band
        self.refresh()

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Choose a range with the left button, move with the middle one or the space bar."""
        if button == Qt.MouseButton.MiddleButton or self.wants_pan:
            return PanGesture(self, at)
        is_drawn = bool(self._edges.size) and button == Qt.MouseButton.LeftButton
        return _RangeGesture(self, at) if is_drawn else None

    def _whole(self) -> Box | None:
        box = super()._whole()
        if box is None or not self._edges.size:
            return box
        return float(self._edges[0]), float(self._edges[-1]), float(np.log10(_NOTHING)), box[3]

    def paint_series(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the range below, what is picked above."""
        if self._band is not None:
            left, _ = here.to_pixel(self._band[0], 0.0)
            right, _ = here.to_pixel(self._band[1], 0.0)
            shade = QColor(LIT)
            shade.setAlpha(50)
            painter.fillRect(QRectF(left, here.top, right - left, here.height), shade)
            painter.setPen(QPen(LIT, 1))
            for x in (left, right):
                painter.drawLine(QPointF(x, here.top), QPointF(x, here.top + here.height))
        super().paint_series(painter, here)
        if self._lit is not None:
            self._paint(painter, here, _steps(self._edges, self._lit, "curve", ""), LIT)

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything, and the numbers of the bin under the mouse."""
        hover, self._hover = self._hover, None  # the logarithm under the mouse says nothing
        super().paint_above(painter, here)
        self._hover = hover
        text = self.bin_text(here)
        if text:
            area = QRectF(here.left, here.top, here.width, here.height)
            overlays.paint_pill(painter, area, text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def bin_text(self, here: PlaneMap) -> str:
        """The bin under the mouse: its ends and its rows."""
        if self._hover is None or not self._edges.size:
            return ""
        x, _ = here.to_plane(self._hover.x(), self._hover.y())
        i = int(np.searchsorted(self._edges, x, side="right")) - 1
        if not 0 <= i < self._edges.size - 1:
            return ""
        counts = [round(float(10 ** series.y[2 * i + 1])) for series in self._series]
        low, high = (pretty_number(float(v)) for v in self._edges[i : i + 2])
        return f"{low} to {high} · {counts[0]} good · {counts[1]} flagged"


class _RangeGesture:
    """Drag from one end of a range to the other."""

    def __init__(self, canvas: HistogramCanvas, start: QPointF) -> None:
        self._canvas = canvas
        self._before = canvas._band
        self._start = canvas.map().to_plane(start.x(), start.y())[0]

    def _range(self, at: QPointF) -> tuple[float, float]:
        x = self._canvas.map().to_plane(at.x(), at.y())[0]
        return min(x, self._start), max(x, self._start)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the range."""
        self._canvas.set_band(self._range(at))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Pick it."""
        low, high = self._range(at)
        self._canvas.set_band((low, high))
        self._canvas.rangePicked.emit(low, high)

    def cancel(self) -> None:
        """Show the range of before."""
        self._canvas.set_band(self._before)


def _steps(edges: Floats, n: Ints, role: str, name: str) -> Series:
    height = np.log10(np.maximum(n.astype(np.float64), _NOTHING))
    floor = np.log10(_NOTHING)
    y = np.concatenate([[floor], np.repeat(height, 2), [floor]])
    return Series(np.repeat(edges, 2), y, style=LINE, role=role, name=name)
