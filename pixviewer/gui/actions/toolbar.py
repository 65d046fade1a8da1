"""Actions that have a button in the bar of tools; a blank draws a line."""

TOOLBAR = (
    "open", "extract", "", "tool-pan", "tool-circle", "tool-square", "tool-annulus", "tool-mask", "tool-wave",
    "tool-ruler",
    "", "zoom-in", "zoom-out", "fit", "", "pick-replace", "pick-add", "pick-remove", "pick-intersect", "",
    "undo", "redo",
)  # fmt: skip
