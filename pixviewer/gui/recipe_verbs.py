"""Verbs of the recipe: show it, save it as a script."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.model.extract_names import stem_of
from pixviewer.model.recipe.log import ABOUT, ENDINGS, PYTHON, SHELL, STATE
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

SCRIPTS = {PYTHON: "Python scripts (*.py)", SHELL: "Shell scripts (*.sh)"}


class RecipeVerbs:
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    def show_recipe(self) -> None:
        """Show what was done and what is shown, as scripts."""
        self._window.arrangement.show_dock("Recipe")

    def save_recipe_of_state(self) -> None:
        """Ask for a file, and write what is shown as a script to it."""
        self.save_recipe(STATE, PYTHON)

    def save_recipe(self, about: str, language: str) -> None:
        """Ask for a file, and write a recipe to it; the ending says in which language."""
        folder, stem = settings.last_folder(), stem_of(self._workspace.source.path)
        first = SCRIPTS[language]
        others = [text for text in SCRIPTS.values() if text != first]
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            f"Save the recipe: {ABOUT[about].lower()}",
            str(Path(folder) / f"{stem}_recipe{ENDINGS[language]}"),
            ";;".join([first, *others]),
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in ENDINGS.values():
            path = path.with_name(path.name + ENDINGS[SHELL if chosen == SCRIPTS[SHELL] else PYTHON])
        wanted = SHELL if path.suffix.lower() == ENDINGS[SHELL] else PYTHON
        text = self._workspace.recipes.script(about, wanted)
        if text:
            self._workspace.tools.files.write_text(text, path, "the recipe")
        else:
            self._window.tell("there is nothing to repeat yet, so no recipe was written")
