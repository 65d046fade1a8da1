"""What the palette offers in a window: every action, panel and recent file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QDockWidget

from pixviewer.gui import settings
from pixviewer.gui.actions import ACTIONS, Action
from pixviewer.gui.actions.predicates import NO_TABLE
from pixviewer.gui.keys.keymap import heading, natives

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

OPENER = "palette"  # the action that shows the palette, which the palette need not offer


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the palette can do.

    Parameters
    ----------
    ident : str
        By which its use is remembered.
    title, path, keys, tip : str
        What it is called, where the menus have it, its keys, and what it does.
    run : callable
    why_not : str
        What is missing for it, nothing where it can be done.
    mark : str
        Tells whether it is on now, where that can be said.
    """

    ident: str
    title: str
    path: str
    keys: str
    tip: str
    run: Callable[[], object]
    why_not: str = ""
    mark: str = ""


def entries(window: "MainWindow") -> list[Entry]:
    """Everything that can be done in a window, in the order of the menus."""
    return [*_of_actions(window), *_of_panels(window), *_of_files(window)]


def _of_actions(window: "MainWindow") -> list[Entry]:
    return [_of_action(window, action) for action in ACTIONS if action.ident != OPENER]


def _of_action(window: "MainWindow", action: Action) -> Entry:
    menus = window.menus
    made = menus.actions[action.ident]
    # What the menu says above an action whose own title is only a name: *Log*, *Heat*, *Offsets*.
    parts = (action.menu, action.submenu or heading(action.group))
    return Entry(
        action.ident, made.text().replace("&", ""), " ▸ ".join(part for part in parts if part),
        natives(menus.keymap.keys_of(action.ident) or action.view_keys), action.tip, made.trigger,
        menus.why_not(action.ident), _mark(made.isCheckable(), made.isChecked()),
    )  # fmt: skip


def _of_panels(window: "MainWindow") -> list[Entry]:
    has_table = window.workspace.table is not None
    return [
        Entry(
            f"panel:{title}", f"Panel {title}", "View ▸ Panels", "", f"Show the panel {title}, or hide it",
            partial(_toggle_panel, window, title, dock), "" if has_table else NO_TABLE,
            _mark(True, not dock.isHidden()),
        )
        for title, dock in window.arrangement.docks.items()
    ]  # fmt: skip


def _toggle_panel(window: "MainWindow", title: str, dock: QDockWidget) -> None:
    """Hide a panel that can be seen; bring any other to the front."""
    if dock.isVisible() and not dock.visibleRegion().isEmpty():
        dock.hide()
    else:
        window.arrangement.show_dock(title)


def _of_files(window: "MainWindow") -> list[Entry]:
    return [
        Entry(
            f"file:{path}", f"Open {path.name}", "File ▸ Open Recent", "", str(path),
            partial(_open, window, path),
        )
        for path in settings.remembered_files()
    ]  # fmt: skip


def _open(window: "MainWindow", path: Path) -> None:
    window.workspace.open(path)


def _mark(is_checkable: bool, is_checked: bool) -> str:
    return ("on" if is_checked else "off") if is_checkable else ""
