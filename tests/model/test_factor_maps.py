"""What maps and curves show, from factors alone and from a judgement."""

import dataclasses

import numpy as np
import pytest
from factor_sets import make_factors
from known_sky import FIRST_BIN, N_BIN, WILD, WILD_BIN, judged_sky

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.states import CellState
from pixviewer.model.selfcal.cell_text import cell_text
from pixviewer.model.selfcal.curves import curves_of
from pixviewer.model.selfcal.maps import (
    AFTER,
    ALL_BINS,
    BEFORE,
    COUNT,
    DIFFERENCE,
    FACTOR,
    MEASURED,
    NO_ROWS,
    STATE,
    Subject,
    all_kinds,
    map_of,
    stepped_bin,
)

EDGES = (5000.0, 5500.0, 6000.0, 6500.0)


def plain(factor=None, **told):
    shape = (3, 24, 48)
    return Factors(np.full(shape, 1.0) if factor is None else factor, np.array(EDGES), **told)


@pytest.fixture(scope="module")
def judged():
    found, judgement = judged_sky()
    return Subject("this run", found.factors, found.levels, judgement)


def test_a_factor_is_shown_in_per_cent_by_ifu_and_slice():
    factor = np.ones((3, 24, 48))
    factor[1, 4, 11] = 1.02
    found = map_of(Subject("x", plain(factor)), FACTOR, 2)
    assert found.unit == "%"
    assert found.values[4, 11] == pytest.approx(2.0)
    assert np.count_nonzero(found.values) == 1
    assert found.lo == -found.hi


def test_all_bins_are_the_mean_of_those_with_rows():
    factor = np.stack([np.full((24, 48), value) for value in (1.01, 1.03, 9.0)])
    n_row = np.ones((3, 24, 48), np.int64)
    n_row[2] = 0
    state = np.full((3, 24, 48), CellState.MEASURED, np.uint8)
    subject = Subject("x", plain(factor, n_row=n_row, state=state))
    np.testing.assert_allclose(map_of(subject, FACTOR, ALL_BINS).values, 2.0)
    assert (map_of(subject, COUNT, ALL_BINS).values == 2).all()


def test_of_several_states_the_most_remarkable_is_shown():
    state = np.full((3, 24, 48), CellState.MEASURED, np.uint8)
    state[1, 0, 0] = CellState.HALF_LEVEL | CellState.CLIPPED
    state[2, 0, 0] = CellState.HALF_LEVEL
    n_row = np.ones((3, 24, 48), np.int64)
    subject = Subject("x", plain(state=state, n_row=n_row))
    assert (
        all_kinds()[int(map_of(subject, STATE, ALL_BINS).values[0, 0])].words
        == "own factor too far off, replaced"
    )
    assert all_kinds()[int(map_of(subject, STATE, 3).values[0, 0])].words == "level of its half IFU"
    assert map_of(subject, STATE, 1).values[0, 0] == MEASURED


def test_slices_that_are_not_in_the_table_are_no_cells():
    state = np.full((3, 24, 48), CellState.MEASURED, np.uint8)
    n_row = np.ones((3, 24, 48), np.int64)
    state[:, 7], n_row[:, 7] = CellState.UNTOUCHED, 0
    subject = Subject("x", plain(state=state, n_row=n_row))
    assert np.isnan(map_of(subject, FACTOR, 1).values[7]).all()
    assert (map_of(subject, STATE, 1).kinds[7] == NO_ROWS).all()
    assert np.isnan(curves_of(subject).factor[:, 7]).all()


@pytest.mark.parametrize(
    ("quantity", "missing"),
    [
        (COUNT, "x does not say how many pixels were used"),
        (STATE, "x does not say what became of each slice"),
        (BEFORE, "run the self-calibration"),
        (DIFFERENCE, "choose a set to compare with"),
    ],
)
def test_what_is_not_known_is_said_in_a_line(quantity, missing):
    with pytest.raises(ValueError, match=missing):
        map_of(Subject("x", plain()), quantity)


def test_a_difference_is_this_set_minus_the_other():
    subject = Subject("x", plain(np.full((3, 24, 48), 1.03)), other=plain(), other_name="y")
    found = map_of(subject, DIFFERENCE, 1)
    np.testing.assert_allclose(found.values, 3.0)
    assert found.title == "x − y"


def test_sets_of_other_bins_cannot_be_subtracted():
    other = Factors(np.ones((1, 24, 48)), np.array([5000.0, 6000.0]))
    with pytest.raises(ValueError, match="bins"):
        map_of(Subject("x", plain(), other=other, other_name="y"), DIFFERENCE)


def test_residuals_before_and_after_share_their_limits(judged):
    before, after = (map_of(judged, quantity, ALL_BINS) for quantity in (BEFORE, AFTER))
    assert before.hi == after.hi
    known = np.isfinite(before.values)
    assert known.any()
    assert np.nanstd(after.values) < np.nanstd(before.values)
    assert (np.isfinite(after.values) == known).all()


def test_a_residual_is_that_of_the_judgement(judged):
    bin_no = int(judged.shown.index[0]) + 1
    expected = 100.0 * judged.judgement.before[bin_no - 1]
    np.testing.assert_array_equal(map_of(judged, BEFORE, bin_no).values, expected)


def test_own_factors_equal_those_that_were_kept(judged):
    kept = judged.factors.state == CellState.MEASURED
    assert kept.any()
    np.testing.assert_allclose(judged.own[kept], judged.factors.factor[kept])


def test_limits_are_those_of_all_bins_or_the_users():
    subject = Subject("x", make_factors(spread=0.01))
    assert map_of(subject, FACTOR, 2).hi == map_of(subject, FACTOR, 5).hi
    assert map_of(subject, FACTOR, 2, 3.0).hi == 3.0


def test_the_text_of_a_cell_tells_all_numbers(judged):
    bin_no = int(judged.shown.index[0]) + 1
    present = np.argwhere(judged.kinds[bin_no - 1] == MEASURED)[0]
    ifu, ccd = (int(i) + 1 for i in present)
    text = cell_text(judged, (ifu, ccd), bin_no)
    factor = judged.factors.factor[bin_no - 1, ifu - 1, ccd - 1]
    assert text.startswith(f"IFU {ifu}  slice {ccd} ccd / ")
    assert f"factor {factor:.4f} ± " in text
    assert " rows  residual " in text
    assert "→" in text
    assert text.endswith("%  measured")


def test_the_text_tells_what_a_spike_was_and_counts_states():
    state = np.full((3, 24, 48), CellState.MEASURED, np.uint8)
    state[1, 0, 0] |= CellState.SPIKE_CLEANED
    original = np.full((3, 24, 48), np.nan)
    original[1, 0, 0] = 1.25
    n_row = np.full((3, 24, 48), 1000)
    subject = Subject("x", plain(state=state, factor_original=original, n_row=n_row))
    assert "before spike cleaning 1.2500" in cell_text(subject, (1, 1), 2)
    assert "before" not in cell_text(subject, (1, 1), 1)
    text = cell_text(subject, (1, 1), ALL_BINS)
    assert "measured (2 of 3), spike, mean of the neighbouring bins (1 of 3)" in text
    assert "3 000 rows" in text


def test_the_text_of_a_slice_without_rows():
    n_row = np.zeros((3, 24, 48), np.int64)
    n_row[0, 0, 0] = 1
    text = cell_text(Subject("x", plain(n_row=n_row)), (3, 4), 1)
    assert text.endswith("bin 1: 5000–5500 Å  no rows")


def test_curves_have_the_bins_with_rows_and_the_marks():
    factors = make_factors(spread=0.01)
    n_row = factors.n_row.copy()
    n_row[5] = 0
    factors = dataclasses.replace(factors, n_row=n_row)
    found = curves_of(Subject("x", factors))
    assert 6 not in found.bins
    assert found.factor.shape == (19, 24, 48)
    assert np.isfinite(found.spikes).any()
    assert found.own is None
    low, high = np.nanpercentile(found.factor, [1, 99])
    assert found.box[2] < low
    assert high < found.box[3]


def test_clipped_factors_are_marked_where_they_were(judged):
    found = curves_of(judged)
    assert found.bins.tolist() == list(range(FIRST_BIN, FIRST_BIN + N_BIN))
    own = found.clipped[WILD_BIN - FIRST_BIN, WILD[0] - 1, WILD[1] - 1]
    assert own == pytest.approx(1 / 1.6, rel=0.05)
    clipped = (judged.factors.state[judged.shown.index] & CellState.CLIPPED) != 0
    assert (np.isfinite(found.clipped) == (clipped & np.isfinite(found.own))).all()


def test_bins_are_stepped_through_all_first():
    numbers = np.array([2, 3, 5])
    assert [stepped_bin(numbers, at, 1) for at in (0, 2, 3, 5, 4)] == [2, 3, 5, 5, 2]
    assert [stepped_bin(numbers, at, -1) for at in (0, 2, 3, 5)] == [0, 0, 2, 3]


def test_the_text_tells_what_a_clipped_slice_would_have_by_itself(judged):
    text = cell_text(judged, WILD, WILD_BIN)
    assert "by itself 0.6" in text
    assert "own factor too far off" in text


def test_factors_of_a_file_are_shown_where_they_are_given_whatever_the_open_table_has(judged):
    n_row = np.zeros((3, 24, 48), np.int64)
    n_row[:, :3] = 1000
    factor = np.ones((3, 24, 48))
    factor[:, :3] = 1.01
    factor[1, 3] = 0.98  # the level of its half IFU, from no row of its own
    found = map_of(Subject("file", plain(factor, n_row=n_row), judgement=judged.judgement), FACTOR, 2)
    np.testing.assert_allclose(found.values[:3], 1.0)
    np.testing.assert_allclose(found.values[3], -2.0)
    assert np.isnan(found.values[4:]).all()
