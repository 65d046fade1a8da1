"""Factors of several exposures merge to their clipped mean; sets of factors are compared cell by cell."""

from dataclasses import replace

import numpy as np
import pytest
from factor_sets import make_factors
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.calib.comparing import compare_factors, rows_of
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.merging import merge_factors
from pixviewer.core.calib.segments import LASER_SEGMENTS

EDGES = np.array([4800.0, 5000.0, 9300.0])
CELL = (1, 4, 7)


def sets_of(values, n_row=500):
    """Sets that differ in one cell; NaN is not measured."""
    made = []
    for value in values:
        factor, counts = np.ones((2, 24, 48)), np.full((2, 24, 48), n_row)
        factor[CELL], counts[CELL] = (1.0, 0) if np.isnan(value) else (value, n_row)
        made.append(Factors(factor, EDGES, n_row=counts))
    return made


def clipped(values):
    """Mean, deviation and number after clipping at three deviations from the median, five times."""
    kept = np.array([value for value in values if np.isfinite(value)])
    for _ in range(5):
        if kept.size == 0:
            return 1.0, np.nan, 0
        left = kept[np.abs(kept - np.median(kept)) <= 3 * kept.std()]
        if left.size == kept.size:
            break
        kept = left
    return kept.mean(), kept.std(), kept.size


@given(
    values=st.lists(
        st.floats(0.9, 1.1) | st.just(np.nan) | st.sampled_from([0.3, 5.0]), min_size=1, max_size=14
    )
)
def test_a_merged_factor_is_the_clipped_mean(values):
    merged = merge_factors(sets_of(values))
    mean, scatter, n = clipped(values)
    assert merged.factors.factor[CELL] == pytest.approx(mean, rel=1e-12)
    assert merged.n_kept[CELL] == n
    assert merged.n_rejected[CELL] == len(values) - n
    assert merged.scatter[CELL] == pytest.approx(scatter, abs=1e-12, nan_ok=True)
    error = scatter / np.sqrt(n) if n > 1 else np.nan
    assert merged.factors.predicted_error[CELL] == pytest.approx(error, abs=1e-12, nan_ok=True)


def test_an_outlier_is_left_out():
    merged = merge_factors(sets_of([*np.linspace(0.99, 1.01, 12), 1.4]))
    assert merged.factors.factor[CELL] == pytest.approx(1.0)
    assert (merged.n_kept[CELL], merged.n_rejected[CELL]) == (12, 1)


def test_what_nobody_measured_has_factor_one():
    merged = merge_factors(sets_of([np.nan, np.nan]))
    assert merged.factors.factor[CELL] == 1
    assert np.isfinite(merged.factors.factor).all()
    assert (merged.n_kept[CELL], merged.n_rejected[CELL]) == (0, 2)
    assert np.isnan(merged.scatter[CELL])


def test_sets_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        merge_factors([])
    with pytest.raises(ValueError, match="set 2 has 19 bins"):
        merge_factors([make_factors(), make_factors(LASER_SEGMENTS)])
    modes = [make_factors(mode="WFM-AO-N"), make_factors(mode="NFM-AO-N")]
    with pytest.raises(ValueError, match="NFM-AO-N, WFM-AO-N"):
        merge_factors(modes)
    assert merge_factors([modes[0], make_factors(mode="")]).factors.mode == "WFM-AO-N"


def test_differences_are_told_by_bin_and_in_total():
    first = make_factors()
    rng = np.random.default_rng(8)
    change = rng.normal(0, 0.004, first.factor.shape) + np.linspace(-0.01, 0.01, 20)[:, None, None]
    other = replace(first, factor=first.factor + change, n_row=make_factors(seed=9).n_row)
    (found,) = compare_factors([first, other])
    known = (first.n_row > 0) & (other.n_row > 0)
    assert 0 < known.sum() < known.size
    for q, (low, high, told) in enumerate(rows_of(found)):
        assert (low, high) == (first.edges[q], first.edges[q + 1])
        d = change[q][known[q]]
        assert told.n_cell == d.size
        assert told.level == pytest.approx(d.mean())
        assert told.rms == pytest.approx(d.std())
        assert told.largest == pytest.approx(np.abs(d).max())
        pair = first.factor[q][known[q]], other.factor[q][known[q]]
        assert told.correlation == pytest.approx(np.corrcoef(*pair)[0, 1])
    assert found.total.n_cell == known.sum()
    assert found.total.rms == pytest.approx(0.004, rel=0.03)
    np.testing.assert_array_equal(np.isnan(found.difference), ~known)


def test_the_worst_cells_come_first():
    first, other, third = sets_of([1.0, 1.5, 1.0])
    third.factor[0, 23, 47] = 0.9
    far, near = compare_factors([first, other, third])
    (cell,) = far.worst()
    assert (cell.bin_no, cell.ifu, cell.slice_no) == (2, 5, 8)
    assert (cell.first, cell.other, cell.value) == (1.0, 1.5, 0.5)
    assert [(c.bin_no, c.ifu, c.slice_no) for c in near.worst(1)] == [(1, 24, 48)]


def test_nothing_in_common_is_no_failure():
    first, other = sets_of([1.0, 1.2])
    other.n_row[:] = 0
    (found,) = compare_factors([first, other])
    assert found.total.n_cell == 0
    assert np.isnan(found.total.rms)
    assert found.worst() == []


def test_sets_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="two sets"):
        compare_factors([make_factors()])
    with pytest.raises(ValueError, match="bins"):
        compare_factors([make_factors(), make_factors(LASER_SEGMENTS)])
