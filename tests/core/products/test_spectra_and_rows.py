"""Spectra, counts and rows are those of plain NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy_products import SELECTIONS, a_grid, goodness, statistics, true_labels
from tables import make_table
from twins import rows_of

from pixviewer.core.geometry import Grid
from pixviewer.core.products.positions import sky_positions
from pixviewer.core.products.raster import scatter
from pixviewer.core.products.rows import count_rows, decode_rows, find_rows, nearest_row, read_rows
from pixviewer.core.products.spectrum import spectrum
from pixviewer.core.table.quality import names_of
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.mark.parametrize("statistic", ["mean", "sum", "ivw", "count"])
@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("step", [1.25, 40.0])
def test_a_spectrum_is_what_numpy_makes(made, table, selection, statistic, step):
    found = spectrum(table, selection, step=step, statistic=statistic)
    wave = made.columns["wave"].astype(np.float64)
    first = np.floor(wave.min() / step)
    n_bin = int(np.floor(wave.max() / step) - first) + 1
    np.testing.assert_allclose(found.edges, (first + np.arange(n_bin + 1)) * step, rtol=1e-15)
    grid = Grid(first * step, 0, step, 1, n_bin, 1)
    index = np.floor(wave / step - first).astype(int)
    use = rows_of(made, selection)[0]
    good = use & goodness(made)
    value, variance, n = (
        part[0]
        for part in statistics(
            statistic, made.columns["data"][good], made.columns["variance"][good], index[good], grid
        )
    )
    np.testing.assert_allclose(found.value, value, rtol=1e-9)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found.sigma, np.sqrt(variance), rtol=1e-9)
    np.testing.assert_array_equal(found.n_good, n)
    np.testing.assert_array_equal(found.n_good + found.n_bad, np.bincount(index[use], minlength=n_bin))
    assert found.n_row == np.count_nonzero(use)
    assert found.counts == count_rows(table, selection)
    assert found.unit == ("" if statistic == "count" else made.data_unit)
    np.testing.assert_allclose(found.wave, found.edges[:-1] + step / 2)


@pytest.mark.parametrize("step", [0.1, 0.3, 0.7, 1.25])
def test_a_spectrum_of_a_range_covers_it_and_no_more(table, made, step):
    found = spectrum(table, step=step, wave=(5000.0, 5100.0))
    assert found.edges[0] <= 5000.0 < found.edges[1]
    assert found.edges[-2] < 5100.0 <= found.edges[-1] + 1e-9
    wave = made.columns["wave"]
    assert found.n_row == np.count_nonzero((wave >= found.edges[0]) & (wave < found.edges[-1]))


@pytest.mark.parametrize("step", [0.1, 0.3, 0.7, 1.25])
def test_a_spectrum_holds_every_row(table, made, step):
    assert spectrum(table, step=step).n_row == len(made)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"step": 0}, "step must be a positive number of Å, got 0"),
        ({"step": np.nan}, "step must be"),
        ({"step": 1e-9}, "makes .* bins; choose a larger step"),
        ({"statistic": "median"}, "statistic must be one of mean, sum, ivw, count"),
        ({"wave": (5000, 4000)}, "wave must increase"),
    ],
)
def test_a_spectrum_that_cannot_be_is_refused(table, settings, told):
    with pytest.raises(ValueError, match=told):
        spectrum(table, **settings)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_rows_are_counted_found_and_read(made, table, selection):
    keep = rows_of(made, selection)[0]
    bad = np.count_nonzero(keep & (made.columns["flags"] != 0))
    counts = count_rows(table, selection)
    assert (counts.n_row, counts.n_bad) == (np.count_nonzero(keep), bad)
    assert counts.n_good == counts.n_row - bad
    rows = np.flatnonzero(keep)
    np.testing.assert_array_equal(find_rows(table, selection), rows)
    for limit in (0, 1, 17, 10_000):
        np.testing.assert_array_equal(find_rows(table, selection, limit=limit), rows[:limit])
    found = read_rows(table, selection, ("data", "origin"))
    np.testing.assert_array_equal(found["row"], rows)
    np.testing.assert_array_equal(found["data"], made.columns["data"][keep])
    assert set(read_rows(table, selection)) == {"row", *made.columns}
    ra, dec = sky_positions(table, selection)
    np.testing.assert_allclose(ra, made.ra[keep], rtol=0, atol=1e-10)
    np.testing.assert_allclose(dec, made.dec[keep], rtol=0, atol=1e-10)


def test_a_decoded_row_tells_all_that_is_known(made, table):
    rows = np.array([3, 1000, 5, 3])
    told = decode_rows(table, rows)
    for name, expected in (
        ("row", rows),
        ("ifu", made.ifu[rows]),
        ("slice", made.slice_no[rows]),
        ("slice_sky", true_labels(made, "slice_sky")[rows]),
        ("stack", true_labels(made, "stack")[rows]),
        ("x_det", made.x_det[rows]),
        ("y_det", made.y_det[rows]),
        ("exposure", made.exposure[rows]),
        *((name, values[rows]) for name, values in made.columns.items()),
    ):
        np.testing.assert_array_equal(told[name], expected)
    for name in ("ra", "dec", "xi", "eta"):
        np.testing.assert_allclose(told[name], getattr(made, name)[rows], rtol=0, atol=1e-9)
    for text, flags in zip(told["flag_names"], made.columns["flags"][rows], strict=True):
        assert text == (" + ".join(names_of(flags)) or "good")


def test_an_origin_that_no_pipeline_writes_is_decoded_without_a_place():
    made = make_table(n_slice=1)
    made.columns["origin"][:2] = (30 << 6, 7 << 6 | 60)
    told = decode_rows(made.in_memory(), [0, 1])
    assert told["slice"].tolist() == [0, 60]
    assert told["ifu"].tolist() == [30, 7]
    assert told["slice_sky"].tolist() == told["stack"].tolist() == [0, 0]
    assert told["x_det"].tolist() == [-1, -1]
    assert (scatter(made.in_memory(), grid=a_grid(made), by="stack").plane >= 0).all()


@given(data=st.data())
def test_the_nearest_row_is_the_nearest(made, table, data):
    known = np.flatnonzero(np.isfinite(made.xi) & np.isfinite(made.eta))
    near = int(known[data.draw(st.integers(0, known.size - 1))])
    xi = float(made.xi[near]) + data.draw(st.floats(-3, 3))
    eta = float(made.eta[near]) + data.draw(st.floats(-3, 3))
    radius = data.draw(st.sampled_from([0.01, 0.5, 2.0, 100.0]))
    selection = data.draw(st.sampled_from([None, Selection(ifu=6)]))
    keep = rows_of(made, selection)[0]
    distance = np.where(keep, np.hypot(made.xi - xi, made.eta - eta), np.nan)
    distance = np.where(np.isnan(distance), np.inf, distance)
    found = nearest_row(table, xi, eta, radius, selection)
    if found is None:
        assert distance.min() > radius - 1e-6
    else:
        assert distance[found] <= radius + 1e-6
        assert distance[found] <= distance.min() + 1e-6


def test_of_rows_at_one_place_the_first_is_the_nearest():
    made = make_table("pixel", n_slice=10)
    made.columns["x"][:], made.columns["y"][:] = 5, 5
    table = made.in_memory()
    table.ensure_blocks()
    assert nearest_row(table, 5.0, 5.1, 1.0) == 0
    assert nearest_row(table, 5.0, 5.1, 1.0, Selection(ifu=7)) == np.flatnonzero(made.ifu == 7)[0]
