"""Numbers of selected rows in order, in pieces of bounded size, however many there are."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

Ints = npt.NDArray[np.int64]

# Rows decoded at a time: some megabytes.
PIECE_ROWS = 20_000


def row_pieces(
    table: PixTable,
    selection: Expression | None = None,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Ints]:
    """Row numbers of a selection, ascending, at most `PIECE_ROWS` at a time.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    limit : int, optional
        Give no more than the first so many.
    progress : Progress, optional
    """
    progress = progress or Progress()
    left = table.n_row if limit is None else min(limit, table.n_row)
    if selection is None:
        for first in range(0, left, PIECE_ROWS):
            yield np.arange(first, min(first + PIECE_ROWS, left))
        return
    table.ensure_blocks(progress)
    marks = _marks(table, selection, progress)
    step = 8 * PIECE_ROWS  # bits are unpacked for so many rows at a time
    for first in range(0, table.n_row, step):
        bits = np.unpackbits(marks[first // 8 : (first + step) // 8])
        found = first + np.flatnonzero(bits)
        for begin in range(0, min(found.size, left), PIECE_ROWS):
            yield found[begin : min(begin + PIECE_ROWS, left)]
        left -= min(found.size, left)
        if left == 0:
            return


def _marks(table: PixTable, selection: Expression, progress: Progress) -> npt.NDArray[np.uint8]:
    """One bit a row, set where it is selected: 40 MB for a whole exposure, where row numbers take 2.6 GB."""
    marks = np.zeros(-(-table.n_row // 8), np.uint8)

    def add(_: None, chunk: Chunk) -> None:
        # Runs begin at multiples of a block, so that two never share a byte.
        ends = np.cumsum(chunk.stops - chunk.starts)
        for start, stop, end in zip(chunk.starts.tolist(), chunk.stops.tolist(), ends.tolist(), strict=True):
            marks[start // 8 : -(-stop // 8)] = np.packbits(chunk.keep[end - (stop - start) : end])

    scan(table, make_plan(table, selection), (), lambda: None, add, progress, "Finding rows")
    return marks
