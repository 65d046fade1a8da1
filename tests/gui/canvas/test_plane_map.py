"""Positions find their place on the screen and come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.gui.canvas.plane_map import PlaneMap, fitting, zoomed

coordinates = st.floats(-1e4, 1e4)


@given(coordinates, coordinates, st.booleans())
def test_a_position_comes_back_from_the_screen(x, y, east_left):
    here = PlaneMap(60, 8, 500, 400, (-30, 20, -10, 30), east_left)
    assert here.to_plane(*here.to_pixel(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_east_is_left_and_north_is_up():
    here = PlaneMap(0, 0, 100, 100, (-5, 5, -5, 5), east_left=True)
    assert here.to_pixel(5, 5) == (0, 0)
    assert here.to_pixel(-5, -5) == (100, 100)


@given(st.floats(1, 3000), st.floats(1, 3000))
def test_a_fitted_box_shows_all_that_was_asked_for_with_square_units(width, height):
    x0, x1, y0, y1 = fitting((-3, 5, 10, 12), width, height)
    assert x0 <= -3 + 1e-9
    assert x1 >= 5 - 1e-9
    assert y0 <= 10 + 1e-9
    assert y1 >= 12 - 1e-9
    assert (x1 - x0) / width == pytest.approx((y1 - y0) / height)


def test_zooming_holds_the_place_under_the_cursor():
    box = zoomed((0, 10, 0, 10), 2, 2, 8)
    assert box == (1, 6, 4, 9)
