"""Where the bytes of columns come from: the one place where stored words become native arrays.

Both FITS forms are columns with an offset and a stride in one file. Streaming reads copy from the file
into buffers that the caller owns and reuses; nothing is mapped on that way, because a file that shrinks
under a map kills the process, while a short read is an ordinary error.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError
from pixviewer.core.kernels import reading

Runs = npt.NDArray[np.int64]
Buffers = dict[str, npt.NDArray[np.generic]]


class Source(Protocol):
    """The stored columns of one table."""

    def fill(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        """Read runs of rows, one after the other, into native buffers that are long enough."""

    def view(self, name: str) -> npt.NDArray[np.generic]:
        """One whole column for random access: mapped, in the byte order it is stored in."""

    def stored_type(self, name: str) -> np.dtype[np.generic]:
        """Native type with the bits that a column is stored with, which may be more than readers deliver."""

    def check_unchanged(self) -> None:
        """Raise `PixTableError` if what lies on disk is not what was opened."""

    def close(self) -> None:
        """Let go of the file."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Place of a column in a file: its first byte, bytes from row to row, stored type, and added zero."""

    offset: int
    stride: int
    dtype: np.dtype[np.generic]
    zero: int = 0


class RawFile:
    """A file opened for reading, or bytes in memory; read from any thread.

    ``name`` is what messages call it: of an unpacked copy, the file that the user knows.
    """

    def __init__(self, path: Path | None, content: bytes | None = None, *, name: str = "") -> None:
        self.path = path
        self.name = name or (str(path) if path else "the file object")
        self._content = memoryview(content) if content is not None else None
        self._lock = threading.Lock()  # for systems without positioned reads
        self._fd = -1
        if content is None and path is not None:
            self._fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            self._stat = os.fstat(self._fd)

    @property
    def size(self) -> int:
        """Number of bytes when it was opened."""
        return len(self._content) if self._content is not None else self._stat.st_size

    @property
    def mtime_ns(self) -> int:
        """Time of last change when it was opened, 0 in memory."""
        return 0 if self._content is not None else self._stat.st_mtime_ns

    def read_into(self, offset: int, target: memoryview) -> None:
        """Fill `target` from `offset` on.

        Raises
        ------
        PixTableError
            If the file ends before, or cannot be read.
        """
        if self._content is not None:
            piece = self._content[offset : offset + len(target)]
            if len(piece) < len(target):
                raise self._too_short(offset + len(piece))
            target[:] = piece
            return
        done = 0
        while done < len(target):
            try:
                n = self._read_at(offset + done, target[done:])
            except OSError as error:
                raise PixTableError(f"{self.name} cannot be read: {error.strerror}") from error
            if n == 0:
                raise self._too_short(offset + done)
            done += n

    def read_runs(self, offsets: Runs, lengths: Runs, target: npt.NDArray[np.uint8]) -> None:
        """Fill `target` with runs of bytes, one after the other.

        Raises
        ------
        PixTableError
            As `read_into`.
        """
        n_read = 0
        if self._content is None and self._fd >= 0 and reading.IS_THERE:
            n_read = reading.read_runs(np.int32(self._fd), offsets, lengths, target)
        view, at = target.data, 0
        # What is left is read in words that can say what is wrong with it.
        for offset, length in zip(offsets.tolist(), lengths.tolist(), strict=True):
            at += length
            if at > n_read:
                self.read_into(offset, view[at - length : at])

    def _read_at(self, offset: int, target: memoryview) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(self._fd, [target], offset)
        with self._lock:
            os.lseek(self._fd, offset, os.SEEK_SET)
            piece = os.read(self._fd, len(target))
        target[: len(piece)] = piece
        return len(piece)

    def _too_short(self, end: int) -> PixTableError:
        return PixTableError(
            f"{self.name} ends after {end} bytes, in the middle of the table: it is truncated, "
            "or was changed while open; get a complete copy and open it again"
        )

    def check_unchanged(self) -> None:
        """Raise `PixTableError` if the file was changed, replaced or removed since it was opened."""
        if self._content is not None or self.path is None:
            return
        opened = (self._stat.st_ino, self._stat.st_size, self._stat.st_mtime_ns)
        try:
            now = os.stat(self.path)
        except OSError as error:
            raise PixTableError(f"{self.name} has gone since it was opened: {error.strerror}") from error
        if (now.st_ino, now.st_size, now.st_mtime_ns) != opened:
            raise PixTableError(f"{self.name} was changed on disk since it was opened; open it again")

    # Kept here, as modules may be gone by the time that the last file is let go of.
    _close = staticmethod(os.close)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._fd >= 0:
            self._close(self._fd)
            self._fd = -1

    def __del__(self) -> None:
        self.close()


class FitsSource:
    """Columns of a FITS file in either form."""

    def __init__(self, raw: RawFile, slots: dict[str, Slot], n_row: int) -> None:
        self.raw = raw
        self._slots = slots
        self._n_row = n_row
        # In the table form a record of all columns is read at once and then taken apart.
        strides = {slot.stride for slot in slots.values() if slot.stride != slot.dtype.itemsize}
        self._record_bytes = strides.pop() if strides else 0
        self._record_start = min((slot.offset for slot in slots.values()), default=0)
        ends = [slot.offset + slot.dtype.itemsize for slot in slots.values()]
        # Columns that are left out may stand before: the last row ends before a whole record does.
        self._record_rest = self._record_bytes + self._record_start - max(ends, default=0)

    @property
    def slots(self) -> Mapping[str, Slot]:
        """Where each column stands."""
        return self._slots

    @property
    def record_bytes(self) -> int:
        """Length of the record of a row in the table form, 0 in the image form."""
        return self._record_bytes

    def fill(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        """See `Source.fill`."""
        if self._record_bytes:
            self._fill_from_records(starts, stops, out)
            return
        for name, buffer in out.items():
            self._fill_column(self._slots[name], starts, stops, buffer)

    def _fill_column(self, slot: Slot, starts: Runs, stops: Runs, buffer: npt.NDArray[np.generic]) -> None:
        size = slot.dtype.itemsize
        is_direct = slot.zero == 0 and slot.dtype.newbyteorder("=") == buffer.dtype
        n = int((stops - starts).sum())
        target = buffer if is_direct else np.empty(n, slot.dtype)
        self.raw.read_runs(slot.offset + starts * size, (stops - starts) * size, target[:n].view(np.uint8))
        if not is_direct:
            _convert(target, slot, buffer[:n])
        elif not slot.dtype.isnative:
            _swap(buffer[:n])

    def _fill_from_records(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        n = int((stops - starts).sum())
        records = np.empty(n * self._record_bytes, np.uint8)
        view = records.data
        at = 0
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            if stop == start:
                continue
            n_bytes = (stop - start) * self._record_bytes
            first = self._record_start + start * self._record_bytes
            self.raw.read_into(first, view[at : at + n_bytes - self._record_rest])
            at += n_bytes
        for name, buffer in out.items():
            slot = self._slots[name]
            column: npt.NDArray[np.generic] = np.ndarray(
                (n,), slot.dtype, records, slot.offset - self._record_start, (self._record_bytes,)
            )
            _convert(column, slot, buffer[:n])

    def view(self, name: str) -> npt.NDArray[np.generic]:
        """See `Source.view`; a column stored with an offset of zero point comes as a copy."""
        slot = self._slots[name]
        self.raw.check_unchanged()
        if self.raw.path is None or slot.zero:
            return self._copy(name)
        mapped = np.memmap(self.raw.path, np.uint8, "r")
        return np.ndarray((self._n_row,), slot.dtype, mapped, slot.offset, (slot.stride,))

    def _copy(self, name: str) -> npt.NDArray[np.generic]:
        slot = self._slots[name]
        out = np.empty(self._n_row, native_type(slot.dtype, slot.zero))
        self.fill(np.array([0]), np.array([self._n_row]), {name: out})
        return out

    def stored_type(self, name: str) -> np.dtype[np.generic]:
        """See `Source.stored_type`."""
        slot = self._slots[name]
        return native_type(slot.dtype, slot.zero)

    def check_unchanged(self) -> None:
        """See `Source.check_unchanged`."""
        self.raw.check_unchanged()

    def close(self) -> None:
        """See `Source.close`."""
        self.raw.close()


def native_type(stored: np.dtype[np.generic], zero: int) -> np.dtype[np.generic]:
    """Type of stored values: FITS has unsigned integers only as signed ones with a zero point."""
    opposite = {("u1", -128): "i1", ("i2", 1 << 15): "u2", ("i4", 1 << 31): "u4", ("i8", 1 << 63): "u8"}
    plain = np.dtype(np.int64) if zero and stored.kind != "f" else stored.newbyteorder("=")
    return np.dtype(opposite.get((stored.str[1:], zero), plain))


def _swap(buffer: npt.NDArray[np.generic]) -> None:
    """Exchange the order of bytes in place: three times as fast as `byteswap`, and without the lock."""
    words = buffer.view(f"u{buffer.itemsize}")
    np.copyto(words, words.view(words.dtype.newbyteorder()))


def _convert(stored: npt.NDArray[np.generic], slot: Slot, out: npt.NDArray[np.generic]) -> None:
    """Stored words of any type as the native type of `out`, their zero point applied."""
    if slot.dtype.kind == "f" or out.dtype.kind == "f":
        with np.errstate(over="ignore"):  # beyond float32 is infinite, as it is for the pipeline
            out[:] = stored.astype(np.float64) + slot.zero if slot.zero else stored
    else:
        # Flags and origin are 32 bits with a sign only for want of an unsigned FITS type: wrap, never clip.
        words = stored.astype(np.int64).view(np.uint64) + np.uint64(slot.zero % 2**64)
        out[:] = words.astype(f"u{out.dtype.itemsize}").view(out.dtype)


class ArraySource:
    """Columns that are arrays in memory."""

    def __init__(self, arrays: Buffers) -> None:
        self._arrays = arrays

    def fill(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        """See `Source.fill`."""
        with np.errstate(over="ignore"):  # beyond float32 is infinite, as it is in a file
            for name, buffer in out.items():
                at = 0
                for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
                    buffer[at : at + stop - start] = self._arrays[name][start:stop]
                    at += stop - start

    def view(self, name: str) -> npt.NDArray[np.generic]:
        """See `Source.view`."""
        return self._arrays[name]

    def stored_type(self, name: str) -> np.dtype[np.generic]:
        """See `Source.stored_type`."""
        return self._arrays[name].dtype

    def check_unchanged(self) -> None:
        """Arrays in memory do not change behind our back."""

    def close(self) -> None:
        """Nothing to let go of."""


class OverlaySource:
    """The columns of another source, some of them replaced by arrays in memory."""

    def __init__(self, base: Source, arrays: Buffers) -> None:
        self.base = base
        self.arrays = arrays
        self._memory = ArraySource(arrays)

    def fill(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        """See `Source.fill`."""
        below = {name: buffer for name, buffer in out.items() if name not in self.arrays}
        if below:
            self.base.fill(starts, stops, below)
        self._memory.fill(starts, stops, {name: out[name] for name in out if name in self.arrays})

    def view(self, name: str) -> npt.NDArray[np.generic]:
        """See `Source.view`."""
        return self.arrays[name] if name in self.arrays else self.base.view(name)

    def stored_type(self, name: str) -> np.dtype[np.generic]:
        """See `Source.stored_type`."""
        return (self._memory if name in self.arrays else self.base).stored_type(name)

    def check_unchanged(self) -> None:
        """See `Source.check_unchanged`."""
        self.base.check_unchanged()

    def close(self) -> None:
        """See `Source.close`."""
        self.base.close()
