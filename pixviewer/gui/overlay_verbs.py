"""Verbs of what is drawn above the pictures, and of the panels beside them."""

from typing import TYPE_CHECKING

from pixviewer.gui.dialogs.contours import ContourDialog

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class OverlayVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def toggle_overlay(self, name: str) -> None:
        """Draw the grid, the compass, the scale bar or contours, or no longer."""
        view = self._workspace.view
        view.overlays = view.overlays.toggled(name)

    def edit_contours(self) -> None:
        """Choose levels, smoothing and colours."""
        ContourDialog(self._workspace, self._window).show()
