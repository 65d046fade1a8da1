"""A project file as it comes from a disk."""

from pathlib import Path

from pixviewer.core.errors import PixTableError
from pixviewer.model.project.document import MOST_BYTES, Project, from_text

ENDING = ".pixv"


def is_project(path: Path) -> bool:
    """Whether a file is a project, by its name."""
    return path.suffix.lower() == ENDING


def read_project(path: Path) -> Project:
    """Read a project file.

    Raises
    ------
    PixTableError
        In one sentence: it cannot be read, is none, a newer one, or spoilt.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PixTableError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(content) > MOST_BYTES:
        raise PixTableError(
            f"{path} is no project that can be read: it is larger than {MOST_BYTES // 1_000_000} MB"
        )
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise PixTableError(f"{path} is no project that can be read: it is no text (UTF-8)") from error
    return from_text(text, str(path))
