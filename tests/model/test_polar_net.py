"""Lines of equal raw positions of a projected table."""

import math

import numpy as np
import pytest

from pixviewer.core.geometry import ARCSEC_PER_RAD, Frame, State
from pixviewer.model.polar_net import polar_net

FRAME = Frame(State.PROJECTED, 338.23, -60.56)
BOXES = [
    (-30.0, 30.0, -30.0, 30.0),
    (8.0, 12.0, -18.0, -14.0),
    (-2.0, 2.0, 10.0, 14.0),
    (-2.0, 2.0, -14.0, -10.0),
    (9.9, 10.0, -15.8, -15.7),
]


@pytest.mark.parametrize("box", BOXES)
def test_lines_run_where_positions_are_what_they_say(box: tuple[float, float, float, float]) -> None:
    lines = polar_net(FRAME, box)
    for kind in ("xpos", "ypos"):
        assert 2 <= sum(line.text.startswith(kind) for line in lines) <= 7
    for line in lines:
        kind, number, unit = line.text.replace("−", "-").split()
        assert kind == "ypos" or 0 <= float(number) < 2 * math.pi  # as the pipeline writes them
        assert unit == "rad"
        if kind == "ypos":
            # atan2 does not know how far out a point is; the radius of the circle does.
            found = -np.arctan(np.hypot(line.xi, line.eta) / ARCSEC_PER_RAD)
            np.testing.assert_allclose(found, float(number), rtol=1e-4)
        else:
            outside = np.hypot(line.xi, line.eta) > 1e-9
            turn = np.arctan2(line.xi, -line.eta)[outside] - float(number)
            np.testing.assert_allclose((turn + math.pi) % (2 * math.pi) - math.pi, 0, atol=1e-4)


def test_positions_that_are_not_polar_have_no_net() -> None:
    assert polar_net(Frame(State.POSITIONED, 338.23, -60.56), BOXES[0]) == ()
    assert polar_net(Frame(State.PIXEL), BOXES[0]) == ()
