"""Lines of equal xpos and ypos of a projected table, whose positions are polar about the field's centre."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import ARCSEC_PER_RAD, Frame, State
from pixviewer.model.state import Bounds

Floats = npt.NDArray[np.float64]

N_POINTS = 97  # of a line: an arc of the whole view is smooth
N_LINES = 5


@dataclass(frozen=True, slots=True, eq=False)
class NetLine:
    """Places of the plane that have one xpos, or one ypos, and what it is."""

    text: str
    xi: Floats = field(repr=False)
    eta: Floats = field(repr=False)


def polar_net(frame: Frame, box: Bounds, n_lines: int = N_LINES) -> tuple[NetLine, ...]:
    """Lines through a view, about so many of either kind.

    Parameters
    ----------
    frame : Frame
        Of a projected table; others have no such net.
    box : (x0, x1, y0, y1)
        Part of the plane in view, arcsec.
    n_lines : int, optional
    """
    if frame.state is not State.PROJECTED:
        return ()
    (x_low, x_high), (y_low, y_high) = _seen(box)
    lines = []
    for x in _round_numbers(x_low, x_high, n_lines):
        line = frame.to_plane(np.full(N_POINTS, x), np.linspace(y_low, y_high, N_POINTS))
        lines.append(NetLine(f"xpos {_number(x % (2 * math.pi))}", *line))
    for y in _round_numbers(y_low, y_high, n_lines):
        if y < 0:
            line = frame.to_plane(np.linspace(x_low, x_high, N_POINTS), np.full(N_POINTS, y))
            lines.append(NetLine(f"ypos {_number(y)}", *line))
    return tuple(lines)


def _seen(box: Bounds) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of xpos and ypos in view, radians; xpos can go on beyond 2π where a view has its turn."""
    x0, x1, y0, y1 = box
    side = np.linspace(0.0, 1.0, 33)
    xi = np.concatenate([x0 + side * (x1 - x0), x0 + side * (x1 - x0), 0 * side + x0, 0 * side + x1])
    eta = np.concatenate([0 * side + y0, 0 * side + y1, y0 + side * (y1 - y0), y0 + side * (y1 - y0)])
    radius = np.hypot(xi, eta)
    has_centre = x0 < 0 < x1 and y0 < 0 < y1
    far = -math.atan(float(radius.max()) / ARCSEC_PER_RAD)
    near = 0.0 if has_centre else -math.atan(float(radius.min()) / ARCSEC_PER_RAD)
    if has_centre:
        return (0.0, 2 * math.pi), (far, near)
    # About the direction of the middle of the view, so that the turn from 2π to 0 is not in between.
    middle = math.atan2((x0 + x1) / 2, -(y0 + y1) / 2) % (2 * math.pi)
    turn = np.arctan2(xi, -eta) - middle
    turn = (turn + math.pi) % (2 * math.pi) - math.pi
    return (middle + float(turn.min()), middle + float(turn.max())), (far, near)


def _round_numbers(low: float, high: float, n_most: int) -> list[float]:
    rough = (high - low) / max(n_most, 1)
    if not rough > 0:
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough * (1 - 1e-9))
    return [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _number(radians: float) -> str:
    return f"{radians:.6g} rad".replace("-", "−")
