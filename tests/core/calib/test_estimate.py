import json
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from selfcal_tables import ObjectsOfTruth, RowsMasked, flat_table, table_of, true_levels, vector_table

import pixviewer as pv
from pixviewer.core.calib.estimate import estimate
from pixviewer.core.calib.log import log_text
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.segments import LASER_SEGMENTS, RAMAN_LINES, SEGMENTS, stretches
from pixviewer.core.calib.states import CellState, count_states, describe, is_measured
from pixviewer.core.calib.sums import gather, gather_again, merge_bins
from pixviewer.core.table import scan

EXPECTED = Path(__file__).resolve().parents[4] / "shared" / "data" / "drs" / "expected.json"

BOTH = pytest.mark.parametrize("method", ["mpdaf", "deepfield"])
UNTOUCHED, MEASURED = CellState.UNTOUCHED, CellState.MEASURED
HALF_LEVEL, OTHER_HALF, CLIPPED = CellState.HALF_LEVEL, CellState.OTHER_HALF, CellState.CLIPPED


def uneven(n_bin=3, n_ifu=2, scatter=0.01, seed=1):
    """Levels about 1000 that differ, the same in all bins: no spikes."""
    level = 1000.0 * (1.0 + scatter * np.random.default_rng(seed).normal(size=(n_ifu, 48)))
    return np.broadcast_to(level, (n_bin, n_ifu, 48)).copy()


def rows_of(table, ifu=None, slices=None, low=0.0, high=1e9):
    """A boolean for each row: whether it is of this IFU, these slices, these wavelengths."""
    origin, wave = table.column("origin"), table.column("wave")
    found = (wave >= low) & (wave < high)
    if ifu is not None:
        found &= (origin >> 6) & 31 == ifu
    if slices is not None:
        found &= np.isin(origin & 63, slices)
    return found


@BOTH
def test_factors_bring_slices_to_one_level(method):
    level = uneven()
    found = estimate(gather(flat_table(level)), method=method)
    corrected = level * found.factor[:3, :2]
    np.testing.assert_allclose(corrected, corrected.mean(), rtol=1e-6)
    assert (found.state[:3, :2] == MEASURED).all()
    assert (found.n_row[:3, :2] == 26 * 60).all()
    assert (found.factor[3:] == 1).all()


@BOTH
def test_without_any_sky_nothing_is_corrected(method):
    table = flat_table(uneven())
    sums = gather(table, RowsMasked(np.ones(table.n_row, bool)))
    found = estimate(sums, method=method)
    assert (found.factor == 1).all()
    assert (found.state == UNTOUCHED).all()
    assert np.isnan(found.predicted_error).all()
    assert (sums.masked_share()[:2] == 1).all()
    assert np.isnan(sums.masked_share()[2:]).all()
    assert "no slice is measured" in log_text(found)


@BOTH
def test_an_ifu_without_sky_is_left_as_it_is(method):
    table = flat_table(uneven())
    found = estimate(gather(table, RowsMasked(rows_of(table, ifu=2))), method=method)
    assert (found.factor[:, 1] == 1).all()
    assert (found.state[:, 1] == UNTOUCHED).all()
    assert (found.state[:3, 0] == MEASURED).all()


def test_a_slice_without_sky_has_the_level_of_its_half():
    level = uneven()
    table = flat_table(level)
    sums = gather(table, RowsMasked(rows_of(table, ifu=1, slices=[7])))
    found = estimate(sums, method="deepfield")
    assert (found.state[:3, 0, 6] == HALF_LEVEL).all()
    others = np.delete(level[0, 0, :24], 6)
    total = found.levels.total_level[0]
    assert found.factor[0, 0, 6] == pytest.approx(total / others.mean(), rel=1e-6)
    # MPDAF leaves it alone.
    mpdaf = estimate(sums)
    assert (mpdaf.factor[:3, 0, 6] == 1).all()
    assert (mpdaf.state[:3, 0, 6] == UNTOUCHED).all()


@BOTH
def test_a_bin_without_sky_is_left_as_it_is(method):
    table = flat_table(uneven())
    masked = rows_of(table, low=SEGMENTS[1], high=SEGMENTS[2])
    found = estimate(gather(table, RowsMasked(masked)), method=method)
    assert (found.state[1] & UNTOUCHED).all()
    assert not is_measured(found.state[1]).any()
    assert (found.state[0, :2] & MEASURED).all()


def few_rows_left(table, ifu, slices):
    """A mask that leaves a hundredth of the rows of these slices: some, but too few to measure."""
    return RowsMasked(rows_of(table, ifu=ifu, slices=slices) & (np.arange(table.n_row) % 100 > 0))


@BOTH
def test_a_half_that_cannot_be_measured_takes_the_other_level(method):
    table = flat_table(uneven())
    found = estimate(gather(table, few_rows_left(table, 1, range(1, 25))), method=method)
    assert (found.levels.n_valid[0, 0] == [0, 24]).all()
    assert (found.state[:3, 0, :24] == OTHER_HALF).all()
    expected = found.levels.total_level[0] / found.levels.half_summary[0, 0, 1, 2]
    np.testing.assert_allclose(found.factor[:3, 0, :24], expected, rtol=1e-6)
    assert "level of the other half used" in log_text(found)


@BOTH
def test_an_ifu_that_cannot_be_measured_is_left_as_it_is(method):
    table = flat_table(uneven())
    found = estimate(gather(table, few_rows_left(table, 1, range(1, 41))), method=method)
    # Eight slices of the other half are too few to stand in for it.
    assert (found.levels.n_valid[0, 0] == [0, 8]).all()
    assert (found.factor[:3, 0, :24] == 1).all()
    assert (found.state[:3, 0, :24] == UNTOUCHED).all()


def test_the_pipeline_takes_the_level_of_a_much_better_half():
    table = flat_table(uneven())
    sums = gather(table, RowsMasked(rows_of(table, ifu=1, slices=range(1, 11))))
    assert (estimate(sums, method="deepfield").state[0, 0, :10] == OTHER_HALF).all()
    assert (estimate(sums, method="mpdaf").state[0, 0, :10] == UNTOUCHED).all()


@BOTH
def test_slices_below_zero_are_not_turned_over(method):
    level = uneven(scatter=0.2)
    level[:, 0, 3], level[:, 0, 4] = -50.0, 0.0
    found = estimate(gather(flat_table(level)), method=method)
    assert (found.factor > 0).all()
    assert np.isfinite(found.factor).all()
    assert (found.state[:3, 0, 3:5] == UNTOUCHED).all()
    assert (found.factor[:3, 0, 3:5] == 1).all()


@BOTH
def test_a_subtracted_sky_is_left_as_it_is(method):
    found = estimate(gather(flat_table(-uneven())), method=method)
    assert (found.factor == 1).all()
    assert (found.state == UNTOUCHED).all()
    assert "was the sky subtracted?" in log_text(found)


@BOTH
def test_a_factor_far_off_is_replaced_by_that_of_its_half(method):
    level = uneven()
    level[:, 0, 9] = 2500.0
    found = estimate(gather(flat_table(level)), method=method)
    assert (found.state[:3, 0, 9] == CLIPPED | HALF_LEVEL).all()
    assert found.corrections.before_clip[0, 0, 9] == pytest.approx(
        found.levels.total_level[0] / 2500.0, rel=1e-6
    )
    assert count_states(found.state)[CLIPPED] == 3
    assert "IFU 01 slice 10" in log_text(found)
    assert np.isnan(found.predicted_error[:3, 0, 9]).all()


def test_another_clip_needs_the_last_stage_only():
    sums = gather(*vector_table())
    found = estimate(sums, corr_clip=15.0)
    again, anew = found.with_clip(1.5), estimate(sums, corr_clip=1.5)
    assert again.levels is found.levels
    np.testing.assert_array_equal(again.factor, anew.factor)
    np.testing.assert_array_equal(again.state, anew.state)
    assert (again.state & CLIPPED != 0).sum() > (found.state & CLIPPED != 0).sum()


@BOTH
@pytest.mark.parametrize("column", ["data", "variance"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_as_if_masked(method, column, value):
    table = flat_table(uneven())
    bad = np.random.default_rng(2).random(table.n_row) < 0.05
    expected = estimate(gather(table, RowsMasked(bad)), method=method)
    columns = {name: np.array(table.column(name)) for name in table.columns}
    columns[column][bad] = value
    sums = gather(pv.PixTable.from_arrays(columns))
    found = estimate(sums, method=method)
    np.testing.assert_array_equal(found.factor, expected.factor)
    np.testing.assert_array_equal(found.n_row, expected.n_row)
    assert sums.n_bad.sum() == bad.sum()


def test_rows_outside_all_bins_are_counted_and_nothing_else():
    wave = np.array([-5.0, 4999.0, 10000.0, np.nan, 5000.0])
    sums = gather(table_of(1, 1, 30, wave, 100.0))
    assert sums.n_outside == 3
    assert sums.n_row[0, 0, :2].tolist() == [1, 1]


def test_two_bins_are_not_cleaned_of_spikes():
    level = uneven(n_bin=2)
    level[1, 0, 5] = 700.0
    table = flat_table(level)
    found = estimate(gather(table, bins=SEGMENTS[:3]))
    assert found.factor.shape == (2, 24, 48)
    assert count_states(found.state)[CellState.SPIKE_CLEANED] == 0


def test_least_numbers_decide_what_is_measured():
    sums = gather(flat_table(uneven()))
    for changed in (Minimum(rows=1560), Minimum(rows_in_column=60), Minimum(columns=26)):
        assert not is_measured(estimate(sums, minimum=changed).state).any()
    for least in (Minimum(rows=1559), Minimum(rows_in_column=59), Minimum(columns=25)):
        assert is_measured(estimate(sums, minimum=least).state[:3, :2]).all()
    with pytest.raises(ValueError, match="columns"):
        Minimum(columns=-1)


def test_flagged_rows_take_part_in_the_pipeline_only():
    table = flat_table(uneven(n_ifu=1), flags=np.arange(3 * 48 * 26 * 60) % 7 == 0)
    sums = gather(table)
    n_flagged = int((table.column("flags") != 0).sum())
    assert estimate(sums, method="deepfield").n_row.sum() == table.n_row
    assert estimate(sums, method="mpdaf").n_row.sum() == table.n_row - n_flagged
    np.testing.assert_array_equal(
        estimate(sums, method="mpdaf", flagged=True).n_row, estimate(sums, method="deepfield").n_row
    )


def laser_table():
    header = fits.Header()
    header["HIERARCH ESO INS MODE"] = "WFM-AO-N"
    wave = np.arange(6400.0, 6900.0, 0.5)
    slices, columns = np.arange(1, 49)[:, None, None], np.arange(20, 45)[None, :, None]
    data = np.where(np.abs(wave - 6483.8) < 5, 5000.0, 1000.0) + slices
    return table_of(3, slices, columns, wave, data, header=header), wave


def test_raman_lines_are_left_out_in_the_pipeline():
    table, wave = laser_table()
    sums = gather(table, raman_width=5.0)
    near = np.min(np.abs(wave[:, None] - np.array(RAMAN_LINES)), axis=1) < 5.0
    n_all, n_near = table.n_row, int(near.sum()) * 48 * 25
    assert estimate(sums, method="mpdaf").n_row.sum() == n_all
    found = estimate(sums, method="deepfield")
    assert found.n_row.sum() == n_all - n_near
    assert found.levels.total_level[6] == pytest.approx(1024.5, rel=1e-6)
    assert estimate(sums, method="deepfield", raman=True).n_row.sum() == n_all
    assert estimate(gather(table), method="deepfield").n_row.sum() == n_all


def test_raman_lines_are_only_in_modes_with_lasers():
    assert gather(flat_table(uneven(n_bin=1, n_ifu=1)), raman_width=5.0).raman_width == 0


def test_surroundings_of_a_raman_line_do_not_hold_their_ends():
    cuts, bin_of, is_raman = stretches(np.array([6440.0, 6678.0, 6931.0]), 5.0)
    at = (
        np.searchsorted(cuts, [6478.8, np.nextafter(6478.8, 7000), 6488.79, 6488.8, 6700, 6826.5], "right")
        - 1
    )
    assert is_raman[at].tolist() == [False, True, True, False, False, True]
    assert bin_of[at].tolist() == [0, 0, 0, 0, 1, 1]


def test_with_lasers_the_pipeline_has_one_bin_about_the_notch():
    sums = gather(laser_table()[0])
    assert estimate(sums, method="mpdaf").edges.tolist() == list(SEGMENTS)
    assert estimate(sums, method="deepfield").edges.tolist() == list(LASER_SEGMENTS)


@BOTH
def test_merged_bins_are_as_if_gathered_so(method):
    table, mask = vector_table()
    bins = [0.0, 5466.0, 5850.0, 6120.0, 7450.0, 10000.0]
    merged, gathered = merge_bins(gather(table, mask), bins), gather(table, mask, bins=bins)
    for name in ("total", "noise", "count", "n_masked", "n_bad"):
        np.testing.assert_array_equal(getattr(merged, name), getattr(gathered, name))
    np.testing.assert_array_equal(
        estimate(merged, method=method).factor, estimate(gathered, method=method).factor
    )


def test_slices_touched_by_a_new_mask_are_gathered_again():
    table, mask = vector_table()
    old = gather(table, mask)
    changed = RowsMasked(mask.masked | rows_of(table, ifu=2, slices=[3, 30], high=6000.0))
    touched = np.zeros((24, 48), bool)
    touched[1, [2, 29]] = True
    new, expected = gather_again(old, table, changed, touched), gather(table, changed)
    for name in ("total", "noise", "count", "n_masked", "n_bad"):
        np.testing.assert_array_equal(getattr(new, name), getattr(expected, name))
    assert (old.n_masked != new.n_masked).any()
    assert gather_again(old, table, mask, np.zeros((24, 48), bool)).total is old.total


@pytest.fixture
def laid_out(request, monkeypatch):
    """Another number of threads, and other chunks."""
    threads, chunk_rows = request.param
    monkeypatch.setattr(scan, "n_thread", lambda: threads)
    monkeypatch.setattr(scan, "CHUNK_ROWS", chunk_rows)


@pytest.mark.parametrize("laid_out", [(1, 4096), (2, 4096), (4, 4096), (4, 70_000)], indirect=True)
@BOTH
def test_threads_and_chunks_do_not_matter(laid_out, method):
    table, mask = vector_table()
    found = estimate(gather(table, mask), method=method)
    # Whole numbers: sums are exact in any order.
    monolith = estimate(gather_whole(table, mask), method=method)
    np.testing.assert_array_equal(found.factor, monolith.factor)
    np.testing.assert_array_equal(found.predicted_error, monolith.predicted_error)


def gather_whole(table, mask):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "CHUNK_ROWS", 1 << 22)
        patch.setattr(scan, "n_thread", lambda: 1)
        return gather(table, mask)


def test_the_order_of_rows_does_not_matter():
    table, mask = vector_table()
    order = np.random.default_rng(3).permutation(table.n_row)
    columns = {name: np.array(table.column(name))[order] for name in table.columns}
    shuffled = gather(pv.PixTable.from_arrays(columns), RowsMasked(mask.masked[order]))
    np.testing.assert_array_equal(estimate(shuffled).factor, estimate(gather(table, mask)).factor)


def test_a_gathering_can_be_cancelled():
    progress = pv.Progress()
    progress.cancel()
    with pytest.raises(pv.Cancelled):
        gather(flat_table(uneven()), progress=progress)


def test_arguments_that_make_no_sense_are_refused():
    table = flat_table(uneven(n_bin=1, n_ifu=1))
    sums = gather(table)
    for bins in ([5000.0], [5000.0, 4000.0], [0.0, np.nan], [[0.0, 1.0]]):
        with pytest.raises(ValueError, match="bins"):
            gather(table, bins=bins)
    with pytest.raises(ValueError, match="raman_width"):
        gather(table, raman_width=-1.0)
    with pytest.raises(ValueError, match="method"):
        estimate(sums, method="median")
    for clip in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="corr_clip"):
            estimate(sums, corr_clip=clip)
    with pytest.raises(ValueError, match="no edge is at"):
        merge_bins(sums, [0.0, 5100.0, 10000.0])
    with pytest.raises(ValueError, match="reach from"):
        merge_bins(sums, [5000.0, 10000.0])
    with pytest.raises(ValueError, match="touched"):
        gather_again(sums, table, None, np.ones(3, bool))


def test_factors_carry_what_they_belong_to():
    sums = gather(flat_table(uneven()), mask_name="objects.fits")
    found = estimate(sums, corr_clip=12.0)
    factors = found.factors
    np.testing.assert_array_equal(factors.factor, found.factor)
    assert (factors.method, factors.corr_clip, factors.mask_name) == ("mpdaf", 12.0, "objects.fits")
    assert factors.table_rows == sums.table_rows
    assert describe(int(CLIPPED | HALF_LEVEL)) == "level of its half IFU, own factor too far off"


WAVES = ((6000.0, 6100.0), (6260.0, 6340.0), (6500.0, 6600.0), (9275.0, 9350.0))


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A simulated exposure of four IFUs, its true levels, and its sums without objects."""
    folder = tmp_path_factory.mktemp("known")
    path, truth = folder / "table.fits", folder / "truth.fits"
    pv.simulate(path, preset="demo", ifus=(2, 9, 15, 23), waves=WAVES, truth=truth)
    with pv.open_table(path) as table:
        sums = gather(table, ObjectsOfTruth(table.frame, truth, 0.05))
    return sums, true_levels(truth, SEGMENTS, WAVES)


@BOTH
def test_what_is_left_of_known_errors_is_as_predicted(known, method):
    sums, levels = known
    found = estimate(sums, method=method)
    deviations = []
    for b in (5, 6, 7, 19):
        measured = is_measured(found.state[b])
        assert measured.sum() > 30
        left = (found.factor[b] * levels[b])[measured]
        error = (found.predicted_error[b] / found.factor[b])[measured]
        common = np.average(left, weights=error**-2)
        deviations.append((left / common - 1.0) / error)
        # The errors to find are far larger than what is left of them.
        assert np.std(levels[b][measured]) > 2 * np.std(left / common)
    sigma = np.concatenate(deviations)
    assert 0.8 < np.sqrt(np.mean(sigma**2)) < 1.2
    assert np.abs(sigma).max() < 5.0


@pytest.fixture(scope="module")
def pipeline(drs_file):
    """Sums of a table of the pipeline over the rows that it used, its factors, and values of MPDAF 3.1."""
    is_used = fits.getdata(drs_file("autocal/AUTOCAL_ROWSEL.fits")).ravel().astype(bool)
    with pv.open_table(drs_file("autocal/PIXTABLE_REDUCED.fits")) as table:
        sums = gather(table, RowsMasked(~is_used))
    return sums, fits.getdata(drs_file("autocal/AUTOCAL_FACTORS.fits"), 1)


def test_factors_are_those_of_the_pipeline_to_the_last_bit(pipeline):
    sums, table = pipeline
    found = estimate(sums, method="deepfield")
    shape = found.factor.shape
    np.testing.assert_array_equal(found.n_row, table["npts"].reshape(shape))
    np.testing.assert_array_equal(found.factor, table["corr"].reshape(shape))
    np.testing.assert_array_equal(found.factors.factor_original, table["corr_orig"].reshape(shape))


@pytest.mark.parametrize(("flagged", "n_at", "at"), [(True, 3, 6), (False, 7, 8)])
def test_factors_are_those_of_mpdafs_kernel(pipeline, flagged, n_at, at):
    expected = json.loads(EXPECTED.read_text())["files"]["autocal/autocal"]["factors"]
    found = estimate(pipeline[0], flagged=flagged)
    for row in expected:
        cell = row[2] - 1, row[0] - 1, row[1] - 1
        assert found.n_row[cell] == row[n_at]
        assert found.factor[cell] == pytest.approx(row[at], rel=1e-10)
