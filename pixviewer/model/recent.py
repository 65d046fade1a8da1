"""Which of the files opened lately are still there, asked for where nobody waits."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from psygnal import Signal

from pixviewer.model.jobs import Deliver


class RecentFiles:
    """Files opened lately, newest first, and which of them were not found.

    A file on a disk that does not answer keeps a thread of its own waiting, and nothing else.

    Parameters
    ----------
    deliver : callable
        Brings answers to where the model lives.
    remembered : callable
        Gives the files, without a look at any.

    Attributes
    ----------
    missing : frozenset of Path
        Those that were not found; all others are there, or have not been looked at yet.
    """

    changed = Signal()

    def __init__(self, deliver: Deliver, remembered: Callable[[], Sequence[Path]]) -> None:
        self._deliver, self._remembered = deliver, remembered
        self.missing: frozenset[Path] = frozenset()
        self._n_looked = 0

    @property
    def files(self) -> list[Path]:
        """The files, newest first."""
        return list(self._remembered())

    def look(self) -> None:
        """Find out which are still there; `changed` tells when that is known."""
        self._n_looked += 1
        thread = threading.Thread(
            target=self._look, args=(tuple(self.files), self._n_looked), name="recent files", daemon=True
        )
        thread.start()

    def _look(self, files: tuple[Path, ...], number: int) -> None:
        missing = frozenset(path for path in files if not _is_there(path))
        self._deliver(lambda: self._on_looked(missing, number))

    def _on_looked(self, missing: frozenset[Path], number: int) -> None:
        if number == self._n_looked and missing != self.missing:
            self.missing = missing
            self.changed.emit()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
