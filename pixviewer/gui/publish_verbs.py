"""What the actions that export plots do in the window."""

from typing import TYPE_CHECKING

from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class PublishVerbs:
    """Verbs of pictures for print, and of the numbers behind plots."""

    _window: "MainWindow"
    _workspace: Workspace

    def export_picture(self, plot: str = "") -> None:
        """Ask how a view is to be drawn, with a preview, and write it."""
        from pixviewer.gui.dialogs.publish.picture import PictureDialog
        from pixviewer.gui.publishing import chosen_plot, stage_of

        if self._workspace.table is not None:
            window = self._window
            PictureDialog(
                self._workspace, lambda: stage_of(window), plot or chosen_plot(window), window
            ).open()

    def export_numbers(self, plot: str = "") -> None:
        """Ask for which plot the numbers are wanted, and in which form, and write them."""
        from pixviewer.gui.dialogs.publish.numbers import NumbersDialog
        from pixviewer.gui.publishing import chosen_plot, stage_of

        if self._workspace.table is not None:
            window = self._window
            NumbersDialog(
                self._workspace, lambda: stage_of(window), plot or chosen_plot(window), window
            ).open()
