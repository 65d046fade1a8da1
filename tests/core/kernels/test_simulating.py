"""The kernels of the simulator, against plain NumPy. These pass uncompiled too."""

import math

import numpy as np
import pytest

from pixviewer.core.geometry import Frame, State
from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.hashing import at_pixel, following, mix, normal, uniform
from pixviewer.core.kernels.simulating import Detector, Light, Lines, Sampled, SliceShape, Source, View

SHAPE = SliceShape(
    ifu=6,
    slice_no=20,
    x_offset=1614,
    x_centre=1672.5,
    slope=1.2,
    bend=-2.0,
    width=74.9,
    y_zero=174.0,
    dispersion=1.2525,
    curvature=4e-7,
    tilt=0.03,
    x_field=-37.475,
    y_field=-80.0,
    angle=0.004,
)
VIEW = View(
    state=simulating.PROJECTED,
    drift_x=1e-4,
    drift_y=-2e-4,
    x_ref=-6.0,
    y_ref=-3.0,
    cd11=-0.2 / 3600,
    cd12=0.0,
    cd21=0.0,
    cd22=0.2 / 3600,
    ra=338.2317,
    dec=-60.5639,
    ra_zero=338.2315,
    dec_zero=-60.5640,
    a11=-0.2,
    a12=0.0,
    b1=-1.2,
    a21=0.0,
    a22=0.2,
    b2=0.6,
)
STAR = Source(
    kind=simulating.MOFFAT,
    xi=-0.2 * -40.0 - 1.2,
    eta=0.2 * -80.3 + 0.6,
    peak=500.0,
    slope=0.5,
    size=0.7,
    steepness=2.6,
    axis_ratio=1.0,
    angle=0.0,
    core=0.0,
    seeing=-0.2,
    wave_ref=6050.0,
    reach=5.0,
    continuum=1.0,
)
WAVES = np.array([[6040.0, 6046.0], [6052.0, 6055.0]])


def placed():
    n = simulating.place_pixels(
        SHAPE, WAVES, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32)
    )
    x, y, wave = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.float32)
    assert simulating.place_pixels(SHAPE, WAVES, x, y, wave) == n
    return x, y, wave


def detector(**changes):
    empty = Detector(
        first_y=1,
        flags=np.zeros((4112, 128), np.int32),
        electrons=np.zeros((4112, 128), np.float32),
        read_noise=np.array([[2.0, 2.5], [3.0, 3.5]]),
        saturation=1e9,
        key=12345,
        noise=0.0,
        notch_low=0.0,
        notch_high=0.0,
        is_count=False,
    )
    return empty._replace(**changes)


def filled(view=VIEW, with_light=True, lines=None, planes=0, **changes):
    """Rows of the test slice, with its pixels."""
    x, y, wave = placed()
    simulating.sort_by_wave(x, y, wave)
    n_node = (int(y.max()) - int(y.min())) // 4 + 2
    light = Light(
        int(y.min()), 4, np.zeros((n_node, 128), np.float32), np.zeros((planes, n_node, 128), np.float32)
    )
    if with_light:
        simulating.light_of_source(SHAPE, view, STAR, planes - 1, light)
    lines = lines or Lines(np.empty(0), np.empty(0), np.empty(0), np.empty(0, np.int32))
    rows = {name: np.empty(wave.size, np.float32) for name in ("x", "y", "data", "variance")}
    rows |= {name: np.empty(wave.size, np.int32) for name in ("flags", "origin")}
    flat = Sampled(4000.0, 6000.0, np.array([30.0, 30.0]))
    half = Sampled(4000.0, 6000.0, np.array([0.5, 0.5]))
    level = Sampled(6000.0, 100.0, np.array([1.0, 1.2]))
    simulating.fill_rows(
        SHAPE, view, x, y, wave, flat, half, level, light, lines, detector(**changes),
        rows["x"], rows["y"], rows["data"], rows["flags"], rows["variance"], rows["origin"],
    )  # fmt: skip
    return rows, x, y, wave


def test_scrambling_is_one_to_one_and_the_published_one():
    assert mix(0) == 0
    assert mix(1) == 0x514E28B7  # of the reference implementation
    assert len({mix(i) for i in range(5000)}) == 5000


def test_pixels_of_a_detector_have_different_bits():
    assert len({at_pixel(7, x, y) for x in range(1, 80) for y in range(1, 80)}) == 79 * 79


def test_random_numbers_have_the_moments_of_their_distributions():
    bits = [at_pixel(99, x, y) for x in range(100) for y in range(100)]
    flat = np.array([uniform(b) for b in bits])
    assert 0.0 < flat.min() < 0.001
    assert 0.999 < flat.max() < 1.0
    # Means of 10 000 numbers: 5 standard errors.
    assert abs(flat.mean() - 0.5) < 5 * math.sqrt(1 / 12) / 100
    bell = np.array([normal(b) for b in bits])
    assert abs(bell.mean()) < 0.05
    assert abs(bell.std() - 1.0) < 0.04
    assert abs(np.corrcoef(flat, [uniform(following(b)) for b in bits])[0, 1]) < 0.05


def test_pixels_lie_between_the_edges_and_inside_the_ranges():
    x, y, wave = placed()
    v = (y - 2056) / 2056
    centre = SHAPE.x_centre + SHAPE.slope * v + SHAPE.bend * v**2
    assert np.all(np.abs(x - centre) <= SHAPE.width / 2)
    expected = (
        4650.0
        + 1.2525 * (y - 174.0)
        + 4e-7 * ((y - 2056.0) ** 2 - (174.0 - 2056.0) ** 2)
        + 0.03 * (x - centre)
    )
    np.testing.assert_allclose(wave, expected, atol=5e-4)  # float32 steps are 4.9e-4 Å there
    inside = [(low <= wave) & (wave < high) for low, high in WAVES]
    assert np.all(inside[0] | inside[1])
    assert inside[0].any()
    assert inside[1].any()


def test_all_pixels_of_the_ranges_are_listed():
    x, y, _ = placed()
    grid_y, grid_x = np.mgrid[1050:1350, 1600:1750]
    v = (grid_y - 2056) / 2056
    centre = SHAPE.x_centre + SHAPE.slope * v + SHAPE.bend * v**2
    wave = 4650.0 + 1.2525 * (grid_y - 174.0) + 0.03 * (grid_x - centre)
    wave = (wave + 4e-7 * ((grid_y - 2056.0) ** 2 - (174.0 - 2056.0) ** 2)).astype(np.float32)
    keep = np.abs(grid_x - centre) <= SHAPE.width / 2
    keep &= ((wave >= 6040) & (wave < 6046)) | ((wave >= 6052) & (wave < 6055))
    assert keep.sum() == x.size
    assert set(zip(x.tolist(), y.tolist(), strict=True)) == set(
        zip(grid_x[keep].tolist(), grid_y[keep].tolist(), strict=True)
    )


def test_sorting_is_that_of_a_stable_sort():
    x, y, wave = placed()
    order = np.argsort(wave, kind="stable")
    assert not np.array_equal(order, np.arange(wave.size))  # the tilt mixes rows
    expected = x[order], y[order], wave[order]
    simulating.sort_by_wave(x, y, wave)
    for got, want in zip((x, y, wave), expected, strict=True):
        np.testing.assert_array_equal(got, want)


def test_equal_wavelengths_keep_their_order():
    wave = np.array([2.0, 1.0, 2.0, 1.0], np.float32)
    x, y = np.arange(4, dtype=np.int32), np.zeros(4, np.int32)
    simulating.sort_by_wave(x, y, wave)
    assert x.tolist() == [1, 3, 0, 2]


def test_origin_packs_the_place_on_the_detector():
    rows, x, y, _ = filled()
    origin = rows["origin"]
    np.testing.assert_array_equal(origin & 0x3F, 20)
    np.testing.assert_array_equal(origin >> 6 & 0x1F, 6)
    np.testing.assert_array_equal(origin >> 11 & 0x1FFF, y)
    np.testing.assert_array_equal((origin >> 24) + SHAPE.x_offset, x)


def test_noiseless_values_are_sky_and_star_times_the_level():
    rows, x, y, wave = filled(planes=0)
    plane_x, plane_y = plane_positions(x, y, wave)
    at = wave.astype(float)
    r2 = (plane_x - STAR.xi) ** 2 + (plane_y - STAR.eta) ** 2
    fwhm = 0.7 * (at / 6050.0) ** -0.2
    alpha2 = 0.25 * fwhm**2 / (2 ** (1 / 2.6) - 1)
    star = np.where(r2 < 25.0, 500.0 * (1 + r2 / alpha2) ** -2.6 * (at / 6050.0) ** 0.5, 0.0)
    expected = (30.0 + star) * (1.0 + 0.2 * (at - 6000.0) / 100.0)
    assert expected.max() > 100.0
    # Light is linear between nodes 4 rows apart: good to 1e-4 of the peak.
    np.testing.assert_allclose(rows["data"], expected, rtol=1e-5, atol=0.05)
    np.testing.assert_allclose(rows["variance"], (0.5 * rows["data"] + 4.0) / 0.25, rtol=1e-5)


def plane_positions(x, y, wave):
    v = (y - 2056) / 2056
    centre = SHAPE.x_centre + SHAPE.slope * v + SHAPE.bend * v**2
    f = (centre - x) / SHAPE.width * 74.9
    x_field = SHAPE.x_field + f * np.cos(SHAPE.angle) + VIEW.drift_x * (wave - 7000.0)
    y_field = SHAPE.y_field + f * np.sin(SHAPE.angle) + VIEW.drift_y * (wave - 7000.0)
    return -0.2 * x_field - 1.2, 0.2 * y_field + 0.6


@pytest.mark.parametrize("state", [State.PROJECTED, State.POSITIONED])
def test_positions_are_those_of_the_projection(state):
    code = {State.PROJECTED: simulating.PROJECTED, State.POSITIONED: simulating.POSITIONED}[state]
    rows, x, y, wave = filled(VIEW._replace(state=code), with_light=False)
    zero = (VIEW.ra, VIEW.dec) if state is State.PROJECTED else (VIEW.ra_zero, VIEW.dec_zero)
    ra, dec = Frame(state, *zero).to_sky(rows["x"], rows["y"])
    xi, eta = plane_positions(x, y, wave)
    expected = Frame(State.PROJECTED, VIEW.ra, VIEW.dec).plane_to_sky(xi, eta)
    # A float32 angle of 2π resolves 5e-7 rad at 35 arcsec: 2e-5 arcsec, 5e-9 deg, twice that in RA.
    np.testing.assert_allclose(ra, expected[0], atol=2e-8, rtol=0)
    np.testing.assert_allclose(dec, expected[1], atol=2e-8, rtol=0)


def test_pixel_positions_are_the_nominal_geometry():
    rows, x, y, _ = filled(VIEW._replace(state=simulating.PIXEL), with_light=False, is_count=True)
    f = (simulating_trace(y) - x) / SHAPE.width * 74.9
    np.testing.assert_allclose(rows["x"], SHAPE.x_field + f * np.cos(SHAPE.angle), rtol=1e-6)
    np.testing.assert_allclose(rows["y"], SHAPE.y_field + f * np.sin(SHAPE.angle), rtol=1e-6)
    np.testing.assert_allclose(rows["variance"], rows["data"] + 4.0, rtol=1e-6)  # electrons


def simulating_trace(y):
    v = (y - 2056) / 2056
    return SHAPE.x_centre + SHAPE.slope * v + SHAPE.bend * v**2


def test_noise_has_the_variance_that_is_told():
    quiet, *_ = filled()
    rows, *_ = filled(noise=1.0)
    z = (rows["data"] - quiet["data"]) / np.sqrt(rows["variance"])
    assert abs(z.mean()) < 5 / math.sqrt(z.size)
    assert abs(z.std() - 1.0) < 5 / math.sqrt(2 * z.size)
    other, *_ = filled(noise=1.0, key=54321)
    assert not np.array_equal(other["data"], rows["data"])


def test_lines_add_to_their_source_only():
    lines = Lines(np.array([6043.0]), np.array([1.2]), np.array([2.0]), np.array([0], np.int32))
    plain, _, _, wave = filled(planes=1)
    rows, *_ = filled(planes=1, lines=lines)
    extra = rows["data"] - plain["data"]
    far = np.abs(wave - 6043.0) > 8.0
    assert np.all(np.abs(extra[far]) < 0.01)
    star_at = plain["data"] / (1.0 + 0.2 * (wave - 6000.0) / 100.0) - 30.0
    gauss = 2.0 * np.exp(-0.5 * ((wave - 6043.0) / 1.2) ** 2)
    expected = star_at * gauss * (1.0 + 0.2 * (wave - 6000.0) / 100.0)
    np.testing.assert_allclose(extra, expected, rtol=0.002, atol=0.01)  # the colour of the star is no part


def test_defects_flag_their_boxes_and_dead_pixels_are_dark():
    broken = detector()
    column = SHAPE.x_offset + 60
    boxes = np.array(
        [
            [column, column, 1, 4112, simulating.DEAD, 0.0],
            [column + 1, column + 2, 1, 4112, simulating.HOT, 1000.0],
            [column + 3, column + 3, 1, 4112, simulating.LOW_QE, 0.0],
            [column - 500, column - 400, 1, 4112, simulating.DEAD, 0.0],
        ]
    )
    simulating.add_defects(boxes, SHAPE.x_offset, broken)
    rows, x, _, _ = filled(with_light=False, flags=broken.flags, electrons=broken.electrons)
    expected = np.zeros(x.size, np.int32)
    expected[x == column] = simulating.DEAD
    expected[(x == column + 1) | (x == column + 2)] = simulating.HOT
    expected[x == column + 3] = simulating.LOW_QE
    np.testing.assert_array_equal(rows["flags"], expected)
    assert np.all(rows["data"][x == column] == 0.0)
    assert np.all(rows["data"][x == column + 1] > 2000.0)
    quiet = rows["variance"][x == column + 4].mean()
    assert np.all(rows["variance"][x == column + 3] > 20 * quiet)


def test_cosmic_rays_are_the_same_in_neighbouring_windows():
    wide, moved = detector(), detector()
    simulating.add_cosmic_rays(3, 1.0, 1600, wide)
    simulating.add_cosmic_rays(3, 1.0, 1610, moved)
    np.testing.assert_array_equal(wide.flags[:, 10:], moved.flags[:, :-10])
    np.testing.assert_array_equal(wide.electrons[:, 10:], moved.electrons[:, :-10])
    assert np.all((wide.flags == simulating.COSMIC_RAY) == (wide.electrons > 0))
    # One track of 5.5 pixels, less what overlaps, in each of 64 × 64.
    assert 0.5 * 5.5 / 4096 < (wide.flags > 0).mean() < 5.6 / 4096
    none = detector()
    simulating.add_cosmic_rays(3, 0.0, 1600, none)
    assert not none.flags.any()


def test_saturated_pixels_are_cut_and_flagged():
    rows, *_ = filled(saturation=100.0)
    is_cut = rows["flags"] == simulating.SATURATED
    assert is_cut.any()
    np.testing.assert_allclose(rows["data"][is_cut], 200.0)
    assert np.all(rows["data"][~is_cut] <= 200.0)


def test_rows_in_the_notch_have_its_flag_alone():
    broken = detector()
    broken.flags[:] = simulating.COSMIC_RAY
    rows, _, _, wave = filled(notch_low=6043.0, notch_high=6053.0, flags=broken.flags)
    inside = (wave > 6043.0) & (wave < 6053.0)
    assert inside.any()
    np.testing.assert_array_equal(rows["flags"], np.where(inside, simulating.NOTCH, simulating.COSMIC_RAY))
    assert rows["data"][inside].max() < 0.02 * rows["data"][~inside].max()


def test_a_galaxy_is_elongated_along_its_axis():
    galaxy = STAR._replace(
        kind=simulating.SERSIC, xi=0.0, eta=0.0, steepness=1.0, axis_ratio=0.5, angle=0.0, core=0.1
    )
    assert simulating.profile(galaxy, 0.0, 0.0, 6000.0) == pytest.approx(1.0)
    north, east = (simulating.profile(galaxy, *at, 6000.0) for at in ((0.0, 1.0), (1.0, 0.0)))
    assert north == pytest.approx(simulating.profile(galaxy, 0.5, 0.0, 6000.0))
    assert east < north
    turned = galaxy._replace(angle=math.pi / 2)
    assert simulating.profile(turned, 1.0, 0.0, 6000.0) == pytest.approx(north)
    assert simulating.profile(galaxy, 0.0, 5.1, 6000.0) == 0.0


def test_curves_are_linear_between_samples_and_constant_beyond():
    curve = Sampled(10.0, 2.0, np.array([1.0, 3.0, 2.0]))
    at = [0.0, 10.0, 10.5, 12.0, 13.9, 14.0, 99.0]
    got = [simulating.sample(curve, value) for value in at]
    np.testing.assert_allclose(got, np.interp(at, [10.0, 12.0, 14.0], curve.values))
