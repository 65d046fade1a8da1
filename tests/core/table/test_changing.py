"""A table with a column replaced: the values, the header, and that nothing else changes."""

import hashlib

import astropy.units as u
import numpy as np
import pytest
from tables import FLUX, STATES, make_table, write_table

import pixviewer as pv

LIMITS = "ESO DRS MUSE PIXTABLE LIMITS"


@pytest.fixture
def made(state):
    return make_table(state, rows_per_slice=3)


@pytest.fixture(params=["projected"])
def state(request):
    return request.param


def test_a_whole_column_is_replaced_and_the_file_untouched(made, tmp_path):
    path = write_table(made, tmp_path / "t.fits")
    before = hashlib.sha256(path.read_bytes()).digest()
    with pv.open_table(path) as table:
        changed = pv.replace_column(table, "data", made.columns["data"] * 2)
        np.testing.assert_array_equal(changed.read(("data",), slice(None))["data"], made.columns["data"] * 2)
        np.testing.assert_array_equal(table.read(("data",), slice(None))["data"], made.columns["data"])
        for name in set(table.columns) - {"data"}:
            np.testing.assert_array_equal(changed.column(name), table.column(name))
        assert changed.header == table.header
        assert pv.extract(changed, None, tmp_path / "new.fits") == len(made)
    assert hashlib.sha256(path.read_bytes()).digest() == before
    with pv.open_table(tmp_path / "new.fits") as new:
        np.testing.assert_array_equal(new.column("data"), made.columns["data"] * 2)


@pytest.mark.parametrize("form", ["numbers", "mask", "slice"])
def test_some_rows_are_replaced(made, form):
    table = made.in_memory()
    mask = np.zeros(len(made), bool)
    mask[10:20] = True
    rows = {"numbers": np.flatnonzero(mask), "mask": mask, "slice": slice(10, 20)}[form]
    changed = pv.replace_column(table, "variance", 7.0, rows=rows)
    expected = np.where(mask, np.float32(7), made.columns["variance"])
    np.testing.assert_array_equal(changed.column("variance"), expected)
    np.testing.assert_array_equal(table.column("variance"), made.columns["variance"])


def test_changes_pile_up(made):
    table = made.in_memory()
    twice = pv.replace_column(pv.replace_column(table, "data", 1.0), "flags", 4, rows=[0, 3])
    twice = pv.replace_column(twice, "data", [9.0], rows=[3])
    assert twice.column("data")[:5].tolist() == [1, 1, 1, 9, 1]
    assert twice.column("flags")[[0, 3]].tolist() == [4, 4]


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_limits_follow_positions_and_wavelengths(made, state):
    table = made.in_memory()
    x = made.columns["x"] * np.float32(0.5)
    changed = pv.replace_column(pv.replace_column(table, "x", x), "wave", 600.0, rows=[5], unit=u.nm)
    zero = float(table.header["CRVAL1"]) if state == "positioned" else 0.0
    assert changed.header[f"{LIMITS} X LOW"] == pytest.approx(zero + float(x.min()), abs=1e-12)
    assert changed.header[f"{LIMITS} X HIGH"] == pytest.approx(zero + float(x.max()), abs=1e-12)
    wave = made.columns["wave"].copy()
    wave[5] = 6000.0
    assert changed.header[f"{LIMITS} LAMBDA LOW"] == float(wave.min())
    assert changed.header[f"{LIMITS} LAMBDA HIGH"] == float(wave.max())
    assert changed.ensure_blocks().wave_range == (float(wave.min()), float(wave.max()))


def test_origin_says_which_ifus_are_merged():
    made = make_table(ifus=(5, 6, 7), rows_per_slice=2)
    table = made.in_memory()
    keep = (made.columns["origin"] >> 6) & 31
    origin = np.where(keep == 7, made.columns["origin"] - 64, made.columns["origin"])
    header = pv.replace_column(table, "origin", origin).header
    assert (header[f"{LIMITS} IFU LOW"], header[f"{LIMITS} IFU HIGH"]) == (5, 6)
    assert header["ESO DRS MUSE PIXTABLE MERGED"] == 2


def test_values_come_in_any_unit_that_converts(made):
    table = made.in_memory()
    changed = pv.replace_column(table, "data", 2.0, unit="1e-19 erg / (s cm2 Angstrom)")
    np.testing.assert_allclose(changed.column("data"), 20.0)
    changed = pv.replace_column(table, "variance", 4.0, unit=(1e-20 * u.erg / u.s / u.cm**2 / u.AA) ** 2)
    np.testing.assert_allclose(changed.column("variance"), 4.0)
    assert changed.columns["data"].unit == FLUX


def test_numbers_of_64_bits_are_given_back_exactly(made):
    table = made.in_memory()
    values = np.linspace(0, 1, len(made))
    changed = pv.replace_column(table, "data", values)
    np.testing.assert_array_equal(changed.column("data"), values)
    np.testing.assert_array_equal(changed.read(("data",), slice(None))["data"], values.astype(np.float32))
    some = pv.subset(changed, rows=np.arange(0, len(made), 7))
    np.testing.assert_array_equal(some.column("data"), values[::7])


def test_a_weight_is_added_where_there_is_none(made):
    changed = pv.replace_column(made.in_memory(), "weight", 0.5, rows=[1])
    assert changed.column("weight")[:3].tolist() == [1.0, 0.5, 1.0]
    assert changed.facts.weighted
    assert changed.columns["weight"].fits_name == "weight"


@pytest.mark.parametrize(
    ("name", "values", "settings", "sentence"),
    [
        ("z", 1.0, {}, "no column 'z'; it has x, y, wave"),
        ("x", [1.0, 2.0], {}, r"column x was given 2 values for \d+ rows"),
        ("x", [1.0, 2.0], {"rows": [0, 1, 2]}, "column x was given 2 values for 3 rows"),
        ("wave", 1.0, {"unit": "kg"}, "values in kg cannot be told in Angstrom"),
        ("wave", 1.0, {"unit": "furlough"}, "'furlough' is not a unit that astropy knows"),
        ("flags", 1, {"unit": "pix"}, "column flags has no unit"),
        ("data", 1.0, {"rows": [0.5]}, "rows must be whole numbers"),
    ],
)
def test_what_makes_no_sense_is_told(made, name, values, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        pv.replace_column(made.in_memory(), name, values, **settings)


def test_what_is_no_number_is_told(made):
    with pytest.raises(pv.PixTableError, match="column flags must hold whole numbers, got float64"):
        pv.replace_column(made.in_memory(), "flags", 0.5)
    with pytest.raises(pv.PixTableError, match="column flags holds numbers of 32 bits, got 1099511627776 to"):
        pv.replace_column(made.in_memory(), "flags", 2**40)  # its lower bits are those of a good row
    with pytest.raises(pv.PixTableError, match="column x must have one dimension"):
        pv.replace_column(made.in_memory(), "x", np.ones((2, 2)))
    with pytest.raises(IndexError, match="rows must lie in 0 to"):
        pv.replace_column(made.in_memory(), "x", 1.0, rows=[-1])
