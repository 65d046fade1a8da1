"""Filter menu. Which rows are shown."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_exposures, has_filter, has_table
from pixviewer.model.filters import KINDS

FILTER: tuple[Action, ...] = (
    *(Action(f"filter-{kind.name}", f"Add {kind.title} Filter…", "Filter", "add_filter",
             f"Show only rows by {kind.title}: {kind.hint}", argument=kind.name,
             enabled=has_exposures if kind.name == "exposure" else has_table)
      for kind in KINDS.values()),
    Action("filter-good", "Good Rows Only", "Filter", "toggle_good_rows", "Leave out all flagged rows", "",
           ("Ctrl+Shift+G",), enabled=has_table, is_checkable=True, section=" "),
    Action("filter-chosen", "Only Rows in Chosen Regions", "Filter", "toggle_only_chosen",
           "Let the sky views, too, show nothing but the selected source regions", enabled=has_table,
           is_checkable=True),
    Action("filters-switch", "All Filters Off or On", "Filter", "switch_filters",
           "Turn all filters off, or on again when none is on", "", ("Ctrl+Shift+F",),
           enabled=has_filter, section=" "),
    Action("filters-clear", "Remove All Filters", "Filter", "remove_filters", "Show all rows",
           enabled=has_filter),
)  # fmt: skip
