"""One thing that can be repeated without a window."""

from dataclasses import dataclass
from pathlib import Path

TABLE_NAME = "TABLE.fits"  # of a table without a file


@dataclass(frozen=True, slots=True)
class Step:
    """Something that writes files, or one file.

    Parameters
    ----------
    label : str
        What it does, as the log lists it: ``extract star``.
    paths : tuple of Path
        Files that it writes; the first is the one that was asked for.
    body : str
        Lines of Python, in which ``pv`` is the package, ``table`` the open table, and ``out(path)`` where a
        file goes.
    before : str
        Lines that must have been run before, once for all steps that follow and have the same.
    imports : tuple of str
        Import lines that the others need.
    command : tuple of str
        Words of the command that does the same; empty where no options say it.
    """

    label: str
    paths: tuple[Path, ...]
    body: str
    before: str = ""
    imports: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The open table: its file, and the file of factors that it is seen through, if there is one."""

    path: Path | None
    factors: Path | None = None

    @property
    def name(self) -> str:
        """Its path as commands give it."""
        return str(self.path) if self.path is not None else TABLE_NAME
