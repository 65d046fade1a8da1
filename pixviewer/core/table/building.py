"""Make the block bounds of a table, once, and keep them in the user's cache."""

import os
import struct
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from pixviewer.core.cache import BLOCKS, BLOCKS_LIMIT_BYTES, cache_dir, trim
from pixviewer.core.kernels.bounding import bound_blocks
from pixviewer.core.progress import Progress
from pixviewer.core.table.apertures import STATE_CODE
from pixviewer.core.table.blocks import BLOCK_ROWS, Blocks, rounded_outward
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import Chunk, make_plan, scan

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
    blocks = build_blocks(table, progress)
    if path is not None:
        _save(blocks, path)
    return blocks


def build_blocks(table: PixTable, progress: Progress) -> Blocks:
    """Bound every block of a table in one pass over its positions, wavelengths, flags and origins."""
    n_block = -(-table.n_row // BLOCK_ROWS)
    bounds = np.empty((n_block, 6), np.float64)
    codes = np.empty((n_block, 7), np.int64)
    state = STATE_CODE[table.frame.state]
    dec0 = np.radians(table.frame.dec0)

    def begin() -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(2048, np.int64), np.zeros(32, np.int64)

    def add(counts: tuple[np.ndarray, np.ndarray], chunk: Chunk) -> None:
        first = int(chunk.starts[0]) // BLOCK_ROWS
        last = first + -(-chunk.n_row // BLOCK_ROWS)
        bound_blocks(
            chunk["x"],
            chunk["y"],
            chunk["wave"],
            chunk["flags"],
            chunk["origin"],
            state,
            np.sin(dec0),
            np.cos(dec0),
            BLOCK_ROWS,
            bounds[first:last],
            codes[first:last],
            *counts,
        )

    names = ("x", "y", "wave", "flags", "origin")
    states = scan(table, make_plan(table, None), names, begin, add, progress, "Indexing")
    return Blocks(
        n_row=table.n_row,
        bounds=rounded_outward(bounds),
        codes=codes[:, :4].T.astype(np.uint8),
        flags=codes[:, 4].astype(np.uint32),
        n_flagged=codes[:, 5].astype(np.uint16),
        odd=codes[:, 6].astype(np.uint8),
        per_slice=np.sum([counts[0] for counts in states], axis=0).reshape(32, 64),
        per_flag=np.sum([counts[1] for counts in states], axis=0),
    )


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
