"""Memory of our own as a bar, of the budget for it."""

from PyQt6.QtCore import QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PyQt6.QtWidgets import QWidget

from pixviewer.gui import theme
from pixviewer.model.memory import DiskRate, budget, own_memory
from pixviewer.model.units import bytes_text

LOOK_MS = 1000
LEAST_RATE = 1e6  # of the disk, below which nothing is said


class MemoryBar(QWidget):
    """Used memory beside the budget, and the rate of the disk while it is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.used, self.budget, self.rate = 0, budget(), 0.0
        self._disk = DiskRate()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.setAccessibleName("Memory")

    def look(self) -> None:
        """Read the figures anew."""
        self.used, self.budget, self.rate = own_memory(), budget(), self._disk.look()
        of_budget = f" of a budget of {bytes_text(self.budget)}" if self.budget else ""
        self.setToolTip(
            f"Memory of pixviewer's own: {bytes_text(self.used)}{of_budget}; mapped files do not count"
        )
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """What the bar says."""
        memory = bytes_text(self.used) + (f" / {bytes_text(self.budget)}" if self.budget else "")
        return memory if self.rate < LEAST_RATE else f"{memory} · disk {self.rate / 1e6:.0f} MB/s"

    @property
    def share(self) -> float:
        """Part of the budget that is used; 0 without one."""
        return self.used / self.budget if self.budget else 0.0

    def sizeHint(self) -> QSize:
        """Room for the longest text, so that nothing beside it moves."""
        width = self.fontMetrics().horizontalAdvance("888 MB / 88.8 GB · disk 8888 MB/s")
        return QSize(width + 12, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Look while it is seen."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the text with the bar behind it; red beyond the budget, where the text says so too."""
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(self.palette().mid().color())
        painter.drawRoundedRect(area, 3, 3)
        colour = QColor(theme.colours().bad) if self.share > 1 else self.palette().highlight().color()
        colour.setAlpha(110)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(
            QRectF(area.x(), area.y(), area.width() * min(self.share, 1.0), area.height()), 3, 3
        )
        painter.setPen(self.palette().text().color())
        text = f"⚠ {self.text()}" if self.share > 1 else self.text()
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
