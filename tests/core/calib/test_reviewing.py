"""An estimate after somebody has looked at its slices."""

import numpy as np
import pytest
from selfcal_tables import RowsMasked, flat_table

from pixviewer import estimate, gather, judge, suspects
from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.reviewing import review
from pixviewer.core.calib.verdicts import judged
from pixviewer.core.table import origin


@pytest.fixture(scope="module")
def found():
    """Slice 7 of IFU 1 has a spike in bin 2, slice 9 of IFU 2 is all masked."""
    rng = np.random.default_rng(5)
    levels = 100.0 * (1.0 + rng.normal(0.0, 0.01, (1, 2, 48))) * np.ones((4, 1, 1))
    levels[1, 0, 6] *= 1.2
    table = flat_table(levels)
    words = table.column("origin")
    return estimate(gather(table, RowsMasked((origin.ifu(words) == 2) & (origin.slice_no(words) == 9))))


def test_what_there_is_to_look_at_does_not_change_by_deciding(found):
    first = review(found)
    decided = review(found, [SliceVerdict(1, 7, "exclude"), SliceVerdict(2, 9, "keep")])
    assert [one.place for one in decided.suspects] == [one.place for one in first.suspects]
    assert (first.n_looked_at, decided.n_looked_at) == (0, 2)
    # Not asked for, and no suspect: it counts for nothing.
    assert review(found, [SliceVerdict(1, 30, "half")]).n_looked_at == 0


def test_both_judgements_are_those_of_their_factors(found):
    verdicts = [SliceVerdict(1, 7, "one")]
    result = review(found, verdicts)
    np.testing.assert_array_equal(result.estimated.after, judge(found.levels, found.factors).after)
    wanted = judge(found.levels, judged(found, verdicts)).after
    np.testing.assert_array_equal(result.decided.after, wanted)


def test_the_effect_is_told_where_the_slice_is_off_most(found):
    effect = review(found, [SliceVerdict(1, 7, "one", "hot column")]).effects[0]
    suspect = suspects(judge(found.levels, found.factors))[0]
    assert effect.verdict.note == "hot column"
    assert (effect.bin_no, effect.wave) == (suspect.bin_no, suspect.wave)
    assert effect.factor_before == found.factor[effect.bin_no - 1, 0, 6]
    assert effect.factor_after == 1.0
    assert effect.off_before == pytest.approx(suspect.after)
    # What is left with the factor 1 is what was there.
    assert effect.off_after == pytest.approx(suspect.before, abs=2e-3)
    assert (effect.sigma, effect.reasons) == (suspect.sigma, suspect.reasons)


def test_a_slice_that_was_measured_nowhere_has_the_median_of_its_factors(found):
    effect = review(found, [SliceVerdict(2, 9, "half")]).effects[0]
    assert (effect.bin_no, effect.wave) == (0, (0.0, 10000.0))
    assert effect.factor_before == 1.0
    assert effect.factor_after == pytest.approx(np.median(judged(found, [effect.verdict]).factor[:4, 1, 8]))
    assert np.isnan([effect.off_before, effect.off_after, effect.sigma]).all()


def test_a_slice_that_is_no_suspect_has_no_reason(found):
    effect = review(found, [SliceVerdict(1, 30, "half")]).effects[0]
    assert effect.reasons == ()
    assert np.isnan(effect.sigma)
    assert effect.bin_no > 0


def test_effects_are_in_order(found):
    verdicts = [SliceVerdict(2, 9, "keep"), SliceVerdict(1, 30, "half"), SliceVerdict(1, 7, "one")]
    assert [one.verdict.place for one in review(found, verdicts).effects] == [(1, 7), (1, 30), (2, 9)]


def test_what_is_known_serves_again_as_long_as_it_is_of_the_same_estimate(found):
    first = review(found)
    again = review(found, [SliceVerdict(1, 7, "half")], known=first)
    assert again.estimated is first.estimated
    assert again.suspects is first.suspects
    other = review(found.with_clip(2.0), known=first)
    assert other.estimated.factors.corr_clip == 2.0
    assert other.estimated is not first.estimated
