"""Write the rows of a selection as a smaller pixel table.

Two passes over the same plan: the first counts and finds what the new header must say, the second copies
rows to their places. No array is as long as the selection.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer._version import __version__
from pixviewer.core.geometry import Range
from pixviewer.core.io import writing
from pixviewer.core.io.writing import TableWriter
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.keywords import Content, add_history, bring_up_to_date
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
    surveys = scan(
        table, plan, ("x", "y", "wave", "origin"), lambda: _new_survey(table), _look, progress, "Finding rows"
    )
    n_row = sum(survey.n_row for survey in surveys)
    if n_row == 0:
        return 0
    header = table.header.copy()
    bring_up_to_date(header, table.frame, table.offsets, _content(surveys))
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
        _copy_rows(table, plan, [survey.n_row for survey in surveys], writer, progress)
    return n_row


def predicted_size(n_row: int, table: PixTable, form: str = "image") -> int:
    """Bytes that so many rows of a table will take in a new file."""
    columns = list(table.columns.values())
    return writing.predicted_size(n_row, columns, form, table.header, table.extensions)


@dataclass(slots=True)
class _Survey:
    """What the selected rows of one part of the table hold."""

    n_exposure: int
    n_row: int = 0
    ranges: dict[str, Range | None] = field(default_factory=dict)
    per_slice: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(2048, np.int64))
    per_exposure: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    offsets: Any = None


def _new_survey(table: PixTable) -> _Survey:
    survey = _Survey(table.offsets.n_exposure, offsets=table.offsets)
    survey.per_exposure = np.zeros(survey.n_exposure + 1, np.int64)
    return survey


def _look(survey: _Survey, chunk: Chunk) -> None:
    keep = chunk.keep
    n = int(np.count_nonzero(keep))
    if n == 0:
        return
    survey.n_row += n
    for name in ("x", "y", "wave"):
        survey.ranges[name] = _wider(survey.ranges.get(name), chunk[name][keep])
    survey.per_slice += np.bincount(chunk["origin"][keep] & 0x7FF, minlength=2048)
    if survey.offsets.is_combined:
        survey.per_exposure += np.bincount(chunk.exposure[keep], minlength=survey.n_exposure + 1)


def _wider(known: Range | None, values: npt.NDArray[np.float32]) -> Range | None:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return known
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if known is None else (min(low, known[0]), max(high, known[1]))


def _content(surveys: list[_Survey]) -> Content:
    per_slice = np.sum([survey.per_slice for survey in surveys], axis=0).reshape(32, 64)
    per_exposure = np.sum([survey.per_exposure for survey in surveys], axis=0)
    return Content(
        **{name: _joined(surveys, name) for name in ("x", "y", "wave")},
        ifus=tuple(int(i) for i in np.flatnonzero(per_slice.sum(axis=1))),
        slices=tuple(int(s) for s in np.flatnonzero(per_slice.sum(axis=0))),
        rows_per_exposure=tuple(int(n) for n in per_exposure[1:]),
    )


def _joined(surveys: list[_Survey], name: str) -> Range | None:
    found = [known for survey in surveys if (known := survey.ranges.get(name)) is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


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
