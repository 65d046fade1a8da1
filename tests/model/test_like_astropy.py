"""Pictures of equal data, stretch and limits are those of astropy.visualization within one grey level."""

import astropy.visualization as av
import numpy as np
import pytest

from pixviewer.model.limit_rules import PERCENTAGES, limits
from pixviewer.model.shading import shade
from pixviewer.model.stretches import EQUALIZATION, STRETCHES

SHAPE = (211, 307)
STRETCHED = {
    "Linear": av.LinearStretch(),
    "Log": av.LogStretch(1000),
    "Power": av.PowerDistStretch(1000),
    "Square Root": av.SqrtStretch(),
    "Squared": av.SquaredStretch(),
    "ASINH": av.AsinhStretch(0.1),
    "SINH": av.SinhStretch(1 / 3),
}
INTERVALS = {
    "Min Max": av.MinMaxInterval(),
    "ZScale": av.ZScaleInterval(n_samples=1000, contrast=0.25),
    **{name: av.PercentileInterval(float(name[:-1])) for name in PERCENTAGES},
}


def _random(rng):
    return rng.normal(35, 4, SHAPE)


def _skewed(rng):
    return rng.lognormal(0, 2.5, SHAPE)


def _holes(rng):
    values = rng.normal(0, 1, SHAPE).astype(np.float32)
    values[rng.random(SHAPE) < 0.4] = np.nan
    values[3, 5] = np.inf
    return values


def _integers(rng):
    return rng.poisson(7, SHAPE).astype(np.uint32)


def _pedestal(rng):
    """A range of 40 on 100 000: float32 has steps of 1/128 there."""
    return (1e5 + rng.normal(0, 5, SHAPE)).astype(np.float32)


DATA = {f.__name__.strip("_"): f for f in (_random, _skewed, _holes, _integers, _pedestal)}


def _values(name: str) -> np.ndarray:
    return DATA[name](np.random.default_rng(11))


def _astropy_grey(values, lo, hi, stretch) -> np.ndarray:
    """As `astropy.visualization` shades, in double precision, to the nearest of 256 greys."""
    interval = av.ManualInterval(lo, hi)
    with np.errstate(invalid="ignore"):
        return np.round(255 * stretch(interval(np.asarray(values, np.float64))))


def _worst(values, lo, hi, name, stretch) -> int:
    good = np.isfinite(values)
    ours = shade(values, lo, hi, name)
    assert (ours[good][:, 0] == ours[good][:, 1]).all()
    return int(np.abs(ours[good][:, 0] - _astropy_grey(values, lo, hi, stretch)[good]).max())


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("interval", INTERVALS)
def test_limits_are_those_of_astropy(data, interval):
    values = _values(data)
    expected = INTERVALS[interval].get_limits(values[np.isfinite(values)].astype(np.float64))
    assert limits(values, interval) == pytest.approx(tuple(map(float, expected)), rel=1e-12)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("name", STRETCHED)
def test_greys_are_those_of_astropy(data, interval, name):
    values = _values(data)
    assert _worst(values, *limits(values, interval), name, STRETCHED[name]) <= 1


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", STRETCHED)
@pytest.mark.parametrize("user", [(0.0, 1.0), (-3.25, 51.5), (99_999.0, 100_001.0)])
def test_greys_of_typed_limits_are_those_of_astropy(data, name, user):
    assert _worst(_values(data), *user, name, STRETCHED[name]) <= 1


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("interval", ["Min Max", "99%", "ZScale"])
def test_an_equalization_is_that_of_astropy(data, interval):
    values = _values(data)
    lo, hi = limits(values, interval)
    inside = values[np.isfinite(values) & (values >= lo) & (values <= hi)].astype(np.float64)
    # Astropy's scale begins and ends where its data do.
    ends = float(inside.min()), float(inside.max())
    assert _worst(values, *ends, EQUALIZATION, av.HistEqStretch(inside)) <= 1
    np.testing.assert_array_equal(
        shade(values, lo, hi, EQUALIZATION)[(values >= ends[0]) & (values <= ends[1])],
        shade(values, *ends, EQUALIZATION)[(values >= ends[0]) & (values <= ends[1])],
    )


def test_all_eight_stretches_are_compared():
    assert {*STRETCHED, EQUALIZATION} == set(STRETCHES)


@pytest.mark.parametrize("name", STRETCHED)
@pytest.mark.parametrize("interval", ["Min Max", "99.5%", "ZScale"])
def test_a_white_light_image_is_as_astropy_shows_it(demo_image, name, interval):
    lo, hi = limits(demo_image, interval)
    assert _worst(demo_image, lo, hi, name, STRETCHED[name]) <= 1
    assert (shade(demo_image, lo, hi, name)[~np.isfinite(demo_image)] == (128, 128, 128, 255)).all()


@pytest.fixture(scope="module")
def demo_image(small_file) -> np.ndarray:
    from pixviewer.core.io.reading import open_table
    from pixviewer.core.products.image import white_light

    return white_light(open_table(small_file)).value
