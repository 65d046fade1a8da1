"""Thousands of apertures made ready for one table: the answers of `ApertureTest`, in another way.

One after the other, 5000 apertures took minutes for what a grid over the plane, with a list of the apertures
that reach into each of its cells, answers in seconds.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import ARCSEC_PER_DEG, Annulus, Frame, Shape, Square
from pixviewer.core.kernels import crowding
from pixviewer.core.table.apertures import HIGHEST_DEC, MARGIN, MARGIN_SHARE, STATE_CODE, ApertureTest
from pixviewer.core.table.blocks import Blocks

if TYPE_CHECKING:
    from pixviewer.core.table.chunk import Chunk

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Up to so many, one aperture at a time is quicker.
FEW = 16
CELLS = 128  # a side
MAX_MEMBERS = 4_000_000
N_BORDER = 32


def aperture_test(frame: Frame, shapes: Sequence[Shape]) -> "ApertureTest | CrowdTest":
    """Whichever test is quicker for so many apertures."""
    if len(shapes) <= FEW or not _are_bounded(frame, shapes):
        return ApertureTest(frame, shapes)
    return CrowdTest(frame, shapes)


class CrowdTest:
    """Rows strictly inside any of many apertures, none of them near a pole."""

    needs: tuple[str, ...] = ("x", "y")

    def __init__(self, frame: Frame, shapes: Sequence[Shape]) -> None:
        dec0 = np.radians(frame.dec0)
        self._state = STATE_CODE[frame.state]
        self._reference = np.array([frame.ra0, frame.dec0, np.sin(dec0), np.cos(dec0)], np.float64)
        self._is_round = np.array([not isinstance(shape, Square) for shape in shapes], np.bool_)
        self._apertures = _apertures(frame, shapes)
        boxes = _boxes(frame, self._apertures)
        is_near = np.isfinite(boxes).all(axis=0)
        self._list_members(boxes[:, is_near], np.flatnonzero(is_near))

    def _list_members(self, boxes: Floats, numbers: npt.NDArray[np.int64]) -> None:
        """Make the grid, coarser where too many apertures would be in too many of its cells."""
        self._corner, self._n_cell = _corner(boxes, CELLS), CELLS
        cells = self._cells(boxes)
        while self._n_cell > 1 and _n_covered(cells) > MAX_MEMBERS:
            self._n_cell //= 2
            self._corner = _corner(boxes, self._n_cell)
            cells = self._cells(boxes)
        n = self._n_cell
        parts = [
            (row * n + np.arange(c0, c1 + 1), np.full(c1 + 1 - c0, number))
            for c0, c1, r0, r1, number in zip(*cells.tolist(), numbers.tolist(), strict=True)
            for row in range(r0, r1 + 1)
        ]
        cell = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, np.int64)
        member = np.concatenate([part[1] for part in parts]) if parts else np.empty(0, np.int64)
        counts = np.bincount(cell, minlength=n * n)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._members = member[np.argsort(cell, kind="stable")].astype(np.int32)
        # How many cells below and left of each are reached by any aperture.
        self._sums = np.zeros((n + 1, n + 1), np.int64)
        self._sums[1:, 1:] = (counts.reshape(n, n) > 0).cumsum(axis=0).cumsum(axis=1)

    def _cells(self, boxes: Floats) -> npt.NDArray[np.int64]:
        """First and last column, first and last row of boxes ``(4, n)``: those outside at the edge."""
        x0, y0, per_x, per_y = self._corner
        x, y = (boxes[:2] - x0) * per_x, (boxes[2:] - y0) * per_y
        return np.clip(np.concatenate([x, y]), 0, self._n_cell - 1).astype(np.int64)

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        """See `Matcher.on_blocks`."""
        bounds = blocks.bounds[:4].astype(np.float64)
        has_rows = (bounds[0] <= bounds[1]) & (bounds[2] <= bounds[3])
        c0, c1, r0, r1 = self._cells(np.where(has_rows, bounds, 0.0))
        reached = (
            self._sums[r1 + 1, c1 + 1] - self._sums[r0, c1 + 1] - self._sums[r1 + 1, c0] + self._sums[r0, c0]
        )
        return has_rows & (reached > 0), np.zeros(blocks.n_block, np.bool_)

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        """See `Matcher.narrow`."""
        crowding.in_crowd(
            chunk["x"], chunk["y"], self._state, self._reference, self._corner, self._n_cell, self._starts,
            self._members, self._is_round, self._apertures, keep,
        )  # fmt: skip


def _are_bounded(frame: Frame, shapes: Sequence[Shape]) -> bool:
    return not frame.is_sky or all(
        abs(shape.dec) + shape.size / ARCSEC_PER_DEG < HIGHEST_DEC for shape in shapes
    )


def _apertures(frame: Frame, shapes: Sequence[Shape]) -> Floats:
    """See `crowding.in_crowd`."""
    made = np.ones((len(shapes), 6))
    made[:, :3] = [(shape.ra, shape.dec, shape.size) for shape in shapes]
    made[:, 5] = [shape.inner if isinstance(shape, Annulus) else 0.0 for shape in shapes]
    if frame.is_sky:
        made[:, 3] = ARCSEC_PER_DEG * np.cos(np.radians(made[:, 1]))
        made[:, 4] = ARCSEC_PER_DEG
    return made


def _boxes(frame: Frame, apertures: Floats) -> Floats:
    """Least and greatest ξ, least and greatest η of each aperture, with room; NaN on the far side."""
    ra, dec, size, x_scale, y_scale, _ = apertures.T[:, :, np.newaxis]
    along = np.linspace(-1.0, 1.0, N_BORDER)
    ends = np.ones_like(along)
    # The border of the square around it, whatever it is.
    x, y = np.concatenate([along, along, -ends, ends]), np.concatenate([-ends, ends, along, along])
    xi, eta = frame.sky_to_plane(ra + size * x / x_scale, dec + size * y / y_scale)
    room = MARGIN + MARGIN_SHARE * np.maximum(np.ptp(xi, axis=1), np.ptp(eta, axis=1))
    return np.array([xi.min(1) - room, xi.max(1) + room, eta.min(1) - room, eta.max(1) + room])


def _corner(boxes: Floats, n: int) -> Floats:
    """Where the grid begins, and cells per unit; strays do not make its cells wide."""
    if not boxes.size:
        return np.array([0.0, 0.0, 1.0, 1.0])
    x0, y0 = np.percentile(boxes[0], 2), np.percentile(boxes[2], 2)
    x1, y1 = np.percentile(boxes[1], 98), np.percentile(boxes[3], 98)
    return np.array([x0, y0, n / max(x1 - x0, 1e-9), n / max(y1 - y0, 1e-9)])


def _n_covered(cells: npt.NDArray[np.int64]) -> int:
    c0, c1, r0, r1 = cells
    return int(((c1 - c0 + 1) * (r1 - r0 + 1)).sum())
