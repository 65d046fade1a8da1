"""Verbs of keys, the palette of commands, versions and the log."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication

from pixviewer.gui.dialogs.about import AboutDialog, versions_text
from pixviewer.gui.dialogs.guide import GuideDialog
from pixviewer.gui.dialogs.keys import KeysDialog
from pixviewer.gui.keys.key_sheet import sheet_of
from pixviewer.gui.keys.overlay import KeyOverlay
from pixviewer.gui.keys.places import place_under_mouse
from pixviewer.gui.palette.dialog import show_palette
from pixviewer.model.guide import DATA_FORMAT

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class HelpVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"

    def show_guide(self, page: str = "") -> None:
        """Show the guide, or a page of it; the window stays usable."""
        shown = self._window.findChild(GuideDialog)
        dialog = shown if shown is not None else GuideDialog(self._window)
        dialog.show_page(page)
        dialog.show()
        dialog.raise_()

    def show_data_format(self) -> None:
        """Show what a pixel table consists of."""
        self.show_guide(DATA_FORMAT)

    def show_keys(self) -> None:
        """Show all keys."""
        KeysDialog(self._window.windows.keymap, self._window).open()

    def show_key_overlay(self) -> None:
        """Show the keys of the view under the mouse above the window."""
        window = self._window
        KeyOverlay(sheet_of(place_under_mouse(window), window.windows.keymap), window).pop_up()

    def show_palette(self) -> None:
        """Find a command by words."""
        show_palette(self._window)

    def copy_versions(self) -> None:
        """Copy versions for a report."""
        self._copy(versions_text(), "the versions")

    def copy_log_path(self) -> None:
        """Copy where the log file is."""
        log_file = self._window.log_file
        if log_file is None:
            self._window.tell("no log file could be written")
        else:
            self._copy(str(log_file), f"the path {log_file}")

    def show_about(self) -> None:
        """Show version and licence."""
        AboutDialog(self._window.log_file, self._window).open()

    def _copy(self, text: str, what: str) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(text)
            self._window.tell(f"copied {what}")
