"""Tables that share less, or say other units, than those they are made of."""

from collections.abc import Mapping
from dataclasses import replace

from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.source import ArraySource, OverlaySource, Source


def with_own_arrays(table: PixTable) -> PixTable:
    """Give the same table with copies of all columns that are in memory; those of a file are shared."""
    source = table.source
    if isinstance(source, OverlaySource):
        arrays = {name: array.copy() for name, array in source.arrays.items()}
        return _with_source(table, OverlaySource(source.base, arrays))
    if isinstance(source, ArraySource):
        return _with_source(table, ArraySource({name: table.column(name).copy() for name in table.columns}))
    return table


def _with_source(table: PixTable, source: Source) -> PixTable:
    return PixTable(
        source,
        table.columns,
        table.n_row,
        lambda: table.header,
        path=table.path,
        form=table.form,
        extensions=table.extensions,
        frame=table.frame,
    )


def with_units(table: PixTable, units: Mapping[str, str]) -> PixTable:
    """Give the same table with other unit strings on some columns; no value is converted.

    Parameters
    ----------
    table : PixTable
    units : mapping of str to str
        By our names of the columns.
    """
    columns = {
        name: replace(column, unit=units.get(name, column.unit)) for name, column in table.columns.items()
    }
    return PixTable(
        table.source,
        columns,
        table.n_row,
        lambda: table.header,
        path=table.path,
        form=table.form,
        extensions=table.extensions,
        frame=table.frame,
    )
