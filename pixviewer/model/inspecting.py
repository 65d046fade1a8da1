"""What the slice inspector asks for: state, frozen requests, and the work for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.core.table.neighbours import Cell, neighbours
from pixviewer.model import shading
from pixviewer.model.answers import AnswerCache
from pixviewer.model.resolve import Choice

if TYPE_CHECKING:
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.inspecting import SliceInspection, SliceLevel
    from pixviewer.core.calib.mask import Mask
    from pixviewer.core.calib.sky_level import SkyLevel
    from pixviewer.core.table.pixtable import PixTable

# Rows that the level of the sky is made of: 1300 in each bin of a whole exposure, in half a second.
LEVEL_ROWS = 5_000_000
ROUGH_LEVEL_ROWS = 500_000
LIMITS = "ZScale"  # as the detector has at first: neither sky lines nor cosmic rays leave the sky dark


@dataclass(frozen=True, slots=True)
class LevelRequest:
    """The sky of the field; ``mask`` is told from others by being itself."""

    table: int
    mask: "Mask | None"
    sketch: int


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """One slice from all sides."""

    cell: Cell
    choice: Choice
    level: LevelRequest
    factors: "Factors | None" = None


@dataclass(frozen=True, slots=True)
class NeighboursRequest:
    """How far the slices next to one lie from the sky."""

    cell: Cell
    choice: Choice
    level: LevelRequest


@dataclass(frozen=True, slots=True)
class NeighbourRequest:
    """How far one of them does."""

    cell: Cell
    choice: Choice
    level: LevelRequest


@dataclass
class InspectorState:
    """What slices are compared through, and whether somebody looks.

    ``mask`` leaves objects out; ``factors`` make the numbers of afterwards, and ``factors_name`` says whose
    they are.
    """

    mask: "Mask | None" = None
    factors: "Factors | None" = None
    factors_name: str = ""
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


@dataclass(frozen=True, slots=True, eq=False)
class Inspected:
    """A slice with its pictures: on the detector, wavelength to the right, and on the sky.

    ``limits`` are the values of the first and the last colour of the first.
    """

    inspection: "SliceInspection"
    strip: npt.NDArray[np.uint8] = field(repr=False)
    image: npt.NDArray[np.uint8] = field(repr=False)
    limits: tuple[float, float] = (0.0, 1.0)


@dataclass
class InspectorShown:
    """The newest answers: what was found of the slice, and by side of its neighbours."""

    inspected: Inspected | None = None
    request: InspectRequest | None = None
    neighbours: "Mapping[str, SliceLevel]" = field(default_factory=dict)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Show nothing."""
        self.neighbours = {}
        self.request = self.inspected = None

    @property
    def inspection(self) -> "SliceInspection | None":
        """What was found of the slice."""
        return self.inspected.inspection if self.inspected is not None else None


def compute_level(
    request: LevelRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> "SkyLevel":
    """Sky of the field, found once for all slices."""
    from pixviewer.core.calib.sky_level import sky_level

    found: SkyLevel | None = kept.get(request)
    if found is None:
        sketch = request.sketch if table.n_row > request.sketch else 0
        found = sky_level(table, request.mask, sketch=sketch, progress=progress)
        kept.put(request, found)
    return found


def compute_inspection(
    request: InspectRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> Inspected:
    """Look at a slice from all sides, and colour its pictures."""
    from pixviewer.core.calib.inspecting import inspect_slice

    level = compute_level(request.level, table, progress, kept)
    found = inspect_slice(
        table,
        *request.cell,
        level,
        mask=request.level.mask,
        factors=request.factors,
        selection=request.choice,
        progress=progress,
    )
    lo, hi = shading.limits(found.strip, LIMITS)
    return Inspected(found, shading.shade(found.strip, lo, hi), shading.shade(found.image, lo, hi), (lo, hi))


def compute_neighbours(
    request: NeighboursRequest, table: "PixTable", progress: Progress, kept: AnswerCache
) -> "dict[str, SliceLevel]":
    """Look at the slices next to one, those that were not looked at before."""
    from pixviewer.core.calib.inspecting import slice_level

    level = compute_level(request.level, table, progress, kept)
    present = set(table.blocks.ifus) if table.blocks is not None else set()
    found: dict[str, SliceLevel] = {}
    for side, cell in neighbours(*request.cell).items():
        if cell[0] not in present:
            continue
        one = NeighbourRequest(cell, request.choice, request.level)
        known = kept.get(one)
        if known is None:
            known = slice_level(
                table, *cell, level, mask=request.level.mask, selection=request.choice, progress=progress
            )
            kept.put(one, known)
        found[side] = known
    return found


def roughly(request: InspectRequest) -> InspectRequest:
    """The same, against a level of the sky that is found at once."""
    return replace(request, level=replace(request.level, sketch=ROUGH_LEVEL_ROWS))
