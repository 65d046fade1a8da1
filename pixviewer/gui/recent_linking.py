"""Recent files in the menu and on the start page of a window."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.gui import settings
from pixviewer.model.recent import RecentFiles

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class RecentLinking:
    """Shows them as they are known at once, and which are missing as soon as that is found out."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.recent = RecentFiles(window.deliver, settings.remembered_files if window.remembers else list)
        self.recent.changed.connect(self._show)
        window.start.fileRequested.connect(window.verbs.open_path)
        window.start.forgetRequested.connect(lambda name: self.forget(Path(name)))
        window.recent_menu.aboutToShow.connect(self._on_menu)

    def refresh(self) -> None:
        """Show the files, and find out which are there."""
        self._show()
        if self.recent.files:
            self.recent.look()

    def forget(self, *paths: Path) -> None:
        """Take files from the list."""
        settings.forget_files(paths)
        self._show()

    def _on_menu(self) -> None:
        self.refresh()

    def _show(self) -> None:
        self._window.start.set_recent(self.recent.files, self.recent.missing)
        self._fill_menu()

    def _fill_menu(self) -> None:
        menu, files, missing = self._window.recent_menu, self.recent.files, self.recent.missing
        menu.clear()
        for path in files:
            is_missing = path in missing
            made = menu.addAction(f"{path}{' (not found)' if is_missing else ''}".replace("&", "&&"))
            if made is not None:
                made.setEnabled(not is_missing)
                made.triggered.connect(partial(self._open, str(path)))
        menu.addSeparator()
        gone = [path for path in files if path in missing]
        for text, paths in (("Forget Those Not Found", gone), ("Forget All", files)):
            made = menu.addAction(text)
            if made is not None:
                made.setEnabled(bool(paths))
                made.triggered.connect(partial(self._forget, tuple(paths)))

    def _open(self, name: str, checked: bool = False) -> None:
        self._window.verbs.open_path(name)

    def _forget(self, paths: tuple[Path, ...], checked: bool = False) -> None:
        self.forget(*paths)
