"""What the actions of markers and the ruler do in the window."""

from typing import TYPE_CHECKING

from pixviewer.gui.panes.marker_pane import MarkerPane
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class MarkingVerbs:
    """Verbs of markers and the ruler."""

    _window: "MainWindow"
    _workspace: Workspace

    def mark_row(self) -> None:
        """Note the row under the mouse down."""
        self._workspace.markers.log()

    def show_markers(self) -> None:
        """Show the list of markers."""
        self._window.arrangement.show_dock("Markers")

    def measure(self) -> None:
        """Begin a measurement at the mouse, or end it there."""
        if not self._window.marking_linking.press():
            self._window.tell("rest the mouse over a view: D there, and D elsewhere, measures between")

    def save_markers(self) -> None:
        """Ask for a file, and write the markers."""
        self._window.arrangement.panel("Markers", MarkerPane).save()

    def load_markers(self) -> None:
        """Ask for a file, and add its markers."""
        self._window.arrangement.panel("Markers", MarkerPane).load()
