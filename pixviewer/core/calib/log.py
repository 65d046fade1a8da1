"""The log of a self-calibration: the information that MPDAF's has, bin by bin."""

from collections.abc import Iterator

import numpy as np

from pixviewer.core.calib.estimate import Estimate
from pixviewer.core.calib.levels import LARGEST, MEAN, N_HALF, NUMBER, SMALLEST, WIDTH, Floats
from pixviewer.core.calib.states import CellState
from pixviewer.core.table.origin import N_IFU


def log_text(estimate: Estimate) -> str:
    """Tell what was measured and what was replaced.

    For every bin: levels of the halves of every IFU and of the field, factors of the halves, and each factor
    that was replaced by that of its half; after all bins each that was cleaned as a spike. The numbers of a
    line are smallest and largest value, and mean, width and number of the clipped set.

    Parameters
    ----------
    estimate : Estimate

    Returns
    -------
    str
        Lines ending in newlines.
    """
    lines = list(_head(estimate))
    for b in range(estimate.edges.size - 1):
        lines += [*_bin_levels(estimate, b), *_bin_factors(estimate, b)]
    return "\n".join([*lines, *_spikes(estimate)]) + "\n"


def _head(estimate: Estimate) -> Iterator[str]:
    sums = estimate.levels.sums
    yield f"Self-calibration of {sums.table_name or 'a table'}, method {estimate.method}, {sums.n_bin} bins"
    yield f"Mask: {sums.mask_name or 'none'}; correction clip: {estimate.corr_clip:g}"
    yield f"Rows: {sums.table_rows}, used {estimate.n_row.sum()}, masked {sums.n_masked.sum()}"
    yield f"Rows with values or variances that are not finite: {sums.n_bad.sum()}"
    yield f"Rows outside all bins: {sums.n_outside}; of no IFU or slice: {sums.n_stray}"


def _bin_levels(estimate: Estimate, b: int) -> Iterator[str]:
    levels, edges = estimate.levels, estimate.edges
    yield f"\nBin {b + 1}: {edges[b]:g} to {edges[b + 1]:g} Å\nLevels"
    for i in range(N_IFU):
        for h in range(N_HALF):
            if levels.n_valid[b, i, h]:
                yield f"- IFU {i + 1:02d} half {h + 1}: {_summary(levels.half_summary[b, i, h])}"
            if levels.is_borrowed[b, i, h]:
                yield (
                    f"- IFU {i + 1:02d} half {h + 1}: {levels.n_valid[b, i, h]} slices measured, "
                    "level of the other half used"
                )
    if np.isnan(levels.total_level[b]):
        yield "WARNING: no slice is measured in this bin"
    else:
        yield f"- field: {_summary(levels.total_summary[b])}"
        if not levels.total_level[b] > 0:
            yield "WARNING: the level is not positive; was the sky subtracted?"


def _bin_factors(estimate: Estimate, b: int) -> Iterator[str]:
    levels, corrections = estimate.levels, estimate.corrections
    if not levels.total_level[b] > 0:
        return
    yield "Factors"
    for i in range(N_IFU):
        if not levels.n_row[b, i].any():
            yield f"- IFU {i + 1:02d}: WARNING: no rows"
        for h in range(N_HALF):
            if corrections.half_summary[b, i, h, NUMBER]:
                yield f"- IFU {i + 1:02d} half {h + 1}: {_summary(corrections.half_summary[b, i, h])}"
        for s in np.flatnonzero(~np.isnan(corrections.before_clip[b, i])).tolist():
            own, of_half = corrections.before_clip[b, i, s], estimate.factor_before_spikes[b, i, s]
            yield f"- IFU {i + 1:02d} slice {s + 1:02d}: {own:.6f} is too far off, now {of_half:.6f}"


def _spikes(estimate: Estimate) -> Iterator[str]:
    yield "\nSpikes along wavelength, by IFU, slice and bin"
    before = np.moveaxis(estimate.corrections.before_spikes, 0, 2)
    after, state = np.moveaxis(estimate.factor, 0, 2), np.moveaxis(estimate.state, 0, 2)
    for i, s, b in np.argwhere((state & CellState.SPIKE_CLEANED) != 0).tolist():
        yield f"- {i + 1:02d} / {s + 1:02d} / {b + 1:02d}: {before[i, s, b]:.6f} -> {after[i, s, b]:.6f}"


def _summary(values: Floats) -> str:
    return (
        f"{values[SMALLEST]:.6f} to {values[LARGEST]:.6f}, mean {values[MEAN]:.6f} "
        f"({values[WIDTH]:.6f}, {int(values[NUMBER])})"
    )
