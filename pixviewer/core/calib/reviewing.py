"""An estimate after somebody has looked at its slices: what was decided, and what that does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.estimate import Estimate
from pixviewer.core.calib.judging import Judgement, judge
from pixviewer.core.calib.suspects import Suspect, suspects
from pixviewer.core.calib.verdicts import judged
from pixviewer.core.progress import Progress


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision does to its slice.

    Attributes
    ----------
    verdict : SliceVerdict
    bin_no : int
        Where the slice is off most as it was estimated, from 1; 0 for one that was measured in no bin.
    wave : tuple of float
        Edges of that bin in Å; of the whole range where there is none.
    factor_before, factor_after : float
        Factor of that bin as estimated, and as decided; without a bin, the median over those with rows.
    off_before, off_after : float
        Slice median over that of the field − 1 in that bin, with either factor; NaN where not measured.
    sigma : float
        `off_before` in units of its predicted error, for a suspect; else NaN.
    reasons : tuple of str
        Why the slice was suspect; none if it was not.
    """

    verdict: SliceVerdict
    bin_no: int
    wave: tuple[float, float]
    factor_before: float
    factor_after: float
    off_before: float
    off_after: float
    sigma: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What was found, decided, and came of it.

    Attributes
    ----------
    estimated : Judgement
        Of the factors as they were estimated.
    decided : Judgement
        Of those with decisions applied, by the same levels.
    suspects : tuple of Suspect
        Of the factors as estimated: what there is to look at does not change by looking.
    verdicts : tuple of SliceVerdict
    """

    estimated: Judgement
    decided: Judgement
    suspects: tuple[Suspect, ...]
    verdicts: tuple[SliceVerdict, ...]

    @property
    def n_looked_at(self) -> int:
        """Suspects about which something was decided."""
        places = {verdict.place for verdict in self.verdicts}
        return sum(one.place in places for one in self.suspects)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Of every decision, in order of IFU and slice."""
        listed = {one.place: one for one in self.suspects}
        ordered = sorted(self.verdicts, key=lambda one: one.place)
        # Once for all: to add up the rows of every cell takes as long as all the rest.
        has_rows = self.estimated.has_rows if ordered else np.empty(0, np.bool_)
        return tuple(self._effect(one, listed.get(one.place), has_rows) for one in ordered)

    def _effect(
        self, verdict: SliceVerdict, suspect: Suspect | None, has_rows: npt.NDArray[np.bool_]
    ) -> Effect:
        i, s = verdict.ifu - 1, verdict.slice_no - 1
        before, after = self.estimated.factors.factor[:, i, s], self.decided.factors.factor[:, i, s]
        edges, off = self.estimated.edges, self.estimated.after[:, i, s]
        sigma = suspect.sigma if suspect is not None else np.nan
        reasons = suspect.reasons if suspect is not None else ()
        if not np.isfinite(off).any():
            whole, rows = (float(edges[0]), float(edges[-1])), has_rows[:, i, s]
            rows = rows if rows.any() else np.ones_like(rows)
            middle = (float(np.median(before[rows])), float(np.median(after[rows])))
            return Effect(verdict, 0, whole, *middle, np.nan, np.nan, sigma, reasons)
        b = suspect.bin_no - 1 if suspect is not None else int(np.nanargmax(np.abs(off)))
        wave = (float(edges[b]), float(edges[b + 1]))
        left = float(self.decided.after[b, i, s])
        return Effect(
            verdict, b + 1, wave, float(before[b]), float(after[b]), float(off[b]), left, sigma, reasons
        )


def review(
    estimate: Estimate,
    verdicts: Sequence[SliceVerdict] = (),
    *,
    known: Review | None = None,
    progress: Progress | None = None,
) -> Review:
    """Judge an estimate as it is and with decisions applied.

    Parameters
    ----------
    estimate : Estimate
    verdicts : sequence of SliceVerdict
    known : Review, optional
        Of the same estimate with other decisions: what does not depend on these is taken from there.
    progress : Progress, optional

    Raises
    ------
    ValueError
        If there are two decisions about a slice.
    """
    if known is not None and _is_of(known, estimate):
        estimated, found = known.estimated, known.suspects
    else:
        estimated = judge(estimate.levels, estimate.factors)
        (progress or Progress()).check()
        found = tuple(suspects(estimated, progress))
    changed = any(verdict.changes for verdict in verdicts)
    decided = judge(estimate.levels, judged(estimate, verdicts)) if changed else estimated
    return Review(estimated, decided, found, tuple(verdicts))


def _is_of(known: Review, estimate: Estimate) -> bool:
    factors = known.estimated.factors
    return known.estimated.levels is estimate.levels and factors.corr_clip == estimate.corr_clip
