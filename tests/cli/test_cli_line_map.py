"""`image --line`: a line map, its record, and what is refused."""

import shlex

import numpy as np
import pytest
from astropy.io import fits
from two_ifus import header

from pixviewer import PixTable, Selection, extract, line_map, open_table

BANDS = ("--line", "5500", "7000", "--continuum", "5000", "5500", "--continuum", "7200", "8800")


@pytest.fixture(scope="module")
def wide_table(tmp_path_factory, sky_columns):
    """The small table over all wavelengths."""
    path = tmp_path_factory.mktemp("wide") / "wide.fits"
    wave = np.random.default_rng(3).uniform(5000, 9000, sky_columns["x"].size)
    columns = sky_columns | {"wave": wave}
    extract(PixTable.from_arrays(columns, header("projected"), state="projected"), None, path)
    return path


def test_a_line_map_is_that_of_the_function_and_repeats_itself(run, wide_table, tmp_path):
    out = tmp_path / "map.fits"
    words = (*BANDS, "--weighting", "linear", "--statistic", "sum", "--step", "2", "--ifu", "6")
    outcome = run("image", wide_table, out, *words, "--json")
    told = outcome.json
    with open_table(wide_table) as table:
        expected = line_map(
            table, (5500, 7000), [(5000, 5500), (7200, 8800)], Selection(ifu=6), weighting="linear",
            statistic="sum", step=2.0,
        )  # fmt: skip
    with fits.open(out) as hdus:
        np.testing.assert_array_equal(hdus["DATA"].data, expected.value)
        np.testing.assert_array_equal(hdus["STAT"].data, expected.variance)
        np.testing.assert_array_equal(hdus["COUNT"].data, expected.count)
        assert "--line 5500 7000 --continuum 5000 5500" in "".join(hdus[0].header["HISTORY"])
        assert hdus["DATA"].header["LINELO"] == 5500.0
    assert told["line"] == [5500.0, 7000.0]
    assert told["continuum"] == [[5000.0, 5500.0], [7200.0, 8800.0]]
    assert told["weights"] == list(expected.weights)
    assert (told["weighting"], told["statistic"]) == ("linear", "sum")
    assert told["good"] == int(expected.count.sum())
    assert any("[O I] 5577" in sentence for sentence in told["warnings"])
    assert "[O I] 5577" in outcome.err
    content = out.read_bytes()
    again = run(*shlex.split(told["command"])[1:], "--overwrite", "--json").json
    assert again == told
    assert out.read_bytes()[5760:] == content[5760:]  # the first header has the time


def test_the_weighting_is_by_width_unless_told_otherwise(run, wide_table, tmp_path):
    outcome = run("image", wide_table, tmp_path / "map.fits", *BANDS)
    assert outcome.code == 0
    assert "line minus continuum of" in outcome.out
    assert fits.getheader(tmp_path / "map.fits", 1)["CONTWGT"] == "width"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--line", "5500", "5600"), "--line needs a continuum to subtract"),
        (("--continuum", "5500", "5600"), "--continuum and --weighting are of a line map"),
        (("--weighting", "linear"), "--continuum and --weighting are of a line map"),
        ((*BANDS, "--statistic", "count"), "--statistic of a line map is mean or sum, got count"),
        (("--line", "5500", "5600", "--continuum", "5550", "5700"), "overlap; move one of them away"),
        (("--line", "5600", "5500", "--continuum", "5650", "5700"), "the line band must increase"),
        (("--line", "5500", "5600", "--continuum", "20000", "20100"), "lies outside the wavelengths of"),
        (("--line", "5500"), "expected 2 arguments"),
    ],
)
def test_bands_that_make_no_sense_are_refused_in_one_sentence(run, wide_table, tmp_path, words, told):
    outcome = run("image", wide_table, tmp_path / "map.fits", *words)
    assert outcome.code == 2
    assert told in outcome.err
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "map.fits").exists()


def test_a_band_in_which_nothing_is_selected_writes_no_file(run, wide_table, tmp_path):
    outcome = run("image", wide_table, tmp_path / "map.fits", *BANDS, "--lambda", "5000", "5500")
    assert outcome.code == 1
    assert "no good row that is selected" in outcome.err
    assert not (tmp_path / "map.fits").exists()
