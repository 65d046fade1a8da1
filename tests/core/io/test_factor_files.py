"""Factor files come back as they went, in both forms, and bad ones are refused in a sentence."""

import os
from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits
from factor_sets import make_factors
from tables import make_table

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.merging import merge_factors
from pixviewer.core.calib.segments import LASER_SEGMENTS, SEGMENTS
from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning
from pixviewer.core.io.factor_files import FORMS, read_factors, write_factors, write_merged_factors

TOLD = {
    "method": "mpdaf",
    "corr_clip": 12.5,
    "mode": "WFM-NOAO-N",
    "date_obs": "2014-07-27T03:04:05.678",
    "table_name": "exposure.fits",
    "mask_name": "mask.fits",
    "table_rows": 324_000_000,
}
ARRAYS = ("factor", "edges", "n_row", "factor_original", "state", "predicted_error")


def assert_same(one, two):
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name), err_msg=name)
    for name in TOLD:
        assert getattr(one, name) == getattr(two, name), name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("edges", [SEGMENTS, LASER_SEGMENTS, (4750.5, 6000.0), (4800.0, 5000.0, 9000.25)])
def test_factors_come_back(tmp_path, form, edges):
    factors = make_factors(edges, **TOLD)
    write_factors(factors, tmp_path / "f.fits", form=form, command="pixviewer selfcal")
    assert_same(read_factors(tmp_path / "f.fits"), factors)
    assert "pixviewer selfcal" in str(fits.getheader(tmp_path / "f.fits")["HISTORY"])


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_known_is_not_made_up(tmp_path, form):
    bare = Factors(np.full((1, 24, 48), 1.25), np.array([4800.0, 9000.0]))
    write_factors(bare, tmp_path / "f.fits", form=form)
    found = read_factors(tmp_path / "f.fits")
    np.testing.assert_array_equal(found.factor, bare.factor)
    assert found.n_row is None
    assert found.state is None
    assert found.predicted_error is None
    assert (found.mode, found.date_obs, found.table_name, found.table_rows) == ("", "", "", 0)


def test_the_pipelines_form(tmp_path):
    made = make_table()
    made.header["EXTNAME"] = "CHAN05"
    factors = make_factors(**TOLD)
    write_factors(factors, tmp_path / "f.fits", table=made.in_memory())
    with fits.open(tmp_path / "f.fits") as hdus:
        hdus.verify("exception")
        header, table = hdus[0].header, hdus[1]
        assert header["ESO PRO CATG"] == "AUTOCAL_FACTORS"
        assert header["OBJECT"] == "made up"
        assert "EXTNAME" not in header
        assert not [keyword for keyword in header if "PIXTABLE" in keyword]
        assert (header["ESO DRS MUSE LAMBDA1 MIN"], header["ESO DRS MUSE LAMBDA20 MAX"]) == (0.0, 10000.0)
        assert isinstance(header["ESO DRS MUSE LAMBDA7 MAX"], float)
        assert "EXTNAME" not in table.header
        names, formats = table.columns.names, table.columns.formats
        assert names[:6] == ["ifu", "sli", "quad", "npts", "corr", "corr_orig"]
        assert formats[:6] == ["1J", "1J", "1J", "1J", "1D", "1D"] or formats[:6] == ["J"] * 4 + ["D"] * 2
        k = np.arange(23040)
        np.testing.assert_array_equal(table.data["quad"], k // 1152 + 1)
        np.testing.assert_array_equal(table.data["ifu"], k // 48 % 24 + 1)
        np.testing.assert_array_equal(table.data["sli"], k % 48 + 1)
        assert np.isfinite(table.data["corr"]).all()


def test_mpdafs_form(tmp_path):
    write_factors(make_factors(**TOLD), tmp_path / "f.fits", form="mpdaf")
    with fits.open(tmp_path / "f.fits") as hdus:
        hdus.verify("exception")
        header = hdus[0].header
        assert (header["METHOD"], header["PIXTABLE"], header["MASK"]) == (
            "drs.pixtable.selfcalibrate",
            "exposure.fits",
            "mask.fits",
        )
        assert [hdu.name for hdu in hdus[1:6]] == ["IFU", "SLI", "QUAD", "NPTS", "CORR"]
        for hdu in hdus[1:5]:
            assert (hdu.data.shape, hdu.header["BITPIX"]) == ((23040, 1), 32)
        assert hdus["CORR"].header["BITPIX"] == -64


def test_files_of_the_pipeline_are_read(drs_file):
    path = drs_file("autocal/AUTOCAL_FACTORS.fits")
    stored = fits.getdata(path, 1)
    found = read_factors(path)
    np.testing.assert_array_equal(found.edges, SEGMENTS)
    np.testing.assert_array_equal(found.factor.ravel(), stored["corr"])
    np.testing.assert_array_equal(found.n_row.ravel(), stored["npts"])
    np.testing.assert_array_equal(found.factor_original.ravel(), stored["corr_orig"])
    assert (found.method, found.mode) == ("deepfield", "WFM-NOAO-N")
    assert found.date_obs.startswith("20")
    assert found.factor_of(11, 12, 1) == pytest.approx(0.983313799, abs=1e-9)


def test_merged_factors_are_written_and_read(tmp_path):
    sets = [make_factors(seed=seed, mode="WFM-NOAO-N") for seed in range(5)]
    for factors in sets:
        factors.n_row[3, 4, 5] = 0
    merged = merge_factors(sets)
    write_factors(sets[0], tmp_path / "one.fits", table=make_table().in_memory())
    write_merged_factors(merged, tmp_path / "merged.fits", like=tmp_path / "one.fits", command="how")
    table = fits.getdata(tmp_path / "merged.fits", 1)
    assert table.dtype.names == ("ifu", "sli", "quad", "corr", "std_corr", "nkeep", "nrej")
    assert np.isfinite(table["corr"]).all()
    assert table["corr"].reshape(20, 24, 48)[3, 4, 5] == 1
    assert (table["nkeep"] + table["nrej"] == 5).all()
    assert fits.getheader(tmp_path / "merged.fits")["OBJECT"] == "made up"
    found = read_factors(tmp_path / "merged.fits")
    np.testing.assert_array_equal(found.factor, merged.factors.factor)
    np.testing.assert_allclose(found.predicted_error, merged.factors.predicted_error, rtol=1e-12)
    assert (found.method, found.mode, found.date_obs, found.table_rows) == ("merged", "WFM-NOAO-N", "", 0)


def rewrite(source, target, *, rows=None, table=None, header=None, columns=()):
    """Change a factor file of the pipeline's form."""
    with fits.open(source) as hdus:
        data, primary = hdus[1].data, hdus[0].header.copy()
    stored = {name: np.array(data[name]) for name in data.dtype.names}
    if table is not None:
        table(stored)
    if rows is not None:
        stored = {name: values[rows] for name, values in stored.items()}
    if header is not None:
        header(primary)
    code = {"i": "J", "f": "D"}
    made = [
        fits.Column(dict(columns).get(name, name), code[values.dtype.kind], array=values)
        for name, values in stored.items()
    ]
    hdus = fits.HDUList([fits.PrimaryHDU(header=primary), fits.BinTableHDU.from_columns(made)])
    hdus.writeto(target, overwrite=True)
    return target


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("factors") / "good.fits"
    write_factors(make_factors(), path)
    return path


def test_rows_may_stand_in_any_order(good, tmp_path):
    order = np.random.default_rng(3).permutation(23040)
    found = read_factors(rewrite(good, tmp_path / "mixed.fits", rows=order))
    np.testing.assert_array_equal(found.factor, make_factors().factor)
    np.testing.assert_array_equal(found.n_row, make_factors().n_row)


def test_older_names_of_columns_are_known(good, tmp_path):
    names = {"sli": "SLICE", "corr": "correction"}
    found = read_factors(rewrite(good, tmp_path / "old.fits", columns=names.items()))
    np.testing.assert_array_equal(found.factor, make_factors().factor)


def mpdaf_file(path, factor, *, lower=False, with_bins=True, header=()):
    """An auto-calibration file as MPDAF writes it."""
    k = np.arange(factor.size)
    columns = {"ifu": k // 48 % 24 + 1, "sli": k % 48 + 1, "quad": k // 1152 + 1, "npts": k * 0 + 500}
    if not with_bins:
        del columns["quad"]
    primary = fits.PrimaryHDU()
    for keyword, value in (
        ("METHOD", "drs.pixtable.selfcalibrate"),
        ("PIXTABLE", "a.fits"),
        ("MASK", "b.fits"),
    ):
        primary.header[keyword] = value
    for keyword, value in header:
        primary.header[keyword] = value
    hdus = fits.HDUList([primary])
    for name, values in columns.items():
        hdus.append(fits.ImageHDU(values.astype("i4").reshape(-1, 1), name=name))
    hdus.append(fits.ImageHDU(factor.reshape(-1, 1), name="corr"))
    if lower:
        for hdu in hdus[1:]:
            hdu.header["EXTNAME"] = hdu.name.lower()
    hdus.writeto(path)
    return path


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("edges", [SEGMENTS, LASER_SEGMENTS])
def test_files_of_mpdaf_have_its_bins(tmp_path, edges, lower):
    factor = make_factors(edges).factor
    found = read_factors(mpdaf_file(tmp_path / "m.fits", factor, lower=lower))
    np.testing.assert_array_equal(found.factor, factor)
    np.testing.assert_array_equal(found.edges, edges)
    assert (found.method, found.table_name, found.mask_name) == ("mpdaf", "a.fits", "b.fits")
    assert (found.n_row == 500).all()


def test_very_old_files_have_one_factor_a_slice(tmp_path):
    factor = make_factors((0.0, 10000.0)).factor
    found = read_factors(mpdaf_file(tmp_path / "m.fits", factor, with_bins=False))
    np.testing.assert_array_equal(found.factor, factor)
    np.testing.assert_array_equal(found.edges, [0, 10000])


def set_value(name, value, row=5000):
    def change(table):
        table[name][row] = value

    return change


def without(*keywords):
    def change(header):
        for keyword in keywords:
            del header[keyword]

    return change


def with_card(keyword, value):
    def change(header):
        header[keyword] = value

    return change


LAMBDA = "ESO DRS MUSE LAMBDA"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rows": slice(23039)}, "extension 1 has 23039 rows.*20 bins need 23040"),
        ({"rows": slice(1, None)}, "extension 1 has 23039 rows"),
        (
            {"table": set_value("corr", np.nan)},
            "extension 1 has a factor .* such as NaN for IFU 9, slice 9, bin 5",
        ),
        ({"table": set_value("corr", np.inf)}, "such as inf"),
        ({"table": set_value("corr", 0.0, slice(9))}, "9 factors that are no positive numbers, such as 0"),
        ({"table": set_value("corr", -1.5)}, "such as -1.5.*write 1"),
        ({"table": set_value("ifu", 25)}, "has 25 as ifu, which must be 1 to 24"),
        ({"table": set_value("sli", 0)}, "has 0 as sli"),
        ({"table": set_value("quad", 21)}, "has 21 as quad"),
        ({"table": set_value("sli", 1)}, "several rows for the same"),
        ({"columns": [("corr", "other")]}, "it has no corr"),
        ({"columns": [("quad", "other")]}, "it has no quad"),
        ({"header": without(f"{LAMBDA}7 MAX")}, "no card ESO DRS MUSE LAMBDA7 MAX"),
        ({"header": without(f"{LAMBDA}7 MIN", f"{LAMBDA}7 MAX")}, "no card ESO DRS MUSE LAMBDA7 MIN"),
        ({"header": without(f"{LAMBDA}1 MIN", f"{LAMBDA}1 MAX")}, "no card ESO DRS MUSE LAMBDA1 MIN"),
        ({"header": with_card(f"{LAMBDA}3 MIN", 4000.0)}, "do not increase"),
        ({"header": with_card(f"{LAMBDA}3 MAX", 5470.0)}, "do not increase one after the other"),
        ({"header": with_card(f"{LAMBDA}3 MIN", "blue")}, "LAMBDA3 MIN .* is not a wavelength"),
        ({"header": lambda h: [h.remove(k) for k in [k for k in h if LAMBDA in k]]}, "LAMBDA1 MIN"),
    ],
)
def test_bad_files_are_told_in_a_sentence(good, tmp_path, changes, told):
    path = rewrite(good, tmp_path / "bad.fits", **changes)
    with pytest.raises(PixTableError, match=told) as error:
        read_factors(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_files_of_mpdaf_with_other_numbers_of_bins_need_their_edges(tmp_path):
    factor = np.ones((7, 24, 48))
    with pytest.raises(PixTableError, match="7 bins, whose edges"):
        read_factors(mpdaf_file(tmp_path / "m.fits", factor))
    cards = [
        (f"HIERARCH {LAMBDA}{i} {end}", 4000.0 + 100 * (i + (end == "MAX")))
        for i in range(1, 8)
        for end in ("MIN", "MAX")
    ]
    found = read_factors(mpdaf_file(tmp_path / "n.fits", factor, header=cards))
    np.testing.assert_array_equal(found.edges, 4100.0 + 100 * np.arange(8))


def test_factors_that_are_none_can_be_repaired(good, tmp_path):
    def spoil(table):
        table["corr"][:4] = [np.nan, np.inf, 0.0, -1.0]

    path = rewrite(good, tmp_path / "bad.fits", table=spoil)
    with pytest.warns(PixTableWarning, match="4 factors .* taken as not measured"):
        found = read_factors(path, repair=True)
    assert (found.factor.ravel()[:4] == 1).all()
    assert (found.n_row.ravel()[:4] == 0).all()
    np.testing.assert_array_equal(found.factor.ravel()[4:], make_factors().factor.ravel()[4:])


@pytest.mark.parametrize(
    "content", [b"", b"text", b"SIMPLE  =                    T" + b" " * 50 + b"END" + b" " * 2797]
)
def test_files_that_are_no_factors_are_told(tmp_path, content):
    path = tmp_path / "no.fits"
    path.write_bytes(content)
    with pytest.raises(PixTableError, match=r"no\.fits"):
        read_factors(path)
    with pytest.raises(PixTableError, match="no such file"):
        read_factors(tmp_path / "none.fits")


def test_a_file_cut_off_is_told(good, tmp_path):
    content = good.read_bytes()
    for n in (100, 2880, 20_000, len(content) - 100_000):
        (tmp_path / "cut.fits").write_bytes(content[:n])
        with pytest.raises(PixTableError, match=r"cut\.fits"):
            read_factors(tmp_path / "cut.fits")


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -1.0])
@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_multiplied_by_is_never_written(tmp_path, form, value):
    factors = make_factors()
    factors.factor[2, 3, 4] = value
    with pytest.raises(ValueError, match="IFU 4, slice 5, bin 3"):
        write_factors(factors, tmp_path / "f.fits", form=form)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_form_is_refused(tmp_path):
    with pytest.raises(ValueError, match="form must be one of drs, mpdaf"):
        write_factors(make_factors(), tmp_path / "f.fits", form="ascii")


def test_files_are_replaced_only_when_that_was_said(good, tmp_path):
    out = tmp_path / "f.fits"
    out.write_text("precious")
    with pytest.raises(OutputError, match="exists already"):
        write_factors(make_factors(), out)
    os.link(good, tmp_path / "link.fits")
    with pytest.raises(OutputError, match="input"):
        write_factors(make_factors(), tmp_path / "link.fits", overwrite=True, protect=[good])
    assert out.read_text() == "precious"
    write_factors(make_factors(seed=4), out, overwrite=True)
    np.testing.assert_array_equal(read_factors(out).factor, make_factors(seed=4).factor)


def test_long_and_odd_names_fit_their_cards(tmp_path):
    factors = replace(
        make_factors(), table_name="naïve 'name' " + "x" * 200, mask_name="ü" * 100, method="m" * 90
    )
    for form in FORMS:
        write_factors(factors, tmp_path / f"{form}.fits", form=form)
        with fits.open(tmp_path / f"{form}.fits") as hdus:
            hdus.verify("exception")
        assert read_factors(tmp_path / f"{form}.fits").table_name.startswith("na?ve ?name? xx")
