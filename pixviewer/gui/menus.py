"""Qt's actions, menus and tool bar, made from the table of actions."""

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from pixviewer.gui import theme
from pixviewer.gui.actions import ACTIONS, BY_IDENT, MENUS, TOOLBAR, Action
from pixviewer.gui.actions.contexts import WINDOW
from pixviewer.gui.actions.predicates import why_not
from pixviewer.gui.keys.keymap import Keymap, natives, portable
from pixviewer.gui.tool_keys import GROUP as TOOL
from pixviewer.gui.tool_keys import KeyedAction
from pixviewer.model.workspace import Workspace

# Menus whose actions are for the view that was used last.
OF_A_VIEW = ("Scale", "Colour")


class Menus:
    """The Qt half of the table of actions.

    Parameters
    ----------
    run : callable
        Called with the action that was triggered.
    keymap : Keymap
    """

    def __init__(self, parent: QWidget, run: Callable[[Action], None], keymap: Keymap) -> None:
        self.keymap = keymap
        self._contexts = frozenset({WINDOW})
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._tips: dict[str, str] = {}
        self._why: dict[str, str] = {}
        self._view_sections: list[tuple[QAction, str]] = []
        for action in ACTIONS:
            made = self._make(action, parent, run)
            self.actions[action.ident] = made
            parent.addAction(made)
        self.show_keys()
        keymap.changed.connect(self.show_keys)

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """Add every menu."""
        for name in MENUS:
            menu = bar.addMenu(f"&{name}")
            if menu is None:
                continue
            menu.setToolTipsVisible(True)
            self.menus[name] = menu
            for action in ACTIONS:
                if action.menu == name:
                    self._add_to_menu(menu, action)

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Add the actions that have a button."""
        for ident in TOOLBAR:
            if ident:
                bar.addAction(self.actions[ident])
            else:
                bar.addSeparator()

    def update(self, workspace: Workspace) -> None:
        """Enable what can be done now, and name what undo would undo."""
        for ident, made in self.actions.items():
            action = BY_IDENT[ident]
            why = why_not(action.enabled, workspace)
            named = self._name_step(action, made, workspace)
            # Asked at each step of a drag: only what has changed is said anew.
            if why != self._why.get(ident) or named:
                self._why[ident] = why
                made.setEnabled(not why)
                self._show_tip(action)

    def _name_step(self, action: Action, made: QAction, workspace: Workspace) -> bool:
        """Let undo and redo name what they would do; True when that has changed."""
        if not action.undo_name:
            return False
        history = workspace.history
        label = history.undo_label if action.undo_name == "undo" else history.redo_label
        text = f"{action.title} {label}" if label else action.title
        made.setText(f"&{text}")
        tip = text if label else action.tip
        was, self._tips[action.ident] = self._tips.get(action.ident), tip
        return was != tip

    def why_not(self, ident: str) -> str:
        """What is missing for an action, nothing where it can be done."""
        return self._why.get(ident, "")

    def check(self, group: str, argument: str) -> None:
        """Mark one of the actions that exclude each other."""
        for action in ACTIONS:
            if action.group == group:
                self.actions[action.ident].setChecked(action.argument == argument)

    def rename(self, group: str, argument: str, title: str) -> None:
        """Give one of the actions that exclude each other another title."""
        for action in ACTIONS:
            if action.group == group and action.argument == argument:
                self.actions[action.ident].setText(title)

    def idents_of(self, group: str) -> list[str]:
        """Actions of a group that exclude each other."""
        return [action.ident for action in ACTIONS if action.group == group]

    def name_view(self, name: str) -> None:
        """Say in the menus which view they speak of."""
        for section, text in self._view_sections:
            section.setText(f"{text} of the {name}")

    # Keys

    def show_keys(self) -> None:
        """Bind the keys that hold now, and name them in menus and tips."""
        narrower = {
            portable(key)
            for action in ACTIONS
            if action.context in self._contexts and action.context != WINDOW
            for key in self.keymap.keys_of(action.ident)
        }
        for action in ACTIONS:
            self._bind(action, narrower if action.context == WINDOW else set())
            self._show_tip(action)
        self._name_menus(narrower)

    def _name_menus(self, taken: set[str]) -> None:
        """Let menus open by Alt and their letter, unless the place where the hand is has that key itself."""
        for name in MENUS:
            if name in self.menus:
                self.menus[name].setTitle(name if f"Alt+{name[0]}" in taken else f"&{name}")

    def set_contexts(self, contexts: frozenset[str]) -> None:
        """Let the keys of these contexts hold, and no others."""
        self._contexts = contexts
        self.show_keys()

    def _bind(self, action: Action, taken: set[str]) -> None:
        made = self.actions[action.ident]
        keys = [key for key in self.keymap.keys_of(action.ident) if portable(key) not in taken]
        holds = action.context in self._contexts and bool(keys)
        # Without a context that holds, the menu only names the keys: those of a view, which handles them
        # itself as it knows what is meant, and those of a place where the hand is not.
        context = Qt.ShortcutContext.WindowShortcut if holds else Qt.ShortcutContext.WidgetShortcut
        wanted = [QKeySequence(key) for key in keys or action.view_keys]
        if made.shortcutContext() != context:
            made.setShortcutContext(context)
        if made.shortcuts() != wanted:
            made.setShortcuts(wanted)

    def _show_tip(self, action: Action) -> None:
        """Say what the action does, its keys, and why it cannot be done now."""
        text, why = self._tips.get(action.ident, action.tip), self.why_not(action.ident)
        keys = natives(self.keymap.keys_of(action.ident) or action.view_keys)
        text = f"{text} ({keys})" if keys else text
        self.actions[action.ident].setToolTip(f"{text}\nNot now: {why}" if why else text)

    # Making

    def _make(self, action: Action, parent: QWidget, run: Callable[[Action], None]) -> QAction:
        made = KeyedAction(action.title, parent) if action.group == TOOL else QAction(action.title, parent)
        made.setObjectName(action.ident)
        made.setStatusTip(action.tip)
        made.setCheckable(action.is_checkable or bool(action.group))
        if action.icon:
            theme.set_icon(made, action.icon)
        if action.group:
            group = self._groups.setdefault(action.group, QActionGroup(parent))
            group.addAction(made)
        made.triggered.connect(lambda checked, action=action: run(action))
        return made

    def _submenu(self, menu: QMenu, action: Action) -> QMenu:
        """Menu within a menu, made for the first of its actions."""
        name = f"{action.menu}/{action.submenu}"
        if name not in self.menus:
            made = menu.addMenu(action.submenu)
            assert made is not None
            made.setToolTipsVisible(True)
            self.menus[name] = made
        return self.menus[name]

    def _add_to_menu(self, menu: QMenu, action: Action) -> None:
        if action.submenu:
            menu = self._submenu(menu, action)
        if action.section.strip():
            section = menu.addSection(action.section)
            if action.menu in OF_A_VIEW and section is not None:
                self._view_sections.append((section, action.section))
        elif action.section:
            menu.addSeparator()
        menu.addAction(self.actions[action.ident])
