"""Where IFUs lie on the sky: the outline of each of their four stacks of slices, from the rows themselves."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pixviewer.core.progress import Progress
from pixviewer.core.table import origin
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Selection

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Rows that are looked at: some hundreds of each stack remain within so many ångström of the middle, as
# refraction moves a field by more than an IFU is high from one end of the spectrum to the other.
OUTLINE_ROWS = 400_000
NEAR_ANGSTROM = 250.0
_STACK_OF_CCD = np.zeros(64, np.int64)
_STACK_OF_CCD[1 : origin.N_SLICE + 1] = origin.stack_of(np.arange(1, origin.N_SLICE + 1))


@dataclass(frozen=True, slots=True, eq=False)
class StackOutline:
    """Twelve slices of an IFU.

    Attributes
    ----------
    ifu, stack : int
        Stacks are counted from 1, the left one of an unrotated field.
    corners : (n, 2) float64
        Convex outline in the plane, in order.
    """

    ifu: int
    stack: int
    corners: Floats = field(repr=False)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of its corners."""
        x, y = self.corners.mean(axis=0)
        return float(x), float(y)

    def contains(self, x: float, y: float) -> bool:
        """Whether a place of the plane is inside."""
        along = np.roll(self.corners, -1, axis=0) - self.corners
        to = np.array([x, y]) - self.corners
        side = along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]
        return bool((side >= 0).all() or (side <= 0).all())


@dataclass(frozen=True, slots=True, eq=False)
class FieldOutlines:
    """Outlines of all stacks that have rows; `ifus` are those that have any."""

    stacks: tuple[StackOutline, ...]

    @property
    def ifus(self) -> tuple[int, ...]:
        """IFUs that have an outline."""
        return tuple(sorted({stack.ifu for stack in self.stacks}))

    def at(self, x: float, y: float) -> StackOutline | None:
        """Stack at a place of the plane; of several that overlap there the one it is deepest in."""
        found = [stack for stack in self.stacks if stack.contains(x, y)]
        return min(found, key=lambda stack: _depth(stack.corners, x, y), default=None)


def field_outlines(table: PixTable, *, progress: Progress | None = None) -> FieldOutlines:
    """Find where the stacks of slices lie on the sky, from a sample of the rows.

    Parameters
    ----------
    table : PixTable
        Of several exposures the first is taken: together they would hide the borders of their IFUs.
    progress : Progress, optional
    """
    found: list[tuple[Ints, Floats, Floats, Floats]] = []

    def add(_: None, chunk: Chunk) -> None:
        kept = np.flatnonzero(chunk.keep)
        xi, eta = table.frame.to_plane(chunk["x"][kept], chunk["y"][kept])
        codes = chunk["origin"][kept].astype(np.int64)
        stack = (codes >> 6 & 0x1F) * 8 + _STACK_OF_CCD[codes & 0x3F]
        good = np.isfinite(xi) & np.isfinite(eta)
        found.append((stack[good], xi[good], eta[good], chunk["wave"][kept][good].astype(np.float64)))

    first = Selection(exposure=(1,)) if table.offsets.n_exposure > 1 else None
    plan = make_plan(table, first, sketch=OUTLINE_ROWS)
    scan(table, plan, ("x", "y", "origin", "wave"), lambda: None, add, progress, "Outlines of IFUs", n_part=1)
    if not found:
        return FieldOutlines(())
    stack, xi, eta, wave = (np.concatenate(parts) for parts in zip(*found, strict=True))
    near = np.abs(wave - np.median(wave)) <= NEAR_ANGSTROM if wave.size else np.zeros(0, np.bool_)
    places = np.stack([xi, eta], axis=1)
    outlines = []
    for code in np.unique(stack):
        corners = _hull(places[near & (stack == code)])
        if corners is None:
            corners = _hull(places[stack == code])
        if corners is not None and code % 8:
            outlines.append(StackOutline(int(code) // 8, int(code) % 8, corners))
    return FieldOutlines(tuple(outlines))


def _hull(places: Floats) -> Floats | None:
    """Convex outline; None for places on one line, or fewer than three."""
    from scipy.spatial import ConvexHull, QhullError

    if len(places) < 3:
        return None
    try:
        return np.ascontiguousarray(places[ConvexHull(places).vertices])
    except QhullError:
        return None


def _depth(corners: Floats, x: float, y: float) -> float:
    """How far a place is from the middle, in units of how far the outline reaches to that side."""
    middle = corners.mean(axis=0)
    along = np.roll(corners, -1, axis=0) - corners
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    reach = ((corners - middle) * normal).sum(axis=1)
    there = (np.array([x, y]) - middle) @ normal.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nanmax(there / reach))
