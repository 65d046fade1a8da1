"""The 24 IFUs as small cells: which is on the detector, which have rows, which the region touches."""

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pixviewer.gui import theme

N_IFU = 24
_ACROSS = 8
_Key = Qt.Key
_STEPS = {_Key.Key_Left: -1, _Key.Key_Right: 1, _Key.Key_Up: -_ACROSS, _Key.Key_Down: _ACROSS}


class IfuStrip(QWidget):
    """Three rows of eight; a click shows an IFU on the detector, a double click filters by it."""

    picked = pyqtSignal(int)
    filterRequested = pyqtSignal(int)
    hovered = pyqtSignal(object)  # IFU or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._present: frozenset[int] = frozenset()
        self._shown: frozenset[int] = frozenset()
        self._touched: frozenset[int] = frozenset()
        self._at = 1  # where the keys are
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("IFUs")
        self.setAccessibleDescription(
            "Arrow keys go from IFU to IFU and show it on the detector, Enter filters by it."
        )

    def sizeHint(self) -> QSize:
        """Three lines of numbers."""
        return QSize(8 * 20, 3 * self._line())

    def minimumSizeHint(self) -> QSize:
        """Numbers that can be read."""
        return QSize(8 * 13, 3 * self._line())

    def _line(self) -> int:
        return round(QFontMetricsF(self.font()).height()) + 4

    def set_present(self, ifus: Sequence[int]) -> None:
        """IFUs that the table has."""
        self._present = frozenset(ifus)
        self.update()

    def set_shown(self, ifus: Sequence[int]) -> None:
        """IFUs that the detector shows."""
        self._shown = frozenset(ifus)
        if len(ifus) == 1:
            self._at = ifus[0]
        self.update()

    def set_touched(self, ifus: Sequence[int]) -> None:
        """IFUs with rows of the current region."""
        self._touched = frozenset(ifus)
        self.update()

    def rect_of(self, ifu: int) -> QRectF:
        """Where an IFU is drawn."""
        row, column = divmod(ifu - 1, _ACROSS)
        width, height = self.width() / _ACROSS, self.height() / (N_IFU // _ACROSS)
        return QRectF(column * width + 1, row * height + 1, width - 2, height - 2)

    def ifu_at(self, at: QPointF) -> int | None:
        """IFU at a place that the table has."""
        return next((ifu for ifu in sorted(self._present) if self.rect_of(ifu).contains(at)), None)

    # --- events

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Show an IFU."""
        ifu = self.ifu_at(event.position()) if event is not None else None
        if ifu is not None and event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pick(ifu)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Filter by an IFU."""
        ifu = self.ifu_at(event.position()) if event is not None else None
        if ifu is not None:
            self.filterRequested.emit(ifu)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell which IFU is under the mouse."""
        if event is not None:
            self._hover(self.ifu_at(event.position()))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go from IFU to IFU, and filter by one."""
        if event is None:
            return
        key = _Key(event.key())
        if key in _STEPS:
            ifu = self._stepped(_STEPS[key])
            if ifu is not None:
                self._pick(ifu)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and self._at in self._present:
            self.filterRequested.emit(self._at)
        else:
            event.ignore()

    def event(self, event: QEvent | None) -> bool:
        """Say in words what a cell shows."""
        if isinstance(event, QHelpEvent):
            ifu = next(
                (i for i in range(1, N_IFU + 1) if self.rect_of(i).contains(QPointF(event.pos()))), None
            )
            QToolTip.showText(event.globalPos(), self.text_of(ifu) if ifu is not None else "", self)
            return True
        return bool(super().event(event))

    def text_of(self, ifu: int) -> str:
        """What is known of an IFU, and what can be done with it."""
        if ifu not in self._present:
            return f"IFU {ifu}: no rows"
        words = [f"IFU {ifu}"]
        words += ["on the detector"] if ifu in self._shown else []
        words += ["touched by the region"] if ifu in self._touched else []
        return (
            " · ".join(words) + "\nclick: show it on the detector; double click: only its rows, and all again"
        )

    def _stepped(self, step: int) -> int | None:
        """Next IFU in a direction that the table has."""
        ifu = self._at + step
        while 1 <= ifu <= N_IFU and ifu not in self._present:
            ifu += step
        return ifu if 1 <= ifu <= N_IFU else None

    def _pick(self, ifu: int) -> None:
        self._at = ifu
        self.picked.emit(ifu)
        self.update()

    def _hover(self, ifu: int | None) -> None:
        if ifu != self._hovered:
            self._hovered = ifu
            self.hovered.emit(ifu)
            self.update()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        self.updateGeometry()
        self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint every cell."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        width = QFontMetricsF(font).horizontalAdvance("24") + 4
        if width > self.width() / _ACROSS:
            font.setPointSizeF(max(font.pointSizeF() * self.width() / _ACROSS / width, 5.5))
            painter.setFont(font)
        for ifu in range(1, N_IFU + 1):
            self._paint_cell(painter, ifu)

    def _paint_cell(self, painter: QPainter, ifu: int) -> None:
        """Paint a number; a bar below it marks the region, a frame the keys."""
        palette, now, box = self.palette(), theme.colours(), self.rect_of(ifu)
        is_present, is_shown = ifu in self._present, ifu in self._shown
        is_marked = ifu == self._hovered or (self.hasFocus() and ifu == self._at)
        border = palette.highlight().color() if is_marked else QColor(now.chip_border)
        painter.setPen(QPen(border, 2 if is_marked else 1) if is_present else Qt.PenStyle.NoPen)
        fill = palette.highlight().color() if is_shown else QColor(now.chip)
        painter.setBrush(fill if is_present else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        role = (
            palette.highlightedText()
            if is_shown
            else palette.text()
            if is_present
            else palette.placeholderText()
        )
        painter.setPen(role.color())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(ifu))
        if ifu in self._touched:
            bar = QRectF(box.left() + 3, box.bottom() - 3.5, box.width() - 6, 2.5)
            painter.fillRect(bar, QColor(now.band))
