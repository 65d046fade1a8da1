"""Which rows are selected, as a column of booleans."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.matching import Matcher, matcher_for
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import CHUNK_ROWS, make_plan, scan
from pixviewer.core.table.selection import Expression

Bools = npt.NDArray[np.bool_]


def mark_rows(
    table: PixTable, selection: Expression | None = None, *, progress: Progress | None = None
) -> Bools:
    """Mark the rows of a selection.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    progress : Progress, optional

    Returns
    -------
    (n_row,) bool
        As long as the table: 0.3 GB for a whole exposure.

    Notes
    -----
    Columns of 64 bits, which readers deliver with 32, are tested with all of them.
    """
    matcher = matcher_for(table, selection)
    if matcher is None:
        return np.ones(table.n_row, np.bool_)
    if has_more_bits(table, matcher.needs):
        return _with_all_bits(table, matcher, progress or Progress())
    marked = np.zeros(table.n_row, np.bool_)

    def add(_: None, chunk: Chunk) -> None:
        marked[chunk.rows_at(np.flatnonzero(chunk.keep))] = True

    scan(table, make_plan(table, selection), (), lambda: None, add, progress, "Marking rows")
    return marked


def has_more_bits(table: PixTable, names: tuple[str, ...] | None = None) -> bool:
    """Whether any of some columns, by default of all, is stored with more bits than readers deliver."""
    wanted = tuple(table.columns) if names is None else names
    return any(table.source.stored_type(name) == np.float64 for name in wanted)


def _with_all_bits(table: PixTable, matcher: Matcher, progress: Progress) -> Bools:
    """Test every row, chunk by chunk, of columns as they are stored."""
    keep = np.ones(table.n_row, np.bool_)
    stored = {name: table.column(name) for name in matcher.needs}
    wide = {name: has_more_bits(table, (name,)) for name in stored}
    firsts = range(0, table.n_row, CHUNK_ROWS)
    for first in progress.over(firsts, "Marking rows", len(firsts)):
        last = min(first + CHUNK_ROWS, table.n_row)
        columns = {
            name: values[first:last].astype(np.float64 if wide[name] else table.columns[name].dtype)
            for name, values in stored.items()
        }
        run = keep[first:last]
        matcher.narrow(Chunk(columns, np.array([first]), np.array([last]), run, table.offsets), run)
    return keep
