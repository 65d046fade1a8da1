"""Verbs that write rows of regions, or say how a script would."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication

from pixviewer.gui.dialogs.extract_all import ExtractAllDialog
from pixviewer.model.extract_batch import sources
from pixviewer.model.state import DETECTOR
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class ExtractVerbs:
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    def extract_all(self) -> None:
        """Ask how the files of all regions are called, and write them."""
        if sources(self._workspace.regions.items):
            ExtractAllDialog(self._workspace, self._window).open()
        else:
            self._window.tell("draw a region, or import some: there is no source region to extract")

    def show_history(self) -> None:
        """Show the decisions by name."""
        self._window.arrangement.show_dock("History")

    def open_detector(self, ifu: int) -> None:
        """Show the detector of an IFU in the right view."""
        self._workspace.linked.show_ifu(ifu)
        if DETECTOR not in self._window.slots.shown:
            self._window.slots.show(1, DETECTOR)
        self._window.arrangement.show_second_view()

    def copy_command(self) -> None:
        """Copy the command that extracts what is chosen."""
        try:
            command = self._workspace.extraction.as_command()
        except ValueError as error:
            self._window.tell(str(error))
        else:
            self._copy_text(command, "the command")

    def copy_python(self) -> None:
        """Copy the script that extracts what is chosen."""
        self._copy_text(self._workspace.extraction.as_python(), "the Python script")

    def _copy_text(self, text: str, what: str) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(text)
            self._window.tell(f"copied {what} that extracts {self._workspace.extraction.chosen_name}")
