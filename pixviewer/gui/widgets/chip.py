"""A chip: a short text that can be turned round, switched off, edited and removed."""

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

# A click waits this long for a second one, which would make it a double click.
LONGEST_WAIT_MS = 250

_TIP = "click: turn round · Ctrl+click: off or on · double click: edit · ×: remove"
_KEYS = "Keys: Space, Ctrl+Space, F2, Del"


class Chip(QFrame):
    """One chip with its cross."""

    invertRequested = pyqtSignal()
    switchRequested = pyqtSignal()
    editRequested = pyqtSignal()
    removeRequested = pyqtSignal()

    def __init__(
        self, text: str, tip: str = "", *, is_on: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chip" if is_on else "chipOff")
        self.body = _Body(text if is_on else f"{text} (off)")
        self.body.setToolTip(f"{tip}\n{_TIP}\n{_KEYS}".strip())
        self.body.setAccessibleName(f"Filter: {text}{'' if is_on else ', off'}")
        font = self.body.font()
        font.setStrikeOut(not is_on)
        self.body.setFont(font)
        self.cross = QToolButton()
        self.cross.setText("×")
        self.cross.setAutoRaise(True)
        self.cross.setToolTip("Remove this filter")
        self.cross.setAccessibleName(f"Remove: {text}")
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 2, 0)
        layout.setSpacing(0)
        layout.addWidget(self.body)
        layout.addWidget(self.cross)

        self.body.inverted.connect(self.invertRequested)
        self.body.switched.connect(self.switchRequested)
        self.body.edited.connect(self.editRequested)
        self.body.removed.connect(self.removeRequested)
        self.cross.clicked.connect(self.removeRequested)

    def text(self) -> str:
        """What stands on it."""
        return self.body.text()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Name what can be done."""
        if event is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, signal in (
            ("Turn Round (not)", self.invertRequested),
            ("Off or On", self.switchRequested),
            ("Edit…", self.editRequested),
            ("Remove", self.removeRequested),
        ):
            action = QAction(title, menu)
            action.triggered.connect(signal)
            menu.addAction(action)
        menu.popup(event.globalPos())


class _Body(QToolButton):
    """The text, which tells one click from two."""

    inverted = pyqtSignal()
    switched = pyqtSignal()
    edited = pyqtSignal()
    removed = pyqtSignal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text.replace("&", "&&"))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._was_double = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(min(QApplication.doubleClickInterval(), LONGEST_WAIT_MS))
        self._wait.timeout.connect(self.inverted)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Take a click; where it is one of two, wait."""
        super().mouseReleaseEvent(event)
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._was_double:
            self._was_double = False
        elif not self.rect().contains(event.position().toPoint()):
            return
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.switched.emit()
        else:
            self._wait.start()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Edit."""
        self._wait.stop()
        self._was_double = True
        if event is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Do the same by keys."""
        if event is None:
            return
        key, has_control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.switched if has_control else self.inverted).emit()
        elif key == Qt.Key.Key_F2:
            self.edited.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)
