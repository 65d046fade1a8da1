"""Numbers of a selection: how many rows, and mean, median and S/N of the good ones."""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

# Values that a median keeps at once: 16 MB.
MEDIAN_ROWS = 4_000_000


@dataclass(frozen=True, slots=True)
class Measure:
    """Numbers of the rows of a selection.

    Attributes
    ----------
    n_row, n_good, n_bad : int
        Rows; without a flag; with one.
    mean : float
        Unweighted mean of the good rows with a finite value and variance; NaN where there is none.
    sigma : float
        Standard error of the mean from the variances, √(Σ stat) / n.
    median : float
        NaN where there is none, or where rows are more than `MEDIAN_ROWS`.
    unit : str
    """

    n_row: int
    n_good: int
    n_bad: int
    mean: float
    sigma: float
    median: float
    unit: str = ""

    @property
    def snr(self) -> float:
        """Mean over its standard error."""
        return self.mean / self.sigma if self.sigma > 0 else math.nan

    def without_background(self, background: "Measure") -> "Measure":
        """The same rows above a background, scaled by the ratio of good rows.

        Σ − (n / n_b) Σ_b over n rows is the difference of the means; variances add up. Where the background
        has no good row, nothing is known of the rest.
        """
        return replace(
            self,
            mean=self.mean - background.mean,
            median=self.median - background.mean,
            sigma=math.hypot(self.sigma, background.sigma),
        )


class _Sums:
    """What one thread adds up."""

    def __init__(self) -> None:
        self.n = np.zeros(4, np.int64)  # rows, good, bad, good and finite
        self.total = self.variance = 0.0
        self.values: list[npt.NDArray[np.float32]] | None = []

    def add(self, chunk: Chunk) -> None:
        keep = chunk.keep
        value, variance = chunk["data"][keep], chunk["variance"][keep]
        is_good = chunk["flags"][keep] == 0
        is_used = is_good & np.isfinite(value) & np.isfinite(variance)
        n_good, used = int(np.count_nonzero(is_good)), value[is_used]
        self.n += (value.size, n_good, value.size - n_good, used.size)
        self.total += float(used.sum(dtype=np.float64))
        self.variance += float(variance[is_used].sum(dtype=np.float64))
        if self.values is not None:
            self.values.append(used)
            if self.n[3] > MEDIAN_ROWS:
                self.values = None


def measure_rows(
    table: PixTable, selection: Expression | None = None, *, progress: Progress | None = None
) -> Measure:
    """Measure the rows of a selection.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    progress : Progress, optional

    Raises
    ------
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.
    """
    names = ("data", "variance", "flags")
    plan = make_plan(table, selection)
    states = scan(table, plan, names, _Sums, _Sums.add, progress, "Measuring")
    n_row, n_good, n_bad, n_used = (int(n) for n in np.sum([state.n for state in states], axis=0))
    total, variance = sum(state.total for state in states), sum(state.variance for state in states)
    return Measure(
        n_row,
        n_good,
        n_bad,
        mean=total / n_used if n_used else math.nan,
        sigma=math.sqrt(variance) / n_used if n_used and variance >= 0 else math.nan,
        median=_median(states, n_used),
        unit=table.facts.data_unit,
    )


def _median(states: list[_Sums], n_used: int) -> float:
    kept = [state.values for state in states]
    if not 0 < n_used <= MEDIAN_ROWS:
        return math.nan
    parts = [part for values in kept if values is not None for part in values]
    return float(np.median(np.concatenate(parts).astype(np.float64)))
