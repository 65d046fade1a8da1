"""Self-calibration as the model has it: one answer leads to the next, without a window."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from waiting import until

import pixviewer as pv
from pixviewer.core.calib import sums
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import Automatic, Disc, MaskPlan, paint
from pixviewer.model.selfcal import work
from pixviewer.model.selfcal.state import CalState
from pixviewer.model.selfcal.steps import Mark, steps_of
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]

EVERYTHING = MaskPlan((Disc(0.0, 0.0, 1000.0),))
A_PART = MaskPlan((Disc(0.0, -15.0, 2.0),))


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, exposure_file: Path) -> Workspace:
    workspace.open(exposure_file)
    at_rest()
    return workspace


@pytest.fixture
def run(opened: Workspace, at_rest: Rest) -> CalState:
    opened.selfcal.run()
    at_rest()
    return opened.selfcal.state


def factor_of(state: CalState) -> np.ndarray:
    assert state.factors is not None
    return state.factors.factor


def test_a_run_finds_what_the_engine_finds(run: CalState, exposure_file: Path) -> None:
    with pv.open_table(exposure_file) as table:
        expected = pv.estimate(pv.gather(table))
    np.testing.assert_array_equal(factor_of(run), expected.factor)
    assert run.factors is not None
    assert run.factors.table_name == exposure_file.name
    assert run.judgement is not None
    assert not run.is_stale
    assert run.running == ""
    assert steps_of(run)["run"].mark is Mark.DONE


def test_known_errors_are_found_and_told(opened: Workspace, at_rest: Rest) -> None:
    opened.selfcal.set_mask_plan(MaskPlan((Automatic("threshold", 5.0, 1, 6),)), "find objects")
    opened.selfcal.run()
    at_rest()
    truth = opened.selfcal.state.truth
    assert truth is not None
    assert truth.measured.n_cell > 200
    assert truth.measured.after < 0.8 * truth.measured.before
    assert truth.measured.after < 1.2 * truth.measured.predicted


def test_a_clip_is_followed_and_undone(opened: Workspace, run: CalState, at_rest: Rest) -> None:
    assert run.estimate is not None
    before = run.estimate
    opened.selfcal.set_clip(1.5)
    opened.selfcal.set_clip(1.0)
    assert run.is_stale
    at_rest()
    assert not run.is_stale
    np.testing.assert_array_equal(factor_of(run), before.with_clip(1.0).factor)
    assert opened.history.labels == ["correction clip 1"]
    opened.undo()
    at_rest()
    assert run.calibration.corr_clip == 15.0
    np.testing.assert_array_equal(factor_of(run), before.factor)


def test_method_flags_and_least_numbers_need_no_other_pass(
    opened: Workspace, run: CalState, at_rest: Rest
) -> None:
    sums = run.sums
    assert sums is not None
    opened.selfcal.set_method("deepfield")
    opened.selfcal.set_flagged(False)
    opened.selfcal.set_minimum(Minimum(200, 55, 25))
    at_rest()
    assert run.sums is sums
    expected = pv.estimate(sums, method="deepfield", flagged=False, minimum=Minimum(200, 55, 25))
    np.testing.assert_array_equal(factor_of(run), expected.factor)


def test_verdicts_change_factors_and_notes_do_not(opened: Workspace, run: CalState, at_rest: Rest) -> None:
    assert run.estimate is not None
    opened.selfcal.set_verdict(pv.SliceVerdict(5, 7, "one", "a source"))
    at_rest()
    factors = run.factors
    assert factors is not None
    assert (factors.factor[:, 4, 6] == 1).all()
    assert factor_of(run)[6, 4, 7] == run.estimate.factor[6, 4, 7]
    opened.selfcal.set_verdict(pv.SliceVerdict(5, 7, "one", "a star"))
    at_rest()
    assert run.factors is factors
    opened.selfcal.clear_verdict(5, 7)
    at_rest()
    np.testing.assert_array_equal(factor_of(run), run.estimate.factor)


def test_the_table_is_seen_through_the_factors(opened: Workspace, run: CalState) -> None:
    after, facts = opened.selfcal.after, opened.selfcal.after_facts
    assert after is not None
    assert facts is not None
    assert opened.facts is not None
    assert facts.number != opened.facts.number
    assert after.facts.autocal is not None


def test_a_mask_is_followed_by_reading_what_it_touches(
    opened: Workspace, run: CalState, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, exposure_file: Path
) -> None:
    read: list[int] = []
    again = sums.gather_again

    def counted(known, table, mask, touched, **settings):  # type: ignore[no-untyped-def]
        read.append(int(touched.sum()))
        return again(known, table, mask, touched, **settings)

    monkeypatch.setattr("pixviewer.core.calib.sums.gather_again", counted)
    opened.selfcal.set_mask_plan(A_PART, "paint")
    assert run.is_stale
    at_rest()
    assert not run.is_stale
    assert len(read) == 1
    assert 0 < read[0] < 60
    assert run.sums is not None
    with pv.open_table(exposure_file) as table:
        image = pv.white_light(table, pv.Selection(wave=(4650.0, 9300.0)))
        mask = paint(A_PART, image, table)
        assert mask is not None
        expected = pv.gather(table, pv.masker(table, mask))
    np.testing.assert_array_equal(run.sums.count, expected.count)
    np.testing.assert_array_equal(run.sums.n_masked, expected.n_masked)
    np.testing.assert_allclose(run.sums.total, expected.total, rtol=1e-12)
    assert expected.n_masked.sum() > 0


def test_a_mask_of_everything_is_refused_and_undone(opened: Workspace, run: CalState, at_rest: Rest) -> None:
    before, told = run.factors, []
    opened.told.connect(told.append)
    opened.selfcal.set_mask_plan(EVERYTHING, "paint all")
    at_rest()
    assert "no sky is left" in run.problem
    assert any("no sky is left" in one for one in told)
    assert run.factors is before
    assert run.is_stale
    assert steps_of(run)["run"].mark is Mark.STOPPED
    opened.undo()
    at_rest()
    assert run.problem == ""
    assert not run.is_stale
    np.testing.assert_array_equal(factor_of(run), before.factor if before else None)


@pytest.mark.parametrize("stage", ["gather_sums", "estimate_factors", "judge_factors"])
def test_a_run_is_cancelled_at_every_stage_and_done_again(
    opened: Workspace, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    began = threading.Event()

    def stuck(*arguments):  # type: ignore[no-untyped-def]
        began.set()
        while True:
            arguments[-1].check()

    with monkeypatch.context() as patch:
        patch.setattr(work, stage, stuck)
        opened.selfcal.run()
        until(began.is_set, opened.runner._deliver.take)  # type: ignore[attr-defined]
        opened.selfcal.cancel()
        at_rest()
    state = opened.selfcal.state
    assert state.running == ""
    assert (state.factors is None) == (stage != "judge_factors")
    opened.selfcal.run()
    at_rest()
    assert state.judgement is not None
    assert not state.is_stale


def test_a_table_that_was_changed_on_disk_is_told(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.fits"
    copy.write_bytes(exposure_file.read_bytes())
    workspace.open(copy)
    at_rest()
    workspace.selfcal.run()
    at_rest()
    failures: list[str] = []
    workspace.failed.connect(lambda what, error: failures.append(str(error)))
    before = workspace.selfcal.state.factors
    with copy.open("ab") as file:
        file.write(b" " * 2880)
    workspace.selfcal.set_mask_plan(A_PART, "paint")
    at_rest()
    workspace.selfcal.saver.save("table", tmp_path / "out.fits")
    assert workspace.selfcal.state.factors is before
    workspace.undo()
    workspace.selfcal.saver.save("table", tmp_path / "out.fits")
    at_rest()
    assert len(failures) >= 2
    assert all("was changed on disk since it was opened" in one for one in failures)
    assert not (tmp_path / "out.fits").exists()


def test_a_table_without_sky_cannot_be_run_but_shows_factors(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    subtracted, file = tmp_path / "subtracted.fits", tmp_path / "factors.fits"
    with pv.open_table(exposure_file) as table:
        header = table.header
        header["HIERARCH ESO DRS MUSE PIXTABLE SKYSUB"] = True
        pv.extract(table.with_header(header), None, subtracted)
        pv.write_factors(pv.estimate(pv.gather(table)).factors, file)
    workspace.open(subtracted)
    at_rest()
    state = workspace.selfcal.state
    step = steps_of(state)["table"]
    assert step.mark is Mark.STOPPED
    assert "sky is subtracted" in step.says
    workspace.selfcal.run()
    at_rest()
    assert state.factors is None
    workspace.selfcal.load_factors(file)
    at_rest()
    assert state.factors_name == "factors.fits"
    assert workspace.selfcal.after is not None
    workspace.selfcal.force()
    at_rest()
    assert state.estimate is not None
    workspace.selfcal.drop_factors("factors.fits")
    assert state.factors is not None
    assert state.factors_name == ""


def test_factors_of_another_mode_are_shown_and_told(opened: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    told: list[str] = []
    opened.told.connect(told.append)
    file = tmp_path / "ao.fits"
    edges = pv.LASER_SEGMENTS
    pv.write_factors(pv.Factors(np.full((19, 24, 48), 1.01), np.array(edges), mode="WFM-AO-N"), file)
    opened.selfcal.load_factors(file)
    at_rest()
    assert any("of mode WFM-AO-N" in one for one in told)
    assert opened.selfcal.state.factors is not None
    failures: list[str] = []
    opened.failed.connect(lambda what, error: failures.append(str(error)))
    assert "of mode WFM-AO-N" in opened.selfcal.refusals()[0]
    opened.selfcal.saver.save("table", tmp_path / "out.fits")
    at_rest()
    assert "of mode WFM-AO-N" in failures[0]
    assert not (tmp_path / "out.fits").exists()


def test_factors_that_cannot_be_read_leave_all_as_it_was(
    opened: Workspace, run: CalState, at_rest: Rest, tmp_path: Path
) -> None:
    failures: list[str] = []
    opened.failed.connect(lambda what, error: failures.append(str(error)))
    before = run.factors
    (tmp_path / "no.fits").write_text("no FITS")
    opened.selfcal.load_factors(tmp_path / "no.fits")
    at_rest()
    assert len(failures) == 1
    assert "no.fits" in failures[0]
    assert run.factors is before


def test_another_table_starts_afresh(
    opened: Workspace, run: CalState, at_rest: Rest, small_file: Path
) -> None:
    opened.selfcal.set_clip(3.0)
    opened.open(small_file)
    at_rest()
    assert run.factors is None
    assert run.calibration.corr_clip == 15.0
    assert opened.selfcal.after is None
