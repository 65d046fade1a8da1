"""Keep the block bounds of tables in the user's cache, and find them there again.

Bounds that are there are shown without compiling anything: numba is loaded only to make them.
"""

import os
import struct
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from pixviewer.core.cache import BLOCKS, BLOCKS_LIMIT_BYTES, cache_dir, trim
from pixviewer.core.progress import Progress
from pixviewer.core.table.blocks import BLOCK_ROWS, Blocks
from pixviewer.core.table.pixtable import PixTable

# Part of the name of a kept file: to be raised when what is kept changes its meaning.
VERSION = 1

# What a spoilt npz file may raise, down to a flipped bit that says it was encrypted.
_SPOILT = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    RuntimeError,
    MemoryError,
    struct.error,
    zipfile.BadZipFile,
)

_ARRAYS = ("bounds", "codes", "flags", "n_flagged", "odd", "per_slice", "per_flag")


def find_blocks(table: PixTable, progress: Progress) -> Blocks:
    """Give the block bounds of a table: from the cache, or by a pass over it, and then into the cache."""
    folder = cache_dir(BLOCKS) if table.fingerprint else None
    path = folder / f"{table.fingerprint}-{VERSION}.npz" if folder else None
    if path is not None:
        table.check_unchanged()
        kept = _load(path, table.n_row)
        if kept is not None:
            return kept
    from pixviewer.core.table import building

    blocks = building.build_blocks(table, progress)
    if path is not None:
        _save(blocks, path)
    return blocks


def _load(path: Path, n_row: int) -> Blocks | None:
    """Bounds kept under a path; None when there are none, or none that can be used."""
    try:
        with open(path, "rb") as file, np.load(file) as kept:
            arrays = {name: kept[name] for name in _ARRAYS}
        os.utime(path)  # used now: the last to be removed when room is needed
    except _SPOILT:
        return None  # missing, or half of it lost: made anew
    if arrays["flags"].shape != (-(-n_row // BLOCK_ROWS),):
        return None
    return Blocks(n_row=n_row, **arrays)


def _save(blocks: Blocks, path: Path) -> None:
    """Keep bounds for the next time; a cache that cannot be written is no failure."""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **{name: getattr(blocks, name) for name in _ARRAYS})
        os.replace(part, path)
        trim(BLOCKS, BLOCKS_LIMIT_BYTES)
    except OSError:
        Path(part).unlink(missing_ok=True)
