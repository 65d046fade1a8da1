"""Decisions about slices, written and read back."""

from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from pixviewer import (
    OutputError,
    PixTableError,
    SliceVerdict,
    estimate,
    gather,
    open_table,
    read_verdicts,
    simulate,
    write_verdicts,
)
from pixviewer.core.calib.reviewing import review

NOTES = (
    "",
    "a source, left of the middle",
    'say "no"',
    "½ of it: 3 σ — hot",
    "--",
    "# no comment",
    "'quoted'",
    "nan",
    "12",
    "tab\tinside",
    "back\\slash",
)
VERDICTS = (
    *(SliceVerdict(6, i + 1, "keep", note) for i, note in enumerate(NOTES)),
    SliceVerdict(6, 30, "half", "whole IFU"),
    SliceVerdict(6, 31, "one"),
    SliceVerdict(5, 48, "exclude", "a source"),
)


@pytest.fixture(scope="module")
def exposure(tmp_path_factory):
    path = tmp_path_factory.mktemp("verdicts") / "exposure.fits"
    simulate(path, preset="small", ifus=[5, 6], waves=((5900.0, 5960.0), (6200.0, 6260.0)))
    return path


@pytest.fixture(scope="module")
def table(exposure):
    with open_table(exposure) as table:
        yield table


@pytest.fixture(scope="module")
def found(table):
    return estimate(gather(table))


@pytest.fixture(scope="module")
def reviewed(found):
    return review(found, VERDICTS)


@pytest.fixture
def written(reviewed, tmp_path):
    path = tmp_path / "verdicts.ecsv"
    write_verdicts(reviewed, path, command="pixviewer selfcal exposure.fits")
    return path


def edited(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_what_is_read_is_what_was_written(written, table):
    made = read_verdicts(written)
    assert set(made.verdicts) == set(VERDICTS)
    assert (made.name, made.table_name) == ("verdicts.ecsv", "exposure.fits")
    assert (made.date_obs, made.table_rows) == (table.facts.date_obs, table.n_row)
    assert made.objection(table) is None


def test_a_note_of_several_lines_becomes_one(found, tmp_path):
    write_verdicts(review(found, [SliceVerdict(6, 1, "keep", " one\ntwo\u2028three ")]), tmp_path / "a.ecsv")
    assert read_verdicts(tmp_path / "a.ecsv").verdicts[0].note == "one two three"


def test_other_programs_read_the_numbers_and_where_they_are_from(written, reviewed, table):
    made = Table.read(written, format="ascii.ecsv")
    assert made.meta["table"] == "exposure.fits"
    assert made.meta["date_obs"] == table.facts.date_obs
    assert made.meta["rows"] == table.n_row
    assert made.meta["suspects"] == len(reviewed.suspects)
    assert made.meta["looked_at"] == reviewed.n_looked_at
    assert made.meta["command"] == "pixviewer selfcal exposure.fits"
    assert made["wave_min"].unit == "Angstrom"
    first = reviewed.effects[0]
    assert (made["ifu"][0], made["slice"][0], made["bin"][0]) == (5, 48, first.bin_no)
    for name in ("factor_before", "factor_after", "off_before", "off_after", "sigma"):
        wanted = [getattr(one, name) for one in reviewed.effects]
        np.testing.assert_array_equal(np.ma.filled(made[name], np.nan), wanted)
    reasons = np.ma.filled(made["reasons"], "").tolist()
    assert reasons == ["; ".join(one.reasons) for one in reviewed.effects]


def test_nothing_decided_is_a_table_without_lines(found, tmp_path):
    write_verdicts(review(found), tmp_path / "none.ecsv")
    assert read_verdicts(tmp_path / "none.ecsv").verdicts == ()


def test_a_table_made_by_hand_needs_three_columns(tmp_path, table):
    path = tmp_path / "hand.ecsv"
    made = Table({"ifu": [5, 6], "slice": [1, 48], "decision": ["keep", "half"]})
    made.write(path, format="ascii.ecsv")
    found = read_verdicts(path)
    assert found.verdicts == (SliceVerdict(5, 1, "keep"), SliceVerdict(6, 48, "half"))
    assert found.objection(table) is None


def test_another_exposure_is_told_in_a_sentence(written, table):
    other = replace(read_verdicts(written), date_obs="2031-01-01T00:00:00")
    told = other.objection(table)
    assert "decisions about exposure.fits of 2031-01-01T00:00:00" in told
    assert f"exposure.fits is of {table.facts.date_obs}" in told
    longer = replace(read_verdicts(written), table_rows=table.n_row + 1)
    assert f"with {table.n_row + 1:,} rows" in longer.objection(table)


def test_a_later_form_is_refused(written):
    edited(written, "pixviewer-verdicts: 1", "pixviewer-verdicts: 2")
    with pytest.raises(PixTableError, match=r"verdicts\.ecsv: written by a later version"):
        read_verdicts(written)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("exclude", "perhaps", "line 1 of the table: decision must be one of keep, half, one, exclude"),
        ("5 48 exclude", "25 48 exclude", "line 1 of the table: ifu must be 1 to 24, got 25"),
        ("6 31 one", "6 30 one", "two decisions about IFU 6 slice 30"),
        ("decision", "verdict", "no column 'decision'"),
        ("6 31 one", '6 "" one', "line 14 of the table: slice_no must be 1 to 48, got 0"),
        ("# %ECSV 1.0", "%", "its first line does not say so"),
        ("# - {name: ifu", "# - {name ifu", "not an ECSV table that can be read"),
        ("6 31 one", "6 31", "not an ECSV table that can be read"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(written, old, new, words):
    edited(written, old, new)
    with pytest.raises(PixTableError) as caught:
        read_verdicts(written)
    assert words in str(caught.value)
    assert str(caught.value).startswith(str(written))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"SIMPLE  =                    T", b"# %ECSV"])
def test_other_files_are_refused(content, tmp_path):
    path = tmp_path / "a.ecsv"
    path.write_bytes(content)
    with pytest.raises(PixTableError, match="^" + str(path)):
        read_verdicts(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PixTableError, match="cannot be read"):
        read_verdicts(tmp_path / "none.ecsv")


def test_nothing_is_replaced_unasked(written, reviewed, exposure, tmp_path):
    before = written.read_bytes()
    with pytest.raises(OutputError):
        write_verdicts(reviewed, written)
    assert written.read_bytes() == before
    write_verdicts(replace(reviewed, verdicts=()), written, overwrite=True)
    assert read_verdicts(written).verdicts == ()
    with pytest.raises(ValueError, match=r"written as \.ecsv"):
        write_verdicts(reviewed, tmp_path / "verdicts.csv")
    assert fits.getval(exposure, "NAXIS") == 0
