"""Write single rows as text, every column decoded: CSV for spreadsheets, ECSV with types and units."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer._version import __version__
from pixviewer.core.io.atomic import OutputFile, atomic_output
from pixviewer.core.io.pictures import own_path
from pixviewer.core.products.row_pieces import row_pieces
from pixviewer.core.products.rows import count_rows, decode_rows
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression
from pixviewer.core.table.units import spelling

ENDINGS = (".csv", ".ecsv")

# Of a line, generously: that there is room is known before writing begins.
BYTES_PER_ROW = 260


def write_rows(
    table: PixTable,
    selection: Expression | None,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
    progress: Progress | None = None,
) -> int:
    """Write the rows of a selection, one line each; the ending ``.csv`` or ``.ecsv`` says in which form.

    Columns are those of `decode_rows`, without loss of digits: ``x_det`` and ``y_det`` count from 0, slices
    are given in both numberings, flags as a number and in words.

    Parameters
    ----------
    table : PixTable
    selection : Expression or None
        None for all rows.
    path : path
    command : str
        Equivalent command line, for the metadata of an ECSV file.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced; the one of the table is among them.
    progress : Progress, optional

    Returns
    -------
    int
        Rows written. With 0 no file was made.

    Raises
    ------
    ValueError
        If the name has another ending.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    PixTableError
        If the table cannot be read.
    Cancelled
        If asked to stop; nothing is left behind.
    """
    progress = progress or Progress()
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"rows are written as {' or '.join(ENDINGS)}, got {str(path)!r}")
    table.ensure_blocks(progress)
    n_row = count_rows(table, selection, progress=progress).n_row
    if n_row == 0:
        return 0
    n_bytes, kept = n_row * BYTES_PER_ROW, (*protect, *own_path(table))
    with atomic_output(path, overwrite=overwrite, n_bytes=n_bytes, protect=kept) as output:
        _write(output, table, selection, command if ending == ".ecsv" else None, n_row, progress)
    return n_row


def _write(
    output: OutputFile,
    table: PixTable,
    selection: Expression | None,
    command: str | None,
    n_row: int,
    progress: Progress,
) -> None:
    at = n_done = 0
    for rows in row_pieces(table, selection, progress=progress):
        progress.step("Writing rows", n_done, n_row)
        columns = decode_rows(table, rows)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if at == 0:
            if command is not None:
                text.write(_ecsv_header(table, columns, command))
            writer.writerow(columns)
        writer.writerows(zip(*(values.tolist() for values in columns.values()), strict=True))
        content = text.getvalue().encode()
        output.write_at(at, content)
        at, n_done = at + len(content), n_done + rows.size


def _ecsv_header(table: PixTable, columns: Mapping[str, npt.NDArray[Any]], command: str) -> str:
    """Comment lines that say types and units, as `astropy.table` reads them."""
    lines = ["%ECSV 1.0", "---", "delimiter: ','", "datatype:"]
    for name, values in columns.items():
        kind = "string" if values.dtype.kind == "U" else np.dtype(values.dtype).newbyteorder("=").name
        unit = _unit(table, name)
        with_unit = f", unit: {json.dumps(unit)}" if unit else ""
        lines.append(f"- {{name: {json.dumps(name)}{with_unit}, datatype: {kind}}}")
    meta = {"program": f"pixviewer {__version__}", "table": table.name, "command": command}
    lines += ["meta: !!omap", *(f"- {name}: {json.dumps(text)}" for name, text in meta.items())]
    return "".join(f"# {line}\n" for line in (*lines, "schema: astropy-2.0"))


def _unit(table: PixTable, name: str) -> str:
    plane = table.frame.plane_unit
    derived = {"ra": "deg" if table.frame.is_sky else plane, "xi": plane, "eta": plane}
    derived["dec"] = derived["ra"]
    if name in derived:
        return derived[name]
    column = table.columns.get(name)
    return spelling(column.unit) if column is not None and column.unit else ""
