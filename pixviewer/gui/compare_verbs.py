"""Verbs of the menus that compare tables."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace

TABLES = "Pixel tables (*.fits *.fits.gz *.fit *.fz *.gz);;All files (*)"


class CompareVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def compare_with(self) -> None:
        """Ask for a second table, and compare it with the open one."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Compare with another pixel table", settings.last_folder(), TABLES
        )
        if name:
            self.show_compare()
            self._workspace.second.open(name)

    def set_compare_mode(self, mode: str) -> None:
        """Compare otherwise."""
        self.show_compare()
        self._workspace.comparison.set_mode(mode)

    def next_compare_mode(self) -> None:
        """Step to the next way to compare."""
        self.show_compare()
        self._workspace.comparison.next_mode()

    def blink(self) -> None:
        """Show the other side."""
        self.show_compare()
        self._workspace.comparison.blink()

    def show_compare(self) -> None:
        """Bring the compare view to where it is seen."""
        if "compare" not in self._window.slots.shown:
            self._window.slots.show(0, "compare")
