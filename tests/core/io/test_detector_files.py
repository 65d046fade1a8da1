"""Detector images are written so that a pixel says where on the detector it is."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from tables import make_table, write_table

from pixviewer.core.errors import OutputError
from pixviewer.core.io.detector_images import write_detector_images
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.detector import detector_image

SMALL = {"ifus": (5, 6), "n_slice": 14, "rows_per_slice": 20}


@pytest.fixture
def made():
    return make_table("projected", **SMALL)


@pytest.fixture
def table(made):
    return made.in_memory()


def read(path):
    """All HDUs, in memory."""
    with fits.open(path, memmap=False) as hdus:
        return {hdu.name: (hdu.header.copy(), None if hdu.data is None else hdu.data.copy()) for hdu in hdus}


def test_each_ifu_has_an_extension_with_its_pixels_as_coordinates(made, table, tmp_path):
    images = [detector_image(table, ifu, quantity="count", crop=True) for ifu in (5, 6)]
    write_detector_images(images, tmp_path / "d.fits")
    hdus = read(tmp_path / "d.fits")
    assert list(hdus) == ["PRIMARY", "CHAN05", "CHAN06"]
    for ifu in (5, 6):
        header, data = hdus[f"CHAN{ifu:02d}"]
        assert "EXTVER" not in header
        assert (header["PIXVIFU"], header["PIXVQTY"]) == (ifu, "count")
        assert "counted from 0" in str(header["COMMENT"])
        mine = made.ifu == ifu
        x, y = WCS(header).wcs_world2pix(made.x_det[mine], made.y_det[mine], 0)
        expected = np.zeros(data.shape, int)
        np.add.at(expected, (np.round(y).astype(int), np.round(x).astype(int)), 1)
        np.testing.assert_array_equal(data, expected)


@pytest.mark.parametrize("form", ["image", "table"])
def test_values_units_and_what_was_asked_are_written(made, form, tmp_path):
    path = write_table(made, tmp_path / "t.fits", form)
    with open_table(path) as table:
        image = detector_image(table, 6, crop=True)
        write_detector_images(image, tmp_path / "d.fits", table=table, command="pixviewer detimage ☉.fits")
    hdus = read(tmp_path / "d.fits")
    header, data = hdus["CHAN06"]
    np.testing.assert_array_equal(data, image.value)
    assert data.dtype == ">f4"
    assert header["BUNIT"] == "10**(-20)*erg/s/cm**2/Angstrom"
    primary = hdus["PRIMARY"][0]
    assert primary["OBJECT"] == "made up"
    assert primary["ESO INS MODE"] == "WFM-NOAO-N"
    assert "\\u2609.fits" in "".join(primary["HISTORY"])


def test_flags_are_signed_integers_of_the_same_bits(made, table, tmp_path):
    image = detector_image(table, 6, quantity="flags", crop=True)
    write_detector_images(image, tmp_path / "d.fits")
    header, data = read(tmp_path / "d.fits")["CHAN06"]
    assert header["BITPIX"] == 32
    assert "BZERO" not in header
    assert "BUNIT" not in header
    mine = made.ifu == 6
    np.testing.assert_array_equal(
        data[made.y_det[mine] - image.y0, made.x_det[mine] - image.x0], made.columns["flags"][mine]
    )
    assert (data < 0).any()


def test_the_number_of_rows_is_written_where_pixels_have_several(made, tmp_path):
    alone = detector_image(made.in_memory(), 5, crop=True)
    rows = np.flatnonzero(made.ifu == 6)
    made.columns["origin"][rows[1]] = made.columns["origin"][rows[0]]
    image = detector_image(made.in_memory(), 6, crop=True)
    write_detector_images([alone, image], tmp_path / "d.fits")
    hdus = read(tmp_path / "d.fits")
    assert list(hdus) == ["PRIMARY", "CHAN05", "CHAN06", "CHAN06_COUNT"]
    header, count = hdus["CHAN06_COUNT"]
    np.testing.assert_array_equal(count, image.count)
    assert count.max() == 2
    assert header["CRVAL1"] == image.x0
    assert header["PIXVQTY"] == "count"
    assert "BUNIT" not in header
    assert "several rows" in str(hdus["CHAN06"][0]["COMMENT"])
    assert "several rows" not in str(hdus["CHAN05"][0]["COMMENT"])


def test_images_are_asked_for_one_after_the_other(table, tmp_path):
    alive = []

    def images():
        for ifu in (5, 6):
            alive.append(ifu)
            assert not (tmp_path / "d.fits").exists()
            yield detector_image(table, ifu, crop=True)

    write_detector_images(images(), tmp_path / "d.fits")
    assert alive == [5, 6]
    assert list(read(tmp_path / "d.fits")) == ["PRIMARY", "CHAN05", "CHAN06"]


def test_what_cannot_be_written_is_refused_and_leaves_no_file(table, tmp_path):
    path = tmp_path / "d.fits"
    image = detector_image(table, 6, crop=True)
    with pytest.raises(ValueError, match="no detector image to write"):
        write_detector_images([], path)
    with pytest.raises(ValueError, match="image of IFU 9 has no pixels; leave it out"):
        write_detector_images([image, detector_image(table, 9, crop=True)], path)
    with pytest.raises(ValueError, match="IFU 6 has two detector images"):
        write_detector_images([image, detector_image(table, 6, quantity="wave", crop=True)], path)
    with pytest.raises(OutputError, match=r"needs .* but only"):
        write_detector_images(image, path, n_bytes=10**18)
    assert list(tmp_path.iterdir()) == []


def test_the_table_and_existing_files_are_not_replaced(made, tmp_path):
    path = write_table(made, tmp_path / "t.fits")
    content = path.read_bytes()
    with open_table(path) as table:
        image = detector_image(table, 6, crop=True)
        for target, settings in ((path, {"overwrite": True}), (path, {})):
            with pytest.raises(OutputError):
                write_detector_images(image, target, table=table, **settings)
        write_detector_images(image, tmp_path / "d.fits")
        with pytest.raises(OutputError, match="exists already"):
            write_detector_images(image, tmp_path / "d.fits")
        write_detector_images(image, tmp_path / "d.fits", overwrite=True)
    assert path.read_bytes() == content


@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "i8", "u8", "f4", "f8", "bool"])
def test_columns_of_any_type_are_written_as_they_are(dtype, tmp_path):
    values = (np.arange(1000) % 100).astype(dtype)
    made = make_table("projected", **SMALL, extras={"more": values})
    image = detector_image(made.in_memory(), 6, quantity="more", crop=True)
    write_detector_images(image, tmp_path / "d.fits")
    _, data = read(tmp_path / "d.fits")["CHAN06"]
    mine = made.ifu == 6
    there = data[made.y_det[mine] - image.y0, made.x_det[mine] - image.x0]
    np.testing.assert_array_equal(there, made.columns["more"][mine])
    assert data.dtype.itemsize == values.dtype.itemsize
