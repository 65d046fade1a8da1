"""All that is known of a slice in a bin, in one line."""

import math

import numpy as np

from pixviewer.core.table.origin import ccd_to_sky
from pixviewer.model.readout import rows_text
from pixviewer.model.selfcal.maps import ALL_BINS, Floats, Subject, all_kinds, kinds_of

Cell = tuple[int, int]  # IFU and CCD slice


def cell_text(subject: Subject, cell: Cell, bin_no: int = ALL_BINS) -> str:
    """Say everything about a slice in a bin, or in all of them (0).

    Numbers of all bins are means over those with rows; rows are added up.
    """
    parts = [slice_text(cell), bin_text(subject, bin_no), *_numbers(subject, cell, bin_no)]
    return "  ".join(part for part in parts if part)


def slice_text(cell: Cell) -> str:
    """Name a slice, in both numberings."""
    return f"IFU {cell[0]}  slice {cell[1]} ccd / {int(ccd_to_sky(cell[1]))} sky"


def bin_text(subject: Subject, bin_no: int) -> str:
    """Name a bin, such as ``bin 7: 6120–6440 Å``."""
    if bin_no == ALL_BINS:
        return "all bins"
    low, high = bin_range(subject, bin_no)
    return f"bin {bin_no}: {low:.0f}–{high:.0f} Å"


def bin_range(subject: Subject, bin_no: int) -> tuple[float, float]:
    """Ends of a bin in Å, within what the instrument sees."""
    at = np.flatnonzero(subject.shown.index == bin_no - 1)
    if at.size:
        return float(subject.shown.low[at[0]]), float(subject.shown.high[at[0]])
    edges = subject.factors.edges
    return float(edges[bin_no - 1]), float(edges[bin_no])


def _numbers(subject: Subject, cell: Cell, bin_no: int) -> list[str]:
    factors, at = subject.factors, (cell[0] - 1, cell[1] - 1)
    if not kinds_of(subject, bin_no)[at]:
        return ["no rows"]
    factor = _mean(subject, factors.factor, at, bin_no)
    error = math.nan if factors.predicted_error is None else _error(subject, at, bin_no)
    parts = [f"factor {factor:.4f}" + (f" ± {error:.4f}" if math.isfinite(error) else "")]
    if bin_no != ALL_BINS:
        parts += _before_changes(subject, (bin_no - 1, *at))
    if factors.n_row is not None:
        chosen = subject.shown.index if bin_no == ALL_BINS else [bin_no - 1]
        parts.append(f"{rows_text(int(factors.n_row[chosen, *at].sum()))} rows")
    return [*parts, _residual(subject, at, bin_no), _other(subject, at, bin_no), _state(subject, at, bin_no)]


def _before_changes(subject: Subject, at: tuple[int, int, int]) -> list[str]:
    """The factor as it was before spikes were cleaned, and before the clip, where that is another."""
    factors, parts = subject.factors, []
    original = math.nan if factors.factor_original is None else float(factors.factor_original[at])
    own = math.nan if subject.own is None else float(subject.own[at])
    if math.isfinite(original):
        parts.append(f"before spike cleaning {original:.4f}")
    if math.isfinite(own) and abs(own - factors.factor[at]) > 5e-5 and not abs(own - original) < 5e-5:
        parts.append(f"by itself {own:.4f}")
    return parts


def _state(subject: Subject, at: tuple[int, int], bin_no: int) -> str:
    from pixviewer.core.calib.states import describe  # here: it loads the kernels

    states = subject.factors.state
    if states is None:
        return ""
    if bin_no != ALL_BINS:
        return describe(int(states[bin_no - 1, *at]))
    kinds = subject.kinds[subject.shown.index, *at]
    told = [
        (int((kinds == kind).sum()), all_kinds()[kind].words) for kind in np.unique(kinds[kinds > 0]).tolist()
    ]
    return ", ".join(words if n == kinds.size else f"{words} ({n} of {kinds.size})" for n, words in told)


def _residual(subject: Subject, at: tuple[int, int], bin_no: int) -> str:
    if subject.judgement is None:
        return ""
    before, after = (
        100.0 * _mean(subject, values, at, bin_no)
        for values in (subject.judgement.before, subject.judgement.after)
    )
    return f"residual {_percent(before)} → {_percent(after)}" if math.isfinite(before) else "not measured"


def _other(subject: Subject, at: tuple[int, int], bin_no: int) -> str:
    other = subject.other
    if other is None or not np.array_equal(other.edges, subject.factors.edges):
        return ""
    return f"{subject.other_name} {_mean(subject, other.factor, at, bin_no):.4f}"


def _mean(subject: Subject, values: Floats, at: tuple[int, int], bin_no: int) -> float:
    if bin_no != ALL_BINS:
        return float(values[bin_no - 1, *at])
    known = values[subject.shown.index, *at]
    known = known[np.isfinite(known)]
    return float(known.mean()) if known.size else math.nan


def _error(subject: Subject, at: tuple[int, int], bin_no: int) -> float:
    """Of one factor, or of the mean of all that are measured."""
    errors = subject.factors.predicted_error
    assert errors is not None
    if bin_no != ALL_BINS:
        return float(errors[bin_no - 1, *at])
    known = errors[subject.shown.index, *at]
    known = known[np.isfinite(known)]
    return float(np.sqrt((known**2).sum()) / known.size) if known.size else math.nan


def _percent(value: float) -> str:
    return f"{value:+.2f} %".replace("-", "−")
