"""Verbs of further windows, and of what they keep in common."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.gui.compare_verbs import TABLES
from pixviewer.model.region_exchange import ENDINGS
from pixviewer.model.state import IMAGE

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class WindowVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def new_window(self) -> None:
        """Ask for a table and open it in a window of its own."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a pixel table in a new window", settings.last_folder(), TABLES
        )
        if name:
            self._window.windows.open(self._window, Path(name))

    def close_window(self) -> None:
        """Close this window; the others stay."""
        self._window.close()

    def quit(self) -> None:
        """Close all windows."""
        self._window.windows.close_all()

    def open_several(self, paths: list[Path]) -> None:
        """Open the first table here, the second beside it, and further ones in windows of their own."""
        first, *further = paths
        self._workspace.open(first)
        if not further:
            return
        second, *others = further
        self._workspace.second.open_with_next_table(second)
        self._window.slots.show(0, "compare")
        for path in others:
            self._window.windows.open(self._window, path)
        words = f"{first.name} opens here (A), {second.name} beside it in the compare view (B)"
        more = f", {len(others)} more in windows of their own" if others else ""
        self._window.tell(words + more)

    def drop_on_compare(self, paths: list[Path]) -> None:
        """Take a table as side B; further ones get windows of their own."""
        tables = [path for path in paths if path.suffix.lower() not in ENDINGS]
        for path in paths:
            if path not in tables:
                self._workspace.exchange.load(path)
        for i, path in enumerate(tables):
            if i == 0:
                self._workspace.second.open(path)
            else:
                self._window.windows.open(self._window, path)

    # Locks

    def toggle_window_lock(self, what: str) -> None:
        """Lock open windows in one respect, or let them go."""
        self._window.windows.session.toggle_windows(what, self._workspace)

    def toggle_all_locks(self) -> None:
        """Lock open windows in every respect, or in none."""
        self._window.windows.session.toggle_all(self._workspace)

    def toggle_view_lock(self, what: str) -> None:
        """Lock the views of a window in one respect, or let them go."""
        view = self._window.active_view or IMAGE
        self._window.windows.session.toggle_views(what, self._workspace, view)

    def match_windows(self, what: str) -> None:
        """Make the other windows as this one, once."""
        session = self._window.windows.session
        if len(session.members) < 2:
            self._window.tell("only one window is open: File ▸ Open in New Window opens another")
        elif what == "everything":
            session.match_all(self._workspace)
        else:
            session.match(what, self._workspace)
