"""Lines of constant RA and of constant Dec through a view, as the projection of the field has them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame
from pixviewer.model.state import Bounds
from pixviewer.model.world_axes import RAW, WorldAxis, has_world, world_axis

Floats = npt.NDArray[np.float64]

N_POINTS = 97  # of a line: an arc of the whole view is smooth
MOST_LINES = 36  # of either kind: all around a pole one every ten degrees
_POLES = (90.0, -90.0)


@dataclass(frozen=True, slots=True, eq=False)
class GridLine:
    """Places of the plane that have one RA, or one Dec.

    Parameters
    ----------
    text : str
        Its coordinate.
    is_ra : bool
    value : float
        The coordinate in degrees; for raw axes the offset from the reference point.
    xi, eta : (n,) float64
        Along the line, across the view and a little beyond.
    has_tick : bool
        Whether it meets the border at which coordinates of its kind stand: else its text belongs in the view.
    """

    text: str
    is_ra: bool
    value: float
    xi: Floats = field(repr=False)
    eta: Floats = field(repr=False)
    has_tick: bool = True


def graticule(frame: Frame, axes: str, box: Bounds, n_across: int = 5, n_up: int = 5) -> tuple[GridLine, ...]:
    """Lines at the ticks of the axes of a view, and at those that these would have beyond the view.

    Parameters
    ----------
    frame : Frame
        Of the table.
    axes : str
        As in `world_axes`; offsets, and raw positions that are polar, have no such lines.
    box : (x0, x1, y0, y1)
        Part of the plane in view.
    n_across, n_up : int
        Most ticks that the lower and the left axis may have.
    """
    bottom = world_axis(frame, axes, box, is_ra=True) if has_world(frame, axes) else None
    left = world_axis(frame, axes, box, is_ra=False) if has_world(frame, axes) else None
    if bottom is None or left is None:
        return ()
    origin = (frame.ra0, frame.dec0) if axes == RAW else (0.0, 0.0)
    ras, decs = _seen(frame, box)
    ras, decs = ((low - start, high - start) for (low, high), start in zip((ras, decs), origin, strict=True))
    along_dec = np.linspace(decs[0], decs[1], N_POINTS) + origin[1]
    along_ra = np.linspace(ras[0], ras[1], 2 * N_POINTS) + origin[0]
    lines = []
    for value, text in _wanted(bottom, ras, box[:2], n_across):
        xi, eta = frame.sky_to_plane(np.full(N_POINTS, value + origin[0]), along_dec)
        lines.append(GridLine(text, True, value, xi, eta, bool(_met(bottom, value, full_turn=True))))
    for value, text in _wanted(left, decs, box[2:], n_up):
        if abs(value + origin[1]) >= _POLES[0]:
            continue  # a point
        xi, eta = frame.sky_to_plane(along_ra, np.full(2 * N_POINTS, value + origin[1]))
        lines.append(GridLine(text, False, value, xi, eta, bool(_met(left, value))))
    return tuple(lines)


def _wanted(
    axis: WorldAxis, seen: tuple[float, float], ends: tuple[float, float], n_most: int
) -> list[tuple[float, str]]:
    """Round coordinates of the whole view, at the step that its border has unless they would be too many."""
    step = axis.step(*ends, n_most)
    low, high = seen
    if axis.is_ra and high - low >= 360.0:
        high = low + 360.0 - 1e-6  # the first and the last would be the same line
    found = axis.values(low, high, step)
    while len(found) > MOST_LINES:
        step = axis.coarser(step)
        found = axis.values(low, high, step)
    return [(value, axis.text(value, step)) for value in found]


def _met(axis: WorldAxis, value: float, *, full_turn: bool = False) -> list[float]:
    turns = (-360.0, 0.0, 360.0) if full_turn else (0.0,)
    return [place for turn in turns for place in axis.crossings(value + turn)]


def _seen(frame: Frame, box: Bounds) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of RA and of Dec in view, degrees; RA goes on beyond 0 and 360 where a view has its turn."""
    x0, x1, y0, y1 = box
    side = np.linspace(0.0, 1.0, 65)
    xi = np.concatenate([x0 + side * (x1 - x0), 0 * side + x1, x1 - side * (x1 - x0), 0 * side + x0])
    eta = np.concatenate([0 * side + y0, y0 + side * (y1 - y0), 0 * side + y1, y1 - side * (y1 - y0)])
    ra, dec = frame.plane_to_sky(xi, eta)
    turned = np.unwrap((ra - frame.ra0 + 180.0) % 360.0 - 180.0, period=360.0) + frame.ra0
    decs = [float(dec.min()), float(dec.max())]
    # A border that goes once around a pole has it in view.
    if abs(turned[-1] - turned[0]) > 180.0:
        decs[1 if frame.dec0 > 0 else 0] = _POLES[0 if frame.dec0 > 0 else 1]
        return (frame.ra0 - 180.0, frame.ra0 + 180.0), (decs[0], decs[1])
    # The extreme Dec of a side may be between two of its points, and lines shall reach beyond the border.
    margin_ra, margin_dec = 0.01 * float(np.ptp(turned)), 0.01 * (decs[1] - decs[0])
    return (
        (float(turned.min()) - margin_ra, float(turned.max()) + margin_ra),
        (max(decs[0] - margin_dec, -90.0), min(decs[1] + margin_dec, 90.0)),
    )
