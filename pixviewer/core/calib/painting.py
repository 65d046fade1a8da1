"""How a mask came about: steps that find, draw, load and turn round, done one after the other.

A plan is a small value that can be kept, compared and undone; the mask itself is made of it and the
white-light image whenever it is wanted. Kernels are imported only then: plans come first.
"""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pixviewer.core.geometry import Shape

if TYPE_CHECKING:
    from pixviewer.core.calib.automask import Finding
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable

# Cells by which the window grows objects: of a slice that holds wings, the sky is measured too bright.
GENEROUS_GROWTH = 6

Place = tuple[float, float]  # ξ and η in the plane: arcsec, or field pixels


@dataclass(frozen=True, slots=True)
class Automatic:
    """Objects found in the white-light image; the numbers are those of `Finding`."""

    method: Literal["threshold", "sources"]
    threshold: float
    min_area: int
    grow: int

    @classmethod
    def of(cls, method: Literal["threshold", "sources"] = "threshold") -> "Automatic":
        """With the numbers that are usual for a method."""
        from pixviewer.core.calib.automask import Finding

        usual = Finding.of(method)
        return cls(usual.method, usual.threshold, usual.min_area, usual.grow)

    @classmethod
    def generous(cls, method: Literal["threshold", "sources"] = "sources") -> "Automatic":
        """With objects grown to their wings, whose light would be taken for an error of the level."""
        return replace(cls.of(method), grow=GENEROUS_GROWTH)

    @property
    def finding(self) -> "Finding":
        """The same, as the search wants it.

        Raises
        ------
        ValueError
            If a number makes no sense.
        """
        from pixviewer.core.calib.automask import Finding

        return Finding.of(self.method, self.threshold, self.min_area, self.grow)


@dataclass(frozen=True, slots=True)
class FromFile:
    """A mask image; its content is that of a fingerprint, so that equal steps mask the same."""

    path: str
    fingerprint: str
    erases: bool = False


@dataclass(frozen=True, slots=True)
class FromRegions:
    """Shapes on the sky, but for others that are left out."""

    shapes: tuple[Shape, ...]
    excluded: tuple[Shape, ...] = ()
    erases: bool = False
    name: str = "regions"

    def __post_init__(self) -> None:
        if not self.shapes:
            raise ValueError(f"{self.name}: no region marks an object; give one the role of a source")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A brush that was drawn along points of the plane; its radius is in the unit of the plane."""

    points: tuple[Place, ...]
    radius: float
    erases: bool = False

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a stroke needs one point at least")
        _check_places(self.points)
        if not (math.isfinite(self.radius) and self.radius > 0):
            raise ValueError(f"the radius of a brush must be a positive number, got {self.radius}")


@dataclass(frozen=True, slots=True)
class Outline:
    """The inside of a polygon in the plane."""

    points: tuple[Place, ...]
    erases: bool = False

    def __post_init__(self) -> None:
        if len(self.points) < 3:
            raise ValueError(f"an outline needs three corners at least, got {len(self.points)}")
        _check_places(self.points)


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle in the plane."""

    xi: float
    eta: float
    radius: float
    erases: bool = False

    def __post_init__(self) -> None:
        _check_places(((self.xi, self.eta),))
        if not (math.isfinite(self.radius) and self.radius > 0):
            raise ValueError(f"the radius of a circle must be a positive number, got {self.radius}")


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that make a mask of their own, one after the other, which is added or erased as a whole."""

    parts: tuple[FromRegions | Stroke | Outline | Disc, ...]
    erases: bool = False
    name: str = "shapes"

    def __post_init__(self) -> None:
        if all(part.erases for part in self.parts):
            raise ValueError(f"{self.name}: no shape is to be masked; include one")


@dataclass(frozen=True, slots=True)
class Inverted:
    """What was masked is not, and what was not is."""


MaskStep = Automatic | FromFile | FromRegions | Stroke | Outline | Disc | Group | Inverted


@dataclass(frozen=True, slots=True)
class MaskPlan:
    """Steps that make a mask, in order; without any there is no mask."""

    steps: tuple[MaskStep, ...] = ()

    @property
    def automatic(self) -> Automatic | None:
        """How objects are found, None where they are not looked for."""
        return next((step for step in self.steps if isinstance(step, Automatic)), None)

    def with_automatic(self, automatic: Automatic | None) -> "MaskPlan":
        """The same with another search, or none; a new one comes first, below what was drawn."""
        places = [i for i, step in enumerate(self.steps) if isinstance(step, Automatic)]
        if automatic is None:
            return MaskPlan(tuple(step for step in self.steps if not isinstance(step, Automatic)))
        if not places:
            return MaskPlan((automatic, *self.steps))
        i = places[0]
        return MaskPlan((*self.steps[:i], automatic, *self.steps[i + 1 :]))

    def added(self, *steps: MaskStep) -> "MaskPlan":
        """The same with further steps at the end; a second inversion undoes the one before it."""
        found = list(self.steps)
        for step in steps:
            if isinstance(step, Inverted) and found and isinstance(found[-1], Inverted):
                found.pop()
            else:
                found.append(step)
        return MaskPlan(tuple(found))


def paint(plan: MaskPlan, image: "Image", table: "PixTable | None" = None) -> "SkyMask | None":
    """Make the mask of a plan.

    Parameters
    ----------
    plan : MaskPlan
    image : Image
        White light of 4650–9300 Å on the natural grid, as `automatic_mask` makes it; the mask has its cells.
    table : PixTable, optional
        What the image is of; masks from files need it.

    Returns
    -------
    SkyMask or None
        None without any step.

    Raises
    ------
    PixTableError
        If a file is gone, or is another by now; if there is nothing to find objects in.
    ValueError
        If a mask from a file is wanted and there is no table.
    """
    from pixviewer.core.calib.painter import Painter

    return Painter(image, table).paint(plan)


def with_erasing(step: MaskStep, erases: bool) -> MaskStep:
    """The same step, adding or erasing; searches and inversions do neither."""
    return step if isinstance(step, Automatic | Inverted) else replace(step, erases=erases)


def _check_places(points: tuple[Place, ...]) -> None:
    if not all(math.isfinite(number) for point in points for number in point):
        raise ValueError("the points of a mask must be finite numbers")
