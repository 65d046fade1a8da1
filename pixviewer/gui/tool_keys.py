"""Joins the choice of a tool to a window: its actions and keys, its buttons, and what is drawn."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeyEvent, QShortcutEvent
from PyQt6.QtWidgets import QApplication, QToolBar, QToolButton, QWidget

from pixviewer.gui.actions import BY_IDENT
from pixviewer.gui.keys.keymap import title
from pixviewer.gui.tool_choice import PAN, ToolChoice
from pixviewer.gui.widgets.tool_mark import ToolMark

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

GROUP = "tool"


class KeyedAction(QAction):
    """An action that tells of the key that is about to trigger it; a key that is held triggers it once."""

    keyed = pyqtSignal(int)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setAutoRepeat(False)

    def event(self, event: QEvent | None) -> bool:
        """Tell of a key."""
        if isinstance(event, QShortcutEvent) and self.isEnabled() and not event.isAmbiguous():
            self.keyed.emit(event.key()[0].key().value)
        return super().event(event)


class ToolKeys(QObject):
    """What the keys and buttons of the tools do in a window.

    Attributes
    ----------
    choice : ToolChoice
    marks : dict of str to ToolMark
        The mark on the button of each tool, by the tool.
    """

    def __init__(self, window: "MainWindow", bar: QToolBar) -> None:
        super().__init__(window)
        self._window = window
        preferring = window.workspace.preferring
        self.choice = ToolChoice(window.set_tool, lambda: preferring.value.keeps_tool, self)
        self.marks: dict[str, ToolMark] = {}
        for ident in window.menus.idents_of(GROUP):
            self._join(ident, bar)
        for pane in window.panes.values():
            pane.view.regionDrawn.connect(self._on_drawn)
        window.spectrum.view.bandDrawn.connect(self._on_drawn)
        window.compare.canvasMade.connect(self._join_canvas)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self.choice.changed.connect(self._show)
        self._show()

    def _join(self, ident: str, bar: QToolBar) -> None:
        made, tool = self._window.menus.actions[ident], BY_IDENT[ident].argument
        assert isinstance(made, KeyedAction)
        made.keyed.connect(partial(self.choice.key_down, tool))
        button = bar.widgetForAction(made)
        if isinstance(button, QToolButton):
            self.marks[tool] = ToolMark(button, title(BY_IDENT[ident]))

    def _join_canvas(self, canvas: object) -> None:
        drawn = getattr(canvas, "regionDrawn", None)
        if drawn is not None:
            drawn.connect(self._on_drawn)

    def _on_drawn(self, *what: object) -> None:
        self.choice.drawn()

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Let held keys go when the keyboard speaks to another window, where they will be released."""
        if new is None or new.window() is not self._window:
            self.choice.key_up()

    def _show(self) -> None:
        """Mark the button of the tool; the Move tool is what there is without any, and needs no mark."""
        for tool, mark in self.marks.items():
            is_marked = tool == self.choice.tool and tool != PAN
            mark.set_span(self.choice.span if is_marked else "")

    # Keys that no view has taken

    def key_pressed(self, event: QKeyEvent) -> bool:
        """React to Esc where no view has the keyboard; False leaves the key to others."""
        if event.key() != Qt.Key.Key_Escape or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        self.step_back()
        return True

    def step_back(self) -> None:
        """Cancel what the hand is doing, else deselect, else go back to the Move tool, else drop the pick."""
        window, workspace = self._window, self._window.workspace
        canvases = [*(pane.view.canvas for pane in window.panes.values()), window.spectrum.view.canvas]
        if any(canvas.cancel_gesture() for canvas in canvases):
            return
        if workspace.regions.selected:
            workspace.editor.select_region(None)
        elif self.choice.tool != PAN:
            window.set_tool(PAN)
        else:
            workspace.linked.drop_pick()

    def key_released(self, event: QKeyEvent) -> None:
        """Let a held tool go."""
        if not event.isAutoRepeat():
            self.choice.key_up(event.key())
