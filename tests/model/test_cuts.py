"""The histogram of a picture: every cell is counted once, whatever its value."""

import numpy as np
import pytest

from pixviewer.model.cuts import N_BIN, count_cells


def test_every_cell_is_counted_once():
    rng = np.random.default_rng(8)
    values = rng.normal(35, 2, (200, 300)).astype(np.float32)
    values[:3] = np.nan
    values[10, :7] = 1e9
    found = count_cells((values,), (30.0, 40.0))
    assert int(found.counts.sum()) + found.n_below + found.n_above + found.n_blank == values.size
    assert found.n_blank == 900
    assert found.n_above >= 7
    assert found.whole == (pytest.approx(np.nanmin(values)), 1e9)
    expected = np.histogram(values[np.isfinite(values)].astype(float), found.edges)[0]
    np.testing.assert_array_equal(found.counts, expected)


def test_several_panels_are_counted_together():
    a, b = np.arange(12.0).reshape(3, 4), np.full((2, 2), 5, np.uint32)
    found = count_cells((a, b), (0.0, 11.0))
    assert int(found.counts.sum()) == 16


def test_the_limits_lie_between_the_ends():
    found = count_cells((np.linspace(0, 1, 1000),), (-50.0, 80.0))
    assert found.edges[0] < -50
    assert found.edges[-1] > 80


def test_folded_bins_hold_the_same_cells():
    found = count_cells((np.random.default_rng(1).normal(0, 1, 5000),), (-2.0, 2.0))
    edges, counts = found.folded(64)
    assert counts.size == N_BIN // 64
    assert edges.size == counts.size + 1
    assert counts.sum() == found.counts.sum()
    np.testing.assert_array_equal(counts[:3], found.counts[:192].reshape(3, 64).sum(axis=1))


def test_one_value_alone_has_a_histogram():
    found = count_cells((np.full((4, 4), 7.0),), (3.5, 10.5))
    assert found.counts.sum() == 16


def test_nothing_cannot_be_counted():
    with pytest.raises(ValueError, match="no value"):
        count_cells((np.full((2, 2), np.nan),), (0.0, 1.0))
