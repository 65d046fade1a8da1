"""Images: opened, made of arrays, described, searched, drawn, written."""

import logging

import astropy.units as u
import matplotlib as mpl
import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

import pixviewer as pv
from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning
from pixviewer.mpdaf import Image

mpl.use("Agg")

SHAPE = (30, 40)
STAR = (11.3, 24.6)  # row, column


@pytest.fixture
def wcs():
    made = WCS(naxis=2)
    made.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    made.wcs.cunit = ["deg", "deg"]
    made.wcs.crval = [338.2292, -60.5636]
    made.wcs.crpix = [20.5, 15.5]
    angle, step = np.radians(30), 0.2 / 3600
    made.wcs.cd = step * np.array([[-np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return made


@pytest.fixture
def field(rng):
    row, col = np.indices(SHAPE)
    star = 500 * np.exp(-((row - STAR[0]) ** 2 + (col - STAR[1]) ** 2) / 2 / 0.8**2)
    return rng.normal(10, 1, SHAPE) + star


@pytest.fixture
def image(field, wcs):
    return Image(data=field, var=np.ones(SHAPE), wcs=wcs, unit=u.Unit("1e-20 erg / (s cm2 Angstrom)"))


@pytest.fixture(autouse=True)
def _no_figures_left():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def test_an_image_of_ours_is_opened(small_file, tmp_path):
    with pv.open_table(small_file) as table:
        light = pv.white_light(table)
        pv.write_image(light, tmp_path / "white.fits", table=table)
    image = Image(tmp_path / "white.fits")
    assert image.shape == light.value.shape
    np.testing.assert_array_equal(image.data, light.value)
    np.testing.assert_array_equal(image.mask, ~np.isfinite(light.value))
    np.testing.assert_array_equal(image.var, light.variance)
    assert image.unit == u.Unit("1e-20 erg / (s cm2 Angstrom)")
    assert image.wcs.has_celestial
    assert image.primary_header["OBJECT"]


def test_the_first_image_is_opened_where_none_is_called_data(field, tmp_path):
    other = fits.ImageHDU(np.ones((3, 4, 5)), name="CUBE")
    fits.HDUList([fits.PrimaryHDU(), other, fits.ImageHDU(field, name="OTHER")]).writeto(tmp_path / "a.fits")
    assert Image(tmp_path / "a.fits").shape == SHAPE
    assert Image(tmp_path / "a.fits", ext="OTHER").wcs is None
    assert Image(tmp_path / "a.fits", ext=2).unit == u.dimensionless_unscaled
    for ext in ("CUBE", "NONE"):
        with pytest.raises(PixTableError, match="extension"):
            Image(tmp_path / "a.fits", ext=ext)
    with pytest.raises(PixTableError, match="does not exist"):
        Image(tmp_path / "b.fits")
    (tmp_path / "c.fits").write_text("no FITS")
    with pytest.raises(PixTableError, match="cannot be read as FITS"):
        Image(tmp_path / "c.fits")
    with pytest.raises(ValueError, match="a file or of data"):
        Image()


def test_a_unit_that_is_not_known_is_told(field, tmp_path):
    hdu = fits.PrimaryHDU(field)
    hdu.header["BUNIT"] = "furlongs"
    hdu.writeto(tmp_path / "a.fits")
    with pytest.warns(PixTableWarning, match="furlongs"):
        image = Image(tmp_path / "a.fits")
    assert image.unit == u.dimensionless_unscaled


def test_what_is_not_finite_or_masked_has_no_value(field):
    field[2, 3] = np.nan
    image = Image(data=np.ma.masked_where(field > 400, field), mask=np.eye(*SHAPE, dtype=bool))
    expected = (field > 400) | np.isnan(field) | np.eye(*SHAPE, dtype=bool)
    np.testing.assert_array_equal(image.mask, expected)
    assert image.masked_data().count() == np.count_nonzero(~expected)
    assert image.var is None
    with pytest.raises(ValueError, match="two dimensions"):
        Image(data=np.zeros(3))


def test_it_is_a_ccddata_that_astropy_computes_with(image):
    twice = image.multiply(2)
    assert isinstance(twice, Image)
    np.testing.assert_array_equal(twice.data, 2 * image.data)
    np.testing.assert_array_equal(twice.var, 4 * image.var)
    part = image[5:15, 20:30]
    assert part.shape == (10, 10)
    assert isinstance(image.copy(), Image)
    assert image.copy().unit == image.unit


def test_info_says_centre_size_step_and_rotation(image, caplog):
    with caplog.at_level(logging.INFO):
        image.info()
    said = "\n".join(caplog.messages)
    # The reference pixel is the centre: -60.5636° and 338.2292°.
    assert "center:(-60:33:48.9600,22:32:55.01)" in said
    assert 'size:(6.000",8.000") step:(0.200",0.200") rot:-30.0 deg' in said
    assert "30 x 40 Image" in said
    assert "erg" in said


def test_the_peak_is_the_star(image, wcs):
    found = image.peak()
    assert found["p"] == pytest.approx(STAR[0], abs=0.05)
    assert found["q"] == pytest.approx(STAR[1], abs=0.05)
    ra, dec = wcs.wcs_pix2world(found["q"], found["p"], 0)
    assert (found["x"], found["y"]) == pytest.approx((float(ra), float(dec)), abs=1e-12)
    assert found["data"] == image.data[11, 25]
    near = image.peak(center=(found["y"], found["x"]), radius=1.0)
    assert near == pytest.approx(found)
    away = image.peak(center=(25, 5), radius=4, unit_center=None, unit_radius=None)
    assert away["data"] < 20
    assert abs(away["p"] - 25) < 5
    assert image.peak(background=1e6) is None or image.peak(background=1e6)["p"] >= 0


def test_a_peak_outside_the_image_or_in_a_wrong_unit_is_refused(image):
    with pytest.raises(ValueError, match="outside the image"):
        image.peak(center=(200, 200), radius=3, unit_center=None, unit_radius=None)
    with pytest.raises(ValueError, match="cannot be told in"):
        image.peak(center=(-60.5, 338.2), radius=3, unit_radius=u.s)
    with pytest.raises(ValueError, match="no cell with a value"):
        Image(data=np.full((3, 3), np.nan)).peak()


@pytest.mark.parametrize("scale", ["linear", "log", "sqrt", "arcsinh", "asinh"])
def test_a_plot_shows_the_values_between_its_limits(image, scale):
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    picture = image.plot(
        ax=ax, scale=scale, vmin=0, vmax=100, title="A star", show_xlabel=True, show_ylabel=True
    )
    np.testing.assert_array_equal(picture.get_array(), image.data)
    assert picture.norm(0.0) == pytest.approx(0.0)
    assert picture.norm(100.0) == pytest.approx(1.0)
    middle = float(picture.norm(50.0))
    assert middle == pytest.approx(0.5) if scale == "linear" else middle > 0.5
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("A star", "q (pixel)", "p (pixel)")
    assert picture.origin == "lower"
    assert "p=11 q=25" in ax.format_coord(25.2, 10.9)
    assert ax.format_coord(-9, 3) == "x=-9.0000, y=3.0000"


@pytest.mark.parametrize("colorbar", ["h", "v", None])
def test_a_plot_has_a_colour_bar_where_it_is_asked_for(image, colorbar):
    picture = image.plot(zscale=True, colorbar=colorbar)
    assert len(picture.figure.axes) == 1 + (colorbar is not None)
    assert picture.norm.vmax < image.data.max()


def test_variance_world_axes_and_peaks_are_drawn(image):
    picture = image.plot(var=True, use_wcs=True)
    np.testing.assert_array_equal(picture.get_array(), image.var)
    assert picture.axes.wcs is image.wcs
    image.plot()
    image.peak(plot=True)
    assert image._axes.lines[-1].get_xdata()[0] == pytest.approx(STAR[1], abs=0.05)


def test_impossible_plots_are_refused(image, field):
    for settings, said in (
        ({"scale": "cubic"}, "scale must be one of linear"),
        ({"colorbar": "x"}, "colorbar must be"),
    ):
        with pytest.raises(ValueError, match=said):
            image.plot(**settings)
    with pytest.raises(ValueError, match="no variance"):
        Image(data=field).plot(var=True)


@pytest.mark.parametrize("savemask", ["dq", "nan", "none"])
def test_an_image_is_written_and_read_back(image, tmp_path, savemask):
    image.mask[3, 4] = True
    image.header["OBJECT"] = "a star"
    image.primary_header["EXPTIME"] = 1500.0
    (tmp_path / "a.fits").write_text("replaced")
    image.write(tmp_path / "a.fits", savemask=savemask)
    again = Image(tmp_path / "a.fits")
    np.testing.assert_allclose(again.var, image.var)
    assert again.unit == image.unit
    assert again.header["OBJECT"] == "a star"
    assert again.primary_header["EXPTIME"] == 1500.0
    assert bool(again.mask[3, 4]) is (savemask != "none")
    np.testing.assert_allclose(again.wcs.wcs_pix2world(3, 4, 0), image.wcs.wcs_pix2world(3, 4, 0), atol=1e-10)
    with fits.open(tmp_path / "a.fits") as hdus:
        names = [hdu.name for hdu in hdus]
        assert names == ["PRIMARY", "DATA", "STAT", *(["DQ"] if savemask == "dq" else [])]
        assert hdus["DATA"].data.dtype == ">f4"


def test_writing_says_what_is_wrong(image, tmp_path):
    with pytest.raises(ValueError, match="savemask must be"):
        image.write(tmp_path / "a.fits", savemask="maybe")
    with pytest.raises(OutputError, match="does not exist"):
        image.write(tmp_path / "no" / "a.fits")
    numbers = Image(data=np.ones(SHAPE, int), mask=np.eye(*SHAPE, dtype=bool))
    with pytest.raises(ValueError, match="cannot be NaN"):
        numbers.write(tmp_path / "a.fits", savemask="nan")
    numbers.write(tmp_path / "a.fits", checksum=True)
    with fits.open(tmp_path / "a.fits", checksum=True) as hdus:
        assert hdus["DATA"].data.dtype.kind == "i"
        assert "CHECKSUM" in hdus["DATA"].header
