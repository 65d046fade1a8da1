"""The table of actions as rows of a page: what the guide says of keys, made anew with every build of it."""

from collections.abc import Iterable

from pixviewer.gui.actions import Action
from pixviewer.gui.actions.contexts import CONTEXTS, WINDOW
from pixviewer.gui.actions.gestures import Gesture
from pixviewer.gui.keys.keymap import full_title

Rows = list[tuple[str, ...]]


def keyed_rows(actions: Iterable[Action]) -> Rows:
    """Keys, name, menu and tip of each action that has a key."""
    return [
        (", ".join(map(_code, (*action.shortcuts, *action.view_keys))), full_title(action), _menu(action),
         action.tip)
        for action in actions
        if action.shortcuts or action.view_keys
    ]  # fmt: skip


def keyless_rows(actions: Iterable[Action]) -> Rows:
    """Name, menu and tip of each action that has none."""
    return [
        (full_title(action), _menu(action), action.tip)
        for action in actions
        if not (action.shortcuts or action.view_keys)
    ]


def gesture_rows(gestures: Iterable[Gesture]) -> Rows:
    """What the hand does, what comes of it, and where."""
    return [(gesture.keys, gesture.what, ", ".join(gesture.views) or "everywhere") for gesture in gestures]


def _menu(action: Action) -> str:
    path = " ▸ ".join(part for part in (action.menu, action.submenu) if part)
    return path if action.context == WINDOW else f"{path}; {CONTEXTS[action.context]}"


def _code(key: str) -> str:
    """A key as code: one that is a grave accent itself needs two around it."""
    return f"`` {key} ``" if "`" in key else f"`{key}`"
