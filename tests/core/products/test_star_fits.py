"""Fits on the rows of tables: the simulated star, whose position and width are known, in every state."""

import math

import numpy as np
import pytest
from astropy.table import Table

import pixviewer as pv
from pixviewer.core.geometry import Circle, Frame

STAR = (338.23752675, -60.56826963)
STAR_FIELD = (-58.0, -81.5)  # where it lies at 7000 Å
DRIFT = (4e-4, -3e-4)  # field pixels per Å that are left of refraction
SCALE = 0.2  # arcsec per field pixel
STATES = ("projected", "positioned", "pixel")
CONTINUUM = (6055.0, 6060.0)

# Slices are a few per cent too bright or faint in a simulation, which shifts the centre as noise does.
LEVELS_ARCSEC = 0.004


def fwhm_at(wave):
    return 0.7 * (wave / 6050.0) ** -0.2


class Star:
    """A table with the star, and where it is."""

    def __init__(self, path, state):
        self.table = pv.open_table(path)
        self.state = state
        self.unit = SCALE if state == "pixel" else 1.0  # arcsec

    def centre(self, wave):
        if self.state != "pixel":
            return STAR
        return tuple(at - drift * (wave - 7000.0) for at, drift in zip(STAR_FIELD, DRIFT, strict=True))

    def around(self, radius_arcsec, **criteria):
        circle = Circle(*(STAR_FIELD if self.state == "pixel" else STAR), radius_arcsec / self.unit)
        return pv.Selection(shapes=circle, **criteria)


@pytest.fixture(scope="module", params=STATES)
def star(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("star") / "star.fits"
    waves = ((5000.0, 5003.0), CONTINUUM, (8750.0, 8753.0))
    pv.simulate(path, preset="small", state=request.param, waves=waves)
    found = Star(path, request.param)
    yield found
    found.table.close()


@pytest.fixture(scope="module")
def moffat(star):
    return pv.fit_profile(star.table, star.around(2.5, wave=CONTINUUM), model="moffat")


def test_the_star_is_where_the_truth_says(star, moffat):
    assert moffat.converged
    ra, dec = star.centre(6057.5)
    scale = 1.0 if star.state == "pixel" else 3600.0
    allowed = [
        math.hypot(4 * e * scale, LEVELS_ARCSEC / star.unit) for e in (moffat.ra_error, moffat.dec_error)
    ]
    assert abs(moffat.ra - ra) * scale < allowed[0] * (1 if star.state == "pixel" else 2)
    assert abs(moffat.dec - dec) * scale < allowed[1]
    assert moffat.xi_error * star.unit < 0.002


def test_its_width_and_steepness_are_those_of_the_truth(star, moffat):
    assert moffat.fwhm * star.unit == pytest.approx(fwhm_at(6057.5), abs=4 * moffat.fwhm_error * star.unit)
    assert moffat.beta == pytest.approx(2.6, abs=4 * moffat.beta_error)
    assert moffat.fwhm_error < 0.01 * moffat.fwhm
    assert moffat.plane_unit == ("pix" if star.state == "pixel" else "arcsec")
    assert moffat.reduced_chi2 < 1.3


def test_sky_and_plane_tell_the_same_place(star, moffat):
    assert star.table.frame.sky_to_plane(moffat.ra, moffat.dec) == (
        pytest.approx(moffat.xi, abs=1e-7),
        pytest.approx(moffat.eta, abs=1e-7),
    )
    if star.state == "pixel":
        assert (moffat.ra_error, moffat.dec_error) == (moffat.xi_error, moffat.eta_error)
    else:
        across = 3600 * math.cos(math.radians(moffat.dec))
        assert (moffat.ra_error * across, moffat.dec_error * 3600) == (
            pytest.approx(moffat.xi_error),
            pytest.approx(moffat.eta_error),
        )


def test_a_gaussian_finds_the_same_place_but_does_not_fit(star, moffat):
    fit = pv.fit_profile(star.table, star.around(2.5, wave=CONTINUUM))
    assert fit.converged
    assert math.hypot(fit.xi - moffat.xi, fit.eta - moffat.eta) < 5 * fit.xi_error
    assert fit.reduced_chi2 > 1.5 * moffat.reduced_chi2  # the wings
    assert fit.sigma == pytest.approx(fit.fwhm / 2.3548, rel=1e-4)


def test_the_worked_example_of_the_predecessor_moves(star):
    """Its starts: the maximum, FWHM 0.7″, and (0, 0) or the peak of an image; and one beside the star."""
    selection = star.around(2.0, wave=CONTINUUM)
    peak = pv.find_peak(pv.white_light(star.table, selection))
    best = pv.fit_profile(star.table, selection)
    starts = [
        {"amplitude": 1465.94, "xi": 0.0, "eta": 0.0, "fwhm": 0.7 / star.unit},
        {"amplitude": 1465.94, "ra": peak.ra, "dec": peak.dec, "fwhm": 0.7 / star.unit},
        {"amplitude": peak.value, "xi": best.xi + 1.5 / star.unit, "eta": best.eta, "fwhm": 0.7 / star.unit},
    ]
    for start in starts:
        fit = pv.fit_profile(star.table, selection, start=start)
        assert fit.converged
        assert abs(fit.amplitude - start["amplitude"]) > 10 * fit.amplitude_error
        assert abs(fit.fwhm - start["fwhm"]) > 10 * fit.fwhm_error
        for name in ("xi", "eta", "fwhm", "amplitude"):
            error = getattr(best, f"{name}_error")
            assert getattr(fit, name) == pytest.approx(getattr(best, name), abs=1e-3 * error)


def test_residuals_are_those_of_the_good_rows(star, moffat):
    left = moffat.residuals
    rows = pv.read_rows(star.table, star.around(2.5, wave=CONTINUUM, good=True))
    np.testing.assert_array_equal(left.row, rows["row"])
    np.testing.assert_array_equal(left.value, rows["data"])
    np.testing.assert_allclose(left.sigma**2, rows["variance"], rtol=1e-6)
    xi, eta = star.table.frame.to_plane(rows["x"], rows["y"])
    np.testing.assert_array_equal(left.xi, xi)
    np.testing.assert_array_equal(left.eta, eta)
    assert ((left.difference / left.sigma) ** 2).sum() == pytest.approx(moffat.chi2, rel=1e-9)
    n_row = pv.count_rows(star.table, star.around(2.5, wave=CONTINUUM)).n_row
    assert moffat.n_point + moffat.n_left_out == n_row


def test_centre_and_width_follow_the_wavelength(star):
    curve = pv.fit_profile_by_wavelength(star.table, star.around(2.5), step=25, model="moffat", beta=2.6)
    np.testing.assert_array_equal(np.diff(curve.edges), 25)
    assert (curve.edges % 25 == 0).all()
    filled = np.flatnonzero(curve.n_point)
    assert filled.tolist() == [0, 42, 150]  # 5000, 6050 and 8750 Å
    np.testing.assert_array_equal(np.flatnonzero(curve.converged), filled)
    for i, wave in zip(filled, (5001.5, 6057.5, 8751.5), strict=True):
        # The levels of slices change the width by as much as noise does.
        assert curve.fwhm[i] * star.unit == pytest.approx(fwhm_at(wave), abs=0.015)
        x, y = star.table.frame.sky_to_plane(*star.centre(wave))
        assert curve.xi[i] * star.unit == pytest.approx(float(x) * star.unit, abs=0.012)
        assert curve.eta[i] * star.unit == pytest.approx(float(y) * star.unit, abs=0.012)
    empty = np.setdiff1d(np.arange(curve.wave.size), filled)
    for name in ("ra", "dec", "xi", "eta", "fwhm", "fwhm_error", "amplitude", "reduced_chi2"):
        assert np.isnan(getattr(curve, name)[empty]).all()
        assert np.isfinite(getattr(curve, name)[filled]).all()
    assert "0 good rows are too few" in curve.message[1]


def test_a_bin_is_the_fit_of_its_rows(star):
    curve = pv.fit_profile_by_wavelength(star.table, star.around(2.5), step=2.5)
    i = int(np.flatnonzero(curve.converged & (curve.edges[:-1] == 6055.0))[0])
    alone = pv.fit_profile(star.table, star.around(2.5, wave=(6055.0, 6057.5)))
    assert curve.n_point[i] == alone.n_point
    for name in ("ra", "dec", "xi", "eta", "fwhm", "amplitude", "background"):
        for column in (name, f"{name}_error"):
            assert getattr(curve, column)[i] == pytest.approx(getattr(alone, column), rel=1e-5)


def test_the_truth_file_agrees(tmp_path):
    """That the numbers above are those of the simulator."""
    pv.simulate(
        tmp_path / "t.fits", preset="small", ifus=[6], waves=[CONTINUUM], truth=tmp_path / "truth.fits"
    )
    first = Table.read(tmp_path / "truth.fits", "SOURCES")[0]
    assert (first["ra"], first["dec"]) == (
        pytest.approx(STAR[0], abs=1e-10),
        pytest.approx(STAR[1], abs=1e-10),
    )
    assert (first["fwhm"], first["beta"]) == (fwhm_at(6050.0), 2.6)


@pytest.fixture(scope="module")
def sky(small_file):
    with pv.open_table(small_file) as table:
        yield table


def test_nothing_there_is_no_fit(sky):
    empty = pv.Selection(shapes=Circle(338.2330, -60.5675, 1.0), wave=CONTINUUM)
    fit = pv.fit_profile(sky, empty)
    assert fit.n_point > 100
    assert not fit.converged
    assert fit.message.startswith("not converged: ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"model": "sersic"}, "model must be one of"),
        ({"start": {"ra": 338.2}}, "start has ra alone"),
        ({"start": {"sigma": 1.0}}, "start knows"),
        ({"beta": 2.5}, "only a moffat"),
        ({"selection": pv.Selection(ifu=1)}, "got 0 of 0"),
        ({"selection": pv.Selection(flags="COSMICRAY")}, "needs at least 6 points"),
    ],
)
def test_bad_input_is_refused(sky, arguments, told):
    with pytest.raises(ValueError, match=told):
        pv.fit_profile(sky, **arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"step": 0}, "step must be"),
        ({"step": math.inf}, "step must be"),
        ({"step": 1e-5}, "choose a larger step"),
        ({"selection": pv.Selection(ifu=1)}, "got 0 of 0"),
    ],
)
def test_bad_bins_are_refused(sky, arguments, told):
    selection = pv.Selection(shapes=Circle(*STAR, 2.0))
    with pytest.raises(ValueError, match=told):
        pv.fit_profile_by_wavelength(sky, **{"selection": selection, **arguments})


def test_too_many_rows_are_refused_before_they_are_read(sky, monkeypatch):
    from pixviewer.core.products import profile

    monkeypatch.setattr(profile, "MOST_ROWS", 1000)
    monkeypatch.setattr(profile, "read_rows", None)
    with pytest.raises(ValueError, match=r"87,921 rows where a fit takes up to 1,000"):
        pv.fit_profile(sky)


def test_a_fit_reads_no_further_when_cancelled(sky):
    progress = pv.Progress()
    progress.cancel()
    with pytest.raises(pv.Cancelled):
        pv.fit_profile(sky, pv.Selection(shapes=Circle(*STAR, 2.0)), progress=progress)


def test_a_curve_is_written_and_read_again(sky, tmp_path):
    curve = pv.fit_profile_by_wavelength(sky, pv.Selection(shapes=Circle(*STAR, 2.0)), step=5)
    pv.write_profile_curve(curve, tmp_path / "curve.ecsv", command="pixviewer fit")
    table = Table.read(tmp_path / "curve.ecsv")
    np.testing.assert_array_equal(table["wavelength"], curve.wave)
    np.testing.assert_array_equal(np.asarray(table["fwhm"]), curve.fwhm)
    np.testing.assert_array_equal(table["converged"], curve.converged)
    assert [str(table[name].unit) for name in ("wavelength", "ra", "fwhm", "xi_error")] == [
        "Angstrom",
        "deg",
        "arcsec",
        "arcsec",
    ]
    assert table["amplitude"].unit.to("erg / (s cm2 Angstrom)") == pytest.approx(1e-20)
    with pytest.raises(pv.OutputError, match="exists already"):
        pv.write_profile_curve(curve, tmp_path / "curve.ecsv")
    with pytest.raises(ValueError, match=r"\.ecsv"):
        pv.write_profile_curve(curve, tmp_path / "curve.txt")


def test_stars_across_ra_zero_have_an_ra_within_the_circle(rng):
    """Positions relative to a reference just below 360 deg."""
    from astropy.io import fits

    n = 3000
    frame = Frame(pv.State.POSITIONED, 359.9999, -30.0)
    dx, dy = rng.uniform(-3, 3, (2, n))
    x0, y0 = frame.sky_to_plane(0.0002, -30.0001)
    value = 1000 * np.exp(-(dx**2 + dy**2) / (2 * 0.3**2)) + 20
    ra, dec = frame.plane_to_sky(float(x0) + dx, float(y0) + dy)
    header = fits.Header({"CRVAL1": 359.9999, "CRVAL2": -30.0})
    columns = {
        "x": (ra - 359.9999 + 180) % 360 - 180,
        "y": dec + 30.0,
        "wave": np.full(n, 6000.0),
        "data": value + rng.normal(size=n) * np.sqrt(value),
        "flags": np.zeros(n, np.int32),
        "variance": value,
        "origin": np.full(n, 1 << 24 | 1 << 11 | 1 << 6 | 1),
    }
    fit = pv.fit_profile(pv.PixTable.from_arrays(columns, header, state="positioned"))
    assert fit.converged
    assert fit.ra == pytest.approx(0.0002, abs=5 * fit.ra_error)
    assert fit.dec == pytest.approx(-30.0001, abs=5 * fit.dec_error)
