"""Change a table: a new one, in which one column is another. The file on disk is never touched."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.table.columns import KINDS, WEIGHT, Column, as_column
from pixviewer.core.table.content import SURVEYED, Survey
from pixviewer.core.table.keywords import PREFIX, update_limits
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.source import OverlaySource


def replace_column(
    table: PixTable,
    name: str,
    values: npt.ArrayLike,
    *,
    rows: slice | npt.ArrayLike | None = None,
    unit: Any = None,
) -> PixTable:
    """Give a table in which a column, or some rows of it, has other values.

    The new table shares everything else with the old one, which stays as it is, as does the file; write the
    new one with `extract`. Its header states its own limits.

    Parameters
    ----------
    table : PixTable
    name : str
        A column of the table, or ``weight``, which is added where there is none.
    values : array_like
        One for each row, or one for all.
    rows : slice or array_like, optional
        Rows to change, in any form that `PixTable.row_numbers` takes; all by default.
    unit : str or astropy unit, optional
        Unit of the values; by default that of the column.

    Returns
    -------
    PixTable
        The changed column is in memory, as long as the table. Numbers of 64 bits stay so for
        `PixTable.column`; all else reads them with the column's own type.

    Raises
    ------
    ValueError
        If there is no such column, the number of values is wrong, or the unit does not convert.
    PixTableError
        If the values are no numbers for this column.
    """
    if name not in table.columns and name != WEIGHT.name:
        raise ValueError(f"the table has no column {name!r}; it has {', '.join(table.columns)}")
    column = table.columns.get(name) or Column(WEIGHT.name, WEIGHT.fits_name, WEIGHT.dtype, "")
    given = as_column(name, np.atleast_1d(np.asarray(values)))
    if unit is not None:
        given = _converted(given, column, unit)
    changed = _changed(table, name, given, rows)
    return _with(table, column, changed)


def _converted(values: npt.NDArray[Any], column: Column, unit: Any) -> npt.NDArray[Any]:
    from pixviewer.core.table.units import factor

    if column.dtype.kind != "f":
        raise ValueError(f"column {column.name} has no unit, so its values cannot be in {unit}")
    times = factor(unit, column.unit)
    return values if times == 1.0 else values * times


def _changed(
    table: PixTable, name: str, values: npt.NDArray[Any], rows: slice | npt.ArrayLike | None
) -> npt.NDArray[Any]:
    """The whole column, changed."""
    where = slice(None) if rows is None else table.row_numbers(rows)
    n = table.n_row if isinstance(where, slice) else where.size
    if values.size not in (1, n):
        raise ValueError(f"column {name} was given {values.size} values for {n} rows")
    if isinstance(where, slice):
        return values.copy() if values.size == n else np.full(n, values[0])
    stored = table.column(name) if name in table.columns else np.ones(table.n_row, WEIGHT.dtype)
    column = stored.astype(stored.dtype.newbyteorder("="))
    column[where] = values
    return column


def _with(table: PixTable, column: Column, values: npt.NDArray[Any]) -> PixTable:
    source = table.source
    base, arrays = (source.base, dict(source.arrays)) if isinstance(source, OverlaySource) else (source, {})
    if column.name not in KINDS:
        column = replace(column, dtype=values.dtype)
    arrays[column.name] = values
    return PixTable(
        OverlaySource(base, arrays),
        {**table.columns, column.name: column},
        table.n_row,
        _header(table, column.name, values),
        path=table.path,
        form=table.form,
        extensions=table.extensions,
        frame=table.frame,
    )


def _header(table: PixTable, name: str, values: npt.NDArray[Any]) -> fits.Header:
    header = table.header.copy()
    if name == WEIGHT.name:
        header[f"HIERARCH {PREFIX}WEIGHTED"] = True
    if name in SURVEYED:
        survey = Survey(table.offsets)
        survey.add({name: values})
        update_limits(header, table.frame, survey.content)
    return header
