"""One page of the preferences."""

from typing import ClassVar

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from pixviewer.model.preferences import Preferences
from pixviewer.model.workspace import Workspace


class Page(QWidget):
    """Fields that change preferences at once, and follow them when they change elsewhere.

    A page adds rows to `form`, or widgets to `column`, connects them to `change`, and shows a value in
    `show_value`, which is called once at the end of its constructor by `follow`.

    Attributes
    ----------
    title : str
        What the list of pages calls it.
    names : tuple of str
        Preferences it changes: those that *Restore Defaults* brings back.
    """

    title: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.preferring = workspace.preferring
        self.column = QVBoxLayout(self)
        self.form = QFormLayout()
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.column.addLayout(self.form)

    def follow(self) -> None:
        """Show the preferences, now and when they change."""
        self.column.addStretch(1)
        self.preferring.events.value.connect(self.show_value)
        self.show_value(self.preferring.value)

    def let_go(self) -> None:
        """Follow them no longer."""
        self.preferring.events.value.disconnect(self.show_value)

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields, without changing them."""

    def set_seen(self, is_seen: bool) -> None:
        """Learn whether the page is looked at."""

    def change(self, **changes: object) -> None:
        """Prefer something else."""
        self.preferring.change(**changes)

    def restore(self) -> None:
        """Prefer what the program comes with, in what this page is about."""
        if self.names:
            self.preferring.restore(*self.names)

    def add_note(self, text: str) -> QLabel:
        """Add a line that explains."""
        note = QLabel(text)
        note.setWordWrap(True)
        self.column.addWidget(note)
        return note
