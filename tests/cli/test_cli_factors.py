"""Verbs that apply, merge and compare factors, and products seen through them."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from astropy.io import fits
from factor_sets import make_factors

from pixviewer import open_table, read_factors, through, white_light, write_factors


@pytest.fixture(scope="module")
def factors(tmp_path_factory):
    path = tmp_path_factory.mktemp("factors") / "f.fits"
    write_factors(make_factors(mode="WFM-NOAO-N"), path)
    return path


def test_a_corrected_table_is_written(run, sky_table, factors, tmp_path):
    out = tmp_path / "out.fits"
    outcome = run("apply-factors", sky_table, out, "--factors", factors, "--json")
    assert outcome.code == 0, outcome.err
    assert outcome.json["rows"] == 3000
    assert outcome.json["file"] == str(out)
    assert outcome.json["command"] == f"pixviewer apply-factors {sky_table} {out} --factors {factors}"
    with open_table(sky_table) as table, open_table(out) as written:
        seen = through(table, read_factors(factors))
        np.testing.assert_array_equal(written.column("data"), seen.column("data"))
        assert (written.column("data") != table.column("data")).any()
    assert "apply-factors" in "".join(fits.getheader(out)["HISTORY"])
    assert run("info", out, "--json").json["autocal"] == "user"


def test_a_second_time_needs_force(run, refuse, sky_table, factors, tmp_path):
    once, twice = tmp_path / "once.fits", tmp_path / "twice.fits"
    assert "3,000 rows" in run("apply-factors", sky_table, once, "--factors", factors).out
    sentence = refuse("apply-factors", once, twice, "--factors", factors)
    assert "once.fits" in sentence
    assert "--force" in sentence
    assert not twice.exists()
    forced = run("apply-factors", once, twice, "--factors", factors, "--force", "--json")
    assert forced.code == 0
    assert "warning" in forced.err
    assert forced.json["command"].endswith("--force")


def test_images_and_spectra_are_seen_through_factors(run, sky_table, factors, tmp_path):
    image, spectrum = tmp_path / "image.fits", tmp_path / "spectrum.fits"
    outcome = run("image", sky_table, image, "--factors", factors, "--json")
    assert outcome.code == 0, outcome.err
    assert f"--factors {factors}" in outcome.json["command"]
    with open_table(sky_table) as table:
        expected = white_light(through(table, read_factors(factors)))
        before = white_light(table)
    stored = fits.getdata(image, "DATA")
    np.testing.assert_array_equal(stored, expected.value)
    assert not np.array_equal(stored, before.value, equal_nan=True)
    outcome = run("spectrum", sky_table, spectrum, "--factors", factors, "--json")
    assert outcome.code == 0, outcome.err
    plain = tmp_path / "plain.fits"
    run("spectrum", sky_table, plain)
    assert not np.array_equal(fits.getdata(plain, 1), fits.getdata(spectrum, 1))


def test_detector_images_are_seen_through_factors(run, sky_table, factors, tmp_path):
    for name, options in (("before", []), ("after", ["--factors", factors])):
        outcome = run("detimage", sky_table, tmp_path / f"{name}.fits", "--ifu", "5", *options, "--json")
        assert outcome.code == 0, outcome.err
        assert (f"--factors {factors}" in outcome.json["command"]) == bool(options)
    before, after = (fits.getdata(tmp_path / f"{name}.fits", 1) for name in ("before", "after"))
    known = np.isfinite(before)
    assert (after[known] != before[known]).mean() > 0.9
    np.testing.assert_allclose(after[known], before[known], rtol=0.2)


def test_factors_of_another_mode_are_refused_where_they_would_last(run, refuse, sky_table, tmp_path):
    path = tmp_path / "f.fits"
    write_factors(make_factors(mode="WFM-AO-N"), path)
    assert "mode WFM-AO-N" in refuse("apply-factors", sky_table, tmp_path / "o.fits", "--factors", path)
    outcome = run("image", sky_table, tmp_path / "i.fits", "--factors", path)
    assert outcome.code == 0
    assert "warning: the factors are of mode WFM-AO-N" in outcome.err


def test_bad_factors_are_exit_code_two(refuse, sky_table, factors, tmp_path):
    bad = tmp_path / "bad.fits"
    for file in (bad, sky_table):
        sentence = refuse("apply-factors", sky_table, tmp_path / "out.fits", "--factors", file)
        assert file.name in sentence
        refuse("image", sky_table, tmp_path / "out.fits", "--factors", file)
        refuse("compare-factors", factors, file)
        refuse("merge-factors", factors, file, "-o", tmp_path / "out.fits")
    refuse("apply-factors", sky_table, tmp_path / "out.fits")
    refuse("compare-factors", factors)
    refuse("merge-factors", factors)
    assert list(tmp_path.iterdir()) == []


def test_no_input_is_an_output(refuse, sky_table, factors, tmp_path):
    before = sky_table.read_bytes(), factors.read_bytes()
    for out in (sky_table, factors):
        words = ("apply-factors", sky_table, out, "--factors", factors)
        assert "exists" in refuse(*words, code=3) or "input" in refuse(*words, code=3)
        assert "input" in refuse(*words, "--overwrite", code=3)
    assert "input" in refuse("merge-factors", factors, "-o", factors, "--overwrite", code=3)
    assert (sky_table.read_bytes(), factors.read_bytes()) == before


def test_factors_are_merged(run, factors, tmp_path):
    files = [factors]
    for seed in (2, 3):
        files.append(tmp_path / f"{seed}.fits")
        write_factors(make_factors(seed=seed), files[-1], form="mpdaf" if seed == 3 else "drs")
    out = tmp_path / "merged.fits"
    outcome = run("merge-factors", *files, "-o", out, "--json")
    assert outcome.code == 0, outcome.err
    assert (outcome.json["merged"], outcome.json["bins"], outcome.json["cells"]) == (3, 20, 23040)
    assert outcome.json["measured"] <= 23040
    assert read_factors(out).mode == "WFM-NOAO-N"
    assert "merge-factors" in "".join(fits.getheader(out)["HISTORY"])
    assert "23,040" in run("merge-factors", *files, "-o", out, "--overwrite").out


def test_factors_are_compared(run, factors, tmp_path):
    other = make_factors()
    other.factor[4, 5, 6] += 0.2
    write_factors(other, tmp_path / "other.fits")
    outcome = run("compare-factors", factors, tmp_path / "other.fits", "--json")
    assert outcome.code == 0, outcome.err
    (told,) = outcome.json["comparisons"]
    assert told["file"] == str(tmp_path / "other.fits")
    assert len(told["bins"]) == 20
    assert told["bins"][4]["lambda"] == [5658, 5850]
    (worst,) = told["worst"]
    assert (worst["bin_no"], worst["ifu"], worst["slice_no"]) == (5, 6, 7)
    assert worst["difference"] == pytest.approx(0.2)
    words = run("compare-factors", factors, tmp_path / "other.fits").out
    assert "IFU  6, slice  7, bin  5" in words
    assert "5658–5850 Å" in words


def test_mpdafs_nan_is_read_as_not_measured_for_a_comparison(run, factors, tmp_path):
    bad = tmp_path / "nan.fits"
    with fits.open(factors) as hdus:
        hdus[1].data["corr"][:7] = np.nan
        hdus.writeto(bad)
    outcome = run("compare-factors", factors, bad, "--json")
    assert outcome.code == 0
    assert "taken as not measured" in outcome.err


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_interrupt_leaves_nothing(sky_table, factors, tmp_path):
    script = (
        "import sys, time\n"
        "from pixviewer.core.io import writing\n"
        "from pixviewer.cli import main\n"
        "write = writing.TableWriter.write_words\n"
        "def slow(self, *args):\n"
        "    write(self, *args); print('writing', flush=True); time.sleep(1.5)\n"
        "writing.TableWriter.write_words = slow\n"
        f"sys.exit(main(['apply-factors', {str(sky_table)!r}, {str(tmp_path / 'out.fits')!r}, '--factors', "
        f"{str(factors)!r}]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
