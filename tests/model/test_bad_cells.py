"""Bad pixels and no data: told apart, in colours of their own, in every view of one window."""

import numpy as np
import pytest

from pixviewer.core.io.reading import open_table
from pixviewer.core.products.image import white_light
from pixviewer.core.products.raster import scatter
from pixviewer.model.bad_cells import all_flagged, image_bad_request
from pixviewer.model.colouring import BAD_PIXELS, NO_DATA, mark_others
from pixviewer.model.palette import Palette, rgba_of
from pixviewer.model.resolve import ImageRequest, ShadeRequest
from pixviewer.model.state import Display
from pixviewer.model.work import shade_product

PALETTE = Palette("#112233", "#445566")


@pytest.fixture(scope="module")
def table(small_file):
    return open_table(small_file)


def test_cells_are_bad_when_all_of_their_rows_are_flagged():
    np.testing.assert_array_equal(
        all_flagged(np.array([0, 1, 3, 3]), np.array([0, 1, 2, 3])), [False, True, False, True]
    )


def test_an_image_shows_bad_cells_apart_from_no_data(table):
    request = ImageRequest(1, None, "mean")
    image = white_light(table)
    wanted = image_bad_request(request, image)
    flagged = scatter(table, None, grid=wanted.grid, by="count")
    bad = (flagged.count > 0) & (image.count == 0)
    assert bad.any()
    assert np.isnan(image.value[bad]).all()
    shade = ShadeRequest(request, Display(shows_bad=True), palette=PALETTE, bad=wanted)
    picture = shade_product(shade, image, flagged)
    assert (picture.rgba[bad] == rgba_of("#445566")).all()
    assert (picture.rgba[np.isnan(image.value) & ~bad] == rgba_of("#112233")).all()
    assert (BAD_PIXELS, "#445566") in picture.others
    plain = shade_product(ShadeRequest(request, Display(), palette=PALETTE), image)
    assert (plain.rgba[np.isnan(image.value)] == rgba_of("#112233")).all()
    assert plain.others == ((NO_DATA, "#112233"),)
    np.testing.assert_array_equal(plain.rgba[~np.isnan(image.value)], picture.rgba[~np.isnan(image.value)])


@pytest.mark.parametrize("cmap", ["gray", "viridis", "sls"])
@pytest.mark.parametrize("invert", [False, True])
def test_no_data_is_never_the_lowest_colour(table, cmap, invert):
    image = white_light(table)
    display = Display(cmap=cmap, invert=invert, limits="Min Max")
    picture = shade_product(ShadeRequest(ImageRequest(1, None, "mean"), display), image)
    lowest = picture.rgba[np.unravel_index(np.nanargmin(image.value), image.value.shape)]
    assert (picture.rgba[np.isnan(image.value)] != lowest).any(axis=1).all()


def test_what_is_not_there_is_not_told():
    rgba = np.zeros((2, 2, 4), np.uint8)
    assert mark_others(rgba, np.ones((2, 2)), np.zeros((2, 2), bool), PALETTE) == ()
    assert mark_others(rgba, None, None, PALETTE) == ()
    assert not rgba.any()
