"""Twins of the tests that MPDAF skips without its data: on files of the ESO pipeline and simulated tables."""

import numpy as np
import pytest

from pixviewer.mpdaf import PixTable, PixTableAutoCalib, PixTableMask


@pytest.fixture(params=["wfm/PIXTABLE_REDUCED", "wfm/PIXTABLE_POSITIONED", "simulated"])
def table(request):
    if request.param == "simulated":
        return PixTable(request.getfixturevalue("small_file"))
    return PixTable(request.getfixturevalue("drs_file")(f"{request.param}.fits"))


def test_a_mask_column_is_made_written_and_read(drs_file, mask_file, tmp_path):
    path = drs_file("wfm/PIXTABLE_REDUCED.fits")
    table = PixTable(path)
    assert repr(table) == f"<PixTable({table.nrows} rows, 2 ifus, projected, flux-calibrated)>"
    image, expected, n_outside = mask_file(table)
    assert n_outside == 0
    mask = table.mask_column(maskfile=image)
    assert 0 < np.count_nonzero(mask.maskcol) < table.nrows
    np.testing.assert_array_equal(mask.maskcol, expected)

    mask.write(tmp_path / "MASK.fits")
    saved = PixTableMask(filename=tmp_path / "MASK.fits")
    assert saved.maskfile == "mask.fits"
    assert saved.pixtable == path.name
    np.testing.assert_array_equal(saved.maskcol, mask.maskcol)


def test_the_sky_spectrum_covers_the_wavelengths_and_leaves_masked_rows_out(drs_file):
    table = PixTable(drs_file("wfm/PIXTABLE_REDUCED.fits"))
    wave = table.get_lambda()
    n_bin = int((wave.max() - wave.min() + 1.0) / 1.0) + 1
    mask = PixTableMask(maskcol=table.get_data() > 60)
    with pytest.warns(DeprecationWarning, match="self-calibration of old"):
        sky = table.sky_ref(pixmask=mask)
    assert sky.shape == (n_bin,)
    low, high = sky.get_range()
    assert low == pytest.approx(wave.min(), abs=1e-9)
    assert high == pytest.approx(wave.min() + n_bin - 1, abs=1e-6)
    assert sky.data.max() <= 60


def test_the_methods_before_the_self_calibration_are_gone(table):
    for name in ("subtract_slice_median", "divide_slice_median"):
        with pytest.raises(AttributeError, match="selfcalibrate"):
            getattr(table, name)(None, None)


@pytest.mark.filterwarnings("ignore:only 2 of 24 IFUs:pixviewer.PixTableWarning")
def test_a_table_is_calibrated_in_bins_of_the_scripts_own(drs_file, mask_file, tmp_path, monkeypatch):
    path = drs_file("autocal/PIXTABLE_REDUCED.fits")
    table = PixTable(path)
    image, _, _ = mask_file(table, n=800)
    mask = table.mask_column(maskfile=image)
    monkeypatch.setattr("pixviewer.mpdaf.pixtable.SKY_SEGMENTS", [7400, 7560, 8000])
    before = table.get_data()
    cor = table.selfcalibrate(mask)
    sel = cor.npts > 0
    ifus = set(table.origin2ifu(table.get_origin()))
    assert set(cor.ifu[sel]) == ifus
    assert set(cor.quad[sel]) == {1, 2}
    in_bins = (table.get_lambda() >= 7400) & (table.get_lambda() < 8000)
    assert cor.npts.sum() == np.count_nonzero(in_bins & ~mask.maskcol & (table.get_dq() == 0))
    assert (table.get_data() != before).any()

    cor.write(tmp_path / "cor.fits")
    saved = PixTableAutoCalib(filename=tmp_path / "cor.fits")
    assert saved.method == "drs.pixtable.selfcalibrate"
    assert (saved.maskfile, saved.pixtable) == ("mask.fits", path.name)
    np.testing.assert_array_equal(saved.corr, cor.corr)


def test_factors_are_written_and_read(tmp_path):
    n = 24 * 48 * 2
    made = PixTableAutoCalib(
        method="drs.pixtable.selfcalibrate",
        maskfile="/data/Mask-HDF.fits",
        pixtable="/data/testpix-small.fits",
        ifu=np.resize(np.repeat(np.arange(1, 25), 48), n),
        sli=np.resize(np.arange(1, 49), n),
        quad=np.repeat([1, 2], n // 2),
        npts=np.arange(n),
        corr=np.linspace(0.9, 1.1, n),
    )
    made.write(tmp_path / "cor.fits")
    saved = PixTableAutoCalib(filename=tmp_path / "cor.fits")
    assert saved.method == "drs.pixtable.selfcalibrate"
    assert (saved.maskfile, saved.pixtable) == ("Mask-HDF.fits", "testpix-small.fits")
    for name in ("ifu", "sli", "quad", "npts", "corr"):
        np.testing.assert_array_equal(getattr(saved, name), getattr(made, name))
    as_table = saved.as_table()
    assert as_table.colnames == ["ifu", "slice", "quad", "correction", "npts"]
    assert len(as_table[(as_table["ifu"] == 7) & (as_table["slice"] == 48)]) == 2


@pytest.mark.parametrize("x", [(1000, 2000), (0, 300)])
def test_detector_ranges_are_respected(table, x):
    all_y = table.origin2ypix(table.get_origin())
    middle = int(np.median(all_y))
    found = table.extract(xpix=[x], ypix=[(middle, middle + 5)])
    origin = found.get_origin()
    xpix, ypix = found.origin2xpix(origin), found.origin2ypix(origin)
    assert xpix.min() >= x[0]
    assert xpix.max() < x[1]
    assert set(ypix) <= set(range(middle, middle + 5))
    all_x = table.origin2xpix(table.get_origin())
    expected = (all_x >= x[0]) & (all_x < x[1]) & (all_y >= middle) & (all_y < middle + 5)
    assert found.nrows == np.count_nonzero(expected)


@pytest.mark.parametrize("shape", ["C", "S"])
def test_apertures_hold_the_rows_around_their_centre(table, shape):
    x, y = table.get_pos_sky()
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    found = table.extract(sky=(middle_y, middle_x, 12, shape))
    assert 0 < found.nrows < table.nrows
    dx, dy = (x - middle_x) * 3600 * np.cos(np.radians(middle_y)), (y - middle_y) * 3600
    far = np.hypot(dx, dy) if shape == "C" else np.maximum(abs(dx), abs(dy))
    np.testing.assert_array_equal(found.get_origin(), table.get_origin(far < 12))


def test_detector_images_have_the_size_of_what_was_hit(table):
    ifu = int(table.origin2ifu(table.get_origin(0)))
    one = table.extract(ifu=ifu)
    _, _, ypix, xpix = one.origin2coords(one.get_origin())
    shape = (np.ptp(ypix) + 1, np.ptp(xpix) + 1)
    image = one.reconstruct_det_image()
    wave = one.reconstruct_det_waveimage()
    assert image.shape == wave.shape == shape
    at = ypix - ypix.min(), xpix - xpix.min()
    np.testing.assert_array_equal(image.data[at], one.get_data())
    np.testing.assert_array_equal(wave.data[at], one.get_lambda())
    assert np.isnan(image.data).sum() == (wave.data == 0).sum() == image.data.size - one.nrows
