"""Means, medians and backgrounds against NumPy."""

from dataclasses import replace

import numpy as np
import pytest
from tables import make_table

from pixviewer import Selection, spectrum
from pixviewer.core.products import measure
from pixviewer.core.products.background import subtract_background
from pixviewer.core.products.measure import measure_rows


@pytest.fixture(scope="module")
def table():
    return make_table("projected", ifus=(3, 5), n_slice=12, rows_per_slice=50, odd=0.02).in_memory()


@pytest.mark.parametrize("ifu", [(), (3,), (3, 5)])
def test_a_measure_is_that_of_numpy(table, ifu):
    found = measure_rows(table, Selection(ifu=ifu))
    data, variance, flags = (table.column(name).astype(float) for name in ("data", "variance", "flags"))
    inside = np.isin(table.column("origin") >> 6 & 0x1F, ifu) if ifu else np.ones(data.size, bool)
    good = inside & (flags == 0)
    used = good & np.isfinite(data) & np.isfinite(variance)
    assert (found.n_row, found.n_good) == (inside.sum(), good.sum())
    assert found.n_bad == found.n_row - found.n_good
    assert found.mean == pytest.approx(data[used].mean(), rel=1e-6)
    assert found.median == pytest.approx(np.median(data[used]))
    assert found.sigma == pytest.approx(np.sqrt(variance[used].sum()) / used.sum(), rel=1e-6)
    assert found.snr == found.mean / found.sigma


def test_nothing_has_no_mean(table):
    found = measure_rows(table, Selection(ifu=20))
    assert found.n_row == 0
    assert np.isnan([found.mean, found.sigma, found.median, found.snr]).all()


def test_too_many_rows_have_no_median(table, monkeypatch):
    monkeypatch.setattr(measure, "MEDIAN_ROWS", 100)
    found = measure_rows(table)
    assert np.isnan(found.median)
    assert np.isfinite(found.mean)


def test_a_mean_above_its_background(table):
    source, background = measure_rows(table, Selection(ifu=3)), measure_rows(table, Selection(ifu=5))
    net = source.without_background(background)
    assert net.mean == source.mean - background.mean
    assert net.sigma == pytest.approx(np.hypot(source.sigma, background.sigma))
    assert net.n_row == source.n_row


@pytest.mark.parametrize("statistic", ["mean", "ivw", "sum"])
def test_a_spectrum_above_its_background(table, statistic):
    source, sky = (spectrum(table, Selection(ifu=ifu), step=500.0, statistic=statistic) for ifu in (3, 5))
    net = subtract_background(source, sky)
    scale = source.n_good / sky.n_good if statistic == "sum" else 1.0
    np.testing.assert_allclose(net.value, source.value - scale * sky.value, rtol=1e-12)
    np.testing.assert_allclose(net.sigma, np.hypot(source.sigma, scale * sky.sigma), rtol=1e-12)
    np.testing.assert_array_equal(net.n_good, source.n_good)


def test_what_has_no_background_is_not_known(table):
    source = spectrum(table, Selection(ifu=3), step=500.0, statistic="sum")
    nowhere = spectrum(table, Selection(ifu=20), step=500.0, statistic="sum")
    assert np.isnan(subtract_background(source, nowhere).value).all()


def test_unlike_spectra_are_not_subtracted(table):
    source = spectrum(table, step=500.0)
    with pytest.raises(ValueError, match="same bins"):
        subtract_background(source, replace(source, edges=source.edges + 1.0))
    with pytest.raises(ValueError, match="same kind"):
        subtract_background(source, replace(source, statistic="sum"))
