"""Neighbouring categories differ for every eye; flags stand out; brightness only hints at the counts."""

from itertools import combinations

import numpy as np
import pytest

from pixviewer.core.table.adjacency import (
    touching_ifus,
    touching_sky_slices,
    touching_slices,
    touching_stacks,
)
from pixviewer.core.table.origin import sky_to_ccd
from pixviewer.model import palettes
from pixviewer.model.categories import (
    DIMMEST,
    GOOD_ROWS,
    SEVERAL_FLAGS,
    category_colours,
    flag_legend,
    shade_categories,
)
from pixviewer.model.colour_vision import EYES, difference, lab

# CIEDE2000: 1 is just noticeable side by side, 5 is seen at a glance, between red and green it is 87.
CLEAR = {"ifu": 25.0, "slice": 16.0, "slice_sky": 16.0, "stack": 25.0, "exposure": 10.0}
CLEAR_OF_FLAGS, CLEAR_OF_GROUND, CLEAR_OF_SIBLINGS = 9.0, 11.0, 5.0
N_LABEL = {"ifu": 24, "slice": 48, "slice_sky": 48, "stack": 4, "exposure": 12}
TOUCHING = {
    "ifu": touching_ifus(),
    "slice": touching_slices(),
    "slice_sky": touching_sky_slices(),
    "stack": touching_stacks(),
    "exposure": frozenset(combinations(range(1, 13), 2)),
}
GROUNDS = {"black": (0, 0, 0), "dark theme": (20, 23, 27), "grey": (128, 128, 128), "white": (255, 255, 255)}


def pairs_of(kind):
    colours = category_colours(kind, N_LABEL[kind]).astype(float)
    first, second = np.array(sorted(TOUCHING[kind])).T - 1
    return colours[first], colours[second]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("kind", CLEAR)
def test_labels_that_touch_differ_clearly_for_every_eye(kind, eye):
    a, b = pairs_of(kind)
    for dim_a, dim_b in ((1, 1), (1, DIMMEST), (DIMMEST, 1), (DIMMEST, DIMMEST)):
        assert difference(lab(dim_a * a, eye), lab(dim_b * b, eye)).min() > CLEAR[kind]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("kind", CLEAR)
def test_no_label_sinks_into_the_ground(kind, ground, eye):
    colours = category_colours(kind, N_LABEL[kind]).astype(float)
    for dim in (1, DIMMEST):
        assert difference(lab(dim * colours, eye), lab(GROUNDS[ground], eye)).min() > CLEAR_OF_GROUND


@pytest.mark.parametrize("eye", EYES)
def test_any_two_flags_that_occur_differ_clearly_and_from_good_rows_and_the_ground(eye):
    names = (*palettes.FLAGS.values(), palettes.OTHER_FLAG, palettes.SEVERAL_FLAGS)
    colours = lab([palettes.rgb(name) for name in names], eye)
    first, second = np.triu_indices(len(names), 1)
    assert difference(colours[first], colours[second]).min() > CLEAR_OF_FLAGS
    for ground in (GOOD_ROWS, *GROUNDS.values()):
        assert difference(colours, lab(ground, eye)).min() > CLEAR_OF_GROUND


@pytest.mark.parametrize("kind", CLEAR)
def test_labels_far_apart_can_be_told_too(kind):
    colours = lab(category_colours(kind, N_LABEL[kind]))
    first, second = np.triu_indices(len(colours), 1)
    assert difference(colours[first], colours[second]).min() > CLEAR_OF_SIBLINGS


def test_a_slice_has_one_colour_in_both_numberings():
    ccd, sky = category_colours("slice", 48), category_colours("slice_sky", 48)
    np.testing.assert_array_equal(sky, ccd[sky_to_ccd(np.arange(1, 49)) - 1])


def test_labels_that_no_instrument_has_have_colours_too():
    np.testing.assert_array_equal(category_colours("exposure", 30)[12:24], category_colours("exposure", 12))


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
