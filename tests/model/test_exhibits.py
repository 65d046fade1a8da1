"""What maps and curves show follows the factors; several sets are compared, merged and saved."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pixviewer as pv
from pixviewer.core.calib.comparing import compare_factors
from pixviewer.core.calib.judging import judge
from pixviewer.core.calib.merging import merge_factors
from pixviewer.core.io.factor_files import read_factors, write_factors
from pixviewer.model.selfcal.maps import AFTER, DIFFERENCE, FACTOR, map_of
from pixviewer.model.selfcal.state import OWN
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def run(workspace: Workspace, at_rest: Rest, exposure_file: Path) -> Workspace:
    workspace.open(exposure_file)
    at_rest()
    workspace.selfcal.run()
    at_rest()
    return workspace


@pytest.fixture
def another_file(exposure_file: Path, tmp_path: Path) -> Path:
    """Factors of another night."""
    with pv.open_table(exposure_file) as table:
        factors = pv.estimate(pv.gather(table)).factors
    noise = np.random.default_rng(2).normal(1.0, 0.004, factors.factor.shape)
    path = tmp_path / "night2.fits"
    write_factors(dataclasses.replace(factors, factor=factors.factor * noise), path)
    return path


@pytest.fixture
def two(run: Workspace, another_file: Path, at_rest: Rest) -> Workspace:
    run.selfcal.load_factors(another_file)
    at_rest()
    return run


def subject_of(workspace: Workspace):
    assert workspace.exhibits.subject is not None
    return workspace.exhibits.subject


def failures_of(workspace: Workspace) -> list[tuple[str, Exception]]:
    failures: list[tuple[str, Exception]] = []
    workspace.failed.connect(lambda what, error: failures.append((what, error)))
    return failures


def test_without_factors_nothing_is_shown_and_what_is_needed_is_said(
    workspace: Workspace, at_rest: Rest, exposure_file: Path
) -> None:
    assert workspace.exhibits.subject is None
    workspace.open(exposure_file)
    at_rest()
    assert workspace.exhibits.subject is None
    assert workspace.exhibits.needs.startswith("Run the self-calibration")
    assert workspace.factor_sets.names == ()


def test_a_run_is_shown_with_its_residuals(run: Workspace) -> None:
    subject = subject_of(run)
    assert subject.factors is run.selfcal.state.factors
    assert subject.judgement is run.selfcal.state.judgement
    assert subject.name == "measured here"
    residual = map_of(subject, AFTER).values
    known = np.isfinite(residual)
    assert set(np.flatnonzero(known.any(axis=1))) == {4, 5}  # IFUs 5 and 6


def test_a_clip_changes_the_subject_and_its_maps(run: Workspace, at_rest: Rest) -> None:
    before, n = subject_of(run), []
    run.exhibits.changed.connect(lambda: n.append(1))
    run.selfcal.set_clip(0.5)
    at_rest()
    after = subject_of(run)
    assert n
    assert after.factors is run.selfcal.state.factors
    assert after.judgement is not None
    assert (map_of(after, FACTOR).values != map_of(before, FACTOR).values)[
        np.isfinite(after.own).any(axis=0)
    ].any()
    assert np.nanmax(np.abs(after.own - before.own)) == 0  # what was measured stays


def test_out_of_date_factors_are_marked(run: Workspace, at_rest: Rest) -> None:
    assert run.exhibits.mark == ""
    run.selfcal.set_clip(3.0)
    assert run.exhibits.mark.startswith("out of date")
    at_rest()
    assert run.exhibits.mark == ""


def test_bins_are_stepped_among_those_with_rows(run: Workspace) -> None:
    numbers = (subject_of(run).shown.index + 1).tolist()
    seen = []
    for _ in range(4):
        run.exhibits.step_bin(1)
        seen.append(run.selfcal.state.bin_no)
    assert seen == [*numbers, numbers[-1]]
    for _ in range(4):
        run.exhibits.step_bin(-1)
    assert run.selfcal.state.bin_no == 0


def test_the_bins_end_where_the_table_does(run: Workspace) -> None:
    shown = subject_of(run).shown
    assert run.table is not None
    assert run.table.blocks is not None
    low, high = run.table.blocks.wave_range
    assert (shown.low[0], shown.high[-1]) == pytest.approx((low, high))


def test_the_sky_is_read_once_a_table(run: Workspace, at_rest: Rest) -> None:
    told = []
    run.exhibits.sky_changed.connect(lambda: told.append(1))
    run.exhibits.ask_sky()
    run.exhibits.ask_sky()
    at_rest()
    sky = run.exhibits.sky
    assert sky is not None
    assert len(told) == 1
    good = np.isfinite(sky.value)
    assert sky.wave[good].min() > 5890
    assert sky.wave[good].max() < 6580
    run.close_table()
    assert run.exhibits.sky is None


def test_a_file_is_shown_and_judged_on_the_open_table(two: Workspace) -> None:
    subject = subject_of(two)
    assert subject.name == "night2.fits"
    assert subject.judgement is not None
    assert two.selfcal.state.estimate is not None
    expected = judge(two.selfcal.state.estimate.levels, subject.factors)
    np.testing.assert_array_equal(subject.judgement.after, expected.after)
    own = two.selfcal.state.judgement
    assert own is not None
    assert subject.judgement.total.after.robust > own.total.after.robust


def test_two_sets_are_compared(two: Workspace) -> None:
    two.factor_sets.compare_with(OWN)
    comparison = two.factor_sets.comparison
    assert comparison is not None
    own = two.selfcal.own_factors
    assert own is not None
    assert two.selfcal.state.factors is not None
    expected = compare_factors([own, two.selfcal.state.factors])[0]
    assert comparison.total == expected.total
    difference = map_of(subject_of(two), DIFFERENCE, 6)
    np.testing.assert_allclose(difference.values, 100 * expected.difference[5])
    two.factor_sets.compare_with(None)
    assert two.factor_sets.comparison is None


def test_showing_the_other_set_ends_the_comparison(two: Workspace) -> None:
    two.factor_sets.compare_with(OWN)
    two.factor_sets.show(OWN)
    assert two.exhibits.state.other is None
    assert subject_of(two).name == "measured here"
    two.factor_sets.compare_with("night2.fits")
    two.factor_sets.drop("night2.fits")
    assert two.exhibits.state.other is None
    assert two.factor_sets.names == (OWN,)


def test_a_merge_joins_the_sets_and_is_saved(two: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    told: list[str] = []
    two.told.connect(told.append)
    two.factor_sets.merge(two.factor_sets.names)
    at_rest()
    name = two.factor_sets.names[-1]
    assert name == "merge 1 of 2 sets"
    assert told[-1].startswith("merge 1 of 2 sets: median scatter 0.")
    assert two.factor_sets.is_unsaved(name)
    merged = two.exhibits.factors_of(name)
    sets = [two.exhibits.factors_of(one) for one in two.factor_sets.names[:2]]
    assert merged is not None
    np.testing.assert_array_equal(merged.factor, merge_factors(sets).factors.factor)  # type: ignore[arg-type]
    path = tmp_path / "merged.fits"
    two.factor_sets.save(name, path)
    at_rest()
    assert not two.factor_sets.is_unsaved(name)
    np.testing.assert_allclose(read_factors(path, repair=True).factor, merged.factor)
    two.factor_sets.show(name)
    assert subject_of(two).factors is merged


def test_a_merge_is_not_written_over_what_was_merged(
    two: Workspace, at_rest: Rest, another_file: Path
) -> None:
    failures = failures_of(two)
    two.factor_sets.merge(two.factor_sets.names)
    at_rest()
    before = another_file.read_bytes()
    two.factor_sets.save(two.factor_sets.names[-1], another_file, overwrite=True)
    at_rest()
    assert another_file.read_bytes() == before
    ((what, error),) = failures
    assert what == "Writing night2.fits"
    assert "night2.fits" in str(error)
    assert two.factor_sets.is_unsaved(two.factor_sets.names[-1])


def test_one_set_alone_is_not_merged(run: Workspace, at_rest: Rest) -> None:
    told: list[str] = []
    run.told.connect(told.append)
    run.factor_sets.merge(run.factor_sets.names)
    at_rest()
    assert told == ["mark two sets or more to merge them"]
    assert run.factor_sets.names == (OWN,)


def test_sets_of_other_bins_are_neither_compared_nor_merged(
    run: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    own = run.selfcal.own_factors
    assert own is not None
    other = pv.Factors(own.factor[:2], own.edges[:3], n_row=own.n_row[:2])  # type: ignore[index]
    path = tmp_path / "short.fits"
    write_factors(other, path)
    failures = failures_of(run)
    run.selfcal.load_factors(path)
    at_rest()
    run.factor_sets.compare_with(OWN)
    with pytest.raises(ValueError, match="bins"):
        _ = run.factor_sets.comparison
    run.factor_sets.merge(run.factor_sets.names)
    at_rest()
    ((what, error),) = failures
    assert what == "Merging factors"
    assert "bins" in str(error)


def test_the_comparison_is_written_as_a_report(two: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    two.factor_sets.compare_with(OWN)
    path = tmp_path / "report.html"
    two.factor_sets.save_report(path)
    at_rest()
    page = path.read_text()
    assert "night2.fits minus measured here" in page
    assert page.count("<img") >= 4


def test_another_table_forgets_sets_and_choices(two: Workspace, at_rest: Rest, small_file: Path) -> None:
    two.factor_sets.compare_with(OWN)
    two.exhibits.state.zoomed = 5
    two.open(small_file)
    at_rest()
    assert two.exhibits.subject is None
    assert two.exhibits.state.other is None
    assert two.exhibits.state.zoomed == 0
    assert two.factor_sets.names == ()
