"""What a window decides and shows, as a record: quick, since every value is frozen already."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixviewer.model.project.document import Look, WindowRecord
from pixviewer.model.project.parts import PARTS
from pixviewer.model.selfcal.before_after import BEFORE_AFTER

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

UNSAVED = Path()  # of factors that are in no file


def capture(workspace: "Workspace", look: Look, *, n_before: int = 0) -> WindowRecord:
    """What there is to keep of a workspace.

    Parameters
    ----------
    workspace : Workspace
    look : Look
        How its window is arranged.
    n_before : int
        Decisions that were taken before the history begins, in a project that it was opened from.
    """
    table, state = workspace.table, workspace.selfcal.state
    if table is None:
        return WindowRecord(look=look)
    shown = next((one.path for one in state.loaded if one.name == state.factors_name), UNSAVED)
    opened = workspace.tools.backdrop.opened
    return WindowRecord(
        table=_text(table.path),
        is_demo=workspace.is_demo,
        factors=_text(workspace.factors),
        positions="sky" if table.frame.is_sky else "pixel",
        second=_text(_second(workspace)),
        image=_text(opened.path if opened is not None else None),
        loaded=tuple(_text(one.path) for one in state.loaded if one.path != UNSAVED),
        shown=_text(shown if shown != UNSAVED else None),
        has_result=state.estimate is not None,
        n_decided=n_before + len(workspace.history.labels),
        decisions=workspace.decider.now,
        look=look,
        parts=capture_parts(workspace),
    )


def capture_parts(workspace: "Workspace") -> dict[str, dict[str, Any]]:
    """The kept fields of every observable state."""
    found: dict[str, dict[str, Any]] = {}
    for part in PARTS:
        state = part.of(workspace)
        values = {name: getattr(state, name) for name in part.kept}
        found[part.name] = {k: dict(v) if isinstance(v, dict) else v for k, v in values.items()}
    return found


def _second(workspace: "Workspace") -> Path | None:
    """The table that was opened beside, if there is one."""
    others = (pair for name, pair in workspace.comparison.offers.items() if name != BEFORE_AFTER)
    return next((pair[1].table.path for pair in others if pair[1].table.path is not None), None)


def _text(path: Path | None) -> str:
    return "" if path is None else str(path.absolute())
