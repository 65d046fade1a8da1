"""Help: all keys and gestures in one table, with a search."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.actions import ACTIONS, GESTURES
from pixviewer.gui.actions.contexts import CONTEXTS, WINDOW
from pixviewer.gui.keys.keymap import Keymap, full_title, natives

COLUMNS = ("Key or gesture", "What it does", "Where")


def key_rows(keymap: Keymap) -> list[tuple[str, str, str]]:
    """Keys, what they do, and where: the menu of an action, or the views that know a gesture."""
    rows = [
        (natives(keys), full_title(action), _where(action.menu, action.context))
        for action in ACTIONS
        if (keys := keymap.keys_of(action.ident) or action.view_keys)
    ]
    return rows + [(gesture.keys, gesture.what, ", ".join(gesture.views) or "views") for gesture in GESTURES]


def _where(menu: str, context: str) -> str:
    return menu if context == WINDOW else f"{menu}, {CONTEXTS[context]}"


class KeysDialog(QDialog):
    """All keys and gestures in one table."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search keys and words")
        self.field.setAccessibleName("Search keys and words")
        self.field.setClearButtonEnabled(True)
        self.table = _table(key_rows(keymap))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.resize(760, 620)

        buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(self._search)

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        for i in range(self.table.rowCount()):
            cells = (self.table.item(i, j) for j in range(len(COLUMNS)))
            row = " ".join(cell.text() for cell in cells if cell is not None).casefold()
            self.table.setRowHidden(i, not all(word in row for word in words))


def _table(rows: list[tuple[str, str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(COLUMNS))
    table.setHorizontalHeaderLabels(COLUMNS)
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.setItem(i, j, QTableWidgetItem(text))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setWordWrap(True)
    table.setAccessibleName("Keys and gestures")
    vertical, horizontal = table.verticalHeader(), table.horizontalHeader()
    if vertical is not None and horizontal is not None:
        vertical.hide()
        horizontal.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 220)
        table.setColumnWidth(2, 160)
    table.resizeRowsToContents()
    return table
