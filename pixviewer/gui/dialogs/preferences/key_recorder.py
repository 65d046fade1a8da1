"""Records a key for an action, and says who has it."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QWidget

from pixviewer.gui.actions import BY_IDENT
from pixviewer.gui.keys.keymap import Keymap, full_title, native


class KeyRecorder(QWidget):
    """The key of one action: record it, set it or add it, take the keys away, take the program's back."""

    told = pyqtSignal(str)

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._ident = ""
        self.name = QLabel()
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName("Press the new key here")
        self.edit.setToolTip("Click here, or come here by Tab, and press the new key")
        self.name.setBuddy(self.edit)
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self.warning.setAccessibleName("Who has this key")
        self.set_button = _button("&Set", "Make this the only key of the action")
        self.add_button = _button("&Add", "Give the action this key beside those it has")
        self.none_button = _button("&No Key", "Leave the action without a key")
        self.reset_button = _button("&Reset", "The keys that the program comes with")
        self._lay_out()

        self.edit.keySequenceChanged.connect(self.show_state)
        self.set_button.clicked.connect(lambda: self._give(()))
        self.add_button.clicked.connect(lambda: self._give(keymap.keys_of(self._ident)))
        self.none_button.clicked.connect(lambda: self._end(keymap.set_keys, ()))
        self.reset_button.clicked.connect(lambda: self._end(lambda ident, keys: keymap.reset(ident), ()))
        self.show_state()

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.name, 0, 0)
        layout.addWidget(self.edit, 0, 1)
        layout.addWidget(self.warning, 1, 0, 1, 2)
        buttons = QHBoxLayout()
        for button in (self.set_button, self.add_button, self.none_button, self.reset_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)

    def set_action(self, ident: str) -> None:
        """Speak of another action, or of none."""
        if ident != self._ident:
            self._ident = ident
            self.edit.clear()
        self.show_state()

    def key(self) -> str:
        """The key that was recorded, or nothing."""
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def show_state(self) -> None:
        """Say what would happen."""
        ident, key = self._ident, self.key()
        action = BY_IDENT.get(ident)
        self.name.setText(f"New &key of “{full_title(action)}”" if action else "Choose an action above")
        clashes = self._keymap.clashes(ident, key) if action and key else []
        held = [other for other in clashes if key in other.view_keys]
        has = action is not None and key in self._keymap.keys_of(ident)
        self.warning.setText(
            self._words(key, has=has, clash=clashes[0].ident if clashes else "", held=bool(held))
        )
        may_give = action is not None and bool(key) and not held
        self.edit.setEnabled(action is not None)
        self.set_button.setEnabled(may_give)
        self.add_button.setEnabled(may_give and not has)
        self.none_button.setEnabled(action is not None and bool(self._keymap.keys_of(ident)))
        self.reset_button.setEnabled(action is not None and self._keymap.is_own(ident))

    def _words(self, key: str, *, has: bool, clash: str, held: bool) -> str:
        if held:
            return f"⚠ {native(key)} is for the view that has the keyboard, and cannot be given away."
        if clash:
            other = full_title(BY_IDENT[clash])
            return f"⚠ {native(key)} belongs to “{other}”. Set or Add takes it away there."
        if has:
            return f"The action has {native(key)} already."
        return f"{native(key)} is free." if key else " "

    def _give(self, before: tuple[str, ...]) -> None:
        key = self.key()
        lost = [full_title(other) for other in self._keymap.clashes(self._ident, key)]
        self._end(self._keymap.set_keys, (*before, key))
        if lost:
            self.told.emit(f"{native(key)} was taken from “{'”, “'.join(lost)}”.")

    def _end(self, change: object, keys: tuple[str, ...]) -> None:
        assert callable(change)
        self.told.emit("")
        change(self._ident, keys)
        self.edit.clear()
        self.show_state()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
