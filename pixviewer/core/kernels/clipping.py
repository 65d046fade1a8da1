"""Clipped means, and the levels and corrections of a self-calibration that are made of them.

Values are sorted once: what a clip leaves is a stretch of them, whose median stands in its middle and whose
median deviation is found by walking outward. With `is_single` results are rounded to float32 in the places
where the ESO pipeline stores them as such; the arithmetic is float64 in either case.
"""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]
States = npt.NDArray[np.uint8]

MAD, STD = 0, 1
# 1 / Φ⁻¹(3/4), in the digits of the originals.
MAD_TO_SIGMA = 1.4826
CLIP_SIGMA = 3.0
MAX_ITERATIONS = 15
STOP_COLUMNS, STOP_SLICES = 15, 20
# Columns nearer than a seeing disk: what is the same in them is light on the sky, as noise is not.
COHERENT_COLUMNS = 3

# What `correct_bins` says of a cell; named in core/calib/states.py.
MEASURED, HALF_LEVEL, OTHER_HALF, CLIPPED, SPIKE_CLEANED, UNTOUCHED = 1, 2, 4, 8, 16, 32

SPIKE_LIMIT, SPIKE_FACTOR = 0.03, 3.0


@jit
def rounded(value: float, is_single: bool) -> float:
    """Round to float32 if asked to."""
    return np.float64(np.float32(value)) if is_single else value


@jit
def sort_first(values: Floats, n: int) -> None:
    """Sort the first values in place (Shell 1959): as fast as a quicksort for a slice, quicker to compile."""
    gap = 701
    while gap > 0:
        for i in range(gap, n):
            value, j = values[i], i
            while j >= gap and values[j - gap] > value:
                values[j] = values[j - gap]
                j -= gap
            values[j] = value
        gap = 1 if gap == 2 else (gap * 4) // 9


@jit
def sorted_median(values: Floats, low: int, high: int, is_single: bool) -> float:
    """Median of sorted values from `low` up to, not including, `high`."""
    middle = (low + high) // 2
    if (high - low) % 2:
        return values[middle]
    return rounded((values[middle - 1] + values[middle]) / 2.0, is_single)


@jit
def median_deviation(values: Floats, low: int, high: int, centre: float, is_single: bool) -> float:
    """Median of |value − centre| of sorted values: the next larger one is always at one of two ends."""
    n = high - low
    right = (low + high) // 2
    left = right - 1
    before, last = 0.0, 0.0
    for _ in range(n // 2 + 1):
        before = last
        if left < low or (right < high and values[right] - centre <= centre - values[left]):
            last = rounded(abs(values[right] - centre), is_single)
            right += 1
        else:
            last = rounded(abs(centre - values[left]), is_single)
            left -= 1
    return last if n % 2 else rounded((before + last) / 2.0, is_single)


@jit
def clip_sorted(
    values: Floats, n: int, kind: int, n_max: int, n_stop: int, is_single: bool
) -> tuple[float, float, int, int]:
    """Clipped mean of sorted values.

    Parameters
    ----------
    values : (≥ n,) float64
        The first `n`, at least one, increase.
    kind : int
        `MAD` or `STD`: how the width is measured.
    n_max : int
        Rejections at most.
    n_stop : int
        A rejection that would leave fewer values than these is not carried out.
    is_single : bool
        Round medians and deviations to float32.

    Returns
    -------
    mean, width : float
        Of the values left.
    low, high : int
        Where they stand.

    Notes
    -----
    Limits are three widths about the *median*, and the mean is that of the set before the rejection that was
    not carried out. With a width of 0 nothing would be left, and so nothing is rejected.
    """
    low, high = 0, n
    while True:
        n_now = high - low
        mean = 0.0
        for i in range(low, high):
            mean += values[i]
        mean /= n_now
        median = sorted_median(values, low, high, is_single)
        if kind == MAD:
            width = MAD_TO_SIGMA * median_deviation(values, low, high, median, is_single)
        else:
            width = 0.0
            for i in range(low, high):
                width += (values[i] - mean) ** 2
            width = math.sqrt(width / n_now)
        lower, upper = median - CLIP_SIGMA * width, median + CLIP_SIGMA * width
        first, last = low, high
        while first < last and not values[first] > lower:
            first += 1
        while last > first and not values[last - 1] < upper:
            last -= 1
        if last - first < n_stop or last - first == n_now or n_max == 0:
            return mean, width, low, high
        low, high = first, last
        n_max -= 1


@jit
def measure_slices(
    total: Floats,
    noise: Floats32,
    count: Counts,
    is_used: Bools,
    first_slice: int,
    last_slice: int,
    min_row: int,
    min_in_column: int,
    min_column: int,
    is_single: bool,
    level: Floats,
    width: Floats,
    error: Floats,
    shift: Floats,
    n_row: Ints,
    n_column: Ints,
    sampling: Floats,
    coherence: Floats,
    n_pair: Ints,
) -> None:
    """Measure the level of slices in every bin: clipped mean of the means of their columns.

    Parameters
    ----------
    total, noise, count : (24, 48, n_bin, n_kind, 128)
        As `gathering.add_to_columns` makes them.
    is_used : (n_kind,) bool
        Kinds of rows that take part.
    first_slice, last_slice : int
        Slices to measure, counted through all IFUs from 0: 48 · IFU + slice.
    min_row, min_in_column : int
        More rows than these must be in the cell, and in a column of it.
    min_column : int
        So many columns before the clip, and more after.
    is_single : bool
    level, width, error, shift : (n_bin, 24, 48)
        Filled: mean and width of the column means left, standard error of that mean from the variances of the
        rows, and what flagged ones among them change in it; NaN where a level is not measured.
    n_row, n_column : (n_bin, 24, 48) int64
        Filled: rows that take part, columns left.
    sampling : (n_bin, 24, 48, 3)
        Filled, over columns with all their rows, or all but one: mean number N of rows in a column, taking
        part or not; sums of x² and x·y, where x is the deviation of N, and y that of the mean of the column.
    coherence, n_pair : (n_bin, 24, 48)
        Filled, over pairs of columns left that are at most `COHERENT_COLUMNS` apart: mean product of their
        deviations from the level (0 without a pair), and number. None where the clip has left columns
        beyond its limits, as fewer would have been too few: they would outweigh all others.
    """
    n_slice, n_bin, n_kind, n_all = total.shape[1:]
    mean, ordered, variance, whole = np.empty(n_all), np.empty(n_all), np.empty(n_all), np.empty(n_all)
    flagged, place, deviation = np.empty(n_all), np.empty(n_all, np.int64), np.empty(n_all)
    for k in range(first_slice, last_slice):
        i, s = k // n_slice, k % n_slice
        for b in range(n_bin):
            rows, columns = 0, 0
            for c in range(n_all):
                n, n_present, n_good, value, spread, good = 0, 0, 0, 0.0, 0.0, 0.0
                for kind in range(n_kind):
                    n_present += count[i, s, b, kind, c]
                    # Only what was counted is read: the rest of the memory was never touched.
                    if is_used[kind] and count[i, s, b, kind, c] > 0:
                        n += count[i, s, b, kind, c]
                        value += total[i, s, b, kind, c]
                        spread += noise[i, s, b, kind, c]
                        if kind % 2 == 0:
                            n_good += count[i, s, b, kind, c]
                            good += total[i, s, b, kind, c]
                rows += n
                if n > min_in_column:
                    mean[columns] = rounded(value / n, is_single)
                    variance[columns] = spread / n / n
                    whole[columns] = n_present
                    flagged[columns] = value / n - good / n_good if n_good > 0 else 0.0
                    place[columns] = c
                    columns += 1
            n_row[b, i, s] = rows
            level[b, i, s] = width[b, i, s] = error[b, i, s] = shift[b, i, s] = np.nan
            n_column[b, i, s] = 0
            sampling[b, i, s, :] = 0.0
            coherence[b, i, s], n_pair[b, i, s] = 0.0, 0
            if rows <= min_row or columns < max(min_column, 1):
                continue
            ordered[:columns] = mean[:columns]
            sort_first(ordered, columns)
            centre, scatter, low, high = clip_sorted(
                ordered, columns, MAD, MAX_ITERATIONS, STOP_COLUMNS, is_single
            )
            n_column[b, i, s] = high - low
            if high - low <= min_column:
                continue
            smallest, largest = ordered[low], ordered[high - 1]
            spread, change, largest_n = 0.0, 0.0, 0.0
            deviation[:] = np.nan
            for c in range(columns):
                if smallest <= mean[c] <= largest:
                    deviation[place[c]] = mean[c] - centre
                    spread += variance[c]
                    change += flagged[c]
                    largest_n = max(largest_n, whole[c])
                else:
                    whole[c] = 0.0
            _sampling_of(mean, whole, columns, largest_n - 1.0, sampling[b, i, s])
            level[b, i, s] = rounded(centre, is_single)
            width[b, i, s] = scatter
            error[b, i, s] = math.sqrt(max(spread, 0.0)) / (high - low)
            shift[b, i, s] = change / (high - low)
            middle = sorted_median(ordered, low, high, is_single)
            if max(largest - middle, middle - smallest) < CLIP_SIGMA * scatter:
                coherence[b, i, s], n_pair[b, i, s] = _coherence_of(deviation)


@jit
def _coherence_of(deviation: Floats) -> tuple[float, int]:
    """Mean product of near deviations, and number of pairs; columns without one are NaN."""
    product, n = 0.0, 0
    for c in range(deviation.size):
        if math.isnan(deviation[c]):
            continue
        for near in range(c + 1, min(c + COHERENT_COLUMNS + 1, deviation.size)):
            if not math.isnan(deviation[near]):
                product += deviation[c] * deviation[near]
                n += 1
    return (product / n if n else 0.0), n


@jit
def _sampling_of(mean: Floats, whole: Floats, n: int, least: float, sampling: Floats) -> None:
    """Fill in the numbers of `measure_slices` from the columns with at least so many rows."""
    n_whole, rows, level = 0, 0.0, 0.0
    for c in range(n):
        if whole[c] >= least:
            n_whole += 1
            rows += whole[c]
            level += mean[c]
    rows /= n_whole
    level /= n_whole
    sampling[0] = rows
    for c in range(n):
        if whole[c] >= least and level != 0.0:
            x = whole[c] / rows - 1.0
            sampling[1] += x * x
            sampling[2] += x * (mean[c] / level - 1.0)


@jit
def summarise(values: Floats, n: int, kind: int, is_single: bool, summary: Floats) -> None:
    """Smallest and largest of the first values, their clipped mean, its width and number; sorts them."""
    sort_first(values, n)
    mean, width, low, high = clip_sorted(values, n, kind, MAX_ITERATIONS, STOP_SLICES, is_single)
    summary[0], summary[1] = values[0], values[n - 1]
    summary[2], summary[3], summary[4] = mean, width, high - low


@jit
def reference_levels(level: Floats, is_single: bool, n_valid: Ints, of_half: Floats, of_all: Floats) -> None:
    """Levels of the halves of IFUs, and of the whole field, in every bin.

    Parameters
    ----------
    level : (n_bin, 24, 48)
        Of slices, NaN where not measured.
    is_single : bool
    n_valid : (n_bin, 24, 2) int64
        Filled: measured slices of a half.
    of_half, of_all : (n_bin, 24, 2, 5), (n_bin, 5)
        Filled as `summarise` does; NaN, and 0 values, where no slice is measured.
    """
    n_bin, n_ifu, n_slice = level.shape
    half = n_slice // 2
    values, everything = np.empty(half), np.empty(n_ifu * n_slice)
    for b in range(n_bin):
        n_all = 0
        for i in range(n_ifu):
            for h in range(2):
                n = 0
                for s in range(h * half, (h + 1) * half):
                    if not math.isnan(level[b, i, s]):
                        values[n] = everything[n_all] = level[b, i, s]
                        n += 1
                        n_all += 1
                n_valid[b, i, h] = n
                _summary_or_none(values, n, MAD, is_single, of_half[b, i, h])
                of_half[b, i, h, 2] = rounded(of_half[b, i, h, 2], is_single)
        _summary_or_none(everything, n_all, STD, is_single, of_all[b])
        of_all[b, 2] = rounded(of_all[b, 2], is_single)


@jit
def _summary_or_none(values: Floats, n: int, kind: int, is_single: bool, summary: Floats) -> None:
    if n > 0:
        summarise(values, n, kind, is_single, summary)
    else:
        summary[:] = np.nan
        summary[4] = 0.0


@jit
def correct_bins(
    level: Floats,
    n_row: Ints,
    half_level: Floats,
    is_borrowed: Bools,
    total_level: Floats,
    corr_clip: float,
    fills_empty: bool,
    is_single: bool,
    factor: Floats,
    state: States,
    before: Floats,
    summary: Floats,
) -> None:
    """Factors that bring slices to the level of the field, those far off replaced by that of their half.

    Parameters
    ----------
    level : (n_bin, 24, 48)
        Of slices, NaN where not measured.
    n_row : (n_bin, 24, 48) int64
    half_level, is_borrowed : (n_bin, 24, 2)
        Levels for slices without one, NaN for none, and whether they are those of the other half.
    total_level : (n_bin,)
        NaN for none.
    corr_clip : float
        How many widths a factor may be off the mean of its half.
    fills_empty : bool
        Whether slices without a row are given the level of their half, too.
    is_single : bool
    factor, state : (n_bin, 24, 48)
        Filled. A factor that would not be positive and finite is 1.
    before : (n_bin, 24, 48)
        Filled: factors that were replaced, else NaN.
    summary : (n_bin, 24, 2, 5)
        Filled: as `summarise` does of the factors of each half, NaN for a half without rows.
    """
    n_bin, n_ifu, n_slice = level.shape
    half = n_slice // 2
    values = np.empty(half)
    for b in range(n_bin):
        total = total_level[b]
        for i in range(n_ifu):
            for s in range(n_slice):
                h = s // half
                own = not math.isnan(level[b, i, s])
                reference = level[b, i, s] if own else half_level[b, i, h]
                factor[b, i, s], state[b, i, s], before[b, i, s] = 1.0, UNTOUCHED, np.nan
                # Not so for NaN, either.
                if (fills_empty or n_row[b, i, s] > 0) and reference > 0.0 and total > 0.0:
                    factor[b, i, s] = rounded(total / reference, is_single)
                    state[b, i, s] = MEASURED if own else (OTHER_HALF if is_borrowed[b, i, h] else HALF_LEVEL)
            for h in range(2):
                n = 0
                for s in range(h * half, (h + 1) * half):
                    if n_row[b, i, s] > 0:
                        values[n] = factor[b, i, s]
                        n += 1
                if not total > 0.0:
                    n = 0
                _summary_or_none(values, n, MAD, is_single, summary[b, i, h])
                if n == 0:
                    continue
                mean, limit = summary[b, i, h, 2], corr_clip * summary[b, i, h, 3]
                instead = 1.0
                if half_level[b, i, h] > 0.0:
                    instead = rounded(total / half_level[b, i, h], is_single)
                for s in range(h * half, (h + 1) * half):
                    if abs(factor[b, i, s] - mean) > limit and factor[b, i, s] != instead:
                        before[b, i, s] = factor[b, i, s]
                        factor[b, i, s] = instead
                        state[b, i, s] = CLIPPED | UNTOUCHED
                        if half_level[b, i, h] > 0.0:
                            state[b, i, s] = CLIPPED | (OTHER_HALF if is_borrowed[b, i, h] else HALF_LEVEL)


@jit
def clean_spikes(factor: Floats, state: States, is_single: bool, original: Floats) -> None:
    """Replace factors far off those of the neighbouring bins by their mean: in order, and in place.

    Parameters
    ----------
    factor, state : (n_bin, 24, 48)
        Changed in place; later bins see what became of earlier ones.
    is_single : bool
    original : (n_bin, 24, 48)
        Filled: factors that were replaced, else NaN.
    """
    n_bin, n_ifu, n_slice = factor.shape
    original[:] = np.nan
    if n_bin < 3:
        return
    for i in range(n_ifu):
        for s in range(n_slice):
            for b in range(n_bin):
                one = b - 1 if b > 0 else 1
                other = b + 1 if 0 < b < n_bin - 1 else (2 if b == 0 else n_bin - 3)
                a, c = factor[one, i, s], factor[other, i, s]
                mean = rounded(rounded(a + c, is_single) / 2.0, is_single)
                limit = max(SPIKE_LIMIT, SPIKE_FACTOR * abs(rounded(a - c, is_single)))
                if rounded(abs(factor[b, i, s] - mean), is_single) > rounded(limit, is_single):
                    original[b, i, s] = factor[b, i, s]
                    factor[b, i, s] = mean
                    state[b, i, s] |= SPIKE_CLEANED
