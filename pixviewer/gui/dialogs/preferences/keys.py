"""Keys of all actions, and how tools behave."""

from pathlib import Path
from typing import ClassVar

from PyQt6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from pixviewer.gui.dialogs.preferences.key_recorder import KeyRecorder
from pixviewer.gui.dialogs.preferences.key_table import KeyTable
from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.gui.keys.keymap import Keymap, KeysProblem
from pixviewer.model.preferences import Preferences
from pixviewer.model.workspace import Workspace

FILES = "Keys of pixviewer (*.json);;All files (*)"
_LARGEST = 1_000_000  # bytes; a list of keys is far smaller, and a table of pixels far larger


class KeysPage(Page):
    """A table of all actions, a field that records a key, and files of keys."""

    title: ClassVar[str] = "Keys and tools"
    names: ClassVar[tuple[str, ...]] = ("keys", "keeps_tool")

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.keymap = Keymap(self.preferring)
        self.table = KeyTable(self.keymap)
        self.recorder = KeyRecorder(self.keymap)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName("What became of it")
        self.keeps_tool = QCheckBox("&Drawing tools stay chosen after one drawing")
        self.keeps_tool.setToolTip(
            "Else a tool draws once; its button or key, twice, keeps it until Esc or another tool"
        )
        self.import_button = QPushButton("&Import…")
        self.export_button = QPushButton("&Export…")
        self.import_button.setToolTip("Take the keys that a file holds, instead of these")
        self.export_button.setToolTip("Write your own keys to a file, for another machine")
        files = QHBoxLayout()
        for button in (self.import_button, self.export_button):
            button.setAutoDefault(False)
            files.addWidget(button)
        files.addWidget(self.message, 1)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.recorder)
        self.column.addLayout(files)
        self.column.addWidget(self.keeps_tool)

        self.table.chosen.connect(self.recorder.set_action)
        self.recorder.told.connect(self.message.setText)
        self.import_button.clicked.connect(self._import)
        self.export_button.clicked.connect(self._export)
        self.keeps_tool.clicked.connect(lambda is_on: self.change(keeps_tool=is_on))
        self.follow()

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields."""
        self.table.show_keys()
        self.recorder.show_state()
        self.keeps_tool.setChecked(value.keeps_tool)

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Import keys", "", FILES)
        if name:
            self.message.setText(self.import_file(Path(name)))

    def import_file(self, path: Path) -> str:
        """Take the keys of a file, and say what became of it."""
        try:
            if path.stat().st_size > _LARGEST:
                raise KeysProblem("it is no list of keys that pixviewer has written")
            problems = self.keymap.load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return f"{path.name} was not imported: {_reason(error)}. The keys are as before."
        return f"Imported {path.name}. {'. '.join(problems)}{'.' if problems else ''}"

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Export keys", "pixviewer-keys.json", FILES)
        if name:
            self.message.setText(self.export_file(Path(name)))

    def export_file(self, path: Path) -> str:
        """Write the user's own keys to a file, and say what became of it."""
        try:
            path.write_text(self.keymap.text(), encoding="utf-8")
        except OSError as error:
            return f"{path.name} was not written: {_reason(error)}. Choose another folder."
        return f"Wrote {path}."


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is no text" if isinstance(error, UnicodeDecodeError) else str(error)
