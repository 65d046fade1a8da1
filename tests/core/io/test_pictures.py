"""Images are written so that their cells are where they should be on the sky."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from tables import make_table, write_table

from pixviewer.core.errors import OutputError
from pixviewer.core.io.pictures import write_image
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.image import white_light

SMALL = {"ifus": (5, 6), "n_slice": 14, "rows_per_slice": 20}
PLACES = {
    "usual": (338.2292, -60.5636),
    "across 0 h": (359.9999, 12.0),
    "north": (10.0, 89.9),
    "equator": (180.0, 0.0),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("state", ["projected", "positioned"])
def test_the_written_coordinates_put_a_cell_where_it_is(tmp_path, state, place):
    ra0, dec0 = PLACES[place]
    image = white_light(make_table(state, ra0=ra0, dec0=dec0, **SMALL).in_memory())
    write_image(image, tmp_path / "image.fits")
    with fits.open(tmp_path / "image.fits") as hdus:
        for hdu in hdus[1:]:
            wcs = WCS(hdu.header)
            col, row = np.meshgrid(np.arange(image.grid.n_x), np.arange(image.grid.n_y))
            ra, dec = wcs.wcs_pix2world(col, row, 0)
            true_ra, true_dec = image.frame.plane_to_sky(*image.grid.centre(col, row))
            away = (ra - true_ra + 180) % 360 - 180
            np.testing.assert_allclose(away * np.cos(np.radians(dec)), 0, atol=1e-9)
            np.testing.assert_allclose(dec, true_dec, rtol=0, atol=1e-9)


def test_a_row_is_in_the_cell_that_the_coordinates_say(tmp_path):
    made = make_table("positioned", **SMALL)
    is_good = made.columns["flags"] == 0
    image = white_light(made.in_memory(), statistic="count")
    write_image(image, tmp_path / "image.fits")
    with fits.open(tmp_path / "image.fits") as hdus:
        x, y = WCS(hdus["COUNT"].header).wcs_world2pix(made.ra[is_good], made.dec[is_good], 0)
        # A millionth of a cell from an edge, rounding decides; no row of this table is there.
        fraction = np.abs(np.concatenate([x, y]) % 1 - 0.5)
        assert fraction.min() > 1e-5
        expected = np.zeros(image.grid.shape, int)
        np.add.at(expected, (np.round(y).astype(int), np.round(x).astype(int)), 1)
        np.testing.assert_array_equal(hdus["COUNT"].data, expected)


def test_pixel_state_images_have_linear_coordinates_in_field_pixels(tmp_path):
    image = white_light(make_table("pixel", **SMALL).in_memory())
    write_image(image, tmp_path / "image.fits")
    wcs = WCS(fits.getheader(tmp_path / "image.fits", "DATA"))
    for cell in ((0, 0), (5, 3)):
        np.testing.assert_allclose(wcs.wcs_pix2world(*cell, 0), image.grid.centre(*cell), atol=1e-9)


def test_values_units_and_what_was_asked_are_written(tmp_path):
    made = make_table("projected", **SMALL)
    path = write_table(made, tmp_path / "t.fits")
    with open_table(path) as table:
        image = white_light(table, statistic="sum")
        write_image(image, tmp_path / "image.fits", table=table, command="pixviewer image ☉.fits\nnext")
    with fits.open(tmp_path / "image.fits") as hdus:
        assert [hdu.name for hdu in hdus] == ["PRIMARY", "DATA", "STAT", "COUNT"]
        np.testing.assert_array_equal(hdus["DATA"].data, image.value)
        np.testing.assert_array_equal(hdus["STAT"].data, image.variance)
        np.testing.assert_array_equal(hdus["COUNT"].data, image.count)
        assert hdus["DATA"].header["BUNIT"] == "10**(-20)*erg/s/cm**2/Angstrom"
        assert hdus["STAT"].header["BUNIT"] == "(10**(-20)*erg/s/cm**2/Angstrom)**2"
        assert "BUNIT" not in hdus["COUNT"].header
        assert hdus["DATA"].header["PIXVSTAT"] == "sum"
        assert hdus[0].header["OBJECT"] == "made up"
        assert hdus[0].header["ESO INS MODE"] == "WFM-NOAO-N"
        assert "\\u2609.fits\\nnext" in "".join(hdus[0].header["HISTORY"])
        hdus.verify("exception")


def test_an_image_never_takes_the_place_of_the_table(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    content = path.read_bytes()
    with open_table(path) as table:
        image = white_light(table)
        with pytest.raises(OutputError):
            write_image(image, path, table=table, overwrite=True)
        (tmp_path / "there.fits").write_text("precious")
        with pytest.raises(OutputError):
            write_image(image, tmp_path / "there.fits", table=table)
        write_image(image, tmp_path / "there.fits", table=table, overwrite=True)
    assert path.read_bytes() == content
    assert (tmp_path / "there.fits").read_bytes()[:6] == b"SIMPLE"
