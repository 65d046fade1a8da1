"""Slices to look at, in an order: how far each is off, why, and what was decided about it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pixviewer.core.calib.deciding import KEEP, SliceVerdict
from pixviewer.core.table.origin import ccd_to_sky

if TYPE_CHECKING:
    from pixviewer.core.calib.reviewing import Effect, Review

Place = tuple[int, int]  # IFU and CCD slice

NO_SUSPECT = "no suspect"


class Show(StrEnum):
    """Which slices are listed."""

    ALL = "all"
    UNDECIDED = "undecided"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of a slice, in the bin in which it is off most as it was estimated.

    Attributes
    ----------
    place : (int, int)
        IFU and CCD slice.
    bin_no : int
        From 1; 0 for a slice that was measured in no bin.
    wave : (float, float)
        Edges of the bin in Å.
    off, off_now : float
        Relative to the field, as estimated and as decided; NaN where not measured.
    sigma : float
        `off` in predicted errors; NaN where unknown.
    factor, factor_now : float
        As estimated and as decided.
    why : str
        In a few words.
    reasons : tuple of str
        In sentences.
    decision, note : str
        Empty where nothing was decided.
    is_suspect : bool
        Whether it was listed before anybody decided.
    """

    place: Place
    bin_no: int
    wave: tuple[float, float]
    off: float
    off_now: float
    sigma: float
    factor: float
    factor_now: float
    why: str
    reasons: tuple[str, ...]
    decision: str = ""
    note: str = ""
    is_suspect: bool = True

    @property
    def ifu(self) -> int:
        """IFU, from 1."""
        return self.place[0]

    @property
    def slice_no(self) -> int:
        """Slice on the CCD, from 1."""
        return self.place[1]

    @property
    def name(self) -> str:
        """IFU, and the slice in both numberings."""
        return f"IFU {self.ifu} slice {self.slice_no} ccd / {int(ccd_to_sky(self.slice_no))} sky"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which slices are listed, and in which order.

    Attributes
    ----------
    show : Show
    ifu : int
        Of this IFU only; 0 for all.
    why : str
        With this kind of reason only; empty for all.
    order : str
        A key of `ORDERS`.
    is_reversed : bool
    """

    show: Show = Show.ALL
    ifu: int = 0
    why: str = ""
    order: str = "sigma"
    is_reversed: bool = False

    def accepts(self, line: Line) -> bool:
        """Whether a line is listed."""
        if self.show is not Show.ALL and (self.show is Show.DECIDED) != bool(line.decision):
            return False
        return self.ifu in (0, line.ifu) and (not self.why or self.why in line.why.split(", "))


def _largest_first(value: float) -> float:
    """Sort key: what is not known goes last."""
    return -abs(value) if math.isfinite(value) else math.inf


# Each gives the key of a line; the largest, or worst, comes first.
ORDERS: dict[str, Callable[[Line], Any]] = {
    "sigma": lambda line: _largest_first(line.sigma),
    "off": lambda line: _largest_first(line.off),
    "off_now": lambda line: _largest_first(line.off_now),
    "factor": lambda line: _largest_first(line.factor - 1.0),
    "place": lambda line: line.place,
    "bin": lambda line: line.bin_no,
    "why": lambda line: line.why,
    "decision": lambda line: (line.decision == "", line.decision),
    "note": lambda line: (line.note == "", line.note),
}


def lines_of(review: "Review", verdicts: Sequence[SliceVerdict] | None = None) -> tuple[Line, ...]:
    """All suspects, and other slices that something was decided about.

    Parameters
    ----------
    review : Review
    verdicts : sequence of SliceVerdict, optional
        Decisions that are newer than the review: its numbers follow.
    """
    known = {one.place: one for one in (review.verdicts if verdicts is None else verdicts)}
    suspects = {one.place: one.in_short for one in review.suspects}
    places = sorted({*suspects, *known})
    effects = effects_at(review, tuple(places))
    return tuple(
        _line(effect, suspects.get(place), known.get(place))
        for place, effect in zip(places, effects, strict=True)
    )


@lru_cache(maxsize=1)
def effects_at(review: "Review", places: tuple[Place, ...]) -> tuple["Effect", ...]:
    """What is known of slices, in order; kept, so that who judges can find it out before it is shown."""
    neutral = tuple(SliceVerdict(*place, KEEP) for place in places)
    return replace(review, verdicts=neutral).effects


def line_of(review: "Review", place: Place) -> Line:
    """The line of any slice."""
    neutral = replace(review, verdicts=(SliceVerdict(*place, KEEP),))
    return _line(neutral.effects[0], None, None)


def _line(effect: "Effect", in_short: str | None, verdict: SliceVerdict | None) -> Line:
    return Line(
        place=effect.verdict.place,
        bin_no=effect.bin_no,
        wave=effect.wave,
        off=effect.off_before,
        off_now=effect.off_after,
        sigma=effect.sigma,
        factor=effect.factor_before,
        factor_now=effect.factor_after,
        why=NO_SUSPECT if in_short is None else in_short,
        reasons=effect.reasons,
        decision=verdict.decision if verdict is not None else "",
        note=verdict.note if verdict is not None else "",
        is_suspect=in_short is not None,
    )


def ordered(lines: Iterable[Line], choice: Choice) -> tuple[Line, ...]:
    """All lines in the order of a choice; equal ones by how far they are off, unknown ones last."""
    key = ORDERS[choice.order]
    by_size = sorted(lines, key=lambda line: (_largest_first(line.off), line.place))
    known = [line for line in by_size if key(line) != math.inf]
    unknown = [line for line in by_size if key(line) == math.inf]
    return (*sorted(known, key=key, reverse=choice.is_reversed), *unknown)


def chosen(lines: Iterable[Line], choice: Choice) -> tuple[Line, ...]:
    """The lines that a choice lists, in its order."""
    return tuple(line for line in ordered(lines, choice) if choice.accepts(line))


def next_place(lines: Iterable[Line], choice: Choice, place: Place | None, step: int) -> Place | None:
    """The slice after (1) or before (−1) another in the list, round its ends.

    A slice that is not listed, such as one that was just decided about, has its place in the order
    nevertheless.
    """
    everything = ordered(lines, choice)
    listed = [i for i, line in enumerate(everything) if choice.accepts(line)]
    if not listed:
        return None
    here = next((i for i, line in enumerate(everything) if line.place == place), None)
    if here is None:
        return everything[listed[0 if step > 0 else -1]].place
    beyond = [i for i in listed if (i > here if step > 0 else i < here)]
    if step > 0:
        return everything[beyond[0] if beyond else listed[0]].place
    return everything[beyond[-1] if beyond else listed[-1]].place


def kinds_of(lines: Iterable[Line]) -> dict[str, int]:
    """Kinds of reasons that lines have, and how many have each; the most frequent first."""
    counts: dict[str, int] = {}
    for line in lines:
        for kind in line.why.split(", "):
            counts[kind] = counts.get(kind, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def progress_text(lines: Iterable[Line]) -> str:
    """Say how many suspects were looked at."""
    flagged = [line for line in lines if line.is_suspect]
    if not flagged:
        return "No slice is off"
    return f"{sum(bool(line.decision) for line in flagged)} of {len(flagged)} looked at"


HEADS = (
    "IFU", "slice", "slice on the sky", "bin", "from, Å", "to, Å", "off as estimated, %", "off now, %",
    "in errors", "factor as estimated", "factor now", "decision", "note", "why",
)  # fmt: skip


def as_text(lines: Iterable[Line]) -> str:
    """Lines as columns that tabs part, with a head: what a spreadsheet takes."""
    rows = [HEADS, *(_cells(line) for line in lines)]
    return "\n".join("\t".join(row) for row in rows)


def _cells(line: Line) -> tuple[str, ...]:
    return (
        str(line.ifu), str(line.slice_no), str(int(ccd_to_sky(line.slice_no))), str(line.bin_no),
        f"{line.wave[0]:g}", f"{line.wave[1]:g}", _number(100 * line.off, 3), _number(100 * line.off_now, 3),
        _number(line.sigma, 2), _number(line.factor, 6), _number(line.factor_now, 6), line.decision,
        line.note, "; ".join(line.reasons),
    )  # fmt: skip


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else ""
