"""Tests of rows by the kernels are those of plain NumPy, and only ever take rows out."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.geometry import Circle, Frame, Square, State
from pixviewer.core.kernels import projecting, selecting
from pixviewer.core.table.apertures import STATE_CODE, ApertureTest

SPECIAL = [-np.inf, -2.0, -0.5, 0.0, 0.5, 1.0, 1.5, 3.0, np.inf]
floats = st.lists(st.sampled_from([*SPECIAL, np.nan]) | st.floats(-4, 4, width=32), max_size=30).map(
    lambda found: np.array(found, np.float32)
)
ranges = st.lists(st.tuples(st.sampled_from(SPECIAL), st.sampled_from(SPECIAL)), max_size=3).map(
    lambda found: tuple(np.ascontiguousarray(ends) for ends in np.array(found, float).reshape(-1, 2).T)
)
whole_ranges = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=3).map(
    lambda found: tuple(np.ascontiguousarray(ends) for ends in np.array(found, np.int64).reshape(-1, 2).T)
)
origins = st.lists(
    st.tuples(st.integers(0, 31), st.integers(0, 63), st.integers(0, 40), st.integers(0, 40)), max_size=30
).map(lambda found: np.array([x << 24 | y << 11 | i << 6 | s for i, s, y, x in found], np.int32))


def kept(test, n, *arguments, seed=0):
    """What a test leaves of all rows; and of some rows it must leave the same share."""
    everything, some = np.ones(n, bool), np.random.default_rng(seed).random(n) < 0.5
    before = some.copy()
    test(*arguments, everything)
    test(*arguments, some)
    np.testing.assert_array_equal(some, before & everything)
    return everything


def in_any(values, low, high):
    values = np.asarray(values, np.float64)
    inside = np.zeros(values.size, bool)
    for a, b in zip(low, high, strict=True):
        inside |= (a <= values) & (values < b)
    return inside


@given(floats, ranges)
def test_ranges_hold_their_lower_end_only(values, ends):
    np.testing.assert_array_equal(
        kept(selecting.in_ranges, values.size, values, *ends), in_any(values, *ends)
    )


@given(floats, floats, ranges)
def test_signal_to_noise_needs_a_positive_variance(value, variance, ends):
    n = min(value.size, variance.size)
    value, variance = value[:n], variance[:n]
    snr = np.full(n, np.nan)
    known = variance > 0
    with np.errstate(invalid="ignore"):
        snr[known] = value[known].astype(float) / np.sqrt(variance[known].astype(float))
        found = kept(selecting.in_snr_ranges, n, value, variance, *ends)
    np.testing.assert_array_equal(found, in_any(snr, *ends))


@given(origins, st.lists(st.integers(0, 2047), max_size=40))
def test_slices_are_looked_up(origin, wanted):
    table = np.zeros(2048, bool)
    table[wanted] = True
    if origin.size and wanted:
        table[origin[0] & 0x7FF] = True
    found = kept(selecting.in_slices, origin.size, origin, table)
    np.testing.assert_array_equal(found, table[(origin >> 6 & 31) * 64 + (origin & 63)])


@given(origins, whole_ranges)
def test_detector_rows_count_from_zero(origin, ends):
    found = kept(selecting.in_y_ranges, origin.size, origin, *ends)
    np.testing.assert_array_equal(found, in_any((origin >> 11 & 0x1FFF) - 1, *ends))


@given(origins, whole_ranges, st.randoms(use_true_random=False))
def test_detector_columns_have_the_offset_of_their_exposure(origin, ends, random):
    rng = np.random.default_rng(random.randint(0, 10**6))
    exposure = rng.integers(0, 3, origin.size)
    x_offset = rng.integers(0, 10, (2, 32, 64))
    x_offset[rng.random(x_offset.shape) < 0.2] = -(2**30)
    offset = x_offset[exposure - 1, origin >> 6 & 31, origin & 63]
    known = (exposure > 0) & (offset >= 0)
    found = kept(selecting.in_x_ranges, origin.size, origin, exposure, x_offset, *ends)
    np.testing.assert_array_equal(found, known & in_any(offset + (origin >> 24 & 0x7F) - 1, *ends))


@given(st.lists(st.integers(0, 3), max_size=20), st.sets(st.integers(0, 3)))
def test_exposures_are_looked_up(exposure, wanted):
    exposure = np.array(exposure, np.int64)
    table = np.isin(np.arange(4), list(wanted))
    np.testing.assert_array_equal(
        kept(selecting.in_exposures, exposure.size, exposure, table), np.isin(exposure, list(wanted))
    )


@given(
    st.lists(st.integers(-(2**31), 2**31 - 1) | st.just(0) | st.just(-(2**31)), max_size=20),
    st.integers(0, 2**32 - 1) | st.sampled_from([1 << 31, 0xFFFFFFFF, 0]),
)
def test_flags_are_bits_whatever_their_sign(flags, mask):
    flags = np.array(flags, np.int32)
    has_any = flags.view(np.uint32) & np.uint32(mask) != 0
    np.testing.assert_array_equal(kept(selecting.with_any_flag, flags.size, flags, mask), has_any)
    np.testing.assert_array_equal(kept(selecting.without_flags, flags.size, flags, mask), ~has_any)


def in_apertures(frame, shapes, x, y):
    test = ApertureTest(frame, shapes)
    return kept(lambda x, y, keep: test.narrow({"x": x, "y": y}, keep), x.size, x, y)


@given(
    st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)), max_size=30),
    st.lists(
        st.builds(
            lambda kind, *values: kind(*values),
            st.sampled_from([Circle, Square]),
            st.integers(-5, 5).map(float),
            st.integers(-5, 5).map(float),
            st.sampled_from([1.0, 2.0, 5.0]),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_the_border_of_an_aperture_is_outside_to_the_last_bit(places, shapes):
    x, y = (np.array([place[k] for place in places], np.float32) for k in (0, 1))
    expected = np.zeros(x.size, bool)
    for shape in shapes:
        dx, dy = x.astype(float) - shape.ra, y.astype(float) - shape.dec
        if isinstance(shape, Circle):
            expected |= dx**2 + dy**2 < shape.size**2
        else:
            expected |= (np.abs(dx) < shape.size) & (np.abs(dy) < shape.size)
    np.testing.assert_array_equal(in_apertures(Frame(State.PIXEL), shapes, x, y), expected)


@pytest.mark.parametrize("ra", [0.0, 360.0, -0.0001, 359.9999, 0.0001])
def test_an_aperture_reaches_across_0_h(ra):
    frame = Frame(State.POSITIONED, 0.0, 0.0)
    x = np.array([-2e-4, -1e-4, 0, 1e-4, 2e-4], np.float32)
    centre = (ra + 180) % 360 - 180
    expected = np.abs(x.astype(float) - centre) * 3600 < 0.5
    found = in_apertures(frame, [Circle(ra, 0.0, 0.5)], x, np.zeros(5, np.float32))
    np.testing.assert_array_equal(found, expected)
    assert found.any()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("shape", [Circle, Square])
def test_rows_without_a_position_are_in_no_aperture(state, shape):
    values = [np.nan, 0.0] if numba.config.DISABLE_JIT else [np.nan, 0.0, np.inf, -np.inf]
    x, y = (part.ravel().astype(np.float32) for part in np.meshgrid(values, values))
    frame = Frame(state, 10.0, 20.0)
    centre = (0.0, 0.0) if state is State.PIXEL else (10.0, 20.0)
    found = in_apertures(frame, [shape(*centre, 1e4)], x, y)
    np.testing.assert_array_equal(found, (x == 0) & (y == 0))


def test_the_field_around_a_pole_can_be_selected():
    frame = Frame(State.PROJECTED, 10.0, 90.0)
    phi = np.linspace(0, 6, 7, dtype=np.float32)
    y = np.full(7, -1e-5, np.float32)  # two arcsec from the pole
    assert in_apertures(frame, [Circle(0.0, 90.0, 3.0)], phi, y).all()
    assert not in_apertures(frame, [Circle(0.0, 90.0, 1.0)], phi, y).any()


@pytest.mark.parametrize("state", [State.PROJECTED, State.POSITIONED])
@pytest.mark.parametrize("dec0", [-60.5, 0.0, 80.0, 88.95])
@pytest.mark.parametrize("shape", [Circle, Square])
@pytest.mark.parametrize("size", [0.3, 2.0, 60.0, 900.0])
def test_rows_near_the_border_are_told_by_the_metric(state, dec0, shape, size):
    frame = Frame(state, 10.0, dec0)
    ra, dec = (float(value) for value in frame.plane_to_sky(12.0, -7.0))
    scale = 3600 * np.cos(np.radians(dec))
    angle = np.linspace(0, 2 * np.pi, 500)
    unit = np.array([np.cos(angle), np.sin(angle)])
    if shape is Square:
        unit /= np.abs(unit).max(axis=0)
    # Within a fiftieth of the border on both sides, and anywhere.
    radius = size * np.concatenate([np.linspace(0.98, 1.02, 9), np.linspace(0, 2, 9)])[:, None]
    there_ra, there_dec = ra + (radius * unit[0]).ravel() / scale, dec + (radius * unit[1]).ravel() / 3600
    if state is State.POSITIONED:
        x, y = there_ra - 10.0, there_dec - dec0
    else:
        xi, eta = frame.sky_to_plane(there_ra, there_dec)
        x, y = np.arctan2(xi, -eta), -np.arctan(np.radians(np.hypot(xi, eta) / 3600))
    x, y = x.astype(np.float32), y.astype(np.float32)
    own_ra, own_dec = np.empty(x.size), np.empty(x.size)
    code, sin0, cos0 = STATE_CODE[state], np.sin(np.radians(dec0)), np.cos(np.radians(dec0))
    for i in range(x.size):
        own_ra[i], own_dec[i] = projecting.sky_of(
            float(x[i]), float(y[i]), code, 10.0, dec0, float(sin0), float(cos0)
        )
    dx = (own_ra - ra - 360 * np.rint((own_ra - ra) / 360)) * scale
    dy = (own_dec - dec) * 3600
    inside = np.hypot(dx, dy) < size if shape is Circle else np.maximum(np.abs(dx), np.abs(dy)) < size
    is_clear = np.abs((np.hypot(dx, dy) if shape is Circle else np.maximum(abs(dx), abs(dy))) - size) > 1e-9
    assert is_clear.mean() > 0.99
    found = in_apertures(frame, [shape(ra, dec, size)], x, y)
    np.testing.assert_array_equal(found[is_clear], inside[is_clear])
