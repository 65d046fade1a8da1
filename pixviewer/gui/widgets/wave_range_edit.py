"""Editor of one wavelength interval."""

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

_EMPTY = "–"
_STEP = 1.25  # a MUSE wavelength pixel
_LONGEST = 100_000.0


class WaveRangeEdit(QWidget):
    """Two spin boxes, in ångström; the interval is half open.

    Zero stands for nothing, shown as a dash. A low end above the high one pushes that along, and the reverse,
    keeping at least a hundredth of an ångström. Intervals beyond the limits of the table are shown as they
    are: clipped, they would say what was not decided, and be changed by editing the other end.
    """

    rangeEdited = pyqtSignal(float, float)  # by the user only: `set_range` is silent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = _angstrom_box("Lowest wavelength, included, in ångström")
        self._high = _angstrom_box("Highest wavelength, excluded, in ångström")
        dash = QLabel("≤ λ <")
        self._limits = (0.0, 0.0)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._low)
        layout.addWidget(dash)
        layout.addWidget(self._high)
        self.set_limits(3000.0, 11000.0)

        self._low.valueChanged.connect(lambda: self._on_edited(is_low=True))
        self._high.valueChanged.connect(lambda: self._on_edited(is_low=False))

    def set_limits(self, low: float, high: float) -> None:
        """Set the wavelengths of the table: the other end of an interval of which one is typed."""
        self._limits = (low, high)
        for box in (self._low, self._high):
            box.first = low

    def set_range(self, low: float, high: float) -> None:
        """Show an interval that was decided elsewhere."""
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._low.setValue(low)
            self._high.setValue(high)

    def clear(self) -> None:
        """Show that there is no interval."""
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._low.setValue(self._low.minimum())
            self._high.setValue(self._high.minimum())

    def range(self) -> tuple[float, float] | None:
        """Return the interval, if there is one."""
        low, high = self._low.value(), self._high.value()
        return None if self._is_empty(self._low) or self._is_empty(self._high) else (low, high)

    @staticmethod
    def _is_empty(box: QDoubleSpinBox) -> bool:
        return box.value() <= box.minimum()

    def _on_edited(self, *, is_low: bool) -> None:
        edited, other = (self._low, self._high) if is_low else (self._high, self._low)
        if self._is_empty(edited):
            return
        with QSignalBlocker(other):
            if self._is_empty(other):
                other.setValue(self._limits[1] if is_low else self._limits[0])
            if self._low.value() >= self._high.value():
                other.setValue(edited.value() + (0.01 if is_low else -0.01))
        found = self.range()
        if found is not None and found[0] < found[1]:
            self.rangeEdited.emit(*found)


class _Box(QDoubleSpinBox):
    """A spin box whose steps begin at the first wavelength of the table where it is empty."""

    first = 0.0

    def stepBy(self, steps: int) -> None:
        """Step, or fill an empty box."""
        if self.value() <= self.minimum():
            self.setValue(self.first)
        else:
            super().stepBy(steps)


def _angstrom_box(name: str) -> _Box:
    box = _Box()
    box.setRange(0.0, _LONGEST)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setDecimals(2)
    box.setSingleStep(_STEP)
    box.setSuffix(" Å")
    box.setSpecialValueText(_EMPTY)
    box.setKeyboardTracking(False)  # 4 of 4750 is not a wavelength yet
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box
