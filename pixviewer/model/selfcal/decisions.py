"""What the user decides about a self-calibration: one frozen value, so that undo covers all of it."""

from dataclasses import dataclass, field

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import MaskPlan


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to self-calibrate the open table.

    Parameters
    ----------
    mask : MaskPlan
        What is left out as objects.
    method : {"mpdaf", "deepfield"}
    corr_clip : float
        Limit of the corrections, in robust standard deviations.
    raman_width : float
        Rows nearer than this (Å) to a Raman line take no part; 0 leaves them in.
    flagged : bool or None
        Whether flagged rows take part; None as the method has it.
    minimum : Minimum
    verdicts : tuple of SliceVerdict
        At most one a slice.
    is_forced : bool
        Whether to run although something speaks against it.
    """

    mask: MaskPlan = field(default_factory=MaskPlan)
    method: str = "mpdaf"
    corr_clip: float = 15.0
    raman_width: float = 0.0
    flagged: bool | None = None
    minimum: Minimum = field(default_factory=Minimum)
    verdicts: tuple[SliceVerdict, ...] = ()
    is_forced: bool = False

    def verdict_on(self, ifu: int, slice_no: int) -> SliceVerdict | None:
        """The verdict on a slice, None while there is none."""
        return next((v for v in self.verdicts if (v.ifu, v.slice_no) == (ifu, slice_no)), None)
