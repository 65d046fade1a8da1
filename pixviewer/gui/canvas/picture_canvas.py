"""A picture in a diagram: axes, zoom, and the value under the mouse."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from pixviewer.core.geometry import Grid
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.plane_map import Box, PlaneMap, fitting
from pixviewer.gui.canvas.raster import fast_image, paint_image
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.model.units import pretty_number

Floats = npt.NDArray[np.float64]
OUTLINE = QColor(255, 60, 200)


class PictureCanvas(XYCanvas):
    """A picture of values on a grid, with outlines above it.

    Parameters
    ----------
    is_square : bool
        Whether units of both axes are of the same length.
    """

    def __init__(self, parent: QWidget | None = None, *, is_square: bool = False) -> None:
        self._image: QImage | None = None
        self._picture_box: Box = (0.0, 1.0, 0.0, 1.0)
        self._values: tuple[Floats, Grid] | None = None
        self._outlines: Sequence[Floats] = ()
        self._is_square = is_square
        super().__init__(parent)

    def set_picture(
        self,
        rgba: npt.NDArray[np.uint8],
        grid: Grid,
        values: Floats | None = None,
        *,
        units: tuple[str, str] = ("", ""),
    ) -> None:
        """Show a picture, its first line at the bottom; ``values`` are told under the mouse."""
        self._east_left = grid.dx < 0
        self.getViewBox().invertX(self._east_left)
        self._image = fast_image(np.ascontiguousarray(rgba[::-1]))
        self._picture_box = grid.bounds
        self._values = (values, grid) if values is not None else None
        self._units = units
        self.message = ""
        self.fit()

    def set_outlines(self, outlines: Sequence[Floats]) -> None:
        """Draw closed lines through corners, ``(n, 2)`` each."""
        self._outlines = outlines
        self.refresh()

    def clear_picture(self, message: str = "") -> None:
        """Show nothing but some words."""
        self._image, self._values, self._outlines = None, None, ()
        self.clear_series(message)

    def reshape(self) -> None:
        """Keep the units square."""
        if self._is_square:
            self.fit()

    def _whole(self) -> Box | None:
        if self._image is None:
            return None
        here = self.map()
        return fitting(self._picture_box, here.width, here.height) if self._is_square else self._picture_box

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the picture, and what lies above it."""
        if self._image is not None:
            x0, x1, y0, y1 = self._picture_box
            left, top = here.to_pixel(x1 if self._east_left else x0, y1)
            right, bottom = here.to_pixel(x0 if self._east_left else x1, y0)
            target = QRectF(left, top, right - left, bottom - top)
            paint_image(painter, target, self._image, self.devicePixelRatioF())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(OUTLINE, 1.6))
        for corners in self._outlines:
            points = [QPointF(*here.to_pixel(float(x), float(y))) for x, y in corners]
            painter.drawPolygon(QPolygonF(points))
        super().paint_above(painter, here)
        text = self.value_text(here)
        if text and self.underMouse():
            area = QRectF(here.left, here.top, here.width, here.height)
            overlays.paint_pill(painter, area, text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def value_text(self, here: PlaneMap) -> str:
        """Position and value under the mouse."""
        if self._hover is None or self._values is None:
            return ""
        values, grid = self._values
        x, y = here.to_plane(self._hover.x(), self._hover.y())
        cell = grid.cell(x, y)
        value = float(values[cell[1], cell[0]]) if cell is not None else np.nan
        places = "  ".join(f"{pretty_number(v)}{unit}" for v, unit in zip((x, y), self._units, strict=True))
        return f"{places}  {pretty_number(value) if np.isfinite(value) else 'no row'}"
