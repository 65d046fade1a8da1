"""Which part of a region is under the mouse."""

import pytest

from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.regions import Part, handles, part_at, region_at
from pixviewer.gui.canvas.sky_gestures import drawn_shape

HERE = PlaneMap(0, 0, 600, 600, (-30, 30, -30, 30), east_left=True)  # 10 pixels per arcsec


def region(kind="circle", size=10.0, **more):
    return RegionItemData(more.pop("id", 1), kind, 0.0, 0.0, size, **more)


def test_the_border_and_the_centre_hold_a_region_but_not_its_wide_inside():
    big = region(size=20)
    assert part_at(big, HERE, 300 + 200, 300) is Part.BODY
    assert part_at(big, HERE, 300, 300) is Part.BODY
    assert part_at(big, HERE, 300 + 100, 300) is None


def test_a_small_region_is_held_by_all_of_its_inside():
    assert part_at(region(size=3), HERE, 300 + 15, 300 + 10) is Part.BODY


def test_a_selected_region_is_held_by_its_inside():
    assert part_at(region(size=10, selected=True), HERE, 350, 300) is Part.BODY
    assert part_at(region(size=10), HERE, 350, 300) is None


@pytest.mark.parametrize("offset", [(-6, -6), (0, 0), (6, 6)])
@pytest.mark.parametrize("kind", ["circle", "square"])
def test_a_handle_can_be_taken_within_more_than_ten_pixels(kind, offset):
    chosen = region(kind, selected=True)
    for x, y in handles(chosen, HERE):
        assert part_at(chosen, HERE, x + offset[0], y + offset[1]) is Part.HANDLE


def test_a_locked_region_has_no_handles():
    chosen = region(selected=True, locked=True)
    assert part_at(chosen, HERE, *handles(chosen, HERE)[0]) is Part.BODY


def test_a_hidden_region_is_not_there():
    assert part_at(region(visible=False), HERE, 300, 300) is None


def test_of_two_regions_the_smaller_is_taken_unless_the_larger_is_selected():
    small, large = region(size=2, id="s"), region(size=4, id="l")
    assert region_at([large, small], HERE, 300, 300)[0].id == "s"
    large = region(size=4, id="l", selected=True)
    assert region_at([large, small], HERE, 300, 300)[0].id == "l"


def test_a_shape_is_drawn_from_its_centre_or_from_corner_to_corner():
    assert drawn_shape("circle", (1, 1), (4, 5), False) == (1, 1, 5)
    assert drawn_shape("square", (1, 1), (4, 5), False) == (1, 1, 4)
    assert drawn_shape("square", (1, 1), (-3, 3), True) == (-1, 3, 2)
