"""The drawing surface of one detector: picture, outlines of slices, and the gestures on them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)
from PyQt6.QtWidgets import QWidget

from pixviewer.core.geometry import Grid
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.blank import paint_blank
from pixviewer.gui.canvas.contour_lines import ContourPaths
from pixviewer.gui.canvas.grid_lines import paint_straight_grid
from pixviewer.gui.canvas.plane_map import Box, PlaneMap
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture, PlotCanvas
from pixviewer.gui.canvas.raster import fast_image, paint_image, veil_of
from pixviewer.gui.canvas.sky_gestures import ContrastGesture, paint_rubber
from pixviewer.model.outlines import Outline
from pixviewer.model.overlays import Overlays
from pixviewer.model.palette import BLANK

if TYPE_CHECKING:
    from pixviewer.core.products.contours import Contours

_Key = Qt.Key
_NUDGES = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}
_OWN_KEYS = {*_NUDGES, _Key.Key_Escape, _Key.Key_Space}
_NARROWEST, _WIDEST = 2.0, 2.0e4  # pixels of the detector in view
_OUTLINE = QColor(0, 190, 255, 170)
_NUMBER = QColor("#7fe0ff")


class DetectorCanvas(PlotCanvas):
    """One IFU. Positions are detector pixels from 0, whose centres are whole numbers."""

    clicked = pyqtSignal(float, float)
    boxPicked = pyqtSignal(float, float, float, float)  # x0, x1, y0, y1
    contrastDragged = pyqtSignal(float, float)
    contrastEnded = pyqtSignal(bool)
    contrastReset = pyqtSignal()
    escaped = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._image: QImage | None = None
        self._image_box: Box = (0.0, 1.0, 0.0, 1.0)
        self._lit: tuple[QImage, Box] | None = None
        self._outlines: list[Outline] = []
        self._borders = QPainterPath()  # in detector pixels, so that a paint only has to transform it
        self._rubber: QRectF | None = None
        self.title = self.message = ""
        self.marker: tuple[float, float] | None = None
        self.picked: tuple[float, float] | None = None
        self.overlays = Overlays()
        self.contours = ContourPaths()
        self.blank = BLANK  # colour of pixels without rows
        super().__init__(parent)
        self.setAccessibleName("Detector")
        self.setAccessibleDescription(
            "Arrow keys move the view, + and − zoom, [ and ] step through the IFUs."
        )
        self.axis("bottom").set_label("CCD x [pix, from 0]", "x [pix]", "x")
        self.axis("left").set_label("CCD y [pix, from 0]", "y [pix]", "y")

    # --- what is shown

    def set_picture(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> None:
        """Show a picture of part of the detector."""
        self._image, self._image_box = fast_image(np.ascontiguousarray(rgba[::-1])), grid.bounds
        self.refresh()

    def clear_picture(self) -> None:
        """Show nothing."""
        self._image = self._lit = None
        self.refresh()

    def set_lit(
        self, rgba: npt.NDArray[np.uint8] | None, grid: Grid | None = None, *, dims: bool = False
    ) -> None:
        """Light up cells above the picture, or dim all others, or neither."""
        if rgba is None or grid is None:
            self._lit = None
        else:
            shown = veil_of(rgba) if dims else rgba
            self._lit = (fast_image(np.ascontiguousarray(shown[::-1])), grid.bounds)
        self.refresh()

    def set_contours(self, contours: "Contours | None") -> None:
        """Draw contours, or none."""
        self.contours = ContourPaths(contours)
        self.refresh()

    def set_blank(self, colour: str) -> None:
        """Fill what lies around the picture with the colour of pixels without rows."""
        self.blank = colour
        self.refresh()

    def set_overlays(self, overlays: Overlays) -> None:
        """Draw a grid of pixels and contours, or not."""
        self.overlays = overlays
        self.refresh()

    def set_outlines(self, outlines: Sequence[Outline]) -> None:
        """Draw the borders of slices."""
        self._outlines = list(outlines)
        self._borders = QPainterPath()
        for outline in outlines:
            for edge in (outline.low - 0.5, outline.high + 0.5):
                points = [QPointF(x, y) for x, y in zip(edge.tolist(), outline.y.tolist(), strict=True)]
                self._borders.addPolygon(QPolygonF(points))
        self.refresh()

    def set_compact(self, compact: bool) -> None:
        """Leave the labels of the axes away, for more picture."""
        for side in ("bottom", "left"):
            self.axis(side).showLabel(not compact)

    # --- geometry

    def allowed(self, box: Box) -> Box:
        """Neither closer nor farther than makes sense."""
        sides = (box[1] - box[0], box[3] - box[2])
        return box if all(_NARROWEST <= side <= _WIDEST for side in sides) else self.box()

    # --- gestures

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Choose the gesture of a drag."""
        if button == Qt.MouseButton.MiddleButton or self.wants_pan:
            return PanGesture(self, at)
        if button == Qt.MouseButton.RightButton:
            return ContrastGesture(self, at, self.contrastDragged.emit, self.contrastEnded.emit)
        if button != Qt.MouseButton.LeftButton:
            return None
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return BoxGesture(self, at, picks=False)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return BoxGesture(self, at, picks=True)
        return PanGesture(self, at)

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Tell where it was."""
        if button == Qt.MouseButton.RightButton:
            self.ask_for_menu(at)
        elif button == Qt.MouseButton.LeftButton and not self.wants_pan:
            self.clicked.emit(*self.map().to_plane(at.x(), at.y()))

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Reset the contrast."""
        if button == Qt.MouseButton.RightButton:
            self.contrastReset.emit()

    def hover(self, at: QPointF) -> None:
        """Show by the cursor that the view can be moved, or a pixel picked."""
        self.setCursor(Qt.CursorShape.OpenHandCursor if self.wants_pan else Qt.CursorShape.CrossCursor)

    def show_rubber(self, box: QRectF | None) -> None:
        """Draw the box of a drag."""
        self._rubber = box
        self.refresh()

    def escape(self) -> None:
        """Ask to drop what is picked."""
        self.escaped.emit()

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys that mean something here before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return bool(super().event(event))

    def key(self, event: QKeyEvent) -> bool:
        """Move the view; Enter picks the pixel under the mouse, or in the middle."""
        key = _Key(event.key())
        if key in _NUDGES:
            right, up = _NUDGES[key]
            x0, x1, y0, y1 = self.box()
            dx, dy = 0.1 * right * (x1 - x0), 0.1 * up * (y1 - y0)
            self.change_box((x0 + dx, x1 + dx, y0 + dy, y1 + dy))
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            at = self.place()
            self.clicked.emit(*self.map().to_plane(at.x(), at.y()))
        else:
            return False
        return True

    # --- painting

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything."""
        area = QRectF(here.left, here.top, here.width, here.height)
        if self._image is not None:
            paint_blank(painter, here, self.blank)
        self.paint_base(painter, here)
        if self._lit is not None:
            self._paint(painter, here, *self._lit)
        self.contours.paint(painter, here, self.overlays.contour_colour)
        if self.overlays.has_grid:
            sides = self.axis("bottom"), self.axis("left")
            paint_straight_grid(painter, here, *sides, self.overlays.grid_colour)
        self._paint_outlines(painter, here)
        if self.marker is not None:
            overlays.paint_ring(painter, here, *self.marker)
        if self.picked is not None:
            overlays.paint_picked(painter, here, *self.picked)
        if self._rubber is not None:
            paint_rubber(painter, self._rubber)
        if self.message:
            overlays.paint_message(painter, area, self.message, self.palette().text().color())
        corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if self.title:
            overlays.paint_pill(painter, area, self.title, corner)

    def paint_base(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the picture that all else lies above."""
        if self._image is not None:
            self._paint(painter, here, self._image, self._image_box)

    def _paint(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        x0, x1, y0, y1 = box
        left, top = here.to_pixel(x0, y1)
        target = QRectF(left, top, (x1 - x0) * here.scale[0], (y1 - y0) * here.scale[1])
        paint_image(painter, target, image, self.devicePixelRatioF())

    def _paint_outlines(self, painter: QPainter, here: PlaneMap) -> None:
        x0, x1 = here.box[:2]
        shown = [o for o in self._outlines if o.high.max() >= x0 and o.low.min() <= x1]
        if not shown:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Fainter where they are so near to each other that they would hide the picture.
        apart = here.width / len(shown)
        colour = QColor(_OUTLINE)
        colour.setAlpha(int(min(_OUTLINE.alpha(), 20 * apart)))
        pen = QPen(colour, 1)
        pen.setCosmetic(True)
        painter.save()
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(shown) < 24)
        along_x, along_y = here.scale
        left, top = here.to_pixel(0.0, 0.0)
        painter.setTransform(QTransform(along_x, 0.0, 0.0, -along_y, left, top), True)
        painter.drawPath(self._borders)
        painter.restore()
        self._paint_numbers(painter, here, shown)

    def _paint_numbers(self, painter: QPainter, here: PlaneMap, shown: list[Outline]) -> None:
        """Number the slices at the foot of the view, as many as there is room for."""
        metrics = QFontMetricsF(painter.font())
        y = here.box[2] + (metrics.descent() + 6) / here.scale[1]
        taken = here.left - 1e3
        for outline in sorted(shown, key=lambda o: float(o.low.mean())):
            i = int(np.argmin(np.abs(outline.y - y)))
            middle = here.to_pixel((outline.low[i] + outline.high[i]) / 2, y)[0]
            width = metrics.horizontalAdvance(outline.name)
            left = middle - width / 2
            if left < max(taken + 5, here.left + 2) or left + width > here.left + here.width - 2:
                continue
            taken = left + width
            at = QPointF(left, here.top + here.height - 5)
            overlays.paint_halo_text(painter, at, outline.name, _NUMBER)


class BoxGesture:
    """Zoom into a box of the detector, or pick its rows."""

    def __init__(self, canvas: DetectorCanvas, start: QPointF, *, picks: bool) -> None:
        self._canvas, self._start, self._picks = canvas, start, picks

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the box."""
        self._canvas.show_rubber(QRectF(self._start, at).normalized())

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Zoom, or pick."""
        self._canvas.show_rubber(None)
        box = QRectF(self._start, at).normalized()
        if box.width() < 3 or box.height() < 3:
            return
        here = self._canvas.map()
        x0, y0 = here.to_plane(box.left(), box.bottom())
        x1, y1 = here.to_plane(box.right(), box.top())
        if self._picks:
            self._canvas.boxPicked.emit(x0, x1, y0, y1)
        else:
            self._canvas.change_box((x0, x1, y0, y1))

    def cancel(self) -> None:
        """Forget the box."""
        self._canvas.show_rubber(None)
