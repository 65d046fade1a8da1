"""Contours follow the rows and the levels, and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pixviewer import open_table, white_light
from pixviewer.core.products.contours import find_contours
from pixviewer.model.contouring import CONTOURS, ContourRequest
from pixviewer.model.filters import Chip
from pixviewer.model.overlays import ContourLevels
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.set_shape("scatter", (200, 150))
    workspace.set_shape("image", (200, 150))
    workspace.open(small_file)
    at_rest()
    return workspace


def change(workspace: Workspace, at_rest: Rest, **changes: Any) -> None:
    workspace.view.overlays = workspace.view.overlays.with_changes(**changes)
    at_rest()


def test_nothing_is_asked_until_contours_are_wanted(opened: Workspace, at_rest: Rest) -> None:
    contouring = opened.linked.contouring
    assert contouring.shown.sky is None
    change(opened, at_rest, has_grid=True)
    assert CONTOURS not in opened.linked.asker.asked
    change(opened, at_rest, has_contours=True)
    assert contouring.shown.sky is not None
    change(opened, at_rest, has_contours=False)
    assert contouring.shown.sky is None
    assert CONTOURS not in opened.linked.asker.asked


def test_they_are_those_of_the_mean_image(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    opened.editor.set_display("image", by="count", stretch="Log")
    levels = ContourLevels(n=3, first=4.0, smoothing=1.5)
    change(opened, at_rest, has_contours=True, levels=levels)
    shown = opened.linked.contouring.shown.sky
    assert shown is not None
    image = white_light(open_table(small_file))
    wanted = find_contours(
        image.value, image.grid, lambda s: levels.of(s.sky, s.sigma, s.peak), smoothing=levels.smoothing
    )
    assert shown.levels == pytest.approx(wanted.levels)
    assert [len(lines) for lines in shown.lines] == [len(lines) for lines in wanted.lines]
    np.testing.assert_allclose(shown.lines[0][0], wanted.lines[0][0], atol=1e-9)


def test_a_stretch_moves_no_contour_but_a_filter_does(opened: Workspace, at_rest: Rest) -> None:
    change(opened, at_rest, has_contours=True)
    first = opened.linked.contouring.shown.sky
    opened.editor.set_display("image", stretch="Squared", limits="90%")
    at_rest()
    assert opened.linked.contouring.shown.sky is first
    opened.editor.add_filter(Chip("ifu", (6,)))
    at_rest()
    second = opened.linked.contouring.shown.sky
    assert second is not None
    assert second is not first
    assert np.isfinite(second.image).sum() < np.isfinite(first.image).sum()  # type: ignore[union-attr]


def test_equal_requests_are_equal() -> None:
    one, other = (ContourRequest(1, None, ContourLevels(n=4)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != ContourRequest(1, None, ContourLevels(n=5))


def test_the_detector_has_them_where_its_pixels_see_them(opened: Workspace, at_rest: Rest) -> None:
    change(opened, at_rest, has_contours=True)
    opened.linked.show_ifu(6)
    at_rest()
    found = opened.linked.contouring.shown.detectors[6]
    sky = opened.linked.contouring.shown.sky
    assert sky is not None
    assert found.levels == sky.levels
    assert any(found.lines)
    for level, lines in zip(found.levels, found.lines, strict=True):
        for line in lines:
            # Beside a line are pixels below and above its level.
            col, row = found.grid.cell(*line[len(line) // 2]) or (0, 0)
            near = found.image[max(row - 2, 0) : row + 3, max(col - 2, 0) : col + 3]
            assert np.nanmin(near) <= level <= np.nanmax(near)


def test_levels_above_the_peak_are_no_lines(opened: Workspace, at_rest: Rest) -> None:
    change(opened, at_rest, has_contours=True, levels=ContourLevels(rule="values", values=(1e9,)))
    shown = opened.linked.contouring.shown.sky
    assert shown is not None
    assert shown.lines == ((),)


def test_another_table_has_contours_of_its_own(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    change(opened, at_rest, has_contours=True)
    first = opened.linked.contouring.shown.sky
    opened.open(small_file)
    at_rest()
    assert opened.linked.contouring.shown.sky is not None
    assert opened.linked.contouring.shown.sky is not first
    opened.close_table()
    at_rest()
    assert opened.linked.contouring.shown.sky is None


def test_detectors_that_are_compared_have_them_without_the_detector_view(
    opened: Workspace, at_rest: Rest, small_file: Path
) -> None:
    opened.linked.detector.is_visible = False
    opened.linked.show_ifu(6)
    change(opened, at_rest, has_contours=True)
    assert not opened.linked.contouring.shown.detectors
    opened.second.open(small_file)
    at_rest()
    opened.comparison.set_subject("detector")
    opened.comparison.state.is_visible = True
    at_rest()
    assert list(opened.linked.contouring.shown.detectors) == [6]
