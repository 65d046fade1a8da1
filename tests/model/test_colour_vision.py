"""The colour difference against the published test data, and eyes that see what they should."""

import numpy as np
import pytest

from pixviewer.model.colour_vision import EYES, difference, lab, least_difference

# Sharma, Wu & Dalal 2005, table 1: pairs 1, 4, 7, 9, 14, 17, 19, 25, 32 and 34.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("a", "b", "expected"), PUBLISHED)
def test_differences_are_the_published_ones(a, b, expected):
    assert difference(a, b) == pytest.approx(expected, abs=1e-4)
    assert difference(b, a) == pytest.approx(expected, abs=1e-4)


def test_lab_of_white_black_and_red():
    np.testing.assert_allclose(lab((255, 255, 255)), (100, 0, 0), atol=0.02)
    np.testing.assert_allclose(lab((0, 0, 0)), (0, 0, 0), atol=1e-9)
    np.testing.assert_allclose(lab((255, 0, 0)), (53.24, 80.09, 67.20), atol=0.02)


@pytest.mark.parametrize("eye", EYES)
def test_greys_stay_grey_for_every_eye(eye):
    np.testing.assert_allclose(lab((128, 128, 128), eye), lab((128, 128, 128)), atol=0.05)


def test_eyes_confuse_what_they_are_known_to_confuse():
    red, green, blue, teal = (172, 71, 46), (108, 108, 36), (30, 110, 160), (20, 115, 110)
    usual = difference(lab(red), lab(green))
    for eye in ("protanopia", "deuteranopia"):
        assert difference(lab(red, eye), lab(green, eye)) < 0.5 * usual
    assert difference(lab(blue, "tritanopia"), lab(teal, "tritanopia")) < 0.5 * difference(
        lab(blue), lab(teal)
    )
    assert least_difference(red, green) < usual
