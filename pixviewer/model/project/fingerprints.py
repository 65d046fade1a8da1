"""What tells a file from others without reading its data: size, time of last change, and its header.

A project holds these instead of data. A file that was moved or copied keeps size and header, and is known
again wherever it is found.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

# Header blocks of FITS. The header of an exposure with the whole record of its reduction takes 0.2 MB.
_BLOCK, _CARD = 2880, 80
_MOST_HEADER_BYTES = 4_000_000
_HEAD_BYTES = 65_536  # of a file that is no FITS file, or is packed
# So many files beside a project are looked at for one that was renamed.
_MOST_CANDIDATES = 2000


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file that a project speaks of.

    Parameters
    ----------
    path : str
        Absolute, as it was; what the rest of the project calls it by.
    relative : str
        From the folder of the project, empty where there is no such way.
    size, mtime_ns : int
        Bytes, and time of last change in nanoseconds; -1 where the file could not be looked at.
    header : str
        Hash of its primary header.
    """

    path: str
    relative: str = ""
    size: int = -1
    mtime_ns: int = -1
    header: str = ""

    @property
    def name(self) -> str:
        """Its name without the folder."""
        return Path(self.path).name

    @property
    def is_known(self) -> bool:
        """Whether there was a file to look at."""
        return self.size >= 0


class Match(StrEnum):
    """How a file compares with the mark of one."""

    SAME = "same"
    TOUCHED = "touched"  # same size and header, another time of change
    OTHER = "other"
    MISSING = "missing"


def mark_of(path: Path | str) -> FileMark:
    """Look at a file; one that cannot be read is known by its path alone."""
    path = Path(os.path.abspath(path))
    try:
        found = path.stat()
        return FileMark(str(path), "", found.st_size, found.st_mtime_ns, _header_hash(path))
    except OSError:
        return FileMark(str(path))


def seen_from(mark: FileMark, folder: Path | None) -> FileMark:
    """The same mark with its way from a folder."""
    if folder is None:
        return replace(mark, relative="")
    try:
        return replace(mark, relative=Path(os.path.relpath(mark.path, folder)).as_posix())
    except ValueError:  # another drive
        return replace(mark, relative="")


def compare(mark: FileMark, path: Path) -> Match:
    """Whether a path leads to the file of a mark."""
    if not path.is_file():
        return Match.MISSING
    found = mark_of(path)
    if not mark.is_known:
        return Match.SAME
    if (found.size, found.header) != (mark.size, mark.header):
        return Match.OTHER
    return Match.SAME if found.mtime_ns == mark.mtime_ns else Match.TOUCHED


def find(mark: FileMark, folder: Path | None) -> tuple[Path | None, Match]:
    """Look for a file: where it was, where it would be from the project, and beside the project.

    Parameters
    ----------
    mark : FileMark
    folder : Path or None
        Folder of the project.

    Returns
    -------
    Path or None
        Where it is; of a file that is there but another one, where that is.
    Match
    """
    stranger = None
    for path in _places(mark, folder):
        match = compare(mark, path)
        if match in (Match.SAME, Match.TOUCHED):
            return path, match
        if match is Match.OTHER:
            stranger = stranger or path
    return stranger, Match.MISSING if stranger is None else Match.OTHER


def _places(mark: FileMark, folder: Path | None) -> Iterator[Path]:
    """Paths worth looking at, the likeliest first."""
    yield Path(mark.path)
    if folder is None:
        return
    if mark.relative:
        yield Path(os.path.normpath(folder / mark.relative))
    yield folder / mark.name
    if mark.is_known:
        yield from _of_size(folder, mark.size)


def _of_size(folder: Path, size: int) -> Iterator[Path]:
    """Files of a folder that have a size: one may be renamed."""
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(_MOST_CANDIDATES), entries, strict=False):
                if entry.is_file() and entry.stat().st_size == size:
                    yield Path(entry.path)
    except OSError:
        return


def _header_hash(path: Path) -> str:
    return hashlib.sha256(_header_bytes(path)).hexdigest()[:24]


def _header_bytes(path: Path) -> bytes:
    """Primary header of a FITS file, or the beginning of any other."""
    with path.open("rb") as file:
        read = file.read(_BLOCK)
        if not read.startswith(b"SIMPLE  ="):
            return read + file.read(_HEAD_BYTES - len(read))
        while not _ends(read[-_BLOCK:]) and len(read) < _MOST_HEADER_BYTES:
            more = file.read(_BLOCK)
            if not more:
                break
            read += more
        return read


def _ends(block: bytes) -> bool:
    """Whether a header block has the END card."""
    return any(block[i : i + 8] == b"END     " for i in range(0, len(block), _CARD))
