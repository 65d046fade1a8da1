import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixviewer.core.kernels import clipping
from pixviewer.core.kernels.clipping import MAD, STD

RAMP = [*range(10, 30), 60, 200]
TENS = [10] * 20 + [50]
FEW = [*range(1, 15), 1000]
MANY = [*range(1, 25), 40, 45, 120, 400]

# Section 7.1 of the reference page: values; kind, rejections, stop; mean, width, number.
VECTORS = [
    (RAMP, MAD, 15, 15, 19.5, 7.413, 20),
    (RAMP, STD, 15, 20, 19.5, 5.766281297, 20),
    (TENS, MAD, 15, 15, 11.904761905, 0, 21),
    (TENS, STD, 15, 20, 10.0, 0, 20),
    (FEW, MAD, 15, 15, 73.666666667, 5.9304, 15),
    (FEW, STD, 15, 20, 73.666666667, 247.603625893, 15),
    (MANY, MAD, 15, 15, 12.5, 8.8956, 24),
    (MANY, MAD, 1, 15, 14.807692308, 9.6369, 26),
    (MANY, STD, 15, 20, 12.5, 6.922186552, 24),
]


def clip(values, kind, n_max=15, n_stop=15, is_single=False):
    ordered = np.array(values, np.float64)
    clipping.sort_first(ordered, ordered.size)
    mean, width, low, high = clipping.clip_sorted(ordered, ordered.size, kind, n_max, n_stop, is_single)
    return mean, width, high - low


def plain_clip(values, kind, n_max=15, n_stop=15):
    """The recipe of section 3.1 of the reference page, word by word."""
    values = np.array(values, np.float64)
    while True:
        mean, median = values.mean(), np.median(values)
        width = 1.4826 * np.median(np.abs(values - median)) if kind == MAD else values.std()
        keep = (values > median - 3 * width) & (values < median + 3 * width)
        if keep.sum() < n_stop or keep.all() or n_max == 0:
            return mean, width, values.size
        values, n_max = values[keep], n_max - 1


@pytest.mark.parametrize(("values", "kind", "n_max", "n_stop", "mean", "width", "n"), VECTORS)
def test_clipped_means_are_those_of_the_reference(values, kind, n_max, n_stop, mean, width, n):
    rng = np.random.default_rng(1)
    found = clip(rng.permutation(values), kind, n_max, n_stop)
    assert found == (pytest.approx(mean, abs=1e-9), pytest.approx(width, abs=1e-9), n)


# Of whole numbers, so that no value falls on a limit in one order of adding and not in the other.
@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=90),
    st.sampled_from([MAD, STD]),
    st.integers(0, 15),
    st.sampled_from([3, 15, 20]),
)
def test_clipped_means_agree_with_the_recipe(values, kind, n_max, n_stop):
    mean, width, n = clip(values, kind, n_max, n_stop)
    expected = plain_clip(values, kind, n_max, n_stop)
    if kind == STD and n != expected[2]:
        # Squares are added up in another order, and a value may stand exactly on a limit.
        return
    assert n == expected[2]
    assert (mean, width) == (pytest.approx(expected[0], abs=1e-9), pytest.approx(expected[1], abs=1e-9))


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300), st.booleans())
def test_medians_are_those_of_numpy(values, is_single):
    ordered = np.array(values, np.float32).astype(np.float64)
    n = ordered.size
    expected = np.median(ordered.astype(np.float32) if is_single else ordered)
    deviations = np.abs(ordered - float(expected))
    expected_deviation = np.median(deviations.astype(np.float32) if is_single else deviations)
    clipping.sort_first(ordered, n)
    assert (np.diff(ordered) >= 0).all()
    median = clipping.sorted_median(ordered, 0, n, is_single)
    assert median == pytest.approx(float(expected), rel=1e-15)
    if median == float(expected):
        found = clipping.median_deviation(ordered, 0, n, median, is_single)
        assert found == pytest.approx(float(expected_deviation), rel=1e-15)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 76, 90, 1152])
def test_only_the_first_values_are_sorted(n):
    values = np.random.default_rng(n).normal(size=n + 2)
    expected = [*np.sort(values[:n]), *values[n:]]
    clipping.sort_first(values, n)
    np.testing.assert_array_equal(values, expected)


def clean(factors, is_single=False):
    """Spike-clean one curve; gives the curve, and what was replaced."""
    factor = np.ones((len(factors), 1, 1))
    factor[:, 0, 0] = factors
    state = np.ones(factor.shape, np.uint8)
    original = np.empty(factor.shape)
    clipping.clean_spikes(factor, state, is_single, original)
    replaced = ~np.isnan(original)
    np.testing.assert_array_equal(state, np.where(replaced, 1 | clipping.SPIKE_CLEANED, 1))
    return factor[:, 0, 0], original[:, 0, 0]


@pytest.mark.parametrize("is_single", [False, True])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 1, 1.1, 1, 1.1, 1, 1, 1], [1] * 8),
        ([1.2, 1.0, 1.1, 1.0, 1.0, 1.0], [1.2, 1.0, 1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_spikes_are_cleaned_as_in_the_reference(before, after, is_single):
    start = np.array(before, np.float32) if is_single else np.array(before)
    found, original = clean(start, is_single)
    np.testing.assert_allclose(found, after, atol=1e-6 if is_single else 1e-12)
    replaced = ~np.isnan(original)
    np.testing.assert_array_equal(original[replaced], start[replaced])


def test_a_spike_just_above_the_limit_is_one_in_double_precision():
    # 1.05 - 1.02 is a hair above the limit of 0.03 in double precision, and a hair below in single.
    curve = [1.1, 1, 1, 1.02, 1.05, 1.02, 1.0, 1.1]
    np.testing.assert_allclose(clean(curve)[0], [1.0, 1, 1, 1.02, 1.02, 1.02, 1.0, 1.01], atol=1e-12)


def test_two_bins_have_no_spikes():
    found, original = clean([1.0, 5.0])
    np.testing.assert_array_equal(found, [1.0, 5.0])
    assert np.isnan(original).all()


def test_three_bins_are_the_fewest_with_neighbours():
    found, _ = clean([1.0, 5.0, 1.0])
    np.testing.assert_array_equal(found, [1.0, 1.0, 1.0])
