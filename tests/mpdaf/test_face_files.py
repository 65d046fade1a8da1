"""Headers, words, writing, and the module itself."""

import io
import logging
import os

import astropy.units as u
import numpy as np
import pytest
from astropy.io import fits
from tables import make_table, read_columns, write_table

import pixviewer as pv
import pixviewer.mpdaf as face
from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning
from pixviewer.mpdaf import PixTable, PixTableAutoCalib, PixTableMask, Slicer

NAMES = ("x", "y", "wave", "data", "flags", "variance", "origin")


def as_rows(path):
    with pv.open_table(path) as table:
        return table.form, pv.read_rows(table), table.header


def test_the_module_has_the_names_that_scripts_import():
    for name in face.__all__:
        assert getattr(face, name) is not None
    assert face.pixtable.PixTable is PixTable
    assert face.pixtable.KEYWORD == "HIERARCH ESO DRS MUSE PIXTABLE"
    assert (face.pixtable.NIFUS, face.pixtable.NSLICES) == (24, 48)
    assert len(face.SKY_SEGMENTS) == 21
    assert face.pixtable.merge_autocal_factors is face.merge_autocal_factors


def test_a_table_says_what_it_is(stored, made):
    words = f"<PixTable(2880 rows, 3 ifus, {None if made.state == 'pixel' else made.state}"
    assert repr(stored) == words + (")>" if made.state == "pixel" else ", flux-calibrated)>")
    stored.set_keyword("SKYSUB", True)
    assert repr(stored).startswith(words + ", sky-subtracted")
    assert stored.skysub is True
    assert stored.wcs == {"pixel": u.pix, "projected": u.rad, "positioned": u.deg}[made.state]
    assert stored.wave == u.angstrom
    assert stored.unit_data == (u.ct if made.state == "pixel" else u.Unit("1e-20 erg / (s cm2 Angstrom)"))


def test_keywords_are_got_and_set(stored):
    assert stored.get_keyword("MERGED") == 3
    assert stored.get_keyword("NO SUCH", None) is None
    with pytest.raises(KeyError, match="PIXTABLE NO SUCH"):
        stored.get_keyword("NO SUCH")
    stored.set_keyword("FLUXCAL", True)
    assert stored.primary_header["ESO DRS MUSE PIXTABLE FLUXCAL"] is True
    assert stored.fluxcal is True
    del stored.primary_header["ESO DRS MUSE PIXTABLE FLUXCAL"]
    assert stored.fluxcal is False


def test_info_says_it_in_the_log(tmp_path, caplog):
    made = make_table("positioned", exposures=2, weight=True)
    for key, value in {"SKYSUB": True, "AUTOCAL": "slice-median", "FFCORR": 24, "RVCORR": -12.5}.items():
        made.header[f"HIERARCH ESO DRS MUSE PIXTABLE {key}"] = value
    made.header.comments["ESO DRS MUSE PIXTABLE RVCORR"] = "[km/s] bary"
    table = PixTable(write_table(made, tmp_path / "a.fits"))
    with caplog.at_level(logging.INFO):
        table.info()
    said = "\n".join(caplog.messages)
    for words in (
        "3 merged IFUs went into this pixel table",
        "2 exposures were combined",
        "was flux-calibrated",
        "was sky-subtracted",
        "was self-calibrated",
        "was corrected for the flat-field spectrum",
        "velocity of -12.5 km/s ([km/s] bary)",
        "positioned (final)",
        "PRIMARY",
        "(1, 5760)",
        "float32",
        "weight",
    ):
        assert words in said, words
    with caplog.at_level(logging.INFO):
        table.extract(ifu=5).info()
    assert "rows in memory" in caplog.messages[-1]


def test_info_is_heard_by_a_script_without_a_log(stored):
    import subprocess
    import sys

    code = f"from pixviewer.mpdaf import PixTable; PixTable({os.fspath(stored.filename)!r}).info()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[INFO] 3 merged IFUs went into this pixel table" in done.stdout


@pytest.mark.parametrize("save_as_ima", [True, False])
@pytest.mark.parametrize("place", ["file", "memory"])
def test_what_is_written_is_what_was_there(stored, made, tmp_path, save_as_ima, place):
    table = stored if place == "file" else stored.extract()
    target = tmp_path / "out.fits"
    target.write_bytes(b"something that is replaced")
    table.write(target, save_as_ima=save_as_ima)
    assert (table.filename, table.ima) == (target, save_as_ima)
    form, rows, header = as_rows(target)
    assert form == ("image" if save_as_ima else "table")
    for name in NAMES:
        np.testing.assert_array_equal(rows[name], made.columns[name])
    with fits.open(target) as hdus:
        cards = hdus[1].header
        unit = cards["BUNIT"] if save_as_ima else cards["TUNIT1"]
        assert unit == made.units()["x"]
    for end in ("LOW", "HIGH"):
        key = f"ESO DRS MUSE PIXTABLE LIMITS X {end}"
        assert header[key] == pytest.approx(made.header[key], abs=1e-9)
    assert ".write(" in "".join(header["HISTORY"])


def test_changes_are_written(stored, tmp_path):
    stored.set_data(np.full(stored.nrows, 5.0))
    stored.set_lambda(np.full(stored.nrows, 500.0), unit=u.nm)
    stored.primary_header["OBJECT"] = "another"
    stored.write(tmp_path / "out.fits")
    _, rows, header = as_rows(tmp_path / "out.fits")
    assert set(rows["data"]) == {5.0}
    assert set(rows["wave"]) == {5000.0}
    assert header["OBJECT"] == "another"
    assert header["ESO DRS MUSE PIXTABLE LIMITS LAMBDA HIGH"] == 5000.0


def test_the_open_input_is_never_written_to(stored, tmp_path):
    path = stored.filename
    content = path.read_bytes()
    part = stored.extract(ifu=5)
    (tmp_path / "link.fits").symlink_to(path)
    for table in (stored, part, part.extract(sl=[3, 4]), stored.copy()):
        for name in (path, tmp_path / "link.fits", os.path.relpath(path)):
            with pytest.raises(OutputError, match="open input"):
                table.write(name)
    with pytest.raises(OutputError, match="open input"):
        stored.extract(filename=path, ifu=5)
    assert path.read_bytes() == content


def test_an_extraction_is_written_on_the_way(stored, tmp_path):
    target = tmp_path / "part.fits"
    part = stored.extract(filename=target, ifu=[5, 6], lbda=(5000, 6000))
    assert part.filename == target
    assert part.hdulist is None
    _, rows, header = as_rows(target)
    np.testing.assert_array_equal(rows["origin"], part.get_origin())
    assert header["ESO DRS MUSE PIXTABLE MERGED"] == 2
    assert "extract(lbda=(5000, 6000), ifu=[5, 6]).write(" in "".join(header["HISTORY"])


def test_units_that_a_script_gives_are_written(stored, tmp_path):
    stored.unit_data = u.Unit("1e-20 erg / (s cm2 Angstrom)")
    stored.write(tmp_path / "flux.fits")
    again = read_columns(tmp_path / "flux.fits")
    np.testing.assert_array_equal(again["data"], stored.get_data())
    with fits.open(tmp_path / "flux.fits") as hdus:
        assert hdus["data"].header["BUNIT"] == "10**(-20)*erg/s/cm**2/Angstrom"
        assert hdus["stat"].header["BUNIT"] == "(10**(-20)*erg/s/cm**2/Angstrom)**2"


def test_columns_are_written_by_the_function(made, tmp_path):
    units = {"pixel": u.pix, "projected": u.rad, "positioned": u.deg}
    columns = [made.columns[name] for name in NAMES]
    columns[2] = columns[2] / 10.0
    face.write(
        tmp_path / "out.fits", *columns, weight=np.ones(len(made)), primary_header=made.header,
        save_as_ima=False, wcs=units[made.state], wave=u.nm, unit_data=u.Unit("1e-20 erg / (s cm2 Angstrom)"),
    )  # fmt: skip
    form, rows, _ = as_rows(tmp_path / "out.fits")
    assert form == "table"
    np.testing.assert_array_equal(rows["data"], made.columns["data"])
    np.testing.assert_allclose(rows["wave"], made.columns["wave"], rtol=1e-6)
    assert set(rows["weight"]) == {1.0}


def test_a_table_in_nanometres_is_selected_in_them(made):
    columns = [made.columns[name] for name in NAMES]
    columns[2] = columns[2].astype(float) / 10.0
    header = made.header
    table = PixTable(None, *columns, primary_header=header, wcs=u.rad, wave=u.nm)
    true = (made.columns["wave"] >= 5000.5) & (made.columns["wave"] < 6000.5)
    np.testing.assert_array_equal(table.select_lambda([(5000.5, 6000.5)]), true)
    np.testing.assert_allclose(table.get_lambda(unit=u.AA), made.columns["wave"], rtol=1e-12)


def test_a_position_unit_that_no_table_has_is_refused(made):
    columns = [made.columns[name] for name in NAMES]
    with pytest.raises(ValueError, match="pix, rad or deg, got arcsec"):
        PixTable(None, *columns, primary_header=made.header, wcs=u.arcsec)


def test_a_file_object_is_a_file(made, tmp_path):
    content = io.BytesIO(write_table(made, tmp_path / "a.fits").read_bytes())
    table = PixTable(content)
    assert table.nrows == len(made)
    assert table.filename is content
    assert len(table.hdulist) == 8
    table.hdulist.close()
    np.testing.assert_array_equal(table.get_data(), made.columns["data"])


def test_the_hdus_of_a_file_are_there(stored):
    with stored.hdulist as hdus:
        assert [hdu.name.lower() for hdu in hdus[1:3]] == ["xpos", "ypos"]


def test_files_that_are_no_pixel_tables_are_told(tmp_path):
    fits.PrimaryHDU(np.zeros((3, 3))).writeto(tmp_path / "image.fits")
    with pytest.raises(PixTableError, match="no extension"):
        PixTable(tmp_path / "image.fits")
    with pytest.raises(PixTableError, match=r"image\.fits"):
        PixTableMask(tmp_path / "image.fits")
    with pytest.raises(PixTableError, match="holds no factors of a self-calibration"):
        PixTableAutoCalib(tmp_path / "image.fits")


def test_rows_outside_a_mask_are_unmasked_and_counted(made, tmp_path, mask_file):
    if made.state == "pixel":
        pytest.skip("a mask on the sky")
    table = PixTable(write_table(made, tmp_path / "a.fits"))
    path, expected, n_outside = mask_file(table, n=40)
    assert n_outside > 0
    with pytest.warns(PixTableWarning, match=f"{n_outside:,} of"):
        mask = table.mask_column(path)
    np.testing.assert_array_equal(mask.maskcol, expected)
    assert table.mask_column().tolist() == [False] * table.nrows


def test_an_old_file_of_factors_has_no_bins(tmp_path):
    primary = fits.PrimaryHDU()
    for card in ("METHOD", "MASK", "PIXTABLE"):
        primary.header[card] = card.lower()
    columns = {"IFU": np.int32, "SLI": np.int32, "NPTS": np.int32, "CORR": np.float64}
    hdus = [
        fits.ImageHDU(np.arange(3).reshape(-1, 1).astype(kind), name=name) for name, kind in columns.items()
    ]
    fits.HDUList([primary, *hdus]).writeto(tmp_path / "old.fits")
    old = PixTableAutoCalib(tmp_path / "old.fits")
    assert old.quad is None
    assert old.as_table().colnames == ["ifu", "slice", "correction", "npts"]
    assert (old.method, old.maskfile, old.pixtable) == ("method", "mask", "pixtable")
    old.write(tmp_path / "again.fits")
    assert PixTableAutoCalib(tmp_path / "again.fits").corr.tolist() == [0, 1, 2]


def test_factors_without_numbers_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="no factors"):
        PixTableAutoCalib(method="none").write(tmp_path / "a.fits")
    with pytest.raises(ValueError, match="no mask"):
        PixTableMask().write(tmp_path / "a.fits")


def test_slices_are_renumbered_and_others_are_none():
    assert [Slicer.ccd2sky(s) for s in (1, 3, 48)] == [9, 1, 40]
    assert [Slicer.sky2ccd(s) for s in (9, 1, 40)] == [1, 3, 48]
    assert Slicer.optical2sky((2, 12)) == 25
    assert Slicer.sky2optical(25) == (2, 12)
    assert Slicer.optical2ccd((2, 12)) == 27
    assert Slicer.ccd2optical(27) == (2, 12)
    for wrong in (0, 49, None, "3"):
        assert Slicer.ccd2sky(wrong) is Slicer.sky2ccd(wrong) is Slicer.ccd2optical(wrong) is None
    for wrong in (None, (5, 1), (1, 13), 7):
        assert Slicer.optical2sky(wrong) is Slicer.optical2ccd(wrong) is None


def test_detector_images_are_of_one_ifu(stored):
    with pytest.raises(ValueError, match=r"holds IFUs 5, 6, 7 .* extract\(ifu=...\) first"):
        stored.reconstruct_det_image()
    one = stored.extract(ifu=6)
    whole = one.reconstruct_det_image()
    x, y = one.origin2xpix(one.get_origin()), one.origin2ypix(one.get_origin())
    part = one.reconstruct_det_image(xstart=100, xstop=200, ystart=50, ystop=2000)
    assert part.shape == (1951, 101)
    inside = (x >= 100) & (x <= 200) & (y >= 50) & (y <= 2000)
    np.testing.assert_array_equal(part.data[y[inside] - 50, x[inside] - 100], one.get_data()[inside])
    assert np.isfinite(part.data).sum() == len(set(zip(x[inside], y[inside], strict=True)))
    assert whole.unit == one.unit_data
    assert [float(w) for w in part.wcs.wcs_pix2world(0, 0, 0)] == [100.0, 50.0]
    with pytest.raises(ValueError, match="two whole numbers"):
        one.reconstruct_det_image(xstart=200, xstop=100)
