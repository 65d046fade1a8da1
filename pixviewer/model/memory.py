"""Memory of our own, the budget for it, and how fast the disk is read."""

import os
import sys
import time
from pathlib import Path

from pixviewer.model.units import bytes_text

SHARE = 0.25  # of the memory of the machine, unless the user prefers another
_share = SHARE
# Of the budget: what needs less is never asked about, or every click would be once the budget is used up.
LITTLE = 0.02
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


def set_share(share: float) -> None:
    """Allow ourselves another part of the machine's memory, from now on."""
    global _share  # of the process, as the memory is
    _share = share


def budget() -> int:
    """Bytes that we allow ourselves: a part of the machine's memory; 0 where that is not known."""
    return int(_share * machine_memory())


class OverBudget(Exception):
    """A job needs more memory than the budget leaves: it is done after a yes only.

    Parameters
    ----------
    what : str
        The job, as a sentence begins with it.
    n_bytes, n_budget : int
        What it needs, and the budget for all.
    n_own : int
        Bytes that are in use already.
    """

    def __init__(self, what: str, n_bytes: int, n_own: int, n_budget: int) -> None:
        needs = f"{what} needs about {bytes_text(n_bytes)} beside the {bytes_text(n_own)} in use"
        super().__init__(f"{needs}; the budget is {bytes_text(n_budget)}")
        self.what, self.n_bytes, self.n_budget = what, n_bytes, n_budget


def check_budget(what: str, n_bytes: int) -> None:
    """Object to a job that would take our memory beyond the budget.

    Raises
    ------
    OverBudget
        If so, unless it is a small part of the budget; never where the budget is not known.
    """
    allowed, own = budget(), own_memory()
    if allowed and n_bytes > LITTLE * allowed and own + n_bytes > allowed:
        raise OverBudget(what, n_bytes, own, allowed)


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
