"""A whole field looks filled where rows are, and is never filled where none are near."""

import numpy as np
import pytest

from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.model.resolve import footprint_cells
from pixviewer.model.shading import category_colours, shade_categories, shade_scatter
from pixviewer.model.spreading import fill_gaps


def striped(every: int) -> np.ndarray:
    plane = np.zeros((30, 40), np.int16)
    plane[::every] = 1 + np.arange(len(plane[::every]))[:, None] % 3
    return plane


@pytest.mark.parametrize(("every", "radius"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_rows_within_a_footprint_leave_no_gap(every: int, radius: int) -> None:
    plane = striped(every)
    rgba = shade_categories(plane, plane, "ifu", footprint=radius)
    assert (rgba[: 30 - every, :, 3] == 255).all()
    np.testing.assert_array_equal(rgba[::every], shade_categories(plane, plane, "ifu")[::every])


def test_a_gap_wider_than_footprints_stays() -> None:
    plane = striped(10)
    rgba = shade_categories(plane, plane, "ifu", footprint=2)
    assert (rgba[5, :, 3] == 0).all()
    values = shade_scatter(plane.astype(np.float32), plane, 0, 3, footprint=2)
    np.testing.assert_array_equal(values[..., 3] == 0, rgba[..., 3] == 0)


def test_growth_reaches_every_edge_and_changes_no_colour() -> None:
    rgba = np.zeros((5, 5, 4), np.uint8)
    rgba[2, 2] = (10, 20, 30, 255)
    filled = fill_gaps(rgba, rgba[..., 3] > 0, 4)
    assert filled.all()
    assert (rgba == (10, 20, 30, 255)).all()


def test_flagged_cells_keep_their_colour_among_good_neighbours() -> None:
    flags = np.zeros((9, 9), np.uint32)
    flags[4, 4] = 1 << 5
    count = np.ones((9, 9), np.uint32)
    count[3] = count[5] = 0
    flagged = (flags > 0).astype(np.uint32)
    rgba = shade_categories(flags, count, "flags", flagged=flagged, footprint=1)
    assert (rgba[..., 3] == 255).all()
    assert tuple(rgba[4, 4, :3]) == tuple(category_colours("flags", 32)[5])
    assert tuple(rgba[0, 0, :3]) != tuple(rgba[4, 4, :3])


@pytest.mark.parametrize(
    ("pixel", "cells"), [(0.5, 0), (0.2, 1), (0.15, 1), (0.1, 1), (0.06, 2), (0.04, 3), (0.02, 0)]
)
def test_the_footprint_follows_the_size_of_a_pixel(pixel: float, cells: int) -> None:
    frame = Frame(State.PIXEL)
    step = frame.natural_step * pixel / 0.2
    assert footprint_cells(frame, Grid(0.0, 0.0, step, step, 10, 10)) == cells
