"""A project onto a disk: with fingerprints of its files, complete or not at all."""

import os
from dataclasses import replace
from pathlib import Path

from pixviewer.core.io.atomic import atomic_output
from pixviewer.model.project.document import Project, to_text
from pixviewer.model.project.files import all_paths
from pixviewer.model.project.fingerprints import FileMark, mark_of, seen_from

_FRESH = ".new"


class Putter:
    """Writes projects; it looks at each of their files once.

    A disk that has gone while the program runs must not keep autosaves waiting, and an open table that is
    changed on disk is refused by whoever reads it.
    """

    def __init__(self) -> None:
        self._marks: dict[str, FileMark] = {}

    def put(self, project: Project, path: Path) -> None:
        """Write a project.

        Raises
        ------
        OutputError
            If it cannot be written; a file of that name stays as it was.
        """
        write_text(path, self._text(project, path))

    def put_aside(self, project: Project, path: Path) -> None:
        """Write an autosave; see `write_aside`.

        Raises
        ------
        OSError
            If it cannot be written; what was there before stays.
        """
        write_aside(path, self._text(project, path))

    def _text(self, project: Project, path: Path) -> str:
        folder = path.absolute().parent
        files = tuple(seen_from(self._mark(one), folder) for one in all_paths(project))
        return to_text(replace(project, files=files))

    def know(self, marks: tuple[FileMark, ...]) -> None:
        """Take marks that were made already."""
        self._marks.update({mark.path: mark for mark in marks if mark.is_known})

    def forget(self) -> None:
        """Look at all files anew."""
        self._marks.clear()

    def _mark(self, path: str) -> FileMark:
        if path not in self._marks:
            self._marks[path] = mark_of(path)
        return self._marks[path]


def fresh_path(path: Path) -> Path:
    """Name of an autosave that may not have reached the disk itself yet."""
    return path.with_name(f"{path.stem}{_FRESH}{path.suffix}")


def write_aside(path: Path, text: str) -> None:
    """Write an autosave so that a program killed meanwhile loses as little as can be.

    It is complete under a name of its own, which survives the program, as soon as it is written; a disk may
    take seconds to have it for good, and only then it replaces the one before, which survives a power cut.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    fresh = fresh_path(path)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.replace(part, fresh)
        os.fsync(file.fileno())
    os.replace(fresh, path)


def write_text(path: Path, text: str) -> None:
    """Write a text under a name, or leave what has that name as it was."""
    content = text.encode()
    with atomic_output(path, overwrite=True, n_bytes=len(content)) as output:
        output.file.write(content)
