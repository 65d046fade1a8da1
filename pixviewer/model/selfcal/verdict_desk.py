"""Where slices are looked at one after the other, and decided about."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.linked_views import LinkedViews
from pixviewer.model.selfcal.calibrator import SelfCal
from pixviewer.model.selfcal.ranking import (
    Choice,
    Line,
    Place,
    chosen,
    effects_at,
    line_of,
    lines_of,
    next_place,
)

if TYPE_CHECKING:
    from pixviewer.core.calib.reviewing import Review
    from pixviewer.core.io.verdict_files import VerdictFile
    from pixviewer.core.table.pixtable import PixTable

READING = "reading verdicts"


class VerdictDesk:
    """The list of slices, and the verbs for the one that is picked.

    Attributes
    ----------
    lines : tuple of Line
        All suspects, and other slices that something was decided about.
    choice : Choice
        Which of them are listed, and how: not undone, as it decides nothing.
    listed : tuple of Line
        Those, in order; another tuple whenever anything in it is another.
    """

    changed = Signal()
    told = Signal(str)
    failed = Signal(str, Exception)
    objected = Signal(str, object)  # why decisions of a file should not be used here, and the file

    def __init__(self, selfcal: SelfCal, linked: LinkedViews, runner: Runner) -> None:
        self._selfcal, self._linked, self._runner = selfcal, linked, runner
        self._notes: dict[Place, str] = {}  # of slices that nothing is decided about yet
        self.choice = Choice()
        self.lines: tuple[Line, ...] = ()
        self.listed: tuple[Line, ...] = ()
        self._made_of: tuple[Review | None, tuple[SliceVerdict, ...]] = (None, ())
        selfcal.state.events.review.connect(self._renew)
        selfcal.state.events.calibration.connect(self._renew)
        linked.links.events.pick.connect(self.changed.emit)
        linked.links.events.row.connect(self.changed.emit)

    # What there is

    @property
    def verdicts(self) -> tuple[SliceVerdict, ...]:
        """All that was decided."""
        return self._selfcal.state.calibration.verdicts

    @property
    def review(self) -> "Review | None":
        """What is known of all slices, with the decisions as they stand, notes included."""
        found = self._selfcal.state.review
        return None if found is None else replace(found, verdicts=self.verdicts)

    @property
    def picked(self) -> Place | None:
        """The slice that is looked at."""
        return self._linked.slice_picked

    @property
    def current(self) -> Line | None:
        """What is known of the slice that is looked at, listed or not."""
        place, review = self.picked, self._selfcal.state.review
        if place is None or review is None:
            return None
        found = next((line for line in self.lines if line.place == place), None)
        return found if found is not None else line_of(review, place)

    def verdict_of(self, place: Place) -> SliceVerdict | None:
        """What was decided about a slice."""
        return next((one for one in self.verdicts if one.place == place), None)

    def note_of(self, place: Place) -> str:
        """The note on a slice, of a decision or for the next one."""
        verdict = self.verdict_of(place)
        return verdict.note if verdict is not None else self._notes.get(place, "")

    # Where to look

    def choose(self, **changes: Any) -> None:
        """List other slices, or in another order; see `Choice`."""
        self.choice = replace(self.choice, **changes)
        self.listed = chosen(self.lines, self.choice)
        self.changed.emit()

    def step(self, step: int) -> None:
        """Pick the next slice of the list (1), or the one before (−1)."""
        place = next_place(self.lines, self.choice, self.picked, step)
        if place is None:
            self.told.emit("no slice is listed" if self.lines else "no slice is off")
        else:
            self._linked.pick_slice(*place)

    # Decisions

    def decide(self, decision: str, places: Iterable[Place] = ()) -> None:
        """Decide about slices, or about the one that is picked; notes on them are kept."""
        places = self._places(places)
        new = [SliceVerdict(*place, decision, self.note_of(place)) for place in places]
        self._put(new, places, f"{decision} {_named(places)}")

    def clear(self, places: Iterable[Place] = ()) -> None:
        """Take back what was decided about slices, or about the one that is picked."""
        places = [place for place in self._places(places) if self.verdict_of(place) is not None]
        self._put([], places, f"no decision about {_named(places)}")

    def set_note(self, note: str, place: Place | None = None) -> None:
        """Say why, of the slice that is picked or of another, before or after it was decided about."""
        place = place or self.picked
        if place is None or note == self.note_of(place):
            return
        verdict = self.verdict_of(place)
        if verdict is None:
            self._notes[place] = note
        else:
            self._put([replace(verdict, note=note)], [place], f"note on {_named([place])}", f"note {place}")

    def _places(self, places: Iterable[Place]) -> list[Place]:
        listed = list(dict.fromkeys(places))
        if listed:
            return listed
        if self.picked is None:
            self.told.emit("pick a slice first: in the list, or in any view")
            return []
        return [self.picked]

    def _put(
        self, new: Iterable[SliceVerdict], places: list[Place], label: str, merge_key: str | None = None
    ) -> None:
        if not places:
            return
        others = [one for one in self.verdicts if one.place not in places]
        self._selfcal.set_verdicts([*others, *new], label, merge_key)

    # Files

    def load(self, path: Path | str) -> None:
        """Read decisions; those about another exposure are asked about."""
        table, path = self._selfcal.table, Path(path)
        if table is None:
            self.told.emit("open the table first that the decisions are about")
            return
        label = f"Reading {path.name}"
        then = partial(self._on_read, table, label)
        self._runner.submit(Task(READING, path, partial(_read, path), then, label, Lane.QUICK, is_kept=False))

    def adopt(self, file: "VerdictFile") -> None:
        """Use the decisions of a file; those about other slices stay."""
        places = [one.place for one in file.verdicts]
        n_before = sum(self.verdict_of(place) is not None for place in places)
        self._put(file.verdicts, places, f"decisions of {file.name}")
        more = f", {n_before} of them in the place of others" if n_before else ""
        n = len(places)
        self.told.emit(f"{n} {'decision' if n == 1 else 'decisions'} read from {file.name}{more}")

    def _on_read(self, table: "PixTable", label: str, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(label, answer.error)
        elif answer.ending is Ending.FINISHED and self._selfcal.table is table:
            objection = answer.value.objection(table)
            if objection is None:
                self.adopt(answer.value)
            else:
                self.objected.emit(objection, answer.value)

    # From the model

    def _renew(self) -> None:
        review = self._selfcal.state.review
        before, self._made_of = self._made_of, (review, self.verdicts)
        if review is not None and before[0] is review and before[1] == self.verdicts:
            return  # something else of the calibration was decided: a clip that moves must not be slow
        if review is None:
            self._notes.clear()
            effects_at.cache_clear()  # it would keep the sums of a table that is closed
        self.lines = () if review is None else lines_of(review, self.verdicts)
        self.listed = chosen(self.lines, self.choice)
        self.changed.emit()


def _named(places: list[Place]) -> str:
    if len(places) == 1:
        return f"slice {places[0][1]} of IFU {places[0][0]}"
    return f"{len(places)} slices"


def _read(path: Path, progress: Progress) -> "VerdictFile":
    from pixviewer.core.io.verdict_files import read_verdicts

    return read_verdicts(path)
