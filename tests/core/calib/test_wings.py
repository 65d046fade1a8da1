"""Light of objects that a mask leaves: what it adds to the predicted error."""

import numpy as np
import pytest
from selfcal_tables import table_of

import pixviewer as pv
from pixviewer.core.calib.automask import automatic_mask
from pixviewer.core.calib.estimate import estimate
from pixviewer.core.calib.mask import masker
from pixviewer.core.calib.sums import gather
from pixviewer.core.calib.truth import compare_with_truth
from pixviewer.core.calib.wings import REACH, wing_errors
from pixviewer.core.kernels import clipping
from pixviewer.core.table.origin import ccd_to_sky, sky_to_ccd

N_BIN, N_COLUMN, N_PAIR = 6, 75, 219
SHAPE = (N_BIN, 24, 48)
NOISE = 0.004  # of a level
LEFT = np.ones(SHAPE)


def errors_of(coherence, noise=NOISE, left=LEFT):
    return wing_errors(
        np.broadcast_to(coherence, SHAPE), np.full(SHAPE, noise),
        np.full(SHAPE, N_COLUMN), np.full(SHAPE, N_PAIR), left,
    )  # fmt: skip


def by_chance(seed=1):
    """Coherence as white noise makes it."""
    spread = NOISE**2 * N_COLUMN / np.sqrt(N_PAIR)
    return np.random.default_rng(seed).normal(-(NOISE**2), spread, SHAPE)


def test_noise_alone_adds_next_to_nothing():
    found = errors_of(by_chance())
    assert np.median(found) == 0
    assert np.sqrt(np.mean(found**2)) < 0.4 * NOISE  # less than a tenth more in all


def test_light_in_all_slices_is_found_as_large_as_it_is():
    found = errors_of(by_chance() + 0.01**2)
    assert np.sqrt(np.mean(found**2)) == pytest.approx(0.01, rel=0.05)


def test_a_slice_that_could_not_be_clipped_says_nothing():
    slices, columns, rows = np.arange(1, 49)[:, None, None], np.arange(20, 45)[None, :, None], np.arange(60)
    data = 1000.0 + np.random.default_rng(7).normal(0.0, 30.0, (48, 25, 60))
    data[9, 3:14] += 800.0
    found = estimate(gather(table_of(1, slices, columns, 6000.0 + rows, data, variance=900.0))).levels
    assert found.n_column[5, 0, 9] == 25
    assert found.wing_error.max() < 0.01


def test_the_less_of_a_slice_is_left_the_more_of_a_wing_may_be_there():
    whole, quarter = (errors_of(by_chance() + 0.01**2, left=np.full(SHAPE, share)) for share in (1.0, 0.25))
    np.testing.assert_allclose(quarter, 2.0 * whole)


def test_neighbours_on_the_sky_share_what_is_found_into_the_next_ifu():
    coherence = np.full(SHAPE, -(NOISE**2))
    top = sky_to_ccd(12) - 1  # in the left stack, below the first of the next IFU
    coherence[:, 9, top] = 0.05**2
    found = errors_of(coherence)[0]
    assert (ifu := set(np.argwhere(found > 0)[:, 0].tolist())) <= {9, 10}, ifu
    seen = [(i, int(ccd_to_sky(s + 1))) for i, s in np.argwhere(found > 0).tolist()]
    distance = {12 * (i - 9) + row - 12 for i, row in seen}
    assert all(row <= 12 for _, row in seen)
    assert {-2, -1, 0, 1, 2} <= distance
    assert max(map(abs, distance)) < REACH
    assert found.max() == found[9, top]


def test_nothing_is_known_without_pairs_or_noise():
    assert not errors_of(np.nan).any()
    assert not errors_of(by_chance() + 0.01**2, noise=0.0).any()
    none = np.zeros(SHAPE, np.int64)
    assert not wing_errors(by_chance(), np.full(SHAPE, NOISE), none + 50, none, LEFT).any()


@pytest.mark.parametrize("columns", [[0, 1, 2], [0, 3], [0, 4], [5]])
def test_pairs_are_of_columns_at_most_three_apart(columns):
    deviation = np.full(10, np.nan)
    deviation[columns] = [2.0, 3.0, -4.0][: len(columns)]
    expected = {3: ((6 - 8 - 12) / 3, 3), 2: (6.0, 1) if columns == [0, 3] else (0.0, 0), 1: (0.0, 0)}
    assert clipping._coherence_of(deviation) == pytest.approx(expected[len(columns)])


def table_with_wing(height):
    """A few rows more than needed in 60 columns of 48 slices, with a wing along all of them."""
    rng = np.random.default_rng(5)
    slices, columns, rows = np.arange(1, 49)[:, None, None], np.arange(20, 80)[None, :, None], np.arange(60)
    light = height * np.exp(-np.abs(columns - 50.0) / 12.0)
    data = 1000.0 + light + rng.normal(0.0, 30.0, (48, 60, 60))
    return table_of(1, slices, columns, 6000.0 + rows, data, variance=900.0)


def test_a_wing_along_slices_is_in_the_predicted_error_and_not_in_the_factor():
    clean, hazy = (estimate(gather(table_with_wing(height))) for height in (0.0, 15.0))
    at = np.s_[5, 0]
    assert np.median(clean.levels.wing_error[at]) < 0.3 * np.median(clean.levels.noise_error[at] / 1000)
    mean_light = np.mean(15.0 * np.exp(-np.abs(np.arange(20, 80) - 50.0) / 12.0)) / 1000
    assert np.median(hazy.levels.wing_error[at]) == pytest.approx(mean_light, rel=0.5)
    assert np.median(hazy.predicted_error[at]) > 3 * np.median(clean.predicted_error[at])
    np.testing.assert_allclose(hazy.factor[at], clean.factor[at], rtol=1e-3)


WAVES = ((5700.0, 5770.0), (6500.0, 6570.0), (8150.0, 8220.0))


@pytest.fixture(scope="module", params=["threshold", "sources"])
def masked(request, tmp_path_factory):
    """Sums of eight IFUs with the usual automatic mask, and the truth."""
    folder = tmp_path_factory.mktemp("masked")
    path, truth = folder / "table.fits", folder / "truth.fits"
    pv.simulate(path, preset="demo", ifus=range(5, 13), waves=WAVES, truth=truth)
    with pv.open_table(path) as table:
        mask = automatic_mask(table, method=request.param)
        return gather(table, masker(table, mask)), truth


@pytest.mark.parametrize("method", ["mpdaf", "deepfield"])
def test_errors_left_under_a_usual_mask_are_as_predicted(masked, method):
    sums, truth = masked
    found = estimate(sums, method=method)
    left = compare_with_truth(found.factors, truth, waves=WAVES).measured
    assert left.n_cell > 800
    assert 0.7 < left.ratio < 1.2
    # Of three bins and a third of the field, about the brightest star: with six bins of all, it is below 5.
    assert left.worst_sigma < 6
