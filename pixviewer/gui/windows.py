"""The windows of one program: each on a workspace of its own, joined by locks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QApplication

from pixviewer.gui import settings
from pixviewer.gui.dressing import Dressing
from pixviewer.gui.keys.keymap import Keymap
from pixviewer.model.preferences import Preferences, Preferring
from pixviewer.model.project.desk import ProjectDesk
from pixviewer.model.project.opening import Face
from pixviewer.model.session import Session

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

CASCADE = QPoint(28, 28)  # a new window lies a little beside the one it was opened from


class Windows:
    """Opens further windows and lets go of closed ones.

    Parameters
    ----------
    remembers : bool
        Whether preferences are taken from the last time, and kept for the next.

    Attributes
    ----------
    session : Session
        Their workspaces, and what is locked between them.
    preferring : Preferring
        What the user prefers in all of them.
    problems : list of str
        What is wrong with the settings, to be told once.
    keymap : Keymap
        The keys that all of them know.
    desk : ProjectDesk
        What they decide and show, saved and autosaved.
    """

    def __init__(self, *, remembers: bool = True) -> None:
        self.session = Session()
        self.desk = ProjectDesk(self.session, self._open_face, keeps=remembers)
        self.windows: list[MainWindow] = []
        self.problems: list[str] = []
        # First of all that is read: Qt tells only the first reader that a file is broken.
        self.preferring = self._load() if remembers else Preferring()
        self.dressing = Dressing(self.preferring)
        if remembers:
            self._keep_unsaved(self.preferring.value)
            self.preferring.events.value.connect(self._keep_unsaved)
        self.keymap = Keymap(self.preferring)
        self.problems += self.keymap.problems

    def _load(self) -> Preferring:
        problem = settings.check()
        preferring, unread = settings.load_preferences()
        self.problems = [sentence for sentence in (problem, unread) if sentence]
        preferring.events.value.connect(self._save)
        return preferring

    def _save(self) -> None:
        settings.save_preferences(self.preferring)

    def _keep_unsaved(self, value: Preferences) -> None:
        self.desk.keep_unsaved(value.autosaves)

    def add(self, window: "MainWindow") -> None:
        """Have one more window."""
        self.windows.append(window)
        self.session.join(window.workspace)

    def open(self, beside: "MainWindow", path: Path | None = None) -> "MainWindow":
        """Open a window beside another, with a table or empty."""
        from pixviewer.gui.main_window import MainWindow

        window = MainWindow(beside.log_file, remembers=beside.remembers, windows=self)
        window.is_further = True
        window.resize(beside.size())
        window.move(beside.pos() + CASCADE)
        window.show()
        if path is not None:
            window.workspace.open(path)
        return window

    def _open_face(self) -> Face:
        """One more window, for a project that has several."""
        beside = self.front
        assert beside is not None
        return self.open(beside).project.face

    def remove(self, window: "MainWindow") -> None:
        """Let go of a window that was closed."""
        if window in self.windows:
            self.windows.remove(window)
            self.session.leave(window.workspace)

    def close_all(self) -> None:
        """Close every window, the newest first, until one would rather stay."""
        # Now, as long as the project has all of them.
        if self.front is not None and not self.front.project.may_end(self.close_all):
            return
        self.desk.begin_end()
        for window in reversed(self.windows[:]):
            if not window.close():
                self.desk.go_on_after_all()
                return

    @property
    def front(self) -> "MainWindow | None":
        """Window that the user works in, or any."""
        active = QApplication.activeWindow()
        known = [window for window in self.windows if window is active] or self.windows
        return known[0] if known else None
