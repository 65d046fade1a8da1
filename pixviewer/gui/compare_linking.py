"""Joins the compare view to the window: regions, tools, menus, and questions about a second table."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.gui.canvas.compare_canvas import SkyPairCanvas
from pixviewer.gui.verbs import ask_large

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

# What a hand does with regions is the same in every view of the sky: the sky image's pane takes it on.
_OF_REGIONS = (
    "regionSelected", "regionMoved", "holeMoved", "regionDrawing", "regionDrawn", "regionEditRequested",
    "regionDeleteRequested", "gestureCancelled", "toolRequested",
)  # fmt: skip


class CompareLinking:
    """Between the compare view and the rest of a window."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        workspace, pane = window.workspace, window.compare
        window.panes["image"].regionsShown.connect(pane.set_regions)
        pane.filesDropped.connect(window.verbs.drop_on_compare)
        pane.canvasMade.connect(self._on_canvas_made)
        pane.activated.connect(window.activate_view)
        pane.menuRequested.connect(window._on_menu_requested)
        workspace.comparison.state.events.pair.connect(window._show_enabled)
        workspace.comparison.state.events.mode.connect(window.update_marks)
        workspace.second.too_large.connect(self._on_too_large)

    def _on_canvas_made(self, canvas: object) -> None:
        if isinstance(canvas, SkyPairCanvas):
            for name in _OF_REGIONS:
                getattr(canvas, name).connect(getattr(self._window.panes["image"].view, name))
            canvas.regionDrawn.connect(lambda *_: self._window.activate_view("compare"))
            self._window.mask_linking.join(canvas)

    def _on_too_large(self, path: Path, error: Exception) -> None:
        ask_large(
            self._window, path, error,
            lambda: self._window.workspace.second.open(path, allow_large=True),
        )  # fmt: skip
