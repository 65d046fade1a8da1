"""Stretches as DS9 has them, limits by name, and pictures that say where there is no data."""

import astropy.visualization as av
import numpy as np
import pytest

from pixviewer.model.colour_maps import COLOUR_MAPS, colour_table
from pixviewer.model.shading import (
    LIMITS,
    NO_DATA,
    STRETCHES,
    limits,
    shade,
    shade_scatter,
    stretch_curve,
)
from pixviewer.model.spreading import isolated, spread

_ASTROPY = {
    "Linear": av.LinearStretch(),
    "Log": av.LogStretch(1000),
    "Power": av.PowerDistStretch(1000),
    "Square Root": av.SqrtStretch(),
    "Squared": av.SquaredStretch(),
    "ASINH": av.AsinhStretch(0.1),
    "SINH": av.SinhStretch(1 / 3),
}
_X = np.linspace(0, 1, 101)
_DS9 = {
    "Linear": _X,
    "Log": np.log10(1000 * _X + 1) / np.log10(1000),
    "Power": (1000**_X - 1) / 1000,
    "Square Root": np.sqrt(_X),
    "Squared": _X**2,
    "ASINH": np.arcsinh(10 * _X) / 3,
    "SINH": np.sinh(3 * _X) / 10,
}


@pytest.fixture
def field():
    """A sky of 35 ± 1 with a bright star in a corner and no data in the first row."""
    rng = np.random.default_rng(3)
    values = rng.normal(35, 1, (300, 400)).astype(np.float32)
    values[-20:, -20:] += 5000
    values[0] = np.nan
    return values


def test_the_stretches_are_the_eight_of_ds9():
    assert STRETCHES == (
        "Linear", "Log", "Power", "Square Root", "Squared", "ASINH", "SINH", "Histogram Equalization",
    )  # fmt: skip


@pytest.mark.parametrize("name", _ASTROPY)
def test_a_stretch_is_that_of_astropy_and_of_ds9(name):
    curve = stretch_curve(name, 101)
    np.testing.assert_allclose(curve, _ASTROPY[name](_X), atol=1e-12)
    # DS9 does not end at 1 exactly; half a grey level of 255 is allowed.
    np.testing.assert_allclose(curve, _DS9[name], atol=0.5 / 255)


@pytest.mark.parametrize("stretch", STRETCHES)
def test_grey_increases_with_the_value_for_every_stretch(stretch):
    ramp = np.linspace(-1, 2, 500, dtype=np.float32)[None, :]
    grey = shade(ramp, 0, 1, stretch)[0, :, 0].astype(int)
    assert np.all(np.diff(grey) >= 0)
    assert grey[-1] == 255
    assert stretch == "Histogram Equalization" or grey[0] == 0


def test_histogram_equalization_uses_all_greys_equally(field):
    grey = shade(field, 30, 40, "Histogram Equalization")[1:-20, :, 0]
    counts = np.histogram(grey, bins=8, range=(0, 256))[0]
    assert counts.min() > 0.8 * counts.mean()


def test_no_data_is_mid_grey_and_infinity_is_an_end():
    rgba = shade(np.array([[np.nan, np.inf, -np.inf]], np.float32), 0, 1)
    np.testing.assert_array_equal(rgba[0], [NO_DATA, [255] * 4, [0, 0, 0, 255]])


def test_the_array_is_not_touched_and_its_type_does_not_matter(field):
    before = field.copy()
    expected = shade(field, 30, 40, "Log")
    np.testing.assert_array_equal(field, before)
    assert np.abs(shade(field.astype(float), 30, 40, "Log").astype(int) - expected).max() <= 1
    np.testing.assert_array_equal(shade(np.full((2, 2), 7, np.uint32), 0, 14).shape, (2, 2, 4))


def test_inversion_reverses_the_map(field):
    np.testing.assert_array_equal(
        shade(np.array([[0.0]]), 0, 1, cmap="viridis", invert=True),
        shade(np.array([[1.0]]), 0, 1, cmap="viridis"),
    )


def test_a_narrow_range_far_from_zero_keeps_its_greys():
    values = np.linspace(1e5, 1e5 + 16, 17, dtype=np.float32)[None, :]
    assert len(np.unique(shade(values, 1e5, 1e5 + 16)[..., 0])) == 17


@pytest.mark.parametrize("name", LIMITS)
def test_limits_increase_for_any_values(name, field):
    for values in (field, field[:1], np.zeros((3, 3)), np.full((3, 3), -4.5), np.array([]), np.array([1e30])):
        lo, hi = limits(values, name, (2, 1))
        assert np.isfinite([lo, hi]).all()
        assert lo < hi


def test_percentages_cut_the_same_at_both_ends():
    lo, hi = limits(np.arange(1001.0), "98%")
    assert (lo, hi) == pytest.approx((10, 990))


def test_min_max_sees_every_value_of_a_large_picture():
    values = np.zeros((1500, 1500), np.float32)
    values[777, 1234] = 5
    assert limits(values, "Min Max") == (0, 5)


def test_zscale_is_that_of_astropy_and_zmax_ends_at_the_maximum(field):
    good = field[np.isfinite(field)].astype(float)
    expected = av.ZScaleInterval(n_samples=1000, contrast=0.25).get_limits(good)
    assert limits(field, "ZScale") == pytest.approx(expected)
    assert limits(field, "ZMax") == pytest.approx((expected[0], good.max()))


def test_sky_limits_are_centred_on_the_sky_whatever_the_stars(field):
    lo, hi = limits(field, "Sky ±3%")
    assert (lo, hi) == pytest.approx((0.97 * 35, 1.03 * 35), rel=1e-3)
    lo, hi = limits(field, "Sky ±nσ")
    assert (lo, hi) == pytest.approx((30, 40), abs=0.3)


def test_the_users_limits_are_taken_as_they_are():
    assert limits(np.arange(5.0), "User", (-2.5, 8)) == (-2.5, 8)


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"ZScale"):
        limits(np.zeros(1), "zscale?")
    with pytest.raises(ValueError, match="ASINH"):
        shade(np.zeros((1, 1)), 0, 1, "cubic")
    with pytest.raises(ValueError, match="viridis"):
        shade(np.zeros((1, 1)), 0, 1, cmap="mud")


@pytest.mark.parametrize("name", [*COLOUR_MAPS, *COLOUR_MAPS.values()])
def test_every_map_on_the_menu_exists(name):
    table = colour_table(name)
    assert table.shape == (256, 3)
    assert len(np.unique(table, axis=0)) > 7


def test_a_scatter_of_means_is_transparent_where_there_are_no_rows():
    count = np.zeros((9, 9), int)
    count[4, 4] = 2
    rgba = shade_scatter(np.full((9, 9), 3.0), count, 0, 3, grow=False)
    assert np.count_nonzero(rgba[..., 3]) == 1
    assert np.count_nonzero(shade_scatter(np.full((9, 9), 3.0), count, 0, 3)[..., 3]) == 5


def test_only_cells_without_any_neighbour_are_isolated():
    filled = np.zeros((8, 8), bool)
    filled[0, 0] = filled[4, 4] = filled[5, 5] = filled[7, 0] = True
    np.testing.assert_array_equal(np.argwhere(isolated(filled)), [[0, 0], [7, 0]])


def test_growing_at_the_edge_stays_inside():
    rgba = np.zeros((3, 3, 4), np.uint8)
    rgba[0, 2] = 200
    spread(rgba, rgba[..., 3] > 0)
    np.testing.assert_array_equal(rgba[..., 0], [[0, 200, 200], [0, 0, 200], [0, 0, 0]])
