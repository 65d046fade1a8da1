"""Getters and setters."""

import io

import astropy.units as u
import numpy as np
import pytest
from astropy.io import fits
from tables import make_table, read_columns, write_table

import pixviewer as pv
from pixviewer.mpdaf import PixTable, pixtable

NAMES = {"xpos": "x", "ypos": "y", "lambda": "wave", "data": "data", "stat": "variance", "dq": "flags"}
NAMES |= {"origin": "origin"}


def get(table, name, *args, **kwargs):
    return getattr(table, f"get_{name}")(*args, **kwargs)


@pytest.mark.parametrize("form", ["image", "table"])
@pytest.mark.parametrize("name", NAMES)
def test_columns_come_as_they_are_stored_and_are_the_callers_own(made, tmp_path, form, name):
    path = write_table(made, tmp_path / "a.fits", form)
    table = PixTable(path)
    first = get(table, name)
    np.testing.assert_array_equal(first, made.columns[NAMES[name]])
    assert first.dtype.isnative
    first[:] = 0
    np.testing.assert_array_equal(get(table, name), made.columns[NAMES[name]])


@pytest.mark.parametrize("place", ["file", "memory"])
def test_rows_are_chosen_in_every_form(made, stored, place):
    table = stored if place == "file" else stored.extract()
    truth = made.columns["data"]
    for ksel in (
        np.where(truth > 50),
        truth > 50,
        [4, 4, 0],
        np.array([7]),
        slice(2, 30, 3),
        np.array([], int),
        [-1, 2],
    ):
        np.testing.assert_array_equal(
            table.get_data(ksel), truth[ksel if not isinstance(ksel, tuple) else ksel[0]]
        )
    one = table.get_data(5)
    assert np.ndim(one) == 0
    assert one == truth[5]
    assert {name: np.ndim(value) for name, value in table.get_row(5).items()} == dict.fromkeys(
        ("xpos", "ypos", "lbda", "data", "stat", "dq", "origin"), 0
    )


def test_rows_that_do_not_exist_are_refused(stored):
    with pytest.raises(IndexError, match="0 to"):
        stored.get_data([stored.nrows])
    with pytest.raises(ValueError, match="mask"):
        stored.get_data(np.ones(3, bool))
    with pytest.raises(ValueError, match="float64"):
        stored.get_data([1.5])
    with pytest.raises(ValueError, match="one dimension"):
        stored.get_data(np.where(np.ones((2, 2))))


def test_numbers_of_64_bits_are_given_back_as_they_were(rng):
    made = make_table("projected", rows_per_slice=2)
    columns = {name: rng.random(len(made)) for name in ("x", "y", "wave", "data", "variance")}
    buffer = io.BytesIO()
    made.columns.update(columns)
    hdus = fits.HDUList([fits.PrimaryHDU(header=made.header)])
    for name, ours in NAMES.items():
        hdu = fits.ImageHDU(made.columns[ours].reshape(-1, 1), name=name)
        if made.units().get(ours):
            hdu.header["BUNIT"] = made.units()[ours]
        hdus.append(hdu)
    hdus.writeto(buffer)
    buffer.seek(0)
    table = PixTable(buffer)
    for name, ours in NAMES.items():
        np.testing.assert_array_equal(get(table, name), made.columns[ours])
    kept = (columns["wave"] >= 0.25) & (columns["wave"] < 0.75)
    part = table.extract(lbda=(0.25, 0.75))
    np.testing.assert_array_equal(part.get_data(), columns["data"][kept])
    with table.hdulist as opened:
        assert len(opened) == 8


def test_ranges_are_tested_with_all_bits():
    made = make_table("projected", rows_per_slice=2)
    wave = np.full(len(made), 6000.0)
    wave[3] = np.nextafter(6000.0, 0)
    columns = [np.asarray(made.columns[name], float) for name in ("x", "y")]
    table = PixTable(
        None, *columns, wave, *(made.columns[name] for name in ("data", "flags", "variance", "origin")),
        primary_header=made.header, wcs=u.rad,
    )  # fmt: skip
    assert table.extract(lbda=(5999, 6000)).nrows == 1
    assert np.flatnonzero(table.select_lambda([(5999, 6000)])).tolist() == [3]


@pytest.mark.parametrize(("name", "unit"), [("lambda", u.nm), ("lambda", "micron")])
def test_units_are_converted(stored, name, unit):
    own = get(stored, name).astype(float)
    np.testing.assert_allclose(get(stored, name, unit=unit), own * u.AA.to(unit), rtol=1e-14)


def test_a_unit_that_does_not_convert_is_refused(stored):
    for call in (
        lambda: stored.get_lambda(unit=u.s),
        lambda: stored.get_data(unit=u.m),
        lambda: stored.set_stat(1.0, ksel=[0], unit=u.m),
        lambda: stored.select_lambda([(5000, 6000)], unit=u.deg),
    ):
        with pytest.raises(ValueError, match="cannot be told in"):
            call()


def test_the_file_is_not_touched_by_setters(stored, made):
    before = read_columns(stored.filename)
    stored.set_data(np.zeros(stored.nrows))
    stored.set_dq(4, ksel=[0, 1])
    after = read_columns(stored.filename)
    for name, values in before.items():
        np.testing.assert_array_equal(values, after[name])
    assert stored.get_data().max() == 0
    assert stored.get_dq([0, 1]).tolist() == [4, 4]
    np.testing.assert_array_equal(stored.get_dq()[2:], made.columns["flags"][2:])


def test_limits_follow_the_columns(stored, made):
    header = stored.primary_header
    stored.set_lambda(np.linspace(600, 700, stored.nrows), unit=u.nm)
    stored.set_xpos(0.25, ksel=made.columns["x"] == made.columns["x"].max())
    origin = stored.get_origin()
    stored.set_origin((origin & ~0x7FF) | (9 << 6) | 33)
    assert stored.primary_header is header
    zero = made.header["CRVAL1"] if made.state == "positioned" else 0.0
    limits = {key: stored.get_keyword(f"LIMITS {key}") for key in ("LAMBDA LOW", "LAMBDA HIGH", "X HIGH")}
    assert limits["LAMBDA LOW"] == pytest.approx(6000)
    assert limits["LAMBDA HIGH"] == pytest.approx(7000)
    assert limits["X HIGH"] == pytest.approx(zero + stored.get_xpos().max(), abs=1e-9)
    assert [stored.get_keyword(f"LIMITS {key}") for key in ("IFU LOW", "IFU HIGH")] == [9, 9]
    assert [stored.get_keyword(f"LIMITS {key}") for key in ("SLICE LOW", "SLICE HIGH")] == [33, 33]
    assert stored.get_keyword("MERGED") == 1
    assert stored.nifu == 3


def test_a_column_of_the_wrong_length_is_refused(stored):
    for name in NAMES:
        with pytest.raises(AssertionError, match="Wrong dimension number"):
            getattr(stored, f"set_{name}")([1, 2, 3])
    with pytest.raises(AssertionError, match="Wrong dimension number"):
        stored.set_data(0)
    for _ in range(2):  # from the file, and then in memory
        with pytest.raises(ValueError, match="2 values for 3 rows"):
            stored.set_data([1, 2], ksel=[1, 2, 3])
        stored.set_data(1.0, ksel=[0])


def test_a_column_that_does_not_exist_is_refused(stored):
    with pytest.raises(ValueError, match="no column 'flux'; it has xpos"):
        stored.get_column("flux")
    with pytest.raises(ValueError, match="no column 'flux'; it has xpos"):
        stored.set_column("flux", np.zeros(stored.nrows))


def test_further_columns_are_got_by_name(tmp_path):
    made = make_table("projected", extras={"MASK": np.arange(3000, dtype=np.int32)})
    table = PixTable(write_table(made, tmp_path / "a.fits"))
    assert table.get_column("MASK", [5, 6]).tolist() == [5, 6]


def test_attributes_are_columns_in_memory_and_none_in_a_file(stored):
    names = ("xpos", "ypos", "lbda", "data", "stat", "dq", "origin")
    assert [getattr(stored, name) for name in names] == [None] * 7
    stored.set_data(np.arange(float(stored.nrows)))
    assert stored.data[3] == 3.0
    assert stored.stat is None
    part = stored.extract(sl=[3, 4])
    assert all(getattr(part, name).size == part.nrows for name in names)
    assert part.weight is None
    part.data[0] = -7.0
    assert part.get_data(0) == -7.0
    assert stored.get_data().min() == 0.0
    part.data = np.ones(part.nrows)
    assert part.get_data().sum() == part.nrows


def test_a_change_in_place_is_seen_by_selections(stored):
    part = stored.extract(sl=[3, 4])
    assert part.select_lambda([(1, 2)]).sum() == 0
    part.lbda[5] = 1.5
    assert np.flatnonzero(part.select_lambda([(1, 2)])).tolist() == [5]


def test_weights_are_given_where_the_header_says_so(tmp_path):
    table = PixTable(write_table(make_table("positioned", exposures=2, weight=True), tmp_path / "a.fits"))
    assert set(np.round(table.get_weight(), 6)) == {np.float32(1.05), np.float32(1.1)}
    table.set_keyword("WEIGHTED", False)
    assert table.get_weight() is None
    table.set_weight(np.full(table.nrows, 2.0))
    assert table.get_keyword("WEIGHTED") is True
    assert table.extract(sl=5).get_weight().tolist() == [2.0] * table.extract(sl=5).nrows


def test_a_copy_is_independent(stored):
    stored.set_data(np.zeros(stored.nrows))
    other = stored.copy()
    other.set_data(1.0, ksel=[0])
    other.data[1] = 2.0
    other.primary_header["OBJECT"] = "another"
    other.set_keyword("FLUXCAL", "maybe")
    assert stored.get_data([0, 1]).tolist() == [0, 0]
    assert other.get_data([0, 1]).tolist() == [1, 2]
    assert stored.primary_header["OBJECT"] == "made up"
    assert stored.get_keyword("FLUXCAL", None) != "maybe"


def test_columns_of_different_lengths_are_refused():
    arrays = [np.zeros(5)] * 7
    header = fits.Header()
    with pytest.raises(IOError, match="4 values of stat, and 5 of xpos"):
        PixTable(None, *arrays[:5], np.zeros(4), arrays[6], primary_header=header)
    with pytest.raises(IOError, match="6 values of weight"):
        PixTable(None, *arrays[:6], np.zeros(5, int), np.zeros(6), primary_header=header)


def test_a_table_without_columns_is_empty():
    for table in (PixTable(None), PixTable(None, xpos=np.zeros(3))):
        assert (table.nrows, table.nifu, table.hdulist, table.filename) == (0, 0, None, None)
        assert table.get_xpos() is None
        assert table.extract(ifu=3) is None
        assert table.extract_from_mask(np.ones(0, bool)) is None
        assert table.get_exp() is None
        assert table.reconstruct_det_image() is None
        assert table.reconstruct_det_waveimage() is None
        assert len(table.primary_header) == 0
        with pytest.raises(ValueError, match="no rows"):
            table.write("nowhere.fits")


def test_the_switch_of_numexpr_can_be_set():
    before = pixtable.numexpr
    pixtable.numexpr = False
    assert pixtable.numexpr is False
    pixtable.numexpr = before


def test_the_core_sees_the_same_rows(stored):
    part = stored.extract(sl=[3, 4])
    with pv.open_table(stored.filename) as table:
        rows = pv.read_rows(table, pv.Selection(slice_no=[3, 4]))
    np.testing.assert_array_equal(part.get_data(), rows["data"])
