"""Write a table corrected by the factors of a self-calibration.

Only data and variances are decoded, multiplied and encoded again. The bytes of all other columns are copied
as they stand, as far as the new file holds them in the same form and type.

Bytes are read and written by several threads: letting the system copy them (``copy_file_range``) was tried,
and took as much of its time, in one thread after the other.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pixviewer._version import __version__
from pixviewer.core.calib.applying import CHANGED, through
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.refusing import check_can_calibrate
from pixviewer.core.io.writing import TableWriter
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.keywords import add_history
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.source import FitsSource

Add = Callable[[None, Chunk], None]


def write_corrected(
    table: PixTable,
    factors: Factors,
    path: str | os.PathLike[str],
    *,
    form: str | None = None,
    force: bool = False,
    overwrite: bool = False,
    command: str = "",
    progress: Progress | None = None,
) -> int:
    """Write a table with data × factor and variance × factor².

    All else stays: rows and their order, other columns, extensions and cards, but for those that say that the
    table is calibrated, and a HISTORY entry.

    Parameters
    ----------
    table : PixTable
    factors : Factors
    path : path
        Where to write; never the file that is open.
    form : {"image", "table"}, optional
        By default that of the table; images, if that is in memory.
    force : bool
        Also where `check_can_calibrate` would refuse.
    overwrite : bool
        Whether a file of that name may be replaced.
    command : str
        Equivalent command line, for HISTORY; by default the equivalent Python.
    progress : Progress, optional

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    RefusedError
        If correcting makes no sense.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    PixTableError
        If the table cannot be read.
    Cancelled
        If asked to stop; nothing is left behind.
    """
    check_can_calibrate(table, factors, force=force)
    seen = through(table, factors)
    header = seen.header
    add_history(header, f"pixviewer {__version__}: {command or _python(table, path)}")
    writer = TableWriter(
        path,
        header,
        list(table.columns.values()),
        table.n_row,
        form=form or ("table" if table.form == "table" else "image"),
        extensions=table.extensions,
        overwrite=overwrite,
        protect=[table.path] if table.path else [],
    )
    with writer:
        names, add = _way(seen, table, writer)
        scan(seen, make_plan(seen, None), names, lambda: None, add, progress, "Correcting")
    return table.n_row


def _way(seen: PixTable, table: PixTable, writer: TableWriter) -> tuple[tuple[str, ...], Add]:
    """Columns to be read and corrected, and how a chunk of them is written, with what is only copied."""
    source = table.source
    slots = source.slots if isinstance(source, FitsSource) else {}
    alike = writer.stands_alike(slots)
    if not isinstance(source, FitsSource) or not alike:
        return _decode(tuple(seen.columns), writer)
    if source.record_bytes:
        return _patch(source, writer)
    return _copy(seen, source, alike - set(CHANGED), writer)


def _decode(names: tuple[str, ...], writer: TableWriter) -> tuple[tuple[str, ...], Add]:
    """All columns are decoded: they will stand otherwise than they do, or are in memory."""

    def add(_: None, chunk: Chunk) -> None:
        writer.write(int(chunk.starts[0]), {name: chunk[name] for name in names})

    return names, add


def _copy(
    seen: PixTable, source: FitsSource, copied: set[str], writer: TableWriter
) -> tuple[tuple[str, ...], Add]:
    """Image form: what does not change is copied."""
    names = tuple(name for name in seen.columns if name not in copied)
    slots = {name: source.slots[name] for name in copied}

    def add(_: None, chunk: Chunk) -> None:
        start = int(chunk.starts[0])
        writer.copy(start, chunk.n_row, source.raw, slots)
        writer.write(start, {name: chunk[name] for name in names})

    return names, add


def _patch(source: FitsSource, writer: TableWriter) -> tuple[tuple[str, ...], Add]:
    """Table form: records are copied, two numbers in each replaced."""
    first = min(slot.offset for slot in source.slots.values())
    size = source.record_bytes

    def add(_: None, chunk: Chunk) -> None:
        start = int(chunk.starts[0])
        records: npt.NDArray[np.uint8] = np.empty(chunk.n_row * size, np.uint8)
        source.raw.read_into(first + start * size, records.data)
        for name in CHANGED:
            slot = source.slots[name]
            stored: npt.NDArray[np.float32] = np.ndarray(
                (chunk.n_row,), slot.dtype, records, slot.offset - first, (size,)
            )
            stored[:] = chunk[name]
        writer.write_records(start, records)

    return CHANGED, add


def _python(table: PixTable, path: str | os.PathLike[str]) -> str:
    return f"write_corrected(open_table({str(table.path)!r}), factors, {str(Path(path))!r})"
