"""Whether unsaved decisions are kept, and where."""

from typing import ClassVar

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QLabel, QWidget

from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.model.preferences import Preferences
from pixviewer.model.project.state_folder import autosave_path
from pixviewer.model.workspace import Workspace


class ProjectsPage(Page):
    """Autosaves."""

    title: ClassVar[str] = "Projects"
    names: ClassVar[tuple[str, ...]] = ("autosaves",)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.autosaves = QCheckBox("&Keep unsaved decisions, and offer them at the next start")
        self.folder = QLabel(f"In {autosave_path()}")
        self.folder.setAccessibleName("Folder of unsaved work")
        self.folder.setWordWrap(True)
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.autosaves)
        self.column.addWidget(self.folder)
        self.add_note(
            "Each decision is written there within two seconds, in the background, until it is saved in a "
            "project (File ▸ Save Project). Without this, what is not saved is lost when the program ends."
        )
        self.autosaves.clicked.connect(lambda is_on: self.change(autosaves=is_on))
        self.follow()

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields."""
        self.autosaves.setChecked(value.autosaves)
