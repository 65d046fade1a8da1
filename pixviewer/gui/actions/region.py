"""Region menu. Tools that draw, and what can be done with regions."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_region, has_savable_region, has_source, has_table

ROLE_TITLES = (
    ("source", "Source", "Its rows are chosen"),
    ("background", "Background", "Scaled by area, it is subtracted from spectra and S/N of sources"),
    ("exclude", "Exclude", "Its rows are left out everywhere"),
    ("annotation", "Annotation", "It is only drawn, and enters no computation"),
)

REGION: tuple[Action, ...] = (
    Action("tool-pan", "Move", "Region", "set_tool", "Drag to move the view; Shift+drag zooms into a box",
           "pan", ("1",), enabled=has_table, argument="pan", group="tool", section="Tool"),
    Action("tool-circle", "Circle", "Region", "set_tool",
           "Drag from the centre to draw a circle; Shift: from the corner", "circle", ("2",),
           enabled=has_table, argument="circle", group="tool"),
    Action("tool-square", "Square", "Region", "set_tool",
           "Drag from the centre to draw a square; Shift: from the corner", "square", ("3",),
           enabled=has_table, argument="square", group="tool"),
    Action("tool-annulus", "Annulus", "Region", "set_tool",
           "Drag from the centre to draw a ring, the background of spectra and S/N; Shift: from the corner",
           "annulus", ("Shift+A",), enabled=has_table, argument="annulus", group="tool"),
    Action("tool-mask", "Mask", "Region", "mask_tool",
           "Paint or erase the mask of objects; once more: brush, polygon, circle", "mask-brush", ("4",),
           enabled=has_table, argument="mask", group="tool"),
    Action("tool-wave", "Wavelength Range", "Region", "set_tool",
           "Drag in the spectrum to draw a wavelength range", "wave-range", ("5",),
           enabled=has_table, argument="wave", group="tool"),
    Action("tool-ruler", "Ruler", "Region", "set_tool",
           "Drag from place to place to measure; Shift: in steps of 45°", "ruler", ("7",),
           enabled=has_table, argument="ruler", group="tool"),
    Action("region-numbers", "Edit Numbers…", "Region", "edit_numbers",
           "Position, size and wavelengths as numbers", "", ("Ctrl+Return",), enabled=has_region,
           section="Region"),
    Action("background-ring", "Add Background Annulus", "Region", "add_background_ring",
           "Surround the source with a ring of 1.5 to 2.5 times its size, which is subtracted from it",
           "", ("Ctrl+Shift+B",), enabled=has_source),
    Action("region-centre", "Zoom to Region", "Region", "zoom_to_region", "Centre the views on the region",
           "", ("Ctrl+R",), enabled=has_region),
    Action("region-delete", "Delete Region", "Region", "delete_regions", "Delete the selected region",
           "delete", (), ("Del", "Backspace"), enabled=has_region),
    Action("region-lock", "Lock Region", "Region", "toggle_lock", "Keep mouse and keys from moving it",
           "lock", ("Ctrl+L",), enabled=has_region, is_checkable=True),
    Action("hide-regions", "Hide Regions", "Region", "toggle_regions", "Draw none; they stay in the list",
           "eye-off", ("Ctrl+H",), enabled=has_table, is_checkable=True),
    *(Action(f"role-{role}", title, "Region", "set_role", tip, enabled=has_region, argument=role,
             group="role", section="Role" if role == "source" else "")
      for role, title, tip in ROLE_TITLES),
    Action("region-list", "List of Regions", "Region", "show_region_list",
           "All regions with the numbers of their rows, to sort, group and edit", enabled=has_table,
           section=" "),
    Action("load-regions", "Load Regions…", "Region", "import_regions",
           "Draw the regions of a DS9, CRTF or .pixr file", enabled=has_table),
    Action("save-regions", "Save Regions…", "Region", "save_regions",
           "Save all regions as DS9, CRTF or .pixr file", "", ("Ctrl+Shift+R",),
           enabled=has_savable_region),
)  # fmt: skip
