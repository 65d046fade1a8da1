"""Tools menu. What measures and lists."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_table

TOOLS: tuple[Action, ...] = (
    Action("peak", "Find Brightest", "Tools", "find_peak", "Mark the brightest place of the sky image", "",
           ("Ctrl+B",), enabled=has_table),
    Action("fit-star", "Fit Star", "Tools", "fit_region",
           "Fit a Gaussian or Moffat profile to the pixels of the current region", "", ("Ctrl+F",),
           enabled=has_table),
    Action("contents", "Contents", "Tools", "show_contents",
           "IFUs, slices and exposures of the region or the table, with their rows", "", ("Ctrl+K",),
           enabled=has_table),
    Action("plot", "Plot Columns", "Tools", "show_plot",
           "Any column of the rows of the region against any other: raw positions, too", "",
           ("Ctrl+Shift+D",), enabled=has_table),
    Action("flagged-rows", "Flagged Rows", "Tools", "list_flagged",
           "List the flagged rows of the region, or of the table, with their flags by name", "",
           ("Ctrl+Alt+G",), enabled=has_table),
    Action("histogram", "Histogram of Values", "Tools", "show_histogram",
           "Values of the rows of the region, or of all; a drag picks a range of them", "",
           ("Ctrl+Shift+H",), enabled=has_table),
    Action("slice", "Slice Inspector", "Tools", "show_slice",
           "The picked slice from all sides", "", ("Ctrl+Shift+K",), enabled=has_table),
    Action("recipe", "Recipe", "Tools", "show_recipe",
           "What was done and what is shown, as Python or commands that do the same without a window", "",
           ("Ctrl+Alt+P",), enabled=has_table, section=" "),
    Action("save-recipe", "Save Recipe as Script…", "Tools", "save_recipe_of_state",
           "Save a script that writes all that is shown, without a window", "", ("Ctrl+Alt+Y",),
           enabled=has_table),
    Action("decode", "Decode Numbers…", "Tools", "decode",
           "Slice numbers in all numberings, origins and flags in words", "", ("Ctrl+Alt+D",)),
)  # fmt: skip
