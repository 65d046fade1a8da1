"""Joins the contexts of keys to a window: what tells that they hold, and when to look."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication

from pixviewer.gui.actions.contexts import EXAMINE, SKY, SPECTRUM
from pixviewer.gui.keys.key_contexts import KeyContexts
from pixviewer.gui.keys.places import place_of

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


WITH_REGIONS = ("image", "scatter", "compare", "regions", "region")


def join_contexts(window: "MainWindow") -> KeyContexts:
    """Make the contexts of a window, and look at them when tool, focus or mouse have moved."""
    canvas = window.spectrum.view.canvas
    contexts = KeyContexts(
        window,
        {
            SKY: lambda: _is_at_regions(window),
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


def _is_at_regions(window: "MainWindow") -> bool:
    """Whether the keyboard speaks to what shows regions."""
    place = place_of(window, QApplication.focusWidget())
    return place is not None and place.name in WITH_REGIONS
