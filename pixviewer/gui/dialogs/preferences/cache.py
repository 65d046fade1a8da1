"""What is kept in the cache folder, and how to be rid of it."""

from functools import partial
from typing import ClassVar

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.model.cache_room import KINDS, CacheRoom, Room
from pixviewer.model.units import bytes_text
from pixviewer.model.workspace import Workspace


class CachePage(Page):
    """Sizes by kind, each with a button to clear it."""

    title: ClassVar[str] = "Cache"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.folder = QLabel()
        self.folder.setWordWrap(True)
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.folder)
        self.sizes: dict[str, QLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self.column.addLayout(self._grid)
        for kind, title in KINDS.items():
            self._add_kind(kind, title)
        self.clear_all = self._button("Clear &All", "Clear the whole cache", *KINDS)
        self._grid.addWidget(self.clear_all, len(KINDS), 2)
        self.add_note("Nothing in it is needed: what is missing is made anew, which takes its time.")
        self._room = CacheRoom(workspace.runner, self._show_room)
        self.follow()

    def set_seen(self, is_seen: bool) -> None:
        """Measure the folder when the page comes to the front."""
        if is_seen:
            self.folder.setText("Measuring…")
            self._room.look()

    def let_go(self) -> None:
        """Wait for no sizes any more."""
        super().let_go()
        self._room.forget()

    def _add_kind(self, kind: str, title: str) -> None:
        row = self._grid.rowCount()
        size = QLabel("…")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        button = self._button("Clear", f"Clear: {title}", kind)
        for column, widget in enumerate((QLabel(title), size, button)):
            self._grid.addWidget(widget, row, column)
        self.sizes[kind], self.buttons[kind] = size, button

    def _button(self, text: str, name: str, *kinds: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setAutoDefault(False)
        button.setEnabled(False)
        button.clicked.connect(partial(self._clear, kinds))
        return button

    def _clear(self, kinds: tuple[str, ...]) -> None:
        for button in (*self.buttons.values(), self.clear_all):
            button.setEnabled(False)
        self._room.clear(*kinds)

    def _show_room(self, room: Room) -> None:
        wrong = "" if room.is_writable else " It cannot be written: nothing is kept."
        self.folder.setText(f"{room.folder}: {bytes_text(sum(room.sizes.values()))}.{wrong}")
        for kind, label in self.sizes.items():
            size = room.sizes.get(kind, 0)
            label.setText(bytes_text(size) if size else "nothing")
            self.buttons[kind].setEnabled(size > 0)
        self.clear_all.setEnabled(any(room.sizes.values()))
