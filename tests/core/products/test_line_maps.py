"""Line maps are those of plain NumPy, and find the flux that a simulated line has."""

import math
import warnings

import numpy as np
import pytest
from astropy.io import fits
from numpy_products import a_grid, a_table, cells_of, goodness, summed
from tables import FLUX
from twins import rows_of

import pixviewer
from pixviewer import EmptyBandError, Selection, line_map
from pixviewer.core.products.line_bands import bands_of, continuum_weights, times_angstrom
from pixviewer.core.simulate.field import objects
from pixviewer.core.simulate.modes import MODES

LINE, LEFT, RIGHT = (5500.0, 7000.0), (5000.0, 5500.0), (7200.0, 8800.0)


def numpy_map(made, grid, bands, weights, selected):
    """Line minus continuum, variance and counts, band by band."""
    index, inside = cells_of(made, grid)
    wave = made.columns["wave"].astype(np.float64)
    value, variance = (made.columns[name].astype(np.float64) for name in ("data", "variance"))
    level, spread, counts = 0.0, 0.0, []
    for (low, high), weight in zip(bands, (1.0, *(-w for w in weights)), strict=True):
        use = inside & goodness(made) & selected & (wave >= low) & (wave < high)
        n = summed(None, index[use], grid)
        with np.errstate(invalid="ignore", divide="ignore"):
            level = level + weight * summed(value[use], index[use], grid) / n
            spread = spread + weight**2 * summed(variance[use], index[use], grid) / n**2
        counts.append(n)
    return level, spread, counts


@pytest.mark.parametrize("continuum", [(LEFT,), (RIGHT, LEFT)])
@pytest.mark.parametrize("weighting", ["width", "linear"])
@pytest.mark.parametrize("statistic", ["mean", "sum"])
@pytest.mark.parametrize("selection", [None, Selection(ifu=6) | Selection(stack=1)])
@pytest.mark.usefixtures("small_blocks")
def test_a_line_map_is_what_numpy_makes(made, table, continuum, weighting, statistic, selection):
    grid = a_grid(made)
    found = line_map(table, LINE, continuum, selection, grid=grid, weighting=weighting, statistic=statistic)
    bands = (LINE, *continuum)
    if len(continuum) == 1:
        weights = (1.0,)
    elif weighting == "width":
        weights = (1600 / 2100, 500 / 2100)
    else:  # the centre of the line is 1000 Å from that of the left band, and 1750 Å from the right one
        weights = (1000 / 2750, 1750 / 2750)
    assert found.weights == pytest.approx(weights, rel=1e-12)
    value, variance, counts = numpy_map(made, grid, bands, weights, rows_of(made, selection)[0])
    width = 1500.0 if statistic == "sum" else 1.0
    np.testing.assert_array_equal(found.count, counts[0])
    np.testing.assert_array_equal(found.continuum_count, sum(counts[1:]))
    assert np.isfinite(found.value).any()
    # Sums are float64 in another order, the result float32, and a difference of two levels near 50.
    np.testing.assert_allclose(found.value, value * width, rtol=1e-6, atol=1e-5 * width)
    np.testing.assert_allclose(found.variance, variance * width**2, rtol=1e-6)
    np.testing.assert_allclose(found.snr, value / np.sqrt(variance), rtol=1e-5, atol=1e-5)
    unit = made.data_unit
    whole = unit.removesuffix("/Angstrom") if unit == FLUX else f"{unit}*Angstrom"
    assert found.unit == (whole if statistic == "sum" else unit)
    assert (found.fraction, found.statistic, found.frame) == (1.0, statistic, table.frame)


def test_a_map_on_natural_cells_is_blank_where_a_band_has_no_row(made, table):
    found = line_map(table, LINE, [LEFT, RIGHT])
    index, inside = cells_of(made, found.grid)
    wave = made.columns["wave"].astype(np.float64)
    has_all = np.ones(found.grid.shape, bool)
    for low, high in (LINE, LEFT, RIGHT):
        use = inside & goodness(made) & (wave >= low) & (wave < high)
        has_all &= summed(None, index[use], found.grid) > 0
    np.testing.assert_array_equal(np.isfinite(found.value), has_all)
    assert has_all.any()
    assert not has_all.all()


def test_ends_of_bands_are_half_open_in_double_precision():
    made = a_table("positioned")
    made.columns["flags"][:] = 0
    edge = float(np.float32(6000.1))  # 6000.10009765625: not below 6000.1
    made.columns["wave"][:] = np.float32(6000.1)
    table = made.in_memory()
    found = line_map(table, (edge, 6100.0), (5000.0, edge), sketch=10**9)
    assert found.count.sum() > 0
    assert found.continuum_count.sum() == 0
    found = line_map(table, (6000.2, 6100.0), (6000.0, 6000.2), sketch=10**9)
    assert found.count.sum() == 0
    assert found.continuum_count.sum() > 0


def test_a_sloping_continuum_vanishes_under_the_straight_line_only():
    made = a_table("positioned")
    wave = made.columns["wave"].astype(np.float64)
    made.columns["data"][:] = 0.01 * wave
    made.columns["flags"][:] = 0
    made.columns["variance"][:] = 1.0
    table = made.in_memory()
    bands = (6000.0, 6500.0), [(5000.0, 5600.0), (6500.0, 9000.0)]
    straight = line_map(table, *bands, weighting="linear", step=200.0)
    by_width = line_map(table, *bands, weighting="width", step=200.0)
    # Wavelengths are spread at random in the bands, hence cells with hundreds of rows.
    assert abs(np.nanmean(straight.value)) < 2.0
    assert abs(np.nanmean(by_width.value) - np.nanmean(straight.value)) > 5.0


@pytest.mark.parametrize(
    ("continuum", "expected"),
    [
        ([(90, 95)], (1.0,)),
        ([(80, 90), (110, 120)], (0.5, 0.5)),
        ([(85, 95), (130, 132)], (31 / 41, 10 / 41)),
        ([(85, 95), (65, 75)], (30 / 20, -10 / 20)),
    ],
)
def test_weights_of_a_straight_line(continuum, expected):
    assert continuum_weights((98.0, 102.0), continuum, "linear") == pytest.approx(expected, rel=1e-12)


def test_weights_of_a_straight_line_through_three_bands_are_those_of_least_squares():
    continuum = [(60.0, 64.0), (85.0, 95.0), (120.0, 121.0)]
    centre = np.array([62.0, 90.0, 120.5]) - 100.0
    width = np.array([4.0, 10.0, 1.0])
    design = np.stack([np.ones(3), centre], axis=1)
    normal = design.T @ (width[:, np.newaxis] * design)
    expected = np.linalg.solve(normal, (design.T * width))[0]
    found = continuum_weights((98.0, 102.0), continuum, "linear")
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert sum(found) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"line": (6010.0, 6000.0)}, "the line band must increase, got 6010 to 6000 Å"),
        ({"continuum": []}, "needs a continuum band"),
        ({"continuum": (6005.0, 6100.0)}, r"the line band .* and the continuum band .* overlap"),
        ({"continuum": [(6100, 6200), (6150, 6300)]}, r"continuum band 1 .* continuum band 2 .* overlap"),
        ({"continuum": (math.nan, 6200.0)}, "the continuum band must increase"),
        ({"continuum": (20000, 21000)}, r"the continuum band, 20000–21000 Å, lies outside the wavelengths"),
        ({"statistic": "ivw"}, "the statistic of a line map is mean or sum"),
        ({"weighting": "best"}, "weighted by width or linear"),
        ({"step": -1.0}, "step must be a positive number"),
    ],
)
def test_a_line_map_that_cannot_be_is_refused(settings, told):
    table = a_table().in_memory()
    table.ensure_blocks()
    given = {"line": (6000.0, 6010.0), "continuum": (6100.0, 6200.0), **settings}
    with pytest.raises(ValueError, match=told):
        line_map(table, given.pop("line"), given.pop("continuum"), **given)


def test_a_band_without_a_good_row_is_told_in_one_sentence():
    table = a_table().in_memory()
    with pytest.raises(EmptyBandError, match=r"no good row that is selected in .* lies in continuum band 2"):
        line_map(table, LINE, [LEFT, (7000.0, 7000.01)])
    with pytest.raises(EmptyBandError, match="the line band"):
        line_map(table, LINE, LEFT, Selection(wave=LEFT))
    assert np.isnan(line_map(table, LINE, LEFT, Selection(wave=LEFT), sketch=10**9).value).all()


def test_touching_bands_do_not_overlap_and_one_pair_is_one_band():
    assert bands_of((2.0, 3.0), (1.0, 2.0)) == ((2.0, 3.0), (1.0, 2.0))
    assert bands_of((2.0, 3.0), [(3, 4), (1, 2)]) == ((2.0, 3.0), (3.0, 4.0), (1.0, 2.0))


def test_units_times_angstrom():
    assert times_angstrom("10**(-20)*erg/s/cm**2/Angstrom") == "10**(-20)*erg/s/cm**2"
    assert times_angstrom("count") == "count*Angstrom"
    assert times_angstrom("") == "Angstrom"


def test_factors_reach_the_map():
    edges = np.array([4000.0, 7100.0, 10000.0])
    twice = pixviewer.Factors(np.full((2, 24, 48), 2.0), edges)
    table = a_table().in_memory()
    plain = line_map(table, LINE, LEFT)
    corrected = line_map(pixviewer.through(table, twice), LINE, LEFT)
    np.testing.assert_allclose(corrected.value, 2 * plain.value, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(corrected.variance, 4 * plain.variance, rtol=1e-5)


def test_a_map_written_says_its_bands(tmp_path):
    table = a_table().in_memory()
    found = line_map(table, LINE, [LEFT, RIGHT], statistic="sum")
    pixviewer.write_image(found, tmp_path / "map.fits", table=table)
    with fits.open(tmp_path / "map.fits") as hdus:
        header = hdus["DATA"].header
        np.testing.assert_array_equal(hdus["DATA"].data, found.value)
    assert header["BUNIT"] == "10**(-20)*erg/s/cm**2"
    assert (header["LINELO"], header["LINEHI"]) == LINE
    assert [(header[f"CONT{i}LO"], header[f"CONT{i}HI"]) for i in (1, 2)] == [LEFT, RIGHT]
    assert [header[f"CONT{i}WT"] for i in (1, 2)] == pytest.approx(found.weights)
    assert (header["PIXVSTAT"], header["CONTWGT"]) == ("sum", "width")


@pytest.fixture(scope="module")
def emission(tmp_path_factory):
    """Two IFUs of the simulated field, with a source that shines in one line."""
    path = tmp_path_factory.mktemp("emission") / "emission.fits"
    pixviewer.simulate(path, ifus=[15, 16], waves=[(6040.0, 6092.0)])
    return path


def test_the_flux_of_a_simulated_line_is_found(emission):
    source, line = next(
        (item.source, item.lines[0]) for item in objects(1, MODES["WFM-NOAO-N"]) if item.name == "emitter 1"
    )
    wave, sigma, strength = line
    # A Moffat profile holds π α² / (β − 1) times its peak; a cell is 0.2″ wide.
    alpha = 0.5 * source.size / math.sqrt(2 ** (1 / source.steepness) - 1)
    radius = 2.0
    within = 1 - (1 + (radius / alpha) ** 2) ** (1 - source.steepness)
    sky = source.peak * math.pi * alpha**2 / (source.steepness - 1) * within / 0.2**2
    true_flux = sky * strength * sigma * math.sqrt(2 * math.pi)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pixviewer.PixTableWarning)
        table = pixviewer.open_table(emission)
    with table:
        line_band = (wave - 4 * sigma, wave + 4 * sigma)
        continuum = [(wave - 22.0, wave - 8.0), (wave + 8.0, wave + 22.0)]
        found = line_map(table, line_band, continuum, statistic="sum")
    grid = found.grid
    xi = grid.x0 + grid.dx * (np.arange(grid.n_x) + 0.5)
    eta = grid.y0 + grid.dy * (np.arange(grid.n_y) + 0.5)
    near = np.hypot(xi - source.xi, eta[:, np.newaxis] - source.eta) < radius
    flux, error = np.nansum(found.value[near]), math.sqrt(np.nansum(found.variance[near]))
    assert found.unit == "10**(-20)*erg/s/cm**2"
    # Noise, and two per cent for cells that hold part of a steep profile and for errors of level.
    assert abs(flux - true_flux) < 3 * error + 0.02 * true_flux
    assert error < 0.1 * true_flux
    brightest = np.unravel_index(np.nanargmax(np.where(near, found.value, np.nan)), near.shape)
    assert math.hypot(xi[brightest[1]] - source.xi, eta[brightest[0]] - source.eta) < 0.3
