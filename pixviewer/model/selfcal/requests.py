"""From decisions to frozen requests: what a pass over the table, and what an estimate, depend on."""

from dataclasses import dataclass

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import MaskPlan
from pixviewer.model.selfcal.decisions import Calibration


@dataclass(frozen=True, slots=True)
class GatherRequest:
    """Sums of a table: these need a pass over its rows."""

    table: int
    mask: MaskPlan
    raman_width: float


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """Factors of some sums: these need no row. ``verdicts`` carry no notes, which change nothing."""

    gathered: GatherRequest
    method: str
    corr_clip: float
    flagged: bool | None
    minimum: Minimum
    verdicts: tuple[SliceVerdict, ...]
    is_forced: bool


def resolve_gather(table: int, decided: Calibration) -> GatherRequest:
    """What a run with some decisions must add up."""
    return GatherRequest(table, decided.mask, decided.raman_width)


def resolve_estimate(table: int, decided: Calibration) -> EstimateRequest:
    """What the factors of some decisions depend on."""
    plain = tuple(SliceVerdict(v.ifu, v.slice_no, v.decision) for v in decided.verdicts)
    return EstimateRequest(
        resolve_gather(table, decided),
        decided.method,
        decided.corr_clip,
        decided.flagged,
        decided.minimum,
        tuple(sorted(plain, key=lambda v: (v.ifu, v.slice_no))),
        decided.is_forced,
    )
