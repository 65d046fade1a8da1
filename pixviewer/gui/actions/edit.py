"""Edit menu. Decisions taken back, and what is copied."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.contexts import SKY
from pixviewer.gui.actions.predicates import can_redo, can_undo, has_region, has_table

EDIT: tuple[Action, ...] = (
    Action("undo", "Undo", "Edit", "undo", "Take the last decision back", "undo", ("Ctrl+Z",),
           enabled=can_undo, undo_name="undo"),
    Action("redo", "Redo", "Edit", "redo", "Bring it back", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
           enabled=can_redo, undo_name="redo"),
    Action("history", "History", "Edit", "show_history", "All decisions by name, and the way to any",
           "", ("Ctrl+Shift+Y",), enabled=has_table),
    Action("cut-regions", "Cut Regions", "Edit", "cut_regions",
           "Copy the selected regions as DS9 text, and delete them", "", ("Ctrl+X",), enabled=has_region,
           context=SKY, section=" "),
    Action("copy-regions", "Copy Regions", "Edit", "copy_regions",
           "Copy the selected regions as DS9 text, for another window or program", "", ("Ctrl+C",),
           enabled=has_region, context=SKY),
    Action("paste-regions", "Paste Regions", "Edit", "paste_regions",
           "Draw the regions that the clipboard holds, from here or from DS9", "", ("Ctrl+V",),
           enabled=has_table, context=SKY),
    Action("copy", "Copy Position and Value", "Edit", "copy_readout", "Copy the readout line", "copy", ("C",),
           enabled=has_table, section=" "),
    Action("freeze", "Freeze the Readout", "Edit", "toggle_freeze", "Keep the readout line as it is",
           "freeze", ("F",), enabled=has_table, is_checkable=True),
    Action("mirror", "Mirror the Cursor", "Edit", "toggle_mirror",
           "Show where the mouse is as a crosshair in the other views", "", ("G",), enabled=has_table,
           is_checkable=True),
    Action("preferences", "Preferences…", "Edit", "show_preferences",
           "Theme, size of the font, cache, memory and more, in every window", "", ("Ctrl+,",), section=" "),
)  # fmt: skip
