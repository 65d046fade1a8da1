"""What the actions of the Examine tool do in the window."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class ExamineVerbs:
    """Verbs of the Examine tool."""

    _window: "MainWindow"

    def examine(self, what: str) -> None:
        """Examine the rows around the mouse."""
        if not self._window.examine_linking.examine(what):
            self._window.tell(
                "rest the mouse over the sky or a detector, or click there, to examine the rows"
            )
