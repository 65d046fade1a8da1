"""Colour menu. Colour map of the view that was used last."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_table
from pixviewer.model.shading import COLOUR_MAPS

COLOUR: tuple[Action, ...] = (
    *(Action(f"map-{i}", name, "Colour", "set_map", f"Colour map {name}", enabled=has_table,
             argument=name, group="cmap", section="Colour map" if i == 0 else "")
      for i, name in enumerate(COLOUR_MAPS)),
    Action("map-browse", "More Maps…", "Colour", "browse_maps",
           "All colour maps, with a search, by kind, and which of them colour-blind eyes can read", "",
           ("Shift+J",), section=" "),
    Action("map-favourite", "Favourite", "Colour", "toggle_favourite_map",
           "Name the map of this view first in every menu, or no longer", "", ("Shift+F",),
           enabled=has_table, is_checkable=True),
    Action("show-bad", "Bad Pixels in Their Own Colour", "Colour", "toggle_bad",
           "Colour cells and detector pixels whose rows are all flagged as Preferences ▸ Pictures says", "",
           ("Shift+K",), enabled=has_table, is_checkable=True),
    Action("invert", "Invert the Map", "Colour", "invert_map", "Exchange the ends of the colour map",
           "invert", ("Shift+I",), enabled=has_table, is_checkable=True, section=" "),
    Action("legend", "Legend", "Colour", "show_legend",
           "IFUs, slices, stacks, exposures or flags by their colours: light them up, pick them, filter them",
           "", ("Ctrl+Alt+A",), enabled=has_table),
)  # fmt: skip
