"""Joins the contexts of keys to a window: what tells that they hold, and when to look."""

from typing import TYPE_CHECKING

from pixviewer.gui.actions.contexts import EXAMINE, SPECTRUM
from pixviewer.gui.keys.key_contexts import KeyContexts

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


def join_contexts(window: "MainWindow") -> KeyContexts:
    """Make the contexts of a window, and look at them when tool, focus or mouse have moved."""
    canvas = window.spectrum.view.canvas
    contexts = KeyContexts(
        window,
        {
            SPECTRUM: lambda: window.spectrum.is_active() or canvas.is_hovered,
            EXAMINE: lambda: window.tool == "examine",
        },
        window.menus.set_contexts,
    )
    canvas.placeHovered.connect(contexts.look)
    canvas.placeLeft.connect(contexts.look)
    # Every way to choose a tool ends in the mark of its action.
    for ident in window.menus.idents_of("tool"):
        window.menus.actions[ident].toggled.connect(contexts.look)
    return contexts
