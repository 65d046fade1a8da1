"""Levels of slices, halves of IFUs and the field, and the corrections that they ask for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.segments import check_method, segments_of
from pixviewer.core.calib.sums import FLAGGED, RAMAN, Sums, merge_bins
from pixviewer.core.calib.wings import wing_errors
from pixviewer.core.kernels import clipping
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.scan import n_thread

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

N_HALF = 2

# A half with fewer measured slices than this takes the level of one that has more.
FEW_SLICES = 16

# Columns of the summaries of a set of levels or factors.
SMALLEST, LARGEST, MEAN, WIDTH, NUMBER = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Levels in every bin.

    Attributes
    ----------
    sums : Sums
        What they were measured from, its bins merged as the method wants them.
    method : {"mpdaf", "deepfield"}
    minimum : Minimum
    flagged, raman : bool
        Whether flagged rows, and rows near Raman lines, took part.
    slice_level : (n_bin, 24, 48) float64
        NaN where not measured.
    width, n_column : (n_bin, 24, 48)
        Robust standard deviation of the column means left by the clip, and their number.
    noise_error : (n_bin, 24, 48) float64
        Standard error of a level from the variances of its rows.
    flag_shift : (n_bin, 24, 48) float64
        What flagged rows, if they take part, change in a level.
    sampling_error : (n_bin,) float64
        Relative standard error of a level from where rows happen to begin and end; see `sampling_errors`.
    wing_error : (n_bin, 24, 48) float64
        Relative error of a level by light of objects that are not masked; see `wing_errors`.
    n_row : (n_bin, 24, 48) int64
        Rows that took part.
    n_valid : (n_bin, 24, 2) int64
        Measured slices of each half of an IFU.
    half_summary, total_summary : (n_bin, 24, 2, 5), (n_bin, 5)
        Smallest, largest, clipped mean, its width and number of the levels of measured slices.
    half_level : (n_bin, 24, 2) float64
        What stands in for a slice that is not measured; NaN for none.
    is_borrowed : (n_bin, 24, 2) bool
        Whether that is the level of the other half.
    """

    sums: Sums
    method: str
    minimum: Minimum
    flagged: bool
    raman: bool
    slice_level: Floats
    width: Floats
    n_column: Ints
    noise_error: Floats
    flag_shift: Floats
    sampling_error: Floats
    wing_error: Floats
    n_row: Ints
    n_valid: Ints
    half_summary: Floats
    total_summary: Floats
    half_level: Floats
    is_borrowed: npt.NDArray[np.bool_]

    @property
    def is_single(self) -> bool:
        """Whether results are rounded to single precision, as the pipeline does."""
        return self.method == "deepfield"

    @property
    def total_level(self) -> Floats:
        """Level of the field in every bin, NaN for none."""
        return self.total_summary[:, MEAN]

    @property
    def column_error(self) -> Floats:
        """Standard error of a level from the scatter of its columns: width / √n."""
        return np.where(self.n_column > 0, self.width / np.sqrt(np.maximum(self.n_column, 1)), np.nan)

    @property
    def relative_error(self) -> Floats:
        """Predicted error of a level over the level: noise or scatter, flagged rows, sampling, objects."""
        return np.sqrt(self.error_without_objects**2 + self.wing_error**2)

    @property
    def error_without_objects(self) -> Floats:
        """Predicted error of a level over the level if there were no objects but those masked."""
        is_positive = self.slice_level > 0
        level = np.where(is_positive, self.slice_level, np.nan)
        noise = np.fmax(self.noise_error, self.column_error) / level
        shift = self.flag_shift / level
        # What is the same in all slices, as in the notch of the sodium filter, is no error of any.
        for b in np.flatnonzero(is_positive.any(axis=(1, 2))).tolist():
            shift[b] -= np.nanmedian(shift[b])
        sampling = self.sampling_error[:, None, None]
        return np.sqrt(noise**2 + shift**2 + sampling**2)


def measure(
    sums: Sums,
    *,
    method: str = "mpdaf",
    minimum: Minimum | None = None,
    flagged: bool | None = None,
    raman: bool | None = None,
) -> Levels:
    """Measure levels: all of a self-calibration that does not depend on the correction clip.

    Parameters
    ----------
    sums : Sums
        In the bins wanted; when these are the default ones, those of the method are used.
    method : {"mpdaf", "deepfield"}
    minimum : Minimum, optional
    flagged : bool, optional
        Whether flagged rows take part; by default in `deepfield` only.
    raman : bool, optional
        Whether rows near Raman lines, if they were kept apart, take part; by default in `mpdaf` only.

    Raises
    ------
    ValueError
        If the method is unknown.
    """
    check_method(method)
    is_deepfield = method == "deepfield"
    flagged = is_deepfield if flagged is None else flagged
    raman = not is_deepfield if raman is None else raman
    minimum = minimum or Minimum()
    if np.array_equal(sums.edges, segments_of("mpdaf", sums.mode)):
        sums = merge_bins(sums, segments_of(method, sums.mode))
    kinds = np.arange(sums.total.shape[3])
    is_used = ((kinds & FLAGGED == 0) | flagged) & ((kinds & RAMAN == 0) | raman)
    shape = (sums.n_bin, N_IFU, N_SLICE)
    level, width, error, shift = np.empty(shape), np.empty(shape), np.empty(shape), np.empty(shape)
    n_row, n_column = np.empty(shape, np.int64), np.empty(shape, np.int64)
    sampling = np.empty((*shape, 3))
    coherence, n_pair = np.empty(shape), np.empty(shape, np.int64)

    def work(slices: tuple[int, int]) -> None:
        clipping.measure_slices(
            sums.total, sums.noise, sums.count, is_used, *slices,
            minimum.rows, minimum.rows_in_column, minimum.columns, is_deepfield,
            level, width, error, shift, n_row, n_column, sampling, coherence, n_pair,
        )  # fmt: skip

    _in_threads(work)
    references = _references(level, is_deepfield)
    return Levels(
        sums, method, minimum, flagged, raman,
        level, width, n_column, error, shift, sampling_errors(sampling),
        _wing_errors(sums, level, width, error, n_column, coherence, n_pair), n_row, *references,
    )  # fmt: skip


def without_slices(levels: Levels, is_out: npt.NDArray[np.bool_]) -> Levels:
    """Levels as if some slices had no rows to measure: they take no part in the level of anything.

    Parameters
    ----------
    levels : Levels
        Stay as they are, and so do the sums that both share.
    is_out : (24, 48) bool

    Returns
    -------
    Levels
        Every slice is measured on its own: only the levels of halves and of the field are found again.
    """
    if is_out.shape != (N_IFU, N_SLICE):
        raise ValueError(f"is_out must have the shape {(N_IFU, N_SLICE)}, got {is_out.shape}")
    level = np.where(is_out, np.nan, levels.slice_level)
    n_valid, of_half, of_all, half_level, is_borrowed = _references(level, levels.is_single)
    return replace(
        levels,
        slice_level=level,
        n_row=np.where(is_out, 0, levels.n_row),
        n_column=np.where(is_out, 0, levels.n_column),
        n_valid=n_valid,
        half_summary=of_half,
        total_summary=of_all,
        half_level=half_level,
        is_borrowed=is_borrowed,
    )


def _references(level: Floats, is_single: bool) -> tuple[Ints, Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    """Measured slices and levels of halves, levels of the field, and what stands in for missing slices."""
    n_valid = np.empty((*level.shape[:2], N_HALF), np.int64)
    of_half, of_all = np.empty((*n_valid.shape, 5)), np.empty((level.shape[0], 5))
    clipping.reference_levels(level, is_single, n_valid, of_half, of_all)
    stand_ins = _stand_ins(of_half[..., MEAN], n_valid, FEW_SLICES if is_single else 1)
    return n_valid, of_half, of_all, *stand_ins


def sampling_errors(sampling: Floats) -> Floats:
    """Relative error of levels from the wavelengths at which the rows of a column begin and end.

    Parameters
    ----------
    sampling : (n_bin, 24, 48, 3) float64
        As `measure_slices` fills it.

    Returns
    -------
    (n_bin,) float64

    Notes
    -----
    A bin holds N or N + 1 rows of a column, as the first one falls. One row more adds no light of sky lines,
    which the edges of bins avoid, and lowers the mean by κ/N: κ is 0 for a flat spectrum and 1 where all
    light is in lines. It is found by regression of the means of columns on N within slices. What is then left
    in the mean of a slice goes with how much the mean N differs between slices; by chance, at most 0.5.
    """
    rows = np.where(sampling[..., 0] > 0, sampling[..., 0], np.nan).reshape(sampling.shape[0], -1)
    sums = sampling.sum(axis=(1, 2))
    errors = np.zeros(rows.shape[0])
    for b in np.flatnonzero((sums[:, 1] > 0) & np.isfinite(rows).any(axis=1)).tolist():
        kappa = np.clip(-sums[b, 2] / sums[b, 1], 0.0, 1.0)
        errors[b] = kappa * min(np.nanstd(rows[b]), 0.5) / np.nanmean(rows[b])
    return errors


def _wing_errors(
    sums: Sums, level: Floats, width: Floats, error: Floats, n_column: Ints, coherence: Floats, n_pair: Ints
) -> Floats:
    """See `wing_errors`; the columns tell the noise where variances do not."""
    is_positive = level > 0
    safe = np.where(is_positive, level, 1.0)
    own = np.where(error > 0, error, width / np.sqrt(np.maximum(n_column, 1)))
    rows = sums.n_row + sums.n_bad
    left = (rows / np.maximum(rows + sums.n_masked, 1)).transpose(2, 0, 1)
    relative = np.where(is_positive, coherence / safe**2, np.nan)
    return wing_errors(relative, np.where(is_positive, own / safe, 0.0), n_column, n_pair, left)


def _in_threads(work: object) -> None:
    """Measure all slices, in as many threads as a scan has; every slice is on its own."""
    n = n_thread()
    edges = np.linspace(0, N_IFU * N_SLICE, 4 * n + 1).astype(int).tolist()
    with ThreadPoolExecutor(n, "levels") as pool:
        for _ in pool.map(work, pairwise(edges)):  # type: ignore[arg-type]
            pass


def _stand_ins(own: Floats, n_valid: Ints, few: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Level of each half for its slices that have none: its own, or that of a much better other half.

    The pipeline borrows below `FEW_SLICES`; MPDAF never does, and divides by zero where a half has none.
    """
    is_borrowed = (n_valid < few) & (n_valid[..., ::-1] > FEW_SLICES)
    return np.where(is_borrowed, own[..., ::-1], own), is_borrowed


@dataclass(frozen=True, slots=True, eq=False)
class Corrections:
    """Factors in every bin, and how they came about.

    Attributes
    ----------
    corr_clip : float
    factor : (n_bin, 24, 48) float64
        Final.
    state : (n_bin, 24, 48) uint8
        Bits of `CellState`.
    before_clip, before_spikes : (n_bin, 24, 48) float64
        Factors that were replaced, by that of their half or by the mean of their neighbours; else NaN.
    half_summary : (n_bin, 24, 2, 5) float64
        Smallest, largest, clipped mean, its width and number of the factors of each half, before any was
        replaced; NaN for a half without rows.
    """

    corr_clip: float
    factor: Floats
    state: npt.NDArray[np.uint8]
    before_clip: Floats
    before_spikes: Floats
    half_summary: Floats


def correct(levels: Levels, corr_clip: float = 15.0) -> Corrections:
    """Make factors of levels.

    Parameters
    ----------
    levels : Levels
    corr_clip : float
        A factor that is farther than this many robust standard deviations off the mean of its half is
        replaced by that of the half.

    Raises
    ------
    ValueError
        If the clip is not a positive number.
    """
    if not corr_clip > 0:
        raise ValueError(f"corr_clip must be a positive number, got {corr_clip}")
    shape = levels.slice_level.shape
    factor, before_clip, before_spikes = np.empty(shape), np.empty(shape), np.empty(shape)
    state = np.empty(shape, np.uint8)
    summary = np.empty((*levels.n_valid.shape, 5))
    clipping.correct_bins(
        levels.slice_level, levels.n_row, levels.half_level, levels.is_borrowed,
        np.ascontiguousarray(levels.total_level), float(corr_clip),
        levels.is_single, levels.is_single,
        factor, state, before_clip, summary,
    )  # fmt: skip
    clipping.clean_spikes(factor, state, levels.is_single, before_spikes)
    return Corrections(float(corr_clip), factor, state, before_clip, before_spikes, summary)
