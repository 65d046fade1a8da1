"""The map of what a mask leaves of each slice; slices of which nothing is left are crossed out."""

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QLineF
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas.slice_map_canvas import Cell, SliceCells, SliceMapCanvas
from pixviewer.model import shading

_CROSS = QColor("#ffffff")


class LeftMap(SliceMapCanvas):
    """24 × 48 shares, from nothing (dark) to all (bright)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lost: tuple[Cell, ...] = ()
        self.setAccessibleName("Share of each slice that the mask leaves")

    def set_shares(self, shares: npt.NDArray[np.float64] | None, lost: tuple[Cell, ...] = ()) -> None:
        """Show the share of the good rows that is left, by IFU and CCD slice; NaN where there are none."""
        self._lost = lost
        if shares is None:
            self.set_cells(None)
            return
        rgba = shading.shade(shares, 0.0, 1.0, cmap="viridis")
        numbers = np.arange(1, 49)
        names = tuple(str(n) for n in numbers)
        self.set_cells(SliceCells(rgba, numbers, names, "slice (CCD)"))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the map, and the crosses."""
        super().paintEvent(event)
        if self._cells is None or not self._lost:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(QColor(0, 0, 0), 2.6), QPen(_CROSS, 1.2)):
            painter.setPen(pen)
            for cell in self._lost:
                box = self.rect_of(cell).adjusted(1.0, 0.5, -1.0, -0.5)
                painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
                painter.drawLine(QLineF(box.bottomLeft(), box.topRight()))
