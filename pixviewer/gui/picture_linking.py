"""Joins the strips of all views that show numbers with favourites and the catalogue of colour maps."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction

from pixviewer.gui.widgets.map_swatch import map_icon
from pixviewer.model.colour_maps import colour_map_label
from pixviewer.model.favourite_maps import known_maps
from pixviewer.model.state import COMPARE, DETECTOR

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class PictureLinking:
    """Keeps strips and the Colour menu as preferences have it."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._actions: list[QAction] = []
        self.strips = {name: pane.strip for name, pane in window.panes.items()}
        self.strips |= {DETECTOR: window.detector.strip, COMPARE: window.compare.strip}
        for name, strip in self.strips.items():
            strip.catalogueRequested.connect(partial(self._on_catalogue, name))
            strip.cutsRequested.connect(partial(self._on_cuts, name))
        self._preferring = window.workspace.preferring
        self._shown: tuple[str, ...] = ()
        self._preferring.events.value.connect(self._show)
        self._show()

    def close(self) -> None:
        """Follow the preferences no longer."""
        self._preferring.events.value.disconnect(self._show)

    def _show(self) -> None:
        favourites = known_maps(self._preferring.value.favourite_maps)
        if favourites == self._shown:
            return
        self._shown = favourites
        for strip in self.strips.values():
            strip.set_favourites(favourites)
        self._fill_menu(favourites)
        from pixviewer.gui.dialogs.colour_maps import ColourMapsDialog

        dialog = self._window.findChild(ColourMapsDialog)
        if dialog is not None:
            dialog.set_favourites(favourites)

    def _fill_menu(self, favourites: tuple[str, ...]) -> None:
        menu = self._window.menus.menus["Colour"]
        for action in self._actions:
            menu.removeAction(action)
            action.deleteLater()
        first = menu.actions()[0] if menu.actions() else None
        self._actions = []
        for name in favourites:
            made = QAction(map_icon(name, 30, 12), f"★ {colour_map_label(name)}", menu)
            made.setStatusTip(f"Colour map {colour_map_label(name)}, a favourite")
            made.triggered.connect(partial(self._on_favourite, name))
            menu.insertAction(first, made)
            self._actions.append(made)

    def _on_favourite(self, name: str) -> None:
        self._window.verbs.set_map(name)

    def _on_cuts(self, view: str) -> None:
        self._window.activate_view(view)
        self._window.verbs.show_cuts()

    def _on_catalogue(self, view: str) -> None:
        self._window.activate_view(view)
        self._window.verbs.browse_maps()
