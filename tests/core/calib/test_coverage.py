"""What a mask leaves of each slice."""

import numpy as np
import pytest
from tables import make_table

import pixviewer as pv
from pixviewer.core.calib.coverage import slice_coverage

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.fixture
def made():
    return make_table("projected", ifus=(5, 24), rows_per_slice=12, shuffled=True)


@pytest.fixture
def mask(made):
    """A third of the rows, and all good ones of IFU 24 slice 48."""
    masked = np.random.default_rng(1).random(len(made)) < 0.3
    masked[(made.ifu == 24) & (made.slice_no == 48) & (made.columns["flags"] == 0)] = True
    return pv.RowMask(masked, 0, "table", "mask")


def counted(made, rows):
    counts = np.zeros((24, 48), int)
    np.add.at(counts, (made.ifu[rows] - 1, made.slice_no[rows] - 1), 1)
    return counts


def test_rows_are_counted_by_ifu_and_slice(made, mask):
    found = slice_coverage(made.in_memory(), mask)
    good = made.columns["flags"] == 0
    assert np.array_equal(found.n_row, counted(made, slice(None)))
    assert np.array_equal(found.n_masked, counted(made, mask.masked))
    assert np.array_equal(found.n_good, counted(made, good))
    assert np.array_equal(found.n_left, counted(made, good & ~mask.masked))
    assert found.share_masked == mask.share
    assert found.n_outside == 0


def test_slices_of_which_nothing_is_left(made, mask):
    found = slice_coverage(made.in_memory(), mask)
    assert found.lost == [(24, 48)]
    assert found.share_left[23, 47] == 0
    assert np.isnan(found.share_left[0]).all()  # an IFU without rows is not lost, it is not there
    share = found.n_left[4, 7] / found.n_good[4, 7]
    assert found.share_left[4, 7] == share


def test_a_slice_with_flags_only_is_lost_too(made):
    made.columns["flags"][(made.ifu == 5) & (made.slice_no == 3)] = 32
    found = slice_coverage(made.in_memory(), None)
    assert found.lost == [(5, 3)]
    assert found.n_masked.sum() == 0
    assert np.isnan(found.share_left[4, 2])


def test_origins_beyond_the_instrument_are_no_slice(made):
    made.columns["origin"][:7] = 31 << 6 | 63
    made.columns["origin"][7:9] = 0
    found = slice_coverage(made.in_memory(), pv.Selection(wave=(0, 1e4)))
    assert found.n_row.sum() == len(made) - 9
    assert found.n_left.sum() == 0
