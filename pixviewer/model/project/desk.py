"""The project of one program: what its windows decide and show, saved, autosaved and opened again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer._version import __version__
from pixviewer.model.commands import Decisions
from pixviewer.model.jobs import Answer, Ending, Lane, Task
from pixviewer.model.project.autosaving import Autosave, Leftover
from pixviewer.model.project.capturing import capture
from pixviewer.model.project.document import Project, WindowRecord
from pixviewer.model.project.files import Paths, found_paths, relinked
from pixviewer.model.project.opening import Face, Opened, Wish, read
from pixviewer.model.project.putting import Putter
from pixviewer.model.project.restoring import Restorer
from pixviewer.model.project.writer import Job, Writer
from pixviewer.model.session import Session
from pixviewer.model.state import Bounds

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

OPENING = "opening a project"


@dataclass(slots=True, eq=False)
class _Member:
    """A window of the project.

    ``saved`` are the decisions that are in its file, None where there is no file; ``number`` is that of the
    table that was restored last; ``was_modified`` is whether something was unsaved when last looked at.
    """

    face: Face
    restorer: Restorer
    saved: Decisions | None = None
    is_recovered: bool = False
    was_modified: bool = False
    number: int = -1
    connections: list[tuple[Any, Callable[..., None]]] = field(default_factory=list)

    @property
    def workspace(self) -> "Workspace":
        return self.face.workspace

    @property
    def is_modified(self) -> bool:
        """Whether there are decisions that no saved file has."""
        if self.workspace.table is None:
            return False
        if self.saved is not None:
            return self.workspace.decider.now != self.saved
        return self.is_recovered or bool(self.workspace.history.labels)


class ProjectDesk:
    """Verbs for the project of all windows of a program.

    Parameters
    ----------
    session : Session
        Whose locks go with it.
    open_window : callable
        Makes one more window, for a project of several.
    keeps : bool
        Whether decisions are autosaved.

    Attributes
    ----------
    path : Path or None
        Where it is saved.
    """

    changed = Signal()  # its name, or whether something is unsaved
    told = Signal(str)
    failed = Signal(str, Exception)
    asks_files = Signal(object)  # an `Opened` whose files are not all there: `go_on` with where they are
    had_result = Signal(object)  # the face of a window that was restored, but for its self-calibration
    saved = Signal(Path)
    opened = Signal(Path)

    def __init__(self, session: Session, open_window: Callable[[], Face], *, keeps: bool = True) -> None:
        self._session, self._open_window, self._keeps = session, open_window, keeps
        self.path: Path | None = None
        self._old: Any = None  # the plain form of what was read, with all that is unknown here
        self._members: list[_Member] = []
        self._writer = Writer(self._deliver)
        self._putter = Putter()
        self._autosave = Autosave()
        self._awaited: set[int] = set()  # windows whose tables are being opened
        self._left: Leftover | None = None  # what is being recovered
        self._has_failed = self._has_aside = self._is_ending = False
        self._n_asked = 0

    # Windows

    def join(self, face: Face) -> None:
        """Have one more window."""
        member = _Member(face, Restorer(face.workspace))
        member.connections = [
            (face.workspace.decider.decided, partial(self._on_decided, member)),
            (face.workspace.table_changed, partial(self._on_table_changed, member)),
            (member.restorer.restored, partial(self._on_restored, member)),
            (member.restorer.failed, self._on_failed),
        ]
        for signal, slot in member.connections:
            signal.connect(slot)
        self._members.append(member)

    def leave(self, face: Face) -> None:
        """Have one window less; what was decided there and not saved is kept for the next start."""
        member = self._of(face)
        if member is None:
            return
        if member.is_modified:
            self._set_aside()
        self._members.remove(member)
        for signal, slot in member.connections:
            signal.disconnect(slot)
        if self._members:
            self._refresh()
        else:
            self._end()

    def _end(self) -> None:
        self._writer.do(Job(self._autosave.remove))  # which was set aside, if it is wanted
        self._writer.close()
        if self._left is not None:
            self._left.leave()

    def begin_end(self) -> None:
        """All windows are being closed: what is unsaved is kept as it is now, with all of them."""
        if self._keeps and self.is_modified:
            self._set_aside()
        self._is_ending = True

    def go_on_after_all(self) -> None:
        """A window would rather stay."""
        self._is_ending = False
        self._refresh()

    @property
    def is_modified(self) -> bool:
        """Whether a window has decisions that are in no saved file."""
        return any(member.is_modified for member in self._members)

    @property
    def name(self) -> str:
        """Name of its file, empty while it has none."""
        return self.path.name if self.path is not None else ""

    def is_modified_in(self, face: Face) -> bool:
        """Whether one window has decisions that are in no saved file."""
        member = self._of(face)
        return member is not None and member.is_modified

    def _of(self, face: Face) -> _Member | None:
        return next((member for member in self._members if member.face is face), None)

    # Saving

    def save(self, path: Path | None = None, then: Callable[[bool], None] = lambda is_saved: None) -> None:
        """Write everything to a file: the one there is, or another, which it is from then on.

        ``then`` is told whether it was written.

        Raises
        ------
        ValueError
            If there is neither.
        """
        path = path if path is not None else self.path
        if path is None:
            raise ValueError("a project that was never saved needs a path")
        path = path.absolute()
        decided = [(member, member.workspace.decider.now) for member in self._members]
        project = replace(self._capture(), name=str(path))
        put = partial(self._putter.put, project, path)
        self._writer.do(Job(put, partial(self._on_saved, path, decided, then)))

    def forget_changes(self) -> None:
        """Let unsaved decisions go: they are not wanted."""
        for member in self._members:
            member.saved, member.is_recovered = member.workspace.decider.now, False
        self._refresh()

    def keep_unsaved(self, keeps: bool) -> None:
        """Keep unsaved decisions beside from now on, or no longer."""
        if keeps == self._keeps:
            return
        if not keeps:
            self._writer.do_soon(Job(self._autosave.remove))
            self._has_aside = False
        self._keeps = keeps
        self._refresh()

    def flush(self) -> bool:
        """Wait until all that was asked for is written."""
        return self._writer.flush()

    def _capture(self) -> Project:
        records = [
            capture(member.workspace, member.face.look(), n_before=member.restorer.n_before)
            for member in self._members
        ]
        with_table = tuple(record for record in records if record.table)
        locks = self._session.locks
        return Project(
            with_table or tuple(records[:1]),
            locks=(tuple(sorted(locks.windows)), tuple(sorted(locks.views))),
            program=__version__,
            saved=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            name=str(self.path or ""),
            old=self._old,
        )

    def _on_saved(
        self,
        path: Path,
        decided: list[tuple[_Member, Decisions]],
        then: Callable[[bool], None],
        error: Exception | None,
    ) -> None:
        if error is not None:
            self.failed.emit(f"Saving {path.name}", error)
        else:
            self.path = path
            for member, decisions in decided:
                member.saved, member.is_recovered = decisions, False
            self._refresh()
            self.saved.emit(path)
            self.told.emit(f"saved {path}")
        then(error is None)

    # Autosaving

    def _on_decided(self, member: _Member) -> None:
        if not member.restorer.is_putting:
            self._refresh()

    def _refresh(self) -> None:
        """Write what is unsaved beside, or remove what was written so when nothing is."""
        for member in self._members:
            member.was_modified = member.is_modified
        if self._is_ending:
            pass
        elif self._keeps and self.is_modified:
            self._writer.do_soon(Job(partial(self._put_aside, self._capture()), self._on_autosaved))
            self._has_aside = True
        elif self._has_aside:
            self._writer.do_soon(Job(self._autosave.remove))
            self._has_aside = False
        self.changed.emit()

    def _put_aside(self, project: Project) -> None:
        self._putter.put_aside(project, self._autosave.begin())

    def _set_aside(self) -> None:
        """Leave the autosave as it is for the next start, and begin another when there is need."""
        if self._keeps and not self._is_ending:
            self._writer.do(Job(self._autosave.leave))

    def _on_autosaved(self, error: Exception | None) -> None:
        if error is not None and not self._has_failed:
            self.told.emit(f"unsaved decisions cannot be kept safe, so save the project often: {error}")
        self._has_failed = error is not None

    # Opening

    def open(self, wish: Wish, face: Face) -> None:
        """Read a project in the background, and open it in a window, and in further ones if it needs them."""
        self._n_asked += 1
        request = (OPENING, self._n_asked)
        label = f"Opening {wish.path.name}" if wish.left is None else "Restoring"
        then = partial(self._on_read, wish)
        face.workspace.runner.submit(
            Task(OPENING, request, lambda _: read(wish, face), then, label, Lane.QUICK, is_kept=False)
        )

    def _on_read(self, wish: Wish, answer: Answer) -> None:
        if answer.ending is not Ending.FINISHED and wish.left is not None:
            wish.left.leave()
        if answer.error is not None:
            self.failed.emit(f"Opening {wish.path.name}", answer.error)
        elif answer.ending is Ending.FINISHED:
            opened: Opened = answer.value
            if opened.wrong:
                self.asks_files.emit(opened)
            else:
                self.go_on(opened, found_paths(opened.findings))

    def go_on(self, opened: Opened, paths: Paths) -> None:
        """Open a project that was read.

        Parameters
        ----------
        opened : Opened
        paths : dict of str to Path or None
            Where each of its files is, by the path that the project has; None opens without the file.
        """
        if self.is_modified:
            self._set_aside()
        project = relinked(opened.project, paths)
        self._old, self._left = project.old, opened.wish.left
        if opened.wish.left is None:
            self.path = opened.wish.path.absolute()
        else:
            self.path = Path(project.name) if project.name else None
        if opened.news():
            self.told.emit(opened.news())
        records = [record for record in project.windows if record.table] or list(project.windows[:1])
        faces = [opened.face, *(self._open_window() for _ in records[1:])]
        members = [member for face in faces if (member := self._of(face)) is not None]
        self._awaited = {id(member) for member in members}
        for member, record in zip(members, records, strict=True):
            member.was_modified, member.saved = False, None
            member.is_recovered = self._left is not None
            member.restorer.open(record)
        self._session.locks.windows = frozenset(project.locks[0])
        self._session.locks.views = frozenset(project.locks[1])
        if self._left is None and self.path is not None:
            self.opened.emit(self.path)

    def _on_restored(self, member: _Member, record: WindowRecord) -> None:
        facts = member.workspace.facts
        member.number = facts.number if facts is not None else -1
        member.saved = None if member.is_recovered else member.workspace.decider.now
        member.face.show_look(record.look)
        bounds = record.parts.get("view", {}).get("bounds")
        if bounds is not None:
            member.face.when_laid_out(partial(self._look_again, member, bounds))
        self._awaited.discard(id(member))
        left = self._left
        if left is not None and not self._awaited:
            self._left = None
            self._take_over(left)
        self._refresh()
        if record.has_result:
            self.had_result.emit(member.face)

    def _look_again(self, member: _Member, bounds: Bounds) -> None:
        facts = member.workspace.facts
        if facts is not None and facts.number == member.number:
            member.workspace.set_view(bounds)
            member.workspace.settle()

    def _take_over(self, left: Leftover) -> None:
        """Keep what was recovered as our own, and only then remove what it was left as."""
        project = self._capture()

        def work() -> None:
            self._put_aside(project)
            left.discard()

        self._writer.do(Job(work, self._on_autosaved))

    def _on_failed(self, what: str, error: Exception) -> None:
        self.failed.emit(what, error)

    def _on_table_changed(self, member: _Member) -> None:
        """The user has opened another table, or closed it, and what was decided goes with it."""
        facts = member.workspace.facts
        if facts is not None and facts.number == member.number:
            return
        if member.was_modified:
            self._set_aside()
        member.saved, member.is_recovered = None, False
        if len(self._members) == 1:
            self.path = self._old = None
        self._refresh()

    def _deliver(self, call: Callable[[], None]) -> None:
        if self._members:
            self._members[0].face.deliver(call)
