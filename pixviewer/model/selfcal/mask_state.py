"""What is known of the mask of the open table, and how the hand paints on it: observable."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import SignalGroupDescriptor

from pixviewer.core.calib.painting import MaskPlan

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage
    from pixviewer.core.calib.mask import SkyMask

BRUSH, POLYGON, CIRCLE = "brush", "polygon", "circle"
SHAPES = (BRUSH, POLYGON, CIRCLE)

# Of the brush, in cells of the field: from a part of one to half of it.
SMALLEST, LARGEST = 0.25, 150.0


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A mask as views draw it.

    Attributes
    ----------
    plan : MaskPlan
        What it was made of.
    rings : tuple of (n_corner, 2) float64
        Borders in the plane, holes among them: the mask is what an odd number of them encloses.
    """

    plan: MaskPlan
    rings: tuple[npt.NDArray[np.float64], ...]


@dataclass
class MaskState:
    """The newest mask, and the brush.

    Attributes
    ----------
    mask : SkyMask or None
        None without any step, and while it is made for the first time.
    overlay : Overlay or None
        Its borders.
    coverage : Coverage or None
        What it leaves of each slice; None until the rows of the slices are counted.
    plan : MaskPlan
        What these are of; what is decided may be ahead of it.
    problem : str
        Why there is no mask, or why it is of no use.
    is_visible, opacity
        Whether, and how densely, views draw it.
    is_seen : bool
        Whether a panel shows what is left of the slices, for which the table is read once.
    shape, radius, erases
        What a drag with the mask tool draws; the radius of the brush in the unit of the plane.
    """

    mask: "SkyMask | None" = None
    overlay: Overlay | None = None
    coverage: "Coverage | None" = None
    plan: MaskPlan = field(default_factory=MaskPlan)
    problem: str = ""
    is_visible: bool = True
    opacity: float = 0.5
    is_seen: bool = False
    shape: str = BRUSH
    radius: float = 1.0
    erases: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Know nothing: another table is open."""
        self.mask = self.overlay = self.coverage = None
        self.plan, self.problem = MaskPlan(), ""
