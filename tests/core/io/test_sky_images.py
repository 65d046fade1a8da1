"""An image file in the plane of a table: where it lies, what is drawn of it, and what is refused."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

from pixviewer.core.errors import PixTableError
from pixviewer.core.io.reading import open_table
from pixviewer.core.io.sky_images import (
    pixel_to_plane,
    place,
    plane_to_pixels,
    read_sky_image,
)

N_Y, N_X = 80, 120
FLUX = "10**(-20)*erg/s/cm**2/Angstrom"


def header(table, rotation=0.0, step=0.2, projection="TAN", ra=None, dec=None):
    angle = np.radians(rotation)
    made = fits.Header()
    made["CTYPE1"], made["CTYPE2"] = f"RA---{projection}", f"DEC--{projection}"
    made["CRVAL1"] = table.frame.ra0 if ra is None else ra
    made["CRVAL2"] = table.frame.dec0 - 16 / 3600 if dec is None else dec
    made["CRPIX1"], made["CRPIX2"] = 61.0, 38.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    cd = turn @ np.diag([-step / 3600, step / 3600])
    for i in (1, 2):
        for j in (1, 2):
            made[f"CD{i}_{j}"] = cd[i - 1, j - 1]
    made["BUNIT"] = FLUX
    return made


@pytest.fixture
def table(small_file):
    with open_table(small_file) as opened:
        yield opened


@pytest.fixture
def write(tmp_path):
    def written(cards, value=None):
        path = tmp_path / "image.fits"
        values = np.arange(N_Y * N_X, dtype=np.float32).reshape(N_Y, N_X) if value is None else value
        hdus = [fits.PrimaryHDU(), fits.ImageHDU(values, cards, name="DATA")]
        fits.HDUList(hdus).writeto(path, overwrite=True)
        return path

    return written


def test_an_image_without_rotation_is_drawn_pixel_by_pixel(table, write):
    path = write(header(table))
    image = read_sky_image(path, table)
    placed = place(image, table)
    assert placed.grid.shape == (N_Y, N_X)
    assert placed.grid.dx == pytest.approx(-0.2)
    np.testing.assert_array_equal(placed.value, image.value)


@pytest.mark.parametrize("projection", ["TAN", "SIN"])
@pytest.mark.parametrize("rotation", [0.0, 0.1, 33.0, -140.0])
def test_a_star_is_drawn_where_astropy_says(table, write, rotation, projection):
    cards = header(table, rotation, projection=projection)
    value = np.zeros((N_Y, N_X), np.float32)
    value[52, 47] = 1000.0
    image = read_sky_image(write(cards, value), table)
    placed = place(image, table)
    ra, dec = WCS(cards).wcs_pix2world(47, 52, 0)
    xi, eta = (float(v) for v in table.frame.sky_to_plane(ra, dec))
    row, col = np.argwhere(placed.value == 1000.0).mean(axis=0)
    # The nearest pixel of each cell: up to half a pixel.
    assert placed.grid.centre(col, row) == pytest.approx((xi, eta), abs=0.11)
    assert pixel_to_plane(image, table, 47, 52) == pytest.approx((xi, eta), abs=1e-6)
    assert plane_to_pixels(image, table, xi, eta) == pytest.approx((47, 52), abs=1e-5)
    assert image.info.rotation == pytest.approx(rotation, abs=1e-9)


def test_the_info_says_centre_size_step_and_unit(table, write):
    info = read_sky_image(write(header(table, step=0.25)), table).info
    ra, dec = WCS(header(table, step=0.25)).wcs_pix2world((N_X - 1) / 2, (N_Y - 1) / 2, 0)
    assert (info.ra, info.dec) == pytest.approx((float(ra), float(dec)), abs=1e-9)
    assert (info.width, info.height) == pytest.approx((0.25 * N_X, 0.25 * N_Y))
    assert (info.step_x, info.step_y) == pytest.approx((0.25, 0.25))
    assert (info.shape, info.unit, info.has_variance, info.doubt) == ((N_Y, N_X), FLUX, False, "")


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("", "no unit"),
        ("1e-20 ct", "scale of a flux"),
        ("count", "no unit of the table"),
        ("furlong3", "not known"),
    ],
)
def test_an_implausible_unit_is_told(table, write, unit, words):
    cards = header(table)
    cards["BUNIT"] = unit
    assert words in read_sky_image(write(cards), table).info.doubt


def test_an_image_of_another_field_is_refused(table, write):
    image = read_sky_image(write(header(table, ra=10.0, dec=20.0)), table)
    with pytest.raises(PixTableError, match="outside the field"):
        place(image, table)


def test_an_image_without_coordinates_is_refused(table, tmp_path):
    path = tmp_path / "plain.fits"
    fits.PrimaryHDU(np.zeros((5, 5), np.float32)).writeto(path)
    with pytest.raises(PixTableError, match="no world coordinates"):
        read_sky_image(path, table)


def test_coordinates_other_than_ra_and_dec_are_refused(table, write):
    cards = header(table)
    cards["CTYPE1"], cards["CTYPE2"] = "GLON-TAN", "GLAT-TAN"
    with pytest.raises(PixTableError, match="GLON"):
        read_sky_image(write(cards), table)


def test_a_much_larger_image_is_cut_to_the_field(table, write):
    cards = header(table, step=0.2)
    cards["CRPIX1"] = cards["CRPIX2"] = 2000.0
    value = np.ones((4000, 4000), np.float32)
    placed = place(read_sky_image(write(cards, value), table), table)
    assert placed.grid.n_x < 1500
    assert np.isfinite(placed.value).all()


def test_flagged_pixels_are_left_out(table, tmp_path):
    value, flags = np.ones((N_Y, N_X), np.float32), np.zeros((N_Y, N_X), np.int32)
    flags[10, 20] = 1
    path = tmp_path / "flagged.fits"
    hdus = [
        fits.PrimaryHDU(),
        fits.ImageHDU(value, header(table), name="DATA"),
        fits.ImageHDU(flags, name="DQ"),
    ]
    fits.HDUList(hdus).writeto(path)
    placed = place(read_sky_image(path, table), table)
    assert np.isnan(placed.value[10, 20])
    assert np.isnan(placed.value).sum() == 1
