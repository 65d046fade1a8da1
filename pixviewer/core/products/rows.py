"""Single rows: how many a selection has, which they are, and all that is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table import origin
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.quality import words
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, keeps_all

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a selection: all, without and with flags; `fraction` is below 1 for an estimate."""

    n_row: int
    n_good: int
    n_bad: int
    fraction: float = 1.0

    @classmethod
    def of(cls, states: Sequence[Ints], fraction: float) -> "Counts":
        """Counts of what `add_counts` added up, scaled to all candidates."""
        n_row, n_good, n_bad = (round(int(n) / fraction) for n in np.sum(states, axis=0))
        return cls(n_row, n_good, n_bad, fraction)


def add_counts(counts: Ints, chunk: Chunk) -> None:
    """Add the selected rows of a chunk, all, without and with flags, to ``(3,)`` sums."""
    n = int(np.count_nonzero(chunk.keep))
    bad = int(np.count_nonzero(chunk.keep & (chunk["flags"] != 0)))
    counts += (n, n - bad, bad)


def count_rows(
    table: PixTable,
    selection: Expression | None = None,
    *,
    sketch: int = 0,
    progress: Progress | None = None,
) -> Counts:
    """Count the rows of a selection.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    sketch : int
        About how many rows to look at, and to scale from; 0 for all of them.
    progress : Progress, optional

    Returns
    -------
    Counts
        ``n_row``, ``n_good`` (without flags), ``n_bad`` (with flags), and ``fraction``, the share of the rows
        that was looked at.
    """
    blocks = table.blocks
    if keeps_all(selection) and blocks is not None:
        return Counts(table.n_row, table.n_row - blocks.n_flagged_rows, blocks.n_flagged_rows)

    plan = make_plan(table, selection, sketch=sketch)
    states = scan(table, plan, ("flags",), lambda: np.zeros(3, np.int64), add_counts, progress, "Counting")
    return Counts.of(states, plan.fraction)


def find_rows(
    table: PixTable,
    selection: Expression | None = None,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Ints:
    """Row numbers of a selection, ascending.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
    limit : int, optional
        Give no more than the first so many.
    progress : Progress, optional

    Returns
    -------
    (n,) int64
        An array as long as the selection, which may be as long as the table.
    """

    def add(found: list[Ints], chunk: Chunk) -> None:
        if limit is None or sum(part.size for part in found) < limit:
            found.append(chunk.rows_at(np.flatnonzero(chunk.keep)))

    states = scan(table, make_plan(table, selection), (), list, add, progress, "Finding rows")
    parts = [part for state in states for part in state]
    rows = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return rows[:limit]


def read_rows(
    table: PixTable,
    selection: Expression | None = None,
    names: Sequence[str] | None = None,
    *,
    progress: Progress | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Find the rows of a selection and read them, in one pass.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    names : sequence of str, optional
        Columns, by our names; all by default.
    progress : Progress, optional

    Returns
    -------
    dict of str to (n,) ndarray
        ``row``, the row numbers, ascending; and the columns as native arrays. They are as long as the
        selection, which may be as long as the table.
    """
    wanted = tuple(table.columns) if names is None else tuple(names)

    def add(found: list[dict[str, npt.NDArray[Any]]], chunk: Chunk) -> None:
        kept = np.flatnonzero(chunk.keep)
        found.append({"row": chunk.rows_at(kept), **{name: chunk[name][kept] for name in wanted}})

    states = scan(table, make_plan(table, selection), wanted, list, add, progress, "Reading rows")
    parts = [part for state in states for part in state]
    if not parts:
        return {"row": np.empty(0, np.int64), **table.read(wanted, [])}
    return {name: np.concatenate([part[name] for part in parts]) for name in ("row", *wanted)}


def decode_rows(table: PixTable, rows: npt.ArrayLike) -> dict[str, npt.NDArray[Any]]:
    """All that is known of some rows, one entry a column.

    Parameters
    ----------
    table : PixTable
    rows : (n,) array_like of int

    Returns
    -------
    dict of str to (n,) ndarray
        ``row``; ``ra``, ``dec`` (degrees; the field pixels in the pixel state); ``xi``, ``eta`` (plane);
        the columns of the table; ``ifu``, ``slice`` (CCD), ``slice_sky``, ``stack``, ``x_det``, ``y_det``
        (from 0; x −1 where unknown), ``exposure``; ``flag_names``.
    """
    numbers = np.atleast_1d(np.asarray(rows, np.int64))
    raw = table.read(tuple(table.columns), numbers)
    ra, dec = table.frame.to_sky(raw["x"], raw["y"])
    xi, eta = table.frame.to_plane(raw["x"], raw["y"])
    slices = origin.slice_no(raw["origin"])
    # Origins that no pipeline writes decode to slice 0 or above 48: shown as they are, without place.
    is_real = (slices >= 1) & (slices <= origin.N_SLICE)
    safe = np.where(is_real, slices, 1)
    return {
        "row": numbers,
        "ra": ra,
        "dec": dec,
        "xi": xi,
        "eta": eta,
        **raw,
        "ifu": origin.ifu(raw["origin"]),
        "slice": slices,
        "slice_sky": np.where(is_real, origin.ccd_to_sky(safe), 0),
        "stack": np.where(is_real, origin.stack_of(safe), 0),
        "x_det": table.offsets.x_det(raw["origin"], numbers),
        "y_det": origin.y_det(raw["origin"]),
        "exposure": table.offsets.exposure_of(numbers),
        "flag_names": np.array([words(value) for value in raw["flags"]]),
    }


def nearest_row(
    table: PixTable,
    xi: float,
    eta: float,
    radius: float,
    selection: Expression | None = None,
    *,
    progress: Progress | None = None,
) -> int | None:
    """Row whose position in the plane is nearest to a point, None when there is none within a radius.

    Of rows at the same distance the first is given.

    Parameters
    ----------
    table : PixTable
    xi, eta : float
        Point in the plane: arcsec, or field pixels in the pixel state.
    radius : float
        Largest distance, in the same unit.
    selection : Expression, optional
        None for all rows.
    progress : Progress, optional
    """

    def add(best: list[tuple[float, int]], chunk: Chunk) -> None:
        x, y = table.frame.to_plane(chunk["x"][chunk.keep], chunk["y"][chunk.keep])
        if x.size:
            distance = np.hypot(x - xi, y - eta)
            if not np.isnan(distance).all():
                i = int(np.nanargmin(distance))
                best.append((float(distance[i]), int(chunk.rows[chunk.keep][i])))

    box = (xi - radius, xi + radius, eta - radius, eta + radius)
    plan = make_plan(table, selection, within=box)
    states = scan(table, plan, ("x", "y"), list, add, progress, "Nearest row")
    found = [pair for state in states for pair in state if pair[0] <= radius]
    return min(found)[1] if found else None
