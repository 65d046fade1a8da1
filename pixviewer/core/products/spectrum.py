"""Spectrum of a selection: good rows per wavelength bin, and how many there were."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Range
from pixviewer.core.kernels.binning import add_to_spectrum
from pixviewer.core.products.rows import Counts, add_counts
from pixviewer.core.products.statistic import Statistic, check_statistic, finish, is_weighted, unit_of
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

NATURAL_STEP = 1.25

LARGEST_BINS = 10_000_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Sums = tuple[Floats, Floats, Ints, Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Rows of a selection by wavelength.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
        Edges of the bins in Å; each holds its lower one.
    value, sigma : (n_bin,) float64
        NaN where there is no good row.
    n_good, n_bad : (n_bin,) int64
        Rows that count, and rows with a flag or without a finite value and variance.
    unit : str
    statistic : str
    counts : Counts
        All rows of the selection, whatever their wavelength, as `count_rows` has them.
    fraction : float
        Share of the candidate rows that was looked at: 1 for an exact spectrum.
    """

    edges: Floats
    value: Floats
    sigma: Floats
    n_good: Ints
    n_bad: Ints
    unit: str
    statistic: str
    counts: Counts
    fraction: float = 1.0

    @property
    def wave(self) -> Floats:
        """Centres of the bins in Å."""
        return (self.edges[:-1] + self.edges[1:]) / 2

    @property
    def n_row(self) -> int:
        """Rows in all bins."""
        return int(self.n_good.sum() + self.n_bad.sum())


def spectrum(
    table: PixTable,
    selection: Expression | None = None,
    *,
    step: float = NATURAL_STEP,
    statistic: Statistic = "mean",
    wave: Range | None = None,
    sketch: int = 0,
    progress: Progress | None = None,
) -> Spectrum:
    """Bin the rows of a selection by wavelength.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    step : float
        Width of a bin, Å.
    statistic : {"mean", "sum", "ivw", "count"}
        As in `white_light`.
    wave : (low, high), optional
        Range to bin, half open; by default that of the whole table. Edges are at multiples of the step, so
        the first and last bin may reach beyond.
    sketch : int
        About how many rows to look at; 0 for all of them.
    progress : Progress, optional

    Returns
    -------
    Spectrum
        Value and σ in the unit of the table; arrays of ``(n_bin,)``.

    Raises
    ------
    ValueError
        If an argument makes no sense.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.
    """
    check_statistic(statistic)
    if not (step > 0 and math.isfinite(step)):
        raise ValueError(f"step must be a positive number of Å, got {step}")
    first, n_bin = _bins(step, wave) if wave is not None else _all_bins(step, *_wave_range(table, progress))
    if n_bin > LARGEST_BINS:
        raise ValueError(f"a step of {step:g} Å makes {n_bin} bins; choose a larger step")

    def begin() -> Sums:
        n_good, n_bad, counts = (np.zeros(n, np.int64) for n in (n_bin, n_bin, 3))
        return np.zeros(n_bin), np.zeros(n_bin), n_good, n_bad, counts

    def add(sums: Sums, chunk: Chunk) -> None:
        add_counts(sums[4], chunk)
        add_to_spectrum(
            chunk["wave"],
            chunk["data"],
            chunk["flags"],
            chunk["variance"],
            chunk.keep,
            first * step,
            step,
            is_weighted(statistic),
            *sums[:4],
        )

    names = ("wave", "data", "flags", "variance")
    plan = make_plan(table, selection, sketch=sketch)
    states = scan(table, plan, names, begin, add, progress, "Spectrum")
    total, total_variance, n_good, n_bad, counts = (
        sum(parts[1:], parts[0]) for parts in zip(*states, strict=True)
    )
    value, variance = finish(statistic, total, total_variance, n_good)
    with np.errstate(invalid="ignore"):  # a negative variance has no root, whatever wrote it
        sigma = np.sqrt(variance)
    return Spectrum(
        edges=(first + np.arange(n_bin + 1, dtype=np.float64)) * step,
        value=value,
        sigma=sigma,
        n_good=n_good,
        n_bad=n_bad,
        unit=unit_of(statistic, table.facts.data_unit),
        statistic=statistic,
        counts=Counts.of([counts], plan.fraction),
        fraction=plan.fraction,
    )


def _bins(step: float, wave: Range) -> tuple[int, int]:
    """Number of the first bin, and how many, that a half-open range touches."""
    low, high = wave
    if not low < high or not math.isfinite(high - low):
        raise ValueError(f"wave must increase, got ({low}, {high}) Å")
    first = math.floor(low / step)
    n_bin = math.ceil(high / step) - first
    if n_bin > 1 and (first + n_bin - 1) * step >= high:  # rounding
        n_bin -= 1
    return first, n_bin


def _all_bins(step: float, low: float, high: float) -> tuple[int, int]:
    """Number of the first bin, and how many, so that both ends fall into one, by the kernel's division."""
    first = math.floor(low / step)
    if first * step > low:
        first -= 1
    return first, int((high - first * step) / step) + 1


def _wave_range(table: PixTable, progress: Progress | None) -> Range:
    low, high = table.ensure_blocks(progress).wave_range
    if not math.isfinite(low):
        raise PixTableError(f"{table.name}: no row has a finite wavelength, so there is no spectrum")
    return low, high
