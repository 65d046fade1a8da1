"""What the worker threads do for a self-calibration. The core is imported here when it is first needed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.painting import MaskPlan
from pixviewer.core.progress import Progress
from pixviewer.model.answers import AnswerCache
from pixviewer.model.selfcal.ranking import lines_of
from pixviewer.model.selfcal.requests import EstimateRequest, GatherRequest
from pixviewer.model.selfcal.truth_memory import levels_beside

if TYPE_CHECKING:
    from pixviewer.core.calib.estimate import Estimate
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.calib.painter import Painter
    from pixviewer.core.calib.refusing import Objections
    from pixviewer.core.calib.reviewing import Review
    from pixviewer.core.calib.sums import Sums
    from pixviewer.core.calib.truth import TruthComparison
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable

# Beyond this share of the rows, reading all of them in order is as fast.
MOST_TOUCHED = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Sums of a table, the mask they were made with, and what is odd about it."""

    request: GatherRequest
    sums: "Sums"
    mask: "SkyMask | None"
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Factors, and how they came about."""

    request: EstimateRequest
    estimate: "Estimate"
    factors: "Factors"
    after: "PixTable"


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """How well slices agree, which do not, and what is known of the truth."""

    review: "Review"
    truth: "TruthComparison | None"
    words: tuple[str, ...]
    remarks: tuple[str, ...]


def find_objections(table: "PixTable", progress: Progress) -> "Objections":
    """What speaks against self-calibrating a table; reads its header only."""
    from pixviewer.core.calib.refusing import objections

    return objections(table)


def mask_image(table: "PixTable", number: int, kept: AnswerCache, progress: Progress) -> "Image":
    """The white-light image that masks are painted on: that of `automatic_mask`, made once a table."""
    from pixviewer.core.calib.automask import WHITE
    from pixviewer.core.products.image import white_light
    from pixviewer.core.table.selection import Selection

    found: Image | None = kept.get(("mask image", number))
    if found is None:
        found = white_light(table, Selection(wave=WHITE), progress=progress)
        kept.put(("mask image", number), found)
    return found


def mask_painter(table: "PixTable", number: int, kept: AnswerCache, progress: Progress) -> "Painter":
    """What paints masks of a table; one for all, as it remembers what steps cover."""
    from pixviewer.core.calib.painter import Painter

    found: Painter | None = kept.get(("mask painter", number))
    if found is None:
        found = Painter(mask_image(table, number, kept, progress), table)
        kept.put(("mask painter", number), found)
    return found


def painted_mask(
    table: "PixTable", number: int, plan: MaskPlan, kept: AnswerCache, progress: Progress
) -> "SkyMask | None":
    """The mask of a plan, None for an empty one."""
    if not plan.steps:
        return None
    return mask_painter(table, number, kept, progress).paint(plan)


def gather_sums(
    request: GatherRequest,
    table: "PixTable",
    forced: bool,
    before: Gathered | None,
    kept: AnswerCache,
    progress: Progress,
) -> Gathered:
    """Paint the mask, and add up the rows it leaves: all, or those of slices that the change touches."""
    from pixviewer.core.calib.calibrating import refuse_other_field
    from pixviewer.core.calib.lookup import outside_sentence
    from pixviewer.core.calib.mask import masker
    from pixviewer.core.calib.sums import gather, gather_again

    mask = painted_mask(table, request.table, request.mask, kept, progress)
    look = masker(table, mask) if mask is not None else None
    name = mask.name if mask is not None else ""
    touched = _touched(request, table, before, mask, kept, progress)
    if touched is not None and before is not None:
        sums = gather_again(before.sums, table, look, touched, mask_name=name, progress=progress)
        return Gathered(request, sums, mask, before.remarks)
    sums = gather(table, look, raman_width=request.raman_width, mask_name=name, progress=progress)
    n_outside = look.n_outside if look is not None else 0
    refuse_other_field(table, name, n_outside, force=forced)
    odd = outside_sentence(name, n_outside, table.n_row)
    return Gathered(request, sums, mask, (odd,) if odd else ())


def _touched(
    request: GatherRequest,
    table: "PixTable",
    before: Gathered | None,
    mask: "SkyMask | None",
    kept: AnswerCache,
    progress: Progress,
) -> "npt.NDArray[np.bool_] | None":
    """Slices to read again, None where it is no less to read all."""
    from pixviewer.core.calib.touching import touched_slices

    blocks = table.blocks
    if blocks is None or before is None or before.request.raman_width != request.raman_width:
        return None
    grid = mask_image(table, request.table, kept, progress).grid
    touched = touched_slices(table, grid, before.mask, mask)
    n_touched = int(blocks.per_slice[1:25, 1:49][touched].sum())
    return touched if n_touched < MOST_TOUCHED * table.n_row else None


def estimate_factors(
    request: EstimateRequest, sums: "Sums", before: Estimated | None, table: "PixTable", progress: Progress
) -> Estimated:
    """Factors of some sums; levels serve again where only the clip, or what is said of slices, is new."""
    from dataclasses import replace

    from pixviewer.core.calib.calibrating import refuse_nothing_left
    from pixviewer.core.calib.estimate import estimate
    from pixviewer.core.calib.verdicts import judged

    clip, verdicts = request.corr_clip, request.verdicts
    if before is not None and replace(before.request, corr_clip=clip, verdicts=verdicts) == request:
        found = before.estimate if before.request.corr_clip == clip else before.estimate.with_clip(clip)
    else:
        found = estimate(
            sums,
            method=request.method,
            corr_clip=request.corr_clip,
            minimum=request.minimum,
            flagged=request.flagged,
            raman=False if request.gathered.raman_width else None,
        )
    refuse_nothing_left(table, found, force=request.is_forced)
    _ = sums.n_row  # added up here, not where it is shown
    factors = judged(found, request.verdicts)
    return Estimated(request, found, factors, seen_through(table, factors))


def seen_through(table: "PixTable", factors: "Factors") -> "PixTable":
    """The table as the factors make it, with all that its header tells read already."""
    from pixviewer.core.calib.applying import through

    after = through(table, factors)
    _ = after.facts, after.offsets  # a header of thousands of cards is copied here, not where it is shown
    return after


def judge_factors(
    estimated: Estimated,
    verdicts: tuple[SliceVerdict, ...],
    known: "Review | None",
    table: "PixTable",
    progress: Progress,
) -> Judged:
    """How well slices agree, which do not, and how much of known errors was found."""
    from pixviewer.core.calib.reviewing import review
    from pixviewer.core.calib.truth import compare_with_levels
    from pixviewer.core.calib.verdict import in_words, warnings_of_judgement

    found = review(estimated.estimate, verdicts, known=known, progress=progress)
    lines_of(found)  # found out here, not where they are listed
    level = levels_beside(table.path, estimated.factors.edges) if table.path is not None else None
    truth = compare_with_levels(estimated.factors, level) if level is not None else None
    words = (in_words(found.decided), *(() if truth is None else (truth_in_words(truth),)))
    return Judged(found, truth, words, warnings_of_judgement(found.decided, list(found.suspects)))


def truth_in_words(truth: "TruthComparison") -> str:
    """How much of the known errors of a simulated table is gone."""
    known = truth.measured
    return (
        f"Known errors of {known.n_cell} measured slices and bins: {100 * known.before:.2f} % before, "
        f"{100 * known.after:.2f} % left, {100 * known.predicted:.2f} % predicted (rms); "
        f"half of them were within {100 * known.half_before:.2f} %, and are within "
        f"{100 * known.half_after:.2f} %."
    )
