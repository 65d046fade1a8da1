"""Write a pixel table, in either FITS form, as the ESO pipeline would.

A table of known length is laid out first; rows may then arrive in any order and from several threads, and
go straight to their place. The pipeline's own few cards stand in each extension and no others: it finds
columns by their lower-case EXTNAME and refuses other types than these.
"""

import contextlib
import io
import math
import os
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits
from astropy.io.fits.verify import VerifyWarning

from pixviewer.core.io.atomic import OutputFile, atomic_output
from pixviewer.core.table.columns import KINDS, Column
from pixviewer.core.table.source import Slot

BLOCK = 2880  # bytes; every part of a FITS file is padded to a multiple
ROWS_AT_ONCE = 1 << 18  # rows swapped at a time: about a megabyte a column

# Checksums would be of the file that was read.
STALE_CARDS = ("CHECKSUM", "DATASUM", "DATAMD5")

_BITPIX = {"u1": 8, "i2": 16, "i4": 32, "i8": 64, "f4": -32, "f8": -64}
_TFORM = {
    "u1": ("1B", "BYTE"),
    "i2": ("1I", "2-byte INTEGER"),
    "i4": ("1J", "4-byte INTEGER"),
    "i8": ("1K", "8-byte INTEGER"),
    "f4": ("1E", "4-byte REAL"),
    "f8": ("1D", "8-byte DOUBLE"),
}

Extension = Any  # an astropy HDU, or (header, data) with an array, raw bytes or None


@dataclass(frozen=True, slots=True)
class _Stored:
    """How one column stands in the file."""

    column: Column
    fits_name: str
    code: str  # FITS knows these: u1 i2 i4 i8 f4 f8
    zero: int  # BZERO of the integer types that FITS lacks

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(self.code).newbyteorder(">")

    def pack(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values as FITS words; flags and origin keep their bit pattern whatever integer they come as."""
        if self.zero:
            native = self.column.dtype.newbyteorder("=")
            words = np.ascontiguousarray(values, native).view(f"u{native.itemsize}")
            values = (words ^ np.array(1 << (8 * native.itemsize - 1), words.dtype)).view(self.code)
        return np.ascontiguousarray(values.astype(self.dtype, copy=False))


class TableWriter:
    """Writes one pixel table; to be used as a context manager.

    Parameters
    ----------
    path : path
    header : astropy Header
        The primary header. Cards are kept verbatim, but for DATE, which is renewed, and for checksums.
    columns : sequence of Column
        In the order in which they shall stand. The standard columns get the pipeline's types.
    n_row : int
    form : {"image", "table"}
        One image extension per column, or one binary table.
    extensions : sequence
        HDUs, or pairs of a header and an array, raw bytes or None, to stand behind the columns.
    overwrite : bool
    protect : paths
        See `atomic_output`.
    date : str, optional
        For DATE, instead of now.

    Notes
    -----
    The file appears when the block ends without an exception and every row of every column was written.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        header: fits.Header,
        columns: Sequence[Column],
        n_row: int,
        *,
        form: str = "image",
        extensions: Sequence[Extension] = (),
        overwrite: bool = False,
        protect: Iterable[str | os.PathLike[str]] = (),
        date: str | None = None,
    ) -> None:
        if n_row < 0:
            raise ValueError(f"n_row must not be negative, got {n_row}")
        self._date = date
        self._layout = _Layout(header, columns, n_row, form, date)
        self._tail = b"".join(_extension_bytes(extension) for extension in extensions)
        self._path, self._overwrite, self._protect = path, overwrite, tuple(protect)
        self._n_written = dict.fromkeys((stored.column.name for stored in self._layout.stored), 0)
        self._lock = threading.Lock()
        self._stack = contextlib.ExitStack()
        self._output: OutputFile | None = None

    @property
    def n_bytes(self) -> int:
        """Size of the finished file."""
        return self._layout.n_bytes + len(self._tail)

    def __enter__(self) -> "TableWriter":
        output = self._stack.enter_context(
            atomic_output(self._path, overwrite=self._overwrite, n_bytes=self.n_bytes, protect=self._protect)
        )
        with contextlib.ExitStack() as on_error:
            on_error.push(self._stack.__exit__)
            output.resize(self.n_bytes)  # all padding is zeros, and need not be written
            for offset, block in self._layout.headers:
                output.write_at(offset, block)
            output.write_at(self._layout.n_bytes, self._tail)
            on_error.pop_all()
        self._output = output
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        self._output = None
        if kind is None:
            try:
                self._check_complete()
            except ValueError as incomplete:
                self._stack.__exit__(type(incomplete), incomplete, None)
                raise
        self._stack.__exit__(kind, error, traceback)

    def write(self, start_row: int, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Write a run of rows; threads may do so at once.

        Parameters
        ----------
        start_row : int
            Row number, in the file, of the first.
        columns : mapping of our column names to (n,) arrays
            In the table form all columns; in the image form any of them. Of either byte order.
        """
        output = self._opened("rows can be written")
        n = self._check_run(start_row, columns)
        for first in range(0, n, ROWS_AT_ONCE):
            piece = slice(first, min(first + ROWS_AT_ONCE, n))
            run = {name: np.asarray(values[piece]) for name, values in columns.items()}
            for offset, words in self._layout.place(start_row + first, run):
                output.write_at(offset, words)
        self._count(columns, n)

    def stands_alike(self, slots: Mapping[str, Slot]) -> set[str]:
        """Columns that are stored as they will be written, so that their bytes can be copied.

        Parameters
        ----------
        slots : mapping of our column names to Slot
            Where columns stand in another file of the same form.

        Returns
        -------
        set of str
            In the table form all columns or none: rows are copied whole.
        """
        return self._layout.stands_alike(slots)

    def write_words(self, start_row: int, words: Mapping[str, npt.NDArray[np.uint8]]) -> None:
        """Write a run of rows of the image form, as bytes that stand as in the file; threads may do so.

        Parameters
        ----------
        start_row : int
        words : mapping of our column names to uint8 arrays
            Of columns that `stands_alike` named.
        """
        output = self._opened("rows can be written")
        for name, stored in words.items():
            size = self._layout.word_bytes(name)
            self._check_rows(start_row, stored.size // size)
            output.write_at(self._layout.start_of(name) + start_row * size, stored.data)
            self._count((name,), stored.size // size)

    def write_records(self, start_row: int, records: npt.NDArray[np.uint8]) -> None:
        """Write a run of rows of the table form, as bytes that stand as in the file; threads may do so."""
        output = self._opened("rows can be written")
        n = records.size // self._layout.record_bytes
        self._check_rows(start_row, n)
        output.write_at(self._layout.start_of("") + start_row * self._layout.record_bytes, records.data)
        self._count(self._n_written, n)

    def replace_header(self, header: fits.Header) -> None:
        """Put another primary header in place, of the same length: for what is known only at the end."""
        output = self._opened("the header can be replaced")
        block = _header_bytes(primary_header(header, self._date))
        n_old = len(self._layout.headers[0][1])
        if len(block) != n_old:
            raise ValueError(f"a header of {len(block)} bytes does not fit the place of one of {n_old}")
        output.write_at(0, block)

    def _opened(self, what: str) -> OutputFile:
        if self._output is None:
            raise ValueError(f"{what} only inside the writer's with block")
        return self._output

    def _count(self, names: Iterable[str], n: int) -> None:
        with self._lock:
            for name in names:
                self._n_written[name] += n

    def _check_run(self, start_row: int, columns: Mapping[str, npt.NDArray[Any]]) -> int:
        known = self._n_written.keys()
        if unknown := columns.keys() - known:
            raise ValueError(f"the table has no column {sorted(unknown)[0]!r}, only {', '.join(known)}")
        if self._layout.form == "table" and columns.keys() != known:
            raise ValueError(f"rows of a binary table are written whole: {', '.join(known)}")
        lengths = {len(values) for values in columns.values()}
        if len(lengths) != 1:
            raise ValueError(f"columns of one run must be equally long, got lengths {sorted(lengths)}")
        (n,) = lengths
        self._check_rows(start_row, n)
        return n

    def _check_rows(self, start_row: int, n: int) -> None:
        if start_row < 0 or start_row + n > self._layout.n_row:
            raise ValueError(
                f"rows {start_row} to {start_row + n} are not in a table of {self._layout.n_row}"
            )

    def _check_complete(self) -> None:
        for name, n in self._n_written.items():
            if n != self._layout.n_row:
                raise ValueError(f"{n} of {self._layout.n_row} rows of column {name!r} were written")


def predicted_size(
    n_row: int,
    columns: Sequence[Column],
    form: str = "image",
    header: fits.Header | None = None,
    extensions: Sequence[Extension] = (),
) -> int:
    """Size in bytes of a file that `TableWriter` would write."""
    layout = _Layout(fits.Header() if header is None else header, columns, n_row, form, None)
    return layout.n_bytes + sum(len(_extension_bytes(extension)) for extension in extensions)


class _Layout:
    """Where everything stands in the file: headers, and the words of a run of rows."""

    def __init__(
        self, header: fits.Header, columns: Sequence[Column], n_row: int, form: str, date: str | None
    ) -> None:
        if form not in ("image", "table"):
            raise ValueError(f"form must be 'image' or 'table', got {form!r}")
        self.form, self.n_row = form, n_row
        self.stored = [_store(column) for column in columns]
        self.headers = [(0, _header_bytes(primary_header(header, date)))]
        self._start: dict[str, int] = {}
        self.n_bytes = len(self.headers[0][1])
        self._record = np.dtype([(stored.column.name, stored.dtype) for stored in self.stored])
        if form == "table":
            self._start[""] = self._append(_bintable_header(self.stored, n_row), self._record.itemsize)
        else:
            for stored in self.stored:
                self._start[stored.column.name] = self._append(
                    _image_header(stored, n_row), stored.dtype.itemsize
                )

    def _append(self, header: fits.Header, row_bytes: int) -> int:
        block = _header_bytes(header)
        self.headers.append((self.n_bytes, block))
        start = self.n_bytes + len(block)
        self.n_bytes = start + padded(row_bytes * self.n_row)
        return start

    @property
    def record_bytes(self) -> int:
        """Bytes of a row in the table form."""
        return self._record.itemsize

    def word_bytes(self, name: str) -> int:
        """Bytes of a number of a column."""
        return next(stored.dtype.itemsize for stored in self.stored if stored.column.name == name)

    def start_of(self, name: str) -> int:
        """First byte of a column in the image form, of the records, named "", in the table form."""
        return self._start[name]

    def stands_alike(self, slots: Mapping[str, Slot]) -> set[str]:
        """See `TableWriter.stands_alike`."""
        same_type = {
            stored.column.name
            for stored in self.stored
            if (slot := slots.get(stored.column.name)) is not None
            and slot.dtype == stored.dtype
            and slot.zero == stored.zero
        }
        if self.form == "image":
            return {name for name in same_type if slots[name].stride == slots[name].dtype.itemsize}
        first = min((slot.offset for slot in slots.values()), default=0)
        fields: Mapping[str, Any] = self._record.fields or {}
        is_same = len(same_type) == len(slots) == len(fields) and all(
            (slot.stride, slot.offset - first) == (self.record_bytes, fields[name][1])
            for name, slot in slots.items()
        )
        return same_type if is_same else set()

    def place(self, start_row: int, run: Mapping[str, npt.NDArray[Any]]) -> Iterable[tuple[int, memoryview]]:
        """Offsets and words of a run of rows."""
        if self.form == "image":
            for stored in self.stored:
                if stored.column.name in run:
                    words = stored.pack(run[stored.column.name])
                    yield self._start[stored.column.name] + start_row * words.itemsize, _bytes_of(words)
            return
        n = len(next(iter(run.values()))) if run else 0
        records = np.empty(n, self._record)
        for stored in self.stored:
            records[stored.column.name] = stored.pack(run[stored.column.name])
        yield self._start[""] + start_row * self._record.itemsize, _bytes_of(records)


def primary_header(header: fits.Header, date: str | None = None) -> fits.Header:
    """Copy of a header fit to stand first in a new pixel table: all cards, a new DATE, no old checksums."""
    structure = [
        ("SIMPLE", True, "file does conform to FITS standard"),
        ("BITPIX", 8, "number of bits per data pixel"),
        ("NAXIS", 0, "number of data axes"),
        ("EXTEND", True, "FITS dataset may contain extensions"),
    ]
    left_out = {"SIMPLE", "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "EXTEND", "PCOUNT", "GCOUNT"}
    kept = [copy(card) for card in header.cards if card.keyword not in left_out.union(STALE_CARDS)]
    result = fits.Header([*(fits.Card(*card) for card in structure), *kept])
    date = date or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if "DATE" in result:
        result["DATE"] = date
    else:
        result.insert(len(structure), ("DATE", date, "file creation date (YYYY-MM-DDThh:mm:ss UT)"))
    return result


def padded(n_bytes: int) -> int:
    """Length of a part of a FITS file, with its padding."""
    return math.ceil(n_bytes / BLOCK) * BLOCK


def _store(column: Column) -> _Stored:
    kind = KINDS.get(column.name)
    if kind is not None:
        return _Stored(column, kind.fits_name, kind.dtype.str[1:], 0)
    code = column.dtype.str[1:]
    if code == "b1":
        code = "u1"
    if code in _BITPIX:
        return _Stored(column, column.fits_name, code, 0)
    opposite = {"i1": "u1", "u2": "i2", "u4": "i4", "u8": "i8"}
    if code not in opposite:
        raise ValueError(f"column {column.name!r} has type {column.dtype}, which FITS cannot hold")
    half = 1 << (8 * column.dtype.itemsize - 1)
    return _Stored(column, column.fits_name, opposite[code], -half if code == "i1" else half)


def _image_header(stored: _Stored, n_row: int) -> fits.Header:
    cards: list[tuple[str, str | int | float, str]] = [
        ("XTENSION", "IMAGE", "IMAGE extension"),
        ("BITPIX", _BITPIX[stored.code], "number of bits per data pixel"),
        ("NAXIS", 2, "number of data axes"),
        ("NAXIS1", 1, "length of data axis 1"),
        ("NAXIS2", n_row, "length of data axis 2"),
        ("PCOUNT", 0, "required keyword; must = 0"),
        ("GCOUNT", 1, "required keyword; must = 1"),
        ("EXTNAME", stored.fits_name, ""),
    ]
    if stored.column.unit:
        cards.append(("BUNIT", stored.column.unit, ""))
    if stored.zero:
        cards += [("BZERO", stored.zero, "unsigned or signed byte"), ("BSCALE", 1, "")]
    return fits.Header([fits.Card(*card) for card in cards])


def _bintable_header(columns: Sequence[_Stored], n_row: int) -> fits.Header:
    width = sum(stored.dtype.itemsize for stored in columns)
    cards: list[tuple[str, str | int | float, str]] = [
        ("XTENSION", "BINTABLE", "binary table extension"),
        ("BITPIX", 8, "8-bit bytes"),
        ("NAXIS", 2, "2-dimensional binary table"),
        ("NAXIS1", width, "width of table in bytes"),
        ("NAXIS2", n_row, "number of rows in table"),
        ("PCOUNT", 0, "size of special data area"),
        ("GCOUNT", 1, "one data group (required keyword)"),
        ("TFIELDS", len(columns), "number of fields in each row"),
    ]
    for number, stored in enumerate(columns, 1):
        form, description = _TFORM[stored.code]
        cards.append((f"TTYPE{number}", stored.fits_name, f"label for field {number:3d}"))
        cards.append((f"TFORM{number}", form, f"data format of field: {description}"))
        if stored.column.unit:
            cards.append((f"TUNIT{number}", stored.column.unit, "physical unit of field"))
        if stored.zero:
            cards += [(f"TZERO{number}", stored.zero, "unsigned or signed byte"), (f"TSCAL{number}", 1, "")]
    return fits.Header([fits.Card(*card) for card in cards])


def _header_bytes(header: fits.Header) -> bytes:
    with warnings.catch_warnings():
        # Keywords of a pixel table are long; a comment that no longer fits beside a new value is cut quietly.
        warnings.filterwarnings("ignore", "Card is too long, comment will be truncated", VerifyWarning)
        return header.tostring().encode("ascii")


def _extension_bytes(extension: Extension) -> bytes:
    """An extension as it stands in a file."""
    if isinstance(extension, tuple):
        header, data = extension
        if data is None or isinstance(data, bytes | bytearray | memoryview):
            data = bytes(data or b"")
            return _header_bytes(header) + data.ljust(padded(len(data)), b"\0")
        table = data.dtype.names is not None
        extension = (fits.BinTableHDU if table else fits.ImageHDU)(data, header)
    buffer = io.BytesIO()
    primary = fits.PrimaryHDU()
    fits.HDUList([primary, extension]).writeto(buffer)
    return buffer.getvalue()[len(_header_bytes(primary.header)) :]


def _bytes_of(words: npt.NDArray[Any]) -> memoryview:
    return words.view(np.uint8).data if words.size else memoryview(b"")
