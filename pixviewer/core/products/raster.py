"""Sky scatter: the rows in view, aggregated to a raster of the size of the screen.

Three hundred million points on a million pixels show only which was drawn last. Each pixel here tells what
its rows are by majority, on average, or by the flags any of them has, and how many there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid
from pixviewer.core.kernels import binning
from pixviewer.core.products.cells import cells_of, frame_array, grid_array
from pixviewer.core.progress import Progress
from pixviewer.core.table import origin
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

Category = Literal["ifu", "slice", "slice_sky", "stack", "exposure"]
Quantity = Literal["wave", "data", "variance", "snr"]
By = Literal[Category, Quantity, "flags", "count"]

CATEGORIES: tuple[str, ...] = get_args(Category)
QUANTITIES: tuple[str, ...] = get_args(Quantity)

_SKY_OF_CCD = np.zeros(64, np.int16)
_SKY_OF_CCD[1:49] = origin.ccd_to_sky(np.arange(1, 49))
_STACK_OF_CCD = np.zeros(64, np.int16)
_STACK_OF_CCD[1:49] = origin.stack_of(np.arange(1, 49))


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Rows of a view, aggregated.

    Attributes
    ----------
    grid : Grid
    by : str
        What the plane tells.
    kind : {"category", "mean", "flags", "count"}
        How it was aggregated.
    plane : (n_y, n_x)
        int16 label of most rows, 0 where there are none; float32 mean, NaN where there are none; uint32 OR of
        the flags; or uint32 number of rows.
    count, flagged : (n_y, n_x) uint32
        Rows, and rows with any flag.
    fraction : float
        Share of the rows that was looked at: 1 for an exact raster.
    """

    grid: Grid
    by: str
    kind: Literal["category", "mean", "flags", "count"]
    plane: npt.NDArray[Any]
    count: npt.NDArray[np.uint32]
    flagged: npt.NDArray[np.uint32]
    fraction: float = 1.0

    @property
    def n_row(self) -> int:
        """Rows that were aggregated."""
        return int(self.count.sum(dtype=np.int64))


Planes = list[npt.NDArray[Any]]


def _add_up(planes: Planes, other: Planes) -> None:
    for plane, more in zip(planes, other, strict=True):
        plane += more


def _or(planes: Planes, other: Planes) -> None:
    _add_up(planes[:2], other[:2])
    planes[2] |= other[2]


def _vote(planes: Planes, other: Planes) -> None:
    """Merge two votes: equal labels support, others fight each other, and the stronger stays."""
    _add_up(planes[:2], other[:2])
    winner, balance = planes[2], planes[3].astype(np.int64)
    other_winner, other_balance = other[2], other[3].astype(np.int64)
    is_same = winner == other_winner
    # A part without rows has no label; one whose votes cancelled has, and it is better than none.
    is_beaten = ~is_same & ((other_balance > balance) | (winner == 0))
    winner[is_beaten] = other_winner[is_beaten]
    planes[3][:] = np.where(is_same, balance + other_balance, np.abs(balance - other_balance))


def _mean(planes: Planes) -> npt.NDArray[Any]:
    n = planes[3].astype(np.float64)
    n[n == 0] = np.nan
    return (planes[2] / n).astype(np.float32)


def _snr(chunk: Chunk) -> npt.NDArray[np.float32]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return chunk["data"] / np.sqrt(chunk["variance"])


_LABEL: dict[str, Callable[[Chunk], npt.NDArray[np.int16]]] = {
    "ifu": lambda chunk: ((chunk["origin"] >> 6) & 0x1F).astype(np.int16),
    "slice": lambda chunk: (chunk["origin"] & 0x3F).astype(np.int16),
    "slice_sky": lambda chunk: _SKY_OF_CCD[chunk["origin"] & 0x3F],
    "stack": lambda chunk: _STACK_OF_CCD[chunk["origin"] & 0x3F],
    "exposure": lambda chunk: chunk.exposure.astype(np.int16),
}


@dataclass(frozen=True, slots=True)
class _Method:
    """How one kind of raster is made: kernel, planes beside the two counts, columns, and the end of it."""

    kind: Literal["category", "mean", "flags", "count"]
    kernel: Callable[..., None]
    planes: tuple[Any, ...] = ()
    needs: tuple[str, ...] = ()
    quantity: Callable[[Chunk], npt.NDArray[Any]] | None = None
    merge: Callable[[Planes, Planes], None] = _add_up
    finish: Callable[[Planes], npt.NDArray[Any]] = lambda planes: planes[2]


def _method(by: str) -> _Method:
    if by in CATEGORIES:
        votes = (np.int16, np.uint32)
        wanted: tuple[str, ...] = () if by == "exposure" else ("origin",)
        return _Method("category", binning.add_majority, votes, wanted, _LABEL[by], _vote)
    sums = (np.float64, np.uint32)
    if by == "snr":
        return _Method("mean", binning.add_mean, sums, ("data", "variance"), _snr, finish=_mean)
    if by in QUANTITIES:
        return _Method("mean", binning.add_mean, sums, (by,), lambda chunk: chunk[by], finish=_mean)
    if by == "flags":
        return _Method("flags", binning.add_flags, (np.uint32,), merge=_or)
    if by == "count":
        return _Method("count", binning.add_to_raster, finish=lambda planes: planes[0])
    known = ", ".join((*CATEGORIES, *QUANTITIES, "flags", "count"))
    raise ValueError(f"a scatter is coloured by one of {known}, got {by!r}")


def scatter(
    table: PixTable,
    selection: Expression | None = None,
    *,
    grid: Grid,
    by: By = "ifu",
    sketch: int = 0,
    progress: Progress | None = None,
) -> Raster:
    """Aggregate the rows of a view.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows; flagged rows are shown like any.
    grid : Grid
        The view: one cell for each pixel of the screen.
    by : str
        ``ifu``, ``slice`` (CCD), ``slice_sky``, ``stack``, ``exposure``; ``wave``, ``data``, ``variance``,
        ``snr``; ``flags``; ``count``.
    sketch : int
        About how many rows to look at; 0 for all of them.
    progress : Progress, optional

    Returns
    -------
    Raster
    """
    frame, cells = frame_array(table.frame), grid_array(grid)
    method = _method(by)
    n_cell = grid.n_x * grid.n_y

    def begin() -> list[npt.NDArray[Any]]:
        return [np.zeros(n_cell, dtype) for dtype in (np.uint32, np.uint32, *method.planes)]

    def add(planes: list[npt.NDArray[Any]], chunk: Chunk) -> None:
        extra = () if method.quantity is None else (method.quantity(chunk),)
        method.kernel(cells_of(chunk, frame, cells), chunk["flags"], *extra, *planes)

    names = ("x", "y", "flags", *method.needs)
    plan = make_plan(table, selection, sketch=sketch, within=grid.bounds)
    states = scan(table, plan, names, begin, add, progress, "Scatter")
    planes = states[0]
    for other in states[1:]:
        method.merge(planes, other)
    return Raster(
        grid=grid,
        by=by,
        kind=method.kind,
        plane=method.finish(planes).reshape(grid.shape),
        count=planes[0].reshape(grid.shape),
        flagged=planes[1].reshape(grid.shape),
        fraction=plan.fraction,
    )
