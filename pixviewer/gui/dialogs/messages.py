"""The list of messages, beside the window."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QTextCursor
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts
from pixviewer.model.messages import Messages

NOTHING = "Nothing has been told yet."


class MessagesDialog(QDialog):
    """All messages as text that can be selected and copied; new ones are seen as they come."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Messages")
        self._messages = messages
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(fonts.mono_font())
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(NOTHING)
        self.text.setAccessibleName("Messages, oldest first")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button, self.clear_button = QPushButton("&Copy All"), QPushButton("C&lear")
        for button in (self.copy_button, self.clear_button):
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.resize(720, 320)

        self.copy_button.clicked.connect(self._copy)
        self.clear_button.clicked.connect(messages.clear)
        buttons.rejected.connect(self.reject)
        messages.changed.connect(self._show)
        self.finished.connect(lambda: messages.changed.disconnect(self._show, missing_ok=True))
        self._show()

    def _show(self) -> None:
        self.text.setPlainText(self._messages.as_text())
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        for button in (self.copy_button, self.clear_button):
            button.setEnabled(bool(self._messages.items))
        self._messages.see()

    def _copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self._messages.as_text())
