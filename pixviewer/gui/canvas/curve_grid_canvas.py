"""Curves of the factors: a panel for every IFU, all with the same axes, or one panel alone."""

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.curve_panels import N_IFU, N_SLICE, CurvePainter, Panels, panels_in
from pixviewer.gui.canvas.curve_sheet import CurveSheet
from pixviewer.gui.canvas.plane_map import Box, moved, zoomed
from pixviewer.gui.canvas.plot_canvas import CLICK_DISTANCE, WHEEL_STEP
from pixviewer.model.selfcal.curves import CurveSet

Cell = tuple[int, int]  # IFU and CCD slice
_PICKED, _HOVERED = QColor("#ff3cc8"), QColor("#ffe14d")
_Key = Qt.Key
_ARROWS = (_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down)
_NEAR = 14.0  # pixels from a curve that the mouse still means


class CurveGridCanvas(QWidget):
    """Double click or Enter gives one IFU all the room, Esc gives it back; the wheel and a drag move all."""

    sliceHovered = pyqtSignal(object, int)  # (IFU, CCD slice) or None, number of the nearest bin
    sliceClicked = pyqtSignal(object)
    zoomRequested = pyqtSignal(int)  # IFU, 0: all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: CurveSet | None = None
        self._box: Box = (4600.0, 9350.0, 0.95, 1.05)
        self._zoomed = 0
        self._sheet = CurveSheet(self)
        self._sheet.advanced.connect(self.update)
        self._is_old = True  # the sheet shows something else
        self._hovered: Cell | None = None
        self._marked: Cell | None = None
        self._picked: Cell | None = None
        self._cursor = 1  # IFU that keys speak of
        self._bin_no = 0
        self._pill = ""
        self._at = QPointF()
        self._press: tuple[QPointF, Box] | None = None
        self._is_drag = False
        self.message = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setFont(fonts.text_font())
        self.setAccessibleName("Curves of the factors")
        self.setAccessibleDescription(
            "Arrow keys go from IFU to IFU, Enter gives one all the room; then up and down go from slice to "
            "slice, Enter picks one, Esc goes back."
        )

    # --- what is shown

    def set_curves(self, curves: CurveSet | None, message: str = "", *, fits: bool = False) -> None:
        """Show curves, or a line that says what is needed; ``fits`` shows all of them."""
        fits = fits or self._curves is None
        self._curves, self.message = curves, message
        if curves is not None and fits:
            self._box = curves.box
            self._sheet.forget()
        self._repaint()

    def set_zoomed(self, ifu: int) -> None:
        """Give one IFU all the room, or with 0 show all."""
        if ifu != self._zoomed:
            self._zoomed = ifu
            self._cursor = ifu or self._cursor
            self._hovered = None
            self._sheet.forget()
            self._repaint()

    def set_picked(self, cell: Cell | None) -> None:
        """Draw the picked slice boldly."""
        self._picked = cell
        self.update()

    def set_marked(self, cell: Cell | None) -> None:
        """Draw the slice boldly that another view reads out."""
        if cell != self._marked:
            self._marked = cell
            self.update()

    def set_bin(self, bin_no: int) -> None:
        """Mark the bin that the maps show, 0 for all."""
        self._bin_no = bin_no
        self.update()

    def set_pill(self, text: str) -> None:
        """Say something about the slice under the mouse."""
        self._pill = text
        self.update()

    def fit(self) -> None:
        """Show all wavelengths and factors."""
        if self._curves is not None:
            self._set_box(self._curves.box)

    # --- geometry

    def panels(self) -> Panels:
        """Where the panels are."""
        return panels_in(self.width(), self.height(), QFontMetricsF(self.font()), self._zoomed)

    def box(self) -> Box:
        """Wavelengths and factors that all panels show."""
        return self._box

    def slice_at(self, at: QPointF) -> tuple[Cell | None, int]:
        """Slice whose curve is nearest, if it is near, and the number of the nearest bin."""
        panels = self.panels()
        ifu = panels.ifu_at(at)
        if self._curves is None or not ifu or not self._curves.wave.size:
            return None, 0
        here = panels.map(ifu, self._box)
        wave, _ = here.to_plane(at.x(), at.y())
        nearest = int(np.abs(self._curves.wave - wave).argmin())
        values = _interpolated(self._curves, ifu, wave)
        distance = np.abs(here.top + (self._box[3] - values) * here.scale[1] - at.y())
        if not np.isfinite(distance).any() or np.nanmin(distance) > _NEAR:
            return None, int(self._curves.bins[nearest])
        return (ifu, int(np.nanargmin(distance)) + 1), int(self._curves.bins[nearest])

    # --- mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a click or a drag."""
        if event is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._is_drag = (event.position(), self._box), False
            self._cursor = self.panels().ifu_at(event.position()) or self._cursor

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Name the slice under the mouse, or move the curves."""
        if event is None:
            return
        self._at = event.position()
        if self._press is None:
            self._hover(*self.slice_at(self._at))
            return
        start, before = self._press
        self._is_drag |= (self._at - start).manhattanLength() >= CLICK_DISTANCE
        ifu = self.panels().ifu_at(start)
        if self._is_drag and ifu:
            along_x, along_y = self.panels().map(ifu, before).scale
            by = self._at - start
            self._set_box(moved(before, -by.x() / along_x, by.y() / along_y))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag, or pick the slice under the mouse."""
        if event is None or self._press is None:
            return
        was_drag, self._press, self._is_drag = self._is_drag, None, False
        if not was_drag and event.button() == Qt.MouseButton.LeftButton:
            cell, _ = self.slice_at(event.position())
            if cell is not None:
                self.sliceClicked.emit(cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Give the panel all the room, or give it back."""
        self._press = None
        if event is not None:
            self.zoomRequested.emit(0 if self._zoomed else self.panels().ifu_at(event.position()))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom at the cursor, in all panels."""
        if event is None:
            return
        event.accept()
        ifu = self.panels().ifu_at(event.position())
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if ifu and notches:
            at = self.panels().map(ifu, self._box).to_plane(event.position().x(), event.position().y())
            self._set_box(zoomed(self._box, WHEEL_STEP**notches, *at))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        self._hover(None, 0)

    def _hover(self, cell: Cell | None, bin_no: int) -> None:
        is_new = cell != self._hovered
        self._hovered = cell
        self.sliceHovered.emit(cell, bin_no)
        if is_new:
            self.update()

    # --- keys

    def event(self, event: QEvent | None) -> bool:
        """Claim the arrow keys before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in (*_ARROWS, _Key.Key_Escape, _Key.Key_Home):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go from IFU to IFU, from slice to slice, zoom and pick."""
        if event is None or self._curves is None:
            return
        key = _Key(event.key())
        if key in _ARROWS:
            self._step(key)
        elif key == _Key.Key_Home:
            self.fit()
        elif key == _Key.Key_Escape and self._press is not None:
            self._set_box(self._press[1])
            self._press = None
        elif key == _Key.Key_Escape and self._zoomed:
            self.zoomRequested.emit(0)
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self._enter()
        else:
            event.ignore()

    def _enter(self) -> None:
        if not self._zoomed:
            self.zoomRequested.emit(self._cursor)
        elif self._hovered is not None:
            self.sliceClicked.emit(self._hovered)

    def _step(self, key: Qt.Key) -> None:
        right = {_Key.Key_Left: -1, _Key.Key_Right: 1}.get(key, 0)
        up = {_Key.Key_Up: 1, _Key.Key_Down: -1}.get(key, 0)
        if self._zoomed and up:
            picked = self._picked[1] if self._picked is not None and self._picked[0] == self._zoomed else 0
            number = self._hovered[1] if self._hovered is not None else picked
            self._hover((self._zoomed, min(max(number + up, 1), N_SLICE)), self._bin_no)
            return
        ifu = self._cursor + right - up * self.panels().columns
        if 1 <= ifu <= N_IFU:
            self._cursor = ifu
            if self._zoomed:
                self.zoomRequested.emit(ifu)
            self.update()

    # --- painting

    def _set_box(self, box: Box) -> None:
        if box != self._box and box[1] > box[0] and box[3] > box[2]:
            self._box = box
            self._repaint()

    @property
    def is_painted(self) -> bool:
        """Whether all is painted as it is now: that takes several turns of the event loop."""
        return not self._is_old and self._sheet.is_complete

    def _repaint(self) -> None:
        self._is_old = True
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Paint anew."""
        super().resizeEvent(event)
        self._repaint()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if hasattr(self, "_sheet"):
            self._sheet.forget()
            self._repaint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the curves once, and above them what the mouse changes."""
        painter = QPainter(self)
        now = theme.colours()
        if self._curves is None:
            painter.fillRect(self.rect(), QColor(now.canvas))
            overlays.paint_message(painter, QRectF(self.rect()), self.message, QColor(now.axis))
            return
        self._ask_sheet(self._curves)
        drawn = self._sheet.drawn
        assert drawn is not None
        assert self._sheet.pixmap is not None
        painter.drawPixmap(0, 0, self._sheet.pixmap)
        painter.setFont(self.font())
        self._paint_bin(painter, drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for cell, colour in ((self._picked, _PICKED), (self._hovered or self._marked, _HOVERED)):
            if cell is not None:
                self._paint_bold(painter, drawn, cell, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_frames(painter, drawn.panels)
        if self._pill and self._hovered is not None:
            overlays.paint_pill(
                painter, QRectF(self.rect()), self._pill, Qt.AlignmentFlag.AlignLeft, self._at
            )

    def _ask_sheet(self, curves: CurveSet) -> None:
        if self._is_old or self._sheet.ratio != self.devicePixelRatioF():
            self._is_old = False
            drawn = CurvePainter(self.panels(), curves, self._box)
            paper = QColor(theme.colours().canvas)
            self._sheet.renew(drawn, self.size(), self.devicePixelRatioF(), self.font(), paper)

    def _paint_bin(self, painter: QPainter, drawn: CurvePainter) -> None:
        at = np.flatnonzero(drawn.curves.bins == self._bin_no)
        if not at.size:
            return
        band = QColor(theme.colours().band)
        band.setAlpha(55)
        low, high = drawn.curves.edges[at[0]].tolist()
        for ifu in drawn.panels.ifus():
            here = drawn.panels.map(ifu, drawn.box)
            left, right = (here.to_pixel(wave, 0.0)[0] for wave in (low, high))
            box = QRectF(left, here.top, right - left, here.height)
            painter.fillRect(box.intersected(drawn.panels.rect(ifu)), band)

    def _paint_bold(self, painter: QPainter, drawn: CurvePainter, cell: Cell, colour: QColor) -> None:
        if cell[0] in drawn.panels.ifus():
            drawn.paint_slice(painter, *cell, colour, 3.0 if self._zoomed else 2.2)

    def _paint_frames(self, painter: QPainter, panels: Panels) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._picked is not None and not self._zoomed:
            painter.setPen(QPen(_PICKED, 1.5))
            painter.drawRect(panels.rect(self._picked[0]))
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(panels.rect(self._zoomed or self._cursor))


def _interpolated(curves: CurveSet, ifu: int, wave: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Factors of the slices of an IFU at a wavelength, between those of its bins: (48,)."""
    values, x = curves.factor[:, ifu - 1], curves.wave
    if x.size == 1:
        return np.asarray(values[0])
    i = int(np.clip(np.searchsorted(x, wave) - 1, 0, x.size - 2))
    share = float(np.clip((wave - x[i]) / (x[i + 1] - x[i]), 0.0, 1.0))
    return np.asarray((1.0 - share) * values[i] + share * values[i + 1])
