"""Which program an autosaved project belongs to: a lock that the system drops when the program is killed.

A number of a process in a file would not do: numbers are used again, and a killed program removes nothing.
"""

import contextlib
import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

ENDING = ".lock"


class Claim:
    """A lock on a file beside another, held until it is released or the program ends."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self._file: IO[bytes] | None = file

    @property
    def is_held(self) -> bool:
        """Whether it has not been released."""
        return self._file is not None

    def release(self, *, remove: bool = True) -> None:
        """Let others have it; a second time does nothing."""
        file, self._file = self._file, None
        if file is None:
            return
        if remove:
            with contextlib.suppress(OSError):
                self.path.unlink()
        file.close()  # which unlocks


def claim(beside: Path) -> Claim | None:
    """Take the lock of a file; None when another program, or another window of this one, has it.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    path = beside.with_name(beside.name + ENDING)
    while True:
        file = path.open("ab+")
        if not _lock(file):
            file.close()
            return None
        # Whoever released it may have removed it between our opening and our locking.
        if _is_there(path, file):
            _sign(file)
            return Claim(path, file)
        file.close()


def _lock(file: IO[bytes]) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    return True


def _is_there(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def _sign(file: IO[bytes]) -> None:
    """Say for people whose it is."""
    with contextlib.suppress(OSError):
        file.truncate(0)
        file.write(f"{os.getpid()}\n".encode())
        file.flush()
