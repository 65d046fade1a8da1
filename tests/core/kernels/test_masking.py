"""Rows looked up in a mask image, against a loop in plain Python."""

import math

import numpy as np
import pytest

from pixviewer.core.kernels import projecting
from pixviewer.core.kernels.masking import look_up

DEC0 = math.radians(-60.5)


def plainly(x, y, state, to_pixel, masked):
    found, n_outside = [], 0
    for one in zip(x.tolist(), y.tolist(), strict=True):
        place = projecting.plane_far(*one, state, math.sin(DEC0), math.cos(DEC0)) if state else one
        col, row, scale = to_pixel @ (*place, 1.0)
        is_inside = bool(scale > 0) and all(math.isfinite(p) for p in (col / scale, row / scale))
        i, j = (math.floor(p / scale + 0.5) for p in (col, row)) if is_inside else (-1, -1)
        is_inside = 0 <= i < masked.shape[1] and 0 <= j < masked.shape[0]
        found.append(bool(is_inside and masked[j, i]))
        n_outside += not is_inside
    return found, n_outside


@pytest.mark.parametrize("state", [projecting.PIXEL, projecting.PROJECTED, projecting.POSITIONED])
@pytest.mark.parametrize("n", [0, 1, projecting.BLOCK + 3])
def test_nearest_pixels_in_every_state(state, n, rng):
    x, y = rng.uniform(-2, 2, n), rng.uniform(-2, 2, n)
    if state == projecting.PROJECTED:
        x, y = rng.uniform(0, 6.28, n), -rng.uniform(0, 2e-4, n)
    elif state == projecting.POSITIONED:
        x, y = x / 100, y / 200
    x, y = x.astype(np.float32), y.astype(np.float32)
    x[3:7:3] = np.nan
    masked = rng.random((50, 40)) < 0.5
    scale = 15.0 if state == projecting.PIXEL else 0.5
    to_pixel = np.array([[scale, 2e-3, 19.7], [-3e-3, scale, 24.3], [1e-5, -2e-5, 1.0]])
    found = np.empty(n, np.bool_)
    frame = np.array([state, math.sin(DEC0), math.cos(DEC0)])
    with np.errstate(invalid="ignore"):
        n_outside = look_up(x, y, frame, to_pixel, masked, found)
        assert (found.tolist(), n_outside) == plainly(x, y, state, to_pixel, masked)
    if n > 1:
        assert 0 < found.sum() < n
        assert 0 < n_outside < n


def test_places_exactly_between_pixels_belong_to_the_upper_one():
    masked = np.array([[False, True], [True, True]])
    x = np.array([-0.5, 0.5, 1.5, -0.51], np.float32)
    found = np.empty(4, np.bool_)
    n_outside = look_up(x, np.zeros(4, np.float32), np.array([0.0, 0.0, 1.0]), np.eye(3), masked, found)
    assert found.tolist() == [False, True, False, False]
    assert n_outside == 2


def test_behind_the_plane_of_the_image_nothing_is_found():
    masked = np.ones((3, 3), np.bool_)
    found = np.ones(1, np.bool_)
    x = np.ones(1, np.float32)
    assert look_up(x, x, np.array([0.0, 0.0, 1.0]), -np.eye(3), masked, found) == 1
    assert not found[0]
