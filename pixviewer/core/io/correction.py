"""Write a table corrected by the factors of a self-calibration.

Only data and variances are decoded, multiplied and encoded again, word by word where they stand. The bytes of
all other columns are copied, as far as the new file holds them in the same form and type.

Bytes are read and written by several threads: letting the system copy them (``copy_file_range``) was tried,
and took as much of its time, in one thread after the other.
"""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pixviewer._version import __version__
from pixviewer.core.calib.applying import through
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.refusing import check_can_calibrate
from pixviewer.core.io.writing import TableWriter
from pixviewer.core.kernels.correcting import correct_words
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.keywords import add_history
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.source import FitsSource

# In the order that the kernel takes them.
_WORDS = ("origin", "wave", "data", "variance")


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
        _write_rows(table, seen, factors, writer, progress)
    return table.n_row


def _write_rows(
    table: PixTable, seen: PixTable, factors: Factors, writer: TableWriter, progress: Progress | None
) -> None:
    """Write all rows, by copying whatever can be copied."""
    source = table.source
    alike = writer.stands_alike(source.slots) if isinstance(source, FitsSource) else set()
    begin: Callable[[], _Words]
    if not isinstance(source, FitsSource) or not alike.issuperset(_WORDS):
        names, read_from = tuple(table.columns), seen
        begin = partial(_Words, writer, names)
    elif source.record_bytes:
        names, read_from = (), table
        begin = partial(_Records, writer, names, source, factors)
    else:
        names, read_from = tuple(name for name in table.columns if name not in alike), table
        begin = partial(_Columns, writer, names, source, factors)

    def add(words: _Words, chunk: Chunk) -> None:
        words.write(chunk)

    scan(read_from, make_plan(read_from, None), names, begin, add, progress, "Correcting")


class _Words:
    """Columns that are decoded: they will stand otherwise than they do, or are in memory."""

    def __init__(self, writer: TableWriter, names: tuple[str, ...]) -> None:
        self._writer, self._names = writer, names

    def write(self, chunk: Chunk) -> None:
        """Write the rows of a chunk."""
        if self._names:
            self._writer.write(int(chunk.starts[0]), {name: chunk[name] for name in self._names})


class _Stored(_Words):
    """Words of a file, which become those of the new one. One for each part of a table, with its buffers."""

    def __init__(
        self, writer: TableWriter, names: tuple[str, ...], source: FitsSource, factors: Factors
    ) -> None:
        super().__init__(writer, names)
        self._source = source
        self._tables = factors.edges.astype(np.float64), np.ascontiguousarray(factors.factor, np.float64)
        self._buffer = np.empty(0, np.uint32)

    def _room(self, n_word: int) -> npt.NDArray[np.uint32]:
        if self._buffer.size < n_word:
            self._buffer = np.empty(n_word, np.uint32)
        return self._buffer[:n_word]

    def _correct(self, words: npt.NDArray[np.uint32], n_row: int, stride: int, places: list[int]) -> None:
        origin, wave, data, variance = places
        is_swapped = sys.byteorder == "little"
        correct_words(words, n_row, stride, origin, wave, data, variance, is_swapped, *self._tables)


class _Columns(_Stored):
    """Image form: the words of each column lie together."""

    def write(self, chunk: Chunk) -> None:
        """See `_Words.write`."""
        super().write(chunk)
        start, n = int(chunk.starts[0]), chunk.n_row
        room = self._room(len(_WORDS) * n)
        for i, name in enumerate(_WORDS):
            self._read(name, start, room[i * n : (i + 1) * n].view(np.uint8))
        self._correct(room, n, 1, [i * n for i in range(len(_WORDS))])
        for i, name in enumerate(_WORDS):
            self._writer.write_words(start, {name: room[i * n : (i + 1) * n].view(np.uint8)})
        for name in self._source.slots.keys() - {*_WORDS, *self._names}:
            stored = self._room(2 * n).view(np.uint8)[: n * self._source.slots[name].stride]
            self._read(name, start, stored)
            self._writer.write_words(start, {name: stored})

    def _read(self, name: str, start: int, target: npt.NDArray[np.uint8]) -> None:
        slot = self._source.slots[name]
        self._source.raw.read_into(slot.offset + start * slot.stride, target.data)


class _Records(_Stored):
    """Table form: the words of each row lie together."""

    def write(self, chunk: Chunk) -> None:
        """See `_Words.write`."""
        slots, size = self._source.slots, self._source.record_bytes
        first = min(slot.offset for slot in slots.values())
        start, n = int(chunk.starts[0]), chunk.n_row
        room = self._room(-(-n * size // 4))
        records = room.view(np.uint8)[: n * size]
        self._source.raw.read_into(first + start * size, records.data)
        places = [slots[name].offset - first for name in _WORDS]
        if any(place % 4 for place in (size, *places)):  # a column of one or two bytes stands between
            self._correct_apart(records.reshape(n, size), places)
        else:
            self._correct(room, n, size // 4, [place // 4 for place in places])
        self._writer.write_records(start, records)

    def _correct_apart(self, records: npt.NDArray[np.uint8], places: list[int]) -> None:
        n = len(records)
        words = np.concatenate([records[:, place : place + 4].reshape(-1) for place in places]).view(
            np.uint32
        )
        self._correct(words, n, 1, [i * n for i in range(len(places))])
        for i, place in enumerate(places):
            records[:, place : place + 4] = words[i * n : (i + 1) * n].view(np.uint8).reshape(n, 4)


def _python(table: PixTable, path: str | os.PathLike[str]) -> str:
    return f"write_corrected(open_table({str(table.path)!r}), factors, {str(Path(path))!r})"
