"""See a table through the factors of a self-calibration, without another file.

The view is a table like any other: whatever is made of its data and variances is made of corrected ones,
multiplied as they are read. Positions, wavelengths, flags and origins are those of the table below, and so
are the bounds of its blocks.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.recording import record
from pixviewer.core.kernels.correcting import correct_rows, look_up_factors
from pixviewer.core.progress import Progress
from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.columns import KINDS
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.source import Buffers, Runs

if TYPE_CHECKING:
    from pixviewer.core.table.blocks import Blocks

CHANGED = ("data", "variance")
_NEEDED = ("origin", "wave")
_ROWS_AT_ONCE = 1 << 20

_NONE = np.empty(0, np.float32)


def through(table: PixTable, factors: Factors) -> PixTable:
    """Give a table whose data and variances are those of another, corrected.

    Parameters
    ----------
    table : PixTable
        Stays as it is, and must stay open.
    factors : Factors

    Returns
    -------
    PixTable
        Data × factor and variance × factor² in float32, as `write_corrected` would write them to the last
        bit. Its header says that the table is calibrated. Closing it closes the table below.

    Notes
    -----
    Nothing is checked: `pixviewer.core.calib.refusing` says whether correcting makes sense.
    """
    return _Corrected(
        CorrectedSource(table, factors),
        table.columns,
        table.n_row,
        lambda: record(table, factors),
        path=table.path,
        form=table.form,
        extensions=table.extensions,
        fingerprint=table.fingerprint,
        frame=table.frame,
    )


def multiplied(table: PixTable, factors: Factors) -> PixTable:
    """Give a table that has data × factor and variance × factor² in memory, in float64, and says so.

    Parameters
    ----------
    table : PixTable
        Stays as it is.
    factors : Factors

    Returns
    -------
    PixTable
        Two columns as long as the table; see `through` for a view that needs none.
    """
    source, header = CorrectedSource(table, factors), record(table, factors)
    for name in CHANGED:
        table = replace_column(table, name, source.exact(name))
    return table.with_header(header)


class CorrectedSource:
    """The columns of a table, data and variances multiplied by factors as they are read."""

    def __init__(self, table: PixTable, factors: Factors) -> None:
        self.table = table
        self._base = table.source
        self._edges = np.ascontiguousarray(factors.edges, np.float64)
        self._factor = np.ascontiguousarray(factors.factor, np.float64)

    def fill(self, starts: Runs, stops: Runs, out: Buffers) -> None:
        """See `Source.fill`."""
        n = int((stops - starts).sum())
        if n == 0 or not any(name in out for name in CHANGED):
            self._base.fill(starts, stops, out)
            return
        buffers: dict[str, Any] = dict(out)
        for name in _NEEDED:
            buffers.setdefault(name, np.empty(n, KINDS[name].dtype))
        self._base.fill(starts, stops, buffers)
        origin, wave = (buffers[name][:n] for name in _NEEDED)
        data, variance = (buffers.get(name, _NONE)[:n] for name in CHANGED)
        correct_rows(origin, wave, self._edges, self._factor, data, variance)

    def view(self, name: str) -> npt.NDArray[np.generic]:
        """See `Source.view`; data and variances come as an array in memory as long as the table."""
        stored = self._base.view(name)
        if name not in CHANGED:
            return stored
        out = np.empty(stored.size, KINDS[name].dtype)
        for start in range(0, stored.size, _ROWS_AT_ONCE):
            stop = min(start + _ROWS_AT_ONCE, stored.size)
            self.fill(np.array([start]), np.array([stop]), {name: out[start:stop]})
        return out

    def exact(self, name: str) -> npt.NDArray[np.float64]:
        """Data or variances as products in double precision, ``(n_row,)``: what MPDAF keeps in memory."""
        stored: npt.NDArray[Any] = self._base.view(name)
        out = np.empty(stored.size)
        for start in range(0, stored.size, _ROWS_AT_ONCE):
            stop = min(start + _ROWS_AT_ONCE, stored.size)
            needed: dict[str, Any] = {kind: np.empty(stop - start, KINDS[kind].dtype) for kind in _NEEDED}
            self._base.fill(np.array([start]), np.array([stop]), needed)
            factor = np.empty(stop - start)
            look_up_factors(needed["origin"], needed["wave"], self._edges, self._factor, factor)
            out[start:stop] = stored[start:stop] * (factor * factor if name == "variance" else factor)
        return out

    def stored_type(self, name: str) -> np.dtype[np.generic]:
        """See `Source.stored_type`; corrected columns are rounded, whatever they were stored as."""
        return KINDS[name].dtype if name in CHANGED else self._base.stored_type(name)

    def check_unchanged(self) -> None:
        """See `Source.check_unchanged`."""
        self._base.check_unchanged()

    def close(self) -> None:
        """See `Source.close`."""
        self._base.close()


class _Corrected(PixTable):
    """A table seen through factors. Bounds of its blocks are those of the table below, which keeps them."""

    @property
    def blocks(self) -> "Blocks | None":
        """See `PixTable.blocks`."""
        below = self._below
        return super().blocks if below is None else below.blocks

    def ensure_blocks(self, progress: Progress | None = None) -> "Blocks":
        """See `PixTable.ensure_blocks`."""
        below = self._below
        return super().ensure_blocks(progress) if below is None else below.ensure_blocks(progress)

    @property
    def _below(self) -> PixTable | None:
        """The table that has the same bounds; None if it is looked at in another frame."""
        table: PixTable = self._source.table  # type: ignore[attr-defined]
        return table if table.frame == self.frame else None
