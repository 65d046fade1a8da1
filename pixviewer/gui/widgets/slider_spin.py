"""A number by slider and by typing."""

import math

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from pixviewer.gui.widgets.throttle import Throttle

_STEPS = 400


class SliderSpin(QWidget):
    """A slider and a box for one number; with ``is_log`` the slider goes by factors.

    Parameters
    ----------
    name : str
        For tips and for those who hear the screen.
    low, high : float
        Ends of the slider; the box reaches as far.
    decimals : int
        Of the box; the slider stops at such numbers only.
    unit : str
        Behind the number, with a blank if it needs one.
    """

    edited = pyqtSignal(float)  # by the user, thirty times a second while the slider is dragged
    gripped = pyqtSignal()  # the slider is taken hold of, or the number is about to be typed

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        decimals: int = 0,
        unit: str = "",
        is_log: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._decimals, self._is_log = low, high, decimals, is_log
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.setMinimumWidth(40)
        self.spin = QDoubleSpinBox()
        self.spin.setRange(low, high)
        self.spin.setDecimals(decimals)
        self.spin.setSingleStep(10.0**-decimals if decimals < 2 else 0.05)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spin.setKeyboardTracking(False)
        self._tell = Throttle(self.edited.emit, self)
        for part in (self.slider, self.spin):
            part.setAccessibleName(name)
            part.setToolTip(name)
        self.set_unit(unit)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.spin)
        self.setFocusProxy(self.slider)

        self.slider.sliderPressed.connect(self.gripped)
        self.slider.valueChanged.connect(self._on_slid)
        self.spin.valueChanged.connect(self._on_typed)

    def value(self) -> float:
        """The number."""
        return self.spin.value()

    def set_value(self, value: float) -> None:
        """Show a number that was decided elsewhere."""
        with QSignalBlocker(self.spin), QSignalBlocker(self.slider):
            self.spin.setValue(value)
            if not self.slider.isSliderDown():  # it is where the hand has it
                self.slider.setValue(self._place(value))

    def set_unit(self, unit: str) -> None:
        """Show a unit behind the number."""
        self.spin.setSuffix(unit)

    def set_range(self, low: float, high: float) -> None:
        """Other ends."""
        value = self.value()
        self._low, self._high = low, high
        with QSignalBlocker(self.spin):
            self.spin.setRange(low, high)
        self.set_value(value)

    def _place(self, value: float) -> int:
        if self._is_log:
            share = math.log(max(value, self._low) / self._low) / math.log(self._high / self._low)
        else:
            share = (value - self._low) / (self._high - self._low)
        return round(share * _STEPS)

    def _on_slid(self, place: int) -> None:
        share = place / _STEPS
        if self._is_log:
            value = self._low * (self._high / self._low) ** share
        else:
            value = self._low + share * (self._high - self._low)
        value = round(value, self._decimals)
        if value != self.spin.value():
            with QSignalBlocker(self.spin):
                self.spin.setValue(value)
            self._tell(self.spin.value())

    def _on_typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._place(value))
        self._tell(value)
