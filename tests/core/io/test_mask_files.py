"""Mask images and mask columns in files."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

import pixviewer as pv
from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.io import masks
from pixviewer.core.io.masks import read_mask, read_row_mask, write_mask, write_row_mask

MASKED = np.array([[True, False, False], [False, False, True]])


def sky_cards():
    cards = fits.Header()
    cards["CTYPE1"], cards["CTYPE2"] = "RA---TAN", "DEC--TAN"
    cards["CRVAL1"], cards["CRVAL2"] = 12.0, -33.0
    cards["CRPIX1"], cards["CRPIX2"] = 2.0, 1.5
    cards["CD1_1"], cards["CD1_2"], cards["CD2_1"], cards["CD2_2"] = -4e-5, 1e-5, 1e-5, 4e-5
    return cards


def pixel_cards():
    cards = fits.Header()
    for axis, zero in ((1, -128.707778930664), (2, -11.4356050491333)):
        cards[f"CTYPE{axis}"], cards[f"CUNIT{axis}"] = "PIXEL", "pixel"
        cards[f"CRPIX{axis}"], cards[f"CRVAL{axis}"] = 1.0, zero
        cards[f"CD{axis}_{axis}"] = 1.0
    return cards


def image_file(path, values, cards, *, extension=False, primary_cards=()):
    hdu = (fits.ImageHDU if extension else fits.PrimaryHDU)(values, cards)
    hdus = fits.HDUList([fits.PrimaryHDU(), hdu] if extension else [hdu])
    for keyword, value in primary_cards:
        hdus[0].header[keyword] = value
    hdus.writeto(path)
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "mask.fits"


class TestImages:
    @pytest.mark.parametrize("form", ["mpdaf", "drs"])
    @pytest.mark.parametrize("cards", [sky_cards(), pixel_cards()], ids=["sky", "pixels"])
    def test_what_is_written_is_read_back(self, file, form, cards):
        write_mask(pv.SkyMask(MASKED, WCS(cards)), file, form=form)
        back = read_mask(file)
        assert np.array_equal(back.masked, MASKED)
        assert back.name == "mask.fits"
        corners = np.array([[0.0, 0.0], [2.0, 1.0], [-3.5, 7.25]])
        np.testing.assert_allclose(
            back.wcs.wcs_pix2world(corners, 0), WCS(cards).wcs_pix2world(corners, 0), rtol=0, atol=1e-12
        )

    def test_forms_differ_in_what_is_one_and_say_so(self, file, tmp_path):
        mask = pv.SkyMask(MASKED, WCS(sky_cards()))
        write_mask(mask, file, command="pixviewer mask table.fits mask.fits")
        write_mask(mask, tmp_path / "drs.fits", form="drs")
        with fits.open(file) as ours, fits.open(tmp_path / "drs.fits") as theirs:
            assert ours[0].data.tolist() == MASKED.astype(int).tolist()
            assert theirs[0].data.tolist() == (~MASKED).astype(int).tolist()
            assert (ours[0].header["PIXVMASK"], theirs[0].header["PIXVMASK"]) == ("object", "sky")
            assert "ESO PRO CATG" not in ours[0].header
            assert theirs[0].header["ESO PRO CATG"] == "SKY_MASK"
            assert "pixviewer mask table.fits mask.fits" in str(ours[0].header["HISTORY"])
            for header in (ours[0].header, theirs[0].header):
                assert header["BITPIX"] == 8
                assert header["CD1_2"] == pytest.approx(1e-5)
                assert not [card for card in header if card.startswith(("PC", "CDELT"))]

    def test_a_matrix_without_corners_has_all_its_cards(self, file):
        """The pipeline reads all four, and no PC matrix."""
        write_mask(pv.SkyMask(MASKED, WCS(pixel_cards())), file, form="drs")
        header = fits.getheader(file)
        assert [header[f"CD{i}_{j}"] for i in (1, 2) for j in (1, 2)] == [1, 0, 0, 1]
        assert header["CRVAL1"] == -128.707778930664

    def test_the_table_is_told_of_and_protected(self, tmp_path, small_file):
        target = tmp_path / "mask.fits"
        mask = pv.SkyMask(MASKED, WCS(sky_cards()))
        with pv.open_table(small_file) as table:
            write_mask(mask, target, table=table)
            assert fits.getheader(target)["OBJECT"] == table.header["OBJECT"]
            with pytest.raises(OutputError, match="never changed"):
                write_mask(mask, small_file, table=table, overwrite=True)
        with pytest.raises(OutputError, match="exists already"):
            write_mask(mask, target)

    @pytest.mark.parametrize(
        ("primary_cards", "argument", "one_is"),
        [
            ((), None, "object"),
            ((), "sky", "sky"),
            ([("ESO PRO CATG", "SKY_MASK")], None, "sky"),
            ([("ESO PRO CATG", "AUTOCAL_MASK")], None, "sky"),
            ([("ESO PRO CATG", "IMAGE_FOV")], None, "object"),
            ([("ESO PRO CATG", "SKY_MASK")], "object", "object"),
            ([("PIXVMASK", "object"), ("ESO PRO CATG", "SKY_MASK")], None, "object"),
            ([("PIXVMASK", "sky")], None, "sky"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:Keyword name")
    def test_what_one_means(self, file, primary_cards, argument, one_is):
        """The argument, our card, the category of the pipeline, MPDAF's convention: in this order."""
        image_file(file, MASKED.astype(np.int32), sky_cards(), extension=True, primary_cards=primary_cards)
        found = read_mask(file, argument).masked
        assert np.array_equal(found, MASKED if one_is == "object" else ~MASKED)

    def test_numbers_of_objects_and_pixels_without_a_value(self, file):
        """A segmentation map numbers its objects; what has no value is unmasked either way."""
        image_file(file, np.array([[0.0, 7.0, np.nan, -1.0]], np.float32), sky_cards())
        assert read_mask(file).masked.tolist() == [[False, True, False, False]]
        assert read_mask(file, "sky").masked.tolist() == [[True, False, False, True]]

    def test_the_first_image_with_two_dimensions_is_taken(self, file):
        cube = fits.ImageHDU(np.zeros((2, 2, 3)), name="CUBE")
        image = fits.ImageHDU(MASKED.astype("u1"), sky_cards(), name="MASK")
        fits.HDUList([fits.PrimaryHDU(), cube, image]).writeto(file)
        assert np.array_equal(read_mask(file).masked, MASKED)

    def test_without_world_coordinates(self, file):
        image_file(file, MASKED.astype("u1"), None)
        with pytest.raises(PixTableError, match=r"no world coordinates.*keep its WCS"):
            read_mask(file)

    @pytest.mark.parametrize(
        ("card", "value", "sentence"),
        [
            ("CTYPE1", "GLON-TAN", "RA and Dec, or PIXEL"),
            ("CD1_1", 0.0, "make no sense"),
            ("CRVAL1", "ten", "make no sense"),
        ],
    )
    def test_world_coordinates_that_cannot_be_used(self, file, card, value, sentence):
        cards = sky_cards()
        cards[card] = value
        if card == "CD1_1":
            cards["CD1_2"] = 0.0
        if card == "CTYPE1":
            cards["CTYPE2"] = "GLAT-TAN"
        image_file(file, MASKED.astype("u1"), cards)
        with pytest.raises(PixTableError, match=sentence):
            read_mask(file)

    def test_files_that_are_no_mask_image(self, file, tmp_path):
        fits.PrimaryHDU(np.zeros(5)).writeto(file)
        with pytest.raises(PixTableError, match="no image with two dimensions"):
            read_mask(file)
        with pytest.raises(PixTableError, match="does not exist"):
            read_mask(tmp_path / "none.fits")
        text = tmp_path / "text.fits"
        text.write_text("circle(1, 2, 3)\n")
        with pytest.raises(PixTableError, match="cannot be read as FITS"):
            read_mask(text)
        write_row_mask(pv.RowMask(np.ones(4, bool)), tmp_path / "column.fits")
        with pytest.raises(PixTableError, match="is a mask column"):
            read_mask(tmp_path / "column.fits")

    @pytest.mark.parametrize("n_byte", [0, 100, 2879, 2880, 5000])
    def test_files_that_were_cut_off(self, file, n_byte):
        write_mask(pv.SkyMask(np.ones((70, 70), bool), WCS(sky_cards())), file)
        file.write_bytes(file.read_bytes()[:n_byte])
        with pytest.raises(PixTableError, match="cannot be read as FITS"):
            read_mask(file)

    def test_an_image_that_masks_everything_is_doubtful(self, file):
        """As a white-light image would, or a mask with the sky in it."""
        image_file(file, np.full((4, 4), 33.0, np.float32), sky_cards())
        with pytest.warns(pv.PixTableWarning, match="masks all of its pixels; .* above zero the object"):
            assert read_mask(file).share == 1

    def test_arguments_that_make_no_sense(self, file):
        with pytest.raises(ValueError, match="polarity must be 'object' or 'sky', got 'stars'"):
            read_mask(file, "stars")
        with pytest.raises(ValueError, match="form must be 'mpdaf' or 'drs', got 'ds9'"):
            write_mask(pv.SkyMask(MASKED, WCS(sky_cards())), file, form="ds9")


class TestColumns:
    @pytest.mark.parametrize("n", [1, 720, 721, 5000])
    def test_what_is_written_is_read_back(self, file, n, monkeypatch):
        monkeypatch.setattr(masks, "_ROWS_AT_ONCE", 1000)
        masked = np.random.default_rng(n).random(n) < 0.5
        write_row_mask(pv.RowMask(masked, 3, "table.fits", "mask.fits"), file)
        back = read_row_mask(file, n)
        assert np.array_equal(back.masked, masked)
        assert (back.table_name, back.mask_name) == ("table.fits", "mask.fits")

    def test_the_form_is_that_of_mpdaf(self, file):
        masked = np.array([True, False, True])
        write_row_mask(
            pv.RowMask(masked, 0, "tåble.fits", "m" * 90 + ".fits"), file, command="pixviewer mask"
        )
        with fits.open(file) as hdus:
            hdus.verify("exception")
            assert file.stat().st_size % 2880 == 0
            assert hdus[0].header["PIXTABLE"] == "t\\xe5ble.fits"
            assert hdus[0].header["MASK"] == "m" * 90 + ".fits"
            assert hdus["maskcol"].data.dtype == ">i4"
            assert hdus["maskcol"].data.tolist() == [[1], [0], [1]]
            assert hdus["maskcol"].header["BUNIT"] == "boolean"

    def test_older_files_have_a_small_name_and_may_lack_cards(self, file):
        hdu = fits.ImageHDU(np.array([[0], [2]], np.int32))
        hdu.header["EXTNAME"] = "maskcol"
        fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(file)
        back = read_row_mask(file)
        assert back.masked.tolist() == [False, True]
        assert (back.table_name, back.mask_name) == ("", "")

    def test_a_column_of_another_length(self, file):
        write_row_mask(pv.RowMask(np.zeros(4, bool)), file)
        with pytest.raises(PixTableError, match=r"has 4 rows, and the table has 5; .*make it anew"):
            read_row_mask(file, 5)

    def test_files_that_are_no_column(self, file, tmp_path):
        image_file(file, MASKED.astype("u1"), sky_cards())
        with pytest.raises(PixTableError, match="no extension MASKCOL"):
            read_row_mask(file)
        wide = tmp_path / "wide.fits"
        fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(MASKED.astype("i4"), name="MASKCOL")]).writeto(wide)
        with pytest.raises(PixTableError, match="instead of one value a row"):
            read_row_mask(wide)

    @pytest.mark.parametrize("n_byte", [0, 100, 5000, 5760, 8640])
    def test_files_that_were_cut_off(self, file, n_byte):
        write_row_mask(pv.RowMask(np.zeros(2000, bool)), file)
        file.write_bytes(file.read_bytes()[:n_byte])
        with pytest.raises(PixTableError, match=r"cannot be read as FITS|no extension MASKCOL"):
            read_row_mask(file)

    def test_nothing_is_replaced_unasked(self, file):
        file.write_text("mine")
        with pytest.raises(OutputError, match="exists already"):
            write_row_mask(pv.RowMask(np.zeros(4, bool)), file)
        assert file.read_text() == "mine"
