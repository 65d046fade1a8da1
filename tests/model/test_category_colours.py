"""Neighbouring categories differ for every eye; flags stand out; brightness only hints at the counts."""

import numpy as np
import pytest

from pixviewer.core.table.origin import sky_to_ccd
from pixviewer.model.categories import (
    GOOD_ROWS,
    SEVERAL_FLAGS,
    category_colours,
    flag_legend,
    shade_categories,
)

# Full deuteranopia, acting on linear RGB: Machado, Oliveira & Fernandes 2009, table 1, severity 1.0.
_DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
_RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colours):
    c = np.asarray(colours, float) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb_linear):
    xyz = np.clip(rgb_linear, 0, 1) @ _RGB_TO_XYZ.T / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def distance(a, b, eye=None):
    a, b = linear(a), linear(b)
    if eye is not None:
        a, b = a @ eye.T, b @ eye.T
    return np.linalg.norm(lab(a) - lab(b), axis=1)  # CIE 1976 ΔE; 2.3 is just noticeable


@pytest.mark.parametrize("eye", [None, _DEUTERANOPIA], ids=["normal", "deuteranopia"])
@pytest.mark.parametrize(("kind", "n"), [("ifu", 24), ("slice", 48), ("slice_sky", 48), ("stack", 4)])
def test_consecutive_labels_differ_clearly(kind, n, eye):
    colours = category_colours(kind, n)
    assert distance(colours[:-1], colours[1:], eye).min() > 15


@pytest.mark.parametrize("eye", [None, _DEUTERANOPIA], ids=["normal", "deuteranopia"])
def test_slices_that_touch_on_the_sky_differ_also_when_numbered_as_on_the_detector(eye):
    colours = category_colours("slice", 48)
    ccd = sky_to_ccd(np.arange(1, 49))
    for stack in ccd.reshape(4, 12):
        assert distance(colours[stack[:-1] - 1], colours[stack[1:] - 1], eye).min() > 15


def test_labels_never_have_the_same_colour():
    assert len(np.unique(category_colours("slice", 48), axis=0)) == 48


def test_cells_without_rows_are_transparent_and_the_others_opaque():
    rgba = shade_categories(np.array([[0, 1], [2, 24]], np.int16))
    np.testing.assert_array_equal(rgba[..., 3], [[0, 255], [255, 255]])
    np.testing.assert_array_equal(rgba[1, 1, :3], category_colours("ifu", 24)[23])


def test_brightness_follows_the_count_but_only_a_little():
    plane = np.full((20, 20), 3, np.int16)
    count = np.full((20, 20), 100, np.uint32)
    count[:10] = 1
    rgba = shade_categories(plane, count).astype(float)
    assert np.all(rgba[0, 0, :3] <= rgba[15, 0, :3])
    assert rgba[0, 0, :3].sum() > 0.65 * rgba[15, 0, :3].sum()


def test_one_flagged_row_among_many_grows_over_good_ones():
    flags = np.zeros((9, 9), np.uint32)
    flags[4, 4] = 1 << 13
    rgba = shade_categories(flags, np.full((9, 9), 50), "flags")
    strong = category_colours("flags", 32)[13]
    for cell in ((4, 4), (3, 4), (5, 4), (4, 3), (4, 5)):
        np.testing.assert_array_equal(rgba[cell][:3], strong)
    np.testing.assert_array_equal(rgba[0, 0, :3], GOOD_ROWS)


@pytest.mark.parametrize("bit", range(32))
def test_each_single_flag_is_recognised_also_in_signed_numbers(bit):
    flags = np.array([[1 << bit]], np.uint32)
    expected = category_colours("flags", 32)[bit]
    np.testing.assert_array_equal(shade_categories(flags, np.ones((1, 1)), "flags")[0, 0, :3], expected)
    np.testing.assert_array_equal(
        shade_categories(flags.view(np.int32), np.ones((1, 1)), "flags")[0, 0, :3], expected
    )


def test_several_flags_have_a_colour_of_their_own():
    rgba = shade_categories(np.array([[3, 0]], np.uint32), np.array([[1, 0]]), "flags", grow=False)
    np.testing.assert_array_equal(rgba[0, 0, :3], SEVERAL_FLAGS)
    assert rgba[0, 1, 3] == 0


def test_the_legend_names_good_rows_then_the_flags_that_are_there():
    names = [name for name, _ in flag_legend(1 << 5 | 1 << 13)]
    assert names == ["good", "CosmicUnCorrected", "PermanentCameraDefect", "several"]
    assert [name for name, _ in flag_legend(1 << 13)] == ["good", "PermanentCameraDefect"]


def test_nothing_at_all_can_be_coloured():
    assert shade_categories(np.zeros((3, 4), np.int16)).max() == 0
    assert shade_categories(np.zeros((0, 0), np.int16), np.zeros((0, 0))).shape == (0, 0, 4)
