"""Reference spectrum of the sky: the clipped median of the rows in narrow wavelength bins."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.membership import has_more_bits, mark_rows
from pixviewer.core.products.rows import read_rows
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Selection

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# A median needs all values of a bin at once: so many rows are held at a time, some 0.5 GB.
ROWS_AT_ONCE = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SkyReference:
    """A median spectrum.

    Attributes
    ----------
    value : (n,) float64
        In the unit of the table; NaN in a bin without unmasked rows.
    edges : (n + 1,) float64
        Ends of the bins, in ångström.
    shortest : float
        Wavelength of the first row, in ångström.
    """

    value: Floats
    edges: Floats
    shortest: float


def sky_reference(
    table: PixTable,
    masked: Bools | None = None,
    *,
    step: float = 1.0,
    low: float | None = None,
    high: float | None = None,
    rounds: int = 2,
    clip: tuple[float, float] = (5.0, 5.0),
    fewest: int = 2,
    progress: Progress | None = None,
) -> SkyReference:
    """Make a median spectrum of the unmasked rows.

    Parameters
    ----------
    table : PixTable
    masked : (n_row,) bool, optional
        Rows to leave out.
    step : float
        Width of the bins, in ångström.
    low, high : float, optional
        Start of the first bin, and what the last one must reach; by default half a step beyond the rows.
    rounds : int
        How often to clip.
    clip : (float, float)
        How many standard deviations below and above the median are kept.
    fewest : int
        A round that would leave fewer values than this is not made.
    progress : Progress, optional

    Returns
    -------
    SkyReference

    Raises
    ------
    ValueError
        If an argument makes no sense.

    Notes
    -----
    Flags are not looked at: mask flagged rows to leave them out. The standard deviation is about the mean.
    """
    if not (np.isfinite(step) and step > 0):
        raise ValueError(f"step must be a positive width in Å, got {step}")
    if masked is not None and masked.shape != (table.n_row,):
        raise ValueError(f"the mask has shape {masked.shape}, and the table {table.n_row} rows")
    progress = progress or Progress()
    shortest, longest = _wave_range(table, progress)
    low = shortest - step / 2 if low is None else low
    high = longest + step / 2 if high is None else high
    n_bin = int((high - low) / step) + 1
    if not n_bin > 0:
        raise ValueError(f"the spectrum must have bins, got low {low} and high {high}")
    # Added up one by one, as the reference does, so that a row at an edge falls into the same bin.
    edges = np.add.accumulate(np.concatenate([[low], np.full(n_bin, step)]))
    value = np.full(n_bin, np.nan)
    n_slab = max(1, -(-table.n_row // ROWS_AT_ONCE))
    ends = np.unique(np.linspace(0, n_bin, min(n_slab, n_bin) + 1).astype(int))
    for first, last in progress.over(pairwise(ends.tolist()), "Sky reference", ends.size - 1):
        wave, data = _rows_between(table, masked, float(edges[first]), float(edges[last]), progress)
        order = np.argsort(wave, kind="stable")
        cuts = np.searchsorted(wave[order], edges[first : last + 1])
        for i, (start, stop) in enumerate(pairwise(cuts.tolist()), first):
            if stop > start:
                value[i] = clipped_median(data[order[start:stop]], rounds, clip, fewest)
    return SkyReference(value, edges, shortest)


def clipped_median(values: Floats, rounds: int, clip: tuple[float, float], fewest: int) -> float:
    """Median of the values that are left when those far from it are taken out, a few times over.

    Parameters
    ----------
    values : (n,) float64, n at least 1
    rounds, clip, fewest
        As in `sky_reference`.
    """
    left = values
    for _ in range(rounds + 1):
        median, spread = float(np.median(left)), float(left.std())
        kept = left[(left > median - clip[0] * spread) & (left < median + clip[1] * spread)]
        if kept.size < fewest or kept.size == left.size:
            break
        left = kept
    return median


def _wave_range(table: PixTable, progress: Progress) -> tuple[float, float]:
    """Shortest and longest wavelength; from the very numbers where they are in memory."""
    if table.path is None or has_more_bits(table, ("wave",)):
        wave = table.column("wave")
        return float(np.nanmin(wave)), float(np.nanmax(wave))
    return table.ensure_blocks(progress).wave_range


def _rows_between(
    table: PixTable, masked: Bools | None, low: float, high: float, progress: Progress
) -> tuple[Floats, Floats]:
    """Wavelength and value of the unmasked rows in a range, with all bits that they are stored with."""
    within = Selection(wave=(low, high))
    if has_more_bits(table, ("wave", "data")):
        kept = mark_rows(table, within, progress=progress)
        if masked is not None:
            kept &= ~masked
        wave, data = table.column("wave")[kept], table.column("data")[kept]
    else:
        rows = read_rows(table, within, ("wave", "data"), progress=progress)
        wave, data = rows["wave"], rows["data"]
        if masked is not None:
            unmasked = ~masked[rows["row"]]
            wave, data = wave[unmasked], data[unmasked]
    return wave.astype(np.float64), data.astype(np.float64)
