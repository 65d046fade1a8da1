"""Self-calibration as the model has it: one answer leads to the next, without a window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pixviewer as pv
from pixviewer.model.selfcal.state import CalState
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


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


def test_a_run_finds_what_the_engine_finds(run: CalState, exposure_file: Path) -> None:
    with pv.open_table(exposure_file) as table:
        expected = pv.estimate(pv.gather(table))
    assert run.factors is not None
    assert run.estimate is not None
    assert run.judgement is not None
    np.testing.assert_array_equal(run.factors.factor, expected.factor)
    assert run.factors.table_name == exposure_file.name
    assert not run.is_stale
    assert run.running == ""


def test_a_clip_is_followed_and_undone(opened: Workspace, run: CalState, at_rest: Rest) -> None:
    assert run.estimate is not None
    before = run.estimate
    opened.selfcal.set_clip(1.5)
    opened.selfcal.set_clip(1.0)
    assert run.is_stale
    at_rest()
    assert not run.is_stale
    np.testing.assert_array_equal(run.factors.factor, before.with_clip(1.0).factor)  # type: ignore[union-attr]
    assert opened.history.labels == ["correction clip 1"]
    opened.undo()
    at_rest()
    assert run.calibration.corr_clip == 15.0
    np.testing.assert_array_equal(run.factors.factor, before.factor)  # type: ignore[union-attr]


def test_the_table_is_seen_through_the_factors(opened: Workspace, run: CalState) -> None:
    after, facts = opened.selfcal.after, opened.selfcal.after_facts
    assert after is not None
    assert facts is not None
    assert opened.facts is not None
    assert facts.number != opened.facts.number
    assert after.facts.autocal is not None
