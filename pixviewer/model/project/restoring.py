"""A record back into a workspace: its table is opened, then all that was decided and shown put in place."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.model.commands import Decisions
from pixviewer.model.project.document import WindowRecord
from pixviewer.model.project.parts import PARTS
from pixviewer.model.selfcal.state import OWN
from pixviewer.model.state import FILE, IMAGE, default_display

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace


class Restorer:
    """Puts a record into one workspace, as soon as its table is there.

    Attributes
    ----------
    n_before : int
        Decisions that the restored record had; the history knows only what came after them.
    is_putting : bool
        Whether a record is being put in place right now.
    """

    restored = Signal(object)  # the record that is in place
    failed = Signal(str, Exception)

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.n_before = 0
        self.is_putting = False
        self._waiting: tuple[WindowRecord, int] | None = None
        self._shown: tuple[frozenset[Path], Path] | None = None  # files of factors to come, and whose to show
        workspace.table_changed.connect(self._on_table_changed)
        workspace.selfcal.changed.connect(self._on_factors)

    def open(self, record: WindowRecord) -> None:
        """Open the table of a record; what is open stays until that worked."""
        workspace = self.workspace
        factors = Path(record.factors) if record.factors else None
        if record.is_demo:
            workspace.open_demo(factors=factors)
        elif record.table:
            workspace.open(record.table, factors=factors)
        else:
            workspace.close_table()
            self.restored.emit(record)
            return
        self._waiting = record, workspace.n_opened

    def _on_table_changed(self) -> None:
        self.n_before, self._shown = 0, None
        waiting, self._waiting = self._waiting, None
        facts = self.workspace.facts
        if waiting is None or facts is None:
            return
        record, number = waiting
        if facts.number != number:
            return  # the user has opened another table meanwhile
        positions = "sky" if facts.frame.is_sky else "pixel"
        if record.positions not in ("", positions):
            error = ValueError(
                f"the positions of {self.workspace.name} are of kind {positions!r}, and those of the project "
                f"{record.positions!r}: choose the table that the project was made with"
            )
            self.failed.emit("Restoring the project", error)
            return
        self._put(record)

    def _put(self, record: WindowRecord) -> None:
        workspace = self.workspace
        self.n_before = record.n_decided
        self.is_putting = True
        try:
            workspace.decider.restore(_without_image(record.decisions))
            put_parts(workspace, record.parts)
        finally:
            self.is_putting = False
        if record.image:
            workspace.tools.backdrop.restore(Path(record.image), record.decisions.image)
        if record.second:
            workspace.second.open(record.second)
        if record.loaded:
            self._shown = frozenset(map(Path, record.loaded)), Path(record.shown)
        for path in record.loaded:
            workspace.selfcal.load_factors(path)
        self.restored.emit(record)

    def _on_factors(self) -> None:
        """Show the factors that were shown, once all are read: each is shown when it arrives."""
        state = self.workspace.selfcal.state
        if self._shown is None or not self._shown[0] <= {one.path for one in state.loaded}:
            return
        wanted, self._shown = self._shown[1], None
        name = next((one.name for one in state.loaded if one.path == wanted), OWN)
        if name != state.factors_name:
            self.workspace.selfcal.show_factors(name)


def put_parts(workspace: "Workspace", parts: Any) -> None:
    """Set the kept fields of every observable state, as far as a file has them."""
    for part in PARTS:
        values, state = parts.get(part.name, {}), part.of(workspace)
        for name in part.kept:
            if name in values:
                setattr(state, name, values[name])
    # A region made from here on must have an identity that none in the file has.
    numbers = [region.ident[1:] for region in workspace.regions.items if region.ident[:1] == "r"]
    made = max((int(n) for n in numbers if n.isdecimal() and len(n) < 16), default=0)
    workspace.regions.n_made = max(workspace.regions.n_made, made)
    known = {region.ident for region in workspace.regions.items}
    workspace.regions.selected = tuple(one for one in workspace.regions.selected if one in known)
    workspace.navigator.moved.emit()


def _without_image(decisions: Decisions) -> Decisions:
    """The same while the image file that the sky image shows is not read yet."""
    if decisions.image.by != FILE:
        return decisions
    return replace(decisions, image=replace(decisions.image, by=default_display(IMAGE).by))
