"""Make the block bounds of a table, in one pass."""

import numpy as np

from pixviewer.core.kernels.bounding import bound_blocks
from pixviewer.core.progress import Progress
from pixviewer.core.table.apertures import STATE_CODE
from pixviewer.core.table.blocks import BLOCK_ROWS, Blocks, rounded_outward
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan


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
