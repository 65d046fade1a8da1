"""Borders of a mask, which drawn again give the mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.calib.brush import outline_patch
from pixviewer.core.calib.outlines import is_hole, outlines
from pixviewer.core.geometry import Grid

GRIDS = [
    Grid(3.0, -2.0, -0.2, 0.2, 23, 17),
    Grid(5.0, 6.0, 1.0, 1.0, 23, 17),
    Grid(0.0, 0.0, 1.0, -1.0, 23, 17),
]


def drawn_again(rings, grid):
    masked = np.zeros(grid.shape, bool)
    for ring in rings:
        outline_patch(ring.tolist(), grid).put(masked, erases=is_hole(ring, grid))
    return masked


@pytest.mark.parametrize("grid", GRIDS)
@given(seed=st.integers(0, 10**6), share=st.floats(0.02, 0.98))
def test_drawn_one_after_the_other_they_are_the_mask(grid, seed, share):
    masked = np.random.default_rng(seed).random(grid.shape) < share
    assert np.array_equal(drawn_again(outlines(masked, grid), grid), masked)


def test_a_box_has_four_corners_at_the_edges_of_its_cells():
    masked = np.zeros((17, 23), bool)
    masked[2:5, 7:9] = True
    (ring,) = outlines(masked, GRIDS[1])
    assert sorted(map(tuple, ring.tolist())) == [(12.0, 8.0), (12.0, 11.0), (14.0, 8.0), (14.0, 11.0)]
    assert not is_hole(ring, GRIDS[1])


def test_an_island_in_a_hole_comes_last():
    masked = np.ones((17, 23), bool)
    masked[3:14, 3:14] = False
    masked[6:9, 6:9] = True
    rings = outlines(masked, GRIDS[0])
    assert [is_hole(ring, GRIDS[0]) for ring in rings] == [False, True, False]
    assert [len(ring) for ring in rings] == [4, 4, 4]


def test_cells_that_touch_at_a_corner_are_apart():
    masked = np.eye(17, 23, dtype=bool)
    assert len(outlines(masked, GRIDS[0])) == 17


def test_an_empty_mask_has_none():
    assert outlines(np.zeros((17, 23), bool), GRIDS[0]) == ()
