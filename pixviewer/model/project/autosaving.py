"""Autosaves: one file of each program, which a crash leaves behind for the next start to find."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pixviewer.core.errors import PixTableError
from pixviewer.model.project.claims import Claim, claim
from pixviewer.model.project.document import Project
from pixviewer.model.project.putting import fresh_path
from pixviewer.model.project.reading import read_project
from pixviewer.model.project.state_folder import autosave_path

ENDING = ".pixv"
MOST_LEFT = 12  # older ones that nobody wanted are removed


class Autosave:
    """The file of this program, claimed when it is first needed."""

    def __init__(self) -> None:
        self._claim: Claim | None = None
        self._path: Path | None = None

    @property
    def path(self) -> Path | None:
        """Its path, None while there is none."""
        return self._path

    def begin(self) -> Path:
        """The path to write to.

        Raises
        ------
        OSError
            If the folder cannot be made, or not be written.
        """
        if self._path is None:
            folder = autosave_path()
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{ENDING}"
            self._claim = claim(path)
            self._path = path
        return self._path

    def remove(self) -> None:
        """Nothing is unsaved any more: have no file."""
        if self._path is not None:
            _remove(self._path)
        self.leave()

    def leave(self) -> None:
        """Leave the file for whoever wants it, and begin another when there is need."""
        taken, self._claim, self._path = self._claim, None, None
        if taken is not None:
            taken.release()


@dataclass(eq=False)
class Leftover:
    """Unsaved work of a program that has ended.

    ``project`` is what it holds; ``when`` the time of the last decision in it.
    """

    path: Path
    project: Project
    when: datetime
    _claim: Claim

    def discard(self) -> None:
        """Remove it for good."""
        _remove(self.path)
        self._claim.release()

    def leave(self) -> None:
        """Leave it for another time."""
        self._claim.release()

    def words(self) -> str:
        """What it is of: table, project, number of decisions."""
        tables = [_table_name(w.table, w.is_demo) for w in self.project.windows if w.table]
        what = ", ".join(dict.fromkeys(tables)) or "an empty window"
        n = self.project.n_decided
        many = f"{n} decision{'' if n == 1 else 's'}"
        of = f" of the project {Path(self.project.name).name}" if self.project.name else ""
        return f"{what}{of}: {many}, {self.when:%d %b %Y, %H:%M:%S}"


def _table_name(path: str, is_demo: bool) -> str:
    return "demo exposure" if is_demo else Path(path).name


def leftovers() -> list[Leftover]:
    """Unsaved work of programs that have ended, newest first; each is claimed, so that nobody else offers it.

    Those that cannot be read are passed over, and stay where they are.
    """
    found = []
    for path in _files():
        left = _take(path)
        if left is not None:
            found.append(left)
    found.sort(key=lambda left: left.when, reverse=True)
    for left in found[MOST_LEFT:]:
        left.discard()
    return found[:MOST_LEFT]


def _remove(path: Path) -> None:
    for one in (path, fresh_path(path)):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    """Autosaves by the names that they have for good, whether they have got them or not."""
    try:
        names = {path.name.split(".")[0] for path in autosave_path().glob(f"*{ENDING}")}
    except OSError:
        return
    for name in sorted(names):
        yield autosave_path() / f"{name}{ENDING}"


def _take(path: Path) -> Leftover | None:
    try:
        taken = claim(path)
    except OSError:
        return None
    if taken is None:
        return None
    # The fresh one is torn after a power cut at worst, and then there is the one before.
    for one in (fresh_path(path), path):
        try:
            when = datetime.fromtimestamp(one.stat().st_mtime)
            return Leftover(path, read_project(one), when, taken)
        except (OSError, PixTableError):
            continue
    taken.release()
    return None
