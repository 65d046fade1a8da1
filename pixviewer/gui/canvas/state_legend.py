"""Legend of what became of the cells of a map: colour, symbol, words and how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas.factor_map_canvas import add_symbol, paint_symbols
from pixviewer.model.selfcal.map_colours import SYMBOLS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: number of the kind, colour, words and cells."""

    kind: int
    colour: QColor
    words: str
    count: int


class StateLegend(QWidget):
    """Lines from the top; hidden when there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFont(fonts.text_font())
        self.setAccessibleName("States")
        self.hide()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these lines."""
        self._entries = tuple(entries)
        self.setVisible(bool(entries))
        told = "\n".join(f"{entry.count} × {entry.words}" for entry in entries)
        self.setAccessibleDescription(told)
        self.setToolTip(told)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the longest line."""
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(_text(entry)) for entry in self._entries), default=0.0)
        return QSize(int(widest + metrics.height() + 16), 40)

    def minimumSizeHint(self) -> QSize:
        """As wide as wanted."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        now = theme.colours()
        painter.fillRect(self.rect(), QColor(now.canvas))
        row = QFontMetricsF(self.font()).height() + 3
        for i, entry in enumerate(self._entries):
            box = QRectF(4, 6 + i * row, row - 3, row - 4)
            painter.fillRect(box, entry.colour)
            painter.setPen(QColor(now.counts))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            self._paint_symbol(painter, box, SYMBOLS[entry.kind])
            painter.setPen(QColor(now.axis))
            words = QRectF(box.right() + 6, box.top(), self.width(), box.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _text(entry))

    def _paint_symbol(self, painter: QPainter, box: QRectF, symbol: str) -> None:
        if symbol:
            path = QPainterPath()
            add_symbol(path, symbol, box)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_symbols(painter, path, symbol)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _text(entry: Entry) -> str:
    return f"{entry.count} {entry.words}"
