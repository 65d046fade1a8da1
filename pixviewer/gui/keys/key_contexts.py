"""Which contexts of keys hold now: told to the menus when that changes."""

from collections.abc import Callable

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.actions.contexts import CONTEXTS, WINDOW

Question = Callable[[], bool]


class KeyContexts(QObject):
    """Asks the narrower contexts whether they hold, whenever the focus, the tool or the mouse has moved.

    Parameters
    ----------
    parent : QObject
    questions : dict of str to callable
        What tells of each context whether it holds.
    tell : callable
        Called with the set of contexts that hold, when it has changed.
    """

    def __init__(
        self, parent: QObject, questions: dict[str, Question], tell: Callable[[frozenset[str]], None]
    ) -> None:
        super().__init__(parent)
        unknown = set(questions) - set(CONTEXTS)
        if unknown:
            raise ValueError(f"contexts must be some of {', '.join(CONTEXTS)}, got {sorted(unknown)}")
        self._questions = questions
        self._tell = tell
        self.present = frozenset({WINDOW})
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self.look)
        tell(self.present)

    def look(self) -> None:
        """Find out which contexts hold."""
        present = frozenset({WINDOW, *(name for name, holds in self._questions.items() if holds())})
        if present != self.present:
            self.present = present
            self._tell(present)
