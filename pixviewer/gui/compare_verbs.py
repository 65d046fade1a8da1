"""Verbs of the menus that compare tables."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.gui.dialogs.header_differences import HeaderDifferencesDialog

if TYPE_CHECKING:
    from pixviewer.core.io.header_differences import HeaderDifference
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

    def compare_headers(self) -> None:
        """Show the header cards in which both tables differ."""
        workspace, pair = self._workspace, self._workspace.comparison.state.pair
        if pair is None:
            return
        dialog = HeaderDifferencesDialog((pair[0].name, pair[1].name), self._window)

        def found(answer: "list[HeaderDifference] | Exception") -> None:
            if isinstance(answer, Exception):
                dialog.set_problem(str(answer))
            else:
                dialog.set_differences(answer)

        dialog.saveRequested.connect(
            lambda text, path: workspace.linked.save_text(str(path), text, "the differences")
        )
        dialog.finished.connect(workspace.second.forget_headers)
        dialog.open()
        workspace.second.compare_headers(found)

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
