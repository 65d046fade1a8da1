"""A field for one number: what is no number is refused in a sentence, and nothing is lost."""

from collections.abc import Callable

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QToolTip, QWidget

from pixviewer.model.units import parse_number

Check = Callable[[float], None]


def written(value: float) -> str:
    """A number as a narrow field shows it."""
    text = f"{value:.5g}"
    return (f"{value:.4g}" if "e" in text else text).replace("-", "−")


class NumberField(QLineEdit):
    """A number that is typed and taken with Enter, or when the focus goes on.

    What cannot be taken is refused with a sentence: the former number is back, selected, and the field keeps
    the focus. Esc brings the former number back, too.

    Parameters
    ----------
    name : str
        What the number is, for those who do not see the field.
    what : str
        What the sentence calls it that refuses another.
    check : callable, optional
        Raises ValueError, with a sentence, for a number that makes no sense.
    """

    entered = pyqtSignal(float)
    refused = pyqtSignal(str)  # why

    def __init__(
        self, name: str, what: str = "a limit", check: Check | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.value: float | None = None
        self._what = what
        self._check = check
        self._hold_soon = QTimer(self)
        self._hold_soon.setSingleShot(True)
        self._hold_soon.timeout.connect(self._hold)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.returnPressed.connect(self._take)

    def set_value(self, value: float | None) -> None:
        """Show another number, unless somebody is just typing one."""
        self.value = value
        if not (self.hasFocus() and self.isModified()):
            self._show_value()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Bring the former number back with Esc."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show_value()
            self.selectAll()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Take the number, or keep the focus where it is none."""
        super().focusOutEvent(event)
        # A menu or another window that comes in front takes the focus only for a while.
        for_a_while = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event is not None and event.reason() not in for_a_while and not self._take():
            self._hold_soon.start(0)

    def _hold(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def _take(self) -> bool:
        """Tell of what is typed; False where it is refused."""
        if not self.isModified():
            return True
        try:
            value = parse_number(self.text(), self._what)
            if self._check is not None:
                self._check(value)
        except ValueError as error:
            self._refuse(str(error))
            return False
        self.setModified(False)
        self.value = value
        self.entered.emit(value)
        return True

    def _refuse(self, why: str) -> None:
        sentence = f"{why[:1].upper()}{why[1:]}"
        if self.value is not None:
            sentence += f"; {written(self.value)} is kept"
        self._show_value()
        self.selectAll()
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), sentence, self)
        self.refused.emit(sentence)

    def _show_value(self) -> None:
        self.setText("" if self.value is None else written(self.value))
        self.setModified(False)
