"""Positions by the kernels are those of the frame, which are those of vectors."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.geometry import ARCSEC_PER_RAD, Frame, State
from pixviewer.core.kernels import projecting
from pixviewer.core.table.apertures import STATE_CODE

REFERENCES = [(338.2292, -60.5636), (0.0001, 0.0), (10.0, 89.9), (200.0, -89.99)]
RANGES = {
    State.PIXEL: ((-200, 200), (-200, 200)),
    State.PROJECTED: ((0, 2 * np.pi), (-3e-4, 0)),
    State.POSITIONED: ((-0.02, 0.02), (-0.02, 0.02)),
}
# The library functions of Python refuse an infinite angle; compiled, they give NaN.
compiled_only = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="Python's sine of infinity is an error"
)


def raw_positions(state, rng, n=300):
    (x0, x1), (y0, y1) = RANGES[state]
    return rng.uniform(x0, x1, n).astype(np.float32), rng.uniform(y0, y1, n).astype(np.float32)


def plane(frame, x, y):
    xi, eta = np.empty(x.size), np.empty(x.size)
    dec0 = np.radians(frame.dec0)
    projecting.project(x, y, 0, x.size, STATE_CODE[frame.state], np.sin(dec0), np.cos(dec0), xi, eta)
    return xi, eta


def sky(frame, x, y):
    ra, dec = np.empty(x.size), np.empty(x.size)
    dec0 = np.radians(frame.dec0)
    sin_dec0, cos_dec0 = np.sin(dec0), np.cos(dec0)
    projecting.sky_positions(
        x, y, STATE_CODE[frame.state], frame.ra0, frame.dec0, sin_dec0, cos_dec0, ra, dec
    )
    return ra, dec


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("state", list(State))
def test_the_plane_is_that_of_the_frame(state, reference, rng):
    frame = Frame(state, *reference)
    x, y = raw_positions(state, rng)
    for found, expected in zip(plane(frame, x, y), frame.to_plane(x, y), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("state", list(State))
def test_the_sky_is_that_of_the_frame(state, reference, rng):
    frame = Frame(state, *reference)
    x, y = raw_positions(state, rng)
    (ra, dec), (true_ra, true_dec) = sky(frame, x, y), frame.to_sky(x, y)
    # Half a degree of the pole, the arcsine loses four digits of sixteen; so does RA itself.
    away = (ra - true_ra + 180) % 360 - 180 if frame.is_sky else ra - true_ra
    np.testing.assert_allclose(away * (np.cos(np.radians(dec)) if frame.is_sky else 1), 0, atol=1e-10)
    np.testing.assert_allclose(dec, true_dec, rtol=0, atol=1e-10)


@given(st.floats(-projecting.SMALL, projecting.SMALL) | st.floats(-1e-6, 1e-6))
def test_the_short_series_are_the_functions(angle):
    for series, function in (
        (projecting.tan_series, np.tan),
        (projecting.sin_series, np.sin),
        (projecting.cos_series, np.cos),
    ):
        assert series(angle) == pytest.approx(function(angle), rel=3e-16, abs=1e-300)


@given(
    st.floats(-7, 7) | st.floats(-1e-6, 1e-6) | st.floats(-projecting.LARGEST_ANGLE, projecting.LARGEST_ANGLE)
)
def test_sine_and_cosine_are_those_of_the_library(angle):
    # Reducing an angle of 1e5 leaves its own rounding, 1e-11.
    tolerance = 3e-16 + 1e-16 * abs(angle)
    sine, cosine = projecting.sin_cos(np.float64(angle))
    assert sine == pytest.approx(np.sin(angle), rel=0, abs=tolerance)
    assert cosine == pytest.approx(np.cos(angle), rel=0, abs=tolerance)


@pytest.mark.parametrize("state", list(State))
def test_rows_without_a_position_have_none(state):
    frame = Frame(state, 10, 20)
    x = np.array([np.nan, 0.1, np.nan], np.float32)
    y = np.array([-1e-4, np.nan, np.nan], np.float32)
    for there in (plane, sky):
        a, b = there(frame, x, y)
        assert np.isnan(a + b).all()


@compiled_only
@pytest.mark.parametrize("state", list(State))
def test_rows_at_infinity_have_no_position(state):
    frame = Frame(state, 10, 20)
    x = np.array([np.inf, 0.1, -np.inf], np.float32)
    y = np.array([-1e-4, -np.inf, np.inf], np.float32)
    for there in (plane, sky):
        a, b = there(frame, x, y)
        assert not (np.isfinite(a) & np.isfinite(b)).any()


def test_the_far_side_of_the_sky_has_no_place():
    frame = Frame(State.POSITIONED, 10, 20)
    x, y = np.array([180, 0, 0], np.float32), np.array([-40, -100, -80], np.float32)
    xi, _ = plane(frame, x, y)
    assert np.isnan(xi).tolist() == [True, True, False]


def test_no_rows_are_no_obstacle():
    nothing = np.empty(0, np.float32)
    for there in (plane, sky):
        assert there(Frame(State.PROJECTED, 10, 20), nothing, nothing)[0].size == 0


def test_an_arcsecond_is_an_arcsecond():
    assert pytest.approx(206264.80624709636) == projecting.ARCSEC_PER_RAD == ARCSEC_PER_RAD


@pytest.mark.parametrize("dec0", [90.0, 89.9999, -89.99, -90.0])
def test_a_row_at_the_very_pole_is_there(dec0, rng):
    frame = Frame(State.PROJECTED, 10.0, dec0)
    x = np.full(2000, 0.0 if dec0 < 0 else np.pi, np.float32)
    y = (-np.radians(90 - abs(dec0)) * (1 + rng.normal(0, 1e-6, 2000))).astype(np.float32)
    for ra, dec in (frame.to_sky(x, y), sky(frame, x, y)):
        assert np.isfinite(ra).all()
        np.testing.assert_allclose(np.abs(dec), 90, atol=1e-5)
