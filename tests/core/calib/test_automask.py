"""Masks of objects that are found in an image."""

import numpy as np
import pytest
from astropy.wcs import WCS
from scipy import ndimage

import pixviewer as pv
from pixviewer.core.calib.automask import Finding, automatic_mask, mask_of_image, sky_limits
from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Grid, State

FULL = np.ones((3, 3), bool)
STARS = [(30, 40, 400.0, 2.0), (80, 25, 60.0, 1.5), (60, 95, 25.0, 2.5)]  # row, column, peak, σ in cells
SIDE = 120


def image_of(value):
    """An image of some values on a grid of 0.2″."""
    n_y, n_x = value.shape
    return pv.Image(
        value=value.astype(np.float32),
        variance=np.ones(value.shape, np.float32),
        count=np.isfinite(value).astype(np.uint32),
        grid=Grid(0.1 * n_x, -0.1 * n_y, -0.2, 0.2, n_x, n_y),
        frame=Frame(State.PROJECTED, 12.0, -30.0),
        unit="count",
        statistic="mean",
    )


@pytest.fixture
def field():
    """Sky of 100 ± 1, three round stars, and cells without a value; with the distance to the nearest star."""
    rng = np.random.default_rng(7)
    row, col = np.mgrid[:SIDE, :SIDE]
    value = rng.normal(100, 1, (SIDE, SIDE))
    for y, x, peak, sigma in STARS:
        value += peak * np.exp(-((row - y) ** 2 + (col - x) ** 2) / (2 * sigma**2))
    value[:, 70] = np.nan
    value[100:104, 3:6] = np.nan
    return value


def distance_to_stars():
    row, col = np.mgrid[:SIDE, :SIDE]
    return np.min([np.hypot(row - y, col - x) for y, x, *_ in STARS], axis=0)


def by_the_rule(value, k=5.0, n_dilation=2):
    """The pipeline's steps, cell by cell."""
    known = np.isfinite(value)
    med = np.median(value[known])
    mad = np.median(np.abs(value[known] - med))
    objects = known & ~((value > med - k * mad) & (value < med + k * mad))

    def filtered(mask, test):
        out = mask.copy()
        for j in range(1, mask.shape[0] - 1):
            for i in range(1, mask.shape[1] - 1):
                out[j, i] = test(mask[j - 1 : j + 2, i - 1 : i + 2])
        return out

    objects = filtered(filtered(objects, np.all), np.any)
    for _ in range(n_dilation):
        objects = filtered(objects, np.any)
    return objects


class TestThreshold:
    def test_it_is_the_rule_of_the_pipeline(self, field):
        value = field.astype(np.float32).astype(np.float64)
        value[50:53, 10:14] = 90.0  # what is too dark is no sky either
        value[0, 100:104] = 500.0  # cells at the border are copied by the opening
        found = mask_of_image(image_of(value), Finding.of("threshold")).masked
        assert np.array_equal(found, by_the_rule(value))
        assert found[51, 12]
        assert found[0, 100:104].all()

    @pytest.mark.parametrize(("k", "grow"), [(3.0, 0), (8.0, 1), (20.0, 5)])
    def test_numbers_other_than_the_pipeline_s(self, field, k, grow):
        value = field.astype(np.float32).astype(np.float64)
        found = mask_of_image(image_of(value), Finding.of(threshold=k, grow=grow)).masked
        assert np.array_equal(found, by_the_rule(value, k, grow))

    def test_limits_use_the_plain_mad_and_known_cells(self):
        low, high = sky_limits(np.array([[1.0, 2.0, np.nan], [3.0, np.inf, 10.0]]), 2.0)
        assert (low, high) == (2.5 - 2 * 1.0, 2.5 + 2 * 1.0)

    def test_single_cells_are_no_objects(self):
        value = np.random.default_rng(1).normal(10, 1, (40, 40))
        value[5, 5] = value[20, 30:32] = 1e4
        assert not mask_of_image(image_of(value), Finding.of(threshold=20.0)).masked.any()

    def test_small_objects_can_be_dropped(self):
        value = np.random.default_rng(1).normal(10, 1, (40, 40))
        value[5:8, 5:8] = value[20:25, 20:25] = 1e4
        found = mask_of_image(image_of(value), Finding.of(threshold=20.0, min_area=10, grow=0)).masked
        assert np.argwhere(found).min() == 20
        assert found.sum() == 25

    def test_a_field_without_any_spread_is_sky(self):
        value = np.full((20, 20), 7.0)
        value[10:14, 3:8] = 8.0
        found = mask_of_image(image_of(value), Finding.of(grow=0)).masked
        assert np.array_equal(found, value == 8.0)


@pytest.mark.parametrize("method", ["threshold", "sources"])
class TestBothMethods:
    def test_stars_are_masked_and_the_sky_is_not(self, field, method):
        found = mask_of_image(image_of(field), Finding.of(method)).masked
        distance = distance_to_stars()
        assert found[distance < 4].all()
        # Gaussians are gone at 20 cells; of 10 000 cells of noise no three by three lie beyond 3 σ.
        assert not found[distance > 20].any()

    def test_cells_without_a_value_make_no_object(self, field, method):
        """But those in the core of a saturated star are in one."""
        value = field.copy()
        y, x, *_ = STARS[0]
        value[y - 3 : y + 4, x - 3 : x + 4] = np.nan
        found = mask_of_image(image_of(value), Finding.of(method, grow=1)).masked
        assert found[y, x]
        assert not found[102, 4]
        assert not found[:10, 70].any()

    def test_growth_is_by_whole_cells(self, field, method):
        plain = mask_of_image(image_of(field), Finding.of(method, grow=0)).masked
        grown = mask_of_image(image_of(field), Finding.of(method, grow=4)).masked
        near = ndimage.distance_transform_cdt(~plain, "chessboard")
        assert grown[near <= 2].all()
        assert not grown[near > 4].any()

    def test_a_higher_threshold_masks_less(self, field, method):
        shares = [
            mask_of_image(image_of(field), Finding.of(method, threshold=k)).share for k in (4.0, 10.0, 40.0)
        ]
        assert shares[0] > shares[1] > shares[2] > 0

    def test_an_empty_sky_has_no_objects(self, method):
        value = np.random.default_rng(3).normal(100, 1, (90, 90))
        assert mask_of_image(image_of(value), Finding.of(method, threshold=7.0)).share == 0
        assert mask_of_image(image_of(np.full((30, 30), 5.0)), Finding.of(method)).share == 0

    def test_the_mask_lies_on_the_image(self, field, method):
        image = image_of(field)
        mask = mask_of_image(image, Finding.of(method))
        assert mask.wcs.wcs.compare(WCS(image.wcs_cards()).wcs)

    def test_an_image_of_nothing(self, method):
        with pytest.raises(PixTableError, match=r"no good row lies between 4650 and 9300 Å.*give a mask"):
            mask_of_image(image_of(np.full((9, 9), np.nan)), Finding.of(method))


def test_sources_need_their_area(field):
    """The faintest star has some 20 cells above 3 σ."""
    y, x, *_ = STARS[2]
    assert mask_of_image(image_of(field), Finding.of("sources", min_area=10)).masked[y, x]
    assert not mask_of_image(image_of(field), Finding.of("sources", min_area=200)).masked[y, x]


def test_a_crowded_field_does_not_overflow():
    rng = np.random.default_rng(5)
    value = rng.normal(0, 1, (700, 700))
    value[rng.random(value.shape) < 0.02] += 300
    assert mask_of_image(image_of(value), Finding.of("sources", threshold=1.0, min_area=1)).share > 0.1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"method": "magic"}, "method must be one of threshold, sources, got 'magic'"),
        ({"threshold": 0.0}, "threshold must be a positive number, got 0.0"),
        ({"threshold": float("nan")}, "threshold must be a positive number"),
        ({"min_area": 0}, "min_area must be at least 1 cell, got 0"),
        ({"grow": -1}, "grow must not be negative, got -1"),
    ],
)
def test_numbers_that_make_no_sense(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Finding.of(**settings)


class TestOfATable:
    @pytest.fixture
    def table(self, small_file):
        with pv.open_table(small_file) as opened:
            yield opened

    def test_brighter_rows_are_masked(self, table):
        """The brightest cells of the image, and rows in them."""
        mask = automatic_mask(table, method="sources")
        image = pv.white_light(table)
        bright = image.value > np.nanpercentile(image.value, 99.5)
        assert mask.masked.shape == image.value.shape
        assert mask.masked[ndimage.binary_opening(bright, FULL)].all()
        rows = pv.mask_rows(table, mask)
        assert 0 < rows.share < 0.5
        data, flags = table.column("data"), table.column("flags")
        good = flags == 0
        assert np.median(data[good & rows.masked]) > np.median(data[good & ~rows.masked])

    def test_wavelengths_outside_the_pipeline_s_white_light_do_not_count(self, table):
        columns = table.read(tuple(table.columns), slice(None))
        columns["wave"] = columns["wave"] + 3200  # from 9255 Å
        shifted = pv.PixTable.from_arrays(columns, table.header, state="projected")
        expected = pv.white_light(shifted, pv.Selection(wave=(4650, 9300)))
        mask = automatic_mask(shifted)
        assert np.array_equal(mask.masked, mask_of_image(expected, Finding.of()).masked)
        columns["wave"] = columns["wave"] + 1000
        with pytest.raises(PixTableError, match="no good row lies between"):
            automatic_mask(pv.PixTable.from_arrays(columns, table.header, state="projected"))
