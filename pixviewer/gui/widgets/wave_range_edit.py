"""Editor of one wavelength interval."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget


class WaveRangeEdit(QWidget):
    """Two spin boxes, in ångström; the interval is half open."""

    rangeEdited = pyqtSignal(float, float)  # by the user only: `set_range` is silent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_limits(self, low: float, high: float) -> None:
        """Set what can be typed."""

    def set_range(self, low: float, high: float) -> None:
        """Show an interval that was decided elsewhere."""

    def clear(self) -> None:
        """Show that there is no interval."""

    def range(self) -> tuple[float, float] | None:
        """Return the interval, if there is one."""
        return None
