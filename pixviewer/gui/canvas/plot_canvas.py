"""A plot whose mouse we handle ourselves: axes from pyqtgraph, gestures and overlay from here.

pyqtgraph decides what is a drag by time and distance, cannot cancel one, and zooms with the right button.
Here the view's own mouse events go to one `Gesture` at a time, which can be finished or cancelled, and
nothing reaches the scene.
"""

from collections.abc import Callable
from typing import Any, Protocol

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas.axis import Axis
from pixviewer.gui.canvas.plane_map import Box, PlaneMap, moved, zoomed

CLICK_DISTANCE = 4  # pixels; a press that stays closer than that is a click
WHEEL_STEP = 1.2  # magnification of one notch
Modifiers = Qt.KeyboardModifier
Layer = Callable[[QPainter, PlaneMap], None]


class Gesture(Protocol):
    """A drag from the moment it is known to be one; positions are in view pixels."""

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the mouse."""

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Do what the drag was for."""

    def cancel(self) -> None:
        """Put everything back."""


Begin = Callable[[QPointF, Qt.MouseButton, Modifiers], Gesture | None]


class PlotCanvas(pg.PlotWidget):  # type: ignore[misc]
    """Base of the drawing surfaces; subclasses say which gesture a press begins and what is painted above."""

    boxChanged = pyqtSignal()  # by the user
    screenChanged = pyqtSignal()  # the picture area has another size
    placeHovered = pyqtSignal(float, float)
    placeLeft = pyqtSignal()
    menuRequested = pyqtSignal(float, float, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        axes = {side: Axis(side) for side in ("left", "bottom")}
        view_box = pg.ViewBox(enableMenu=False)
        super().__init__(parent, viewBox=view_box, axisItems=axes)
        self.hideButtons()
        # Room for the halves of tick labels that stand at the very ends of the axes.
        self.getPlotItem().layout.setContentsMargins(2, 8, 12, 2)
        self.setMenuEnabled(False)
        self._box: Box = (-1.0, 1.0, -1.0, 1.0)
        self._east_left = False
        self._press: tuple[QPointF, Qt.MouseButton, Modifiers] | None = None
        self._gesture: Gesture | None = None
        self._space = False
        self._hover: QPointF | None = None
        self.picture_layers: list[Layer] = []  # painted right above the picture, in this order
        self.layers: list[Layer] = []  # painted above all else
        # Asked before the canvas itself: for the gesture of a drag, and whether a click or Esc was for them.
        self.overriding: list[Begin] = []
        self.click_takers: list[Callable[[QPointF, Qt.MouseButton], bool]] = []
        self.escapes: list[Callable[[], bool]] = []
        view_box.disableAutoRange()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self._dress()

        view_box.sigResized.connect(self._on_resized)

    # --- geometry

    def map(self) -> PlaneMap:
        """Where the plane is on the screen now."""
        area = self.getViewBox().sceneBoundingRect()
        width, height = max(area.width(), 1.0), max(area.height(), 1.0)
        return PlaneMap(area.left(), area.top(), width, height, self._box, self._east_left)

    def box(self) -> Box:
        """Box of the plane that is shown."""
        return self._box

    def set_box(self, box: Box) -> None:
        """Show a box, silently."""
        x0, x1, y0, y1 = box
        if not (x1 > x0 and y1 > y0):
            return
        self._box = box
        self.getViewBox().setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0, disableAutoRange=True)
        self.refresh()

    def change_box(self, box: Box) -> None:
        """Show a box because the user wants to."""
        before = self._box
        self.set_box(self.allowed(box))
        if self._box != before:
            self.boxChanged.emit()

    def allowed(self, box: Box) -> Box:
        """Nearest box that may be shown."""
        return box

    def screen_shape(self) -> tuple[int, int]:
        """Device pixels of the picture area."""
        here, ratio = self.map(), self.devicePixelRatioF()
        return max(1, round(here.width * ratio)), max(1, round(here.height * ratio))

    def refresh(self) -> None:
        """Paint the overlay again."""
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()

    def _on_resized(self) -> None:
        self.reshape()
        self.screenChanged.emit()

    def reshape(self) -> None:
        """Adapt the box to another shape of the screen."""

    # --- what subclasses decide

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Gesture that a drag from here is."""
        return None

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """React to a press and release in one place."""

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """React to a double click."""

    def hover(self, at: QPointF) -> None:
        """React to the mouse without a button."""

    def escape(self) -> None:
        """React to Esc when no gesture is going on."""

    def key(self, event: QKeyEvent) -> bool:
        """React to a key; False leaves it to others."""
        return False

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint what lies above the plot, clipped to the picture area."""

    # --- gestures

    @property
    def gesture(self) -> Gesture | None:
        """Gesture that is going on."""
        return self._gesture

    @property
    def wants_pan(self) -> bool:
        """Whether the space bar is held."""
        return self._space

    def cancel_gesture(self) -> bool:
        """Give up the gesture; False when there was none."""
        gesture, self._gesture, self._press = self._gesture, None, None
        if gesture is None:
            return False
        gesture.cancel()
        self.refresh()
        return True

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Remember where a click or a drag begins."""
        if event is None:
            return
        event.accept()
        if self._press is not None:  # a second button gives the gesture up
            self.cancel_gesture()
            return
        if self.map().contains(event.position().x(), event.position().y()):
            self._press = (event.position(), event.button(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell where the mouse is, and drag."""
        if event is None:
            return
        event.accept()
        at = event.position()
        here = self.map()
        if here.contains(at.x(), at.y()):
            self._hover = at
            self.placeHovered.emit(*here.to_plane(at.x(), at.y()))
        elif self._hover is not None:
            self._hover = None
            self.placeLeft.emit()
        if self._press is None:
            self.hover(at)
            return
        start, button, modifiers = self._press
        if self._gesture is None and (at - start).manhattanLength() >= CLICK_DISTANCE:
            self._gesture = self._begun(start, button, modifiers)
            if self._gesture is None:
                self._press = None
        if self._gesture is not None:
            self._gesture.move(at, event.modifiers())
            self.refresh()

    def _begun(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        found = (begin(at, button, modifiers) for begin in self.overriding)
        return next((gesture for gesture in found if gesture), None) or self.begin(at, button, modifiers)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag, or click."""
        if event is None:
            return
        event.accept()
        if self._press is None or event.button() != self._press[1]:
            return
        start, button, modifiers = self._press
        gesture, self._gesture, self._press = self._gesture, None, None
        if gesture is not None:
            gesture.finish(event.position(), event.modifiers())
        elif not any(takes(start, button) for takes in self.click_takers):
            self.click(start, button, modifiers)
        self.hover(event.position())
        self.refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Double click."""
        if event is not None:
            event.accept()
            self._press = None
            self.double_click(event.position(), event.button())

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom at the cursor."""
        if event is None:
            return
        event.accept()
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if notches:
            self.wheel(event.position(), WHEEL_STEP**notches)

    def wheel(self, at: QPointF, factor: float) -> None:
        """Magnify at a place on the screen."""
        here = self.map()
        if here.contains(at.x(), at.y()):
            self.change_box(zoomed(self._box, factor, *here.to_plane(at.x(), at.y())))

    def zoom(self, factor: float) -> None:
        """Magnify about the centre."""
        x0, x1, y0, y1 = self._box
        self.change_box(zoomed(self._box, factor, (x0 + x1) / 2, (y0 + y1) / 2))

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Ask for a menu from the keyboard; the right button does so on release, unless it was a drag."""
        if event is not None:
            event.accept()
            if event.reason() == QContextMenuEvent.Reason.Keyboard:
                self.ask_for_menu(self.place())

    def ask_for_menu(self, at: QPointF) -> None:
        """Emit `menuRequested` for a place on the screen."""
        x, y = self.map().to_plane(at.x(), at.y())
        self.menuRequested.emit(x, y, self.mapToGlobal(at.toPoint()))

    @property
    def is_hovered(self) -> bool:
        """Whether the mouse is in the picture area."""
        return self._hover is not None

    def place(self) -> QPointF:
        """Where the mouse is, or the middle of the view."""
        if self._hover is not None:
            return self._hover
        here = self.map()
        return QPointF(here.left + here.width / 2, here.top + here.height / 2)

    # --- keys and the rest

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc, the space bar, and what the subclass knows."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(is_held=True)
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel_gesture() and not any(gives_up() for gives_up in self.escapes):
                self.escape()
        elif event.key() != Qt.Key.Key_Space and not self.key(event):
            event.ignore()
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Let the space bar go; other keys may be a tool's."""
        if event is None:
            return
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            self._hold_space(is_held=False)

    def _hold_space(self, *, is_held: bool) -> None:
        """Let the space bar mean the same in every view of the window: the mouse may be over another one."""
        for canvas in self.window().findChildren(PlotCanvas):
            canvas._space = is_held
            if canvas.is_hovered or canvas is self:
                canvas.hover(canvas.place())

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Forget the space bar, whose release goes elsewhere; hide the focus frame."""
        if self._space and not isinstance(QApplication.focusWidget(), PlotCanvas):
            self._hold_space(is_held=False)
        super().focusOutEvent(event)
        self.refresh()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the focus frame."""
        super().focusInEvent(event)
        self.refresh()

    def enterEvent(self, event: QEnterEvent | None) -> None:
        """Nothing: the base class would take the focus from a field that is being edited."""

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        if self._hover is not None:
            self._hover = None
            self.placeLeft.emit()

    def drawForeground(self, painter: QPainter | None, rect: QRectF) -> None:
        """Paint the overlay; scene coordinates are view pixels here."""
        if painter is None:
            return
        here = self.map()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.setClipRect(QRectF(here.left, here.top, here.width, here.height))
        self.paint_above(painter, here)
        self.paint_layers(painter, here, self.layers)
        if self.hasFocus():
            pen = pg.mkPen(self.palette().highlight().color(), width=2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(here.left + 1, here.top + 1, here.width - 2, here.height - 2))
        painter.restore()

    @staticmethod
    def paint_layers(painter: QPainter, here: PlaneMap, layers: list[Layer]) -> None:
        """Paint what others have put on this canvas."""
        for layer in layers:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            layer(painter, here)

    def event(self, event: QEvent | None) -> bool:
        """Ask for another picture on a screen of other pixels."""
        if event is not None and event.type() == QEvent.Type.DevicePixelRatioChange:
            self._on_resized()
        handled: bool = super().event(event)
        return handled

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)
        if event is not None and event.type() in kinds and hasattr(self, "_box"):
            self._dress()

    def axis(self, side: str) -> Any:
        """Axis of one side."""
        return self.getPlotItem().getAxis(side)

    def _dress(self) -> None:
        now = theme.colours()
        self.setBackground(now.canvas)
        font = fonts.text_font()
        for side in ("left", "bottom", "right", "top"):
            axis = self.axis(side)
            axis.setPen(now.axis)
            axis.setTextPen(now.axis)
            if isinstance(axis, Axis):
                axis.set_font(font)
        self.dress(now)
        self.refresh()

    def dress(self, now: theme.Colours) -> None:
        """Follow the theme further."""


class PanGesture:
    """Move the plane with the mouse."""

    def __init__(self, canvas: PlotCanvas, start: QPointF, *, along_y: bool = True) -> None:
        self._canvas = canvas
        self._before = canvas.box()
        self._map = canvas.map()
        self._start = self._map.to_plane(start.x(), start.y())
        self._along_y = along_y
        canvas.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Keep the grabbed position under the mouse."""
        x, y = self._map.to_plane(at.x(), at.y())
        dy = self._start[1] - y if self._along_y else 0.0
        self._canvas.change_box(moved(self._before, self._start[0] - x, dy))

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Stay."""
        self.move(at, modifiers)

    def cancel(self) -> None:
        """Go back."""
        self._canvas.change_box(self._before)
