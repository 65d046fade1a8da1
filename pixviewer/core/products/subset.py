"""The rows of a selection as a table of their own, in memory."""

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.products.rows import read_rows
from pixviewer.core.progress import Progress
from pixviewer.core.table.content import SURVEYED, Survey
from pixviewer.core.table.keywords import bring_up_to_date
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression
from pixviewer.core.table.source import ArraySource


def subset(
    table: PixTable,
    selection: Expression | None = None,
    *,
    rows: slice | npt.ArrayLike | None = None,
    progress: Progress | None = None,
) -> PixTable | None:
    """Take the rows of a selection, or rows given by number, as a table in memory.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    rows : slice or array_like, optional
        Rows instead of a selection, in any form that `PixTable.row_numbers` takes; they keep the order of
        the table.
    progress : Progress, optional

    Returns
    -------
    PixTable or None
        Its columns are as long as the selection, which may be as long as the table. Its header, kept true as
        by `extract`, is derived when it is first asked for. None when no row is selected.

    Raises
    ------
    ValueError
        If both a selection and rows are given, or the rows make no sense.
    """
    if rows is None:
        columns = read_rows(table, selection, progress=progress)
    elif selection is not None:
        raise ValueError("give a selection or rows, not both")
    else:
        numbers = np.unique(table.row_numbers(rows))
        columns = {"row": numbers, **table.read(tuple(table.columns), numbers)}
    numbers = columns.pop("row")
    if numbers.size == 0:
        return None
    for name in columns:
        if table.source.stored_type(name) == np.float64:  # readers deliver half of its bits
            columns[name] = table.column(name)[numbers].astype(np.float64)

    def header() -> fits.Header:
        survey = Survey(table.offsets)
        survey.add({name: columns[name] for name in SURVEYED}, numbers if survey.needs_rows else None)
        derived = table.header.copy()
        bring_up_to_date(derived, table.frame, table.offsets, survey.content)
        return derived

    return PixTable(
        ArraySource(dict(columns)),
        table.columns,
        numbers.size,
        header,
        extensions=table.extensions,
        frame=table.frame,
    )
