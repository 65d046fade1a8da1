"""A project onto a disk: with fingerprints of its files, complete or not at all."""

from dataclasses import replace
from pathlib import Path

from pixviewer.core.io.atomic import atomic_output
from pixviewer.model.project.document import Project, to_text
from pixviewer.model.project.files import all_paths
from pixviewer.model.project.fingerprints import FileMark, mark_of, seen_from


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
        folder = path.absolute().parent
        files = tuple(seen_from(self._mark(one), folder) for one in all_paths(project))
        write_text(path, to_text(replace(project, files=files)))

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


def write_text(path: Path, text: str) -> None:
    """Write a text under a name, or leave what has that name as it was."""
    content = text.encode()
    with atomic_output(path, overwrite=True, n_bytes=len(content)) as output:
        output.file.write(content)
