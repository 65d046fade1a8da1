"""Contours of images whose lines are known."""

import numpy as np
import pytest

from pixviewer.core.geometry import Grid
from pixviewer.core.products.contours import find_contours, smooth, statistics, trace

STEP, SIGMA, PEAK = 0.2, 1.5, 100.0  # arcsec, arcsec, units
GRID = Grid(12.0, -9.0, -STEP, STEP, 120, 90)  # east to the left


def gaussian(x0: float = 1.3, y0: float = -0.7) -> np.ndarray:
    x, _ = GRID.centre(np.arange(GRID.n_x), 0)
    _, y = GRID.centre(0, np.arange(GRID.n_y))
    return PEAK * np.exp(-((x[None, :] - x0) ** 2 + (y[:, None] - y0) ** 2) / (2 * SIGMA**2))


def test_contours_of_a_gaussian_are_circles_of_the_right_radius() -> None:
    levels = (10.0, 50.0, 90.0)
    for level, lines in zip(levels, trace(gaussian(), GRID, levels), strict=True):
        (line,) = lines
        np.testing.assert_array_equal(line[0], line[-1])
        radius = np.hypot(line[:, 0] - 1.3, line[:, 1] + 0.7)
        # Linear between cells: half a tenth of a cell, where the curve bends most.
        assert radius == pytest.approx(SIGMA * np.sqrt(2 * np.log(PEAK / level)), abs=0.1 * STEP)


def test_smoothing_widens_a_gaussian_as_the_sum_of_squares() -> None:
    wide = np.hypot(SIGMA, 4 * STEP)
    found = find_contours(gaussian(), GRID, lambda s: (s.peak / 2,), smoothing=4)
    (line,) = found.lines[0]
    radius = np.hypot(line[:, 0] - 1.3, line[:, 1] + 0.7)
    assert radius == pytest.approx(wide * np.sqrt(2 * np.log(2)), abs=0.2 * STEP)
    assert found.statistics.peak == pytest.approx(PEAK * SIGMA**2 / wide**2, rel=0.01)


def test_gaps_are_smoothed_over_but_the_field_keeps_its_border() -> None:
    image = gaussian()
    image[:, 60] = np.nan
    image[:10] = np.nan
    smoothed = smooth(image, 1.0)
    assert np.isfinite(smoothed[12:, 60]).all()
    assert np.isnan(smoothed[:8]).all()
    assert np.isnan(smooth(image, 0.0)[12, 60])
    whole = smooth(gaussian(), 1.0)
    assert np.nanmax(np.abs(smoothed - whole)[14:]) < 3.0  # of 100


def test_lines_end_where_there_is_nothing() -> None:
    image = gaussian()
    image[:, :40] = np.nan
    limit = GRID.centre(39.5, 0)[0]
    for lines in trace(image, GRID, (5.0, 30.0)):
        assert all((line[:, 0] <= limit).all() for line in lines)


def test_sky_and_noise_do_not_see_the_objects() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(20.0, 2.0, GRID.shape)
    found = statistics(noise + gaussian())
    assert found.sky == pytest.approx(20.0, abs=0.3)
    assert found.sigma == pytest.approx(2.0, rel=0.1)
    assert found.peak > 100


def test_levels_follow_the_image_and_not_what_is_added_to_its_stretch() -> None:
    rng = np.random.default_rng(3)
    image = rng.normal(0.0, 1.0, GRID.shape) + gaussian()
    one = find_contours(image, GRID, lambda s: (s.sky + 5 * s.sigma,))
    # The same picture in other units has the same lines.
    other = find_contours(7 * image + 1000, GRID, lambda s: (s.sky + 5 * s.sigma,))
    assert len(one.lines[0]) == len(other.lines[0])
    for a, b in zip(one.lines[0], other.lines[0], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.parametrize("image", [np.full(GRID.shape, np.nan), np.ones((1, 5)), np.zeros(GRID.shape)])
def test_images_without_contours_have_none(image: np.ndarray) -> None:
    grid = Grid(0, 0, 1, 1, image.shape[1], image.shape[0])
    found = find_contours(image, grid, lambda s: (s.sky + 1.0,))
    assert found.lines == ((),)
