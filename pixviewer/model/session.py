"""The workspaces that are open in one program, each in a window of its own, and the locks between them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.model import locking
from pixviewer.model.locking import (
    COLOURS,
    CROSSHAIR,
    FILTERS,
    LIMITS,
    OF_VIEWS,
    OF_WINDOWS,
    POSITION,
    WAVES,
    Locks,
)
from pixviewer.model.state import ALL_VIEWS

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace


class Session:
    """Joins workspaces: what is locked in one is copied to the others.

    Attributes
    ----------
    members : list of Workspace
        Open ones, oldest first.
    locks : Locks
        Observable.
    """

    changed = Signal()  # a workspace has come or gone

    def __init__(self) -> None:
        self.members: list[Workspace] = []
        self.locks = Locks()
        self._connections: dict[int, list[tuple[Any, Callable[..., None]]]] = {}
        self._given: dict[int, tuple[float, float]] = {}  # place that a lock has given each to read out
        self._apart: set[int] = set()  # those that were said to have no place in common
        self._settled: set[int] = set()  # those whose table is in view
        self._changed_views: list[tuple[Workspace, str]] = []
        self._is_copying = False

    def join(self, workspace: "Workspace") -> None:
        """Have one more."""
        self.members.append(workspace)
        connections: list[tuple[Any, Callable[..., None]]] = [
            (workspace.view.events.bounds, partial(self._on_bounds, workspace)),
            (workspace.table_changed, partial(self._on_table_changed, workspace)),
            (workspace.view.events.filters, partial(self._on_filters, workspace)),
            (workspace.shown.events.reading, partial(self._on_reading, workspace)),
        ]
        connections.append((workspace.decider.decided, partial(self._on_decided, workspace)))
        for view in ALL_VIEWS:
            display, picture = getattr(workspace.display.events, view), getattr(workspace.shown.events, view)
            connections.append((display, partial(self._on_display, workspace, view)))
            connections.append((picture, partial(self._on_picture, workspace, view)))
        for signal, slot in connections:
            signal.connect(slot)
        self._connections[id(workspace)] = connections
        self.changed.emit()

    def leave(self, workspace: "Workspace") -> None:
        """Have one less."""
        if workspace not in self.members:
            return
        self.members.remove(workspace)
        for signal, slot in self._connections.pop(id(workspace)):
            signal.disconnect(slot)
        self._given.pop(id(workspace), None)
        self._apart.discard(id(workspace))
        self._settled.discard(id(workspace))
        self.changed.emit()

    # Verbs

    def toggle_windows(self, what: str, leader: "Workspace") -> None:
        """Lock windows in one respect, all as one of them is now; or let them go."""
        if what in self.locks.windows:
            self.locks.windows = self.locks.windows - {what}
            return
        self.match(what, leader)
        self.locks.windows = self.locks.windows | {what}

    def toggle_all(self, leader: "Workspace") -> None:
        """Lock windows in every respect, or in none."""
        if self.locks.windows == frozenset(OF_WINDOWS):
            self.locks.windows = frozenset()
            return
        for what in OF_WINDOWS:
            if what not in self.locks.windows:
                self.toggle_windows(what, leader)

    def toggle_views(self, what: str, leader: "Workspace", view: str) -> None:
        """Lock the views of each window in one respect, as one of them is now; or let them go."""
        if what not in OF_VIEWS:
            raise ValueError(f"views are locked in {', '.join(OF_VIEWS)}, got {what!r}")
        if what in self.locks.views:
            self.locks.views = self.locks.views - {what}
            return
        self.locks.views = self.locks.views | {what}
        with self._copying():
            self._spread(leader, view, what)

    def match(self, what: str, leader: "Workspace") -> None:
        """Make all other windows as one is, in one respect, once."""
        with self._copying():
            for other in self._others(leader):
                if not locking.copy_all(leader, other, what):
                    self._tell_apart(leader, other)

    def match_all(self, leader: "Workspace") -> None:
        """Make all other windows as one is."""
        for what in OF_WINDOWS:
            if what != CROSSHAIR:
                self.match(what, leader)
        leader.told.emit(f"{len(self.members) - 1} other windows match this one")

    # From the workspaces

    def _on_table_changed(self, workspace: "Workspace") -> None:
        self._settled.discard(id(workspace))
        self._apart.discard(id(workspace))

    def _on_bounds(self, workspace: "Workspace", *_: object) -> None:
        if id(workspace) in self._settled or workspace.view.bounds is None:
            self._on_changed(workspace, POSITION)
            return
        self._settled.add(id(workspace))
        self._welcome(workspace)

    def _welcome(self, workspace: "Workspace") -> None:
        """Bring a table that has come into view to what is locked, and not the others to its defaults."""
        others = [other for other in self._others(workspace) if self._is_settled(other)]
        with self._copying():
            for what in OF_WINDOWS:
                if others and what in self.locks.windows and what != CROSSHAIR:
                    locking.copy_all(others[0], workspace, what)

    def _is_settled(self, workspace: "Workspace") -> bool:
        """Whether changes are the user's, not those of a table that is being opened."""
        return id(workspace) in self._settled and workspace.navigator.extent is not None

    def _on_changed(self, workspace: "Workspace", what: str, *_: object) -> None:
        if what in self.locks.windows and not self._is_copying and self._is_settled(workspace):
            self.match(what, workspace)

    def _on_filters(self, workspace: "Workspace", *_: object) -> None:
        # All filters hold the wavelengths too.
        self._on_changed(workspace, FILTERS if FILTERS in self.locks.windows else WAVES)

    def _on_reading(self, workspace: "Workspace", *_: object) -> None:
        if CROSSHAIR not in self.locks.windows or self._is_copying:
            return
        reading = workspace.shown.reading
        place = None if reading is None else (reading.xi, reading.eta)
        given = self._given.get(id(workspace))
        if given is not None and place == given:
            return  # the answer to what another window asked for
        self._given.pop(id(workspace), None)
        with self._copying():
            for other in self._others(workspace):
                found = locking.copy_crosshair(workspace, other)
                if found is None:
                    self._given.pop(id(other), None)
                else:
                    self._given[id(other)] = found

    def _on_display(self, workspace: "Workspace", view: str, *_: object) -> None:
        # Not yet: the decision that changed it is not in the model as a whole.
        if not self._is_copying and self._is_settled(workspace):
            self._changed_views.append((workspace, view))

    def _on_decided(self, workspace: "Workspace", *_: object) -> None:
        changed, self._changed_views = self._changed_views, []
        with self._copying():
            for source, view in changed:
                self._spread(source, view, COLOURS)
                if source.display.of(view).limits == "User":
                    self._spread(source, view, LIMITS)

    def _on_picture(self, workspace: "Workspace", view: str, picture: Any, *_: object) -> None:
        """Limits that follow from the numbers are known with the picture."""
        if self._is_copying or picture is None or picture.display.limits == "User":
            return
        if not self._is_settled(workspace):
            return
        if workspace.display.of(view) == picture.display:
            with self._copying():
                self._spread(workspace, view, LIMITS)

    def _spread(self, workspace: "Workspace", view: str, what: str) -> None:
        if what in self.locks.views:
            for other in ALL_VIEWS:
                if other != view:
                    locking.copy_display(workspace, view, workspace, other, what)
        if what in self.locks.windows:
            for target in self._others(workspace):
                for other in ALL_VIEWS if what in self.locks.views else (view,):
                    locking.copy_display(workspace, view, target, other, what)

    def _others(self, workspace: "Workspace") -> "list[Workspace]":
        return [other for other in self.members if other is not workspace and other.table is not None]

    def _tell_apart(self, leader: "Workspace", other: "Workspace") -> None:
        """Say once that two tables have no place in common."""
        if id(other) not in self._apart:
            self._apart.add(id(other))
            leader.told.emit(f"{other.name} has nothing at this place: its window stays where it is")

    @contextmanager
    def _copying(self) -> Iterator[None]:
        """What is copied now is not copied back."""
        before, self._is_copying = self._is_copying, True
        try:
            yield
        finally:
            self._is_copying = before
