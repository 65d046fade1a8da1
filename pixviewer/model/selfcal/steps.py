"""The six steps of a self-calibration, and what each of them lacks: pure, from what is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pixviewer.core.calib.painting import Automatic
from pixviewer.model.selfcal.saving import NAMES
from pixviewer.model.selfcal.state import CalState

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage

TABLE, MASK, RUN, COMPARE, LOOK, SAVE = "table", "mask", "run", "compare", "look", "save"


class Mark(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    DOUBT = "doubt"
    STOPPED = "stopped"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its mark, and in words what there is or what it lacks."""

    name: str
    title: str
    mark: Mark
    says: str


def steps_of(
    state: CalState,
    *,
    has_table: bool = True,
    saved: Collection[str] = (),
    coverage: "Coverage | None" = None,
) -> Mapping[str, Step]:
    """All six, in order.

    Parameters
    ----------
    state : CalState
    has_table : bool
        Whether a table is open.
    saved : collection of str
        Kinds of files that hold what is decided now.
    coverage : Coverage or None
        What the mask leaves of each slice.
    """
    made = (
        _table(state, has_table),
        _mask(state, coverage),
        _run(state),
        _compare(state),
        _look(state),
        _save(state, saved),
    )
    return {step.name: step for step in made}


def is_stopped(state: CalState) -> bool:
    """Whether something speaks against running, and nobody insists."""
    found = state.objections
    return found is not None and bool(found.reasons) and not state.calibration.is_forced


def _table(state: CalState, has_table: bool) -> Step:
    title, found = "State of the table", state.objections
    if not has_table:
        return Step(TABLE, title, Mark.OPEN, "Open a pixel table.")
    if found is None:
        return Step(TABLE, title, Mark.BUSY, "Being looked at…")
    told = " ".join(_sentence(one) for one in (*found.reasons, *found.warnings))
    if found.reasons:
        forced = state.calibration.is_forced
        more = "" if forced else " Factors can still be loaded from a file."
        return Step(TABLE, title, Mark.DOUBT if forced else Mark.STOPPED, told + more)
    if found.warnings:
        return Step(TABLE, title, Mark.DOUBT, told)
    return Step(TABLE, title, Mark.DONE, "One exposure with its sky: it can be calibrated.")


def _mask(state: CalState, coverage: "Coverage | None") -> Step:
    steps = state.calibration.mask.steps
    if not steps:
        return Step(MASK, "Mask", Mark.OPEN, "None: light of objects would be taken for sky.")
    automatic = "Objects found automatically" if isinstance(steps[0], Automatic) else "Painted"
    n = len(steps) - isinstance(steps[0], Automatic)
    more = f", {n} {'step' if n == 1 else 'steps'} by hand" if n else ""
    told = f"{automatic}{more}."
    if coverage is None:
        return Step(MASK, "Mask", Mark.DONE, told)
    told += f" It takes {100 * coverage.share_masked:.0f} % of the rows."
    n_lost = len(coverage.lost)
    if not n_lost:
        return Step(MASK, "Mask", Mark.DONE, told)
    lost = "1 slice has" if n_lost == 1 else f"{n_lost} slices have"
    return Step(MASK, "Mask", Mark.DOUBT, f"{told} {lost} no good row left, and cannot be measured.")


def _run(state: CalState) -> Step:
    title = "Run"
    if state.running:
        return Step(RUN, title, Mark.BUSY, "Out of date while it runs." if state.is_stale else "")
    if state.problem:
        old = " What is shown is of the run before." if state.estimate is not None else ""
        return Step(RUN, title, Mark.STOPPED, _sentence(state.problem) + old)
    if state.estimate is None:
        stopped = (
            state.objections is not None and state.objections.reasons and not state.calibration.is_forced
        )
        lacks = "Not run, for the reasons above." if stopped else "Not run yet."
        return Step(RUN, title, Mark.OPEN, lacks)
    if state.is_stale:
        return Step(RUN, title, Mark.DOUBT, "Out of date: mask or choices have changed since. Run it again.")
    odd = "".join(f"\n! {_sentence(one)}" for one in state.remarks)
    return Step(RUN, title, Mark.DONE, "\n".join(state.words or ("Up to date.",)) + odd)


def _compare(state: CalState) -> Step:
    if state.factors is None:
        return Step(COMPARE, "Compare", Mark.OPEN, "Needs factors: run, or load a file.")
    what = f"the factors of {state.factors_name}" if state.factors_name else "the factors measured here"
    return Step(COMPARE, "Compare", Mark.DONE, f"Shown through {what}.")


def _look(state: CalState) -> Step:
    title = "Look at slices"
    if state.judgement is None:
        return Step(LOOK, title, Mark.OPEN, "Needs a run.")
    n = len(state.suspects)
    if not n:
        return Step(LOOK, title, Mark.DONE, "No slice is off.")
    judged = {(v.ifu, v.slice_no) for v in state.calibration.verdicts}
    seen = sum((one.ifu, one.slice_no) in judged for one in state.suspects)
    return Step(LOOK, title, Mark.DONE if seen == n else Mark.OPEN, f"{seen} of {n} flagged looked at.")


def _save(state: CalState, saved: Collection[str]) -> Step:
    if state.factors is None:
        return Step(SAVE, "Save", Mark.OPEN, "Needs factors: run, or load a file.")
    if state.is_stale and not state.factors_name:
        return Step(SAVE, "Save", Mark.DOUBT, "The factors are out of date.")
    if not saved:
        return Step(SAVE, "Save", Mark.OPEN, "Nothing of this is saved yet.")
    told = ", ".join(dict.fromkeys(name for kind, name in NAMES.items() if kind in saved))
    return Step(SAVE, "Save", Mark.DONE, f"Saved: {told}.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."
