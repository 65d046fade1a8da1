"""The 48 slices of an IFU as they lie on the sky, or on its detector, to click."""

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QToolTip, QWidget

from pixviewer.core.table import origin
from pixviewer.gui import theme

N_ROW = origin.SLICES_PER_STACK
_MARGIN = 4.0


class FieldDiagram(QWidget):
    """Four stacks of twelve slices, the left one of the unrotated field at the left, numbers upwards.

    Each slice carries its number on the sky, and smaller the one on the CCD. Arrow keys step.
    """

    slicePicked = pyqtSignal(int)  # CCD number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ccd = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Slices of an IFU on the sky")
        self.setAccessibleDescription("Arrow keys choose a slice.")
        self.setMinimumSize(360, 250)

    def slice_ccd(self) -> int:
        """CCD number of the slice that is marked."""
        return self._ccd

    def set_slice(self, ccd: int) -> None:
        """Mark a slice, silently."""
        self._ccd = ccd
        self.update()

    def box_of(self, ccd: int) -> QRectF:
        """Where a slice is drawn."""
        sky = int(origin.ccd_to_sky(ccd)) - 1
        column, line = divmod(sky, N_ROW)
        left, top, width, height = self._area()
        wide, high = width / origin.N_STACK, height / N_ROW
        return QRectF(left + column * wide + 2, top + (N_ROW - 1 - line) * high + 1, wide - 4, high - 2)

    def slice_at(self, at: QPointF) -> int | None:
        """CCD number of the slice at a place."""
        return next((n for n in range(1, origin.N_SLICE + 1) if self.box_of(n).contains(at)), None)

    def sizeHint(self) -> QSize:
        """Room for two numbers in each slice."""
        return QSize(440, 320)

    def _area(self) -> tuple[float, float, float, float]:
        line = QFontMetricsF(self.font()).height()
        top = _MARGIN + 2.2 * line
        return _MARGIN, top, self.width() - 2 * _MARGIN, self.height() - top - _MARGIN - 1.3 * line

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Pick a slice."""
        found = self.slice_at(event.position()) if event is not None else None
        if found is not None:
            self._pick(found)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Step to a neighbour on the sky."""
        steps = {
            Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -N_ROW, Qt.Key.Key_Right: N_ROW,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key())) if event is not None else None
        if step is None:
            super().keyPressEvent(event)
            return
        sky = int(origin.ccd_to_sky(self._ccd)) + step
        if 1 <= sky <= origin.N_SLICE:
            self._pick(int(origin.sky_to_ccd(sky)))

    def event(self, event: QEvent | None) -> bool:
        """Say all numbers of the slice under the mouse."""
        if isinstance(event, QHelpEvent):
            found = self.slice_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), slice_text(found) if found else "", self)
            return True
        return bool(super().event(event))

    def _pick(self, ccd: int) -> None:
        self.set_slice(ccd)
        self.slicePicked.emit(ccd)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint stacks, slices and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now, palette = theme.colours(), self.palette()
        left, top, width, height = self._area()
        line = QFontMetricsF(self.font()).height()
        wide = width / origin.N_STACK
        centred = Qt.AlignmentFlag.AlignCenter
        painter.setPen(palette.text().color())
        for i in range(origin.N_STACK):
            box = QRectF(left + i * wide, _MARGIN, wide, 2 * line)
            painter.drawText(box, centred, f"stack {i + 1}\noptical {origin.N_STACK - i}")
        small = self.font()
        small.setPointSizeF(max(0.8 * small.pointSizeF(), 6.0))
        for ccd in range(1, origin.N_SLICE + 1):
            self._paint_slice(painter, ccd, now, small)
        if self.hasFocus():
            painter.setPen(QPen(palette.highlight().color(), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left - 2, top - 2, width + 4, height + 4))
        painter.setPen(palette.placeholderText().color())
        foot = QRectF(left, top + height + 2, width, 1.3 * line)
        painter.drawText(
            foot, centred, "large: number on the sky · small: on the CCD · y of the field upwards"
        )

    def _paint_slice(self, painter: QPainter, ccd: int, now: theme.Colours, small: object) -> None:
        box = self.box_of(ccd)
        is_marked = ccd == self._ccd
        painter.setPen(QPen(QColor(now.chip_border), 1))
        painter.setBrush(self.palette().highlight() if is_marked else QColor(now.chip))
        painter.drawRoundedRect(box, 3, 3)
        role = self.palette().highlightedText() if is_marked else self.palette().text()
        painter.setPen(role.color())
        half = box.width() / 2
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self.font())
        sky_box = QRectF(box.left(), box.top(), half - 3, box.height())
        painter.drawText(sky_box, middle | Qt.AlignmentFlag.AlignRight, str(origin.ccd_to_sky(ccd)))
        painter.setFont(small)  # type: ignore[arg-type]
        ccd_box = QRectF(box.left() + half + 5, box.top() + 1, half - 6, box.height())
        painter.drawText(ccd_box, middle | Qt.AlignmentFlag.AlignLeft, f"ccd {ccd}")
        painter.setFont(self.font())


def slice_text(ccd: int) -> str:
    """All numbers of a slice in words."""
    stack, row = (int(n) for n in origin.ccd_to_optical(ccd))
    left = origin.N_STACK + 1 - stack
    return (
        f"slice {ccd} on the CCD · {int(origin.ccd_to_sky(ccd))} on the sky · "
        f"optical stack {stack}, row {row} · stack {left} of MPDAF (1 = left)"
    )
