"""The user's cache folder: what is kept there, how large it may grow, how it is emptied.

Nothing in it is needed: whatever is missing is made anew, and where no folder can be written the
program works without one.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

ENVIRONMENT = "PIXVIEWER_CACHE_DIR"

BLOCKS, KERNELS, UNPACKED, DEMO = "blocks", "kernels", "unpacked", "demo"

# Block bounds take about 11 MB for a whole exposure: room for some forty of them.
BLOCKS_LIMIT_BYTES = 500_000_000
# Compiled kernels of a version of the program take 2 MB; unpacked tables as much as they like to.
KERNELS_LIMIT_BYTES = 20_000_000
UNPACKED_LIMIT_BYTES = 5_000_000_000

# More than this is never written here without asking.
ASK_ABOVE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing kept in the cache: a file, or a folder of compiled kernels."""

    kind: str
    path: Path
    size: int


def cache_path() -> Path:
    """Where the cache is or would be."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_cache_dir("pixviewer", appauthor=False))


def cache_dir(kind: str | None = None) -> Path | None:
    """The cache folder, or the one of a kind of entry, made if need be; None when it cannot be written."""
    folder = cache_path() / kind if kind else cache_path()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Permissions alone lie: read-only mounts and quotas show only when one tries.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return None
    return folder


def entries() -> list[Entry]:
    """All that is in the cache, largest first."""
    return sorted(_walk(), key=lambda entry: -entry.size)


def _walk() -> Iterator[Entry]:
    for kind in (BLOCKS, KERNELS, UNPACKED, DEMO):
        folder = cache_path() / kind
        if folder.is_dir():
            for path in folder.iterdir():
                yield Entry(kind, path, _size(path))


def _size(path: Path) -> int:
    try:
        if path.is_dir():
            return sum(_size(inner) for inner in path.iterdir())
        return path.stat().st_size
    except OSError:  # removed by another process meanwhile
        return 0


def clear(*kinds: str) -> int:
    """Remove all in the cache, or all of some kinds, and nothing else; gives the bytes that were freed."""
    return sum(_remove(entry) for entry in entries() if not kinds or entry.kind in kinds)


def trim(kind: str, limit_bytes: int) -> None:
    """Remove the longest unused entries of a kind until the rest fits; the latest always stays."""
    found = []
    for entry in _walk():
        if entry.kind == kind:
            with contextlib.suppress(OSError):  # removed by another process meanwhile
                found.append((entry.path.stat().st_mtime, entry))
    kept = 0
    for i, (_, entry) in enumerate(sorted(found, key=lambda item: -item[0])):
        kept += entry.size
        if i and kept > limit_bytes:
            _remove(entry)


def _remove(entry: Entry) -> int:
    if entry.path.is_dir():
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        entry.path.unlink(missing_ok=True)
    return entry.size
