"""What the user changed in the strip of a view, as changes of its display."""

from typing import Any

from pixviewer.model.limit_cells import region_trouble
from pixviewer.model.limit_rules import FROM_REGION
from pixviewer.model.workspace import Workspace

_NAMES = {"quantity": "by", "lo": "low", "hi": "high"}


def display_changes(workspace: Workspace, view: str, changes: dict[str, Any], shown: Any) -> dict[str, Any]:
    """Fields of `Display` from the words of a `DisplayStrip`; empty where that cannot be.

    Parameters
    ----------
    shown : object or None
        Picture of the view: a limit that was not typed stays as it was drawn.
    """
    wanted = {_NAMES.get(key, key): value for key, value in changes.items()}
    if wanted.get("limits") == FROM_REGION:
        why = region_trouble(view, workspace.regions.live)
        if why:
            workspace.told.emit(why)
            return {}
    is_typed = bool(wanted.keys() & {"low", "high"}) and "by" not in wanted
    if is_typed and shown is not None and shown.lo is not None:
        wanted = {"low": shown.lo, "high": shown.hi, **wanted}
    return wanted
