"""Slider over the spectrum of the sky: one bin of wavelength, or all of them together."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.model.selfcal.maps import ALL_BINS, stepped_bin

Floats = npt.NDArray[np.float64]
_Key = Qt.Key
_STEPS = {_Key.Key_Left: -1, _Key.Key_Down: -1, _Key.Key_Right: 1, _Key.Key_Up: 1}
_CENTRE = Qt.AlignmentFlag.AlignCenter
_GAP = 4.0
# Percentile of the samples that fill the picture: lines of the sky are a thousand times the rest.
_BRIGHT = 99.0


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """Bins to choose from.

    Attributes
    ----------
    numbers : (n,) int64
        From 1, increasing.
    low, high : (n,) float64
        Their ends, in Å.
    """

    numbers: npt.NDArray[np.int64]
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SkySpectrum:
    """Spectrum to draw behind: wavelengths in Å and values, (n,) each."""

    wave: Floats = field(repr=False)
    value: Floats = field(repr=False)


class BinSlider(QWidget):
    """Click, drag, wheel and arrow keys choose a bin."""

    binChosen = pyqtSignal(int)  # 0: all
    binHovered = pyqtSignal(int)  # −1: none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: Bins | None = None
        self._sky: SkySpectrum | None = None
        self._span = (0.0, 1.0)
        self._bin_no = ALL_BINS
        self._hovered = -1
        self.message = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.text_font())
        self.setAccessibleName("Bin of wavelength")
        self.setToolTip(
            "Spectrum of the sky and the bins of the factors: click or drag to choose one, or all together "
            "(arrow keys, Home: all)"
        )

    # --- what is shown

    def set_bins(self, bins: Bins | None) -> None:
        """Offer these bins."""
        self._bins = bins
        self.update()

    def set_sky(self, sky: SkySpectrum | None) -> None:
        """Draw this spectrum behind the bins."""
        self._sky, self._span = None, (0.0, 1.0)
        if sky is not None and np.isfinite(sky.value).any():
            bottom, top = (float(v) for v in np.nanpercentile(sky.value, [0.5, _BRIGHT]))
            self._sky, self._span = sky, (min(bottom, 0.0) if bottom < 0.3 * top else bottom, top)
        self.update()

    def set_bin(self, bin_no: int) -> None:
        """Mark the bin that is chosen."""
        self._bin_no = bin_no
        self.setAccessibleDescription("all bins" if bin_no == ALL_BINS else f"bin {bin_no}")
        self.update()

    # --- geometry

    def sizeHint(self) -> QSize:
        """As high as three lines of text."""
        return QSize(400, int(3.4 * QFontMetricsF(self.font()).height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but as high as wanted."""
        return QSize(160, self.sizeHint().height())

    def all_box(self) -> QRectF:
        """Where all bins are chosen."""
        metrics = QFontMetricsF(self.font())
        return QRectF(2, 2, metrics.horizontalAdvance("All") + 18, self.height() - metrics.height() - 5)

    def area(self) -> QRectF:
        """Where the spectrum is."""
        box = self.all_box()
        left = box.right() + _GAP
        return QRectF(left, box.top(), max(self.width() - left - 8, 20.0), box.height())

    def x_of(self, wave: float) -> float:
        """Place on the screen of a wavelength."""
        low, high = self._ends()
        area = self.area()
        return area.left() + (wave - low) / (high - low) * area.width()

    def bin_at(self, at: QPointF) -> int:
        """Bin at a place on the screen, 0 for all, −1 for none."""
        if self._bins is None or not self._bins.numbers.size:
            return -1
        if at.x() < self.area().left() - _GAP / 2:
            return ALL_BINS
        low, high = self._ends()
        wave = low + (at.x() - self.area().left()) / self.area().width() * (high - low)
        # Beyond the ends the outermost bin is meant, between bins the lower one.
        place = int(np.clip(np.searchsorted(self._bins.low, wave, side="right") - 1, 0, None))
        return int(self._bins.numbers[place])

    def _ends(self) -> tuple[float, float]:
        assert self._bins is not None
        return float(self._bins.low[0]), float(self._bins.high[-1])

    # --- events

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Choose the bin under the mouse."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.bin_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Mark the bin under the mouse, and choose it while the button is held."""
        if event is None:
            return
        bin_no = self.bin_at(event.position())
        self._hover(bin_no)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(bin_no)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Mark nothing."""
        self._hover(-1)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Step from bin to bin."""
        if event is not None:
            event.accept()
            self._step(1 if (event.angleDelta().y() or event.angleDelta().x()) > 0 else -1)

    def event(self, event: QEvent | None) -> bool:
        """Claim the arrow keys before a shortcut of the window takes them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in (*_STEPS, _Key.Key_Home, _Key.Key_End):
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Step from bin to bin."""
        if event is None:
            return
        key = _Key(event.key())
        if key in _STEPS:
            self._step(_STEPS[key])
        elif key == _Key.Key_Home:
            self._choose(ALL_BINS)
        elif key == _Key.Key_End and self._bins is not None and self._bins.numbers.size:
            self._choose(int(self._bins.numbers[-1]))
        else:
            event.ignore()

    def _step(self, step: int) -> None:
        if self._bins is not None:
            self._choose(stepped_bin(self._bins.numbers, self._bin_no, step))

    def _choose(self, bin_no: int) -> None:
        if bin_no >= 0 and bin_no != self._bin_no:
            self.binChosen.emit(bin_no)

    def _hover(self, bin_no: int) -> None:
        if bin_no != self._hovered:
            self._hovered = bin_no
            self.binHovered.emit(bin_no)
            self.update()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint bins, spectrum and axis."""
        painter = QPainter(self)
        now = theme.colours()
        painter.fillRect(self.rect(), QColor(now.canvas))
        painter.setPen(QColor(now.axis))
        if self._bins is None or not self._bins.numbers.size:
            painter.drawText(QRectF(self.rect()), _CENTRE, self.message)
            return
        self._paint_all(painter, now)
        self._paint_bins(painter, now, self._bins)
        self._paint_sky(painter, now)
        self._paint_axis(painter, now, self._bins)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_all(self, painter: QPainter, now: theme.Colours) -> None:
        box = self.all_box()
        painter.fillRect(box, self._fill(ALL_BINS, now))
        painter.setPen(QColor(now.axis))
        painter.drawRect(box)
        painter.drawText(box, _CENTRE, "All")

    def _fill(self, bin_no: int, now: theme.Colours) -> QColor:
        colour = QColor(now.band)
        colour.setAlpha(130 if bin_no == self._bin_no else 60 if bin_no == self._hovered else 0)
        return colour

    def _paint_bins(self, painter: QPainter, now: theme.Colours, bins: Bins) -> None:
        area = self.area()
        metrics = QFontMetricsF(self.font())
        for number, low, high in zip(
            bins.numbers.tolist(), bins.low.tolist(), bins.high.tolist(), strict=True
        ):
            left, right = self.x_of(low), self.x_of(high)
            box = QRectF(left, area.top(), right - left, area.height())
            painter.fillRect(box, self._fill(number, now))
            painter.setPen(QPen(QColor(now.counts), 1))
            for x in (left, right):
                painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            if metrics.horizontalAdvance(str(number)) + 2 < box.width():
                painter.setPen(QColor(now.axis))
                painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(number))

    def _paint_sky(self, painter: QPainter, now: theme.Colours) -> None:
        if self._sky is None:
            return
        # Room for the numbers of the bins.
        area = self.area().adjusted(0, QFontMetricsF(self.font()).height(), 0, -1)
        bottom, top = self._span
        low, high = self._ends()
        inside = np.isfinite(self._sky.value) & (self._sky.wave >= low) & (self._sky.wave <= high)
        x = area.left() + (self._sky.wave[inside] - low) / (high - low) * area.width()
        share = np.clip((self._sky.value[inside] - bottom) / (top - bottom or 1.0), 0.0, 1.0)
        y = area.bottom() - share * area.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(now.curve), 1))
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_axis(self, painter: QPainter, now: theme.Colours, bins: Bins) -> None:
        area, metrics = self.area(), QFontMetricsF(self.font())
        painter.setPen(QColor(now.axis))
        painter.drawRect(area)
        low, high = self._ends()
        unit = "Wavelength [Å]"
        free = area.right() - metrics.horizontalAdvance(unit) - 12
        below = QRectF(free, area.bottom() + 2, area.right() - free, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, unit)
        step = next(k for k in (250, 500, 1000, 2000, 1e9) if k * area.width() / (high - low) > 60)
        for wave in np.arange(np.ceil(low / step) * step, high, step).tolist():
            x = self.x_of(wave)
            painter.drawLine(QLineF(x, area.bottom(), x, area.bottom() + 3))
            if x + 20 < free:
                box = QRectF(x - 30, area.bottom() + 2, 60, metrics.height())
                painter.drawText(box, _CENTRE, f"{wave:.0f}")
