"""Pixel tables of every good form are read as what they are."""

import gzip
import io
import os
import tempfile
import warnings

import numpy as np
import pytest
from astropy.io import fits
from tables import STATES, make_table, stored_as, write_table

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.io import reading
from pixviewer.core.io.reading import open_table
from pixviewer.core.table.columns import FLUX_UNIT, STANDARD
from pixviewer.core.table.pixtable import PixTable

FORMS = ("image", "table")
SMALL = {"ifus": (5, 6), "n_slice": 4, "rows_per_slice": 7}


def assert_reads_as(table, made):
    """Every column, whole, in runs, scattered and mapped, is what was written."""
    n = len(made)
    assert table.n_row == len(table) == n
    rows = np.array([n - 1, 0, 3, 4, 5, 3])
    for name, values in made.columns.items():
        assert table.columns[name].dtype == values.dtype
        for found, expected in (
            (table.read((name,), slice(None))[name], values),
            (table.read((name,), slice(2, 9))[name], values[2:9]),
            (table.read((name,), slice(9, 2))[name], values[:0]),
            (table.read((name,), rows)[name], values[rows]),
            (table.read((name,), [])[name], values[:0]),
        ):
            assert found.dtype == values.dtype
            assert found.dtype.isnative
            np.testing.assert_array_equal(found, expected)
        np.testing.assert_array_equal(np.asarray(table.column(name)).astype(values.dtype), values)
    together = table.read(tuple(made.columns), rows)
    assert list(together) == list(made.columns)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", STATES)
def test_both_forms_and_all_states_are_read(tmp_path, form, state):
    made = make_table(state, weight=True, odd=0.1, flat_field=True, **SMALL)
    with open_table(write_table(made, tmp_path / "t.fits", form)) as table:
        assert table.form == form
        assert table.frame.state == state
        assert {name: column.unit for name, column in table.columns.items()} == {
            name: made.units().get(name, "") for name in made.columns
        }
        assert [header["EXTNAME"] for header, _ in table.extensions] == ["PIXTABLE_FLAT_FIELD"]
        assert table.header["OBJECT"] == "made up"
        assert_reads_as(table, made)
        ra, dec = table.sky()
        np.testing.assert_allclose(ra, made.ra, rtol=0, atol=1e-10)
        np.testing.assert_allclose(dec, made.dec, rtol=0, atol=1e-10)


@pytest.mark.parametrize("state", STATES)
def test_arrays_in_memory_make_the_same_table(state):
    made = make_table(state, weight=True, odd=0.1, **SMALL)
    table = made.in_memory()
    assert table.form == "memory"
    assert table.path is None
    assert_reads_as(table, made)


@pytest.mark.parametrize("form", FORMS)
def test_upper_case_names_are_read(tmp_path, form):
    made = make_table(weight=True, **SMALL)
    with open_table(write_table(made, tmp_path / "t.fits", form, upper=True)) as table:
        assert table.columns["wave"].fits_name == "lambda"
        assert_reads_as(table, made)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "i8", "u2", "u4", "u8"])
def test_flags_and_origin_of_any_integer_type_are_read(tmp_path, form, dtype):
    made = make_table(**SMALL)
    for name in ("flags", "origin"):
        if dtype not in ("u4", "u8", "i8", "i4"):
            made.columns[name] &= 0x7F
        if np.dtype(dtype).itemsize == 8:
            made.columns[name] &= 0x7FFFFFFF
    if dtype in ("u4", "i4"):
        made.columns["flags"][0] = -(2**31)
    path = write_table(made, tmp_path / "t.fits", form, types={"flags": dtype, "origin": dtype})
    with open_table(path) as table:
        assert_reads_as(table, made)


@pytest.mark.parametrize("form", FORMS)
def test_columns_of_64_bit_floats_are_read_as_32(tmp_path, form):
    made = make_table(odd=0.05, **SMALL)
    types = dict.fromkeys(("x", "y", "wave", "data", "variance"), "f8")
    with open_table(write_table(made, tmp_path / "t.fits", form, types=types)) as table:
        assert_reads_as(table, made)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "i8", "u2", "u4", "u8", "f4", "f8"])
def test_further_columns_keep_their_type(tmp_path, form, dtype, rng):
    made = make_table(**SMALL)
    n = len(made)
    if dtype[0] == "f":
        values = rng.normal(size=n).astype(dtype)
    else:
        info = np.iinfo(dtype)
        values = rng.integers(info.min, info.max, n, dtype, endpoint=True)
        values[:2] = info.min, info.max
    made.columns["MASK"] = values
    with open_table(write_table(made, tmp_path / "t.fits", form)) as table:
        assert_reads_as(table, made)


def test_further_arrays_in_memory_keep_their_type():
    for dtype in ("u1", "i8", "f8", "bool"):
        made = make_table(extras={"MASK": np.arange(56).astype(dtype)}, **SMALL)
        assert made.in_memory().read(("MASK",), [1])["MASK"].dtype == dtype


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["wave", "flags", "x", "variance"])
def test_a_further_column_with_one_of_our_names_is_not_taken_for_a_standard_one(tmp_path, form, name):
    made = make_table(**SMALL)
    other = np.full(len(made), 7, np.float32)
    extension = fits.ImageHDU(other.reshape(-1, 1), name="x")
    extension.header["EXTNAME"] = name
    path = write_table(made, tmp_path / "t.fits", form)
    with fits.open(path) as hdus:
        if form == "image":
            hdus.insert(1, extension)
        else:
            columns = fits.ColDefs([fits.Column(name, "E", array=other)]) + hdus[1].columns
            hdus[1] = fits.BinTableHDU.from_columns(columns)
        hdus.writeto(tmp_path / "other.fits")
    with open_table(tmp_path / "other.fits") as table:
        for kind in STANDARD:
            np.testing.assert_array_equal(
                table.read((kind.name,), slice(None))[kind.name], made.columns[kind.name]
            )
        (extra,) = [column for column in table.columns.values() if column.fits_name == name]
        np.testing.assert_array_equal(table.read((extra.name,), slice(None))[extra.name], other)


@pytest.mark.parametrize("form", FORMS)
def test_unknown_extensions_are_columns_if_they_fit_and_kept_aside_if_not(tmp_path, form):
    made = make_table(flat_field=True, **SMALL)
    n = len(made)
    further = [
        fits.ImageHDU(np.arange(n, dtype=np.int32).reshape(-1, 1), name="NUMBERS"),
        fits.ImageHDU(np.arange(n + 1, dtype=np.int32).reshape(-1, 1), name="LONGER"),
        fits.ImageHDU(name="NOTHING"),
        fits.ImageHDU(np.zeros((4, 5, 6), np.float32), name="CUBE"),
    ]
    with open_table(write_table(made, tmp_path / "t.fits", form, further=further)) as table:
        aside = [header["EXTNAME"] for header, _ in table.extensions]
        if form == "image":
            assert "NUMBERS" in table.columns
            np.testing.assert_array_equal(table.read(("NUMBERS",), slice(None))["NUMBERS"], np.arange(n))
            assert aside == ["PIXTABLE_FLAT_FIELD", "LONGER", "NOTHING", "CUBE"]
        else:
            assert aside == ["PIXTABLE_FLAT_FIELD", "NUMBERS", "LONGER", "NOTHING", "CUBE"]
        sizes = {header["EXTNAME"]: len(data) for header, data in table.extensions}
        assert sizes["CUBE"] == 480
        assert sizes["NOTHING"] == 0


def test_columns_of_text_or_arrays_in_a_table_are_left_out_with_a_warning(tmp_path):
    made = make_table(**SMALL)
    path = write_table(made, tmp_path / "t.fits", "table")
    n = len(made)
    odd = [
        fits.Column("name", "11A", array=np.full(n, "something..")),
        fits.Column("three", "3E", array=np.zeros((n, 3), np.float32)),
        fits.Column("bits", "11X", array=np.zeros((n, 11), bool)),
    ]
    with fits.open(path) as hdus:
        hdus[1] = fits.BinTableHDU.from_columns(fits.ColDefs(odd) + hdus[1].columns)
        hdus.writeto(tmp_path / "odd.fits")
    with pytest.warns(PixTableWarning, match="is not one number a row, and is left out") as told:
        table = open_table(tmp_path / "odd.fits")
    assert len(told) == 3
    with table:
        assert_reads_as(table, made)


@pytest.mark.parametrize("n_row", [1, 720, 60, 2880])
def test_the_last_row_is_read_however_the_file_is_padded(tmp_path, n_row):
    """Rows of a table whose first column is left out do not begin where the data do."""
    made = make_table(ifus=(5,), n_slice=1, rows_per_slice=n_row)
    path = write_table(made, tmp_path / "t.fits", "table")
    with fits.open(path) as hdus:
        text = fits.Column("name", "20A", array=np.full(n_row, "x" * 20))
        hdus[1] = fits.BinTableHDU.from_columns(fits.ColDefs([text]) + hdus[1].columns)
        hdus.writeto(tmp_path / "odd.fits")
    with pytest.warns(PixTableWarning, match="left out"):
        table = open_table(tmp_path / "odd.fits")
    with table:
        origin = table.read(("origin",), slice(None))["origin"]
        np.testing.assert_array_equal(origin, made.columns["origin"])


MPDAF_UNITS = {"data": "10**-20 erg Angstrom-1 s-1 cm-2", "variance": "10**-40 erg2 Angstrom-2 s-2 cm-4"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("state", "units", "data", "variance"),
    [
        ("projected", MPDAF_UNITS, FLUX_UNIT, f"({FLUX_UNIT})**2"),
        ("projected", {"data": "1e-20 erg / (Angstrom s cm2)"}, FLUX_UNIT, f"({FLUX_UNIT})**2"),
        ("pixel", {"data": "count", "variance": "count2"}, "count", "count**2"),
        ("pixel", {"data": "ct"}, "count", "count**2"),
        ("pixel", {"data": "electron"}, "count", "count**2"),
        ("pixel", {"data": ""}, "", ""),
        ("pixel", {"data": "furlong"}, "furlong", "furlong**2"),
    ],
)
def test_units_of_any_spelling_are_read_as_the_pipelines(tmp_path, form, state, units, data, variance):
    path = write_table(make_table(state, **SMALL), tmp_path / "t.fits", form, units=units)
    with open_table(path) as table:
        assert table.columns["data"].unit == table.facts.data_unit == data
        assert table.columns["variance"].unit == variance


@pytest.mark.parametrize("unit", ["Angstrom", "angstrom", "Angstroms", "AA", "0.1 nm", ""])
def test_wavelengths_in_angstrom_of_any_spelling_are_read(tmp_path, unit):
    with open_table(write_table(make_table(**SMALL), tmp_path / "t.fits", units={"wave": unit})) as table:
        assert table.columns["wave"].unit == "Angstrom"


def test_a_keyword_that_contradicts_the_unit_gives_way_with_a_warning(tmp_path):
    made = make_table("positioned", **SMALL)
    made.header["ESO DRS MUSE PIXTABLE WCS"] = "projected (intermediate)"
    with pytest.warns(PixTableWarning, match="going by the unit"):
        table = open_table(write_table(made, tmp_path / "t.fits"))
    assert table.frame.state == "positioned"
    table.close()


@pytest.mark.parametrize(
    "name",
    ["a:b.fits", "weiß Sterne ☉.fits", "with space.fits", "t.fits[1]", "no ending", "-.fits", "a#b?.fits"],
)
def test_a_path_may_be_anything(tmp_path, name):
    made = make_table(**SMALL)
    plain = write_table(made, tmp_path / "t.fits")
    path = plain.rename(tmp_path / name)
    for given in (path, str(path)):
        with open_table(given) as table:
            assert table.path == path
            assert table.name == name
            assert_reads_as(table, made)


@pytest.mark.parametrize("form", FORMS)
def test_file_objects_are_accepted(tmp_path, form):
    made = make_table(weight=True, **SMALL)
    path = write_table(made, tmp_path / "t.fits", form)
    content = path.read_bytes()
    with open(path, "rb") as file, open_table(file) as table:
        assert table.path == path
        assert_reads_as(table, made)
    for file in (io.BytesIO(content), io.BytesIO(gzip.compress(content))):
        with open_table(file) as table:
            assert table.path is None
            assert table.fingerprint == ""
            assert_reads_as(table, made)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with open_table(file) as table:
            assert_reads_as(table, made)


def test_opening_reads_no_column(tmp_path, monkeypatch):
    made = make_table(**SMALL)
    path = write_table(made, tmp_path / "t.fits")
    with fits.open(path) as hdus:
        spans = [(hdu.fileinfo()["datLoc"], hdu.fileinfo()["datLoc"] + 4 * len(made)) for hdu in hdus[1:]]
    seen = []
    real = reading.RawFile.read_into

    def watched(self, offset, target):
        seen.append((offset, offset + len(target)))
        real(self, offset, target)

    monkeypatch.setattr(reading.RawFile, "read_into", watched)
    open_table(path).close()
    assert seen
    assert not any(a < end and start < b for a, b in seen for start, end in spans)


def test_single_ifu_tables_say_their_channel(tmp_path):
    made = make_table("pixel", ifus=(7,), n_slice=2)
    made.header["EXTNAME"] = "CHAN07"
    del made.header["ESO DRS MUSE PIXTABLE MERGED"]
    with open_table(write_table(made, tmp_path / "t.fits")) as table:
        assert table.facts.channel == 7
        assert table.facts.merged is None


def test_rows_are_asked_for_by_number(tmp_path):
    made = make_table(**SMALL)
    with open_table(write_table(made, tmp_path / "t.fits")) as table:
        with pytest.raises(IndexError, match="rows must lie in 0 to 55, got 56 to 56"):
            table.read(("x",), [56])
        with pytest.raises(IndexError, match="got -1 to 3"):
            table.read(("x",), [3, -1])
        with pytest.raises(ValueError, match="consecutive"):
            table.read(("x",), slice(0, 9, 2))
        with pytest.raises(ValueError, match="no column 'z'; it has x, y, wave"):
            table.read(("z",), [0])
        with pytest.raises(ValueError, match="whole numbers"):
            table.read(("x",), [0.5])
        with pytest.raises(ValueError, match="mask of rows must have 56 entries"):
            table.read(("x",), np.ones(55, bool))
        odd = np.arange(56) % 2 == 1
        np.testing.assert_array_equal(table.read(("x",), odd)["x"], table.read(("x",), slice(None))["x"][odd])


def test_a_file_may_be_read_by_several_threads(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    made = make_table(**SMALL)
    with open_table(write_table(made, tmp_path / "t.fits")) as table, ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: table.read(("data",), slice(None))["data"], range(40)):
            np.testing.assert_array_equal(found, made.columns["data"])


def test_nothing_is_said_about_a_good_table(tmp_path):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for state in STATES:
            open_table(write_table(make_table(state, **SMALL), tmp_path / f"{state}.fits")).close()
    assert [str(warning.message) for warning in told] == []


def test_arrays_of_other_types_are_brought_to_the_tables():
    made = make_table(**SMALL)
    columns = {
        name: stored_as(values, "f8" if values.dtype.kind == "f" else "u4")
        for name, values in made.columns.items()
    }
    table = PixTable.from_arrays(columns, made.header, state="projected")
    assert_reads_as(table, made)
    table = PixTable.from_arrays(
        {name: values.tolist() for name, values in columns.items()}, made.header, state="projected"
    )
    assert_reads_as(table, made)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path):
    pipe = tmp_path / "pipe.fits"
    os.mkfifo(pipe)
    with pytest.raises(PixTableError, match=r"pipe\.fits is a pipe or a device"):
        open_table(pipe)


def test_a_missing_card_of_the_position_state_is_no_conflict(tmp_path):
    made = make_table(state="projected", n_slice=2)
    for keyword in [key for key in made.header if key.endswith("PIXTABLE WCS")]:
        del made.header[keyword]
    with open_table(write_table(made, tmp_path / "t.fits")) as table:  # warnings are errors
        assert table.frame.state == "projected"
