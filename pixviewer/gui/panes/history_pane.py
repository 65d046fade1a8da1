"""The decisions by name: which are done, which were taken back, and a way to any of them."""

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pixviewer.gui import fonts
from pixviewer.model.workspace import Workspace

BEGINNING = "as it was opened"


class HistoryPane(QWidget):
    """A list, oldest first; a click, or Enter, goes to that decision."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.list = QListWidget()
        self.list.setAccessibleName("Decisions, oldest first")
        self.list.setToolTip("A click or Enter goes back to a decision, or on to one that was taken back")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        workspace.history.changed.connect(self._show)
        self._show()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "list"):
            self._show()

    def _show(self) -> None:
        history = self.workspace.history
        names = [BEGINNING, *history.labels, *history.undone_labels]
        here = len(history.labels)
        while self.list.count() > len(names):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(names):
            self.list.addItem(QListWidgetItem())
        for i, name in enumerate(names):
            self._write(i, name, here)
        self.list.setCurrentRow(here)

    def _write(self, i: int, name: str, here: int) -> None:
        item = self.list.item(i)
        if item is None:
            return
        font = QFont(fonts.text_font())
        font.setBold(i == here)
        font.setItalic(i > here)
        item.setFont(font)
        item.setText(f"{'▶ ' if i == here else '    '}{name}{'  (taken back)' if i > here else ''}")
        role = Qt.ItemDataRole.ForegroundRole
        item.setData(role, self.palette().placeholderText() if i > here else None)

    def _go(self, item: QListWidgetItem) -> None:
        self.workspace.go_to_decision(self.list.row(item))
