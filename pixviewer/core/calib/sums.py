"""Sums of a table that suffice for any self-calibration of it, gathered in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.segments import SEGMENTS, edges_array, has_laser, stretches
from pixviewer.core.kernels.gathering import add_seen, add_to_columns, merge_neighbours
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection

Bools = npt.NDArray[np.bool_]

N_COLUMN = 128  # in-slice x has seven bits
GOOD, FLAGGED, RAMAN = 0, 1, 2  # kinds of rows; a flagged one near a Raman line is of the kind 3

_NEEDS = ("origin", "wave", "data", "flags", "variance")
_NO_MASK = np.zeros(0, np.bool_)


class RowMasker(Protocol):
    """Says which rows of a chunk are masked."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns that it looks at."""

    def __call__(self, chunk: Chunk) -> Bools:
        """Give a boolean for every row: True where it must not take part."""


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums and counts by IFU, slice, bin, kind of row and in-slice column.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
        Of the bins, in Å.
    total : (24, 48, n_bin, n_kind, 128) float64
        Sums of the data. Kinds are 0 good and 1 flagged rows, 2 and 3 the same near a Raman line.
    noise : (24, 48, n_bin, n_kind, 128) float32
        Sums of the variances.
    count : (24, 48, n_bin, n_kind, 128) uint32
        Numbers of rows.
    n_masked, n_bad : (24, 48, n_bin) int64
        Rows left out: masked, and further ones with a value or variance that is not finite.
    n_outside : int
        Rows outside all bins: no factor applies to them.
    n_stray : int
        Rows whose origin names no IFU or slice.
    raman_width : float
        Half width about each Raman line, in Å; 0 when they are not kept apart.
    table_rows : int
    mode, date_obs, table_name, mask_name, unit : str
        Of the table.
    """

    edges: npt.NDArray[np.float64]
    total: npt.NDArray[np.float64]
    noise: npt.NDArray[np.float32]
    count: npt.NDArray[np.uint32]
    n_masked: npt.NDArray[np.int64]
    n_bad: npt.NDArray[np.int64]
    n_outside: int
    n_stray: int
    raman_width: float
    table_rows: int
    mode: str = ""
    date_obs: str = ""
    table_name: str = ""
    mask_name: str = ""
    unit: str = ""

    @property
    def n_bin(self) -> int:
        """Number of bins."""
        return self.edges.size - 1

    @cached_property
    def n_row(self) -> npt.NDArray[np.int64]:
        """Rows that were added up, of all kinds: (24, 48, n_bin); added once, as all that is shown asks."""
        n_row = self.count.sum(axis=(3, 4), dtype=np.int64)
        n_row.setflags(write=False)
        return n_row

    def masked_share(self) -> npt.NDArray[np.float64]:
        """Share of the rows of each slice that is masked: (24, 48); NaN for a slice without rows."""
        masked = self.n_masked.sum(axis=2)
        rows = self.n_row.sum(axis=2) + masked + self.n_bad.sum(axis=2)
        return np.where(rows > 0, masked / np.maximum(rows, 1), np.nan)


@dataclass(slots=True, eq=False)
class _Part:
    """What one part of the table adds up to. Memory that it does not write is never really there."""

    total: npt.NDArray[np.float64]
    noise: npt.NDArray[np.float32]
    count: npt.NDArray[np.uint32]
    is_seen: Bools
    n_left_out: npt.NDArray[np.int64]
    n_stray: npt.NDArray[np.int64]

    @classmethod
    def empty(cls, n_bin: int, n_kind: int) -> "_Part":
        shape = (N_IFU, N_SLICE, n_bin, n_kind, N_COLUMN)
        return cls(
            np.zeros(shape),
            np.zeros(shape, np.float32),
            np.zeros(shape, np.uint32),
            np.zeros(shape[:3], np.bool_),
            np.zeros((*shape[:3], 2), np.int64),
            np.zeros(2, np.int64),
        )

    def absorb(self, other: "_Part") -> None:
        add_seen(
            other.is_seen, other.total, other.noise, other.count,
            self.is_seen, self.total, self.noise, self.count,
        )  # fmt: skip
        self.n_left_out += other.n_left_out
        self.n_stray += other.n_stray


def gather(
    table: PixTable,
    mask: RowMasker | None = None,
    *,
    bins: Sequence[float] = SEGMENTS,
    raman_width: float = 0.0,
    mask_name: str = "",
    progress: Progress | None = None,
) -> Sums:
    """Add up the rows of a table by slice, bin and in-slice column, in one pass.

    Parameters
    ----------
    table : PixTable
    mask : RowMasker, optional
        Which rows must not take part; flags are not its business, as flagged rows are kept apart.
    bins : sequence of float
        Edges in Å.
    raman_width : float
        Keep rows nearer than this (Å) to a Raman line apart; does nothing in a mode without lasers.
    mask_name : str
        Told in what is made of the sums.
    progress : Progress, optional

    Returns
    -------
    Sums
        The same for any number of threads.

    Raises
    ------
    ValueError
        If the bins do not increase, or the width is negative or not finite.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.

    Notes
    -----
    Rows whose value or variance is not finite are left out as if masked. With 20 bins, memory is 47 MB for
    each kind of row (good, flagged, and the same near Raman lines), a third more while it is at work; four
    times that, if rows are in no order.
    """
    edges = edges_array(bins)
    if not (np.isfinite(raman_width) and raman_width >= 0):
        raise ValueError(f"raman_width must be 0 or a positive number of Å, got {raman_width}")
    width = float(raman_width) if has_laser(table.facts.mode) else 0.0
    wanted = np.ones((N_IFU, N_SLICE), np.bool_)
    part = _pass(table, None, mask, edges, width, wanted, progress)
    return Sums(
        edges=edges,
        total=part.total,
        noise=part.noise,
        count=part.count,
        n_masked=part.n_left_out[..., 0].copy(),
        n_bad=part.n_left_out[..., 1].copy(),
        n_outside=int(part.n_stray[0]),
        n_stray=int(part.n_stray[1]),
        raman_width=width,
        table_rows=table.n_row,
        mode=table.facts.mode,
        date_obs=table.facts.date_obs,
        table_name=table.path.name if table.path else "",
        mask_name=mask_name,
        unit=table.facts.data_unit,
    )


def gather_again(
    sums: Sums,
    table: PixTable,
    mask: RowMasker | None,
    touched: Bools,
    *,
    mask_name: str = "",
    progress: Progress | None = None,
) -> Sums:
    """Sums after a change of the mask that touches some slices only: just their rows are read.

    Parameters
    ----------
    sums : Sums
        Of the same table, with the mask as it was.
    table : PixTable
    mask : RowMasker or None
        The mask as it is now.
    touched : (24, 48) bool
        Slices with rows that are masked now and were not, or the reverse.
    mask_name : str
    progress : Progress, optional

    Returns
    -------
    Sums
        New ones; the old are unchanged.
    """
    wanted = np.ascontiguousarray(touched, np.bool_)
    if wanted.shape != (N_IFU, N_SLICE):
        raise ValueError(f"touched must have the shape {(N_IFU, N_SLICE)}, got {wanted.shape}")
    if table.n_row != sums.table_rows:
        raise ValueError(f"the sums are of another table: it has {sums.table_rows} rows, this {table.n_row}")
    if not wanted.any():
        return replace(sums, mask_name=mask_name)
    ifus, slices = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(wanted.any(axis=0))
    selection = Selection(ifu=(ifus + 1).tolist(), slice_no=(slices + 1).tolist())
    table.ensure_blocks(progress)
    part = _pass(table, selection, mask, sums.edges, sums.raman_width, wanted, progress)
    new = {name: getattr(sums, name).copy() for name in ("total", "noise", "count", "n_masked", "n_bad")}
    for name in ("total", "noise", "count"):
        new[name][wanted] = getattr(part, name)[wanted]
    for i, name in enumerate(("n_masked", "n_bad")):
        new[name][wanted] = part.n_left_out[wanted][..., i]
    return replace(sums, mask_name=mask_name, **new)


def _pass(
    table: PixTable,
    selection: Expression | None,
    mask: RowMasker | None,
    edges: npt.NDArray[np.float64],
    raman_width: float,
    wanted: Bools,
    progress: Progress | None,
) -> _Part:
    cuts, bin_of, is_raman = stretches(edges, raman_width)
    kind_of = np.where(is_raman, RAMAN, GOOD)

    def begin() -> _Part:
        return _Part.empty(edges.size - 1, 4 if raman_width else 2)

    def add(part: _Part, chunk: Chunk) -> None:
        masked = _NO_MASK if mask is None else np.ascontiguousarray(mask(chunk), np.bool_)
        add_to_columns(
            chunk["origin"], chunk["wave"], chunk["data"], chunk["flags"], chunk["variance"],
            masked, cuts, bin_of, kind_of, wanted,
            part.total, part.noise, part.count, part.is_seen, part.n_left_out, part.n_stray,
        )  # fmt: skip

    names = (*_NEEDS, *(mask.needs if mask else ()))
    parts = scan(table, make_plan(table, selection), names, begin, add, progress, "Measuring slices")
    whole = parts.pop(0)
    while parts:
        whole.absorb(parts.pop(0))
    return whole


def merge_bins(sums: Sums, bins: Sequence[float] | npt.NDArray[np.floating]) -> Sums:
    """Sums in wider bins, without reading the table again.

    Parameters
    ----------
    sums : Sums
    bins : sequence of float
        Edges in Å: some of those of the sums, from its first to its last.

    Raises
    ------
    ValueError
        If an edge is not one of the sums', or an end is missing.
    """
    edges = edges_array(bins)
    missing = sorted(set(edges.tolist()) - set(sums.edges.tolist()))
    if missing:
        raise ValueError(f"bins can be merged, not cut: no edge is at {missing} Å; gather the table again")
    if edges[0] != sums.edges[0] or edges[-1] != sums.edges[-1]:
        raise ValueError(f"merged bins must reach from {sums.edges[0]:g} to {sums.edges[-1]:g} Å")
    if edges.size == sums.edges.size:
        return sums
    first = np.searchsorted(sums.edges, edges)
    shape = (*sums.total.shape[:2], edges.size - 1, *sums.total.shape[3:])
    total, noise, count = np.zeros(shape), np.zeros(shape, np.float32), np.zeros(shape, np.uint32)
    merge_neighbours(first, sums.total, sums.noise, sums.count, total, noise, count)
    return replace(
        sums,
        edges=edges,
        total=total,
        noise=noise,
        count=count,
        n_masked=np.add.reduceat(sums.n_masked, first[:-1], axis=2),
        n_bad=np.add.reduceat(sums.n_bad, first[:-1], axis=2),
    )
