"""A self-calibration judged in a sentence, and what should be looked at."""

import numpy as np

from pixviewer.core.calib.judging import USUAL_FACTORS, Judgement
from pixviewer.core.calib.refusing import warnings_of_measurement
from pixviewer.core.calib.suspects import Suspect

# Below this share of scattered slices a source or two is no reason to ask for a mask.
FEW_SOURCES = 0.02
SOURCE = "a source"


def in_words(judgement: Judgement) -> str:
    """Say how much better slices agree."""
    total = judgement.total
    if not total.before.n_cell:
        return "No slice could be measured, so no factor was found."
    before, after = (_percent(scatter.robust) for scatter in (total.before, total.after))
    levels = (
        f"levels of unmasked sky scatter by {before} before and by {after} after the correction; noise makes "
        f"each of them uncertain by {_percent(total.noise)}"
    )
    better = judgement.improvement
    if not np.isfinite(better):
        return f"Slices agree: their {levels}."
    if better < 1.05:
        return f"Slices agree no better than before: their {levels}."
    return f"Slices agree {better:.1f} times better: their {levels}."


def warnings_of_judgement(judgement: Judgement, listed: list[Suspect]) -> tuple[str, ...]:
    """What is odd about a result.

    Parameters
    ----------
    judgement : Judgement
    listed : list of Suspect
        Its suspects.
    """
    found = list(warnings_of_measurement(judgement.median_sky, judgement.rows_per_column))
    levels = judgement.levels
    dark = int((levels.slice_level <= 0).sum())
    if dark and judgement.median_sky > 0:
        told = "level of a slice is" if dark == 1 else "levels of slices are"
        found.append(f"{dark} {told} not above zero, which gives no factor")
    n_bad = int(levels.sums.n_bad.sum())
    if n_bad:
        found.append(f"{n_bad:,} rows with a value or variance that is not finite were left out as if masked")
    if levels.sums.n_outside:
        found.append(f"{levels.sums.n_outside:,} rows lie outside all bins, and keep their values")
    unmeasured = judgement.unmeasured_slices
    if unmeasured:
        told = "slice" if len(unmeasured) == 1 else "slices"
        found.append(f"{len(unmeasured)} {told} could not be measured: {_named(unmeasured)}")
    unusual = judgement.unusual()
    if unusual:
        bin_no, ifu, slice_no, factor = unusual[0]
        low, high = USUAL_FACTORS
        told = "factor lies" if len(unusual) == 1 else "factors lie"
        found.append(
            f"{len(unusual)} {told} outside {low:g} to {high:g}; the farthest is {factor:.3f}, of IFU {ifu}, "
            f"slice {slice_no}, bin {bin_no}"
        )
    n_source = sum(any(SOURCE in reason for reason in one.reasons) for one in listed)
    n_slice = int(judgement.has_rows.any(axis=0).sum())
    if n_source > FEW_SOURCES * n_slice:
        found.append(
            f"{n_source} of {n_slice} slices seem to hold sources that are not masked: give a wider mask"
        )
    return tuple(found)


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _named(slices: list[tuple[int, int]], most: int = 6) -> str:
    named = ", ".join(f"IFU {ifu} slice {slice_no}" for ifu, slice_no in slices[:most])
    return named + (f" and {len(slices) - most} more" if len(slices) > most else "")
