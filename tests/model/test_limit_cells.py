"""Limits of part of a picture, their names, and contrast and bias on top of them."""

import numpy as np
import pytest

from pixviewer.core.geometry import Annulus, Circle, Frame, Grid, Square
from pixviewer.model.display_drag import LEAST_CONTRAST, MOST_CONTRAST, dragged_tone
from pixviewer.model.limit_cells import Inside, cells_in, display_limits, part_of, region_trouble
from pixviewer.model.limit_rules import LIMITS, found_limits, limits_rule, limits_text
from pixviewer.model.regions import Region
from pixviewer.model.shading import shade
from pixviewer.model.state import Display
from pixviewer.model.stretches import STRETCHES, stretch_name, toned

GRID = Grid(10.0, -5.0, -0.5, 0.5, 40, 20)  # east to the left
X = GRID.x0 + GRID.dx * (np.arange(40) + 0.5)
Y = GRID.y0 + GRID.dy * (np.arange(20) + 0.5)


def test_cells_of_a_box_are_those_with_their_centres_inside():
    inside = cells_in((-3.0, 2.0, -1.0, 4.0), GRID)
    expected = ((X >= -3) & (X < 2))[None] & ((Y >= -1) & (Y < 4))[:, None]
    np.testing.assert_array_equal(inside, expected)
    assert cells_in(None, GRID) is None


@pytest.mark.parametrize(
    ("part", "is_inside"),
    [
        (Inside("circle", 1, 1, 2.6), lambda dx, dy: np.hypot(dx, dy) < 2.6),
        (Inside("square", 1, 1, 2.6), lambda dx, dy: np.maximum(abs(dx), abs(dy)) < 2.6),
        (
            Inside("annulus", 1, 1, 2.6, 1.2),
            lambda dx, dy: (np.hypot(dx, dy) < 2.6) & (np.hypot(dx, dy) >= 1.2),
        ),
    ],
)
def test_cells_of_a_region(part, is_inside):
    np.testing.assert_array_equal(cells_in(part, GRID), is_inside((X - 1)[None], (Y - 1)[:, None]))


@pytest.fixture
def frame():
    from pixviewer.core.geometry import State

    return Frame(State.POSITIONED, 150.0, -30.0, 0.2)


@pytest.mark.parametrize("shape", [Circle, Square, lambda *a: Annulus(a[0], a[1], 1.0, a[2])])
def test_a_region_lies_in_the_plane_where_the_sky_says(shape, frame):
    region = Region("1", "r", shape(150.001, -30.0, 2.0))
    part = part_of(Display(limits="From Region"), (0, 1, 0, 1), region, frame)
    assert isinstance(part, Inside)
    assert (part.kind, part.size) == (region.kind, 2.0)
    assert part.x == pytest.approx(3.6 * np.cos(np.radians(30)), rel=1e-3)
    assert part.hole == (1.0 if region.kind == "annulus" else 0.0)


def test_only_rules_that_look_at_numbers_have_a_part(frame):
    view = (0.0, 1.0, 0.0, 1.0)
    assert part_of(Display(limits="99%"), view, None, frame) is None
    assert part_of(Display(limits="99%", scope="Local"), view, None, frame) == view
    assert part_of(Display(limits="From View"), view, None, frame) == view
    assert part_of(Display(limits="User", scope="Local"), view, None, frame) is None
    assert part_of(Display(limits="From Region"), view, None, frame) is None


def test_limits_of_a_part_and_of_a_part_without_values():
    values = np.arange(800.0).reshape(20, 40)
    inside = values < 100
    assert display_limits(Display(limits="Min Max", scope="Local"), values, inside) == (0, 99)
    values[inside] = np.nan
    assert display_limits(Display(limits="Min Max", scope="Local"), values, inside) == (100, 799)


@pytest.mark.parametrize("name", LIMITS)
def test_nothing_to_show_has_no_limits(name):
    assert found_limits(np.full((3, 3), np.nan), name, (1, 2)) is None
    assert found_limits(np.zeros((0, 4)), name, (1, 2)) is None


@pytest.mark.parametrize("n_sigma", [0.5, 3, 5, 12.5])
def test_n_sigma_about_the_sky(n_sigma):
    values = np.random.default_rng(5).normal(100, 2, 40_000)
    values[:200] = 1e6
    lo, hi = found_limits(values, "Sky ±nσ", n_sigma=n_sigma)
    assert (lo + hi) / 2 == pytest.approx(100, abs=0.05)
    assert (hi - lo) / 2 == pytest.approx(2 * n_sigma, rel=0.02)


def test_rules_are_written_and_read():
    assert limits_text("Sky ±nσ") == "Sky ±5σ"
    assert limits_text("Sky ±nσ", 2.5) == "Sky ±2.5σ"
    assert limits_rule("sky ±2.5σ") == ("Sky ±nσ", 2.5)
    assert limits_rule("from region") == ("From Region", None)
    for name in LIMITS:
        assert limits_rule(limits_text(name))[0] == name
    for text in ("Sky ±0σ", "Sky ±nanσ", "Sky ±xσ", "95"):
        with pytest.raises(ValueError, match="no limits are named"):
            limits_rule(text)


def test_a_stretch_is_known_by_the_spelling_of_others():
    assert stretch_name("arcsinh") == stretch_name("asinh") == "ASINH"
    assert stretch_name("sqrt") == "Square Root"
    assert [stretch_name(name.upper()) for name in STRETCHES] == list(STRETCHES)
    values = np.linspace(0, 1, 50)[None]
    np.testing.assert_array_equal(shade(values, 0, 1, "arcsinh"), shade(values, 0, 1, "ASINH"))


def test_contrast_and_bias_are_those_of_ds9():
    x = np.linspace(0, 1, 11)
    np.testing.assert_array_equal(toned(x, 1, 0.5), x)
    np.testing.assert_allclose(toned(x, 2, 0.5), np.clip(2 * x - 0.5, 0, 1), atol=1e-15)
    np.testing.assert_allclose(toned(x, 1, 0.8), np.clip(x - 0.3, 0, 1), atol=1e-15)
    np.testing.assert_array_equal(toned(x, 0, 0.1), 0.5)


def test_contrast_and_bias_change_colours_after_the_stretch():
    values = np.linspace(0, 1, 1000)[None]
    plain = shade(values, 0, 1, "Log")[0, :, 0].astype(float)
    grey = shade(values, 0, 1, "Log", contrast=1.7, bias=0.4)[0, :, 0]
    expected = 255 * np.clip((plain / 255 - 0.4) * 1.7 + 0.5, 0, 1)
    assert np.abs(grey - expected).max() <= 1.5


def test_a_drag_to_the_right_and_up_raises_bias_and_contrast_within_bounds():
    contrast, bias = dragged_tone(1.0, 0.5, 0.1, 0.2)
    assert bias == pytest.approx(0.6)
    assert contrast > 1.5
    assert dragged_tone(contrast, bias, -0.1, -0.2) == pytest.approx((1.0, 0.5), abs=1e-3)
    assert dragged_tone(1.0, 0.5, 9, 9) == (MOST_CONTRAST, 1.0)
    assert dragged_tone(1.0, 0.5, -9, -9) == (LEAST_CONTRAST, 0.0)


def test_a_region_is_wanted_first():
    assert "select a region" in region_trouble("image", None)
    assert region_trouble("image", Region("1", "r", Circle(1, 1, 1))) == ""
    assert "detector" in region_trouble("detector", None)
