"""Values of section 7 of the reference page, checked there against the compiled code of both originals."""

import numpy as np
import pytest
from selfcal_tables import vector_table

from pixviewer.core.calib.estimate import estimate
from pixviewer.core.calib.states import CellState
from pixviewer.core.calib.sums import gather

# IFU, slice, bin; rows and factor in MPDAF, rows and factor in the pipeline.
CELLS = """
1 1 1 1275 0.990259780 1275 0.9902598
1 1 2 1275 0.977116485 1275 0.9771165
1 2 1 1274 0.999791175 1275 0.9997911
1 3 1 1275 1.009507002 1275 1.0095069
1 5 1 1275 1.029516854 1275 1.0295168
1 6 1 1275 1.003742896 1275 1.0037429
1 10 4 1275 0.971529398 1275 0.9715294
1 10 5 1275 1.001231013 1275 1.0012311
1 11 5 1275 1.001231013 1275 1.0012311
1 11 6 1275 1.014542434 1275 1.0145425
1 20 1 1250 1.003742896 1250 1.0037429
1 20 20 1250 0.998177108 1250 0.9981771
1 25 10 1275 1.029571118 1275 1.0295711
1 48 20 1275 0.982324713 1275 0.9823248
2 1 20 1275 0.996438711 1275 0.9964387
2 11 20 0 1 0 0.9990487
2 24 19 1275 0.981011436 1275 0.9810115
2 30 20 1275 0.983304673 1275 0.9833047
2 40 1 0 1 0 0.9989167
2 41 1 765 0.998916738 765 0.9989167
2 41 20 765 0.999048582 765 0.9990487
3 1 1 0 1 0 1
"""
SPIKES = {1: (1, 7, 13, 14, 26, 27, 33, 39, 40, 46), 2: (4, 10, 30, 36, 37, 43)}


@pytest.fixture(scope="module")
def table_and_mask():
    return vector_table()


@pytest.fixture(scope="module")
def sums(table_and_mask):
    return gather(*table_and_mask)


def cell_of(line):
    ifu, slice_no, bin_no, *values = line.split()
    return (int(bin_no) - 1, int(ifu) - 1, int(slice_no) - 1), [float(value) for value in values]


def test_the_table_is_the_one_of_the_page(table_and_mask, sums):
    table, mask = table_and_mask
    assert table.n_row == 2_437_300
    assert mask.masked.sum() == 43_350 == sums.n_masked.sum()
    assert (table.column("flags") != 0).sum() == 20
    assert table.column("data").sum(dtype=np.float64) == 2_540_155_620
    assert sums.count[..., 1, :].sum() == 20
    assert sums.n_outside == sums.n_stray == sums.n_bad.sum() == 0


@pytest.mark.parametrize(("method", "at", "tolerance"), [("mpdaf", 0, 1e-9), ("deepfield", 2, 1e-7)])
def test_factors_are_those_of_the_page(sums, method, at, tolerance):
    found = estimate(sums, method=method)
    for line in CELLS.strip().splitlines():
        cell, values = cell_of(line)
        assert found.n_row[cell] == values[at], line
        assert found.factor[cell] == pytest.approx(values[at + 1], abs=tolerance), line


@pytest.mark.parametrize(("method", "total"), [("mpdaf", 1919.908737788), ("deepfield", 1919.894768953)])
def test_factors_add_up_to_those_of_the_page(sums, method, total):
    factor = estimate(sums, method=method).factor[:, :2]
    assert factor.sum() == pytest.approx(total, abs=1e-9)
    assert np.unravel_index(factor.argmin(), factor.shape) == (7, 0, 2)
    assert np.unravel_index(factor.argmax(), factor.shape) == (6, 0, 0)
    assert factor.min() == pytest.approx(0.971478558, abs=1e-7)
    assert factor.max() == pytest.approx(1.030486799, abs=1e-7)


@pytest.mark.parametrize("method", ["mpdaf", "deepfield"])
def test_the_cells_of_the_page_are_replaced_and_no_others(sums, method):
    found = estimate(sums, method=method)
    clipped = np.argwhere((found.state & CellState.CLIPPED) != 0).tolist()
    assert clipped == [[4, 0, 9], [4, 0, 10]]
    spikes = np.argwhere((found.state & CellState.SPIKE_CLEANED) != 0).tolist()
    assert spikes == [[19, ifu - 1, s - 1] for ifu, slices in SPIKES.items() for s in slices]
    changed = ~np.isnan(found.factors.factor_original)
    assert np.argwhere(changed).tolist() == spikes
    np.testing.assert_array_equal(found.factor_before_spikes != found.factor, changed)


def test_the_pipelines_factor_before_cleaning_is_kept(sums):
    found = estimate(sums, method="deepfield").factors
    assert found.factor_original[19, 1, 29] == pytest.approx(1.0259194, abs=1e-7)


def test_factors_of_the_pipeline_are_single_precision(sums):
    factor = estimate(sums, method="deepfield").factor
    np.testing.assert_array_equal(factor, factor.astype(np.float32))


def test_states_tell_where_factors_come_from(sums):
    state = estimate(sums, method="deepfield").state
    assert state[0, 0, 0] == CellState.MEASURED
    assert state[0, 1, 39] == CellState.HALF_LEVEL  # fully masked
    assert state[0, 1, 40] == CellState.HALF_LEVEL  # too few columns
    assert state[4, 0, 10] == CellState.CLIPPED | CellState.HALF_LEVEL
    assert state[19, 0, 0] == CellState.MEASURED | CellState.SPIKE_CLEANED
    assert (state[:, 2:] == CellState.UNTOUCHED).all()
    # Ten slices are measured where fourteen are masked, and 23 in the other half.
    assert state[19, 1, 10] == CellState.OTHER_HALF
    mpdaf = estimate(sums, method="mpdaf").state
    assert mpdaf[0, 1, 39] == CellState.UNTOUCHED
    assert mpdaf[19, 1, 10] == CellState.UNTOUCHED
