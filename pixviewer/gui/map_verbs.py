"""Verbs of how pictures look: their cuts, colour maps, and favourites among these."""

from typing import TYPE_CHECKING, Any

from pixviewer.gui.dialogs.colour_maps import ColourMapsDialog
from pixviewer.gui.panes.cuts_pane import CutsPane
from pixviewer.model.favourite_maps import known_maps, with_favourite
from pixviewer.model.jobs import Answer, Ending, Lane, Task
from pixviewer.model.state import COMPARE

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace

CATALOGUE = "colour maps"


class MapVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def _set_display(self, **changes: Any) -> None:
        raise NotImplementedError

    def set_map(self, name: str) -> None:
        """Choose a colour map."""
        self._set_display(cmap=name)

    def show_cuts(self) -> None:
        """Show the histogram of the picture of the view, with its limits to drag."""
        self._window.arrangement.show_dock("Cuts")
        self._window.arrangement.panel("Cuts", CutsPane).canvas.setFocus()

    def toggle_bad(self) -> None:
        """Colour what has nothing but flagged rows apart, in the view."""
        view = self._window.active_view
        if view == COMPARE:
            self._window.tell("bad pixels are shown in the sky image, the scatter and the detector")
            self._window.update_marks()
            return
        self._set_display(shows_bad=not self._workspace.display.of(view).shows_bad)

    def browse_maps(self) -> None:
        """Show the catalogue of colour maps; the window stays usable."""
        shown = self._window.findChild(ColourMapsDialog)
        if shown is None:
            shown = ColourMapsDialog(self._window)
            shown.mapChosen.connect(self.set_map)
            shown.favouriteToggled.connect(self._on_favourite)
            shown.set_favourites(known_maps(self._workspace.preferring.value.favourite_maps))
            self._fill(shown)
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def toggle_favourite_map(self) -> None:
        """Name the map of the view first in every menu, or no longer."""
        name = self._workspace.display.of(self._window.active_view).cmap
        favourites = self._workspace.preferring.value.favourite_maps
        changed = with_favourite(favourites, name, is_one=True)
        self._prefer(with_favourite(favourites, name, is_one=False) if changed == favourites else changed)

    def _on_favourite(self, name: str, is_one: bool) -> None:
        self._prefer(with_favourite(self._workspace.preferring.value.favourite_maps, name, is_one=is_one))

    def _prefer(self, favourites: tuple[str, ...]) -> None:
        self._workspace.preferring.change(favourite_maps=favourites)

    def _fill(self, dialog: ColourMapsDialog) -> None:
        """Look at all maps in the background: whether eyes can read them takes a while."""

        def arrived(answer: Answer) -> None:
            shown = self._window.findChild(ColourMapsDialog)
            if shown is not None and answer.ending is Ending.FINISHED:
                shown.set_entries(answer.value, self._workspace.display.of(self._window.active_view).cmap)

        from pixviewer.model.map_catalogue import catalogue

        task = Task(
            CATALOGUE,
            CATALOGUE,
            lambda progress: catalogue(),
            arrived,
            "Colour maps",
            Lane.HEAVY,
            is_shown=False,
        )
        self._workspace.runner.submit(task)
