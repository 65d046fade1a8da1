"""All actions with their keys, and a search."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from pixviewer.gui.actions import ACTIONS
from pixviewer.gui.actions.contexts import CONTEXTS, WINDOW
from pixviewer.gui.keys.keymap import Keymap, full_title, natives

COLUMNS = ("Action", "Keys", "Where")
OWN = "yours"  # in words: not by colour or weight alone
_IDENT = Qt.ItemDataRole.UserRole


class KeyTable(QWidget):
    """A list of actions; one is chosen.

    Attributes
    ----------
    field : QLineEdit
        Words that an action, its menu or its keys must have.
    """

    chosen = pyqtSignal(str)  # ident, or nothing

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search actions and keys")
        self.field.setAccessibleName("Search actions and keys")
        self.field.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(COLUMNS)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.setAccessibleName("Actions and their keys")
        self.tree.setMinimumHeight(200)
        self._items = {action.ident: QTreeWidgetItem(self.tree) for action in ACTIONS}
        for action in ACTIONS:
            item = self._items[action.ident]
            where = "" if action.context == WINDOW else f", {CONTEXTS[action.context]}"
            item.setText(0, full_title(action))
            item.setText(2, f"{action.menu}{where}")
            item.setToolTip(0, action.tip)
            item.setData(0, _IDENT, action.ident)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        layout.addWidget(self.tree)
        header = self.tree.header()
        if header is not None:
            header.setStretchLastSection(True)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
            header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.show_keys()

        self.field.textChanged.connect(self._search)
        self.tree.currentItemChanged.connect(lambda: self.chosen.emit(self.ident()))

    def ident(self) -> str:
        """Action that is chosen, or nothing."""
        item = self.tree.currentItem()
        return str(item.data(0, _IDENT)) if item is not None and not item.isHidden() else ""

    def choose(self, ident: str) -> None:
        """Choose an action, and bring it into view."""
        self.tree.setCurrentItem(self._items[ident])
        self.tree.scrollToItem(self._items[ident])

    def show_keys(self) -> None:
        """Show the keys that hold now."""
        for ident, item in self._items.items():
            own = f" ({OWN})" if self._keymap.is_own(ident) else ""
            item.setText(1, f"{natives(self._keymap.keys_of(ident)) or '–'}{own}")
        self._search(self.field.text())

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items.values():
            row = " ".join(item.text(i) for i in range(len(COLUMNS))).casefold()
            item.setHidden(not all(word in row for word in words))
        self.chosen.emit(self.ident())
