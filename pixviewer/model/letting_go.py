"""Let observable objects go when nobody needs them any more."""

from typing import Any

from psygnal import SignalGroupDescriptor


def let_signals_go() -> None:
    """Leave the signals of each observable object to that object alone.

    psygnal notes the group of signals of every object in a table of its own until the object dies, and a
    group holds whatever listens to it: a window that listens to its own model would never die. The object
    knows its group itself, once it was asked for it, so that the table is not needed.
    """
    table: dict[int, Any] = getattr(SignalGroupDescriptor, "_instance_map", {})
    for key, group in list(table.items()):
        owner = group.instance
        if owner is None or any(value is group for value in getattr(owner, "__dict__", {}).values()):
            table.pop(key, None)
