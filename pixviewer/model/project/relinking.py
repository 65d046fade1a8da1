"""Files of a project that are not where they were: found again, taken nevertheless, or left out."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.project.files import Finding
from pixviewer.model.project.fingerprints import FileMark, Match, compare, find
from pixviewer.model.project.opening import Opened

if TYPE_CHECKING:
    from pixviewer.core.progress import Progress

LOOKING = "looking for a file"


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one file."""

    finding: Finding
    is_accepted: bool = False  # although it is another
    is_left_out: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether it is known what to open."""
        return (
            self.finding.is_good or self.is_left_out or (self.is_accepted and self.finding.path is not None)
        )

    @property
    def path(self) -> Path | None:
        """What to open; None to open without."""
        return None if self.is_left_out else self.finding.path

    def words(self) -> str:
        """How it stands with it."""
        match, path = self.finding.match, self.finding.path
        if self.is_left_out:
            return "left out"
        if match is Match.MISSING or path is None:
            return "missing"
        if match is Match.OTHER:
            return f"{path} is another file{' and is used nevertheless' if self.is_accepted else ''}"
        return f"found: {path}"


class Relinking:
    """The choices for the files of a project that was read.

    Parameters
    ----------
    opened : Opened
    runner : Runner
        Looks at files in the background.
    """

    changed = Signal()

    def __init__(self, opened: Opened, runner: Runner) -> None:
        self.opened = opened
        self._runner = runner
        self._n_asked = 0
        self.choices = {finding.mark.path: Choice(finding) for finding in opened.findings}

    @property
    def wrong(self) -> tuple[str, ...]:
        """Files that were not there at first, as the project names them."""
        return tuple(finding.mark.path for finding in self.opened.wrong)

    @property
    def is_complete(self) -> bool:
        """Whether everything is settled."""
        return all(choice.is_settled for choice in self.choices.values())

    def paths(self) -> dict[str, Path | None]:
        """Where each file is; None for those that are left out."""
        return {name: choice.path for name, choice in self.choices.items()}

    def locate(self, name: str, path: Path) -> None:
        """Take a file for a missing one; others that are missing are looked for beside it."""
        self._n_asked += 1
        marks = [choice.finding.mark for choice in self.choices.values() if not choice.is_settled]
        request = (LOOKING, self._n_asked)
        work = partial(_look, name, path, tuple(marks))
        self._runner.submit(
            Task(f"{LOOKING} {self._n_asked}", request, work, self._on_looked, "", Lane.QUICK,
                 is_kept=False, is_shown=False)
        )  # fmt: skip

    def use_anyway(self, name: str) -> None:
        """Take a file although it is another."""
        self._put(replace(self.choices[name], is_accepted=True))

    def leave_out(self, name: str) -> None:
        """Open without a file that is not needed."""
        if not self.choices[name].finding.is_needed:
            self._put(replace(self.choices[name], is_left_out=True))

    def _put(self, choice: Choice) -> None:
        self.choices[choice.finding.mark.path] = choice
        self.changed.emit()

    def _on_looked(self, answer: Answer) -> None:
        if answer.ending is not Ending.FINISHED:
            return
        for name, path, match in answer.value:
            finding = replace(self.choices[name].finding, path=path, match=match)
            self.choices[name] = Choice(finding)
        self.changed.emit()


def _look(
    name: str, path: Path, marks: tuple[FileMark, ...], progress: "Progress"
) -> list[tuple[str, Path, Match]]:
    """How a file compares with the one that is missing, and others that lie beside it."""
    found = []
    for mark in marks:
        if mark.path == name:
            found.append((name, path, compare(mark, path)))
            continue
        place, match = find(mark, path.parent)
        if place is not None and match is not Match.OTHER:
            found.append((mark.path, place, match))
    return found
