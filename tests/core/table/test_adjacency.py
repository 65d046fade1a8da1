"""Labels that touch in a picture, from the geometry of the instrument, and in a simulated field."""

import pytest

from pixviewer.core.geometry import Grid
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.extent import extent
from pixviewer.core.products.raster import scatter
from pixviewer.core.table.adjacency import (
    touching_ifus,
    touching_sky_slices,
    touching_slices,
    touching_stacks,
)
from pixviewer.core.table.origin import ccd_to_sky


def ordered(a, b):
    return min(a, b), max(a, b)


def test_slices_touch_the_next_on_the_detector_and_in_their_stack():
    on_ccd, on_sky = touching_slices(), touching_sky_slices()
    assert {(n, n + 1) for n in range(1, 48)} <= on_ccd
    rows = {(12 * stack + row, 12 * stack + row + 1) for stack in range(4) for row in range(1, 12)}
    assert rows <= on_sky
    assert {(12 * stack + 1, 12 * stack + 12) for stack in range(4)} <= on_sky  # across two IFUs
    assert {(n, n + 12) for n in range(1, 37)} <= on_sky  # across two stacks
    assert (1, 25) not in on_sky


def test_both_numberings_say_the_same():
    sky = {ordered(int(ccd_to_sky(a)), int(ccd_to_sky(b))) for a, b in touching_slices()}
    assert sky == touching_sky_slices()


def test_ifus_and_stacks():
    assert {(1, 2), (1, 3), (22, 24), (23, 24)} <= touching_ifus()
    assert all(1 <= a < b <= 24 and b - a <= 2 for a, b in touching_ifus())
    assert len(touching_stacks()) == 6


@pytest.mark.parametrize(("by", "touching"), [("slice", touching_slices), ("slice_sky", touching_sky_slices)])
def test_slices_that_meet_in_a_simulated_field_are_known_to_touch(small_file, by, touching):
    table = open_table(small_file)
    x0, x1, y0, y1 = extent(table)
    step = 0.1
    grid = Grid(x0, y0, step, step, int((x1 - x0) / step), int((y1 - y0) / step))
    plane = scatter(table, grid=grid, by=by).plane
    met = set()
    # Rows lie 0.2″ apart: cells two apart are neighbours or the same.
    for a, b in ((plane[2:], plane[:-2]), (plane[:, 2:], plane[:, :-2])):
        both = (a > 0) & (b > 0) & (a != b)
        met |= {ordered(int(p), int(q)) for p, q in zip(a[both], b[both], strict=True)}
    assert len(met) > 40
    assert met <= touching()
