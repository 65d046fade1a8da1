"""A mark in the corner of a tool's button: chosen for one drawing, locked, or held."""

from PyQt6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QToolButton, QWidget

SIZE = 13
WORDS = {
    "": "",
    "once": "for one drawing; press again to keep it",
    "locked": "until another tool or Esc",
    "held": "while the key is held",
}


class ToolMark(QWidget):
    """Lies above the lower right corner of a button, and speaks through the button's accessible name.

    Parameters
    ----------
    button : QToolButton
    title : str
        Name of the tool.
    """

    def __init__(self, button: QToolButton, title: str) -> None:
        super().__init__(button)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(SIZE, SIZE)
        self._button, self._title = button, title
        self.span = ""
        button.installEventFilter(self)
        self._place()
        self.set_span("")

    def set_span(self, span: str) -> None:
        """Show how long the tool is chosen for; nothing when it is not chosen."""
        self.span = span
        words = WORDS[span]
        self._button.setAccessibleName(f"{self._title}, {words}" if words else self._title)
        self.setVisible(bool(span))
        self.update()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay in the corner."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.move(self._button.width() - SIZE - 1, self._button.height() - SIZE - 1)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint *1*, a padlock, or a key that is pressed down."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().highlight())
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        ink = self.palette().highlightedText().color()
        {"once": _paint_one, "locked": _paint_lock, "held": _paint_held}.get(self.span, _paint_lock)(
            painter, ink
        )
        painter.end()


def _paint_one(painter: QPainter, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.6, cap=Qt.PenCapStyle.RoundCap, join=Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF([QPointF(4.8, 4.6), QPointF(6.8, 3.0), QPointF(6.8, 10.2)]))
    painter.drawLine(QPointF(4.8, 10.2), QPointF(8.8, 10.2))


def _paint_lock(painter: QPainter, ink: QColor) -> None:
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(3.2, 6.0, 6.6, 4.8), 0.8, 0.8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.3))
    painter.drawArc(QRectF(4.4, 2.6, 4.2, 6.4), 0, 180 * 16)


def _paint_held(painter: QPainter, ink: QColor) -> None:
    """An arrow down onto a key."""
    painter.setPen(QPen(ink, 1.4, cap=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(6.5, 2.6), QPointF(6.5, 7.6))
    painter.drawPolyline(QPolygonF([QPointF(4.2, 5.6), QPointF(6.5, 7.9), QPointF(8.8, 5.6)]))
    painter.drawLine(QPointF(3.4, 10.4), QPointF(9.6, 10.4))


_PAINTERS = {"once": _paint_one, "locked": _paint_lock, "held": _paint_held}
