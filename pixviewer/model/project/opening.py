"""A project on its way into windows: read, and its files looked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pixviewer.model.jobs import Deliver
from pixviewer.model.project.autosaving import Leftover
from pixviewer.model.project.document import Look, Project
from pixviewer.model.project.files import TABLE, Finding, look_for
from pixviewer.model.project.fingerprints import FileMark, Match
from pixviewer.model.project.reading import read_project

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace


class Face(Protocol):
    """A window, as far as a project knows it."""

    @property
    def workspace(self) -> "Workspace":
        """What it is on."""

    @property
    def deliver(self) -> Deliver:
        """Brings calls to where it lives."""

    def look(self) -> Look:
        """How it is arranged."""

    def show_look(self, look: Look) -> None:
        """Be arranged so."""

    def when_laid_out(self, call: Callable[[], None]) -> None:
        """Call a function once everything has its size: views that grow or shrink show more or less."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be opened.

    Parameters
    ----------
    path : Path
        The project.
    table, factors : Path, optional
        What to open instead of its first table, and instead of the factors that is seen through.
    left : Leftover, optional
        The same, read already, of what a program left unsaved.
    is_single : bool
        Whether only its first window is wanted.
    """

    path: Path
    table: Path | None = None
    factors: Path | None = None
    left: Leftover | None = None
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that was read, with its files looked for; ``face`` is the window that asked."""

    wish: Wish
    project: Project
    findings: tuple[Finding, ...]
    face: Face

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """Files that are missing, or are others."""
        return tuple(finding for finding in self.findings if not finding.is_good)

    def news(self) -> str:
        """What is otherwise than when it was saved, and matters little; empty when nothing is."""
        moved = [f for f in self.findings if f.is_good and str(f.path) != f.mark.path]
        touched = [f for f in self.findings if f.match is Match.TOUCHED and f not in moved]
        if moved:
            return f"the {moved[0].role} {moved[0].mark.name} was found at {moved[0].path}"
        return f"the {touched[0].role} {touched[0].mark.name} was written anew since" if touched else ""


def read(wish: Wish, face: Face) -> Opened:
    """Read a project and find its files; takes its time.

    Raises
    ------
    PixTableError
        If it cannot be read.
    """
    if wish.left is not None:
        project = wish.left.project
        folder = Path(project.name).parent if project.name else None
    else:
        project, folder = read_project(wish.path), wish.path.parent
    project = _with_wishes(project, wish)
    findings = tuple(_wished(finding, wish) for finding in look_for(project, folder))
    return Opened(wish, project, findings, face)


def _with_wishes(project: Project, wish: Wish) -> Project:
    """The project with the files in its first window that were asked for."""
    first, *others = project.windows if not wish.is_single else project.windows[:1]
    if wish.table is not None and (first.is_demo or not first.table):
        first = replace(first, table=str(wish.table), is_demo=False)
    if wish.factors is not None:
        first = replace(first, factors=str(wish.factors))
    marks = tuple(mark for mark in project.files if mark.path != str(wish.factors))
    files = marks if wish.factors is None else (*marks, FileMark(str(wish.factors)))
    return replace(project, windows=(first, *others), files=files)


def _wished(finding: Finding, wish: Wish) -> Finding:
    """The table that was asked for is the one that is meant, whatever it is."""
    if wish.table is None or finding.role != TABLE:
        return finding
    return replace(finding, path=wish.table, match=Match.SAME)
