"""Factors are a value that checks itself, and is looked up by numbers from 1."""

import numpy as np
import pytest
from factor_sets import make_factors

from pixviewer.core.calib.factors import Factors

EDGES = np.array([4800.0, 5000.0, 5265.0])


def test_factors_are_found_by_numbers_from_one():
    factors = make_factors()
    assert factors.n_bin == 20
    assert factors.factor_of(1, 1, 1) == factors.factor[0, 0, 0]
    np.testing.assert_array_equal(
        factors.factor_of([20, 3], [24, 5], [48, 7]), [factors.factor[19, 23, 47], factors.factor[2, 4, 6]]
    )


@pytest.mark.parametrize(
    ("numbers", "name"),
    [((0, 1, 1), "bin_no"), ((21, 1, 1), "bin_no"), ((1, 25, 1), "ifu"), ((1, 1, 49), "slice_no")],
)
def test_a_number_that_does_not_exist_is_named(numbers, name):
    with pytest.raises(ValueError, match=name):
        make_factors().factor_of(*numbers)


@pytest.mark.parametrize("edges", [[5000.0], [5000.0, 5000.0], [5265.0, 5000.0], [[1.0, 2.0]]])
def test_bins_must_increase(edges):
    edges = np.array(edges)
    with pytest.raises(ValueError, match="increase"):
        Factors(np.ones((max(edges.size - 1, 1), 24, 48)), edges)


@pytest.mark.parametrize("name", ["factor", "n_row", "factor_original", "state", "predicted_error"])
def test_every_array_has_one_value_a_cell(name):
    arrays = {"factor": np.ones((2, 24, 48)), name: np.ones((2, 48, 24))}
    with pytest.raises(ValueError, match=rf"{name} must have the shape \(2, 24, 48\)"):
        Factors(edges=EDGES, **arrays)
