"""What a report tells of decisions about slices: which, why, and what they changed."""

from collections import Counter

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.deciding import DECISIONS
from pixviewer.core.calib.reviewing import Effect, Review
from pixviewer.core.calib.truth import TruthComparison
from pixviewer.core.report.numbers import UNKNOWN, decimal, percent, range_of
from pixviewer.core.report.page import Page

Floats = npt.NDArray[np.float64]


def tell_decisions(page: Page, review: Review, truth: TruthComparison | None = None) -> None:
    """Add the section of decisions.

    Parameters
    ----------
    page : Page
    review : Review
    truth : TruthComparison, optional
        Of the factors with decisions applied.
    """
    page.heading("Decisions about slices")
    page.say(progress_in_words(review))
    if not review.verdicts:
        return
    if truth is not None:
        page.say(_beside_truth(review, truth))
    page.say(
        "Factors and slice medians of the bin in which the slice is off most as it was estimated, or the "
        "median factor of a slice that was measured nowhere.",
        "soft",
    )
    page.table(
        "decisions",
        ("IFU", "slice", "decision", "note", "bin, Å", "factor as estimated", "as decided",
         "off as estimated, %", "as decided, %", "in errors", "why it was suspect"),
        [_row(effect) for effect in review.effects],
        text=(2, 3, 4, 10),
    )  # fmt: skip


def progress_in_words(review: Review) -> str:
    """Say how many suspects were looked at, and what was decided."""
    n, done = len(review.suspects), review.n_looked_at
    looked = f"{done} of {n} slices that are off were looked at" if n else "No slice is off"
    if not review.verdicts:
        return f"{looked}; nothing was decided."
    counts = Counter(verdict.decision for verdict in review.verdicts)
    told = ", ".join(
        f"{counts[name]} × {DECISIONS[name].replace('its', 'their')}" for name in DECISIONS if counts[name]
    )
    others = len(review.verdicts) - done
    more = f", {others} of them about slices that were no suspects" if others else ""
    return f"{looked}. Decided: {told}{more}."


def _beside_truth(review: Review, truth: TruthComparison) -> str:
    """What decisions do to the known errors of a simulation, in the cells of their slices."""
    before, estimated, decided = known_errors(review, truth)
    return (
        "In the slices that were decided about, the known errors of level go from "
        f"{percent(before)} % to {percent(estimated)} % with the factors as estimated, and to "
        f"{percent(decided)} % as decided (rms)."
    )


def known_errors(review: Review, truth: TruthComparison) -> tuple[float, float, float]:
    """Rms of the known errors in decided slices: uncorrected, with factors as estimated, and as decided."""
    i, s = (np.array([one.place[k] - 1 for one in review.verdicts], int) for k in (0, 1))
    own, used = (judgement.factors.factor for judgement in (review.estimated, review.decided))
    # The comparison leaves cells out that are as they were; here they were decided to be.
    common_before = _common(truth.level, truth.before)
    common_after = _common(truth.level * used, truth.after)
    level = np.where(review.estimated.has_rows, truth.level, np.nan)
    before, estimated, decided = (
        (level * factor / common)[:, i, s] - 1.0
        for factor, common in ((1.0, common_before), (own, common_after), (used, common_after))
    )
    return _rms(before), _rms(estimated), _rms(decided)


def _common(level: Floats, relative: Floats) -> Floats:
    """What levels are relative to in each bin: (n_bin, 1, 1)."""
    ratio = level / (1.0 + relative)
    known = np.isfinite(ratio)
    found = [np.median(ratio[b][known[b]]) if known[b].any() else np.nan for b in range(len(ratio))]
    return np.array(found)[:, None, None]


def _rms(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if known.size else np.nan


def _row(effect: Effect) -> tuple[str, ...]:
    verdict = effect.verdict
    return (
        str(verdict.ifu),
        str(verdict.slice_no),
        DECISIONS[verdict.decision],
        verdict.note,
        range_of(*effect.wave) if effect.bin_no else "all",
        decimal(effect.factor_before, 4),
        decimal(effect.factor_after, 4),
        percent(effect.off_before, signed=True),
        percent(effect.off_after, signed=True),
        decimal(effect.sigma, 1),
        "; ".join(effect.reasons) or UNKNOWN,
    )
