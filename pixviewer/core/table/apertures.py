"""Apertures on the sky made ready for one table.

Rows are tested with MPDAF's small-angle metric in RA and Dec; blocks are bounded in the tangent plane. An
aperture's border, carried over into the plane point by point, tells what a box there may and must hold.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import (
    ARCSEC_PER_DEG,
    Annulus,
    Frame,
    Shape,
    Square,
    State,
)
from pixviewer.core.kernels import projecting, selecting
from pixviewer.core.table.blocks import ODD_POSITION, Blocks

if TYPE_CHECKING:
    from pixviewer.core.table.chunk import Chunk

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

STATE_CODE = {
    State.PIXEL: projecting.PIXEL,
    State.PROJECTED: projecting.PROJECTED,
    State.POSITIONED: projecting.POSITIONED,
}

# Room around a block for the border's bend between its points, and for bounds rounded to float32.
MARGIN_SHARE, MARGIN = 0.02, 0.05

# Room around the border within which rows are tested on the sky, besides what the border is out of round.
ROW_MARGIN = 0.005

# Nearer to a pole than this the border of an aperture may go around it, and no box holds it.
HIGHEST_DEC = 89.0


class ApertureTest:
    """Rows strictly inside any of some apertures."""

    needs: tuple[str, ...] = ("x", "y")

    def __init__(self, frame: Frame, shapes: Sequence[Shape]) -> None:
        dec0 = np.radians(frame.dec0)
        self._state = STATE_CODE[frame.state]
        self._reference = np.array([frame.ra0, frame.dec0, np.sin(dec0), np.cos(dec0)], np.float64)
        self._borders = [_Border(frame, shape) for shape in shapes]
        self._holes = [_hole(frame, shape) for shape in shapes]

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        """See `Matcher.on_blocks`."""
        bounds = blocks.bounds
        is_plain = (blocks.odd & ODD_POSITION) == 0
        possible = np.zeros(blocks.n_block, np.bool_)
        certain = np.zeros(blocks.n_block, np.bool_)
        for border, hole in zip(self._borders, self._holes, strict=True):
            may, must = border.on_boxes(bounds)
            if hole is not None:
                in_hole, only_hole = hole.on_boxes(bounds)
                # Rows without a position are in no hole, and in no ring either.
                may, must = may & ~only_hole, must & ~in_hole
            possible |= may
            certain |= must
        return possible, certain & is_plain

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        """See `Matcher.narrow`."""
        if len(self._borders) == 1:
            self._narrow_to_shape(0, chunk, keep)
            return
        left = keep.copy()
        for i in range(len(self._borders)):
            found = left.copy()
            self._narrow_to_shape(i, chunk, found)
            left &= ~found
        keep &= ~left

    def _narrow_to_shape(self, i: int, chunk: "Chunk", keep: Bools) -> None:
        self._narrow_to(self._borders[i], chunk, keep)
        hole = self._holes[i]
        if hole is not None:
            inside = keep.copy()
            self._narrow_to(hole, chunk, inside)
            keep &= ~inside

    def _narrow_to(self, border: "_Border", chunk: "Chunk", keep: Bools) -> None:
        selecting.in_aperture(
            chunk["x"],
            chunk["y"],
            self._state,
            self._reference,
            border.is_round,
            border.aperture,
            border.core,
            keep,
        )


class _Border:
    """The border of an aperture in the plane: a box around it, and how far in all is inside."""

    def __init__(self, frame: Frame, shape: Shape) -> None:
        self.is_round = not isinstance(shape, Square)
        self.aperture = np.array(_aperture(frame, shape), np.float64)
        xi, eta = frame.sky_to_plane(shape.ra, shape.dec)
        self.xi, self.eta = float(xi), float(eta)
        edge_xi, edge_eta = frame.sky_to_plane(*_border_points(frame, shape))
        distance_x, distance_y = np.abs(edge_xi - self.xi), np.abs(edge_eta - self.eta)
        is_bounded = not frame.is_sky or abs(shape.dec) + shape.size / ARCSEC_PER_DEG < HIGHEST_DEC
        if is_bounded and np.isfinite(edge_xi).all():
            room = MARGIN + MARGIN_SHARE * max(distance_x.max(), distance_y.max())
            self.box = (
                float(edge_xi.min() - room),
                float(edge_xi.max() + room),
                float(edge_eta.min() - room),
                float(edge_eta.max() + room),
            )
            distance = (
                np.hypot(distance_x, distance_y) if self.is_round else np.maximum(distance_x, distance_y)
            )
            self.inner = float(distance.min() - room)
            room = ROW_MARGIN + float(distance.max() - distance.min())
            least, greatest = float(distance.min()) - room, float(distance.max()) + room
        else:
            self.box, self.inner = (-np.inf, np.inf, -np.inf, np.inf), -1.0
            least, greatest = -1.0, np.inf
        self.core = np.array([self.xi, self.eta, least, greatest], np.float64)

    def on_boxes(self, bounds: npt.NDArray[np.float32]) -> tuple[Bools, Bools]:
        """Whether boxes of the plane, ``(≥ 4, n)``, may hold something inside, and whether they are in it."""
        possible, certain = np.empty(bounds.shape[1], np.bool_), np.empty(bounds.shape[1], np.bool_)
        selecting.boxes_in_aperture(
            bounds,
            self.is_round,
            np.array(self.box, np.float64),
            np.array([self.xi, self.eta, self.inner], np.float64),
            possible,
            certain,
        )
        return possible, certain


def _hole(frame: Frame, shape: Shape) -> _Border | None:
    return _Border(frame, shape.hole) if isinstance(shape, Annulus) else None


def _border_points(frame: Frame, shape: Shape) -> tuple[Floats, Floats]:
    """RA and Dec of 64 points of the border."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    x, y = np.cos(angle), np.sin(angle)
    if isinstance(shape, Square):
        largest = np.maximum(np.abs(x), np.abs(y))
        x, y = x / largest, y / largest
    _, _, _, x_scale, y_scale = _aperture(frame, shape)
    return shape.ra + shape.size * x / x_scale, shape.dec + shape.size * y / y_scale


def _aperture(frame: Frame, shape: Shape) -> tuple[float, float, float, float, float]:
    """RA, Dec, size, and size units per unit of RA and Dec, as `selecting.in_aperture` wants them."""
    if not frame.is_sky:
        return shape.ra, shape.dec, shape.size, 1.0, 1.0
    # Never zero, so that an aperture at the very pole stays a number.
    cos_dec = max(float(np.cos(np.radians(shape.dec))), 1e-12)
    return shape.ra, shape.dec, shape.size, ARCSEC_PER_DEG * cos_dec, ARCSEC_PER_DEG
