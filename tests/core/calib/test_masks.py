"""Masks on the sky and in field pixels, and the rows that they mask."""

import numpy as np
import pytest
from astropy.wcs import WCS
from hypothesis import given
from hypothesis import strategies as st
from tables import make_table

import pixviewer as pv
from pixviewer import PixTableError, PixTableWarning, RowMask, Selection, SkyMask, mask_rows
from pixviewer.core.calib.mask import masker
from pixviewer.core.table.scan import make_plan, scan

pytestmark = pytest.mark.usefixtures("small_blocks")

RA0, DEC0 = 338.2292, -60.5636

# A row nearer than this to the border of a pixel may fall on either side of it: RA in degrees, which the
# twin goes through and the program does not, resolves 1e-9 of a pixel of 0.2″.
UNSURE_PIXEL = 1e-8


def sky_wcs(ra=RA0, dec=DEC0, *, step=0.2, turn=0.0, crpix=(160.0, 160.0), projection="TAN", swapped=False):
    """World coordinates in degrees, of pixels of some arcsec, turned by some degrees."""
    wcs = WCS(naxis=2)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    order = [1, 0] if swapped else [0, 1]
    wcs.wcs.ctype = np.array([f"RA---{projection}", f"DEC--{projection}"])[order].tolist()
    wcs.wcs.crval = np.array([ra, dec])[order]
    wcs.wcs.crpix = crpix
    wcs.wcs.cd = np.array([[-cos, -sin], [-sin, cos]])[order] * step / 3600
    wcs.wcs.set()
    return wcs


def far_wcs():
    """A tangent plane that touches the sphere some degrees away."""
    wcs = sky_wcs(RA0 - 3.0, DEC0 + 2.0, step=0.4)
    wcs.wcs.crpix += 100 - wcs.wcs_world2pix([[RA0, DEC0]], 0)[0]
    wcs.wcs.set()
    return wcs


def pixel_wcs(x0=0.0, y0=0.0, step=1.0):
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.cunit = ["PIXEL", "PIXEL"], ["pixel", "pixel"]
    wcs.wcs.crpix, wcs.wcs.crval, wcs.wcs.cd = [1, 1], [x0, y0], np.eye(2) * step
    return wcs


def random_mask(wcs, shape=(320, 330), seed=3):
    return SkyMask(np.random.default_rng(seed).random(shape) < 0.4, wcs, "objects.fits")


def by_library(mask, world):
    """Which places are masked, outside, and too near to a border to say, by astropy and NumPy alone."""
    with np.errstate(invalid="ignore"):
        col, row = mask.wcs.all_world2pix(*world, 0)
        nearest = np.floor(col + 0.5), np.floor(row + 0.5)
        n_y, n_x = mask.masked.shape
        inside = (nearest[0] >= 0) & (nearest[0] < n_x) & (nearest[1] >= 0) & (nearest[1] < n_y)
        unsure = [np.abs(p + 0.5 - np.rint(p + 0.5)) < UNSURE_PIXEL for p in (col, row)]
    masked = np.zeros(col.size, bool)
    masked[inside] = mask.masked[nearest[1][inside].astype(int), nearest[0][inside].astype(int)]
    return masked, ~inside, unsure[0] | unsure[1]


@pytest.fixture(params=["projected", "positioned"])
def sky_made(request):
    return make_table(request.param, rows_per_slice=12, odd=0.02)


@pytest.fixture
def pixel_made():
    return make_table("pixel", rows_per_slice=12, odd=0.02)


@pytest.mark.filterwarnings("ignore:the mask:pixviewer.PixTableWarning")
class TestSkyImages:
    @pytest.mark.parametrize(
        "wcs",
        [
            sky_wcs(),
            sky_wcs(RA0 + 0.01, DEC0 - 0.004, step=0.31, turn=33.0),
            sky_wcs(swapped=True, turn=-70),
            far_wcs(),
            sky_wcs(RA0 - 360.0),
            sky_wcs(projection="SIN", turn=12.0),
            sky_wcs(projection="SIN", turn=12.0, swapped=True),
        ],
        ids=["same centre", "turned", "swapped", "far centre", "wrapped", "orthographic", "both"],
    )
    def test_rows_take_the_nearest_pixel(self, sky_made, wcs):
        made, mask = sky_made, random_mask(wcs)
        world = (made.dec, made.ra) if wcs.wcs.lng == 1 else (made.ra, made.dec)
        masked, outside, unsure = by_library(mask, world)
        found = mask_rows(made.in_memory(), mask)
        assert unsure.sum() < 3
        assert np.array_equal(found.masked[~unsure], masked[~unsure])
        assert found.n_outside == outside.sum()
        assert 0 < found.share < 1

    @given(
        ra=st.floats(-0.2, 0.2),
        dec=st.floats(-89.9, 89.9),
        shift=st.floats(-0.01, 0.01),
        step=st.floats(0.05, 3.0),
        turn=st.floats(-180, 180),
    )
    def test_any_tangent_plane_anywhere(self, ra, dec, shift, step, turn):
        made = make_table("projected", ifus=(12,), n_slice=12, rows_per_slice=4, ra0=ra, dec0=dec)
        mask = random_mask(sky_wcs(ra + shift, min(dec + shift, 89.99), step=step, turn=turn))
        masked, outside, unsure = by_library(mask, (made.ra, made.dec))
        found = mask_rows(made.in_memory(), mask)
        # RA as a number of degrees is worth less near a pole, where both go through it no more.
        assert np.array_equal(found.masked[~unsure], masked[~unsure])
        assert found.n_outside == outside.sum()

    def test_a_distorted_image_is_read_with_its_distortion(self, sky_made):
        wcs = sky_wcs()
        header = wcs.to_header()
        header["CTYPE1"], header["CTYPE2"] = "RA---TAN-SIP", "DEC--TAN-SIP"
        header["A_ORDER"], header["A_0_2"] = 2, 2e-4
        header["B_ORDER"], header["B_1_1"] = 2, -3e-4
        mask = random_mask(WCS(header))
        masked, outside, unsure = by_library(mask, (sky_made.ra, sky_made.dec))
        straight = mask_rows(sky_made.in_memory(), random_mask(wcs))
        found = mask_rows(sky_made.in_memory(), mask)
        assert np.array_equal(found.masked[~unsure], masked[~unsure])
        assert found.n_outside == outside.sum()
        assert (found.masked != straight.masked).any()

    def test_the_other_side_of_the_sky_is_outside(self, sky_made):
        mask = random_mask(sky_wcs(RA0 - 180.0, -DEC0))
        found = mask_rows(sky_made.in_memory(), mask)
        assert (found.n_masked, found.n_outside) == (0, len(sky_made))


@pytest.mark.filterwarnings("ignore:the mask:pixviewer.PixTableWarning")
class TestFieldPixels:
    def test_rows_of_a_table_in_pixels(self, pixel_made):
        mask = random_mask(pixel_wcs(-150.25, -102.5, 0.7))
        with np.errstate(invalid="ignore"):
            col, row = (pixel_made.xi + 150.25) / 0.7, (pixel_made.eta + 102.5) / 0.7
            masked, outside, unsure = by_library(mask, (pixel_made.xi, pixel_made.eta))
        assert np.nanmax(np.abs(col)) > 0
        assert np.isfinite(row).any()
        found = mask_rows(pixel_made.in_memory(), mask)
        assert np.array_equal(found.masked[~unsure], masked[~unsure])
        assert found.n_outside == outside.sum()

    def test_the_projection_of_the_pipeline_is_undone(self, sky_made):
        """Field pixels by the inverse of the documented projection: degrees = CD · (pixel − CRPIX)."""
        cd = np.array([[-4.9, 2.4], [2.6, 5.1]]) * 1e-5
        header = sky_made.header
        header["CD1_1"], header["CD1_2"], header["CD2_1"], header["CD2_2"] = cd.ravel()
        header["CRPIX1"], header["CRPIX2"] = 0.75, -1.5
        degrees = np.array([sky_made.xi, sky_made.eta]) / 3600
        x, y = np.linalg.inv(cd) @ degrees + np.array([[0.75], [-1.5]])
        mask = random_mask(pixel_wcs(-160.0, -160.0))
        masked, outside, unsure = by_library(mask, (x, y))
        found = mask_rows(sky_made.in_memory(), mask)
        assert np.array_equal(found.masked[~unsure], masked[~unsure])
        assert found.n_outside == outside.sum()
        assert 0 < found.share < 1

    def test_without_a_matrix_there_is_no_way_back(self, sky_made):
        with pytest.raises(PixTableError, match=r"CD matrix and CRPIX.*RA and Dec"):
            mask_rows(sky_made.in_memory(), random_mask(pixel_wcs()))

    def test_a_combined_table_has_no_field_pixels(self):
        made = make_table("positioned", rows_per_slice=2, exposures=2)
        with pytest.raises(PixTableError, match="combined of exposures"):
            mask_rows(made.in_memory(), random_mask(pixel_wcs()))

    def test_a_table_in_pixels_has_no_place_on_the_sky(self, pixel_made):
        with pytest.raises(PixTableError, match="field pixels for positions"):
            mask_rows(pixel_made.in_memory(), random_mask(sky_wcs()))


class TestWhatLiesOutside:
    def test_nothing_is_said_when_all_is_covered(self):
        made = make_table("projected", rows_per_slice=2)
        assert mask_rows(made.in_memory(), random_mask(sky_wcs())).n_outside == 0

    def test_a_part_is_warned_of_with_its_number(self, sky_made):
        n = int((~np.isfinite(sky_made.xi + sky_made.eta)).sum())
        with pytest.warns(
            PixTableWarning, match=f"objects.fits covers part .*: {n} of 1,728 rows lie outside"
        ):
            found = mask_rows(sky_made.in_memory(), random_mask(sky_wcs()))
        assert found.n_outside == n
        assert not found.masked[~np.isfinite(sky_made.xi + sky_made.eta)].any()

    def test_the_wrong_field_is_warned_of(self, sky_made):
        with pytest.warns(PixTableWarning, match="does not cover the field: 1,728 of 1,728 rows lie outside"):
            mask_rows(sky_made.in_memory(), random_mask(sky_wcs(RA0 + 1)))


class TestMasksOfOtherKinds:
    CRITERIA = Selection(wave=(6000, 7000), ifu=6) | Selection(pv.Circle(RA0, DEC0 - 17 / 3600, 6.0))

    def test_the_rows_of_a_selection(self, sky_made):
        table = sky_made.in_memory()
        found = mask_rows(table, self.CRITERIA)
        assert np.flatnonzero(found.masked).tolist() == pv.find_rows(table, self.CRITERIA).tolist()
        assert (found.n_outside, found.n_row) == (0, table.n_row)
        assert 0 < found.share < 0.5

    def test_everything_and_nothing(self, sky_made):
        table = sky_made.in_memory()
        assert mask_rows(table, Selection()).share == 1
        assert mask_rows(table, ~Selection()).share == 0

    @pytest.mark.parametrize("kind", ["image", "column", "criteria", "none"])
    def test_chunks_of_any_selection_get_the_same_rows(self, sky_made, kind):
        """As another pass over some of the rows sees them, from several threads."""
        table = sky_made.in_memory()
        table.ensure_blocks()
        made = mask_rows(table, self.CRITERIA)
        mask = {"image": random_mask(sky_wcs(step=0.3)), "column": made, "criteria": self.CRITERIA}.get(kind)
        look = masker(table, mask)
        parts = []

        def add(_, chunk):
            parts.append((chunk.rows, look(chunk)))

        scan(table, make_plan(table, Selection(ifu=6)), look.needs, lambda: None, add, None, "Looking")
        rows, found = (np.concatenate(values) for values in zip(*parts, strict=True))
        expected = np.zeros(table.n_row, bool)
        if kind == "image":
            expected = by_library(mask, (sky_made.ra, sky_made.dec))[0]
            assert look.n_outside == (~np.isfinite((sky_made.xi + sky_made.eta)[rows])).sum()
        elif kind != "none":
            expected = made.masked
        assert 0 < rows.size < table.n_row
        assert np.array_equal(found, expected[rows])
        assert found.any() == (kind != "none")

    def test_a_column_of_another_table(self, sky_made):
        with pytest.raises(ValueError, match="it has 5, and table in memory has 1,728 rows"):
            masker(sky_made.in_memory(), RowMask(np.zeros(5, bool)))

    def test_what_is_no_mask(self, sky_made):
        with pytest.raises(TypeError, match="got ndarray"):
            masker(sky_made.in_memory(), np.zeros(5, bool))


class TestValues:
    def test_an_image_must_be_boolean_and_flat(self):
        for array in (np.zeros((3, 3)), np.zeros((2, 3, 3), bool), np.zeros((0, 3), bool)):
            with pytest.raises(ValueError, match="boolean image with two dimensions"):
                SkyMask(array, sky_wcs())

    def test_an_image_must_lie_on_the_sky_or_in_the_field(self):
        wcs = WCS(naxis=2)
        wcs.wcs.ctype = ["GLON-TAN", "GLAT-TAN"]
        with pytest.raises(ValueError, match=r"RA and Dec, or PIXEL, got GLON-TAN, GLAT-TAN"):
            SkyMask(np.zeros((3, 3), bool), wcs)

    def test_a_column_must_be_boolean_and_long(self):
        for array in (np.zeros(3), np.zeros((3, 1), bool)):
            with pytest.raises(ValueError, match="boolean column with one dimension"):
                RowMask(array)

    def test_shares(self):
        assert SkyMask(np.array([[True, False, False, True]]), pixel_wcs()).share == 0.5
        assert RowMask(np.array([True, False, False, False])).share == 0.25
        assert RowMask(np.zeros(0, bool)).share == 0.0
