"""Judging a self-calibration: numbers, suspects and words."""

from dataclasses import replace

import numpy as np
import pytest
from selfcal_tables import RowsMasked, flat_table, table_of

from pixviewer import Selection, estimate, gather, judge, suspects, through
from pixviewer.core.calib.judging import Scatter
from pixviewer.core.calib.mask import masker
from pixviewer.core.calib.states import CellState
from pixviewer.core.calib.suspects import Why
from pixviewer.core.calib.verdict import in_words, warnings_of_judgement
from pixviewer.core.table import origin

N_BIN, N_IFU, N_SLICE = 4, 2, 48


def some_levels(seed=1):
    """Levels that differ by a per cent between slices, and hardly between bins."""
    rng = np.random.default_rng(seed)
    of_slice = 1.0 + rng.normal(0.0, 0.01, (1, N_IFU, N_SLICE))
    return 100.0 * of_slice * (1.0 + rng.normal(0.0, 0.001, (N_BIN, N_IFU, N_SLICE)))


def judged(table, mask=None, method="mpdaf"):
    found = estimate(gather(table, mask), method=method)
    return judge(found.levels, found.factors)


def is_at(table, ifu, slice_no):
    words = table.column("origin")
    return (origin.ifu(words) == ifu) & (origin.slice_no(words) == slice_no)


def column_of(table):
    return origin.x_in_slice(table.column("origin"))


@pytest.fixture(scope="module")
def levels():
    return some_levels()


@pytest.fixture(scope="module")
def table(levels):
    return flat_table(levels)


def test_scatter_is_that_of_the_known_levels(table, levels):
    result = judged(table)
    for b in range(N_BIN):
        known = levels[b] / np.median(levels[b]) - 1.0
        # The table holds float32.
        np.testing.assert_allclose(result.before[b, :N_IFU], known, atol=2e-7)
        assert result.by_bin[b].before.rms == pytest.approx(np.sqrt(np.mean(known**2)), abs=2e-7)
        assert result.by_bin[b].before.n_cell == N_IFU * N_SLICE
    assert result.total.before.n_cell == N_BIN * N_IFU * N_SLICE
    assert np.isnan(result.before[:, N_IFU:]).all()
    assert np.isnan(result.by_bin[N_BIN].before.rms)


def test_what_is_left_is_what_the_corrected_table_has(table):
    result = judged(table)
    again = judge(through(table, result.factors), replace(result.factors, factor=np.ones_like(result.after)))
    np.testing.assert_allclose(again.before, result.after, atol=2e-7)
    np.testing.assert_allclose(again.level_before, result.level_after, atol=2e-7)
    assert result.total.after.rms < 1e-6
    assert result.improvement > 1000


@pytest.mark.parametrize("method", ["mpdaf", "deepfield"])
def test_the_level_of_a_measured_slice_is_that_of_the_field(table, method):
    result = judged(table, method=method)
    # Single precision of the pipeline's method: 6e-8, three roundings.
    assert np.nanmax(np.abs(result.level_after)) < 3e-7
    assert result.total.level_before.rms > 0.008


def test_a_table_is_gathered_with_the_bins_of_the_factors(table):
    found = estimate(gather(table, bins=(0.0, 5265.0, 5658.0)))
    result = judge(table, found.factors)
    assert result.before.shape == (2, 24, 48)
    with pytest.raises(ValueError, match="2 bins with edges other"):
        judge(estimate(gather(table)).levels, found.factors)
    with pytest.raises(ValueError, match="bins can be merged"):
        judge(gather(table, bins=(0.0, 5100.0, 5658.0)), found.factors)


def test_sums_of_finer_bins_are_merged_to_those_of_the_factors(table):
    wide = estimate(gather(table, bins=(0.0, 5265.0, 5658.0)))
    fine = gather(table, bins=(0.0, 5000.0, 5265.0, 5466.0, 5658.0))
    np.testing.assert_array_equal(judge(fine, wide.factors).after, judge(table, wide.factors).after)


def test_noise_is_what_even_and_odd_columns_differ_by():
    i, s, x, j = (
        part.ravel() for part in np.meshgrid([1], range(1, 49), range(20, 60), range(60), indexing="ij")
    )
    slope = 1.0 + 0.001 * (x - 39.5)
    data = 100.0 * slope * np.where(x % 2, 0.98, 1.02)
    result = judged(table_of(i, s, x, 4800.0 + j, data))
    # Half of 4 %; 40 columns interleave, so that of the slope 0.001 / 2 is left.
    assert result.by_bin[0].noise / 1.4826 == pytest.approx(0.02, abs=6e-4)


def test_scatter_leaves_out_what_is_not_finite():
    found = Scatter.of(np.array([1.0, -1.0, np.nan, 3.0, np.inf]))
    assert found.n_cell == 3
    assert found.rms == pytest.approx(np.sqrt(11 / 3))
    assert found.robust == pytest.approx(1.4826)
    assert Scatter.of(np.full(3, np.nan)).n_cell == 0


def test_a_spike_is_the_first_suspect(levels):
    spiked = levels.copy()
    spiked[1, 0, 6] *= 1.2
    result = judged(flat_table(spiked))
    first = suspects(result)[0]
    assert (first.ifu, first.slice_no, first.bin_no) == (1, 7, 2)
    assert first.wave == (5000.0, 5265.0)
    assert first.after == pytest.approx(0.2, abs=0.01)
    # The 15 σ rule comes first: whichever took it, the words say so, and that neighbours disagree.
    assert any("spike" in reason or "too far off" in reason for reason in first.reasons)
    assert any("neighbouring bins disagree" in reason for reason in first.reasons)
    assert sum(result.states[bit] for bit in (CellState.CLIPPED, CellState.SPIKE_CLEANED)) >= 1


def test_neighbours_that_have_no_rows_are_told_beside_a_spike(levels):
    level = np.full((3, N_IFU, N_SLICE), np.nan)
    level[0], level[2] = levels[0], levels[0]
    level[2, 0, 6] *= 1.1
    made = flat_table(np.nan_to_num(level))
    rows = made.column("data") > 0
    result = judged(type(made).from_arrays({name: made.column(name)[rows] for name in made.columns}))
    assert result.states[CellState.SPIKE_CLEANED] >= 1
    told = [reason for one in suspects(result) for reason in one.reasons if "spike" in reason]
    assert told
    assert all("the neighbouring bins, which have no rows, say 1.000" in reason for reason in told)


def test_a_bin_and_an_ifu_that_cannot_be_measured_are_told(levels):
    made = flat_table(levels)
    flags = made.column("flags").copy()
    flags[(made.column("wave") >= 5265) & (made.column("wave") < 5466)] = 32
    flags[is_at(made, 2, origin.slice_no(made.column("origin")))] = 32
    flags[is_at(made, 1, 7)] = 32
    columns = {name: made.column(name) for name in made.columns} | {"flags": flags}
    result = judged(type(made).from_arrays(columns))
    told = warnings_of_judgement(result, [])
    assert "no slice could be measured in the bin 5265–5466 Å" in told
    assert "49 slices could not be measured: all of IFU 2, IFU 1 slice 7" in told


def test_a_table_without_oddities_has_no_suspects(table):
    result = judged(table)
    assert suspects(result) == []
    assert result.states[CellState.MEASURED] == N_BIN * N_IFU * N_SLICE
    assert result.unmeasured_slices == []
    assert result.unusual() == []


def test_a_masked_slice_is_listed_with_its_reason(table):
    result = judged(table, masker(table, Selection(ifu=[2], slice_no=[9])))
    assert result.unmeasured_slices == [(2, 9)]
    last = suspects(result)[-1]
    assert (last.ifu, last.slice_no, last.bin_no, last.masked_share) == (2, 9, 0, 1.0)
    assert last.reasons[0] == "all of its rows are masked"
    told = warnings_of_judgement(result, suspects(result))
    assert "1 slice could not be measured: IFU 2 slice 9" in told


def test_too_few_columns_are_told(table):
    result = judged(table, RowsMasked(is_at(table, 1, 3) & (column_of(table) >= 35)))
    last = suspects(result)[-1]
    assert (last.ifu, last.slice_no) == (1, 3)
    assert last.reasons == (
        "at most 15 columns with more than 50 rows, more than 20 are needed",
        "it has the level of its half IFU",
    )


def test_a_source_is_told():
    i, s, x, j = (
        part.ravel() for part in np.meshgrid([1], range(1, 49), range(1, 127), range(60), indexing="ij")
    )
    sky = (100.0 + (11 * s) % 13 / 10) * (1.0 + 0.0005 * ((11 * x) % 126 - 62.5))
    data = sky * np.where((s == 3) & (x >= 67), 5.0, 1.0)
    found = suspects(judged(table_of(i, s, x, 4800.0 + j, data)))
    assert [(one.ifu, one.slice_no) for one in found] == [(1, 3)]
    assert found[0].reasons[0] == "60 of its 126 columns were clipped: a source in the slice?"


def test_the_worst_come_first(levels):
    spiked = levels.copy()
    for slice_no, height in ((10, 1.1), (20, 1.3), (40, 1.2)):
        spiked[1, 0, slice_no - 1] *= height
    assert [one.slice_no for one in suspects(judged(flat_table(spiked)))[:3]] == [20, 40, 10]


def test_factors_far_from_one_are_unusual(table):
    result = judged(table)
    factor = result.factors.factor.copy()
    factor[0, 0, 4], factor[1, 1, 7] = 1.3, 0.5
    odd = judge(result.levels, replace(result.factors, factor=factor))
    assert odd.unusual() == [(2, 2, 8, 0.5), (1, 1, 5, 1.3)]
    told = warnings_of_judgement(odd, [])
    assert any(
        "2 factors lie outside 0.8 to 1.2; the farthest is 0.500, of IFU 2, slice 8" in one for one in told
    )


def test_the_verdict_names_both_numbers(table):
    result = judged(table)
    words = in_words(result)
    assert words.startswith("Slices agree ")
    assert f"{100 * result.total.before.robust:.2f} % before" in words
    assert f"{100 * result.total.after.robust:.2f} % after" in words


def test_a_correction_that_does_not_help_is_told(table):
    result = judged(table)
    useless = judge(result.levels, replace(result.factors, factor=np.ones_like(result.after)))
    assert in_words(useless).startswith("Slices agree no better than before")


def test_nothing_measured_is_told(table):
    result = judged(table, masker(table, Selection(ifu=[1, 2])))
    assert in_words(result) == "No slice could be measured, so no factor was found."
    assert len(result.unmeasured_slices) == N_IFU * N_SLICE
    assert np.isnan(result.median_sky)
    assert len(suspects(result)) == N_IFU * N_SLICE


@pytest.mark.parametrize(("level", "words"), [(0.0, "median sky is 0"), (-50.0, "median sky is -50")])
def test_a_sky_that_is_not_positive_is_told(level, words):
    result = judged(flat_table(np.full((1, 1, 48), level)))
    assert any(words in one for one in warnings_of_judgement(result, suspects(result)))


def test_rows_that_are_not_finite_and_outside_bins_are_counted(levels):
    table = flat_table(levels)
    data, wave = table.column("data").copy(), table.column("wave").copy()
    data[:5], wave[-3:] = np.nan, 11000.0
    columns = {name: table.column(name) for name in table.columns} | {"data": data, "wave": wave}
    result = judged(type(table).from_arrays(columns))
    told = warnings_of_judgement(result, [])
    assert any(one.startswith("5 rows with a value or variance that is not finite") for one in told)
    assert any(one.startswith("3 rows lie outside all bins") for one in told)


def test_every_reason_has_a_kind(levels):
    spiked = levels.copy()
    spiked[1, 0, 6] *= 1.2
    made = flat_table(spiked)
    found = suspects(judged(made, masker(made, Selection(ifu=[2], slice_no=[9]))))
    assert all(len(one.kinds) == len(one.reasons) > 0 for one in found)
    assert {Why.SPIKE, Why.FAR} & set(found[0].kinds)
    assert "neighbours disagree" in found[0].in_short
    assert found[-1].kinds == (Why.FEW, Why.UNMEASURED)
