"""Slices that a self-calibration leaves off the common level, or cannot tell anything about, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.judging import USUAL_FACTORS, Judgement, column_means, rows_present
from pixviewer.core.calib.states import CellState, is_measured
from pixviewer.core.progress import Progress

Floats = npt.NDArray[np.float64]

# From how many predicted errors on a slice is off, and from which relative level.
OFF_SIGMA = 5.0
OFF_LEVEL = 0.003

# A slice with a larger masked share is hard to trust.
MOSTLY_MASKED = 0.8
# Share of the columns outside the clip, and scatter of the others in units of their noise, beside a source.
MANY_REJECTED = 0.15
WIDE_COLUMNS = 2.5
# A slice with a smaller share of the usual number of rows of its bin.
FEW_ROWS = 0.3
# Difference of own factors in neighbouring bins: the limit of spike cleaning.
NEIGHBOURS_APART = 0.03
# An IFU is off as a whole when the median of its slices has this share of what the slice is off by.
WHOLE_IFU = 0.5


class Why(StrEnum):
    """Kinds of reasons, in two or three words each."""

    SPIKE = "spike"
    FAR = "far off its half"
    SOURCE = "source inside"
    UNEVEN = "median ≠ mean"
    FEW = "few pixels"
    IFU = "whole IFU"
    NEIGHBOURS = "neighbours disagree"
    UNUSUAL = "unusual factor"
    UNMEASURED = "not measured"


_Reason = tuple[Why, str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A slice that is off after the correction, or was not measured.

    Attributes
    ----------
    ifu, slice_no : int
        From 1.
    bin_no : int
        Where it is off most, from 1; 0 for a slice that was measured in no bin.
    wave : tuple of float
        Edges of that bin in Å; of the whole range where there is none.
    before, after : float
        Relative to the median of the field in that bin; NaN where not measured.
    sigma : float
        `after` in units of its predicted error; NaN if that is unknown.
    masked_share : float
        Of all rows of the slice.
    reasons : tuple of str
        What is known of the cause, the most telling first.
    kinds : tuple of Why
        Kind of each reason.
    """

    ifu: int
    slice_no: int
    bin_no: int
    wave: tuple[float, float]
    before: float
    after: float
    sigma: float
    masked_share: float
    reasons: tuple[str, ...]
    kinds: tuple[Why, ...] = ()

    @property
    def place(self) -> tuple[int, int]:
        """IFU and CCD slice."""
        return self.ifu, self.slice_no

    @property
    def in_short(self) -> str:
        """Kinds of the reasons, each once, in their order."""
        return ", ".join(dict.fromkeys(self.kinds))


def suspects(judgement: Judgement, progress: Progress | None = None) -> list[Suspect]:
    """List slices that are off, the farthest first, and then those that were not measured.

    Parameters
    ----------
    judgement : Judgement
    progress : Progress, optional

    Returns
    -------
    list of Suspect
        Slices with rows in the table of which in some bin the median lies 5 predicted errors (and 0.3 %) off
        after the correction, or whose own factor was not kept, or that were not measured in it.
    """
    evidence = _Evidence(judgement)
    places = np.argwhere(evidence.is_suspect().any(axis=0)).tolist()
    progress = progress or Progress()
    found = [evidence.suspect(i, s) for i, s in progress.over(places, "Looking at slices", len(places))]
    return sorted(
        found, key=lambda one: (one.bin_no == 0, -abs(np.nan_to_num(one.after)), one.ifu, one.slice_no)
    )


class _Evidence:
    """What is known of every cell, looked up when a slice is in doubt."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement, self.levels, self.factors = judgement, judgement.levels, judgement.factors
        self.present = judgement.has_rows
        self.measured = judgement.is_measured & self.present
        shape = self.measured.shape
        state = self.factors.state
        self.state = np.full(shape, CellState.MEASURED, np.uint8) if state is None else state
        with np.errstate(divide="ignore", invalid="ignore"):
            self.own = self.levels.total_level[:, None, None] / self.levels.slice_level
            self.sigma = np.abs(judgement.after) / self.levels.error_without_objects
        sums = self.levels.sums
        self.masked_share = sums.masked_share()
        self.masked = sums.n_masked.transpose(2, 0, 1) / np.maximum(rows_present(sums), 1)
        self.n_counted = np.isfinite(column_means(self.levels)).sum(axis=3)
        self.usual_rows = np.array([np.median(n[n > 0]) if (n > 0).any() else 0.0 for n in self.levels.n_row])

    def is_suspect(self) -> npt.NDArray[np.bool_]:
        """Cells that put their slice into the list."""
        after = self.judgement.after
        off = (self.sigma > OFF_SIGMA) & (np.abs(after) > OFF_LEVEL)
        # In other bins nobody was measured.
        bins = np.asarray(self.measured.any(axis=(1, 2)))[:, None, None]
        not_own = ~is_measured(self.state) & bins
        return self.present & (off | not_own | (~self.measured & bins) | ~self.measured.any(axis=0))

    def suspect(self, i: int, s: int) -> Suspect:
        """Put together what is known of one slice, by numbers from 0."""
        after, edges = self.judgement.after[:, i, s], self.factors.edges
        share = float(self.masked_share[i, s])
        if not np.isfinite(after).any():
            whole = (float(edges[0]), float(edges[-1]))
            reasons, kinds = _apart(self._why_not_measured(i, s))
            return Suspect(i + 1, s + 1, 0, whole, np.nan, np.nan, np.nan, share, reasons, kinds)
        b = int(np.nanargmax(np.abs(after)))
        reasons, kinds = _apart(self._reasons(b, i, s))
        return Suspect(
            ifu=i + 1,
            slice_no=s + 1,
            bin_no=b + 1,
            wave=(float(edges[b]), float(edges[b + 1])),
            before=float(self.judgement.before[b, i, s]),
            after=float(after[b]),
            sigma=float(self.sigma[b, i, s]),
            masked_share=share,
            reasons=reasons,
            kinds=kinds,
        )

    def _reasons(self, b: int, i: int, s: int) -> Iterator[_Reason]:
        yield from self._replaced(b, i, s)
        yield from self._uneven(b, i, s)
        yield from self._thin(b, i, s)
        yield from self._in_company(b, i, s)
        yield from self._unusual(i, s)
        lost = self.present[:, i, s] & ~self.measured[:, i, s]
        if lost.any():
            yield (
                Why.UNMEASURED,
                f"not measured in {int(lost.sum())} of {int(self.present[:, i, s].sum())} bins",
            )

    def _replaced(self, worst: int, i: int, s: int) -> Iterator[_Reason]:
        """Factors that are not the slice's own: what became of the worst, or else of the first."""
        not_own = CellState.SPIKE_CLEANED | CellState.CLIPPED
        bins = np.flatnonzero(self.present[:, i, s] & ((self.state[:, i, s] & int(not_own)) != 0)).tolist()
        if not bins:
            return
        told = worst if worst in bins else bins[0]
        is_spike = self.state[told, i, s] & CellState.SPIKE_CLEANED
        others = len(bins) - 1
        more = f" (and so in {others} more {'bin' if others == 1 else 'bins'})" if others else ""
        yield (Why.SPIKE if is_spike else Why.FAR), self._how_replaced(told, i, s) + more

    def _how_replaced(self, b: int, i: int, s: int) -> str:
        factor = self.factors.factor[b, i, s]
        if self.state[b, i, s] & CellState.SPIKE_CLEANED:
            original = self.factors.factor_original
            before = self.own[b, i, s] if original is None else original[b, i, s]
            return (
                f"its factor {before:.3f} at {self._where(b)} was taken for a spike; the neighbouring "
                f"bins{self._that_are_empty(b, i, s)} say {factor:.3f}"
            )
        own = self.own[b, i, s]
        told = f"its own factor {own:.3f}" if np.isfinite(own) else "what it had"
        return f"{told} at {self._where(b)} lies too far off its half IFU, and became {factor:.3f}"

    def _that_are_empty(self, b: int, i: int, s: int) -> str:
        """A neighbour without rows says 1, and knows nothing."""
        last = len(self.present) - 1
        near = {0: (1, 2), last: (last - 1, last - 2)}.get(b, (b - 1, b + 1))
        n_empty = 2 - int(self.present[near, i, s].sum())
        return ("", ", one of which has no rows,", ", which have no rows,")[n_empty]

    def _uneven(self, b: int, i: int, s: int) -> Iterator[_Reason]:
        """Something in a part of the slice."""
        n_counted, n_left = int(self.n_counted[b, i, s]), int(self.levels.n_column[b, i, s])
        if n_left < (1.0 - MANY_REJECTED) * n_counted:
            told = f"{n_counted - n_left} of its {n_counted} columns were clipped: a source in the slice?"
            yield Why.SOURCE, told
        error, noise = self.levels.column_error[b, i, s], self.levels.noise_error[b, i, s]
        if noise > 0 and error > WIDE_COLUMNS * noise:
            told = (
                f"its columns scatter {error / noise:.1f} times as much as by noise: a source, or a defect?"
            )
            yield Why.SOURCE, told
        after, level = self.judgement.after[b, i, s], self.judgement.level_after[b, i, s]
        if (
            abs(after - level) > OFF_LEVEL
            and abs(level) < abs(after) / 2
            and is_measured(self.state[b, i, s])
        ):
            yield (
                Why.UNEVEN,
                f"median and clipped mean of its columns differ by {100 * (after - level):+.1f} %",
            )

    def _thin(self, b: int, i: int, s: int) -> Iterator[_Reason]:
        """Little to measure from."""
        if self.masked_share[i, s] > MOSTLY_MASKED:
            yield Why.FEW, f"{self.masked_share[i, s]:.0%} of its rows are masked"
        n, usual = int(self.levels.n_row[b, i, s]), self.usual_rows[b]
        if n < FEW_ROWS * usual:
            yield Why.FEW, f"only {n:,} rows at {self._where(b)}, where {usual:,.0f} are usual"

    def _in_company(self, b: int, i: int, s: int) -> Iterator[_Reason]:
        """The IFU, or the neighbouring bins."""
        after = self.judgement.after[b, i]
        others = np.delete(after, s)
        others = others[np.isfinite(others)]
        if others.size and abs(after[s]) > OFF_LEVEL:
            median = float(np.median(others))
            if median * after[s] > 0 and abs(median) > WHOLE_IFU * abs(after[s]):
                yield Why.IFU, f"its whole IFU is off, by {100 * median:+.1f} % in the median"
        own = self.own[max(b - 1, 0) : b + 2, i, s]
        near = own[np.isfinite(own)]
        if near.size > 1 and np.abs(np.diff(near)).max() > NEIGHBOURS_APART:
            told = ", ".join(f"{value:.3f}" for value in near)
            yield Why.NEIGHBOURS, f"its own factors in neighbouring bins disagree: {told}"

    def _unusual(self, i: int, s: int) -> Iterator[_Reason]:
        low, high = USUAL_FACTORS
        for b in np.flatnonzero(self.present[:, i, s]).tolist():
            factor = self.factors.factor[b, i, s]
            if not low <= factor <= high:
                yield Why.UNUSUAL, f"the factor {factor:.3f} at {self._where(b)} is unusual"

    def _why_not_measured(self, i: int, s: int) -> Iterator[_Reason]:
        bins = np.flatnonzero(self.present[:, i, s])
        if self.masked_share[i, s] >= 1.0:
            yield Why.FEW, "all of its rows are masked"
        elif self.masked_share[i, s] > MOSTLY_MASKED:
            yield Why.FEW, f"{self.masked_share[i, s]:.0%} of its rows are masked"
        most = int(self.levels.n_row[:, i, s].max())
        counted = int(self.n_counted[:, i, s].max())
        minimum = self.levels.minimum
        if most == 0 and self.masked_share[i, s] < 1.0:
            yield Why.FEW, "no row of it is good and unmasked"
        elif 0 < most <= minimum.rows:
            yield Why.FEW, f"at most {most} rows in a bin, more than {minimum.rows} are needed"
        elif most:
            columns = f"at most {counted} columns with more than {minimum.rows_in_column} rows"
            yield Why.FEW, f"{columns}, more than {minimum.columns} are needed"
        states = self.state[bins, i, s]
        if (states & CellState.HALF_LEVEL).any():
            yield Why.UNMEASURED, "it has the level of its half IFU"
        elif (states & CellState.OTHER_HALF).any():
            yield Why.UNMEASURED, "it has the level of the other half of its IFU"
        elif (states & CellState.UNTOUCHED).all():
            yield Why.UNMEASURED, "it is left as it is"

    def _where(self, b: int) -> str:
        return f"{self.factors.edges[b]:g}–{self.factors.edges[b + 1]:g} Å"


def _apart(found: Iterator[_Reason]) -> tuple[tuple[str, ...], tuple[Why, ...]]:
    """Sentences and kinds of reasons."""
    listed = list(found)
    return tuple(told for _, told in listed), tuple(kind for kind, _ in listed)
