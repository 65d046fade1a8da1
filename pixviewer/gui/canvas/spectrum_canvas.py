"""The drawing surface of a spectrum: step curve, error band, rows per bin, bands, sky lines."""

from collections.abc import Mapping, Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PyQt6.QtWidgets import QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.axis import Axis
from pixviewer.gui.canvas.band_painting import BandLook, paint_bands
from pixviewer.gui.canvas.curve import Curve, closed, step_lines, thinned, value_range
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.canvas.plane_map import Box, PlaneMap, zoomed
from pixviewer.gui.canvas.plot_canvas import Gesture, Modifiers, PanGesture, PlotCanvas
from pixviewer.gui.canvas.sky_line_painting import line_under, paint_sky_lines
from pixviewer.gui.canvas.spectrum_gestures import Band, BandGesture, DrawBandGesture
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.sky_lines import SkyLine
from pixviewer.model.units import pretty_unit

TOOLS = ("pan", "wave")
_EDGE_REACH = 6.0  # pixels
_NARROWEST, _WIDEST = 0.5, 1e5  # ångström across the view
_Key = Qt.Key
_OWN_KEYS = {
    _Key.Key_Left,
    _Key.Key_Right,
    _Key.Key_Delete,
    _Key.Key_Backspace,
    _Key.Key_Escape,
    _Key.Key_Space,
}


class SpectrumCanvas(PlotCanvas):
    """What `SpectrumView` shows; see there for the signals."""

    clicked = pyqtSignal(float)
    bandMoved = pyqtSignal(object, float, float, bool)
    bandDrawn = pyqtSignal(float, float)
    bandSelected = pyqtSignal(object)
    bandDeleteRequested = pyqtSignal(object)
    gestureCancelled = pyqtSignal()
    toolRequested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._curve: Curve | None = None
        self._bands: list[Band] = []
        self._looks: dict[Key, BandLook] = {}
        self._hovered_line: SkyLine | None = None
        self._active: Band | None = None
        self._tool = "pan"
        self._follows_values = True
        self.limits = (4600.0, 9350.0)
        self.selected: Key | None = None
        self.lines_visible = True
        self.is_vacuum = False
        self.cursor_wave: float | None = None
        self.picked_wave: float | None = None
        self.title = self.note = self.message = ""
        super().__init__(parent)
        self.setAccessibleName("Spectrum view")
        self.setAccessibleDescription("Arrow keys move the selected band, Delete removes it.")
        right = Axis("right")
        self.getPlotItem().setAxisItems({"right": right})
        right.unlinkFromView()  # rows have a scale of their own
        self.getPlotItem().hideAxis("right")
        self._count_axis = right
        self._count_top = 1.0
        self._pill_end = 0.0
        right.setStyle(tickLength=-4)
        self.axis("bottom").set_label("Wavelength [Å]")
        self._tell_moved = Throttle(self.bandMoved.emit, self)
        self._dress()
        self.set_box((*self.limits, 0.0, 1.0))

    # --- what is shown

    def set_curve(self, curve: Curve | None, unit: str) -> None:
        """Show a curve; the values that are shown follow it, unless the user chose others."""
        self._curve = curve
        pretty = pretty_unit(unit)
        # In a low panel the unit alone: what it is of stands in the corner.
        self.axis("left").set_label(*((f"Value [{pretty}]", pretty) if pretty else ("Value",)))
        with_counts = curve is not None and curve.count is not None
        self.getPlotItem().showAxis("right", with_counts)
        if with_counts:
            self._count_axis.set_label("Rows per bin", "Rows")
        self._follow()
        self.refresh()

    def set_bands(self, bands: Sequence[Band], looks: Mapping[Key, BandLook] | None = None) -> None:
        """See `SpectrumView.set_bands`."""
        self._looks = dict(looks or {})
        self._bands = [(key, float(low), float(high)) for key, low, high in bands]
        if self.selected not in [key for key, _, _ in self._bands]:
            self.selected = None
        self.refresh()

    def bands(self) -> list[Band]:
        """All bands."""
        return list(self._bands)

    def look(self, key: Key | None) -> BandLook | None:
        """How a named band is drawn; None for a plain one."""
        return self._looks.get(key)

    def plain_band_meant(self) -> Band | None:
        """The plain band that is selected, else the one under the mouse."""
        selected = self.band(self.selected)
        if selected is not None and selected[0] not in self._looks:
            return selected
        if not self.is_hovered:
            return None
        hit = self._hit(self.place(), is_plain=True)
        return hit[0] if hit is not None else None

    def wave_meant(self) -> float | None:
        """Wavelength under the mouse, None while that is elsewhere."""
        return self.wave_at(self.place()) if self.is_hovered else None

    def band(self, key: Key | None) -> Band | None:
        """Band by its id."""
        return next((band for band in self._bands if band[0] == key), None)

    def set_tool(self, tool: str) -> None:
        """See `SpectrumView.set_tool`."""
        if tool not in TOOLS:
            raise ValueError(f"tool must be one of {', '.join(TOOLS)}, got {tool!r}")
        self._tool = tool
        self.hover(self.place())

    def tool(self) -> str:
        """Return the tool in use."""
        return self._tool

    # --- geometry

    def set_box(self, box: Box) -> None:
        """Show a box, and the rows per bin on their own scale."""
        super().set_box(box)
        count = self._curve.count if self._curve is not None else None
        self._count_top = 4.0 * max(float(np.nanmax(count, initial=0)), 1.0) if count is not None else 1.0
        self._count_axis.setRange(0, self._count_top)

    def _follow(self, box: Box | None = None) -> None:
        x0, x1, y0, y1 = box or self._box
        if self._follows_values:
            y0, y1 = value_range(self._curve, x0, x1)
        self.set_box((x0, x1, y0, y1))

    def show_waves(self, low: float, high: float) -> None:
        """Show these wavelengths, silently."""
        if high > low:
            self._follow((low, high, *self._box[2:]))

    def fit(self) -> None:
        """Show everything."""
        self._follows_values = True
        low, high = (self._curve.edges[0], self._curve.edges[-1]) if self._curve is not None else self.limits
        self.change_box((float(low), float(high), *value_range(self._curve, low, high)))

    def change_box(self, box: Box) -> None:
        """Let the values follow a change of wavelengths."""
        if self._follows_values and box[:2] != self._box[:2]:
            box = (*box[:2], *value_range(self._curve, box[0], box[1]))
        super().change_box(box)

    def allowed(self, box: Box) -> Box:
        """Neither closer nor farther than makes sense."""
        return box if _NARROWEST <= box[1] - box[0] <= _WIDEST and box[3] > box[2] else self._box

    def wheel(self, at: QPointF, factor: float) -> None:
        """Magnify the wavelengths, or over the left axis the values alone."""
        here = self.map()
        x, y = here.to_plane(at.x(), at.y())
        new = zoomed(self._box, factor, x, y)
        if here.contains(at.x(), at.y()) or at.y() > here.top + here.height:
            self.change_box((*new[:2], *self._box[2:]))
        elif at.x() < here.left:
            self._follows_values = False
            self.change_box((*self._box[:2], *new[2:]))

    def zoom(self, factor: float) -> None:
        """Magnify the wavelengths about the centre."""
        x0, x1, y0, y1 = self._box
        self.change_box((*zoomed(self._box, factor, (x0 + x1) / 2, 0.0)[:2], y0, y1))

    def wave_at(self, at: QPointF) -> float:
        """Wavelength at a place on the screen."""
        return self.map().to_plane(at.x(), at.y())[0]

    def narrowest(self) -> float:
        """Smallest width of a band that can be taken hold of again."""
        return 1.0 / self.map().scale[0]

    # --- gestures

    def _hit(self, at: QPointF, *, is_plain: bool = False) -> tuple[Band, str] | None:
        here = self.map()
        bands = [band for band in self._bands if not (is_plain and band[0] in self._looks)]
        order = sorted(bands, key=lambda band: (band[0] != self.selected, band[2] - band[1]))
        for band in order:
            for part, wave in (("low", band[1]), ("high", band[2])):
                if abs(here.to_pixel(wave, 0)[0] - at.x()) <= _EDGE_REACH:
                    return band, part
        wave = self.wave_at(at)
        return next(((band, "body") for band in order if band[1] <= wave < band[2]), None)

    def begin(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> Gesture | None:
        """Choose the gesture of a drag."""
        if button == Qt.MouseButton.MiddleButton or self.wants_pan:
            return PanGesture(self, at, along_y=not self._follows_values)
        if button != Qt.MouseButton.LeftButton:
            return None
        hit = self._hit(at)
        on_top = self._tool == "wave" and modifiers & Qt.KeyboardModifier.ControlModifier
        # In the pan tool the inside of a band that is not selected pans: bands may cover the whole view.
        holds = hit is not None and (hit[1] != "body" or self._tool == "wave" or hit[0][0] == self.selected)
        if hit is not None and holds and not on_top:
            self._select(hit[0][0])
            return BandGesture(self, *hit, at)
        if self._tool == "wave":
            return DrawBandGesture(self, at)
        return PanGesture(self, at, along_y=not self._follows_values)

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Select a band, or tell where it was."""
        hit = self._hit(at)
        if button == Qt.MouseButton.RightButton:
            self.ask_for_menu(at)
        elif button == Qt.MouseButton.LeftButton:
            self._select(None if hit is None else hit[0][0])
            self.clicked.emit(self.wave_at(at))

    def _select(self, key: Key | None) -> None:
        if key != self.selected:
            self.selected = key
            self.bandSelected.emit(key)
            self.refresh()

    def double_click(self, at: QPointF, button: Qt.MouseButton) -> None:
        """Show everything."""
        if button == Qt.MouseButton.LeftButton and self._hit(at) is None:
            self.fit()

    def hover(self, at: QPointF) -> None:
        """Show by the cursor what a drag would do, and the sky line there by its name."""
        # Asked for, too, when the tool changes: without the mouse there is no line under it.
        self._hover_line(at if self.is_hovered else None)
        hit = self._hit(at)
        if self.wants_pan:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif hit is not None and hit[1] != "body":
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif hit is not None and (self._tool == "wave" or hit[0][0] == self.selected):
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor if self._tool == "wave" else Qt.CursorShape.ArrowCursor)

    def _hover_line(self, at: QPointF | None) -> None:
        here = self.map()
        found = None
        if at is not None and self.lines_visible and here.contains(at.x(), at.y()):
            found = line_under(here, at.x(), vacuum=self.is_vacuum)
        if found != self._hovered_line:
            self._hovered_line = found
            self.refresh()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Name no line any more."""
        self._hover_line(None)
        super().leaveEvent(event)

    def show_active(self, band: Band | None) -> None:
        """Draw a band as the gesture has it."""
        self._active = band
        if band is None:
            self._tell_moved.drop()
        self.refresh()

    def report_moved(self, band: Band) -> None:
        """Tell of a band that is being dragged."""
        self._tell_moved(*band, False)

    def settle(self, band: Band, *, finished: bool) -> None:
        """End a drag."""
        self.show_active(None)
        self._bands = [band if b[0] == band[0] else b for b in self._bands]
        self.bandMoved.emit(*band, finished)

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
        """Ctrl belongs to the window; so does Alt, where it has no band to nudge."""
        if modifiers & Modifiers.ControlModifier:
            return False
        return not modifiers & Modifiers.AltModifier or self.selected is not None

    def escape(self) -> None:
        """Drop the selection, then the tool."""
        if self.selected is not None:
            self._select(None)
        elif self._tool != "pan":
            self.toolRequested.emit("pan")

    def key(self, event: QKeyEvent) -> bool:
        """Nudge the selected band by a bin (Shift 10 Å, Alt 0.1 Å), or the view; delete."""
        band = self.band(self.selected)
        if event.key() in (_Key.Key_Left, _Key.Key_Right):
            sign = 1 if event.key() == _Key.Key_Right else -1
            if band is not None:
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
                step = sign * (10.0 if shift else 0.1 if alt else 1.25)
                self.settle((band[0], band[1] + step, band[2] + step), finished=True)
            else:
                x0, x1, y0, y1 = self._box
                step = 0.1 * sign * (x1 - x0)
                self.change_box((x0 + step, x1 + step, y0, y1))
        elif event.key() in (_Key.Key_Delete, _Key.Key_Backspace) and band is not None:
            self.bandDeleteRequested.emit(band[0])
        else:
            return False
        return True

    # --- painting

    def dress(self, now: theme.Colours) -> None:
        """Follow the theme."""
        if hasattr(self, "_count_axis"):
            self._count_axis.setPen(now.counts)
            self._count_axis.setTextPen(now.counts)

    def paint_above(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint everything."""
        area = QRectF(here.left, here.top, here.width, here.height)
        now = theme.colours()
        self._paint_bands(painter, here)
        if self._curve is not None:
            self._paint_curve(painter, here, self._curve, now)
        text = "  ·  ".join(part for part in (self.title, self.note) if part)
        self._pill_end = here.left
        if text:
            corner = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            pill = overlays.paint_pill(painter, area, text, corner)
            self._pill_end = pill.right() + 6
        if self.lines_visible and self._curve is not None:
            hovered = self._hovered_line if self._active is None else None
            paint_sky_lines(painter, here, vacuum=self.is_vacuum, free_from=self._pill_end, hovered=hovered)
        if self.picked_wave is not None:
            px, _ = here.to_pixel(self.picked_wave, 0)
            painter.setPen(QPen(QColor("#ff3cc8"), 1.4))
            painter.drawLine(QPointF(px, here.top), QPointF(px, here.top + here.height))
        if self.cursor_wave is not None:
            px, _ = here.to_pixel(self.cursor_wave, 0)
            painter.setPen(QPen(QColor(now.axis), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(px, here.top), QPointF(px, here.top + here.height))
        if self.message:
            overlays.paint_message(painter, area, self.message, self.palette().text().color())
        if self._active is not None:
            _, low, high = self._active
            words = f"{low:.2f} – {high:.2f} Å  (Δλ {high - low:.2f})"
            overlays.paint_pill(painter, area, words, Qt.AlignmentFlag.AlignLeft, self.place())

    def _paint_bands(self, painter: QPainter, here: PlaneMap) -> None:
        active = self._active
        bands = [active if active is not None and b[0] == active[0] else b for b in self._bands]
        if active is not None and active not in bands:
            bands.append(active)
        held = [self.selected] if active is None else [self.selected, active[0]]
        paint_bands(painter, here, bands, self._looks, held)

    def _paint_curve(self, painter: QPainter, here: PlaneMap, curve: Curve, now: theme.Colours) -> None:
        shown = thinned(curve, here.box[0], here.box[1], int(here.width * self.devicePixelRatioF()))
        bottom, top = here.box[2], here.box[3]
        # Without antialiasing: several times as fast, and steps have no slopes.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if shown.count is not None:
            ink = QColor(now.counts)
            ink.setAlpha(150)
            painter.setPen(QPen(ink, 1))
            for line in step_lines(here, shown.edges, shown.count, 0.0, self._count_top):
                painter.drawPolyline(line)
        if shown.upper is not None and shown.lower is not None:
            fill = QColor(now.error_band)
            fill.setAlpha(150)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            upper = step_lines(here, shown.edges, shown.upper, bottom, top)
            lower = step_lines(here, shown.edges, shown.lower, bottom, top)
            for high, low in zip(upper, lower, strict=True):
                painter.drawPolygon(closed(high, low))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(now.curve), 1))
        for line in step_lines(here, shown.edges, shown.value, bottom, top):
            painter.drawPolyline(line)
        if bottom < 0 < top:
            painter.setPen(QPen(QColor(now.axis), 1, Qt.PenStyle.DotLine))
            py = here.to_pixel(0, 0)[1]
            painter.drawLine(QPointF(here.left, py), QPointF(here.left + here.width, py))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
