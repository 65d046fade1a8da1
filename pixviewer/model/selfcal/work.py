"""What the worker threads do for a self-calibration. The core is imported here when it is first needed."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from pixviewer.core.calib.painting import MaskPlan
from pixviewer.core.progress import Progress
from pixviewer.model.answers import AnswerCache
from pixviewer.model.selfcal.requests import EstimateRequest, GatherRequest

if TYPE_CHECKING:
    from pixviewer.core.calib.estimate import Estimate
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.judging import Judgement
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.calib.painter import Painter
    from pixviewer.core.calib.refusing import Objections
    from pixviewer.core.calib.sums import Sums
    from pixviewer.core.calib.suspects import Suspect
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable


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


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """How well slices agree with some factors, and which do not."""

    judgement: "Judgement"
    suspects: "tuple[Suspect, ...]"
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
    request: GatherRequest, table: "PixTable", forced: bool, kept: AnswerCache, progress: Progress
) -> Gathered:
    """Paint the mask, and add up the rows it leaves."""
    from pixviewer.core.calib.calibrating import refuse_other_field
    from pixviewer.core.calib.lookup import outside_sentence
    from pixviewer.core.calib.mask import masker
    from pixviewer.core.calib.sums import gather

    import_module("pixviewer.core.calib.applying")  # what it makes is seen through factors at once
    mask = painted_mask(table, request.table, request.mask, kept, progress)
    look = masker(table, mask) if mask is not None else None
    name = mask.name if mask is not None else ""
    sums = gather(table, look, raman_width=request.raman_width, mask_name=name, progress=progress)
    n_outside = look.n_outside if look is not None else 0
    refuse_other_field(table, name, n_outside, force=forced)
    odd = outside_sentence(name, n_outside, table.n_row)
    return Gathered(request, sums, mask, (odd,) if odd else ())


def estimate_factors(
    request: EstimateRequest, sums: "Sums", before: Estimated | None, table: "PixTable", progress: Progress
) -> Estimated:
    """Factors of some sums; the levels of the estimate before serve again where only the clip has changed."""
    from dataclasses import replace

    from pixviewer.core.calib.calibrating import refuse_nothing_left
    from pixviewer.core.calib.estimate import estimate
    from pixviewer.core.calib.verdicts import judged

    if before is not None and replace(before.request, corr_clip=request.corr_clip) == request:
        found = before.estimate.with_clip(request.corr_clip)
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
    return Estimated(request, found, judged(found, request.verdicts))


def judge_factors(estimated: Estimated, progress: Progress) -> Judged:
    """How well slices agree, and which do not."""
    from pixviewer.core.calib.judging import judge
    from pixviewer.core.calib.suspects import suspects
    from pixviewer.core.calib.verdict import warnings_of_judgement

    judgement = judge(estimated.estimate.levels, estimated.factors)
    progress.check()
    listed = suspects(judgement)
    return Judged(judgement, tuple(listed), warnings_of_judgement(judgement, listed))
