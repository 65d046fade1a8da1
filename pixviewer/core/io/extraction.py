"""Write the rows of a selection as a smaller pixel table.

Two passes over the same plan: the first counts and finds what the new header must say, the second copies
rows to their places. No array is as long as the selection.
"""

import os
from pathlib import Path

import numpy as np

from pixviewer._version import __version__
from pixviewer.core.io import writing
from pixviewer.core.io.writing import TableWriter
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.content import SURVEYED, Survey
from pixviewer.core.table.keywords import add_history, bring_up_to_date
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import Plan, make_plan, scan
from pixviewer.core.table.selection import Expression

FORMS = ("image", "table")


def extract(
    table: PixTable,
    selection: Expression | None,
    path: str | os.PathLike[str],
    *,
    form: str = "image",
    overwrite: bool = False,
    command: str = "",
    progress: Progress | None = None,
) -> int:
    """Write the rows of a selection to a new pixel table.

    Rows keep their order, and all columns and further extensions are carried over. The header is kept and
    brought up to date: limits, number of IFUs, exposures and their row ranges, and a HISTORY entry.

    Parameters
    ----------
    table : PixTable
    selection : Expression or None
        None for all rows.
    path : path
        Where to write; never the file that is open.
    form : {"image", "table"}
        One image extension per column, or one binary table.
    overwrite : bool
        Whether a file of that name may be replaced.
    command : str
        Equivalent command line, for HISTORY; by default the equivalent Python.
    progress : Progress, optional

    Returns
    -------
    int
        Rows written. With 0 no file was made.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    PixTableError
        If the table cannot be read.
    Cancelled
        If asked to stop; nothing is left behind.
    """
    if form not in FORMS:
        raise ValueError(f"form must be one of {', '.join(FORMS)}, got {form!r}")
    progress = progress or Progress()
    plan = make_plan(table, selection)
    surveys = scan(table, plan, SURVEYED, lambda: Survey(table.offsets), _look, progress, "Finding rows")
    survey = Survey.of_all(surveys)
    n_row = survey.n_row
    if n_row == 0:
        return 0
    header = table.header.copy()
    bring_up_to_date(header, table.frame, table.offsets, survey.content)
    add_history(header, f"pixviewer {__version__}: {command or _python(table, selection, path)}")
    writer = TableWriter(
        path,
        header,
        list(table.columns.values()),
        n_row,
        form=form,
        extensions=table.extensions,
        overwrite=overwrite,
        protect=[table.path] if table.path else [],
    )
    with writer:
        _copy_rows(table, plan, [part.n_row for part in surveys], writer, progress)
    return n_row


def predicted_size(n_row: int, table: PixTable, form: str = "image") -> int:
    """Bytes that so many rows of a table will take in a new file."""
    columns = list(table.columns.values())
    return writing.predicted_size(n_row, columns, form, table.header, table.extensions)


def _look(survey: Survey, chunk: Chunk) -> None:
    kept = np.flatnonzero(chunk.keep)
    if kept.size:
        columns = {name: chunk[name][kept] for name in SURVEYED}
        survey.add(columns, chunk.rows_at(kept) if survey.needs_rows else None)


def _copy_rows(
    table: PixTable, plan: Plan, rows_per_part: list[int], writer: TableWriter, progress: Progress
) -> None:
    """Copy the selected rows; each part of the table knows where its first row goes."""
    first_rows = iter(np.concatenate([[0], np.cumsum(rows_per_part)]).tolist())
    names = tuple(table.columns)

    def add(next_row: list[int], chunk: Chunk) -> None:
        n = int(np.count_nonzero(chunk.keep))
        if n == chunk.n_row:
            writer.write(next_row[0], {name: chunk[name] for name in names})
        elif n:
            writer.write(next_row[0], {name: chunk[name][chunk.keep] for name in names})
        next_row[0] += n

    scan(table, plan, names, lambda: [next(first_rows)], add, progress, "Writing rows")


def _python(table: PixTable, selection: Expression | None, path: str | os.PathLike[str]) -> str:
    wanted = "None" if selection is None else f"Expression.from_json({selection.to_json()})"
    return f"extract(open_table({str(table.path)!r}), {wanted}, {str(Path(path))!r})"
