"""Everything a user can do from a menu, a button or a key, as one table.

Menus, tool bars and the page of keys are made from it. A verb is the name of a method of `Verbs`, with an
argument where one method serves several actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pixviewer.model.filters import KINDS
from pixviewer.model.locking import OF_VIEWS, OF_WINDOWS, TITLES
from pixviewer.model.shading import COLOUR_MAPS, LIMITS, STRETCHES
from pixviewer.model.workspace import Workspace
from pixviewer.model.world_axes import AXES, is_offered

Predicate = Callable[[Workspace], bool]

MENUS = (
    "File",
    "Edit",
    "View",
    "Scale",
    "Colour",
    "Region",
    "Filter",
    "Detector",
    "Calibrate",
    "Tools",
    "Help",
)


def _always(workspace: Workspace) -> bool:
    return True


def _has_table(workspace: Workspace) -> bool:
    return workspace.table is not None


def _is_indexed(workspace: Workspace) -> bool:
    return workspace.facts is not None and workspace.facts.has_blocks


def _has_region(workspace: Workspace) -> bool:
    return bool(workspace.regions.selected)


def _has_source(workspace: Workspace) -> bool:
    current = workspace.regions.current
    return current is not None and current.role == "source" and current.kind != "annulus"


def _has_sources(workspace: Workspace) -> bool:
    return _is_indexed(workspace) and any(region.role == "source" for region in workspace.regions.items)


def _has_exposures(workspace: Workspace) -> bool:
    return workspace.table is not None and workspace.table.offsets.n_exposure > 1


def _has_filter(workspace: Workspace) -> bool:
    return bool(workspace.view.filters.chips)


def _has_mask(workspace: Workspace) -> bool:
    return bool(workspace.selfcal.masking.plan.steps)


def _has_factors(workspace: Workspace) -> bool:
    return workspace.selfcal.state.factors is not None


def _has_pair(workspace: Workspace) -> bool:
    return workspace.comparison.state.pair is not None


def _has_objection(workspace: Workspace) -> bool:
    state = workspace.selfcal.state
    speaks_against = state.objections is not None and bool(state.objections.reasons)
    return speaks_against and not state.calibration.is_forced


def _has_lines(workspace: Workspace) -> bool:
    return workspace.selfcal.state.review is not None


def _has_line(workspace: Workspace) -> bool:
    return _has_lines(workspace) and workspace.linked.slice_picked is not None


def _offers_axes(name: str) -> Predicate:
    return lambda workspace: workspace.facts is not None and is_offered(workspace.facts.frame, name)


def _can_save(kind: str, workspace: Workspace) -> bool:
    return workspace.selfcal.saver.can_save(kind)


SAVE_TITLES = (
    ("table", "Corrected Table…", "With a list of files for muse_scipost_make_cube"),
    ("drs", "Factors, Pipeline…", "AUTOCAL_FACTORS, with a list of files for muse_scipost"),
    ("mpdaf", "Factors, MPDAF…", "As MPDAF's auto-calibration file"),
    ("mask", "Mask…", "As FITS image, 1 on objects"),
    ("verdicts", "Verdicts…", "As ECSV table, to be read back"),
    ("report", "Report…", "One HTML file with all numbers and pictures"),
)

ROLE_TITLES = (
    ("source", "Source", "Its rows are chosen"),
    ("background", "Background", "Scaled by area, it is subtracted from spectra and S/N of sources"),
    ("exclude", "Exclude", "Its rows are left out everywhere"),
    ("annotation", "Annotation", "It is only drawn, and enters no computation"),
)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a user can do.

    Parameters
    ----------
    shortcuts : tuple of str
        Keys, in Qt's portable spelling.
    view_keys : tuple of str
        Keys that the view with the focus handles itself; the menu only names them.
    group : str
        Actions of one group exclude each other and show a mark.
    section : str
        Heading of the part of the menu that begins here; a blank draws a line only.
    submenu : str
        Title of the menu within the menu where the action is.
    """

    ident: str
    title: str
    menu: str
    verb: str
    tip: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    view_keys: tuple[str, ...] = ()
    enabled: Predicate = _always
    argument: str = ""
    group: str = ""
    is_checkable: bool = False
    section: str = ""
    submenu: str = ""
    undo_name: str = ""  # "undo" or "redo": the title then ends with what would be undone


ACTIONS: tuple[Action, ...] = (
    Action("open", "Open…", "File", "choose_file", "Open a pixel table", "open", ("Ctrl+O",)),
    Action("new-window", "Open in New Window…", "File", "new_window",
           "Open a pixel table in a window of its own", "", ("Ctrl+Shift+N",)),
    Action("import-regions", "Import Regions…", "File", "import_regions",
           "Draw the regions of a DS9, CRTF or .pixr file", "", ("Ctrl+Shift+O",), enabled=_has_table),
    Action("open-image", "Open Image…", "File", "open_image",
           "Show an image of the field, such as the one the pipeline made, in the sky image", "",
           ("Ctrl+Shift+I",), enabled=_has_table),
    Action("compare-with", "Compare with Another Table…", "File", "compare_with",
           "Open a second table beside this one: on one grid, with swipe, blink, difference and ratio", "",
           ("Ctrl+Alt+B",), enabled=_has_table),
    Action("compare-headers", "Header Differences…", "File", "compare_headers",
           "Header cards in which the two tables that are compared differ, with a search", "",
           ("Ctrl+Alt+H",), enabled=_has_pair),
    Action("demo", "Open the Demo Exposure", "File", "open_demo", "A simulated exposure, made on first use"),
    Action(
        "extract", "Extract…", "File", "extract", "Save rows as a new pixel table", "extract", ("Ctrl+E",),
        enabled=_has_table, section=" ",
    ),
    Action("extract-all", "Extract All Regions…", "File", "extract_all",
           "Save the rows of each source region as a pixel table of its own", "", ("Ctrl+Alt+E",),
           enabled=_has_sources),
    Action("copy-python", "Copy as Python", "File", "copy_python",
           "Copy the script that extracts the selected regions, else all that is shown", "copy",
           ("Ctrl+Alt+C",), enabled=_is_indexed),
    Action("copy-command", "Copy as CLI", "File", "copy_command",
           "Copy the command that extracts the selected regions, else all that is shown", "copy",
           ("Ctrl+Shift+C",), enabled=_is_indexed),
    Action("save-spectrum", "Save Spectrum…", "File", "save_spectrum",
           "Wavelength, flux, 1σ, good and bad rows of each bin of the spectrum shown, as FITS or ECSV", "",
           ("Ctrl+Alt+W",), enabled=_has_table),
    Action("save-rows", "Save Rows as Text…", "File", "save_rows",
           "Every column of the rows of the region, decoded, as CSV or ECSV", "", ("Ctrl+Shift+E",),
           enabled=_has_table),
    Action(
        "picture", "Save Picture of the Window…", "File", "save_picture", "Save what is on screen as PNG",
        "snapshot", ("Ctrl+P",),
    ),
    Action(
        "header", "Header Cards…", "File", "show_header", "Headers of all extensions, with a search",
        "info", ("Ctrl+I",),
        enabled=_has_table,
    ),
    Action("close", "Close Table", "File", "close_table", "Close the table", "", ("Ctrl+W",),
           enabled=_has_table, section=" "),
    Action("close-window", "Close Window", "File", "close_window", "Close this window; others stay", "",
           ("Ctrl+Shift+W",)),
    Action("quit", "Quit", "File", "quit", "Leave pixviewer", "", ("Ctrl+Q",)),

    Action("undo", "Undo", "Edit", "undo", "Take the last decision back", "undo", ("Ctrl+Z",),
           enabled=lambda w: w.history.undo_label is not None, undo_name="undo"),
    Action("redo", "Redo", "Edit", "redo", "Bring it back", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
           enabled=lambda w: w.history.redo_label is not None, undo_name="redo"),
    Action("history", "History", "Edit", "show_history", "All decisions by name, and the way to any",
           "", ("Ctrl+Shift+Y",), enabled=_has_table),
    Action("copy", "Copy Position and Value", "Edit", "copy_readout", "Copy the readout line", "copy", ("C",),
           enabled=_has_table, section=" "),
    Action("freeze", "Freeze the Readout", "Edit", "toggle_freeze", "Keep the readout line as it is",
           "freeze", ("F",), enabled=_has_table, is_checkable=True),

    Action("zoom-in", "Zoom In", "View", "zoom", "Magnify", "zoom-in", ("Z", "+", "="), enabled=_has_table,
           argument="2"),
    Action("zoom-out", "Zoom Out", "View", "zoom", "Show more", "zoom-out", ("Shift+Z", "-"),
           enabled=_has_table, argument="0.5"),
    Action("fit", "Zoom to Fit", "View", "fit", "Show the whole field", "fit", ("`",), enabled=_has_table),
    Action("back", "Back", "View", "back", "Look where you looked before", "", ("Alt+Left",),
           enabled=lambda w: w.navigator.can_go_back),
    Action("forward", "Forward", "View", "forward", "Undo a step back", "", ("Alt+Right",),
           enabled=lambda w: w.navigator.can_go_forward),
    Action("goto", "Go to Position…", "View", "go_to", "Centre on RA and Dec, pasted in any form", "goto",
           ("Ctrl+G",), enabled=_has_table),
    Action("sky-lines", "Sky Lines", "View", "toggle_sky_lines", "Ticks of sky lines in the spectrum",
           enabled=_has_table, is_checkable=True, section=" "),
    Action("row-card", "All Columns of the Row", "View", "toggle_row_card",
           "Name every column of the row under the resting mouse, where single rows are seen", "", ("I",),
           enabled=_has_table, is_checkable=True),
    Action("index", "Index the Table", "View", "build_index",
           "Go on with the indexing that was cancelled, for exact answers",
           enabled=lambda w: w.facts is not None and not w.facts.has_blocks),
    *(Action(f"{place}-{view}", title, "View", f"show_{place}", f"Show the {name} in the {side} view", "",
             (f"{keys}+{i}",), enabled=_has_table, argument=view, group=f"{place}-view",
             section=f"{side.title()} view" if i == 1 else "")
      for place, side, keys in (("first", "left", "Alt+Shift"), ("second", "right", "Alt"))
      for i, (view, title, name) in enumerate((
          ("image", "Sky Image", "sky image"), ("scatter", "Sky Scatter", "sky scatter"),
          ("detector", "Detector", "detector"), ("slices", "Slice Map", "slice map"),
          ("compare", "Compare", "comparison of two tables"),
      ), 1)),
    Action("blink", "Blink", "View", "blink", "Show the other of the two tables that are compared", "",
           ("B",), enabled=_has_pair, submenu="Compare"),
    Action("compare-next", "Next Way to Compare", "View", "next_compare_mode",
           "Side by side, swipe, blink, difference, ratio", "", ("Shift+B",), enabled=_has_pair,
           submenu="Compare"),
    *(Action(f"compare-{mode}", title, "View", "set_compare_mode", tip, enabled=_has_pair, argument=mode,
             group="compare-mode", submenu="Compare", section=" " if mode == "side" else "")
      for mode, title, tip in (
          ("side", "Side by Side", "Show both tables in two views on one scale"),
          ("swipe", "Swipe", "Show one table to the left of a bar and the other to its right"),
          ("blink", "Blink in Turn", "Show both tables in turn"),
          ("difference", "Difference", "Show B − A"),
          ("ratio", "Ratio", "Show B / A"),
      )),
    *(Action(f"axes-{name}", title, "View", "set_axes", f"Axes of the sky views: {title}",
             enabled=_offers_axes(name), argument=name, group="axes",
             section="Axes of the sky" if name == "offsets" else "")
      for name, title in AXES.items()),
    Action("inspect", "Inspect", "View", "set_perspective", "Arrange the window to look around", "",
           ("Ctrl+F1",), argument="inspect", group="perspective", section="Arrangement"),
    Action("extract-view", "Extract", "View", "set_perspective", "Arrange the window to draw and extract", "",
           ("Ctrl+F2",), argument="extract", group="perspective"),
    Action("selfcal-view", "Self-Calibration", "View", "set_perspective",
           "Arrange the window to run and judge a self-calibration", "", ("Ctrl+F3",), argument="selfcal",
           group="perspective"),
    *(Action(f"lock-views-{what}", f"{TITLES[what]} of All Views", "View", "toggle_view_lock",
             "Keep them the same in all views of a window that show the same quantity", argument=what,
             is_checkable=True, submenu="Lock", section="Views of a window" if what == OF_VIEWS[0] else "")
      for what in OF_VIEWS),
    *(Action(f"lock-{what}", TITLES[what], "View", "toggle_window_lock",
             f"Keep all open windows together: {TITLES[what].lower()}", argument=what, is_checkable=True,
             submenu="Lock", section="Open windows" if what == OF_WINDOWS[0] else "")
      for what in OF_WINDOWS),
    Action("lock-all", "Everything", "View", "toggle_all_locks", "Keep all open windows together",
           "", ("Ctrl+Alt+K",), is_checkable=True, submenu="Lock"),
    *(Action(f"match-{what}", title, "View", "match_windows",
             "Make the other windows as this one, once", enabled=_has_table, argument=what,
             submenu="Match Other Windows", shortcuts=("Ctrl+Alt+M",) if what == "everything" else ())
      for what, title in (*((what, TITLES[what]) for what in OF_WINDOWS if what != "crosshair"),
                          ("everything", "Everything"))),
    Action("full-screen", "Full Screen", "View", "toggle_full_screen", "Use the whole screen", "", ("F11",),
           is_checkable=True, section=" "),

    *(Action(f"stretch-{i}", name, "Scale", "set_stretch", f"{name} stretch", enabled=_has_table,
             argument=name, group="stretch", section="Stretch" if i == 0 else "")
      for i, name in enumerate(STRETCHES)),
    Action("next-stretch", "Next Stretch", "Scale", "next_stretch", "Step through the stretches", "", ("L",),
           enabled=_has_table, section=" "),
    *(Action(f"limits-{i}", name, "Scale", "set_limits", f"Limits: {name}", enabled=_has_table,
             argument=name, group="limits", section="Limits" if i == 0 else "")
      for i, name in enumerate(LIMITS)),
    Action("auto-limits", "Automatic Limits", "Scale", "auto_limits", "Limits from the data, as at first",
           "", ("A",), enabled=_has_table, section=" "),

    Action("match-display", "Match the Other Views", "Scale", "match_display",
           "Give the other views the stretch, the map and, for the same quantity, the limits of this one",
           "", ("Ctrl+M",), enabled=_has_table),

    *(Action(f"map-{i}", name, "Colour", "set_map", f"Colour map {name}", enabled=_has_table,
             argument=name, group="cmap", section="Colour map" if i == 0 else "")
      for i, name in enumerate(COLOUR_MAPS)),
    Action("invert", "Invert the Map", "Colour", "invert_map", "Exchange the ends of the colour map",
           "invert", ("Shift+I",), enabled=_has_table, is_checkable=True, section=" "),

    Action("tool-pan", "Move", "Region", "set_tool", "Drag to move the view; Shift+drag zooms into a box",
           "pan", ("1",), enabled=_has_table, argument="pan", group="tool", section="Tool"),
    Action("tool-circle", "Circle", "Region", "set_tool",
           "Drag from the centre to draw a circle; Shift: from the corner", "circle", ("2",),
           enabled=_has_table, argument="circle", group="tool"),
    Action("tool-square", "Square", "Region", "set_tool",
           "Drag from the centre to draw a square; Shift: from the corner", "square", ("3",),
           enabled=_has_table, argument="square", group="tool"),
    Action("tool-annulus", "Annulus", "Region", "set_tool",
           "Drag from the centre to draw a ring, the background of spectra and S/N; Shift: from the corner",
           "annulus", ("Shift+A",), enabled=_has_table, argument="annulus", group="tool"),
    Action("tool-mask", "Mask", "Region", "mask_tool",
           "Paint or erase the mask of objects; once more: brush, polygon, circle", "mask-brush", ("4",),
           enabled=_has_table, argument="mask", group="tool"),
    Action("tool-wave", "Wavelength Range", "Region", "set_tool",
           "Drag in the spectrum to draw a wavelength range", "wave-range", ("5",),
           enabled=_has_table, argument="wave", group="tool"),
    Action("region-numbers", "Edit Numbers…", "Region", "edit_numbers",
           "Position, size and wavelengths as numbers", "", ("Ctrl+Return",), enabled=_has_region,
           section="Region"),
    Action("background-ring", "Add Background Annulus", "Region", "add_background_ring",
           "Surround the source with a ring of 1.5 to 2.5 times its size, which is subtracted from it",
           "", ("Ctrl+Shift+B",), enabled=_has_source),
    Action("region-centre", "Zoom to Region", "Region", "zoom_to_region", "Centre the views on the region",
           "", ("Ctrl+R",), enabled=_has_region),
    Action("region-delete", "Delete Region", "Region", "delete_regions", "Delete the selected region",
           "delete", (), ("Del", "Backspace"), enabled=_has_region),
    Action("region-lock", "Lock Region", "Region", "toggle_lock", "Keep mouse and keys from moving it",
           "lock", ("Ctrl+L",), enabled=_has_region, is_checkable=True),
    Action("hide-regions", "Hide Regions", "Region", "toggle_regions", "Draw none; they stay in the list",
           "eye-off", ("Ctrl+H",), enabled=_has_table, is_checkable=True),
    *(Action(f"role-{role}", title, "Region", "set_role", tip, enabled=_has_region, argument=role,
             group="role", section="Role" if role == "source" else "")
      for role, title, tip in ROLE_TITLES),
    Action("save-regions", "Save Regions…", "Region", "save_regions",
           "Save all regions as DS9, CRTF or .pixr file", "", ("Ctrl+Shift+R",),
           enabled=lambda w: bool(w.regions.items or w.regions.kept), section=" "),

    *(Action(f"filter-{kind.name}", f"Add {kind.title} Filter…", "Filter", "add_filter",
             f"Show only rows by {kind.title}: {kind.hint}", argument=kind.name,
             enabled=_has_exposures if kind.name == "exposure" else _has_table)
      for kind in KINDS.values()),
    Action("filter-good", "Good Rows Only", "Filter", "toggle_good_rows", "Leave out all flagged rows", "",
           ("Ctrl+Shift+G",), enabled=_has_table, is_checkable=True, section=" "),
    Action("filter-chosen", "Only Rows in Chosen Regions", "Filter", "toggle_only_chosen",
           "Let the sky views, too, show nothing but the selected source regions", enabled=_has_table,
           is_checkable=True),
    Action("filters-switch", "All Filters Off or On", "Filter", "switch_filters",
           "Turn all filters off, or on again when none is on", "", ("Ctrl+Shift+F",),
           enabled=_has_filter, section=" "),
    Action("filters-clear", "Remove All Filters", "Filter", "remove_filters", "Show all rows",
           enabled=_has_filter),

    Action("ifu-previous", "Previous IFU", "Detector", "step_ifu", "Show the IFU before on the detector", "",
           ("[",), enabled=_is_indexed, argument="-1", section="IFU"),
    Action("ifu-next", "Next IFU", "Detector", "step_ifu", "Show the IFU after on the detector", "", ("]",),
           enabled=_is_indexed, argument="1"),
    Action("ifu-region", "IFUs of the Region", "Detector", "follow_region",
           "Show all IFUs that the current region touches, side by side", "", ("\\",), enabled=_is_indexed),
    Action("detector-rows", "All Rows, or the Region's", "Detector", "next_rows",
           "Show all rows on the detector, or those of the current region", "", ("Ctrl+D",),
           enabled=_is_indexed, section="Detector"),
    Action("detector-outlines", "Outline and Number Slices", "Detector", "toggle_outlines",
           "Draw where the slices lie on the detector", "", ("O",), enabled=_is_indexed, is_checkable=True),
    Action("slice-numbers", "Next Slice Numbering", "Detector", "next_numbering",
           "Number slices as on the CCD, on the sky, or by optical stack and row", "", ("Shift+O",),
           enabled=_has_table),
    Action("detector-lock", "Lock the Detectors", "Detector", "toggle_detector_lock",
           "Move and zoom all together", "", ("Ctrl+Shift+L",), enabled=_is_indexed, is_checkable=True,
           section=" "),
    Action("detector-match", "Match the Detectors", "Detector", "match_detectors",
           "Show on all detectors the part that the first shows", "", ("Ctrl+Shift+M",), enabled=_is_indexed),
    Action("slice-previous", "Previous Slice", "Detector", "step_slice",
           "Pick the slice before the picked one", "", ("{",), enabled=_is_indexed, argument="-1",
           section="Pick"),
    Action("slice-next", "Next Slice", "Detector", "step_slice", "Pick the slice after the picked one",
           "", ("}",), enabled=_is_indexed, argument="1"),
    Action("pick-region", "Pick the Rows of the Region", "Detector", "pick_region",
           "Light up the rows of the current region in every view", "", ("P",), enabled=_has_region),
    Action("pick-drop", "Drop the Pick", "Detector", "drop_pick", "Light up nothing", "", ("Shift+P",),
           enabled=lambda w: w.linked.links.pick is not None or w.linked.links.row is not None),
    *(Action(f"pick-{mode}", title, "Detector", "set_pick_mode", tip, f"pick-{mode}",
             enabled=_has_table, argument=mode, group="pick-mode",
             section="The next pick" if mode == "replace" else "")
      for mode, title, tip in (
          ("replace", "Replaces", "The next pick takes the place of what is picked"),
          ("add", "Is Added", "The next pick is added to what is picked"),
          ("remove", "Is Taken Away", "The next pick is taken away from what is picked"),
          ("intersect", "Is Intersected", "Picked is then what is in both"),
      )),

    Action("cal-run", "Run", "Calibrate", "run_selfcal",
           "Measure all slices with the present mask, and estimate their factors", "",
           ("Ctrl+Shift+X",), enabled=lambda w: w.table is not None and not w.selfcal.state.running,
           section="Run"),
    Action("cal-cancel", "Cancel", "Calibrate", "cancel_selfcal", "Stop the self-calibration",
           enabled=lambda w: bool(w.selfcal.state.running)),
    Action("cal-force", "Run Anyway", "Calibrate", "force_selfcal",
           "Run although something speaks against it, which the first step tells", enabled=_has_objection),
    Action("cal-load", "Load Factors…", "Calibrate", "load_factors",
           "See the table through factors of the pipeline (AUTOCAL_FACTORS) or of MPDAF", "",
           ("Ctrl+Alt+O",), enabled=_has_table, section="Factors"),
    Action("bin-previous", "Previous Bin", "Calibrate", "step_bin",
           "Show the bin of wavelength before, in maps and images", "", (",",), enabled=_has_factors,
           argument="-1", section="Bin of wavelength"),
    Action("bin-next", "Next Bin", "Calibrate", "step_bin", "Show the bin of wavelength after", "", (".",),
           enabled=_has_factors, argument="1"),
    Action("bins-all", "All Bins", "Calibrate", "show_all_bins", "Show all bins together, in white light",
           enabled=_has_factors),
    Action("verdict-next", "Next Slice That Is Off", "Calibrate", "step_verdict",
           "Pick the next slice of the list of those that are off", "", ("N",), enabled=_has_lines,
           argument="1", section="Slices"),
    Action("verdict-previous", "Previous Slice That Is Off", "Calibrate", "step_verdict",
           "Pick the slice before in the list of those that are off", "", ("Shift+N",), enabled=_has_lines,
           argument="-1"),
    *(Action(f"verdict-{decision}", title, "Calibrate", "decide_slice", tip, "", keys, enabled=_has_line,
             argument=decision)
      for decision, title, tip, keys in (
          ("keep", "Keep Slice", "The picked slice keeps its factors", ("K",)),
          ("half", "Use the Half-IFU Level", "The picked slice is given the level of its half IFU", ()),
          ("one", "Set to One", "The picked slice is left as it is", ()),
          ("exclude", "Exclude Slice", "The picked slice takes no part in any level", ("J",)),
      )),
    Action("verdict-clear", "Undecide", "Calibrate", "clear_verdict",
           "Take back what was decided about the picked slice", enabled=_has_line),
    Action("verdicts-load", "Load Decisions…", "Calibrate", "load_verdicts",
           "Read decisions about slices, and use them", enabled=_has_table, section=" "),

    Action("mask-find", "Find Objects", "Calibrate", "find_mask",
           "Mask what is found in the white-light image, or find nothing", "", ("Ctrl+Alt+F",),
           enabled=_has_table, section="Mask"),
    Action("mask-show", "Show the Mask", "Calibrate", "toggle_mask", "Draw the mask above every sky image",
           "", ("Shift+M",), enabled=_has_table, is_checkable=True),
    Action("mask-erase", "Erase While Drawing", "Calibrate", "toggle_erasing",
           "What is drawn with the mask tool, loaded or made of regions is taken away from the mask", "",
           ("X",), enabled=_has_table, is_checkable=True),
    Action("brush-smaller", "Smaller Brush", "Calibrate", "scale_brush", "Make the brush of the mask smaller",
           "", ("(",), enabled=_has_table, argument="-1"),
    Action("brush-larger", "Larger Brush", "Calibrate", "scale_brush", "Make the brush of the mask larger",
           "", (")",), enabled=_has_table, argument="1"),
    Action("mask-invert", "Invert the Mask", "Calibrate", "invert_mask",
           "Mask what is not masked, and nothing else", "", ("Ctrl+Alt+I",), enabled=_has_table),
    Action("mask-regions", "Mask the Regions", "Calibrate", "mask_regions",
           "Mask the source regions of the window, without the excluded ones", "", ("Ctrl+Alt+R",),
           enabled=lambda w: bool(w.regions.items)),
    Action("mask-clear", "Clear the Mask", "Calibrate", "clear_mask", "Mask nothing", enabled=_has_mask),
    Action("mask-load", "Load Mask…", "Calibrate", "load_mask",
           "Add a FITS mask, of MPDAF or the pipeline, or the shapes of a region file", "", ("Ctrl+Alt+L",),
           enabled=_has_table),
    Action("mask-save", "Save Mask…", "Calibrate", "save_mask",
           "As FITS for MPDAF or for the pipeline, or its borders as DS9 regions", "", ("Ctrl+Alt+S",),
           enabled=_has_mask),
    *(Action(f"cal-save-{kind}", f"Save {title}", "Calibrate", "save_selfcal", tip,
             shortcuts=("Ctrl+Alt+T",) if kind == "table" else (), enabled=partial(_can_save, kind),
             argument=kind, section="Save" if kind == "table" else "")
      for kind, title, tip in SAVE_TITLES if kind != "mask"),

    Action("peak", "Find Brightest", "Tools", "find_peak", "Mark the brightest place of the sky image", "",
           ("Ctrl+B",), enabled=_has_table),
    Action("fit-star", "Fit Star", "Tools", "fit_region",
           "Fit a Gaussian or Moffat profile to the pixels of the current region", "", ("Ctrl+F",),
           enabled=_has_table),
    Action("contents", "Contents", "Tools", "show_contents",
           "IFUs, slices and exposures of the region or the table, with their rows", "", ("Ctrl+K",),
           enabled=_has_table),
    Action("plot", "Plot Columns", "Tools", "show_plot",
           "Any column of the rows of the region against any other: raw positions, too", "",
           ("Ctrl+Shift+D",), enabled=_has_table),
    Action("flagged-rows", "Flagged Rows", "Tools", "list_flagged",
           "List the flagged rows of the region, or of the table, with their flags by name", "",
           ("Ctrl+Alt+G",), enabled=_has_table),
    Action("histogram", "Histogram of Values", "Tools", "show_histogram",
           "Values of the rows of the region, or of all; a drag picks a range of them", "",
           ("Ctrl+Shift+H",), enabled=_has_table),
    Action("slice", "Slice Inspector", "Tools", "show_slice",
           "The picked slice from all sides", "", ("Ctrl+Shift+K",), enabled=_has_table),
    Action("decode", "Decode Numbers…", "Tools", "decode",
           "Slice numbers in all numberings, origins and flags in words", "", ("Ctrl+Alt+D",)),

    Action("keys", "Keys and Mouse", "Help", "show_keys", "All keys and gestures", "help", ("F1", "?")),
    Action("versions", "Copy Versions", "Help", "copy_versions",
           "Copy the versions of pixviewer and its libraries, for a report"),
    Action("log", "Copy Path of the Log File", "Help", "copy_log_path", "Where pixviewer writes its log"),
    Action("about", "About pixviewer", "Help", "show_about", "Version, licence and credits", "info"),
)  # fmt: skip

BY_IDENT = {action.ident: action for action in ACTIONS}

TOOLBAR = (
    "open", "extract", "", "tool-pan", "tool-circle", "tool-square", "tool-annulus", "tool-mask", "tool-wave",
    "", "zoom-in", "zoom-out", "fit", "", "pick-replace", "pick-add", "pick-remove", "pick-intersect", "",
    "undo", "redo",
)  # fmt: skip

# What is no action: gestures and keys that a view handles, for the page of keys.
GESTURES = (
    ("Wheel", "zoom at the cursor"),
    ("Left drag", "the tool: move the view, draw a circle, a square, a mask or a wavelength range"),
    ("Shift + drag with the mask tool", "erase instead of paint, or the other way round"),
    ("Ctrl + wheel with the mask tool", "size the brush"),
    (
        "Click, double click or Enter with the mask tool",
        "corners of a polygon, and close it",
    ),
    ("Middle drag, Space + drag", "move the view in any tool"),
    ("Shift + drag", "zoom into a box (Move tool); draw from the corner (Circle, Square)"),
    ("Right drag", "brightness and contrast; double right click resets"),
    ("Right click", "menu"),
    ("Double click on a region", "edit its numbers"),
    ("Click", "pick the rows there: they light up in every view and are listed under Rows"),
    ("Ctrl + drag on a detector", "pick the rows of a box"),
    ("Shift + drag on a detector", "zoom into a box"),
    ("Shift + click in the slice map", "pick one more slice"),
    ("Wheel, arrows, Home, End on the slider of bins", "the next bin, the previous one, all, the last"),
    ("Arrows, Enter in a map of slices", "go from slice to slice, pick"),
    ("Double click, Enter, Esc in the curves", "one IFU alone, and all again; Home shows everything"),
    ("Enter, Space, Del in the list of sets", "show, mark for merging, forget"),
    ("Drag in the histogram", "pick the rows of a range of values"),
    ("Arrows", "nudge the region 0.2″; Shift 1″; Alt 0.02″"),
    ("Del, Backspace", "delete the selected region or wavelength range"),
    ("Click, Ctrl + click, double click on a filter", "turn round, off or on, edit"),
    ("Space, Ctrl + Space, F2, Del on a filter", "the same by keys, and remove"),
    ("Esc", "cancel the gesture, then deselect, then the Move tool"),
)
