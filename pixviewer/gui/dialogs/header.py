"""The cards of the primary header, with a search line."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QTextCursor
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts


class HeaderDialog(QDialog):
    """Cards as text; typing in the search line keeps those that contain it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Header of {name}")
        self._lines: list[str] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("Show cards that contain…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search in the header")
        self.text = QPlainTextEdit("Reading the header…")
        self.text.setReadOnly(True)
        self.text.setFont(fonts.mono_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Header cards")
        self.count = QLabel()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)

        layout = QVBoxLayout(self)
        for widget in (self.search, self.text, self.count, buttons):
            layout.addWidget(widget)
        self.resize(820, 560)

        self.search.textChanged.connect(self._filter)
        buttons.rejected.connect(self.reject)

    def set_text(self, text: str) -> None:
        """Show the cards, one a line."""
        self._lines = [line.rstrip() for line in text.splitlines()]
        self._filter()

    def show_card(self, keyword: str) -> None:
        """Show the cards of a keyword."""
        self.search.setText(keyword)

    def _filter(self) -> None:
        if self._lines is None:
            return
        wanted = self.search.text().strip().lower()
        kept = [line for line in self._lines if wanted in line.lower()]
        self.text.setPlainText("\n".join(kept) or f"No card contains {self.search.text()!r}.")
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.count.setText(f"{len(kept)} of {len(self._lines)} cards")
