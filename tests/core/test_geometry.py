"""Positions go to the plane, to the sky, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import true_positions

from pixviewer.core.geometry import Annulus, Circle, Frame, Grid, Square, State

references = st.tuples(st.floats(0, 359.999999), st.floats(-89.9, 89.9))
offsets = st.floats(-300, 300)


@given(references, st.floats(0, 2 * np.pi), st.floats(-2e-3, 0))
def test_projected_positions_agree_with_vectors(reference, phi, y):
    frame = Frame(State.PROJECTED, *reference)
    x, y = np.array([phi]), np.array([y])
    xi, eta, ra, dec = true_positions("projected", x, y, *reference)
    np.testing.assert_allclose(frame.to_plane(x, y), (xi, eta), rtol=0, atol=1e-9)
    found_ra, found_dec = frame.to_sky(x, y)
    # Near a pole the last bits of RA mean nothing, and the arcsine of the formula has fewer.
    scale = np.cos(np.radians(dec))
    np.testing.assert_allclose((found_ra - ra) * scale, 0, atol=1e-10)
    np.testing.assert_allclose(found_dec, dec, rtol=0, atol=1e-10)


@given(references, offsets, offsets)
def test_positioned_positions_agree_with_vectors(reference, x, y):
    frame = Frame(State.POSITIONED, *reference)
    x, y = np.array([x / 3600]), np.array([y / 3600])
    xi, eta, ra, dec = true_positions("positioned", x, y, *reference)
    np.testing.assert_allclose(frame.to_plane(x, y), (xi, eta), rtol=0, atol=1e-7)
    np.testing.assert_array_equal(frame.to_sky(x, y), (ra, dec))


@given(offsets, offsets)
def test_pixels_stay_pixels(x, y):
    frame = Frame(State.PIXEL, 10, 10)
    for there in (frame.to_plane, frame.to_sky, frame.plane_to_sky, frame.sky_to_plane):
        assert there(x, y) == (x, y)


@given(references, offsets, offsets)
def test_the_plane_and_the_sky_are_inverse(reference, xi, eta):
    frame = Frame(State.PROJECTED, *reference)
    ra, dec = frame.plane_to_sky(xi, eta)
    assert 0 <= ra <= 360
    back = frame.sky_to_plane(ra, dec)
    # RA is known to 360 deg * 1e-16, which is 2e-10 arcsec.
    np.testing.assert_allclose(back, (xi, eta), rtol=0, atol=1e-8)


@given(references, offsets, offsets)
def test_the_plane_is_that_of_a_gnomonic_fits_image(reference, xi, eta):
    from astropy.wcs import WCS

    wcs = WCS(naxis=2)
    wcs.wcs.ctype = "RA---TAN", "DEC--TAN"
    wcs.wcs.crval = reference
    wcs.wcs.cdelt = 1 / 3600, 1 / 3600
    wcs.wcs.crpix = 1, 1
    ra, dec = wcs.wcs_pix2world(xi, eta, 0)
    found_ra, found_dec = Frame(State.POSITIONED, *reference).plane_to_sky(xi, eta)
    assert abs((found_ra - ra + 180) % 360 - 180) * np.cos(np.radians(dec)) < 1e-9
    assert abs(found_dec - dec) < 1e-9


def test_the_far_side_of_the_sky_has_no_place_in_the_plane():
    frame = Frame(State.POSITIONED, 10, 20)
    assert np.isnan(frame.sky_to_plane(190, -20)).all()
    assert np.isnan(frame.sky_to_plane(10, -80)).all()
    assert np.isfinite(frame.sky_to_plane(10, -60)).all()


@pytest.mark.parametrize("state", list(State))
def test_rows_without_position_have_none_and_nothing_is_said(state):
    frame = Frame(state, 10, 20)
    x = np.array([np.nan, np.inf, 0, 0, -np.inf])
    y = np.array([0, 0, np.nan, np.inf, np.nan])
    for there in (frame.to_plane, frame.to_sky):
        a, b = there(x, y)
        assert not (np.isfinite(a) & np.isfinite(b)).any()


def test_units_and_steps_are_those_of_the_mode():
    assert Frame(State.PIXEL).plane_unit == "pix"
    assert Frame(State.PIXEL).natural_step == 1.0
    assert Frame(State.PROJECTED).plane_unit == "arcsec"
    assert Frame(State.PROJECTED).natural_step == 0.2
    assert Frame(State.POSITIONED, narrow_field=True).natural_step == 0.025


@given(
    st.integers(1, 50),
    st.integers(1, 50),
    st.floats(0.01, 10),
    st.booleans(),
    st.floats(-100, 100),
    st.floats(-100, 100),
)
def test_a_cell_holds_its_centre(n_x, n_y, step, is_mirrored, x0, y0):
    grid = Grid(x0, y0, -step if is_mirrored else step, step, n_x, n_y)
    assert grid.shape == (n_y, n_x)
    for cell in ((0, 0), (n_x - 1, n_y - 1), (n_x // 2, n_y // 3)):
        assert grid.cell(*grid.centre(*cell)) == cell
    low_x, high_x, low_y, high_y = grid.bounds
    assert high_x - low_x == pytest.approx(n_x * step)
    assert high_y - low_y == pytest.approx(n_y * step)
    assert grid.cell(low_x - step, low_y + step / 2) is None
    assert grid.cell(low_x + step / 2, high_y + step) is None


def test_apertures_have_a_size():
    assert Circle(10, 20, 3).size == 3
    assert Annulus(10, 20, 2, 3).size == 3
    assert Annulus(10, 20, 2, 3).hole == Circle(10, 20, 2)
    assert Square(10, 20, 4).size == 4
    assert Circle(10, 20, 3) == Circle(10, 20, 3) != Square(10, 20, 3)
