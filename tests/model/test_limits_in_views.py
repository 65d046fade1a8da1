"""Limits from the current region and from what is in view follow both, in a whole workspace."""

from pathlib import Path

import numpy as np
import pytest

from pixviewer.model.limit_cells import Inside, cells_in
from pixviewer.model.workspace import Workspace


@pytest.fixture
def opened(workspace: Workspace, at_rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


def _shown(workspace: Workspace) -> tuple[float, float]:
    picture = workspace.shown.image
    return picture.lo, picture.hi


def _extremes(workspace: Workspace, part) -> tuple[float, float]:
    picture = workspace.shown.image
    inside = picture.values[cells_in(part, picture.grid)]
    return float(np.nanmin(inside)), float(np.nanmax(inside))


def test_limits_from_the_region_follow_it(opened: Workspace, at_rest) -> None:
    x0, x1, y0, y1 = opened.shown.image.grid.bounds
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    region = opened.editor.add_shape("circle", x, y, 2.0)
    opened.editor.set_display("image", limits="From Region")
    at_rest()
    assert _shown(opened) == pytest.approx(_extremes(opened, Inside("circle", x, y, 2.0)))
    opened.editor.drag_region(region.ident, x + 3, y, 2.0)
    at_rest()
    assert _shown(opened) == pytest.approx(_extremes(opened, Inside("circle", x + 3, y, 2.0)))
    opened.editor.move_region(region.ident, x + 3, y, 2.0)
    opened.editor.delete_regions((region.ident,))
    at_rest()
    assert _shown(opened) == pytest.approx(_extremes(opened, (-1e9, 1e9, -1e9, 1e9)))


def test_local_limits_are_of_what_is_in_view(opened: Workspace, at_rest) -> None:
    x0, x1, y0, y1 = opened.shown.image.grid.bounds
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    opened.set_view((x - 2, x + 2, y - 1.5, y + 1.5))
    opened.editor.set_display("image", limits="Min Max")
    at_rest()
    whole = _shown(opened)
    opened.editor.set_display("image", scope="Local")
    at_rest()
    local = _shown(opened)
    assert whole[0] <= local[0] < local[1] < whole[1]
    opened.editor.set_display("image", limits="From View", scope="Global")
    at_rest()
    assert _shown(opened) == local
    opened.set_view((x - 9, x - 5, y - 1.5, y + 1.5))
    at_rest()
    assert _shown(opened) != local


def test_typed_limits_look_at_nothing(opened: Workspace, at_rest) -> None:
    opened.editor.set_display("image", scope="Local", low=-3.0, high=4.0)
    at_rest()
    opened.set_view((-1.0, 1.0, -1.0, 1.0))
    at_rest()
    assert _shown(opened) == (-3.0, 4.0)
