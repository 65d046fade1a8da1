"""One pixel table: its header read, its columns left where they are."""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, State
from pixviewer.core.progress import Progress
from pixviewer.core.table.columns import (
    FLUX_UNIT,
    STANDARD,
    WAVE_UNIT,
    Column,
    as_column,
    fits_name_of,
    read_as,
    variance_unit,
)
from pixviewer.core.table.facts import (
    POSITION_UNIT,
    Facts,
    read_facts,
    read_frame,
    read_state,
    warn_of_conflict,
)
from pixviewer.core.table.keywords import read_offsets
from pixviewer.core.table.origin import Offsets
from pixviewer.core.table.source import ArraySource, Source

if TYPE_CHECKING:  # building blocks needs numba, which opening a table does not
    from pixviewer.core.table.blocks import Blocks

Form = Literal["image", "table", "memory"]

# Scattered rows are read so many at a time, over gaps no longer than these: a slice is some 76 rows wide.
ROWS_AT_ONCE = 1 << 16
LARGEST_GAP_ROWS = 64


class PixTable:
    """An open pixel table.

    Made by `pixviewer.open_table` from a file, or by `PixTable.from_arrays` in memory. Opening reads
    headers only. A table is never changed, and may be read from several threads at once.

    Attributes
    ----------
    path : Path or None
        The file, None in memory.
    form : {"image", "table", "memory"}
        Layout of the file.
    n_row : int
        Number of rows, one per detector pixel.
    columns : dict of str to Column
        By our names: x, y, wave, data, flags, variance, origin, perhaps weight, and any further ones.
    frame : Frame
        How positions are to be read.
    extensions : tuple
        Extensions that are no columns, as pairs (header, bytes of the data), kept when a table is rewritten.
    """

    def __init__(
        self,
        source: Source,
        columns: Mapping[str, Column],
        n_row: int,
        header: fits.Header | Callable[[], fits.Header],
        *,
        path: Path | None = None,
        form: Form = "memory",
        extensions: Sequence[tuple[fits.Header, bytes]] = (),
        fingerprint: str = "",
        frame: Frame | None = None,
    ) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._blocks: Blocks | None = None
        self._header = header
        self.columns = dict(columns)
        self.n_row = n_row
        self.path = path
        self.form = form
        self.extensions = tuple(extensions)
        self.fingerprint = fingerprint
        if frame is None:
            state = read_state(columns["x"].unit, columns["y"].unit)
            warn_of_conflict(state, self.header)
            frame = read_frame(state, self.header)
        self.frame: Frame = frame
        if not callable(header):  # what is wrong with a file is told when it is opened
            _ = self.facts, self.offsets

    @cached_property
    def header(self) -> fits.Header:
        """The primary header. That of rows taken from another table is derived when it is first asked for."""
        return self._header() if callable(self._header) else self._header

    @cached_property
    def facts(self) -> Facts:
        """Processing state."""
        return read_facts(self.header, self.columns["data"].unit)

    @cached_property
    def offsets(self) -> Offsets:
        """Exposures, and where their slices begin on the detector."""
        return read_offsets(self.header, self.n_row)

    @classmethod
    def from_arrays(
        cls,
        columns: Mapping[str, npt.ArrayLike],
        header: fits.Header | None = None,
        *,
        state: State | str = State.PIXEL,
        data_unit: str = FLUX_UNIT,
    ) -> Self:
        """Make a table of arrays in memory.

        Parameters
        ----------
        columns : mapping of str to (n_row,) array_like
            By our names; the seven standard columns are needed, others are kept. Numbers of 64 bits stay so
            in memory, for `column`; they are read, as from a file, with 32.
        header : Header, optional
            Primary header; the projected state needs RA and DEC in it, the positioned one CRVAL1 and CRVAL2.
        state : State or str
            What x and y mean.
        data_unit : str
            Unit of the data.

        Raises
        ------
        PixTableError
            If a column is missing, lengths differ, or there are no rows.
        """
        arrays = {name: as_column(name, values) for name, values in columns.items()}
        missing = [kind.name for kind in STANDARD if kind.name not in arrays]
        if missing:
            raise PixTableError(f"a pixel table needs the columns {', '.join(missing)} too")
        n_row = arrays["x"].size
        for name, array in arrays.items():
            if array.size != n_row:
                raise PixTableError(f"column {name} has {array.size} rows where column x has {n_row}")
        if n_row == 0:
            raise PixTableError("a pixel table without rows shows nothing")
        position = POSITION_UNIT[State(state)]
        units = {
            "x": position,
            "y": position,
            "wave": WAVE_UNIT,
            "data": data_unit,
            "variance": variance_unit(data_unit),
        }
        described = {
            name: Column(name, fits_name_of(name), read_as(name, array.dtype), units.get(name, ""))
            for name, array in arrays.items()
        }
        header = fits.Header() if header is None else header.copy()
        return cls(ArraySource(arrays), described, n_row, header)

    def with_header(
        self, header: fits.Header | Callable[[], fits.Header], frame: Frame | None = None
    ) -> Self:
        """Give a table of the same rows with another header, and perhaps another frame.

        What the header says is looked at when it is first asked for. Bounds of blocks are shared where the
        frame is the same.
        """
        other = type(self)(
            self._source,
            self.columns,
            self.n_row,
            header if callable(header) else lambda: header,
            path=self.path,
            form=self.form,
            extensions=self.extensions,
            fingerprint=self.fingerprint,
            frame=frame or self.frame,
        )
        if other.frame == self.frame:
            other._blocks = self._blocks
        else:
            other.fingerprint = ""  # bounds that are kept on disk are of our frame
        return other

    def __len__(self) -> int:
        return self.n_row

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<PixTable {self.name}: {self.n_row:,} rows, {self.frame.state}>"

    @property
    def name(self) -> str:
        """What to call the table in a message."""
        return self.path.name if self.path else "table in memory"

    @property
    def source(self) -> Source:
        """Where columns are streamed from."""
        return self._source

    def close(self) -> None:
        """Let go of the file; the table cannot be read any more."""
        self._source.close()

    def check_unchanged(self) -> None:
        """Raise `PixTableError` if the file on disk is no longer the one that was opened."""
        self._source.check_unchanged()

    def column(self, name: str) -> npt.NDArray[np.generic]:
        """Give one whole column for random access: mapped, and possibly big-endian; do not write to it."""
        self._check_names((name,))
        return self._source.view(name)

    def read(self, names: Sequence[str], rows: slice | npt.ArrayLike) -> dict[str, npt.NDArray[Any]]:
        """Read some rows of some columns as native arrays.

        Parameters
        ----------
        names : sequence of str
            Columns, by our names.
        rows : slice or (n,) array_like of int
            Row numbers from 0, in any order, or anything that `row_numbers` takes; a slice must have step 1.

        Raises
        ------
        IndexError
            If a row does not exist.
        """
        self._check_names(names)
        if isinstance(rows, slice):
            start, stop, step = rows.indices(self.n_row)
            if step != 1:
                raise ValueError(f"rows must be consecutive in a slice, got step {step}")
            return self._read_runs(names, np.array([start]), np.array([max(stop, start)]))
        wanted = self.row_numbers(rows)
        if wanted.size == 0:
            return self._read_runs(names, wanted, wanted)
        order = None if (np.diff(wanted) >= 0).all() else np.argsort(wanted, kind="stable")
        rows_up = wanted if order is None else wanted[order]
        out: dict[str, npt.NDArray[Any]] = {
            name: np.empty(wanted.size, self.columns[name].dtype) for name in names
        }
        for first in range(0, wanted.size, ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            place = part if order is None else order[part]
            for name, values in self._read_scattered(names, rows_up[part]).items():
                out[name][place] = values
        return out

    def row_numbers(self, rows: slice | npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Row numbers from 0, however rows are given.

        Parameters
        ----------
        rows : slice, (n,) array_like of int, or (n_row,) array_like of bool
            Numbers from 0 in any order, a slice of them, or which of all rows.

        Raises
        ------
        ValueError
            If they are neither numbers nor a mask as long as the table.
        IndexError
            If a row does not exist.
        """
        if isinstance(rows, slice):
            return np.arange(self.n_row)[rows]
        wanted = np.atleast_1d(np.asarray(rows))
        if wanted.dtype.kind == "b":
            if wanted.shape != (self.n_row,):
                raise ValueError(f"a mask of rows must have {self.n_row} entries, got shape {wanted.shape}")
            return np.flatnonzero(wanted)
        if wanted.size == 0:
            return np.empty(0, np.int64)
        if wanted.dtype.kind not in "iu" or wanted.ndim != 1:
            raise ValueError(
                f"rows must be whole numbers in one dimension, or a mask, got {wanted.dtype} of shape "
                f"{wanted.shape}"
            )
        wanted = wanted.astype(np.int64)
        if wanted.min() < 0 or wanted.max() >= self.n_row:
            raise IndexError(f"rows must lie in 0 to {self.n_row - 1}, got {wanted.min()} to {wanted.max()}")
        return wanted

    def _read_scattered(
        self, names: Sequence[str], rows: npt.NDArray[np.int64]
    ) -> dict[str, npt.NDArray[Any]]:
        """Read ascending rows, in runs that go over small gaps: a call costs more than the rows in them."""
        breaks = np.flatnonzero(np.diff(rows) > LARGEST_GAP_ROWS)
        starts = rows[np.concatenate([[0], breaks + 1])]
        stops = rows[np.concatenate([breaks, [rows.size - 1]])] + 1
        columns = self._read_runs(names, starts, stops)
        begins = np.cumsum(stops - starts) - (stops - starts)
        run = np.searchsorted(starts, rows, side="right") - 1
        place = rows - starts[run] + begins[run]
        return {name: values[place] for name, values in columns.items()}

    def _read_runs(
        self, names: Sequence[str], starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]
    ) -> dict[str, npt.NDArray[Any]]:
        self.check_unchanged()
        n = int((stops - starts).sum())
        out: dict[str, npt.NDArray[Any]] = {name: np.empty(n, self.columns[name].dtype) for name in names}
        if n:
            self._source.fill(starts, stops, out)
        return out

    def _check_names(self, names: Sequence[str]) -> None:
        for name in names:
            if name not in self.columns:
                raise ValueError(f"the table has no column {name!r}; it has {', '.join(self.columns)}")

    def sky(
        self, rows: slice | npt.ArrayLike = slice(None)
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """RA and Dec in degrees of some rows; field pixels in the pixel state.

        RA is not wrapped: near 0 h it may leave 0 to 360, as in the pipeline.
        """
        raw = self.read(("x", "y"), rows)
        return self.frame.to_sky(raw["x"], raw["y"])

    @property
    def blocks(self) -> "Blocks | None":
        """Bounds of the blocks of rows, None until they are made."""
        return self._blocks

    def ensure_blocks(self, progress: Progress | None = None) -> "Blocks":
        """Give the bounds of the blocks of rows: known, from the cache, or from a pass over the table.

        Raises
        ------
        Cancelled
            If the pass was stopped.
        """
        from pixviewer.core.table.keeping import find_blocks

        with self._lock:
            if self._blocks is None:
                self._blocks = find_blocks(self, progress or Progress())
            return self._blocks


def file_fingerprint(path: Path, size: int, mtime_ns: int, header: str) -> str:
    """Identity of the content of a file, without reading its data."""
    told = f"{path.resolve()}\n{size}\n{mtime_ns}\n{header}"
    return hashlib.sha256(told.encode()).hexdigest()[:24]
