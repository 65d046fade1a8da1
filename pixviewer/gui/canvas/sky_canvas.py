"""The drawing surface of a sky view: picture, points, regions, and the gestures on them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen, QWheelEvent
from PyQt6.QtWidgets import QWidget

from pixviewer.core.geometry import Frame, Grid
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.blank import paint_blank
from pixviewer.gui.canvas.contour_lines import ContourPaths
from pixviewer.gui.canvas.grid_lines import paint_curved_grid, paint_straight_grid
from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.marks import paint_marks
from pixviewer.gui.canvas.mask_gestures import MaskTool
from pixviewer.gui.canvas.mask_overlay import MaskLayer
from pixviewer.gui.canvas.plane_map import Box, PlaneMap, fitting, moved
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture, PlotCanvas
from pixviewer.gui.canvas.points import Points
from pixviewer.gui.canvas.polar_lines import paint_polar_lines
from pixviewer.gui.canvas.raster import fast_image, paint_image, veil_of
from pixviewer.gui.canvas.regions import Part, paint_regions, region_at
from pixviewer.gui.canvas.sky_axes import dress_axes, north_of
from pixviewer.gui.canvas.sky_gestures import (
    BoxZoomGesture,
    ContrastGesture,
    DrawGesture,
    RegionGesture,
    paint_rubber,
)
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.overlays import Overlays
from pixviewer.model.tools.marks import Mark
from pixviewer.model.units import pretty_number
from pixviewer.model.world_axes import OFFSETS, RAW, has_world

MASK = "mask"
TOOLS = ("pan", "circle", "square", "annulus", MASK)
_NARROWEST, _WIDEST = 1e-3, 1e5  # of a view, in units of the plane
_DEFAULT_ARCSEC, _DEFAULT_PIX = 1.0, 5.0
_RING = 2.5  # a ring is placed around a circle of the default size
if TYPE_CHECKING:
    from pixviewer.core.products.contours import Contours

_Key = Qt.Key
_Shape = Qt.CursorShape
_CTRL = Qt.KeyboardModifier.ControlModifier
_NUDGES = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}
_OWN_KEYS = {*_NUDGES, _Key.Key_Delete, _Key.Key_Backspace, _Key.Key_Escape, _Key.Key_Space}


class SkyCanvas(PlotCanvas):
    """What `SkyView` shows; see there for the signals."""

    clicked = pyqtSignal(float, float)
    regionSelected = pyqtSignal(object)
    regionMoved = pyqtSignal(object, float, float, float, bool)
    holeMoved = pyqtSignal(object, float, bool)
    regionDrawing = pyqtSignal(str, float, float, float)
    regionDrawn = pyqtSignal(str, float, float, float)
    regionEditRequested = pyqtSignal(object)
    regionDeleteRequested = pyqtSignal(object)
    gestureCancelled = pyqtSignal()
    toolRequested = pyqtSignal(str)
    contrastDragged = pyqtSignal(float, float)
    contrastEnded = pyqtSignal(bool)
    contrastReset = pyqtSignal()
    placePicked = pyqtSignal(float, float)  # a click that was not only for a region
    cursorNudged = pyqtSignal(float, float)  # by arrows, with no region selected
    escaped = pyqtSignal()  # Esc with nothing left to give up here

    def __init__(self, parent: QWidget | None = None) -> None:
        self._wanted: Box = (-30.0, 30.0, -30.0, 30.0)
        self._image: QImage | None = None
        self._image_box: Box = (0.0, 1.0, 0.0, 1.0)
        self._grid: Grid | None = None
        self._points: Points | None = None
        self._stamp: tuple[object, QImage] | None = None
        self._frame: Frame | None = None
        self._axes = OFFSETS
        self._regions: list[RegionItemData] = []
        self._active: RegionItemData | None = None
        self._active_is_new = False
        self._rubber: QRectF | None = None
        self._tool = "pan"
        self.note = self.message = self.drag_text = self.hint = ""
        self.crosshair: tuple[float, float] | None = None
        self.marker: tuple[float, float] | None = None
        self.picked: tuple[float, float] | None = None
        self._lit: tuple[QImage, Box] | None = None
        self.marks: list[Mark] = []
        self.overlays = Overlays()
        self.contours = ContourPaths()
        self.blank = ""  # colour of what lies around a picture of cells; of rows it is the background
        self.mask_layer = MaskLayer()
        super().__init__(parent)
        self.mask_tool = MaskTool(self)
        self.setAccessibleName("Sky view")
        self.setAccessibleDescription(
            "Arrow keys move the selected region, or the crosshair, with Ctrl the view; Enter places a "
            "region with a drawing tool, Delete removes it."
        )
        self._tell_moved = Throttle(self.regionMoved.emit, self)
        self._tell_hole = Throttle(self.holeMoved.emit, self)
        self._tell_drawing = Throttle(self.regionDrawing.emit, self)
        self.set_frame(None)

    # --- what is shown

    def set_frame(self, frame: Frame | None) -> None:
        """See `SkyView.set_frame`."""
        self._frame = frame
        self._east_left = self.is_sky
        self.getViewBox().invertX(self._east_left)
        dress_axes(self, frame, self._axes)
        self._place_image()
        self.refresh()

    def set_axes(self, axes: str) -> None:
        """See `SkyView.set_axes`."""
        self._axes = axes
        dress_axes(self, self._frame, axes)
        self.refresh()

    def set_contours(self, contours: "Contours | None") -> None:
        """Draw contours, or none."""
        self.contours = ContourPaths(contours)
        self.refresh()

    def set_blank(self, colour: str) -> None:
        """Fill what lies around the picture with the colour of its cells without data, or with nothing."""
        self.blank = colour
        self.refresh()

    def set_overlays(self, overlays: Overlays) -> None:
        """Draw grid, compass, scale bar and contours, or not."""
        self.overlays = overlays
        self.refresh()

    def set_box(self, box: Box) -> None:
        """Show a box, silently."""
        super().set_box(box)
        dress_axes(self, self._frame, self._axes)

    @property
    def is_sky(self) -> bool:
        """Whether the plane is on the sky."""
        return self._frame is None or self._frame.is_sky

    @property
    def plane_symbol(self) -> str:
        """Symbol of the unit of the plane, as it follows a number."""
        return "″" if self.is_sky else " pix"

    def set_picture(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> None:
        """See `SkyView.set_picture`."""
        if rgba.shape != (*grid.shape, 4) or rgba.dtype != np.uint8:
            raise ValueError(
                f"picture must be uint8 of shape {(*grid.shape, 4)}, got {rgba.dtype} {rgba.shape}"
            )
        self._grid = grid
        self._rgba = rgba
        self._place_image()
        self.refresh()

    def clear_picture(self) -> None:
        """See `SkyView.clear_picture`."""
        self._grid = self._image = None
        self.refresh()

    def _place_image(self) -> None:
        """Turn the picture once as it lies on the screen, so that each paint is a plain copy."""
        if self._grid is None:
            return
        self._image = self._turned(self._rgba, self._grid)
        self._image_box = self._grid.bounds

    def _turned(self, rgba: npt.NDArray[np.uint8], grid: Grid) -> QImage:
        if (grid.dx < 0) != self._east_left:
            rgba = rgba[:, ::-1]
        if grid.dy > 0:
            rgba = rgba[::-1]
        return fast_image(np.ascontiguousarray(rgba))

    def set_lit(
        self, rgba: npt.NDArray[np.uint8] | None, grid: Grid | None = None, *, dims: bool = False
    ) -> None:
        """Light up cells above the picture, or dim all others, or neither."""
        self._lit = None
        if rgba is not None and grid is not None:
            self._lit = (self._turned(veil_of(rgba) if dims else rgba, grid), grid.bounds)
        self.refresh()

    def set_points(self, points: Points | None) -> None:
        """See `SkyView.set_points`."""
        self._points, self._stamp = points, None
        self.refresh()

    def row_at(self, xi: float, eta: float) -> int | None:
        """See `SkyView.row_at`."""
        return None if self._points is None else self._points.nearest(self.map(), xi, eta)

    def set_regions(self, regions: Sequence[RegionItemData]) -> None:
        """See `SkyView.set_regions`."""
        self._regions = list(regions)
        self.refresh()

    def set_tool(self, tool: str) -> None:
        """See `SkyView.set_tool`."""
        if tool not in TOOLS:
            raise ValueError(f"tool must be one of {', '.join(TOOLS)}, got {tool!r}")
        if tool != self._tool:
            self.mask_tool.cancel()
        self._tool = tool
        self.hover(self.place())

    def tool(self) -> str:
        """Return the tool in use."""
        return self._tool

    # --- geometry

    def look_at(self, box: Box, *, silent: bool = False) -> None:
        """Show at least this box, with square units."""
        here = self.map()
        fitted = fitting(box, here.width, here.height)
        if silent:
            self._wanted = box
            self.set_box(fitted)
        else:
            self.change_box(fitted)

    def reshape(self) -> None:
        """Show at least the same box on another shape of the screen."""
        here = self.map()
        self.set_box(fitting(self._wanted, here.width, here.height))

    def change_box(self, box: Box) -> None:
        """Remember where the user wants to look."""
        super().change_box(box)
        self._wanted = self._box

    def allowed(self, box: Box) -> Box:
        """Neither closer nor farther than makes sense."""
        return box if _NARROWEST <= box[1] - box[0] <= _WIDEST else self._box

    # --- gestures

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Choose the gesture of a drag."""
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if button == Qt.MouseButton.MiddleButton or self.wants_pan:
            return PanGesture(self, at)
        if button == Qt.MouseButton.RightButton:
            return ContrastGesture(self, at, self.contrastDragged.emit, self.contrastEnded.emit)
        if button != Qt.MouseButton.LeftButton:
            return None
        if self._tool == "pan" and shift:
            return BoxZoomGesture(self, at)
        if self._tool == MASK:
            return self.mask_tool.begin(at, modifiers)
        hit = self._hit(at, modifiers)
        if hit is not None:
            region, part = hit
            if not region.selected:
                self.regionSelected.emit(region.id)
            if not region.locked:
                return RegionGesture(self, region, part, at)
        return PanGesture(self, at) if self._tool == "pan" else DrawGesture(self, self._tool, at)

    def _hit(self, at: QPointF, modifiers: Modifiers) -> tuple[RegionItemData, Part] | None:
        """Region under the mouse, unless Ctrl says that a new one goes on top."""
        if self._tool != "pan" and modifiers & Qt.KeyboardModifier.ControlModifier:
            return None
        return region_at(self._regions, self.map(), at.x(), at.y())

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Select a region, place one, or tell where it was."""
        if button == Qt.MouseButton.LeftButton and self._tool == MASK and not self.wants_pan:
            self.mask_tool.click(at, modifiers)
            return
        hit = self._hit(at, modifiers)
        if hit is not None and not hit[0].selected:
            self.regionSelected.emit(hit[0].id)
        if button == Qt.MouseButton.RightButton:
            self.ask_for_menu(at)
        elif button == Qt.MouseButton.LeftButton and not self.wants_pan:
            if hit is None and self._tool != "pan":
                self._place_default(at)
                return
            if hit is None and any(region.selected for region in self._regions):
                self.regionSelected.emit(None)
            place = self.map().to_plane(at.x(), at.y())
            self.clicked.emit(*place)
            if hit is None or hit[0].selected:
                self.placePicked.emit(*place)

    def _place_default(self, at: QPointF) -> None:
        size = _DEFAULT_ARCSEC if self.is_sky else _DEFAULT_PIX
        size *= _RING if self._tool == "annulus" else 1.0
        self.regionDrawn.emit(self._tool, *self.map().to_plane(at.x(), at.y()), size)

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Edit a region, or reset the contrast."""
        if button == Qt.MouseButton.RightButton:
            self.contrastReset.emit()
        elif button == Qt.MouseButton.LeftButton and self._tool == MASK:
            self.mask_tool.close_polygon()
        elif button == Qt.MouseButton.LeftButton:
            hit = region_at(self._regions, self.map(), at.x(), at.y())
            if hit is not None:
                self.regionEditRequested.emit(hit[0].id)

    def hover(self, at: QPointF) -> None:
        """Show by the cursor what a drag would do."""
        hit = region_at(self._regions, self.map(), at.x(), at.y())
        if self.wants_pan:
            self.setCursor(_Shape.OpenHandCursor)
        elif self._tool == MASK:
            self.setCursor(_Shape.CrossCursor)
            self.refresh()  # the brush goes with the mouse
        elif hit is not None and not hit[0].locked:
            self.setCursor(_Shape.SizeAllCursor if hit[1] is Part.BODY else _Shape.PointingHandCursor)
        else:
            self.setCursor(_Shape.ArrowCursor if self._tool == "pan" else _Shape.CrossCursor)

    def show_active(self, region: RegionItemData | None, *, is_new: bool = False) -> None:
        """Draw a region as the gesture has it, instead of as it was given."""
        self._active, self._active_is_new = region, is_new
        if region is None:
            self._tell_moved.drop()
            self._tell_hole.drop()
            self._tell_drawing.drop()
            self.drag_text = ""
        self.refresh()

    def show_rubber(self, box: QRectF | None) -> None:
        """Draw the box of a box zoom."""
        self._rubber = box
        self.refresh()

    def report_moved(self, region: RegionItemData) -> None:
        """Tell of a region that is being dragged."""
        self._tell_moved(region.id, region.xi, region.eta, region.size, False)

    def report_hole(self, region: RegionItemData) -> None:
        """Tell of an inner border that is being dragged."""
        self._tell_hole(region.id, region.hole, False)

    def settle_hole(self, region: RegionItemData) -> None:
        """End a drag of an inner border."""
        self.show_active(None)
        self._regions = [region if r.id == region.id else r for r in self._regions]
        self.holeMoved.emit(region.id, region.hole, True)

    def report_drawing(self, kind: str, xi: float, eta: float, size: float) -> None:
        """Tell of a region that is being drawn."""
        self._tell_drawing(kind, xi, eta, size)

    def settle(self, region: RegionItemData) -> None:
        """End a drag: the region stays where it is, until told otherwise."""
        self.show_active(None)
        self._regions = [region if r.id == region.id else r for r in self._regions]
        self.regionMoved.emit(region.id, region.xi, region.eta, region.size, True)

    def put_back(self, region: RegionItemData) -> None:
        """Give a drag up."""
        self.show_active(None)
        self._regions = [region if r.id == region.id else r for r in self._regions]
        self.regionMoved.emit(region.id, region.xi, region.eta, region.size, False)
        self.gestureCancelled.emit()

    # --- keys

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys that mean something here before a shortcut of the window takes them."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _OWN_KEYS
            and self._claims(event.modifiers())
        ):
            event.accept()
            return True
        return bool(super().event(event))

    def _claims(self, modifiers: Modifiers) -> bool:
        """Ctrl belongs to the window; so does Alt, where it has no region to nudge."""
        if modifiers & _CTRL:
            return False
        return not modifiers & Modifiers.AltModifier or any(region.selected for region in self._regions)

    def escape(self) -> None:
        """Drop the selection, then the tool."""
        if self.mask_tool.cancel():
            return
        if any(region.selected for region in self._regions):
            self.regionSelected.emit(None)
        elif self._tool != "pan":
            self.toolRequested.emit("pan")
        else:
            self.escaped.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Nudge, delete, place."""
        key = _Key(event.key())
        selected = [region for region in self._regions if region.selected]
        if self._tool == MASK and self.mask_tool.key(key, event.modifiers()):
            return True
        if key in _NUDGES:
            self._nudge(selected, *_NUDGES[key], event.modifiers())
        elif key in (_Key.Key_Delete, _Key.Key_Backspace) and selected:
            for region in selected:
                self.regionDeleteRequested.emit(region.id)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and self._tool != "pan":
            self._place_default(self.place())
        elif key in (_Key.Key_Return, _Key.Key_Enter) and selected:
            self.regionEditRequested.emit(selected[0].id)
        else:
            return False
        return True

    def _nudge(self, regions: list[RegionItemData], right: int, up: int, modifiers: Modifiers) -> None:
        """Move the view with Ctrl, else what is selected, else the crosshair."""
        east = -right if self._east_left else right
        if modifiers & _CTRL:
            x0, x1, y0, y1 = self._box
            self.change_box(moved(self._box, 0.1 * east * (x1 - x0), 0.1 * up * (y1 - y0)))
            return
        step = 0.2 if self.is_sky else 1.0
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            step *= 5
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            step /= 10
        for region in regions:
            if not region.locked:
                self.settle(replace(region, xi=region.xi + step * east, eta=region.eta + step * up))
        if not regions:
            self._nudge_cursor(step * east, step * up)

    def _nudge_cursor(self, dx: float, dy: float) -> None:
        """Move the crosshair, first from where the mouse is, and the view with it at its borders."""
        at = self.place()
        x, y = self.crosshair or self.map().to_plane(at.x(), at.y())
        x0, x1, y0, y1 = self._box
        self.crosshair = x, y = x + dx, y + dy
        over_x, over_y = max(x - x1, 0) + min(x - x0, 0), max(y - y1, 0) + min(y - y0, 0)
        if over_x or over_y:
            self.change_box(moved(self._box, over_x, over_y))
        self.cursorNudged.emit(x, y)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom at the cursor; with Ctrl and the mask tool, size the brush."""
        if event is not None and self._tool == MASK and event.modifiers() & _CTRL:
            event.accept()
            self.mask_tool.wheel((event.angleDelta().y() or event.angleDelta().x()) / 120)
            return
        super().wheelEvent(event)

    # --- painting

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything."""
        area = QRectF(here.left, here.top, here.width, here.height)
        if self.blank and self._image is not None:
            paint_blank(painter, here, self.blank)
        self.paint_base(painter, here)
        self._paint_points(painter, here)
        if self._lit is not None:
            self._paint_picture(painter, here, *self._lit)
        self.paint_layers(painter, here, self.picture_layers)
        if self._image is not None:
            self.mask_layer.paint(painter, here, self.devicePixelRatioF(), self.mask_tool.active)
        self.contours.paint(painter, here, self.overlays.contour_colour)
        self._paint_grid(painter, here)
        regions = [self._active if self._is_active(r) else r for r in self._regions]
        if self._active is not None and self._active_is_new:
            regions.append(self._active)
        paint_regions(painter, here, [r for r in regions if r is not None])
        paint_marks(painter, here, self.marks)
        if self.marker is not None:
            overlays.paint_ring(painter, here, *self.marker)
        if self.picked is not None:
            overlays.paint_picked(painter, here, *self.picked)
        if self.crosshair is not None:
            overlays.paint_crosshair(painter, here, *self.crosshair)
        if self._rubber is not None:
            paint_rubber(painter, self._rubber)
        if self._tool == MASK:
            self.mask_tool.paint(painter, here, self._hover)
        if self.message:
            overlays.paint_message(painter, area, self.message, self.palette().text().color())
        if self._image is not None or self._points is not None:
            self._paint_corners(painter, here)
        if self.note:
            corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            overlays.paint_pill(painter, area, self.note, corner)
        text = self.drag_text or self._size_text()
        if text and self._active is not None:
            overlays.paint_pill(painter, area, text, Qt.AlignmentFlag.AlignLeft, self.place())
        elif self.hint and self.is_hovered and self.gesture is None:
            overlays.paint_pill(painter, area, self.hint, Qt.AlignmentFlag.AlignLeft, self.place())

    def _paint_grid(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the grid of the axes, and that of polar raw positions whenever they are the axes."""
        frame, axes, colour = self._frame, self._axes, self.overlays.grid_colour
        if frame is None:
            return
        if axes == RAW and frame.is_sky and not has_world(frame, axes):
            paint_polar_lines(painter, here, frame)
        elif self.overlays.has_grid and has_world(frame, axes):
            sides = self.axis("bottom"), self.axis("left")
            paint_curved_grid(painter, here, frame, axes, *sides, colour)
        elif self.overlays.has_grid:
            paint_straight_grid(painter, here, self.axis("bottom"), self.axis("left"), colour)

    def _paint_corners(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint scale bar and compass."""
        if self.overlays.has_scale_bar:
            overlays.paint_scale_bar(painter, here, self.plane_symbol)
        if self.overlays.has_compass and self.is_sky:
            painter.save()
            overlays.paint_compass(painter, here, north_of(self._frame, here.box))
            painter.restore()

    def paint_base(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the picture that all else lies above."""
        if self._image is not None:
            self._paint_picture(painter, here, self._image, self._image_box)

    def _is_active(self, region: RegionItemData) -> bool:
        return self._active is not None and not self._active_is_new and region.id == self._active.id

    def _size_text(self) -> str:
        if self._active is None:
            return ""
        what = "half side" if self._active.shape_kind == "square" else "r"
        inner = f"{pretty_number(self._active.hole, 3)} – " if self._active.hole else ""
        return f"{what} = {inner}{pretty_number(self._active.size, 3)}{self.plane_symbol}"

    def _paint_picture(self, painter: QPainter, here: PlaneMap, image: QImage, box: Box) -> None:
        x0, x1, y0, y1 = box
        left, top = here.to_pixel(x1 if self._east_left else x0, y1)
        target = QRectF(left, top, (x1 - x0) * here.scale[0], (y1 - y0) * here.scale[1])
        paint_image(painter, target, image, self.devicePixelRatioF())

    def _paint_points(self, painter: QPainter, here: PlaneMap) -> None:
        if self._points is None:
            return
        ratio = self.devicePixelRatioF()
        if self._stamp is None or self._stamp[0] != (here, ratio):
            self._stamp = ((here, ratio), self._stamped(self._points, here, ratio))
        area = QRectF(here.left, here.top, here.width, here.height)
        paint_image(painter, area, self._stamp[1], ratio)

    def _stamped(self, points: Points, here: PlaneMap, ratio: float) -> QImage:
        """Points, with the lines between neighbours below them."""
        stamp = fast_image(points.stamped(here, ratio))
        lines = points.lines(here) * ratio
        if not lines.size:
            return stamp
        image = QImage(stamp.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self.palette().text().color())
        colour.setAlpha(int(max(14, 150 / max(1.0, len(lines) / 40) ** 0.5)))  # tracks of many overlap
        painter.setPen(QPen(colour, ratio))
        for line in lines.tolist():
            painter.drawLine(QLineF(*line))
        painter.drawImage(0, 0, stamp)
        painter.end()
        return image
