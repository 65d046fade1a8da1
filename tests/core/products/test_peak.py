"""The peak of an image: where it is, what counts, and what is refused. MPDAF's numbers: see tests/oracle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pixviewer as pv
from pixviewer.core.products.peak import clipped_background, find_peak_in

STAR = (338.23752675, -60.56826963)


def blob(row, col, shape=(40, 60), width=1.5, height=100.0, level=5.0):
    rows, cols = np.indices(shape)
    return level + height * np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / (2 * width**2))


@given(st.floats(8, 31), st.floats(8, 51))
def test_a_round_peak_is_found_to_a_fraction_of_a_cell(row, col):
    found = find_peak_in(blob(row, col), window=6)
    # Of the light of a Gaussian of σ = 1.5 cells a window of ±6 loses up to 1e-4, on one side.
    assert found.row == pytest.approx(row, abs=2e-3)
    assert found.col == pytest.approx(col, abs=2e-3)
    assert found.value == blob(row, col)[round(found.row), round(found.col)]


@given(st.floats(0.1, 100), st.floats(-1e3, 1e3))
def test_the_place_does_not_depend_on_scale_and_level(scale, level):
    plain, other = find_peak_in(blob(20.3, 30.8)), find_peak_in(level + scale * blob(20.3, 30.8))
    assert (other.row, other.col) == (pytest.approx(plain.row, abs=1e-6), pytest.approx(plain.col, abs=1e-6))
    assert other.background == pytest.approx(level + scale * plain.background, rel=1e-9, abs=1e-9)


def test_without_a_window_it_is_the_highest_cell():
    found = find_peak_in(blob(20.3, 30.8), window=0)
    assert (found.row, found.col) == (20, 31)


@pytest.mark.parametrize("nothing", [np.nan, np.inf, -np.inf])
def test_cells_without_a_value_count_for_nothing(nothing):
    image = blob(20.0, 30.0)
    expected = find_peak_in(image)
    image[:3] = nothing
    image[20, 25:27] = nothing  # outside the window
    found = find_peak_in(image)
    assert (found.row, found.col) == (pytest.approx(expected.row), pytest.approx(expected.col))
    masked = np.ma.array(blob(20.0, 30.0), mask=~np.isfinite(image))
    assert find_peak_in(masked) == found


def test_a_hole_in_the_window_does_not_spoil_the_centre():
    image = blob(20.0, 30.0)
    image[21, 30] = np.nan
    found = find_peak_in(image)
    assert found.col == pytest.approx(30.0)
    assert 19.5 < found.row < 20.0


def test_only_the_box_is_searched():
    image = blob(10.0, 15.0) + blob(30.0, 45.0, height=500.0)
    near = find_peak_in(image, centre=(12, 13), radius=5)
    assert (near.row, near.col) == (pytest.approx(10, abs=0.01), pytest.approx(15, abs=0.01))
    assert find_peak_in(image).row == pytest.approx(30, abs=0.01)
    flat = find_peak_in(image, centre=(30, 13), radius=(1, 40))
    assert flat.col == pytest.approx(45, abs=0.01)


def test_the_background_leaves_out_the_bright_end():
    rng = np.random.default_rng(4)
    image = rng.normal(50, 2, (200, 200))
    image[:10, :10] = 5000
    assert clipped_background(image) == pytest.approx(50, abs=0.05)
    image[100] = np.nan
    assert clipped_background(image) == pytest.approx(50, abs=0.05)


def test_a_background_above_the_peak_has_no_centre_of_gravity():
    # In the corner the weights, all negative but one, pull the centre out of the image.
    image = np.zeros((9, 9))
    image[0, 0], image[1, 1] = 1.0, -0.9
    assert find_peak_in(image, background=0.04, window=1) is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"centre": (100, 100), "radius": 2}, "outside the image"),
        ({"centre": (20, 30), "radius": -2}, "finite box"),
        ({"centre": (np.nan, 30), "radius": 2}, "finite box"),
        ({"window": -1}, "window"),
        ({"window": 1.5}, "window"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        find_peak_in(blob(20, 30), **arguments)


def test_arrays_that_are_no_images_are_refused():
    with pytest.raises(ValueError, match="two dimensions"):
        find_peak_in(np.zeros(5))
    with pytest.raises(ValueError, match="no cell with a value"):
        find_peak_in(np.full((4, 4), np.nan))


@pytest.fixture(scope="module")
def image(small_file):
    with pv.open_table(small_file) as table:
        return pv.white_light(table, pv.Selection(wave=(6055, 6060)))


def test_the_star_of_the_simulation_is_found_on_the_sky(image):
    found = pv.find_peak(image, center=STAR, radius=2)
    # Centre of gravity of a profile sampled in 0.2": a fifth of a cell.
    assert (found.ra - STAR[0]) * 3600 * np.cos(np.radians(STAR[1])) == pytest.approx(0, abs=0.04)
    assert (found.dec - STAR[1]) * 3600 == pytest.approx(0, abs=0.04)
    col, row = image.grid.cell(found.xi, found.eta)
    assert (row, col) == (round(found.row), round(found.col))
    assert found.value == image.value[row, col]
    assert image.frame.sky_to_plane(found.ra, found.dec) == (
        pytest.approx(found.xi, abs=1e-6),
        pytest.approx(found.eta, abs=1e-6),
    )


def test_without_a_center_it_is_the_brightest_of_the_field(image):
    found = pv.find_peak(image)
    assert found.value == pytest.approx(np.nanmax(image.value), rel=0.2)
    beside = pv.find_peak(image, center=(338.2310696954783, -60.56882304713335), radius=1)  # star 3
    assert beside.value < found.value
    assert beside.background == found.background


def test_images_in_field_pixels_have_peaks_too(tmp_path):
    from pixviewer.core.geometry import Frame, Grid, State

    grid, frame = Grid(-10.5, 4.5, 1.0, 1.0, 60, 40), Frame(State.PIXEL)
    values = blob(20.25, 30.5).astype(np.float32)
    made = pv.Image(
        values, np.ones_like(values), np.ones(values.shape, np.uint32), grid, frame, "count", "mean"
    )
    found = pv.find_peak(made, center=(20, 25), radius=5, window=6)
    assert (found.ra, found.dec) == (pytest.approx(20.5, abs=2e-3), pytest.approx(25.25, abs=2e-3))
    assert (found.xi, found.eta) == (found.ra, found.dec)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"center": STAR}, "needs a radius"),
        ({"radius": 2.0}, "needs a center"),
        ({"background": 1e9}, "rises above a background of 1e\\+09"),
        ({"center": (338.0, -60.0), "radius": 1}, "outside the image"),
    ],
)
def test_peaks_that_cannot_be_are_refused(image, arguments, told):
    with pytest.raises(ValueError, match=told):
        pv.find_peak(image, **arguments)
