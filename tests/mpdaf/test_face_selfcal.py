"""Self-calibration by MPDAF's names: what is set in the table, what is given back, drawn and merged."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from factor_sets import make_factors

import pixviewer as pv
import pixviewer.mpdaf as face
from pixviewer.core.calib.estimate import estimate
from pixviewer.core.calib.sums import gather
from pixviewer.mpdaf import PixTable, PixTableAutoCalib, PixTableMask

AUTOCAL = "ESO DRS MUSE PIXTABLE AUTOCAL"
FEW_IFUS = "ignore:only [0-9]+ of 24 IFUs:pixviewer.PixTableWarning"

pytestmark = pytest.mark.filterwarnings(FEW_IFUS)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Two IFUs, more than 50 rows a column in two bins."""
    made = tmp_path_factory.mktemp("selfcal") / "sky.fits"
    pv.simulate(made, waves=((6130.0, 6210.0), (6500.0, 6580.0)), ifus=(5, 12))
    return made


@pytest.fixture(scope="module")
def found(path):
    """The same by the core."""
    with pv.open_table(path) as table:
        yield estimate(gather(table))


def in_memory(path):
    with fits.open(path) as hdus:
        names = ("xpos", "ypos", "lambda", "data", "dq", "stat", "origin")
        columns = [hdus[name].data[:, 0].astype(hdus[name].data.dtype.newbyteorder("=")) for name in names]
        header = hdus[0].header.copy()
    return PixTable(None, *columns, primary_header=header, wcs="rad")


@pytest.fixture(params=["file", "header asked for", "memory"])
def table(request, path):
    made = in_memory(path) if request.param == "memory" else PixTable(path)
    if request.param == "header asked for":
        made.primary_header["OBSERVER"] = "somebody"
    return made


def factor_of_rows(table, found):
    ifu, slice_no = (method(table.get_origin()) for method in (table.origin2ifu, table.origin2slice))
    number = np.searchsorted(found.edges, table.get_lambda().astype(float), "right") - 1
    return found.factor[number, ifu.astype(int) - 1, slice_no.astype(int) - 1]


def test_values_and_variances_are_corrected_in_double_precision(table, found):
    data, stat = table.get_data().astype(float), table.get_stat().astype(float)
    f = factor_of_rows(table, found)
    assert np.abs(f - 1).max() > 0.005
    table.selfcalibrate()
    np.testing.assert_array_equal(table.get_data(), data * f)
    np.testing.assert_array_equal(table.get_data([5, 1]), (data * f)[[5, 1]])
    np.testing.assert_array_equal(table.get_stat(), stat * (f * f))
    assert table.data is not None


def test_the_header_says_so_once_for_each_time(table):
    table.selfcalibrate(corr_clip=12.0)
    header = table.primary_header
    assert header[AUTOCAL] == "slice-median"
    assert header["MPDAF METH1 ID"] == "drs.pixtable.selfcalibrate"
    values = [header[f"MPDAF METH1 PARAM{i} VALUE"] for i in (1, 2)]
    assert values == ["", 12.0]
    with pytest.warns(pv.PixTableWarning, match="self-calibrated already"):
        again = table.selfcalibrate()
    assert header["MPDAF METH2 ID"] == "drs.pixtable.selfcalibrate"
    assert len(header["MPDAF METH* ID"]) == 2
    well = again.corr[again.npts > 100]
    assert np.median(np.abs(well - 1)) < 1e-3


def test_factors_are_given_in_mpdafs_order(table, found):
    made = table.selfcalibrate()
    assert (made.method, made.maskfile) == ("drs.pixtable.selfcalibrate", "")
    np.testing.assert_array_equal(made.corr, found.factor.ravel())
    np.testing.assert_array_equal(made.npts, found.n_row.ravel())
    k = 1152 * (8 - 1) + 48 * (5 - 1) + 17 - 1
    assert (made.quad[k], made.ifu[k], made.sli[k]) == (8, 5, 17)


def test_what_is_written_is_what_the_core_writes(table, found, path, tmp_path):
    table.selfcalibrate()
    table.write(tmp_path / "face.fits")
    with pv.open_table(path) as core:
        pv.write_corrected(core, found.factors, tmp_path / "core.fits")
    with pv.open_table(tmp_path / "face.fits") as ours, pv.open_table(tmp_path / "core.fits") as core:
        for name in ("data", "variance", "wave", "origin"):
            np.testing.assert_array_equal(ours.column(name), core.column(name))
        assert ours.facts.autocal == core.facts.autocal == "slice-median"


def test_a_copy_and_the_file_stay_as_they_were(table, path):
    before = table.get_data()
    other = table.copy()
    other.selfcalibrate()
    np.testing.assert_array_equal(table.get_data(), before)
    assert AUTOCAL not in table.primary_header
    np.testing.assert_array_equal(PixTable(path).get_data(), before)


def test_what_is_set_afterwards_counts(table):
    table.selfcalibrate()
    corrected = table.get_stat()
    table.set_data(1.5, ksel=[3])
    assert table.get_data([3]) == 1.5
    table.set_data(np.zeros(table.nrows))
    assert not table.get_data().any()
    np.testing.assert_array_equal(table.get_stat(), corrected)
    some = table.extract(ifu=5)
    assert not some.get_data().any()


def test_columns_are_multiplied_out_only_when_asked_for(path):
    """A script that calibrates and writes needs no column in memory."""
    table = PixTable(path)
    table.selfcalibrate()
    assert table.extract(ifu=5, sl=7).nrows > 0
    assert not hasattr(table._table.source, "arrays")
    table.get_data([0])
    assert list(table._table.source.arrays) == ["data"]


def test_bins_are_those_that_the_script_has_set(path, monkeypatch, tmp_path):
    monkeypatch.setattr(face.pixtable, "SKY_SEGMENTS", [6000, 6200, 6550, 7000])
    made = PixTable(path).selfcalibrate()
    assert made.corr.size == 3 * 24 * 48
    assert set(made.quad[made.npts > 0]) == {1, 2, 3}
    made.write(tmp_path / "factors.fits")
    assert pv.read_factors(tmp_path / "factors.fits").edges.tolist() == [6000, 6200, 6550, 7000]
    assert PixTableAutoCalib(tmp_path / "factors.fits").edges.tolist() == [6000, 6200, 6550, 7000]


def test_bins_need_not_be_whole_angstroms(path, monkeypatch):
    table = PixTable(path)
    monkeypatch.setattr(face.pixtable, "SKY_SEGMENTS", [6000, 6170.5, 6550, 7000])
    wave, is_good = table.get_lambda(), table.get_dq() == 0
    made = table.selfcalibrate()
    assert made.npts[made.quad == 1].sum() == np.count_nonzero((wave < 6170.5) & is_good)
    assert (wave[is_good] > 6170).any()


def test_masked_rows_take_no_part_and_are_corrected(path, tmp_path):
    table = PixTable(path)
    column = table.get_lambda() < 6138
    made = table.selfcalibrate(PixTableMask(maskfile="/a/b.fits", maskcol=column), logfile=tmp_path / "log")
    assert made.maskfile == "b.fits"
    assert table.primary_header["MPDAF METH1 PARAM1 VALUE"] == "b.fits"
    assert made.npts.sum() == np.count_nonzero(~column & (table.get_dq() == 0))
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Mask: b.fits" in log
    assert "Bin 7: 6120 to 6440 Å" in log
    changed = table.get_data() != PixTable(path).get_data()
    assert changed[column].any()


def test_a_mask_of_another_length_is_refused(path):
    with pytest.raises(ValueError, match="one entry a row"):
        PixTable(path).selfcalibrate(PixTableMask(maskcol=np.zeros(5, bool)))


def test_nothing_is_corrected_without_its_log(path, tmp_path):
    table = PixTable(path)
    before = table.get_data()
    with pytest.raises(pv.OutputError):
        table.selfcalibrate(logfile=tmp_path / "no" / "log")
    np.testing.assert_array_equal(table.get_data(), before)
    with pytest.raises(pv.OutputError):
        table.selfcalibrate(logfile=path)


def test_an_empty_table_has_nothing_to_calibrate():
    with pytest.raises(ValueError, match="no rows"):
        PixTable(None).selfcalibrate()


def test_factors_that_are_not_finite_are_never_written(tmp_path):
    ones = np.ones(1152, int)
    numbers = {"ifu": ones, "sli": ones, "quad": ones, "npts": ones}
    corr = np.full(1152, 1.1)
    corr[[4, 5]] = np.nan, np.inf
    made = PixTableAutoCalib(method="m", maskfile="", pixtable="", corr=corr, **numbers)
    with pytest.warns(pv.PixTableWarning, match="2 factors are not finite"):
        made.write(tmp_path / "a.fits")
    again = PixTableAutoCalib(tmp_path / "a.fits")
    assert again.corr[[3, 4, 5]].tolist() == [1.1, 1.0, 1.0]
    assert np.isnan(made.corr[4])


@pytest.fixture
def pyplot():
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


@pytest.fixture(params=["drs file", "mpdaf file", "table", "old names", "autocalib"])
def factors_of(request, tmp_path):
    factors = make_factors()
    form = "mpdaf" if request.param in ("mpdaf file", "autocalib") else "drs"
    pv.write_factors(factors, tmp_path / "f.fits", form=form)
    if request.param.endswith("file"):
        return factors, str(tmp_path / "f.fits")
    if request.param == "autocalib":
        return factors, PixTableAutoCalib(tmp_path / "f.fits")
    table = Table.read(tmp_path / "f.fits", hdu=1)
    if request.param == "old names":
        table.rename_columns(("sli", "corr"), ("slice", "correction"))
    return factors, table


def test_factors_are_drawn_by_ifu_and_slice(pyplot, factors_of, tmp_path):
    factors, source = factors_of
    face.plot_autocal_factors(source, savefig=str(tmp_path / "plot.png"), figsize=2)
    assert (tmp_path / "plot.png").stat().st_size > 10_000
    panels = pyplot.gcf().axes[:24]
    assert [panel.get_title() for panel in panels] == [f"IFU {i}" for i in range(1, 25)]
    assert all(len(panel.lines) == 48 for panel in panels)
    line = panels[6].lines[11]
    np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 21))
    np.testing.assert_array_equal(line.get_ydata(), factors.factor[:, 6, 11])
    assert "Correction factor" in pyplot.gcf().get_suptitle()
    if isinstance(source, Table):
        assert ("slice" in source.colnames) == ("sli" not in source.colnames)


def test_numbers_of_rows_and_rejected_factors_are_drawn(pyplot, tmp_path):
    factors = make_factors()
    pv.write_factors(factors, tmp_path / "f.fits")
    face.plot_autocal_factors(tmp_path / "f.fits", plot_npts=True, plot_rejected=True, sharey=False)
    panel = pyplot.gcf().axes[23]
    np.testing.assert_array_equal(panel.lines[0].get_ydata(), factors.n_row[:, 23, 0])
    assert not panel.collections
    assert "Number of points" in pyplot.gcf().get_suptitle()
    face.plot_autocal_factors(tmp_path / "f.fits", plot_rejected=True, cmap="viridis")
    dots = sum(len(c.get_offsets()) for panel in pyplot.gcf().axes[:24] for c in panel.collections)
    assert dots == np.isfinite(factors.factor_original).sum()


def test_a_table_without_factors_is_not_drawn():
    with pytest.raises(ValueError, match="no column corr"):
        face.plot_autocal_factors(Table({"ifu": [1], "sli": [1]}))


def test_merged_factors_are_nan_in_the_table_and_1_in_the_file(tmp_path):
    sets = [make_factors(seed=seed) for seed in (1, 2, 3)]
    for factors in sets:
        factors.n_row[3, 4, 5] = 0
    files = [str(tmp_path / f"{i}.fits") for i in range(3)]
    for factors, file in zip(sets, files, strict=True):
        pv.write_factors(factors, file)
    out = tmp_path / "merged.fits"
    merged = face.merge_autocal_factors(files, out)
    assert merged.colnames == ["ifu", "sli", "quad", "corr", "std_corr", "nkeep", "nrej"]
    expected = pv.merge_factors(sets)
    nothing = expected.n_kept.ravel() == 0
    assert nothing.any()
    np.testing.assert_array_equal(np.isnan(merged["corr"]), nothing)
    np.testing.assert_allclose(
        merged["corr"][~nothing], expected.factors.factor.ravel()[~nothing], rtol=1e-14
    )
    assert (merged["nkeep"] + merged["nrej"] == 3).all()
    assert (pv.read_factors(out).factor[expected.n_kept == 0] == 1).all()
    with pytest.raises(pv.OutputError):
        face.merge_autocal_factors(files, files[1])
