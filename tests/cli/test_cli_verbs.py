"""Each verb on a small table, with values worked out by NumPy."""

import csv
import io
import json
import shlex

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from pixviewer import Circle, Selection, open_table
from pixviewer.core.simulate import simulate

STAR = ("--circle", "338.2292", "-60.5636", "5")


def within(columns, radius):
    """Rows within a radius of the reference point, which is where the circles of these tests are."""
    x, y = columns["x"].astype(np.float32).astype(float), columns["y"].astype(np.float32).astype(float)
    distance = np.degrees(np.tan(-y)) * 3600
    assert np.abs(distance - radius).min() > 1e-5, "a row lies on the border, where rounding decides"
    return (distance < radius) & np.isfinite(x)


def test_info_tells_all_that_the_contract_names(run, sky_table, sky_columns):
    told = run("info", sky_table, "--json").json
    n_pair = len(set((sky_columns["origin"] & 0x7FF).tolist()))
    wave = sky_columns["wave"].astype(np.float32)
    expected = {
        "file": str(sky_table),
        "form": "image",
        "rows": 3000,
        "columns": ["xpos", "ypos", "lambda", "data", "dq", "stat", "origin"],
        "state": "projected",
        "ifus": [5, 6],
        "slices": n_pair,
        "exposures": 1,
        "mode": "WFM-NOAO-N",
        "center": {"ra": 338.2292, "dec": -60.5636},
        "lambda": [float(wave.min()), float(wave.max())],
        "fluxcal": True,
        "skysub": False,
        "autocal": False,
        "weighted": False,
        "flagged": 300,
    }
    assert {name: told[name] for name in expected} == expected
    assert told["units"]["lambda"] == "Angstrom"
    assert told["units"]["xpos"] == "rad"
    assert told["flags"] == {"CosmicUnCorrected": 300}


def test_info_of_a_table_without_a_sky_has_no_centre(run, pixel_table):
    told = run("info", pixel_table, "--json").json
    assert told["center"] is None
    assert told["state"] == "pixel"


def test_info_in_words_is_for_people(run, sky_table):
    words = run("info", sky_table).out
    assert "3,000" in words
    assert "5-6" in words


def test_extract_writes_the_rows_and_says_how(run, sky_table, sky_columns, tmp_path):
    out = tmp_path / "star.fits"
    told = run("extract", sky_table, out, *STAR, "--lambda", "6000", "6050", "--json").json
    wave = sky_columns["wave"].astype(np.float32)
    keep = within(sky_columns, 5) & (wave >= 6000) & (wave < 6050)
    assert told["rows"] == keep.sum() > 0
    assert told["file"] == str(out)
    with open_table(out) as table:
        np.testing.assert_array_equal(
            table.read(("data",), slice(None))["data"], sky_columns["data"].astype(np.float32)[keep]
        )
        assert told["command"] in "".join(table.header["HISTORY"]).replace("\n", "")


def test_the_command_of_an_extraction_repeats_it(run, sky_table, tmp_path):
    out = tmp_path / "a table.fits"
    first = run("extract", sky_table, out, *STAR, "--ifu", "6", "--form", "table", "--json").json
    content = out.read_bytes()
    words = shlex.split(first["command"])
    assert words[0] == "pixviewer"
    second = run(*words[1:], "--overwrite", "--json").json
    assert second == first
    length = 2880  # the header differs in its date alone
    assert out.read_bytes()[-length:] == content[-length:]


def test_a_json_selection_can_be_narrowed(run, sky_table, tmp_path):
    file = tmp_path / "s.json"
    selection = Selection(shapes=Circle(338.2292, -60.5636, 5.0))
    file.write_text(json.dumps(selection.to_json()))
    by_file = run("extract", sky_table, tmp_path / "a.fits", "--selection", file, "--ifu", "5", "--json").json
    by_hand = run("extract", sky_table, tmp_path / "b.fits", *STAR, "--ifu", "5", "--json").json
    assert by_file["rows"] == by_hand["rows"]
    others = run("extract", sky_table, tmp_path / "c.fits", "--selection", file, "--invert", "--json").json
    inside = run("extract", sky_table, tmp_path / "d.fits", "--selection", file, "--json").json
    assert others["rows"] + inside["rows"] == 3000


def test_nothing_selected_is_exit_code_one_and_no_file(run, refuse, sky_table, tmp_path):
    out = tmp_path / "none.fits"
    for verb in ("extract", "image"):
        assert "no file was written" in refuse(verb, sky_table, out, "--ifu", "1", code=1)
    assert "no file was written" in refuse("spectrum", sky_table, out, "--ifu", "1", code=1)
    refuse("rows", sky_table, "--ifu", "1", code=1)
    outcome = run("extract", sky_table, out, "--ifu", "1", "--json")
    assert (outcome.code, outcome.json["rows"], outcome.json["file"]) == (1, 0, None)
    assert not out.exists()


def test_an_image_has_world_coordinates_variance_and_count(run, sky_table, tmp_path):
    out = tmp_path / "image.fits"
    told = run("image", sky_table, out, "--step", "1", "--json").json
    assert told["good"] == 2700
    with fits.open(out) as hdus:
        assert hdus["COUNT"].data.sum() == 2700
        assert list(hdus["DATA"].shape) == told["shape"]
        assert hdus["DATA"].header["CD2_2"] == pytest.approx(1 / 3600)


def test_a_spectrum_is_written_in_both_forms(run, sky_table, sky_columns, tmp_path):
    good = sky_columns["flags"] == 0
    wave = sky_columns["wave"].astype(np.float32)
    for name in ("s.fits", "s.ecsv"):
        told = run("spectrum", sky_table, tmp_path / name, "--step", "10", "--json").json
        assert (told["good"], told["bad"], told["bins"]) == (2700, 300, 10)
        table = Table.read(tmp_path / name)
        np.testing.assert_array_equal(table["n_good"], np.histogram(wave[good], 10, (6000, 6100))[0])


def test_rows_decodes_every_column(run, sky_table, sky_columns):
    lines = list(csv.DictReader(io.StringIO(run("rows", sky_table, "--limit", "20", "--csv").out)))
    assert len(lines) == 20
    for i, line in enumerate(lines):
        packed = int(sky_columns["origin"][i])
        assert int(line["ifu"]) == packed >> 6 & 31
        assert int(line["slice"]) == packed & 63
        assert int(line["y_det"]) == (packed >> 11 & 0x1FFF) - 1
        assert int(line["x_det"]) == 80 * (packed & 63) + (packed >> 24 & 127) - 1
        assert np.float32(line["data"]) == np.float32(sky_columns["data"][i])
    assert lines[0]["flag_names"] == "CosmicUnCorrected"


def test_rows_of_a_selection_keep_their_numbers(run, sky_table, sky_columns):
    wanted = np.flatnonzero(within(sky_columns, 5) & (sky_columns["flags"] == 0))
    told = run("rows", sky_table, *STAR, "--good", "--json").json
    assert [row["row"] for row in told["rows"]] == wanted.tolist()
    few = run("rows", sky_table, *STAR, "--good", "--limit", "7").out.splitlines()
    assert len(few) == 8
    assert [int(line.split()[0]) for line in few[1:]] == wanted[:7].tolist()


def test_rows_without_limit_are_all_rows(run, sky_table):
    assert len(run("rows", sky_table, "--csv").out.splitlines()) == 3001


def test_the_cache_is_shown_and_emptied(run, tmp_path, monkeypatch, sky_table):
    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(tmp_path / "cache"))
    run("info", sky_table)
    told = run("cache", "--json").json
    assert told["folder"] == str(tmp_path / "cache")
    assert [entry["kind"] for entry in told["entries"]] == ["blocks"]
    assert run("cache", "--clear", "--json").json["freed"] == told["size"] > 0
    assert run("cache", "--json").json["entries"] == []
    assert "0 bytes" in run("cache").out


def test_simulate_makes_what_the_core_makes(run, tmp_path):
    out, truth = tmp_path / "a.fits", tmp_path / "t.fits"
    told = run(
        *("simulate", out, "--preset", "small", "--seed", "3", "--ifu", "5,6", "--truth", truth, "--json")
    ).json
    assert told["file"] == str(out)
    assert truth.exists()
    simulate(tmp_path / "b.fits", preset="small", seed=3, ifus=[5, 6])
    with open_table(out) as one, open_table(tmp_path / "b.fits") as other:
        assert one.n_row == other.n_row == told["rows"]
    assert told["ifus"] == [5, 6]


@pytest.mark.parametrize(
    "words",
    [
        ("--exposures", "2"),
        ("--exposures", "0", "--state", "positioned"),
        ("--preset", "huge"),
        ("--mode", "WFM"),
        ("--seed", "-1"),
        ("--lambda", "6100", "6000"),
        ("--ifu", "25"),
    ],
)
def test_simulate_refuses_what_does_not_exist(refuse, tmp_path, words):
    refuse("simulate", tmp_path / "a.fits", "--preset", "small", *words)
    assert list(tmp_path.iterdir()) == []
