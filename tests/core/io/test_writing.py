"""Pixel tables are written as the ESO pipeline writes them, in both forms."""

import os
import re

import numpy as np
import pytest
from astropy.io import fits

from pixviewer.core.errors import OutputError
from pixviewer.core.io import writing
from pixviewer.core.io.writing import TableWriter, predicted_size
from pixviewer.core.progress import Cancelled
from pixviewer.core.table.columns import FLUX_UNIT, STANDARD, WEIGHT, Column, variance_unit

UNITS = {"x": "rad", "y": "rad", "wave": "Angstrom", "data": FLUX_UNIT, "variance": variance_unit(FLUX_UNIT)}
FORMS = ("image", "table")


def standard_columns(*extras):
    kinds = [Column(k.name, k.fits_name, np.dtype(k.dtype), UNITS.get(k.name, "")) for k in STANDARD]
    return [*kinds, *extras]


def some_rows(columns, n_row, seed=1):
    rng = np.random.default_rng(seed)
    rows = {}
    for column in columns:
        if column.dtype.kind == "f":
            rows[column.name] = rng.normal(size=n_row).astype(column.dtype)
        else:
            info = np.iinfo(column.dtype)
            rows[column.name] = rng.integers(info.min, info.max, n_row, column.dtype, endpoint=True)
    return rows


def some_header():
    header = fits.Header()
    header["OBJECT"] = "HDFS"
    header["RA"] = (338.0, "[deg] pointing")
    header["HIERARCH ESO DRS MUSE PIXTABLE EXP0 IFU07 SLICE13 XOFFSET"] = (
        1034,
        "a comment too long for the card",
    )
    header["CHECKSUM"] = "abcdefghijklmnop"
    header["DATASUM"] = "0"
    header["DATAMD5"] = "42b0d9fd"
    return header


def write(path, columns, rows, form, **keywords):
    n_row = len(rows["x"])
    header = keywords.pop("header", some_header())
    with TableWriter(path, header, columns, n_row, form=form, **keywords) as writer:
        writer.write(0, rows)
    return writer


def read_back(path, form):
    with fits.open(path) as hdus:
        if form == "table":
            return {name: np.array(hdus[1].data[name]) for name in hdus[1].data.names}
        return {hdu.name: np.array(hdu.data)[:, 0] for hdu in hdus[1:] if hdu.is_image}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_row", [0, 1, 720, 721, 5000])
def test_both_forms_are_read_back_identical(tmp_path, form, n_row):
    columns = standard_columns(Column("weight", WEIGHT.fits_name, np.dtype("f4"), ""))
    rows = some_rows(columns, n_row)
    writer = write(tmp_path / "t.fits", columns, rows, form)
    back = read_back(tmp_path / "t.fits", form)
    for column in columns:
        np.testing.assert_array_equal(back[column.fits_name], rows[column.name])
    size = os.path.getsize(tmp_path / "t.fits")
    assert size == writer.n_bytes == predicted_size(n_row, columns, form, some_header())
    assert size % 2880 == 0


@pytest.mark.parametrize("form", FORMS)
def test_astropy_finds_nothing_to_mend(tmp_path, form):
    columns = standard_columns()
    write(tmp_path / "t.fits", columns, some_rows(columns, 10), form)
    with fits.open(tmp_path / "t.fits") as hdus:
        hdus.verify("exception")


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"])
@pytest.mark.parametrize("form", FORMS)
def test_extra_columns_keep_their_type_and_name(tmp_path, form, dtype):
    columns = standard_columns(Column("MASK", "Mask", np.dtype(dtype), "boolean"))
    rows = some_rows(columns, 300)
    write(tmp_path / "t.fits", columns, rows, form)
    with fits.open(tmp_path / "t.fits") as hdus:
        data = hdus[1].data["Mask"] if form == "table" else hdus[8].data[:, 0]
        unit = hdus[1].columns["Mask"].unit if form == "table" else hdus[8].header["BUNIT"]
        np.testing.assert_array_equal(data, rows["MASK"])
        # astropy reads the signed bytes of a binary table as wider numbers.
        assert data.dtype.newbyteorder("=") == np.dtype(dtype) or (form, dtype) == ("table", "i1")
        assert unit == "boolean"
        assert form == "table" or hdus[8].header["EXTNAME"] == "Mask"


def test_a_type_that_fits_lacks_is_refused(tmp_path):
    columns = standard_columns(Column("extra", "extra", np.dtype("c8"), ""))
    with pytest.raises(ValueError, match="FITS cannot hold"):
        TableWriter(tmp_path / "t.fits", some_header(), columns, 1)


def test_standard_columns_always_get_the_types_of_the_pipeline(tmp_path):
    columns = [Column(c.name, c.fits_name, np.dtype("f8"), c.unit) for c in standard_columns()]
    rows = some_rows(columns, 50)
    flags = np.array([0, 1, 2**31, 2**32 - 1], "u4")
    rows["flags"] = np.resize(flags, 50)
    rows["origin"] = np.arange(50, dtype="i8")
    write(tmp_path / "t.fits", columns, rows, "image")
    back = read_back(tmp_path / "t.fits", "image")
    assert {name: data.dtype.str for name, data in back.items()} == {
        **dict.fromkeys(("xpos", "ypos", "lambda", "data", "stat"), ">f4"),
        **dict.fromkeys(("dq", "origin"), ">i4"),
    }
    np.testing.assert_array_equal(back["dq"].astype("i4").view("u4")[:4], flags)


def test_an_image_extension_has_the_cards_of_the_pipeline_and_no_others(tmp_path):
    columns = standard_columns()
    write(tmp_path / "t.fits", columns, some_rows(columns, 7), "image")
    with fits.open(tmp_path / "t.fits") as hdus:
        structure = ["XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT"]
        assert list(hdus[1].header) == [*structure, "EXTNAME", "BUNIT"]
        assert list(hdus[5].header) == [*structure, "EXTNAME"]
        assert [hdu.header["EXTNAME"] for hdu in hdus[1:]] == [kind.fits_name for kind in STANDARD]
        assert (hdus[1].header["NAXIS1"], hdus[1].header["NAXIS2"]) == (1, 7)
        assert hdus["STAT"].header["BUNIT"] == "(10**(-20)*erg/s/cm**2/Angstrom)**2"


def test_a_binary_table_has_the_names_types_and_units_of_the_pipeline(tmp_path):
    columns = standard_columns()
    write(tmp_path / "t.fits", columns, some_rows(columns, 7), "table")
    with fits.open(tmp_path / "t.fits") as hdus:
        assert "EXTNAME" not in hdus[1].header
        assert hdus[1].columns.names == ["xpos", "ypos", "lambda", "data", "dq", "stat", "origin"]
        assert [hdus[1].header[f"TFORM{n}"] for n in range(1, 8)] == [
            "1E",
            "1E",
            "1E",
            "1E",
            "1J",
            "1E",
            "1J",
        ]
        assert hdus[1].header["TUNIT4"] == FLUX_UNIT
        assert "TUNIT5" not in hdus[1].header
        assert hdus[1].header["NAXIS1"] == 28


@pytest.mark.parametrize("form", FORMS)
def test_runs_may_arrive_in_any_order_and_byte_order(tmp_path, form, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_AT_ONCE", 7)  # runs are cut into pieces too
    columns = standard_columns()
    rows = some_rows(columns, 100)
    with TableWriter(tmp_path / "t.fits", some_header(), columns, 100, form=form) as writer:
        for start, stop in ((60, 100), (0, 31), (31, 60)):
            order = ">" if start == 31 else "="
            writer.write(
                start, {n: v[start:stop].astype(v.dtype.newbyteorder(order)) for n, v in rows.items()}
            )
    write(tmp_path / "whole.fits", columns, rows, form)
    for name, data in read_back(tmp_path / "whole.fits", form).items():
        np.testing.assert_array_equal(read_back(tmp_path / "t.fits", form)[name], data)


def test_columns_of_the_image_form_may_arrive_one_by_one(tmp_path):
    columns = standard_columns()
    rows = some_rows(columns, 10)
    with TableWriter(tmp_path / "t.fits", some_header(), columns, 10) as writer:
        for name, values in rows.items():
            writer.write(0, {name: values})
    np.testing.assert_array_equal(read_back(tmp_path / "t.fits", "image")["origin"], rows["origin"])


def test_rows_that_were_forgotten_are_found_out(tmp_path):
    columns = standard_columns()
    with (
        pytest.raises(ValueError, match="9 of 10 rows of column 'x'"),
        TableWriter(tmp_path / "t.fits", some_header(), columns, 10) as writer,
    ):
        writer.write(0, some_rows(columns, 9))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("start", "change", "message"),
    [
        (1, {}, "not in a table of 10"),
        (-1, {}, "not in a table of 10"),
        (0, {"y": np.zeros(3)}, "equally long"),
        (0, {"nonsense": np.zeros(10)}, "no column 'nonsense'"),
    ],
)
def test_runs_that_do_not_fit_are_refused(tmp_path, start, change, message):
    columns = standard_columns()
    with (
        pytest.raises(ValueError, match=message),
        TableWriter(tmp_path / "t.fits", some_header(), columns, 10) as writer,
    ):
        writer.write(start, some_rows(columns, 10) | change)
    assert os.listdir(tmp_path) == []


def test_rows_of_a_binary_table_are_written_whole(tmp_path):
    columns = standard_columns()
    with (
        pytest.raises(ValueError, match="written whole"),
        TableWriter(tmp_path / "t.fits", some_header(), columns, 10, form="table") as writer,
    ):
        writer.write(0, {"data": np.zeros(10)})


def test_bad_arguments_are_refused_at_once(tmp_path):
    with pytest.raises(ValueError, match="form must be"):
        TableWriter(tmp_path / "t.fits", some_header(), standard_columns(), 1, form="ascii")
    with pytest.raises(ValueError, match="n_row"):
        TableWriter(tmp_path / "t.fits", some_header(), standard_columns(), -1)
    writer = TableWriter(tmp_path / "t.fits", some_header(), standard_columns(), 1)
    with pytest.raises(ValueError, match="with block"):
        writer.write(0, {})


def test_a_cancelled_table_leaves_nothing(tmp_path):
    with pytest.raises(Cancelled), TableWriter(tmp_path / "t.fits", some_header(), standard_columns(), 10):
        raise Cancelled
    assert os.listdir(tmp_path) == []


def test_overwriting_is_asked_for_and_the_input_protected(tmp_path):
    columns, path = standard_columns(), tmp_path / "t.fits"
    write(path, columns, some_rows(columns, 10), "image")
    before = path.read_bytes()
    with pytest.raises(OutputError, match="exists already"):
        write(path, columns, some_rows(columns, 20), "image")
    with pytest.raises(OutputError, match="open input"):
        write(path, columns, some_rows(columns, 20), "image", overwrite=True, protect=[path])
    assert path.read_bytes() == before
    write(path, columns, some_rows(columns, 20), "image", overwrite=True)
    assert len(read_back(path, "image")["data"]) == 20


def test_the_header_keeps_its_cards_verbatim(tmp_path):
    cards = (
        "RA      =             338.2292 / [deg] pointing (J2000)",
        "EQUINOX =                2000.",
        "HIERARCH ESO DRS MUSE PIXTABLE EXP0 IFU07 SLICE13 XOFFSET = 1034 / x offset",
        "HIERARCH ESO PRO REC1 PARAM1 VALUE = 'none    ' / Default: 'model'",
    )
    header = fits.Header([fits.Card.fromstring(card) for card in cards])
    columns = standard_columns()
    write(tmp_path / "t.fits", columns, some_rows(columns, 3), "image", header=header)
    first = (tmp_path / "t.fits").read_bytes()[:2880].decode("ascii")
    for card in cards:
        assert card.ljust(80) in first


def test_the_date_is_renewed_and_old_checksums_go(tmp_path):
    columns, header = standard_columns(), some_header()
    header["DATE"] = ("2001-01-01T00:00:00", "when")
    header["EXTEND"] = True
    write(tmp_path / "t.fits", columns, some_rows(columns, 3), "image", header=header)
    back = fits.getheader(tmp_path / "t.fits")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", back["DATE"])
    assert back["DATE"] > "2020"
    assert not {"CHECKSUM", "DATASUM", "DATAMD5"} & set(back)
    assert list(back)[:4] == ["SIMPLE", "BITPIX", "NAXIS", "EXTEND"]
    assert isinstance(back["RA"], float)
    assert header["DATE"] == "2001-01-01T00:00:00"
    write(tmp_path / "u.fits", columns, some_rows(columns, 3), "image", date="2014-07-26T05:00:00")
    assert fits.getheader(tmp_path / "u.fits")["DATE"] == "2014-07-26T05:00:00"


@pytest.mark.parametrize("form", FORMS)
def test_further_extensions_stand_behind_the_columns(tmp_path, form):
    flat = fits.BinTableHDU(
        np.array([(4750.0, 1.0), (4751.0, 1.5)], [("lambda", "f8"), ("data", "f8")]),
        name="PIXTABLE_FLAT_FIELD",
    )
    raw = fits.Header([("XTENSION", "IMAGE"), ("BITPIX", 8), ("NAXIS", 1), ("NAXIS1", 5), ("PCOUNT", 0)])
    raw["GCOUNT"] = 1
    raw["EXTNAME"] = "raw"
    image = (fits.Header([("EXTNAME", "picture")]), np.ones((2, 3), "f4"))
    columns = standard_columns()
    extensions = [flat, (raw, b"hello"), image]
    writer = write(tmp_path / "t.fits", columns, some_rows(columns, 10), form, extensions=extensions)
    assert os.path.getsize(tmp_path / "t.fits") == writer.n_bytes
    assert writer.n_bytes == predicted_size(10, columns, form, some_header(), extensions)
    with fits.open(tmp_path / "t.fits") as hdus:
        hdus.verify("exception")
        assert [hdu.name for hdu in hdus[-3:]] == ["PIXTABLE_FLAT_FIELD", "raw", "picture"]
        np.testing.assert_array_equal(hdus[-3].data["data"], [1.0, 1.5])
        assert hdus[-2].data.tobytes() == b"hello"
        assert hdus[-1].data.shape == (2, 3)


def test_a_header_can_be_completed_at_the_end(tmp_path):
    columns = standard_columns()
    with TableWriter(tmp_path / "t.fits", some_header(), columns, 5, date="2014-07-26T05:00:00") as writer:
        writer.write(0, some_rows(columns, 5))
        header = some_header()
        header["OBJECT"] = "known now"
        writer.replace_header(header)
        longer = some_header()
        for number in range(40):
            longer[f"KEY{number}"] = number
        with pytest.raises(ValueError, match="does not fit"):
            writer.replace_header(longer)
    back = fits.getheader(tmp_path / "t.fits")
    assert (back["OBJECT"], back["DATE"]) == ("known now", "2014-07-26T05:00:00")
    with pytest.raises(ValueError, match="with block"):
        writer.replace_header(header)
