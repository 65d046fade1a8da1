"""How often each value occurs among some rows."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Range
from pixviewer.core.kernels.counting import add_to_histogram
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

QUANTITIES = ("data", "variance", "snr", "wave")
N_BIN = 300
_RANGE_ROWS = 300_000  # rows that say where the values lie
_INNER = (0.1, 99.9)  # per cent: wild values fall outside, and are counted there


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Numbers of rows by value.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
    good, flagged : (n_bin,) int64
        Rows without and with flags; a bin holds its lower edge.
    n_below, n_above : int
        Rows outside all bins.
    quantity, unit : str
    fraction : float
        Share of the rows that was looked at; counts are of these.
    """

    edges: Floats = field(repr=False)
    good: Ints = field(repr=False)
    flagged: Ints = field(repr=False)
    n_below: int
    n_above: int
    quantity: str
    unit: str
    fraction: float = 1.0

    @property
    def n_row(self) -> int:
        """Rows that were counted."""
        return int(self.good.sum() + self.flagged.sum()) + self.n_below + self.n_above


def histogram(
    table: PixTable,
    selection: Expression | None = None,
    quantity: str = "data",
    *,
    bounds: Range | None = None,
    n_bin: int = N_BIN,
    sketch: int = 0,
    progress: Progress | None = None,
) -> Histogram:
    """Count the rows of a selection by value.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    quantity : {"data", "variance", "snr", "wave"}
        ``snr`` is the value over its σ, for positive variances.
    bounds : (low, high), optional
        Ends of the bins; by default so that all but one value in a thousand at each end fall in.
    n_bin : int
    sketch : int
        About how many rows to look at; 0 for all of them.
    progress : Progress, optional

    Raises
    ------
    ValueError
        If an argument makes no sense.
    """
    if quantity not in QUANTITIES:
        raise ValueError(f"quantity must be one of {', '.join(QUANTITIES)}, got {quantity!r}")
    if bounds is not None and not bounds[0] < bounds[1]:
        raise ValueError(f"bounds must increase, got {bounds}")
    low, high = bounds or _bounds(table, selection, quantity, progress)
    step = (high - low) / n_bin

    def add(count: Ints, chunk: Chunk) -> None:
        add_to_histogram(values_of(chunk, quantity), chunk["flags"], chunk.keep, low, step, count)

    plan = make_plan(table, selection, sketch=sketch)
    names = (*_needs(quantity), "flags")
    states = scan(table, plan, names, lambda: np.zeros((2, n_bin + 2), np.int64), add, progress, "Histogram")
    count = np.sum(states, axis=0)
    return Histogram(
        edges=np.linspace(low, high, n_bin + 1),
        good=count[0, 1:-1],
        flagged=count[1, 1:-1],
        n_below=int(count[:, 0].sum()),
        n_above=int(count[:, -1].sum()),
        quantity=quantity,
        unit="" if quantity == "snr" else table.columns[quantity].unit,
        fraction=plan.fraction,
    )


def values_of(chunk: Chunk, quantity: str) -> npt.NDArray[Any]:
    """Values of a quantity; NaN where it is not defined."""
    if quantity != "snr":
        return chunk[quantity]
    variance = chunk["variance"].astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(variance > 0, chunk["data"] / np.sqrt(variance), np.nan))


def _needs(quantity: str) -> tuple[str, ...]:
    return ("data", "variance") if quantity == "snr" else (quantity,)


def _bounds(
    table: PixTable, selection: Expression | None, quantity: str, progress: Progress | None
) -> tuple[float, float]:
    """Where the values lie, from some of them."""

    def add(found: list[Floats], chunk: Chunk) -> None:
        values = values_of(chunk, quantity)[chunk.keep].astype(np.float64)
        found.append(values[np.isfinite(values)])

    plan = make_plan(table, selection, sketch=_RANGE_ROWS)
    parts = [
        part for state in scan(table, plan, _needs(quantity), list, add, progress, "Values") for part in state
    ]
    values = np.concatenate(parts) if parts else np.empty(0)
    if not values.size:
        return 0.0, 1.0
    whole = quantity == "wave"  # nothing is wild there
    low, high = (values.min(), values.max()) if whole else np.percentile(values, _INNER)
    margin = (0.02 if whole else 0.3) * (high - low) or 0.5 * abs(high) or 1.0
    return float(low - margin), float(high + margin)
