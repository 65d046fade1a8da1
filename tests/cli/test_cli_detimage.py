"""`detimage` and the further columns of `rows`, with values worked out by NumPy."""

import csv
import io
import shlex

import numpy as np
import pytest
from astropy.io import fits
from two_ifus import CARD, arrays, header

from pixviewer import PixTable, extract
from pixviewer.core.table import origin


def places(columns, ifu):
    """Detector column and row, value and wavelength of the rows of an IFU."""
    packed = columns["origin"]
    mine = origin.ifu(packed) == ifu
    x = 80 * origin.slice_no(packed) + origin.x_in_slice(packed) - 1
    data, wave = (columns[name].astype(np.float32)[mine] for name in ("data", "wave"))
    return x[mine], origin.y_det(packed)[mine], data, wave


def test_each_ifu_asked_for_has_its_detector(run, sky_table, sky_columns, tmp_path):
    out = tmp_path / "d.fits"
    told = run("detimage", sky_table, out, "--ifu", "5-6", "--json").json
    command = told.pop("command")
    assert told == {
        "file": str(out),
        "ifus": [5, 6],
        "quantity": "data",
        "unit": "10**(-20)*erg/s/cm**2/Angstrom",
        "shape": {"5": [4112, 4096], "6": [4112, 4096]},
        "pixels": told["pixels"],
        "rows": 3000,
    }
    n_pixel = 0
    with fits.open(out) as hdus:
        assert [hdu.name for hdu in hdus if "COUNT" not in hdu.name] == ["PRIMARY", "CHAN05", "CHAN06"]
        for ifu in (5, 6):
            x, y, data, _ = places(sky_columns, ifu)
            pairs, number = np.unique(np.stack([x, y]), axis=1, return_counts=True)
            n_pixel += pairs.shape[1]
            alone = {tuple(pair) for pair in pairs[:, number == 1].T.tolist()}
            image = hdus[f"CHAN{ifu:02d}"].data
            assert np.count_nonzero(np.isfinite(image)) == pairs.shape[1]
            for col, row, value in zip(x.tolist(), y.tolist(), data, strict=True):
                assert (col, row) not in alone or image[row, col] == value
        assert command in "".join(hdus[0].header["HISTORY"])
    assert told["pixels"] == n_pixel


def test_the_command_of_a_detector_image_repeats_it(run, sky_table, tmp_path):
    out = tmp_path / "d.fits"
    words = ("--ifu", "6", "--lambda", "6000", "6050", "--good", "--quantity", "LAMBDA", "--crop")
    first = run("detimage", sky_table, out, *words, "--json").json
    content = out.read_bytes()
    assert "--ifu 6 --lambda 6000 6050 --good --quantity wave --crop" in first["command"]
    second = run(*shlex.split(first["command"])[1:], "--overwrite", "--json").json
    assert second == first
    assert out.read_bytes()[2880:] == content[2880:]  # the header has the time


@pytest.mark.parametrize(
    ("asked", "ours"), [("stat", "variance"), ("dq", "flags"), ("xpos", "x"), ("snr", "snr")]
)
def test_quantities_go_by_our_names_and_those_of_the_file(run, sky_table, tmp_path, asked, ours):
    told = run("detimage", sky_table, tmp_path / "d.fits", "--ifu", "6", "--quantity", asked, "--json").json
    assert told["quantity"] == ours
    assert fits.getheader(tmp_path / "d.fits", 1)["PIXVQTY"] == ours


def test_a_cropped_image_begins_where_its_coordinates_say(run, sky_table, sky_columns, tmp_path):
    out = tmp_path / "d.fits"
    told = run(
        "detimage",
        sky_table,
        out,
        "--ifu",
        "6",
        "--lambda",
        "6000",
        "6080",
        "--quantity",
        "wave",
        "--crop",
        "--json",
    ).json
    x, y, _, wave = places(sky_columns, 6)
    keep = wave < 6080
    x, y, wave = x[keep], y[keep], wave[keep]
    assert told["shape"] == {"6": [int(np.ptp(y)) + 1, int(np.ptp(x)) + 1]}
    assert told["rows"] == keep.sum()
    image, cards = fits.getdata(out, "CHAN06", header=True)
    assert (cards["CRVAL1"], cards["CRVAL2"]) == (x.min(), y.min())
    # Where two rows share a pixel, their mean stands.
    is_own = image[y - y.min(), x - x.min()] == wave
    assert is_own.mean() > 0.95


def test_match_and_invert_leave_the_choice_of_detectors_alone(run, sky_table, sky_columns, tmp_path):
    _, _, _, wave = places(sky_columns, 6)
    for words, n_row in (
        (("--match", "any", "--lambda", "6000", "6080"), (wave < 6080).sum()),
        (("--invert", "--lambda", "6000", "6080"), (wave >= 6080).sum()),
        (("--match", "any"), wave.size),
    ):
        told = run(
            "detimage", sky_table, tmp_path / "d.fits", "--ifu", "6", *words, "--overwrite", "--json"
        ).json
        assert (told["ifus"], told["rows"]) == ([6], n_row)


def test_ifus_without_rows_are_left_out_and_named(run, refuse, sky_table, tmp_path):
    out = tmp_path / "d.fits"
    outcome = run("detimage", sky_table, out, "--ifu", "1-4,6,9", "--crop", "--json")
    assert (outcome.code, outcome.json["ifus"]) == (0, [6])
    assert "no selected row has a pixel on the detector of IFU 1-4,9" in outcome.err
    assert outcome.err.count("\n") == 1
    with fits.open(out) as hdus:
        assert "CHAN09" not in hdus
    none = tmp_path / "none.fits"
    outcome = run("detimage", sky_table, none, "--ifu", "9", "--json")
    assert (outcome.code, outcome.json) == (1, {"rows": 0, "file": None})
    assert "no file was written" in outcome.err
    assert not none.exists()


def test_arguments_that_make_no_image_are_refused(refuse, sky_table, tmp_path):
    out = tmp_path / "d.fits"
    assert "--ifu LIST is needed" in refuse("detimage", sky_table, out)
    assert "ifu must be 1 to 24, got 25" in refuse("detimage", sky_table, out, "--ifu", "25")
    assert "can show x, y" in refuse("detimage", sky_table, out, "--ifu", "6", "--quantity", "flux")
    assert "is the input" in refuse("detimage", sky_table, sky_table, "--ifu", "6", "--overwrite", code=3)
    assert not out.exists()


def test_rows_whose_detector_column_is_unknown_are_told(run, tmp_path):
    cards = header("projected")
    del cards[f"{CARD}EXP0 IFU06 SLICE07 XOFFSET"]
    columns = arrays(400)
    path = tmp_path / "t.fits"
    extract(PixTable.from_arrays(columns, cards, state="projected"), None, path)
    outcome = run("detimage", path, tmp_path / "d.fits", "--ifu", "6", "--json")
    n_lost = np.count_nonzero(columns["origin"] & 0x7FF == 6 << 6 | 7)
    assert n_lost > 0
    assert f"warning: {n_lost} of the selected rows of IFU 6 cannot be placed" in outcome.err
    assert outcome.json["rows"] == 200 - n_lost


def test_rows_that_are_selected_but_have_no_pixel_are_not_said_to_be_unselected(run, tmp_path):
    cards = header("projected")
    for slice_no in range(1, 49):
        del cards[f"{CARD}EXP0 IFU06 SLICE{slice_no:02d} XOFFSET"]
    path = tmp_path / "t.fits"
    extract(PixTable.from_arrays(arrays(400), cards, state="projected"), None, path)
    outcome = run("detimage", path, tmp_path / "d.fits", "--ifu", "6")
    assert outcome.code == 1
    assert "200 of the selected rows of IFU 6 cannot be placed" in outcome.err
    assert "no selected row of t.fits has a pixel on the detector of IFU 6" in outcome.err
    assert outcome.err.count("\n") == 2


@pytest.fixture
def table_with_more(tmp_path):
    """A table with weights and two columns of somebody's own."""
    columns = arrays(300) | {
        "weight": np.linspace(0.5, 1.5, 300),
        "MASK": np.arange(300, dtype=np.int32) % 3,
        "gain": np.linspace(1, 2, 300),
    }
    cards = header("projected")
    cards[CARD + "WEIGHTED"] = True
    path = tmp_path / "more.fits"
    extract(PixTable.from_arrays(columns, cards, state="projected"), None, path)
    return path, columns


def test_rows_print_every_column_further_ones_included(run, table_with_more):
    path, columns = table_with_more
    every = {
        "row", "ra", "dec", "xi", "eta", "x", "y", "wave", "data", "flags", "variance", "origin",
        "weight", "MASK", "gain",
        "ifu", "slice", "slice_sky", "stack", "x_det", "y_det", "exposure", "flag_names",
    }  # fmt: skip
    lines = list(csv.DictReader(io.StringIO(run("rows", path, "--limit", "5", "--csv").out)))
    told = run("rows", path, "--limit", "5", "--json").json["rows"]
    words = run("rows", path, "--limit", "5").out.splitlines()
    assert set(lines[0]) == set(told[0]) == set(words[0].split()) == every
    assert len(lines) == len(told) == len(words) - 1 == 5
    assert len({len(line.rsplit(None, 1)[0]) for line in words[1:]}) == 1, "columns are not aligned"
    for row in range(5):
        for name in ("weight", "MASK", "gain"):
            value = columns[name].astype(np.float32 if name == "weight" else columns[name].dtype)[row]
            assert float(lines[row][name]) == told[row][name] == value


def test_a_further_column_can_be_seen_on_the_detector(run, table_with_more, tmp_path):
    path, columns = table_with_more
    for name, dtype in (("MASK", ">i4"), ("gain", ">f8"), ("weight", ">f4")):
        out = tmp_path / f"{name}.fits"
        told = run("detimage", path, out, "--ifu", "5", "--quantity", name, "--crop", "--json").json
        image, cards = fits.getdata(out, "CHAN05", header=True)
        assert (told["quantity"], image.dtype) == (name, np.dtype(dtype))
        x, y, *_ = places(columns, 5)
        x0, y0 = int(cards["CRVAL1"]), int(cards["CRVAL2"])
        own = columns[name][origin.ifu(columns["origin"]) == 5].astype(dtype)
        assert (image[y - y0, x - x0] == own).mean() > 0.9
