"""Curves painted over several turns of the event loop, so that none of them is long."""

import time

from PyQt6.QtCore import QObject, QSize, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QPainter, QPixmap

from pixviewer.gui.canvas.curve_panels import CurvePainter

TURN_S = 0.012


class CurveSheet(QObject):
    """What was painted last, and what is being painted.

    Attributes
    ----------
    pixmap : QPixmap or None
        The newest that is complete; before the first one, as far as it is.
    drawn : CurvePainter or None
        What it shows.
    ratio : float
        Its pixels for one of the screen's units.
    """

    advanced = pyqtSignal()  # there is more to see

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pixmap: QPixmap | None = None
        self.drawn: CurvePainter | None = None
        self._next: CurvePainter | None = None  # wanted, as soon as the present one is complete
        self._under_way: QPixmap | None = None
        self.ratio, self._size, self._font, self._paper = 1.0, QSize(), QFont(), QColor()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to paint."""
        return self._under_way is None and self._next is None

    def forget(self) -> None:
        """Drop everything: of another size, or in other colours."""
        self._timer.stop()
        self.pixmap = self.drawn = self._next = self._under_way = None

    def renew(self, drawn: CurvePainter, size: QSize, ratio: float, font: QFont, paper: QColor) -> None:
        """Paint curves; those that are being painted are completed before, so that all are seen."""
        if (size, ratio) != (self._size, self.ratio):
            self.forget()
        self._size, self.ratio, self._font, self._paper = size, ratio, font, paper
        self._next = drawn
        if self._under_way is None:
            self._begin()

    def _begin(self) -> None:
        assert self._next is not None
        self._painted, self._next = self._next, None
        self._under_way = QPixmap(self._size * self.ratio)
        self._under_way.setDevicePixelRatio(self.ratio)
        self._under_way.fill(self._paper)
        self._pieces = self._painted.pieces()
        if self.pixmap is None:
            self.pixmap, self.drawn = self._under_way, self._painted
        self._timer.start()

    def _go_on(self) -> None:
        if self._under_way is None:
            self._timer.stop()
            return
        if self._paint_some(self._under_way):
            self._timer.stop()
            self.pixmap, self.drawn, self._under_way = self._under_way, self._painted, None
            if self._next is not None:
                self._begin()
        if self.drawn is self._painted:
            self.advanced.emit()

    def _paint_some(self, paper: QPixmap) -> bool:
        """Paint for a moment; True when all is painted."""
        painter = QPainter(paper)
        painter.setFont(self._font)
        end = time.perf_counter() + TURN_S
        while time.perf_counter() < end:
            piece = next(self._pieces, None)
            if piece is None:
                painter.end()
                return True
            piece(painter)
        painter.end()
        return False
