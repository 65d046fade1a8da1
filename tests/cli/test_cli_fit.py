"""`pixviewer fit` on the simulated star, in words and as JSON."""

import shlex

import numpy as np
import pytest

import pixviewer as pv
from pixviewer.cli.verbs.fit import plus_minus

STAR = ("--circle", "338.23752675", "-60.56826963", "2.5")
WAVES = ("--lambda", "6055", "6060")


@pytest.fixture(scope="module")
def expected(small_file):
    with pv.open_table(small_file) as table:
        selection = pv.Selection(shapes=pv.Circle(338.23752675, -60.56826963, 2.5), wave=(6055.0, 6060.0))
        return pv.fit_profile(table, selection, model="moffat")


def test_json_has_the_numbers_of_the_fit(run, small_file, expected):
    told = run("fit", small_file, *STAR, *WAVES, "--model", "moffat", "--json").json
    assert (told["converged"], told["message"], told["model"]) == (True, "converged", "moffat")
    assert told["good"] + told["bad"] == told["rows"]
    assert (told["good"], told["dof"]) == (expected.n_point, expected.dof)
    for name in ("ra", "dec", "xi", "eta", "fwhm", "amplitude", "background", "beta"):
        assert told[name] == getattr(expected, name)
        assert told[f"{name}_error"] == getattr(expected, f"{name}_error")
    assert (told["plane_unit"], told["unit"]) == ("arcsec", expected.unit)
    assert "bins" not in told


def test_the_command_of_a_fit_repeats_it(run, small_file):
    first = run("fit", small_file, *STAR, *WAVES, "--good", "--model", "moffat", "--step", "2", "--json").json
    words = shlex.split(first["command"])
    assert words[:2] == ["pixviewer", "fit"]
    assert run(*words[1:], "--json").json == first


def test_words_are_for_people(run, small_file, expected):
    lines = run("fit", small_file, *STAR, *WAVES, "--model", "moffat").out.splitlines()
    assert "moffat" in lines[0]
    assert "converged" in lines[0]
    by_name = {line.split()[0]: line for line in lines[1:]}
    assert by_name["RA"].split()[1:] == [
        *plus_minus(expected.ra, expected.ra_error).split(),
        "°",
        "22:32:57.007",
    ]
    assert by_name["Dec"].split()[-1] == "-60:34:05.77"
    assert by_name["FWHM"].split()[1] == f"{expected.fwhm:.4f}"
    assert by_name["FWHM"].endswith("″")
    assert {"ξ", "η", "β", "amplitude", "background"} <= set(by_name)


def test_bins_of_wavelength_have_a_line_and_an_object_each(run, small_file):
    words = ("fit", small_file, *STAR, "--step", "2.5")
    told = run(*words, "--json").json
    bins = [entry for entry in told["bins"] if entry["good"]]
    assert told["step"] == 2.5
    assert [entry["lambda"] for entry in bins] == [
        [6055.0, 6057.5],
        [6057.5, 6060.0],
        [6297.5, 6300.0],
        [6300.0, 6302.5],
        [6302.5, 6305.0],
    ]
    assert sum(entry["good"] for entry in told["bins"]) == told["good"]
    fitted = [entry["fwhm"] for entry in bins[:2]]
    assert np.allclose(fitted, 0.88, atol=0.02)  # of a Gaussian through a Moffat of 0.7″
    empty = [entry for entry in told["bins"] if not entry["good"]]
    assert all(entry["fwhm"] is None and not entry["converged"] for entry in empty)
    lines = run(*words).out.splitlines()
    table = lines[lines.index("") + 2 :]
    assert [line.split()[0] for line in table] == ["6056.25", "6058.75", "6298.75", "6301.25", "6303.75"]
    assert [float(line.split()[-1]) for line in table[:2]] == [
        pytest.approx(entry["reduced_chi2"], rel=1e-3) for entry in bins[:2]
    ]


def test_no_star_is_told_on_standard_error_and_is_no_failure(run, small_file):
    outcome = run("fit", small_file, "--circle", "338.2330", "-60.5675", "1", *WAVES, "--json")
    assert outcome.code == 0
    assert outcome.json["converged"] is False
    assert outcome.json["message"] in outcome.err
    assert outcome.err.count("\n") == 1


def test_nothing_selected_and_too_little_are_refused(refuse, small_file):
    assert "nothing to fit" in refuse("fit", small_file, "--ifu", "1", code=1)
    assert "no good row" in refuse("fit", small_file, *STAR, "--flags", "COSMICRAY", code=1)
    assert "needs at least 6 points" in refuse("fit", small_file, "--circle", *STAR[1:3], "0.1", *WAVES)
    assert "--model" in refuse("fit", small_file, "--model", "sersic")
    assert "--step" in refuse("fit", small_file, "--step", "0")


def test_a_table_in_field_pixels_is_fitted_in_pixels(run, tmp_path):
    path = tmp_path / "pixel.fits"
    pv.simulate(path, preset="small", state="pixel", waves=[(6055.0, 6057.0)])
    words = ("fit", path, "--circle", "-58", "-81.5", "12", "--model", "moffat")
    told = run(*words, "--json").json
    assert told["plane_unit"] == "pix"
    assert told["unit"] == "count"
    assert told["fwhm"] == pytest.approx(3.5, abs=0.15)
    lines = run(*words).out.splitlines()
    assert lines[1].startswith("x ")
    assert lines[1].endswith(" pix")
    assert not any("″" in line for line in lines)


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (0.69518, 0.00424, "0.6952 ± 0.0042"),
        (1396.7, 11.4, "1397 ± 11"),
        (1396.7, 0.5, "1396.70 ± 0.50"),
        (3.0, 123.0, "3 ± 123"),
        (2.6, 0.0, "2.6 ± 0"),
        (2.6, float("inf"), "2.6 ± inf"),
    ],
)
def test_errors_are_written_with_two_digits(value, error, words):
    assert plus_minus(value, error) == words
