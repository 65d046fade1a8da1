"""Decisions about slices, and the factors that follow from them."""

from dataclasses import replace

import numpy as np
import pytest
from selfcal_tables import RowsMasked, flat_table

from pixviewer import estimate, gather, judge
from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.states import CellState
from pixviewer.core.calib.verdicts import judged, without
from pixviewer.core.table import origin

N_BIN, N_IFU, N_SLICE = 4, 2, 48


def some_levels():
    rng = np.random.default_rng(5)
    of_slice = 1.0 + rng.normal(0.0, 0.01, (1, N_IFU, N_SLICE))
    return 100.0 * of_slice * (1.0 + rng.normal(0.0, 0.001, (N_BIN, N_IFU, N_SLICE)))


@pytest.fixture(scope="module")
def sums():
    """Slice 7 of IFU 1 is far too bright, slice 9 of IFU 2 all masked."""
    levels = some_levels()
    levels[:, 0, 6] *= 1.1
    table = flat_table(levels)
    words = table.column("origin")
    return gather(table, RowsMasked((origin.ifu(words) == 2) & (origin.slice_no(words) == 9)))


@pytest.fixture(scope="module", params=["mpdaf", "deepfield"])
def found(request, sums):
    return estimate(sums, method=request.param)


def emptied(sums, ifu, slice_no):
    """The same sums, all rows of a slice counted as masked."""
    new = {name: getattr(sums, name).copy() for name in ("total", "noise", "count", "n_masked")}
    cell = (ifu - 1, slice_no - 1)
    new["n_masked"][cell] += sums.n_row[cell]
    for name in ("total", "noise", "count"):
        new[name][cell] = 0
    return replace(sums, **new)


def rest(array, ifu=1, slice_no=7):
    """All cells but those of a slice."""
    is_rest = np.ones((24, 48), bool)
    is_rest[ifu - 1, slice_no - 1] = False
    return array[:, is_rest]


def test_nothing_decided_or_kept_is_the_estimate_itself(found):
    for verdicts in ((), (SliceVerdict(1, 7, "keep", "looks well"),)):
        made = judged(found, verdicts)
        np.testing.assert_array_equal(made.factor, found.factor)
        np.testing.assert_array_equal(made.state, found.state)


def test_the_level_of_the_half_is_used_in_every_bin(found):
    made = judged(found, [SliceVerdict(1, 7, "half")])
    levels = found.levels
    wanted = levels.total_level[:N_BIN] / levels.half_level[:N_BIN, 0, 0]
    # Single precision of the pipeline's method: 6e-8.
    np.testing.assert_allclose(made.factor[:N_BIN, 0, 6], wanted, rtol=1e-7)
    assert set(made.state[:N_BIN, 0, 6].tolist()) == {CellState.HALF_LEVEL}
    assert np.isnan(made.predicted_error[:, 0, 6]).all()
    assert not made.n_row[:, 0, 6].any()
    np.testing.assert_array_equal(rest(made.factor), rest(found.factor))
    np.testing.assert_array_equal(rest(made.state), rest(found.state))


def test_one_is_one_in_every_bin(found):
    made = judged(found, [SliceVerdict(1, 7, "one")])
    assert (made.factor[:, 0, 6] == 1.0).all()
    assert set(made.state[:N_BIN, 0, 6].tolist()) == {CellState.UNTOUCHED}
    np.testing.assert_array_equal(rest(made.factor), rest(found.factor))


def test_an_excluded_slice_takes_no_part_in_any_level(found, sums):
    made = judged(found, [SliceVerdict(1, 7, "exclude")])
    alone = estimate(emptied(sums, 1, 7), method=found.method)
    np.testing.assert_array_equal(rest(made.factor), rest(alone.factor))
    np.testing.assert_array_equal(rest(made.state), rest(alone.state))
    wanted = alone.levels.total_level[:N_BIN] / alone.levels.half_level[:N_BIN, 0, 0]
    np.testing.assert_allclose(made.factor[:N_BIN, 0, 6], wanted, rtol=1e-7)
    assert (made.factor != found.factor).any()


def test_a_slice_that_was_never_measured_can_be_given_the_level_of_its_half(found):
    made = judged(found, [SliceVerdict(2, 9, "half")])
    wanted = found.levels.total_level[:N_BIN] / found.levels.half_level[:N_BIN, 1, 0]
    np.testing.assert_allclose(made.factor[:N_BIN, 1, 8], wanted, rtol=1e-7)


def test_bins_without_rows_keep_their_factors(found):
    made = judged(found, [SliceVerdict(1, 7, "half"), SliceVerdict(5, 1, "exclude")])
    np.testing.assert_array_equal(made.factor[N_BIN:], found.factor[N_BIN:])
    np.testing.assert_array_equal(made.factor[:, 4], found.factor[:, 4])


def test_a_half_of_which_everything_is_excluded_has_the_level_of_the_other():
    found = estimate(gather(flat_table(some_levels())))
    made = judged(found, [SliceVerdict(1, s, "exclude") for s in range(1, 25)])
    assert set(made.state[:N_BIN, 0, :24].ravel().tolist()) == {CellState.OTHER_HALF}
    levels = without(found, [(1, s) for s in range(1, 25)]).levels
    wanted = levels.total_level[:N_BIN] / levels.half_level[:N_BIN, 0, 1]
    np.testing.assert_array_equal(made.factor[:N_BIN, 0, 11], wanted)


def test_with_everything_excluded_nothing_is_changed():
    found = estimate(gather(flat_table(some_levels()[:, :1])))
    made = judged(found, [SliceVerdict(1, s, "exclude") for s in range(1, 49)])
    assert (made.factor == 1.0).all()
    assert set(made.state[:N_BIN, 0].ravel().tolist()) == {CellState.UNTOUCHED}


def test_many_excluded_slices_do_not_replace_those_that_were_measured():
    found = estimate(gather(flat_table(some_levels())))
    made = judged(found, [SliceVerdict(1, s, "exclude") for s in range(1, 15)])
    assert set(made.state[:N_BIN, 0, 14:24].ravel().tolist()) == {CellState.MEASURED}


@pytest.mark.parametrize("decision", ["keep", "half", "one", "exclude"])
def test_what_was_measured_never_changes(found, decision):
    levels, sums = found.levels, found.levels.sums
    arrays = [getattr(sums, name) for name in ("total", "noise", "count", "n_masked", "n_bad")]
    arrays += [levels.slice_level, levels.half_level, levels.n_row, found.factor, found.state]
    before = [array.copy() for array in arrays]
    judged(found, [SliceVerdict(1, 7, decision), SliceVerdict(2, 30, decision)])
    for old, new in zip(before, arrays, strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_clip_can_be_changed_with_slices_excluded(found):
    verdicts = [SliceVerdict(1, 7, "exclude")]
    tight = judged(found.with_clip(2.0), verdicts)
    assert tight.corr_clip == 2.0
    again = judged(without(found, [(1, 7)]).with_clip(2.0), verdicts)
    np.testing.assert_array_equal(tight.factor, again.factor)
    assert ((tight.state & CellState.CLIPPED) != 0).any()


def test_the_factors_can_be_judged_with_what_was_measured(found):
    made = judged(found, [SliceVerdict(1, 7, "one")])
    result = judge(found.levels, made)
    assert result.after[0, 0, 6] == pytest.approx(0.1, abs=0.03)


def test_two_decisions_about_a_slice_are_refused(found):
    with pytest.raises(ValueError, match="two decisions about IFU 1 slice 7"):
        judged(found, [SliceVerdict(1, 7, "half"), SliceVerdict(1, 7, "one")])


@pytest.mark.parametrize(
    ("numbers", "words"), [((0, 1, "keep"), "ifu"), ((1, 49, "keep"), "slice_no"), ((1, 1, "no"), "decision")]
)
def test_a_decision_that_makes_no_sense_is_refused(numbers, words):
    with pytest.raises(ValueError, match=f"^{words} must be"):
        SliceVerdict(*numbers)
