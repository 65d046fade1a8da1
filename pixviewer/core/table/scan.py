"""Pass over the rows of a selection: which runs to read, chunk by chunk, on a few threads.

A *plan* says which runs of rows are skipped, taken whole, or tested. A *scan* reads them in chunks of
bounded size and hands each to a function, together with a state. The table is cut into a fixed number of
parts with a state each, and states are combined in the order of the parts: the answer is the same
however many threads there are.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table.blocks import BLOCK_ROWS
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.matching import Matcher, matcher_for
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

S = TypeVar("S")

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# About a megabyte a column: stays in the processor's cache between reading, testing and adding up.
CHUNK_ROWS = 256 * BLOCK_ROWS
N_PART = 4

# Of a chunk in which few rows are kept, other columns are read in stretches of this length around them, if
# that is less than this share of it: in the table form a record holds all columns, and is read twice then.
STRETCH_ROWS = 256
SPARSE = 0.5

# A run that is skipped must be worth a seek and a system call.
SMALLEST_GAP_BLOCKS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Runs of rows to read, in order, and which of them must be tested, and how.

    Attributes
    ----------
    matcher : Matcher or None
        None when every row is selected.
    starts, stops : (n_run,) int64
    is_tested : (n_run,) bool
    fraction : float
        Share of the candidate rows that is read at all: 1 for an exact answer.
    """

    matcher: Matcher | None
    starts: Ints
    stops: Ints
    is_tested: Bools
    fraction: float = 1.0

    @property
    def n_row(self) -> int:
        """Rows that will be read."""
        return int((self.stops - self.starts).sum())


Box = tuple[float, float, float, float]


def make_plan(
    table: PixTable, selection: Expression | None, *, sketch: int = 0, within: Box | None = None
) -> Plan:
    """Plan the reading of the rows that may be selected.

    Parameters
    ----------
    table : PixTable
        Its blocks are used if they are there.
    selection : Expression or None
        None for all rows.
    sketch : int
        About how many rows to read; 0 for all.
    within : (xi_min, xi_max, eta_min, eta_max), optional
        Blocks outside this part of the plane are skipped; rows are not tested against it.
    """
    matcher = matcher_for(table, selection)
    n_block = -(-table.n_row // BLOCK_ROWS)
    blocks = table.blocks
    if matcher is None:
        possible, certain = np.ones(n_block, np.bool_), np.ones(n_block, np.bool_)
    elif blocks is None:
        possible, certain = np.ones(n_block, np.bool_), np.zeros(n_block, np.bool_)
    else:
        possible, certain = matcher.on_blocks(blocks)
        possible, certain = possible.copy(), certain & possible
    if within is not None and blocks is not None:
        x0, x1, y0, y1 = blocks.bounds[:4]
        possible &= (x1 >= within[0]) & (x0 <= within[1]) & (y1 >= within[2]) & (y0 <= within[3])
        certain &= possible
    fraction = 1.0
    if sketch and possible.sum() * BLOCK_ROWS > sketch:
        possible, fraction = _thinned(possible, sketch)
    else:
        possible, certain = _without_small_gaps(possible, certain)
    # 0 skip, 1 test, 2 whole: runs are where that does not change.
    kind = np.where(possible, np.where(certain, 2, 1), 0)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1, [n_block]])
    is_read = kind[edges[:-1]] > 0
    first, last = edges[:-1][is_read], edges[1:][is_read]
    stops = np.minimum(last * BLOCK_ROWS, table.n_row)
    return Plan(matcher, first * BLOCK_ROWS, stops, kind[first] == 1, fraction)


def _thinned(possible: Bools, sketch: int) -> tuple[Bools, float]:
    """Every k-th of the blocks."""
    candidates = np.flatnonzero(possible)
    n_kept = max(sketch // BLOCK_ROWS, 1)
    # Evenly spread, but not at a fixed stride: slices have nearly equal lengths, and a stride in step with
    # them would show the same wavelengths of each.
    spread = (np.arange(n_kept) + _golden(n_kept)) / n_kept
    kept = candidates[np.minimum((spread * candidates.size).astype(np.int64), candidates.size - 1)]
    thinned = np.zeros_like(possible)
    thinned[kept] = True
    return thinned, float(thinned.sum() / candidates.size)


def _golden(n: int) -> npt.NDArray[np.float64]:
    return np.modf(np.arange(n, dtype=np.float64) * 0.6180339887498949)[0]


def _without_small_gaps(possible: Bools, certain: Bools) -> tuple[Bools, Bools]:
    """Read over small gaps between runs, testing the rows in them."""
    found = np.flatnonzero(possible)
    if found.size == 0:
        return possible, certain
    filled = possible.copy()
    gaps = np.flatnonzero((np.diff(found) > 1) & (np.diff(found) <= SMALLEST_GAP_BLOCKS))
    for i in gaps.tolist():
        filled[found[i] + 1 : found[i + 1]] = True
    return filled, certain


def scan(
    table: PixTable,
    plan: Plan,
    names: Sequence[str],
    begin: Callable[[], S],
    add: Callable[[S, Chunk], None],
    progress: Progress | None,
    label: str,
    *,
    n_part: int = N_PART,
) -> list[S]:
    """Read the rows of a plan, and add each chunk to a state.

    Parameters
    ----------
    table : PixTable
    plan : Plan
        Of this table. The same plan always gives the same chunks.
    names : sequence of str
        Columns that `add` wants.
    begin : callable
        Makes an empty state; called once for each part of the table, in order.
    add : callable
        Called as ``add(state, chunk)`` from any thread, for each chunk of a part in order.
    progress : Progress or None
        Told after every chunk.
    label : str
        What to call the work.
    n_part : int
        Into how many parts the table is cut; with 1 there is one state, and all is read in row order by the
        calling thread: for states too large to have several of them.

    Returns
    -------
    list
        The states, one for each part, in order.

    Raises
    ------
    PixTableError
        If the file cannot be read, or changed.
    Cancelled
        If asked to stop.
    """
    table.check_unchanged()
    matcher = plan.matcher
    wanted = tuple(dict.fromkeys((*names, *(matcher.needs if matcher else ()))))
    parts = _split(list(_batches(plan)), n_part)
    states = [begin() for _ in parts]
    done = _Tally(plan.n_row, progress or Progress(), label)

    def work(i: int) -> None:
        reader = _Reader(table, wanted, matcher, max((n for *_, n in parts[i]), default=0))
        for starts, stops, is_tested, n in parts[i]:
            done.check()
            add(states[i], reader.read(starts, stops, is_tested))
            done.count(n)

    # A sketch is many short runs, and so mostly Python: threads would only keep the interpreter from each
    # other, and from the window.
    _run(work, len(parts), 1 if plan.fraction < 1 else n_thread(), done)
    return states


Batch = tuple[Ints, Ints, Bools, int]


def _batches(plan: Plan) -> Iterator[Batch]:
    """Group runs, cutting the long ones, into batches of at most a chunk."""
    starts: list[int] = []
    stops: list[int] = []
    tested: list[bool] = []
    n = 0
    for start, stop, is_tested in zip(
        plan.starts.tolist(), plan.stops.tolist(), plan.is_tested.tolist(), strict=True
    ):
        while start < stop:
            end = min(stop, start + CHUNK_ROWS - n)
            starts.append(start)
            stops.append(end)
            tested.append(is_tested)
            n += end - start
            start = end
            if n == CHUNK_ROWS:
                yield np.array(starts), np.array(stops), np.array(tested), n
                starts, stops, tested, n = [], [], [], 0
    if n:
        yield np.array(starts), np.array(stops), np.array(tested), n


def _split(batches: list[Batch], n_part: int) -> list[list[Batch]]:
    """Cut the batches into parts of neighbours; never more parts than batches, and at least one."""
    n_part = max(min(n_part, len(batches)), 1)
    edges = [round(i * len(batches) / n_part) for i in range(n_part + 1)]
    return [batches[a:b] for a, b in pairwise(edges)]


class _Reader:
    """Reads batches into buffers of its own, and tests their rows."""

    def __init__(self, table: PixTable, names: Sequence[str], matcher: Matcher | None, n: int) -> None:
        self._table = table
        self._matcher = matcher
        self._buffers: dict[str, npt.NDArray[Any]] = {
            name: np.empty(n, table.columns[name].dtype) for name in names
        }
        self._keep = np.empty(n, np.bool_)
        # What the test wants is read first, the rest only where the test has left something.
        needs = matcher.needs if matcher else ()
        self._needed = tuple(name for name in names if name in needs)
        self._rest = tuple(name for name in names if name not in needs)

    def read(self, starts: Ints, stops: Ints, is_tested: Bools) -> Chunk:
        if self._matcher is None or not is_tested.any():
            return self._chunk(starts, stops, self._fill((*self._needed, *self._rest), starts, stops))
        chunk = self._chunk(starts, stops, self._fill(self._needed, starts, stops))
        if is_tested.all():
            self._matcher.narrow(chunk, chunk.keep)
        else:
            for i in np.flatnonzero(is_tested).tolist():
                run = chunk.run(i)
                self._matcher.narrow(run, run.keep)
        return self._completed(chunk)

    def _completed(self, chunk: Chunk) -> Chunk:
        """Read the rest of the columns; where few rows are kept, of the stretches around these only."""
        columns = {name: chunk[name] for name in self._needed}
        if self._rest:
            is_near, starts, stops = chunk.stretches(STRETCH_ROWS)
            n = int(np.count_nonzero(is_near))
            if n <= SPARSE * chunk.n_row:
                columns = {name: values[is_near] for name, values in columns.items()}
                keep = chunk.keep[is_near]
                columns |= self._fill(self._rest, starts, stops)
                return Chunk(columns, starts, stops, keep, self._table.offsets)
        columns |= self._fill(self._rest, chunk.starts, chunk.stops)
        return Chunk(columns, chunk.starts, chunk.stops, chunk.keep, self._table.offsets)

    def _chunk(self, starts: Ints, stops: Ints, columns: dict[str, npt.NDArray[Any]]) -> Chunk:
        keep = self._keep[: int((stops - starts).sum())]
        keep[:] = True
        return Chunk(columns, starts, stops, keep, self._table.offsets)

    def _fill(self, names: Sequence[str], starts: Ints, stops: Ints) -> dict[str, npt.NDArray[Any]]:
        n = int((stops - starts).sum())
        columns = {name: self._buffers[name][:n] for name in names}
        if columns and n:
            self._table.source.fill(starts, stops, columns)
        return columns


class _Tally:
    """Rows done by all threads together, and the wish of any of them, or of the user, to stop."""

    def __init__(self, n_row: int, progress: Progress, label: str) -> None:
        self._n_row = n_row
        self._progress = progress
        self._label = label
        self._lock = threading.Lock()
        self._done = 0
        self.failed = False

    def check(self) -> None:
        self._progress.check()
        if self.failed:
            raise _OtherFailed

    def count(self, n: int) -> None:
        with self._lock:
            self._done += n
            done = self._done
        self._progress.step(self._label, done, self._n_row)


class _OtherFailed(Exception):
    """Another thread of the same scan failed first, and its error is the one that is told."""


def n_thread() -> int:
    """Threads for one scan: all cores of a small machine, all but one of a larger."""
    n_core = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(N_PART, n_core if n_core < 4 else n_core - 1))


def _run(work: Callable[[int], None], n: int, threads: int, tally: _Tally) -> None:
    if n == 1 or threads == 1:
        for i in range(n):
            work(i)
        return

    def guarded(i: int) -> None:
        try:
            work(i)
        except BaseException:
            tally.failed = True
            raise

    with ThreadPoolExecutor(threads, "scan") as pool:
        futures: list[Future[None]] = [pool.submit(guarded, i) for i in range(n)]
    errors = [error for future in futures if (error := future.exception()) is not None]
    for error in errors:
        if not isinstance(error, _OtherFailed):
            raise error
