"""Controls of the compare view: which pair, what of it, and how it is compared."""

from collections.abc import Sequence

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from pixviewer.model.compare_state import (
    BLINK,
    DIFFERENCE,
    FASTEST_S,
    RATIO,
    SIDE_BY_SIDE,
    SLOWEST_S,
    SWIPE,
)
from pixviewer.model.quantity_names import SUBJECT_NAMES

MODE_TITLES = {
    SIDE_BY_SIDE: ("A | B", "Both side by side"),
    SWIPE: ("Swipe", "A to the left of a bar, B to its right; drag it, or move it with ← →"),
    BLINK: ("Blink", "A and B in turn; B shows the other by hand"),
    DIFFERENCE: ("B − A", "The difference"),
    RATIO: ("B / A", "The ratio"),
}


class CompareControls(QWidget):
    """Menus and buttons; they emit what the user wants, and show what was decided elsewhere."""

    pairChosen = pyqtSignal(str)
    subjectChosen = pyqtSignal(str)
    modeChosen = pyqtSignal(str)
    rateChosen = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair = _menu("Pair", "Which two tables are compared")
        self.subject = _menu("Subject", "What of them is compared")
        for name, title in SUBJECT_NAMES.items():
            self.subject.addItem(title, name)
        self.modes = {mode: _button(*texts) for mode, texts in MODE_TITLES.items()}
        self._group = QButtonGroup(self)
        self.rate = QDoubleSpinBox()
        self.rate.setRange(FASTEST_S, SLOWEST_S)
        self.rate.setSingleStep(0.1)
        self.rate.setDecimals(1)
        self.rate.setSuffix(" s")
        self.rate.setAccessibleName("Blink rate")
        self.rate.setToolTip("Seconds for which each side is shown")
        self.buttons = QWidget()

        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for button in self.modes.values():
            self._group.addButton(button)
            row.addWidget(button)
        row.addWidget(self.rate)

        self.pair.activated.connect(lambda i: self.pairChosen.emit(str(self.pair.itemData(i))))
        self.subject.activated.connect(lambda i: self.subjectChosen.emit(str(self.subject.itemData(i))))
        for mode, button in self.modes.items():
            button.clicked.connect(lambda checked, mode=mode: self.modeChosen.emit(mode))
        self.rate.valueChanged.connect(self.rateChosen)

    def set_pairs(self, names: Sequence[str], chosen: str) -> None:
        """Offer pairs; a single one needs no menu."""
        with QSignalBlocker(self.pair):
            self.pair.clear()
            for name in names:
                self.pair.addItem(name, name)
            self.pair.setCurrentIndex(self.pair.findData(chosen))
        self.pair.setVisible(len(names) > 1)

    def set_state(self, subject: str, mode: str, blink_s: float) -> None:
        """Show what was decided."""
        with QSignalBlocker(self.subject), QSignalBlocker(self.rate):
            self.subject.setCurrentIndex(self.subject.findData(subject))
            self.rate.setValue(blink_s)
        self.modes[mode].setChecked(True)
        self.rate.setVisible(mode == BLINK)


def _menu(name: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setCheckable(True)
    button.setAutoRaise(True)  # so that the one that is on stands out
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
