"""What was done in this session that can be repeated: files that were written, and the last decision."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.model.commands import Decisions
from pixviewer.model.recipe import calibration, products
from pixviewer.model.recipe.scripts import python_lines, python_script, shell_lines, shell_script
from pixviewer.model.recipe.state import kind_of_change, steps_about, steps_of_state
from pixviewer.model.recipe.step import Source, Step
from pixviewer.model.region_exchange import to_core

if TYPE_CHECKING:
    from pixviewer.model.extracting import ExtractPlan
    from pixviewer.model.regions import Region
    from pixviewer.model.selfcal.saving import Saved
    from pixviewer.model.workspace import Workspace

LAST, STATE, FILES = "last", "state", "files"
PYTHON, SHELL = "python", "shell"
LANGUAGES = {PYTHON: "Python", SHELL: "Command line"}
ENDINGS = {PYTHON: ".py", SHELL: ".sh"}
LANGUAGES = {PYTHON: "Python", SHELL: "Command line"}
ENDINGS = {PYTHON: ".py", SHELL: ".sh"}
ABOUT = {LAST: "Last action", STATE: "All that is shown", FILES: "Files written"}


class Recipes:
    """Recipes of a workspace: of the last action, of all that is shown, of all files that were written.

    Attributes
    ----------
    written : tuple of Step
        Steps that wrote the files of this table, oldest first.
    """

    changed = Signal()

    def __init__(self, workspace: "Workspace", source: Callable[[], Source]) -> None:
        self._workspace, self._source = workspace, source
        self.written: tuple[Step, ...] = ()
        self._known: Decisions = workspace.decider.now
        self._last: Step | str = ""  # what was written, or the kind of what was decided
        workspace.decider.decided.connect(self._on_decided)
        workspace.table_changed.connect(self._on_table_changed)
        workspace.selfcal.saver.saved.connect(self._on_saved)
        workspace.tools.files.repeatable.connect(lambda make: self.add(make(self._source())))
        workspace.extraction.written.connect(self._on_extracted)
        workspace.exchange.written.connect(self._on_regions)
        workspace.selfcal.changed.connect(self.changed.emit)
        workspace.regions.events.selected.connect(lambda *_: self.changed.emit())
        workspace.linked.shown.events.ifus.connect(lambda *_: self.changed.emit())

    def add(self, *steps: Step) -> None:
        """Remember what has just been written."""
        if steps:
            self.written = (*self.written, *steps)
            self._last = steps[-1]
            self.changed.emit()

    def steps(self, about: str) -> tuple[Step, ...]:
        """Steps of ``last``, ``state`` or ``files``."""
        if about == FILES:
            return self.written
        if about == STATE:
            return steps_of_state(self._workspace, self._source())
        if isinstance(self._last, Step):
            return (self._last,)
        return steps_about(self._last, self._workspace, self._source()) if self._last else ()

    def text(self, about: str, language: str) -> str:
        """A recipe in few lines, to be read or pasted; empty where there is nothing to do."""
        steps = self.steps(about)
        if not steps:
            return ""
        write = python_lines if language == PYTHON else shell_lines
        return write(steps, self._source())

    def script(self, about: str, language: str) -> str:
        """A recipe as a script that may write its files into another folder; empty likewise."""
        steps = self.steps(about)
        if not steps:
            return ""
        write = python_script if language == PYTHON else shell_script
        return write(steps, self._source())

    def title(self, about: str) -> str:
        """What a recipe is of, in a few words."""
        if about == LAST:
            if isinstance(self._last, Step):
                return self._last.label
            return self._workspace.history.undo_label or ""
        n = len(self.steps(about))
        return f"{n} steps" if n != 1 else "1 step"

    def _on_decided(self) -> None:
        now = self._workspace.decider.now
        if now != self._known:
            self._last = kind_of_change(self._known, now)
            self._known = now
            self.changed.emit()

    def _on_table_changed(self) -> None:
        self.written, self._last, self._known = (), "", self._workspace.decider.now
        self.changed.emit()

    def _on_extracted(self, plans: tuple["ExtractPlan", ...]) -> None:
        self.add(*(products.extraction(plan, self._source()) for plan in plans))

    def _on_regions(self, path: Path, items: tuple["Region", ...]) -> None:
        self.add(products.regions([to_core(region) for region in items], path))

    def _on_saved(self, saved: "Saved") -> None:
        self.add(calibration.saved(saved.kind, saved.path, saved.recipe))
