"""Small tables against what MPDAF makes of them.

The answers are stored in ``tests/data`` and always checked; ``pytest -m oracle`` asks MPDAF anew, where
``PIXVIEWER_MPDAF_PYTHON`` names an interpreter that has it, and writes what it says.
"""

import json
import zlib

import numpy as np
import pytest
from oracles import DATA, ask_mpdaf
from questions import arguments_in_words, selection_of

import pixviewer as pv

SKY = [
    {"sky": [-60.56826963, 338.23752675, 2.0, "C"]},
    {"sky": [-60.56826963, 338.23752675, 1.5, "S"]},
    {"sky": [[-60.5682, 338.2375, 1.0, "C"], [-60.568, 338.225, 2.0, "S"]]},
    {"sky": [-60.56826963, 338.23752675, 2.0, "C"], "lbda": [6300.2, 6300.8]},
    {"sky": [-60.56826963, 338.23752675, 1.0, "C"], "sl": [13], "method": "or"},
]
PIXELS = [
    {"sky": [-81.5, -58.0, 8.0, "C"]},
    {"sky": [-81.5, -58.0, 8.0, "S"], "lbda": [6300.2, 6300.8]},
]
CRITERIA = [
    {"lbda": [6300.25, 6300.5]},
    {"lbda": [[6300.0, 6300.1], [6301.5, 6302.0]]},
    {"ifu": [6]},
    {"ifu": [7]},
    {"sl": [1, 13, 48]},
    {"stack": [2]},
    {"xpix": [[1000, 1400], [3000, 3010]]},
    {"ypix": [[1355, 1357]]},
    {"ypix": [[1300, 1360]], "sl": [1, 2, 3], "lbda": [6300.0, 6300.7]},
    {"sl": [5], "lbda": [6300.5, 6300.6], "method": "or"},
]
EXPOSURES = [{"exp": [1]}, {"exp": [2]}, {"exp": [2], "sl": [7, 8]}]

# MPDAF looks for the offsets of EXP0, which a combined table has not.
NOT_COMBINED = [args for args in CRITERIA if "xpix" not in args]

QUESTIONS = {
    "projected": SKY + CRITERIA,
    "positioned": SKY + CRITERIA,
    "pixel": PIXELS + CRITERIA,
    "combined": SKY + NOT_COMBINED + EXPOSURES,
}

STACKS_OF_MPDAF = [n for n in range(13, 25) if n not in (19, 22)]


def stored(name: str) -> dict:
    return json.loads((DATA / f"{name}.mpdaf.json").read_text())


def named(questions: list[dict]) -> list[dict]:
    return [{"name": arguments_in_words(args), "args": args} for args in questions]


@pytest.fixture(params=QUESTIONS)
def name(request):
    return request.param


@pytest.fixture
def table(name):
    with pv.open_table(DATA / f"{name}.fits.gz") as opened:
        yield opened


@pytest.mark.oracle
def test_mpdaf_is_asked_anew(name, table, tmp_path):
    answers = ask_mpdaf(DATA / f"{name}.fits.gz", named(QUESTIONS[name]), tmp_path)
    (DATA / f"{name}.mpdaf.json").write_text(json.dumps(answers, indent=1) + "\n")
    assert answers["n_row"] == table.n_row


def test_positions_agree_to_a_billionth_of_a_degree(name, table):
    sample = stored(name)["sample"]
    ours = pv.decode_rows(table, sample["row"])
    np.testing.assert_allclose(ours["ra"], sample["ra"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours["dec"], sample["dec"], rtol=0, atol=1e-9)
    ra, dec = pv.sky_positions(table)
    np.testing.assert_allclose(ra[sample["row"]], sample["ra"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(dec[sample["row"]], sample["dec"], rtol=0, atol=1e-9)


def test_origins_are_decoded_alike(name, table):
    sample = stored(name)["sample"]
    ours = pv.decode_rows(table, sample["row"])
    for column in ("ifu", "slice", "y_det"):
        assert ours[column].tolist() == sample[column]
    if sample["x_det"] is None:
        # The offsets of the row's own exposure stand in the header under EXP1 and EXP2.
        assert name == "combined"
        assert (ours["x_det"] >= 0).all()
    else:
        assert ours["x_det"].tolist() == sample["x_det"]


@pytest.mark.parametrize("with_blocks", [False, True])
def test_selections_hold_the_same_rows(name, table, with_blocks):
    if with_blocks:
        table.ensure_blocks()
    answers = stored(name)["extract"]
    for question in named(QUESTIONS[name]):
        answer = answers[question["name"]]
        rows = pv.read_rows(table, selection_of(question["args"]))
        if question["args"].get("stack") == [2]:
            assert rows["row"].size > answer["n_row"]
            rows = pv.read_rows(table, pv.Selection(slice_no=STACKS_OF_MPDAF))
        assert rows["row"].size == answer["n_row"], question["name"]
        if answer["n_row"]:
            assert zlib.crc32(rows["origin"].astype("<i4").tobytes()) == answer["origin_crc"]
            assert zlib.crc32(rows["wave"].astype("<f4").tobytes()) == answer["wave_crc"]
            np.testing.assert_allclose(rows["data"].sum(dtype=float), answer["data_sum"], rtol=1e-9)


def test_a_stack_has_all_its_twelve_slices(table):
    """MPDAF up to 3.6 leaves two of them out."""
    rows = pv.find_rows(table, pv.Selection(stack=2))
    same = pv.find_rows(table, pv.Selection(slice_no=range(13, 25)))
    assert rows.tolist() == same.tolist()


def test_detector_x_of_a_combined_table_uses_the_offsets_of_its_exposure():
    """MPDAF knows EXP0 only, and fails."""
    with pv.open_table(DATA / "combined.fits.gz") as table:
        columns = pv.decode_rows(table, np.arange(table.n_row))
        keywords = [
            f"ESO DRS MUSE PIXTABLE EXP{k} IFU{i:02d} SLICE{s:02d} XOFFSET"
            for k, i, s in zip(columns["exposure"], columns["ifu"], columns["slice"], strict=True)
        ]
        offsets = np.array([table.header[keyword] for keyword in keywords])
        in_slice = (columns["origin"] >> 24) & 0x7F
        assert set(columns["exposure"]) == {1, 2}
        assert (columns["x_det"] == offsets + in_slice - 1).all()
