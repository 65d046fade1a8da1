"""Round profiles fitted to points: parameters, errors, verdicts, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pixviewer as pv
from pixviewer.core.products import profile_models as models
from pixviewer.core.products.profile_models import Parameters
from pixviewer.core.progress import Progress

MODELS = ("gaussian", "moffat")
TRUE = Parameters(100.0, 0.2, -0.3, 0.8, 10.0, 2.6)


def points(rng, model, n=400, true=TRUE, side=4.0):
    """Points anywhere, with noise that grows with the signal, as that of photons."""
    x, y = rng.uniform(-side / 2, side / 2, (2, n))
    value = models.evaluate(model, true, x, y)
    variance = value + 4
    return x, y, value + rng.normal(size=n) * np.sqrt(variance), variance


@pytest.mark.parametrize("model", MODELS)
def test_derivatives_are_those_of_the_model(model, rng):
    x, y = rng.uniform(0, 10, (2, 60))
    at = Parameters(2.0, 5.0, 4.0, 3.0, 0.3, 2.5)
    by = models.derivatives(model, at, x, y)
    h = 1e-5
    for i, name in enumerate(Parameters._fields):
        up, down = (models.evaluate(model, at._replace(**{name: at[i] + d}), x, y) for d in (h, -h))
        np.testing.assert_allclose(by[:, i], (up - down) / (2 * h), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_half_of_the_peak_is_reached_at_half_the_fwhm(model):
    at = Parameters(8.0, 1.0, 2.0, 3.0, 0.5, 2.5)
    value = models.evaluate(model, at, np.array([1.0, 2.5, 1.0]), np.array([2.0, 2.0, 0.5]))
    np.testing.assert_allclose(value, [8.5, 4.5, 4.5])


def test_the_models_are_those_of_the_books():
    x, y = np.array([0.0, 1.0, 2.0]), np.zeros(3)
    sigma, alpha, beta = 1.7, 1.3, 2.9
    gaussian = Parameters(2.0, 0, 0, 2 * math.sqrt(2 * math.log(2)) * sigma, 0.1, math.nan)
    np.testing.assert_allclose(
        models.evaluate("gaussian", gaussian, x, y), 2 * np.exp(-(x**2) / (2 * sigma**2)) + 0.1
    )
    moffat = Parameters(2.0, 0, 0, 2 * alpha * math.sqrt(2 ** (1 / beta) - 1), 0.1, beta)
    np.testing.assert_allclose(
        models.evaluate("moffat", moffat, x, y), 2 * (1 + x**2 / alpha**2) ** -beta + 0.1
    )


@pytest.mark.parametrize("start", [None, {"amplitude": 1.0, "x0": 4.9, "y0": 5.1, "fwhm": 2 * 2.355}])
def test_the_synthetic_star_of_the_predecessor_is_recovered(start):
    """10 × 10 points, peak 2, centre (5, 5), σ = 1.7, noise 0.1 √signal, and its start values."""
    y, x = np.mgrid[0:10, 0:10].astype(float)
    signal = 2.0 * np.exp(-((x - 5) ** 2 + (y - 5) ** 2) / (2 * 1.7**2))
    value = signal + 0.1 * np.sqrt(signal) * np.random.default_rng(5).normal(size=signal.shape)
    fit = pv.fit_points(x, y, value, 0.01 * signal, start=start)
    assert fit.converged
    # Five parameters, with errors of some hundredths: within 3.5σ of all is a 99.8 % region.
    for name, true in (("amplitude", 2.0), ("x0", 5.0), ("y0", 5.0), ("sigma", 1.7), ("background", 0.0)):
        assert abs(getattr(fit, name) - true) < 3.5 * getattr(fit, f"{name}_error")
    assert fit.sigma_error < 0.03
    assert (fit.n_point, fit.dof, fit.n_left_out) == (100, 95, 0)
    assert 0.6 < fit.reduced_chi2 < 1.5  # its σ is √(2/95) = 0.15


@pytest.mark.parametrize("model", MODELS)
def test_errors_tell_how_far_results_scatter(model):
    """Pulls, (result − truth) / error, of 250 fits have mean 0 and scatter 1."""
    rng = np.random.default_rng(11)
    names = Parameters._fields[: 5 if model == "gaussian" else 6]
    fits = [pv.fit_points(*points(rng, model), model=model) for _ in range(250)]
    assert all(fit.converged for fit in fits)
    pulls = np.array(
        [[(getattr(f, n) - getattr(TRUE, n)) / getattr(f, f"{n}_error") for n in names] for f in fits]
    )
    # Mean to 1/√250 = 0.063, scatter to 1/√500 = 0.045; four times that, and the bias of a non-linear fit.
    assert np.abs(pulls.mean(axis=0)).max() < 0.3
    assert np.abs(pulls.std(axis=0) - 1).max() < 0.18
    chi2 = np.mean([fit.reduced_chi2 for fit in fits])
    assert chi2 == pytest.approx(1, abs=4 * math.sqrt(2 / 394 / 250))


def test_without_variances_errors_follow_from_the_scatter():
    rng = np.random.default_rng(12)
    pulls = []
    for _ in range(200):
        x, y = rng.uniform(-2, 2, (2, 300))
        value = models.evaluate("gaussian", TRUE, x, y) + rng.normal(0, 7, 300)
        fit = pv.fit_points(x, y, value)
        assert not fit.is_weighted
        assert fit.chi2 / fit.dof == pytest.approx(49, rel=0.5)
        pulls.append((fit.fwhm - TRUE.fwhm) / fit.fwhm_error)
    assert np.std(pulls) == pytest.approx(1, abs=0.2)


def test_the_width_parameters_of_a_moffat_go_together(rng):
    fit = pv.fit_points(*points(rng, "moffat", n=4000), model="moffat")
    assert fit.fwhm == pytest.approx(2 * fit.alpha * math.sqrt(2 ** (1 / fit.beta) - 1))
    assert math.isnan(fit.sigma)
    # α and β are nearly degenerate, which the covariance knows: without it the error of α is other.
    draws = np.random.default_rng(3).multivariate_normal(
        [fit.fwhm, fit.beta], fit.covariance[np.ix_([3, 5], [3, 5])], 20_000
    )
    alphas = draws[:, 0] / (2 * np.sqrt(2 ** (1 / draws[:, 1]) - 1))
    assert fit.alpha_error == pytest.approx(alphas.std(), rel=0.05)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "start",
    [
        {"x0": -1.8, "y0": 1.8, "fwhm": 0.7, "amplitude": 100.0},  # far off: there the profile has no slope
        {"x0": 50.0, "y0": 50.0},
        {"fwhm": 1e-6},
        {"fwhm": 1e4},
        {"amplitude": -1e12, "background": 1e12},
        {"x0": 0.2, "y0": -0.3},
    ],
)
def test_bad_starts_lead_to_the_same_answer(model, start, rng):
    given = points(rng, model)
    best, other = pv.fit_points(*given, model=model), pv.fit_points(*given, model=model, start=start)
    assert best.converged
    assert other.converged
    for name in ("x0", "y0", "fwhm", "amplitude", "background"):
        error = getattr(best, f"{name}_error")
        assert getattr(other, name) == pytest.approx(getattr(best, name), abs=1e-3 * error)


@given(st.floats(1e-6, 1e6), st.floats(1e-20, 1e20), st.floats(-1e3, 1e3))
def test_units_do_not_matter(length, height, shift):
    """Degrees or arcsec, 1e-20 erg or counts: the same fit in other numbers."""
    x, y, value, variance = points(np.random.default_rng(6), "gaussian")
    plain = pv.fit_points(x, y, value, variance)
    other = pv.fit_points((x + shift) * length, y * length, value * height, variance * height**2)
    assert other.converged
    assert other.fwhm == pytest.approx(plain.fwhm * length, rel=1e-5)
    assert other.x0 == pytest.approx((plain.x0 + shift) * length, abs=1e-4 * length)
    assert other.amplitude_error == pytest.approx(plain.amplitude_error * height, rel=1e-4)
    assert other.chi2 == pytest.approx(plain.chi2, rel=1e-6)


def test_points_are_weighted_with_their_variances(rng):
    """A bad half with its true, large variance does not spoil the good half."""
    x, y, value, variance = points(rng, "gaussian", n=1000)
    bad = rng.random(1000) < 0.5
    spoilt = np.where(bad, value + rng.normal(0, 500, 1000), value)
    weighted = pv.fit_points(x, y, spoilt, np.where(bad, variance + 500**2, variance))
    good = pv.fit_points(x[~bad], y[~bad], value[~bad], variance[~bad])
    assert abs(weighted.x0 - good.x0) < good.x0_error / 2
    assert weighted.x0_error == pytest.approx(good.x0_error, rel=0.05)


def test_what_is_not_finite_or_has_no_positive_variance_is_left_out_and_counted(rng):
    x, y, value, variance = points(rng, "gaussian")
    expected = pv.fit_points(x[8:], y[8:], value[8:], variance[8:])
    x[0], y[1], value[2], variance[3] = np.nan, np.inf, -np.inf, np.nan
    variance[4:6] = 0, -1
    values = np.ma.array(value, mask=np.isin(np.arange(400), [6, 7]))
    fit = pv.fit_points(x, y, values, variance)
    assert (fit.n_point, fit.n_left_out) == (392, 8)
    assert (fit.x0, fit.fwhm, fit.chi2) == (expected.x0, expected.fwhm, expected.chi2)


@pytest.mark.parametrize("model", MODELS)
def test_held_parameters_stay_and_have_no_error(model, rng):
    settings = {"beta": 3.1} if model == "moffat" else {}
    fit = pv.fit_points(*points(rng, model), model=model, background=9.5, **settings)
    assert (fit.background, fit.background_error) == (9.5, 0.0)
    assert "background" not in fit.free
    assert fit.dof == 400 - 4
    if model == "moffat":
        assert (fit.beta, fit.beta_error) == (3.1, 0.0)
        assert fit.alpha_error == pytest.approx(fit.alpha * fit.fwhm_error / fit.fwhm)


@pytest.mark.parametrize("model", MODELS)
def test_without_a_source_there_is_no_fit(model):
    rng = np.random.default_rng(8)
    x, y = rng.uniform(-2, 2, (2, 400))
    fit = pv.fit_points(x, y, rng.normal(20, 3, 400), np.full(400, 9.0), model=model)
    assert not fit.converged
    assert fit.message.startswith("not converged: ")


def test_equal_values_have_no_source():
    y, x = np.mgrid[0:10, 0:10].astype(float)
    for variance in (None, np.ones((10, 10))):
        fit = pv.fit_points(x, y, np.full((10, 10), 7.0), variance)
        assert not fit.converged
        assert fit.background == pytest.approx(7.0)


def test_a_source_outside_the_points_is_no_fit(rng):
    x, y = rng.uniform(1, 3, (2, 400))
    value = models.evaluate("gaussian", TRUE._replace(fwhm=3.0), x, y)
    fit = pv.fit_points(x, y, value + rng.normal(size=400) * 0.1, np.full(400, 0.01))
    assert not fit.converged
    assert "outside the points" in fit.message


def test_a_gaussian_star_has_no_beta():
    given = points(np.random.default_rng(2), "gaussian", n=4000, true=TRUE._replace(amplitude=1e4))
    fit = pv.fit_points(*given, model="moffat")
    assert not fit.converged
    assert "beta" in fit.message
    assert "gaussian" in fit.message


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"model": "sersic"}, "model must be one of gaussian, moffat"),
        ({"y": np.zeros(7)}, "must have one shape"),
        ({"variance": np.zeros(400)}, "got 0 of 400"),
        ({"value": np.full(400, np.nan)}, "got 0 of 400"),
        ({"x": np.zeros(400)}, "lie on a line"),
        ({"start": {"sigma": 1.0}}, "start knows amplitude"),
        ({"start": {"fwhm": -1.0}}, "start has fwhm"),
        ({"start": {"x0": math.nan}}, "start has x0"),
        ({"beta": 3.0}, "only a moffat has a beta"),
        ({"beta": 0.1, "model": "moffat"}, "beta must lie between"),
        ({"background": math.inf}, "background must be a finite number"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(changes, told, rng):
    x, y, value, variance = points(rng, "gaussian")
    arguments = {"x": x, "y": y, "value": value, "variance": variance} | changes
    with pytest.raises(ValueError, match=told):
        pv.fit_points(**arguments)


def test_a_fit_can_be_cancelled(rng):
    progress = Progress()
    progress.cancel()
    with pytest.raises(pv.Cancelled):
        pv.fit_points(*points(rng, "gaussian"), progress=progress)
