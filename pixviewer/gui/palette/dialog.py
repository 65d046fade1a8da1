"""The palette of commands: type a few letters, press Enter."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pixviewer.gui.palette import usage
from pixviewer.gui.palette.entries import Entry, entries
from pixviewer.gui.palette.entry_delegate import FOUND, EntryDelegate
from pixviewer.gui.palette.finding import Found, find

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

WIDTH, HEIGHT = 640, 420
_Key = Qt.Key
_LIST_KEYS = (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown)


class Palette(QDialog):
    """Finds what can be done by words, and does it.

    Parameters
    ----------
    offered : list of Entry
    used : list of str
        Idents of entries used lately, the last one first.
    parent : QWidget or None
    """

    chosen = pyqtSignal(object)  # Entry

    def __init__(self, offered: list[Entry], used: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands")
        self._offered, self._used = offered, used
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Words of a command")
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keys, and moves the mark
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tip = QLabel()
        self.tip.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self.tip)
        self.resize(WIDTH, HEIGHT)

        self.field.textChanged.connect(self._show_found)
        self.field.installEventFilter(self)
        self.list.currentItemChanged.connect(self._show_tip)
        self.list.itemClicked.connect(self.run_current)
        self._show_found("")

    def current(self) -> Entry | None:
        """Entry that Enter runs."""
        item = self.list.currentItem()
        found = item.data(FOUND) if item is not None else None
        return found.entry if isinstance(found, Found) else None

    def shown(self) -> list[Entry]:
        """Entries that answer what is typed, best first."""
        items = (self.list.item(i) for i in range(self.list.count()))
        return [item.data(FOUND).entry for item in items if item is not None]

    def run_current(self) -> None:
        """Do what is marked, if it can be done; else stay, with the reason below."""
        entry = self.current()
        if entry is not None and not entry.why_not:
            self.accept()
            self.chosen.emit(entry)

    def _show_found(self, query: str) -> None:
        self.list.clear()
        for found in find(query, self._offered, self._used):
            item = QListWidgetItem(self.list)
            item.setData(FOUND, found)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(found.entry))
        self.list.setCurrentRow(0)
        if not self.list.count():
            self.tip.setText("No command has these words.")

    def _show_tip(self) -> None:
        entry = self.current()
        if entry is not None:
            self.tip.setText(f"Not now: {entry.why_not}." if entry.why_not else f"{entry.tip}.")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let arrows and Enter in the field speak to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (_Key.Key_Return, _Key.Key_Enter):
                self.run_current()
                return True
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Close when the hand goes elsewhere."""
        super().changeEvent(event)
        is_left = event is not None and event.type() == QEvent.Type.ActivationChange
        if is_left and self.isVisible() and not self.isActiveWindow():
            self.reject()


def show_palette(window: "MainWindow") -> Palette:
    """Open the palette below the bars of a window."""
    palette = Palette(entries(window), usage.used_lately(), window)

    def run(entry: Entry) -> None:
        usage.remember(entry.ident)
        window.activateWindow()
        # Once the window has the keyboard again: some actions are for the view that has the focus.
        QTimer.singleShot(0, entry.run)

    palette.chosen.connect(run)
    width = min(WIDTH, window.width() - 40)
    palette.resize(width, min(HEIGHT, window.height() - 120))
    palette.move(window.mapToGlobal(QPoint((window.width() - width) // 2, 60)))
    palette.open()
    palette.field.setFocus()
    return palette


def _spoken(entry: Entry) -> str:
    parts = (entry.title, entry.path, entry.mark, entry.keys, entry.why_not)
    return ", ".join(part for part in parts if part)
