"""Regions and other masks on the grid of a mask."""

import numpy as np
import pytest
from astropy.wcs import WCS

import pixviewer as pv
from pixviewer.core.calib.rasterise import mask_of_regions, on_grid, resampled
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.core.table.regions import Region

SKY = Frame(State.PROJECTED, 338.2292, -60.5636)
PIXELS = Frame(State.PIXEL)
GRID = Grid(10.0, -8.0, -0.2, 0.2, 100, 80)
PIXEL_GRID = Grid(-50.0, -40.0, 1.0, 1.0, 100, 80)


def region(shape, role="source", **criteria):
    return Region("one", pv.Selection(shape, **criteria), role=role)


def centres(grid):
    row, col = np.mgrid[: grid.n_y, : grid.n_x]
    return grid.x0 + (col + 0.5) * grid.dx, grid.y0 + (row + 0.5) * grid.dy


def table_at(xi, eta):
    """A table with a row at each place of the plane."""
    radius = np.hypot(xi, eta) / np.degrees(1) / 3600
    n = radius.size
    header = pv.PixTable.from_arrays  # only to say what is made
    columns = {
        "x": np.arctan2(xi, -eta).ravel(),
        "y": -np.arctan(radius).ravel(),
        "wave": np.full(n, 6000.0),
        "data": np.ones(n),
        "flags": np.zeros(n, int),
        "variance": np.ones(n),
        "origin": np.full(n, 12 << 6 | 5),
    }
    from astropy.io import fits

    cards = fits.Header([("RA", SKY.ra0), ("DEC", SKY.dec0)])
    return header(columns, cards, state="projected")


@pytest.mark.parametrize(
    "shape",
    [
        pv.Circle(338.2292, -60.5636, 3.0),
        pv.Circle(338.2300 - 360, -60.5640, 2.5),
        pv.Square(338.2280, -60.5630, 1.7),
    ],
)
def test_cells_well_inside_and_outside_a_shape(shape):
    """By the rows that the same aperture selects at the centres, up to half a cell beside the border."""
    found = mask_of_regions([region(shape)], SKY, GRID).masked
    table = table_at(*centres(GRID))

    def selected(change):
        grown = type(shape)(shape.ra, shape.dec, shape.size + change)
        inside = np.zeros(table.n_row, bool)
        inside[pv.find_rows(table, pv.Selection(grown))] = True
        return inside.reshape(GRID.shape)

    assert found[selected(0.0)].all()
    assert not found[~selected(0.15)].any()
    assert selected(0.0).sum() > 100


def test_a_ring_masks_what_is_between_its_circles():
    centre = 338.2292, -60.5636
    ring = mask_of_regions([region(pv.Annulus(*centre, 2.0, 5.0))], SKY, GRID).masked
    outer, inner = (
        mask_of_regions([region(pv.Circle(*centre, size))], SKY, GRID).masked for size in (5.0, 2.0)
    )
    xi, eta = centres(GRID)
    assert np.array_equal(ring | inner, outer)
    assert not ring[np.hypot(xi, eta) < 1.8].any()
    assert ring[(np.hypot(xi, eta) > 2.0) & (np.hypot(xi, eta) < 5.0)].all()


def test_a_ring_thinner_than_a_cell_is_closed():
    from scipy.ndimage import label

    ring = mask_of_regions([region(pv.Annulus(338.2292, -60.5636, 3.0, 3.001))], SKY, GRID).masked
    assert label(~ring)[1] == 2  # inside and outside do not meet


def test_pixels_in_a_table_of_field_pixels():
    found = mask_of_regions([region(pv.Square(10.0, -5.0, 3.0))], PIXELS, PIXEL_GRID).masked
    x, y = centres(PIXEL_GRID)
    assert np.array_equal(found, (np.abs(x - 10) < 3.2) & (np.abs(y + 5) < 3.2))


def test_the_smallest_region_masks_a_cell():
    shape = pv.Circle(338.2292 + 1e-6, -60.5636 + 0.33e-4, 0.001)
    found = mask_of_regions([region(shape)], SKY, GRID).masked
    col, row = GRID.cell(*map(float, SKY.sky_to_plane(shape.ra, shape.dec)))
    assert np.argwhere(found).tolist() == [[row, col]]


def test_excluded_regions_are_cut_out_and_others_are_of_no_consequence():
    large, small = pv.Circle(338.2292, -60.5636, 5.0), pv.Circle(338.2292, -60.5636, 2.0)
    plain = mask_of_regions([region(large)], SKY, GRID).masked
    hole = mask_of_regions([region(small)], SKY, GRID).masked
    several = [region(large), region(small, "exclude"), region(pv.Circle(338.23, -60.563, 9.0), "background")]
    assert np.array_equal(mask_of_regions(several, SKY, GRID).masked, plain & ~hole)


def test_without_a_source_nothing_would_be_masked():
    with pytest.raises(ValueError, match="no region marks an object"):
        mask_of_regions([region(pv.Circle(338.2292, -60.5636, 5.0), "background")], SKY, GRID)


def test_wavelengths_of_a_region_do_not_count_and_that_is_said():
    shape = pv.Circle(338.2292, -60.5636, 3.0)
    with pytest.warns(PixTableWarning, match="do not count in the region one"):
        found = mask_of_regions([region(shape, wave=(6000, 6100))], SKY, GRID)
    assert np.array_equal(found.masked, mask_of_regions([region(shape)], SKY, GRID).masked)


def test_a_mask_on_the_same_grid_stays_what_it_is():
    masked = np.random.default_rng(2).random(GRID.shape) < 0.3
    table = table_at(*centres(GRID))
    assert np.array_equal(resampled(on_grid(masked, SKY, GRID, "m"), table, GRID).masked, masked)


@pytest.mark.parametrize("projection", ["TAN", "SIN"])
def test_a_mask_with_other_pixels_covers_at_least_the_same_places(projection):
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = [f"RA---{projection}", f"DEC--{projection}"]
    wcs.wcs.crval, wcs.wcs.crpix = [338.2292, -60.5636], [40.0, 40.0]
    wcs.wcs.cd = np.array([[-0.8, -0.6], [-0.6, 0.8]]) * 0.25 / 3600
    mask = pv.SkyMask(np.random.default_rng(4).random((80, 80)) < 0.1, wcs, "other.fits")
    xi, eta = centres(GRID)
    table = table_at(xi, eta)
    with pytest.warns(PixTableWarning, match=r"other.fits covers part .* of 8,000 cells lie outside"):
        found = resampled(mask, table, GRID)
    with pytest.warns(PixTableWarning, match=r"other.fits covers part .* of 8,000 rows lie outside"):
        at_centres = pv.mask_rows(table, mask).masked.reshape(GRID.shape)
    assert found.masked[at_centres].all()
    assert at_centres.sum() < found.masked.sum() < 3 * at_centres.sum()
    assert not found.masked[np.hypot(xi, eta) > 15].any()
