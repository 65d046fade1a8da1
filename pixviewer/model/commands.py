"""What the user decides, as values that can be put back.

A command keeps the decisions before and after: small frozen values that share all that did not change.
"""

from dataclasses import dataclass, field
from typing import Protocol

from pixviewer.model.filters import Filters
from pixviewer.model.lines.bands import LineBands
from pixviewer.model.marking.marker import Marker
from pixviewer.model.regions import Kept, Region
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, SCATTER, Display, default_display


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that undo covers."""

    regions: tuple[Region, ...] = ()
    filters: Filters = field(default_factory=Filters)
    image: Display = field(default_factory=lambda: default_display(IMAGE))
    scatter: Display = field(default_factory=lambda: default_display(SCATTER))
    kept: tuple[Kept, ...] = ()
    detector: Display = field(default_factory=lambda: default_display(DETECTOR))
    compare: Display = field(default_factory=lambda: default_display(COMPARE))
    calibration: Calibration = field(default_factory=Calibration)
    line_map: LineBands = field(default_factory=LineBands)
    markers: tuple[Marker, ...] = ()


class Command(Protocol):
    """A decision with a name."""

    @property
    def label(self) -> str:
        """What was decided, as the Edit menu says it after "Undo"."""

    def do(self) -> Decisions:
        """Decisions with it."""

    def undo(self) -> Decisions:
        """Decisions without it."""

    def merged(self, later: "Command") -> "Command | None":
        """One command for this and the next, None when they are two."""


@dataclass(frozen=True, slots=True)
class Change:
    """The command: from one set of decisions to another.

    Parameters
    ----------
    merge_key : str, optional
        Changes that follow each other with the same key are one: ten nudges of a region, a limit
        dragged along the histogram.
    focus : str, optional
        Region to select when the command is done or undone.
    """

    label: str
    before: Decisions
    after: Decisions
    merge_key: str | None = None
    focus: str | None = None

    def do(self) -> Decisions:
        """Decisions with it."""
        return self.after

    def undo(self) -> Decisions:
        """Decisions without it."""
        return self.before

    def merged(self, later: Command) -> "Change | None":
        """One change for this and the next, None when they are two."""
        if not isinstance(later, Change) or later.merge_key is None or later.merge_key != self.merge_key:
            return None
        return Change(later.label, self.before, later.after, self.merge_key, later.focus)
