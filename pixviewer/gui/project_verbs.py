"""Verbs of projects."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.model.project.opening import Wish
from pixviewer.model.project.reading import ENDING, is_project

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace

PROJECTS = f"Projects (*{ENDING})"


class ProjectVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def open_path(self, path: Path | str) -> None:
        """Open a pixel table or a project, by its name."""
        path = Path(path)
        if is_project(path):
            self._window.project.open(Wish(path))
        else:
            self._workspace.open(path)

    def save_project(self) -> None:
        """Save the project where it is; ask where, the first time."""
        desk = self._window.windows.desk
        if desk.path is None:
            self.save_project_as()
        else:
            desk.save()

    def save_project_as(self) -> None:
        """Ask where to save the project."""
        desk = self._window.windows.desk
        usual = desk.path or Path(settings.last_folder()) / f"{_stem(self._workspace)}{ENDING}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the project", str(usual), PROJECTS)
        if name:
            path = Path(name)
            desk.save(path if is_project(path) else path.with_name(path.name + ENDING))

    def recover(self) -> None:
        """Offer unsaved work of programs that have ended."""
        self._window.project.look_for_left(tells=True)


def _stem(workspace: "Workspace") -> str:
    table = workspace.table
    if table is None or table.path is None:
        return "project"
    name = table.path.name
    for ending in (".gz", ".fz", ".fits", ".fit"):
        name = name.removesuffix(ending)
    return name or "project"
