"""A sheet of keys above the window, gone with the next key or click."""

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.keys.key_sheet import Section

# Always light on dark, in both themes: it lies over pictures, and must stand out from the window.
_BACKDROP, _TEXT, _KEYS, _HEADING = "#14181d", "#e8ecf1", "#ffd479", "#8ab8ff"
_OPACITY = 246
_MARGIN, _GUTTER = 24.0, 28.0
_SMALLEST = 6.0  # points: the sheet is set smaller until it fits, but no smaller than that
_FINEST = 0.25
_CLOSES = "Help ▸ Keys and Mouse lists all keys · any key or click closes this"
_LARGER = 1.35  # than the letters of the window, where there is room
_KEY_SHARE = 0.36


class KeyOverlay(QWidget):
    """Keys in columns on a dark ground.

    Parameters
    ----------
    sections : sequence of Section
    parent : QWidget
        Covered as a whole, and followed when it is resized.
    """

    def __init__(self, sections: Sequence[Section], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Keys of this view")
        self.setAccessibleDescription(_spoken(sections))
        self.sections = list(sections)
        self._back_to: QWidget | None = None
        self._sheet: Sheet | None = None
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def pop_up(self) -> None:
        """Show it, and take the keys until it is closed."""
        window = self.window()
        self._back_to = window.focusWidget() if window is not None else None
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent | None) -> bool:
        """Take every key before a shortcut of the window does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go, but not for Shift or Ctrl alone."""
        alone = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
        if event is not None and event.key() not in alone and not event.isAutoRepeat():
            self._go()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go."""
        self._go()

    def focusOutEvent(self, event: object) -> None:
        """Go: the hand is elsewhere."""
        if self.isVisible():
            self.close()

    def _go(self) -> None:
        back, self._back_to = self._back_to, None
        self.close()
        if back is not None:
            back.setFocus()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow the size of the window."""
        parent = self.parentWidget()
        if event is not None and event.type() == QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect())
        return False

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint everything."""
        painter = QPainter(self)
        ground = QColor(_BACKDROP)
        ground.setAlpha(_OPACITY)
        painter.fillRect(self.rect(), ground)
        sheet = self.sheet()
        sheet.paint(painter)
        painter.end()

    def sheet(self) -> "Sheet":
        """The sheet in the largest letters that fit, up to somewhat larger than those of the window."""
        if self._sheet is None or self._sheet.size != self.size():
            self._sheet = self._largest()
        return self._sheet

    def _largest(self) -> "Sheet":
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        points, low = _LARGER * self.font().pointSizeF(), _SMALLEST
        made = Sheet(self.sections, room, self.font(), points, self.size())
        if made.fits:
            return made
        best = Sheet(self.sections, room, self.font(), low, self.size())
        high = points
        while best.fits and high - low > _FINEST:
            middle = (low + high) / 2
            made = Sheet(self.sections, room, self.font(), middle, self.size())
            low, high = (middle, high) if made.fits else (low, middle)
            best = made if made.fits else best
        return best


class Sheet:
    """Sections laid out in columns of one size of letters.

    Attributes
    ----------
    size : QSize
        Of the widget it was made for.
    points : float
        Size of the letters.
    fits : bool
        Whether all of it lies in the room.
    """

    def __init__(
        self, sections: Sequence[Section], room: QRectF, font: QFont, points: float, size: QSize
    ) -> None:
        self.size, self.points = size, points
        self._font = QFont(font)
        self._font.setPointSizeF(points)
        self._bold = QFont(self._font)
        self._bold.setBold(True)
        metrics = QFontMetricsF(self._font)
        self._line = metrics.height() * 1.12
        widest = 36 * metrics.averageCharWidth() / _KEY_SHARE * 0.55
        n = max(1, int((room.width() + _GUTTER) / (widest + _GUTTER)))
        self._width = (room.width() - (n - 1) * _GUTTER) / n
        self._room = room
        self._metrics, self._bold_metrics = metrics, QFontMetricsF(self._bold)
        self._n_lines: dict[tuple[str, str], int] = {}
        self.blocks: list[tuple[QRectF, Section]] = []
        self.fits = self._lay_out(sections, n) and bool(self.blocks)

    def _lay_out(self, sections: Sequence[Section], n: int) -> bool:
        """Put rows one below the other, and go on in the next column where a section does not fit."""
        column, top = 0, self._room.top() + 2 * self._line
        bottom = self._room.bottom()
        for section in sections:
            rows = list(section.rows)
            heading = section.heading
            while rows:
                n_line, n_row = 1.3, 0
                for row in rows:
                    needed = self._n_line(row)
                    if top + (n_line + needed) * self._line > bottom:
                        break
                    n_line, n_row = n_line + needed, n_row + 1
                if n_row < min(2, len(rows)):
                    column, top = column + 1, self._room.top() + 2 * self._line
                    if column >= n:
                        return False
                    continue
                left = self._room.left() + column * (self._width + _GUTTER)
                box = QRectF(left, top, self._width, n_line * self._line)
                self.blocks.append((box, Section(heading, rows[:n_row])))
                rows, heading = rows[n_row:], f"{section.heading}, continued"
                top = box.bottom() + 0.6 * self._line
        return True

    def _n_line(self, row: tuple[str, str]) -> int:
        """Lines that a row takes."""
        if row not in self._n_lines:
            self._n_lines[row] = self._count_lines(row)
        return self._n_lines[row]

    def _count_lines(self, row: tuple[str, str]) -> int:
        (key_width, width), metrics = self._widths(), (self._bold_metrics, self._metrics)
        keys, what = (
            one.boundingRect(QRectF(0, 0, room, 1e4), Qt.TextFlag.TextWordWrap, text).height()
            for one, room, text in zip(metrics, (key_width, width), row, strict=True)
        )
        return max(1, round(max(keys, what) / self._metrics.height()))

    def _widths(self) -> tuple[float, float]:
        keys = _KEY_SHARE * self._width
        return keys, self._width - keys - 8

    def paint(self, painter: QPainter) -> None:
        """Paint it."""
        painter.setFont(self._bold)
        painter.setPen(QColor(_TEXT))
        head = QRectF(self._room.left(), self._room.top(), self._room.width(), self._line)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, "Keys and mouse")
        painter.setFont(self._font)
        painter.drawText(
            head,
            Qt.AlignmentFlag.AlignRight,
            "Help ▸ Keys and Mouse lists all keys · any key or click closes this",
        )
        for box, section in self.blocks:
            self._paint_section(painter, box, section)

    def _paint_section(self, painter: QPainter, box: QRectF, section: Section) -> None:
        painter.setFont(self._bold)
        painter.setPen(QColor(_HEADING))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, section.heading)
        top = box.top() + 1.3 * self._line
        width, rest = self._widths()
        wrapped = Qt.TextFlag.TextWordWrap
        for row in section.rows:
            height = self._n_line(row) * self._line
            painter.setFont(self._bold)
            painter.setPen(QColor(_KEYS))
            painter.drawText(QRectF(box.left(), top, width, height), wrapped, row[0])
            painter.setFont(self._font)
            painter.setPen(QColor(_TEXT))
            painter.drawText(QRectF(box.left() + width + 8, top, rest, height), wrapped, row[1])
            top += height


def _spoken(sections: Sequence[Section]) -> str:
    return "\n".join(
        f"{section.heading}: " + "; ".join(f"{keys}: {what}" for keys, what in section.rows)
        for section in sections
    )
