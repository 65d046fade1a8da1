"""Memory of our own, the budget for it, and how fast the disk is read."""

import os
import sys
import time
from pathlib import Path

SHARE = 0.25  # of the memory of the machine
_STATUS, _IO = Path("/proc/self/status"), Path("/proc/self/io")
_OWN = ("RssAnon:", "RssShmem:")


def own_memory() -> int:
    """Bytes of memory of our own: without the pages of mapped files, which the system takes back at will.

    Where that cannot be told apart (not on Linux), the greatest size that the process ever had.
    """
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return _greatest_size()
    sizes = [int(line.split()[1]) * 1024 for line in lines if line.startswith(_OWN)]
    return sum(sizes) if sizes else _greatest_size()


def _greatest_size() -> int:
    try:
        import resource
    except ImportError:
        return 0
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def machine_memory() -> int:
    """Bytes of memory of the machine; 0 where nobody says."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 0


def budget() -> int:
    """Bytes that we allow ourselves: a quarter of the machine's memory; 0 where that is not known."""
    return int(SHARE * machine_memory())


class DiskRate:
    """How fast this process reads from disk, between one look and the next.

    What the system still has in memory is not read, and not counted.
    """

    def __init__(self) -> None:
        self._last: tuple[float, int] | None = None

    def look(self) -> float:
        """Bytes a second since the last look; 0 at first, and where the system does not count."""
        now, n_bytes = time.monotonic(), _read_bytes()
        before, self._last = self._last, (now, n_bytes)
        if before is None or now <= before[0]:
            return 0.0
        return max(n_bytes - before[1], 0) / (now - before[0])


def _read_bytes() -> int:
    try:
        lines = _IO.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("read_bytes:")), 0)
