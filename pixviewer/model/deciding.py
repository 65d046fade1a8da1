"""Where decisions are taken, remembered and taken back."""

from dataclasses import replace
from typing import Any

from psygnal import Signal

from pixviewer.model.commands import Change, Command, Decisions
from pixviewer.model.filters import Filters
from pixviewer.model.history import History
from pixviewer.model.lines.bands import LineBands
from pixviewer.model.lines.state import LineState
from pixviewer.model.marking.state import MarkerState
from pixviewer.model.regions import Regions
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.selfcal.state import CalState
from pixviewer.model.state import DisplayState, ViewState, default_display


class Decider:
    """Puts decisions into the model and their commands into the history."""

    decided = Signal()  # after any change of the decisions, done, undone or redone

    def __init__(self, view: ViewState, display: DisplayState, regions: Regions) -> None:
        self.view = view
        self.display = display
        self.regions = regions
        self.cal = CalState()
        self.line = LineState()
        self.markers = MarkerState()
        self.history = History()

    @property
    def now(self) -> Decisions:
        """Decisions as they stand."""
        return Decisions(
            self.regions.items,
            self.view.filters,
            self.display.image,
            self.display.scatter,
            self.regions.kept,
            self.display.detector,
            self.display.compare,
            self.cal.calibration,
            self.line.bands,
            self.markers.items,
        )

    def decide(
        self,
        label: str,
        *,
        before: Decisions | None = None,
        merge_key: str | None = None,
        focus: str | None = None,
        **changes: Any,
    ) -> None:
        """Change some decisions, under a name.

        Parameters
        ----------
        label : str
            As the Edit menu shows it behind "Undo".
        before : Decisions, optional
            What undo goes back to, when a gesture has moved things already.
        merge_key : str, optional
            See `Change`.
        focus : str, optional
            Region to select.
        **changes
            Fields of `Decisions`.
        """
        before = before or self.now
        after = replace(self.now, **changes)
        if after == before:
            self._put(after, focus)
            return
        self.history.push(Change(label, before, after, merge_key, focus))
        self._put(after, focus)

    def undo(self) -> str | None:
        """Take the newest decision back; gives its name."""
        command = self.history.undo()
        return self._replay(command, command.undo() if command else None)

    def redo(self) -> str | None:
        """Bring the last undone decision back; gives its name."""
        command = self.history.redo()
        return self._replay(command, command.do() if command else None)

    def go_to(self, n_done: int) -> str | None:
        """Go to where so many decisions are done; gives the name of the last one that is, or None."""
        n_before = len(self.history.labels)
        command = self.history.go_to(n_done)
        if command is None:
            return None
        self._replay(command, command.undo() if n_done < n_before else command.do())
        return self.history.undo_label or ""

    def restore(self, decisions: Decisions) -> None:
        """Put decisions in place that were taken before, in a project: there is nothing to undo."""
        self.regions.dragged = None
        self._put(decisions, None)

    def reset(self) -> None:
        """Start afresh: another table is open."""
        self.regions.dragged = None
        self.regions.selected = ()
        self.regions.items = ()
        self.regions.kept = ()
        self.view.filters = Filters()
        self.display.image, self.display.scatter = default_display("image"), default_display("scatter")
        self.display.detector = default_display("detector")
        self.display.compare = default_display("compare")
        self.cal.calibration = Calibration()
        self.line.bands, self.line.problem = LineBands(), ""
        self.markers.items = self.markers.selected = ()
        self.history.clear()

    def _replay(self, command: Command | None, decisions: Decisions | None) -> str | None:
        if command is None or decisions is None:
            return None
        self.regions.dragged = None
        self._put(decisions, command.focus if isinstance(command, Change) else None)
        return command.label

    def _put(self, decisions: Decisions, focus: str | None) -> None:
        known = {region.ident for region in decisions.regions}
        self.regions.items = decisions.regions
        self.regions.kept = decisions.kept
        self.view.filters = decisions.filters
        self.display.image = decisions.image
        self.display.scatter = decisions.scatter
        self.display.detector = decisions.detector
        self.display.compare = decisions.compare
        self.cal.calibration = decisions.calibration
        self.line.bands = decisions.line_map
        self.markers.items = decisions.markers
        numbers = {marker.number for marker in decisions.markers}
        self.markers.selected = tuple(n for n in self.markers.selected if n in numbers)
        if focus in known and focus is not None:
            self.regions.selected = (focus,)
        else:
            self.regions.selected = tuple(ident for ident in self.regions.selected if ident in known)
        self.decided.emit()
