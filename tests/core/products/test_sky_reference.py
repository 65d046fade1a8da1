"""The clipped median spectrum of the sky."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import make_table, write_table

import pixviewer as pv
from pixviewer.core.products import sky_reference as module
from pixviewer.core.products.sky_reference import clipped_median, sky_reference


@pytest.fixture(params=["file", "memory", "64 bits"])
def table(request, tmp_path):
    made = make_table("projected", rows_per_slice=30)
    if request.param == "file":
        return pv.open_table(write_table(made, tmp_path / "a.fits"))
    kind = np.float64 if request.param == "64 bits" else np.float32
    columns = {n: v.astype(kind) if v.dtype.kind == "f" else v for n, v in made.columns.items()}
    return pv.PixTable.from_arrays(columns, made.header, state="projected")


@pytest.mark.parametrize("rows_at_once", [20_000_000, 500])
def test_each_bin_has_the_median_of_its_rows(table, rows_at_once, monkeypatch, rng):
    monkeypatch.setattr(module, "ROWS_AT_ONCE", rows_at_once)
    wave, data = (np.asarray(table.column(name), float) for name in ("wave", "data"))
    masked = rng.random(table.n_row) < 0.3
    made = sky_reference(table, masked, step=50.0, rounds=0)
    assert made.shortest == wave.min()
    assert made.edges[0] == wave.min() - 25
    assert made.edges[-1] >= wave.max() + 25
    for i, value in enumerate(made.value):
        inside = (wave >= made.edges[i]) & (wave < made.edges[i + 1]) & ~masked
        assert value == np.median(data[inside])


def test_bins_without_rows_have_no_value(table):
    made = sky_reference(table, np.asarray(table.column("wave")) > 6000, step=100.0, low=4000.0, high=9000.0)
    assert np.isnan(made.value[:7]).all()
    assert np.isfinite(made.value[8:19]).all()
    assert np.isnan(made.value[21:]).all()
    assert made.value.size == 51


def test_arguments_that_make_no_sense_are_refused(table):
    with pytest.raises(ValueError, match="step must be"):
        sky_reference(table, step=0.0)
    with pytest.raises(ValueError, match="the mask has shape"):
        sky_reference(table, np.zeros(3, bool))
    with pytest.raises(ValueError, match="must have bins"):
        sky_reference(table, low=9000.0, high=4000.0)


def test_what_is_far_from_the_median_is_left_out():
    values = np.array([1.0, 2.0, 3.0, 4.0, 1000.0])
    assert clipped_median(values, 0, (1.5, 1.5), 2) == 3.0
    assert clipped_median(values, 1, (1.5, 1.5), 2) == 2.5
    assert clipped_median(values, 5, (0.001, 0.001), 2) == 3.0  # a round would leave one value
    assert clipped_median(values, 1, (1.5, 9.0), 2) == 3.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(0, 4))
def test_a_median_lies_among_the_values(values, rounds):
    array = np.array(values)
    assert array.min() <= clipped_median(array, rounds, (2.0, 2.0), 2) <= array.max()
