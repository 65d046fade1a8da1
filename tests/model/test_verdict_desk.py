"""Slices looked at one after the other, and decided about, without a window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import SliceVerdict, judged, read_verdicts
from pixviewer.model.selfcal.ranking import Show
from pixviewer.model.selfcal.verdict_desk import VerdictDesk
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, exposure_file: Path) -> Workspace:
    workspace.open(exposure_file)
    at_rest()
    return workspace


@pytest.fixture
def desk(opened: Workspace, at_rest: Rest) -> VerdictDesk:
    opened.selfcal.run()
    at_rest()
    assert len(opened.verdicts.lines) > 5
    return opened.verdicts


@pytest.fixture
def told(opened: Workspace) -> list[str]:
    heard: list[str] = []
    opened.told.connect(heard.append)
    return heard


def factor(workspace: Workspace) -> np.ndarray:
    factors = workspace.selfcal.state.factors
    assert factors is not None
    return factors.factor


def test_before_a_run_there_is_nothing_to_look_at(opened: Workspace, told: list[str]) -> None:
    desk = opened.verdicts
    desk.step(1)
    assert desk.lines == ()
    assert desk.current is None
    assert told == ["no slice is off"]


def test_one_walks_from_the_worst_to_the_next(desk: VerdictDesk, opened: Workspace, at_rest: Rest) -> None:
    order = [line.place for line in desk.listed]
    sigmas = [abs(line.sigma) for line in desk.listed if np.isfinite(line.sigma)]
    assert sigmas == sorted(sigmas, reverse=True)
    seen = []
    for _ in range(3):
        desk.step(1)
        at_rest()
        seen.append(opened.linked.slice_picked)
    assert seen == order[:3]
    desk.step(-1)
    assert desk.picked == order[1]


def test_a_decision_is_followed_by_the_factors_and_undone(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest
) -> None:
    state = opened.selfcal.state
    assert state.estimate is not None
    before, suspects, lines = factor(opened), state.suspects, desk.lines
    desk.step(1)
    place = desk.picked
    assert place is not None
    desk.set_note("a source", place)
    desk.decide("exclude")
    assert desk.lines[0].decision != "" or any(line.decision == "exclude" for line in desk.lines)
    at_rest()
    verdict = SliceVerdict(*place, "exclude", "a source")
    assert desk.verdicts == (verdict,)
    np.testing.assert_array_equal(factor(opened), judged(state.estimate, [verdict]).factor)
    assert (factor(opened) != before).any()
    # What there is to look at is what the run has found.
    assert state.suspects is suspects
    assert [line.place for line in desk.lines] == [line.place for line in lines]
    assert opened.history.labels == [f"exclude slice {place[1]} of IFU {place[0]}"]
    opened.undo()
    at_rest()
    assert desk.verdicts == ()
    np.testing.assert_array_equal(factor(opened), before)


def test_sums_never_change_in_place(desk: VerdictDesk, opened: Workspace, at_rest: Rest) -> None:
    sums = opened.selfcal.state.sums
    assert sums is not None
    arrays = (sums.total, sums.noise, sums.count, sums.n_masked, sums.n_bad)
    before = [array.copy() for array in arrays]
    for decision in ("exclude", "half", "one"):
        desk.decide(decision, [(5, 1), (5, 2), (6, 30)])
        at_rest()
    for old, new in zip(before, arrays, strict=True):
        np.testing.assert_array_equal(old, new)
    assert opened.selfcal.state.sums is sums


def test_the_line_of_a_decided_slice_tells_what_it_does(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest
) -> None:
    place = desk.listed[0].place
    desk.decide("one", [place])
    at_rest()
    (line,) = [line for line in desk.lines if line.place == place]
    assert line.factor_now == 1.0
    assert line.factor != 1.0
    assert line.off_now != line.off
    assert line.is_suspect


def test_a_slice_that_is_no_suspect_can_be_decided_about(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest
) -> None:
    suspects = {line.place for line in desk.lines}
    place = next((5, s) for s in range(1, 49) if (5, s) not in suspects)
    opened.linked.pick_slice(*place)
    at_rest()
    assert desk.current is not None
    assert not desk.current.is_suspect
    desk.decide("half")
    at_rest()
    assert desk.current.decision == "half"
    assert place in {line.place for line in desk.lines}
    desk.clear()
    at_rest()
    assert place not in {line.place for line in desk.lines}


def test_several_slices_are_decided_about_in_one_step(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest
) -> None:
    places = [line.place for line in desk.listed[:4]]
    desk.decide("half", places)
    desk.decide("keep", places[:1])
    assert opened.history.labels == ["half 4 slices", f"keep slice {places[0][1]} of IFU {places[0][0]}"]
    assert [verdict.decision for verdict in desk.verdicts] == ["half"] * 3 + ["keep"]
    opened.undo()
    opened.undo()
    assert desk.verdicts == ()


def test_a_note_is_kept_for_the_decision_and_changed_afterwards(desk: VerdictDesk, opened: Workspace) -> None:
    place = desk.listed[0].place
    desk.set_note("hot", place)
    assert not opened.history.labels
    desk.decide("keep", [place])
    for text in ("hot c", "hot column"):
        desk.set_note(text, place)
    assert desk.verdict_of(place) == SliceVerdict(*place, "keep", "hot column")
    desk.decide("exclude", [place])
    assert desk.note_of(place) == "hot column"
    # Typing is one step.
    assert len(opened.history.labels) == 3


def test_lists_follow_decisions(desk: VerdictDesk) -> None:
    n = len(desk.lines)
    desk.decide("keep", [desk.listed[0].place])
    desk.choose(show=Show.UNDECIDED)
    assert len(desk.listed) == n - 1
    desk.choose(show=Show.DECIDED)
    assert len(desk.listed) == 1
    desk.choose(show=Show.ALL, ifu=6)
    assert {line.ifu for line in desk.listed} == {6}


def test_without_a_picked_slice_nothing_is_decided(desk: VerdictDesk, told: list[str]) -> None:
    desk.decide("keep")
    assert desk.verdicts == ()
    assert told[-1] == "pick a slice first: in the list, or in any view"


def test_decisions_are_saved_and_read_back_the_same(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest, told: list[str], tmp_path: Path
) -> None:
    first, second, third = (line.place for line in desk.listed[:3])
    desk.set_note("a source", first)
    desk.decide("exclude", [first])
    desk.decide("keep", [second])
    desk.decide("one", [third])
    at_rest()
    before, decided = factor(opened), set(desk.verdicts)
    path = tmp_path / "verdicts.ecsv"
    opened.selfcal.saver.save("verdicts", path)
    at_rest()
    assert told[-1] == f"wrote 3 verdicts to {path}"
    assert set(read_verdicts(path).verdicts) == decided
    desk.clear([first, second])
    desk.decide("half", [third])
    at_rest()
    desk.load(path)
    at_rest()
    assert set(desk.verdicts) == decided
    assert told[-1] == "3 decisions read from verdicts.ecsv, 1 of them in the place of others"
    assert opened.history.labels[-1] == "decisions of verdicts.ecsv"
    np.testing.assert_array_equal(factor(opened), before)


def test_decisions_about_another_exposure_are_asked_about(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    desk.decide("half", [(5, 1)])
    at_rest()
    opened.selfcal.saver.save("verdicts", tmp_path / "a.ecsv")
    at_rest()
    desk.clear([(5, 1)])
    path = tmp_path / "other.ecsv"
    date = str(fits.getval(opened.selfcal.table.path, "DATE-OBS"))  # type: ignore[union-attr]
    path.write_text((tmp_path / "a.ecsv").read_text().replace(date, "2031-01-01T00:00:00"))
    asked: list[tuple[str, object]] = []
    desk.objected.connect(lambda sentence, file: asked.append((sentence, file)))
    desk.load(path)
    at_rest()
    assert desk.verdicts == ()
    ((sentence, file),) = asked
    assert "of 2031-01-01T00:00:00" in sentence
    desk.adopt(file)  # type: ignore[arg-type]
    assert desk.verdicts == (SliceVerdict(5, 1, "half"),)


def test_a_file_that_cannot_be_read_changes_nothing(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    failures: list[str] = []
    opened.failed.connect(lambda what, error: failures.append(f"{what}: {error}"))
    desk.load(tmp_path / "none.ecsv")
    at_rest()
    assert "cannot be read" in failures[0]
    assert desk.verdicts == ()


def test_another_table_has_other_slices(
    desk: VerdictDesk, opened: Workspace, at_rest: Rest, small_file: Path
) -> None:
    desk.decide("half", [(5, 1)])
    opened.open(small_file)
    at_rest()
    assert desk.lines == ()
    assert desk.verdicts == ()
