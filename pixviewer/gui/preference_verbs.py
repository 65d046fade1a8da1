"""Verbs of the preferences and of how the whole program looks."""

from typing import TYPE_CHECKING

from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class PreferenceVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def show_preferences(self) -> None:
        """Show what can be preferred; the window stays usable."""
        shown = self._window.findChild(PreferencesDialog)
        dialog = shown if shown is not None else PreferencesDialog(self._workspace, self._window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def set_theme(self, choice: str) -> None:
        """Dress the program light, dark or as the system, from now on."""
        self._window.windows.dressing.choose_theme(choice)
