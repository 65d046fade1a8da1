"""Verbs of the preferences and of how the whole program looks."""

from typing import TYPE_CHECKING

from pixviewer.gui import fonts
from pixviewer.gui.dialogs.messages import MessagesDialog
from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.model.preferences import LARGEST_FONT, SMALLEST_FONT

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class PreferenceVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def show_preferences(self) -> None:
        """Show what can be preferred; the window stays usable."""
        self._preferences()

    def show_preference_page(self, title: str) -> None:
        """Show one page of what can be preferred."""
        self._preferences().show_page(title)

    def _preferences(self) -> PreferencesDialog:
        shown = self._window.findChild(PreferencesDialog)
        dialog = shown if shown is not None else PreferencesDialog(self._workspace, self._window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def show_messages(self) -> None:
        """Show what was told, with all that went wrong."""
        shown = self._window.findChild(MessagesDialog)
        dialog = shown if shown is not None else MessagesDialog(self._window.messages, self._window)
        dialog.show()
        dialog.raise_()

    def reset_arrangement(self) -> None:
        """Bring all panels back to where they were at first, in this perspective."""
        self._window.arrangement.reset()

    def scale_text(self, step: str) -> None:
        """Write everything larger or smaller by a point, or as the system has it."""
        preferring = self._workspace.preferring
        present = preferring.value.font_size or fonts.platform_size()
        size = min(max(round(present) + float(step), SMALLEST_FONT), LARGEST_FONT) if step != "0" else 0.0
        preferring.change(font_size=size)

    def set_theme(self, choice: str) -> None:
        """Dress the program light, dark or as the system, from now on."""
        self._window.windows.dressing.choose_theme(choice)
