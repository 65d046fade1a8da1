"""View menu. Where the views look and which there are."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import (
    can_go_back,
    can_go_forward,
    has_pair,
    has_table,
    lacks_index,
    offers_axes,
)
from pixviewer.model.locking import OF_VIEWS, OF_WINDOWS, TITLES
from pixviewer.model.overlays import COMPASS, CONTOURS, GRID, SCALE_BAR
from pixviewer.model.world_axes import AXES

VIEW: tuple[Action, ...] = (
    Action("zoom-in", "Zoom In", "View", "zoom", "Magnify", "zoom-in", ("Z", "+", "="), enabled=has_table,
           argument="2"),
    Action("zoom-out", "Zoom Out", "View", "zoom", "Show more", "zoom-out", ("Shift+Z", "-"),
           enabled=has_table, argument="0.5"),
    Action("fit", "Zoom to Fit", "View", "fit", "Show the whole field", "fit", ("`",), enabled=has_table),
    Action("back", "Back", "View", "back", "Look where you looked before", "", ("Alt+Left",),
           enabled=can_go_back),
    Action("forward", "Forward", "View", "forward", "Undo a step back", "", ("Alt+Right",),
           enabled=can_go_forward),
    Action("goto", "Go to Position…", "View", "go_to", "Centre on RA and Dec, pasted in any form", "goto",
           ("Ctrl+G",), enabled=has_table),
    Action("next-view", "Next View", "View", "step_view", "Give the keyboard to the next view", "",
           ("Ctrl+Tab",), enabled=has_table, argument="1"),
    Action("previous-view", "Previous View", "View", "step_view", "Give the keyboard to the view before", "",
           ("Ctrl+Shift+Tab",), enabled=has_table, argument="-1"),
    Action("sky-lines", "Sky Lines", "View", "toggle_sky_lines", "Ticks of sky lines in the spectrum",
           enabled=has_table, is_checkable=True, section=" "),
    Action("row-card", "All Columns of the Row", "View", "toggle_row_card",
           "Name every column of the row under the resting mouse, where single rows are seen", "", ("I",),
           enabled=has_table, is_checkable=True),
    Action("index", "Index the Table", "View", "build_index",
           "Go on with the indexing that was cancelled, for exact answers",
           enabled=lacks_index),
    *(Action(f"{place}-{view}", title, "View", f"show_{place}", f"Show the {name} in the {side} view", "",
             (f"{keys}+{i}",), enabled=has_table, argument=view, group=f"{place}-view",
             submenu=f"{side.title()} View")
      for place, side, keys in (("first", "left", "Alt+Shift"), ("second", "right", "Alt"))
      for i, (view, title, name) in enumerate((
          ("image", "Sky Image", "sky image"), ("scatter", "Sky Scatter", "sky scatter"),
          ("detector", "Detector", "detector"), ("slices", "Slice Map", "slice map"),
          ("compare", "Compare", "comparison of two tables"),
      ), 1)),
    Action("blink", "Blink", "View", "blink", "Show the other of the two tables that are compared", "",
           ("B",), enabled=has_pair, submenu="Compare"),
    Action("compare-next", "Next Way to Compare", "View", "next_compare_mode",
           "Side by side, swipe, blink, difference, ratio", "", ("Shift+B",), enabled=has_pair,
           submenu="Compare"),
    *(Action(f"compare-{mode}", title, "View", "set_compare_mode", tip, enabled=has_pair, argument=mode,
             group="compare-mode", submenu="Compare", section=" " if mode == "side" else "")
      for mode, title, tip in (
          ("side", "Side by Side", "Show both tables in two views on one scale"),
          ("swipe", "Swipe", "Show one table to the left of a bar and the other to its right"),
          ("blink", "Blink in Turn", "Show both tables in turn"),
          ("difference", "Difference", "Show B − A"),
          ("ratio", "Ratio", "Show B / A"),
      )),
    *(Action(f"axes-{name}", title, "View", "set_axes", f"Axes of the sky views: {title}",
             enabled=offers_axes(name), argument=name, group="axes",
             submenu="Axes of the sky")
      for name, title in AXES.items()),
    *(Action(ident, title, "View", "toggle_overlay", tip, "", (keys,), enabled=has_table, argument=name,
             is_checkable=True, section="Above the pictures" if name == GRID else "")
      for name, ident, title, keys, tip in (
          (GRID, "grid", "Coordinate Grid", "Shift+G",
           "Lines of the coordinates that stand beside the views: RA and Dec, offsets, detector pixels"),
          (CONTOURS, "contours", "Contours of White Light", "Shift+W",
           "Lines of equal brightness of the white-light image, in every view"),
          (COMPASS, "compass", "Compass", "Shift+E", "Arrows to the north and the east in the sky views"),
          (SCALE_BAR, "scale-bar", "Scale Bar", "Shift+S", "A bar of known length in the sky views"),
      )),
    Action("contour-levels", "Contour Levels…", "View", "edit_contours",
           "Levels and smoothing of the contours, and the colours of contours and grid", "",
           ("Ctrl+Shift+U",), enabled=has_table),
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
             "Make the other windows as this one, once", enabled=has_table, argument=what,
             submenu="Match Other Windows", shortcuts=("Ctrl+Alt+M",) if what == "everything" else ())
      for what, title in (*((what, TITLES[what]) for what in OF_WINDOWS if what != "crosshair"),
                          ("everything", "Everything"))),
    *(Action(f"theme-{name}", title, "View", "set_theme", tip, argument=name, group="theme", submenu="Theme")
      for name, title, tip in (
          ("light", "Light", "Dark on light, in every window"),
          ("dark", "Dark", "Light on dark, in every window"),
          ("system", "As the System", "As the desktop has it; light where it does not tell"),
      )),
    *(Action(f"text-{name}", title, "View", "scale_text", tip, "", (keys,), argument=step,
             submenu="Size of the Text")
      for name, title, tip, keys, step in (
          ("larger", "Larger", "Write everything a point larger", "Ctrl++", "1"),
          ("smaller", "Smaller", "Write everything a point smaller", "Ctrl+-", "-1"),
          ("usual", "As the System", "Write everything in the size of the system", "Ctrl+0", "0"),
      )),
    Action("reset-arrangement", "Reset the Arrangement", "View", "reset_arrangement",
           "Bring all panels back to where they were at first, in this perspective", enabled=has_table,
           section=" "),
    Action("messages", "Messages", "View", "show_messages",
           "What was told, with all that went wrong, to read again and to copy", "", ("Ctrl+Shift+J",)),
    Action("full-screen", "Full Screen", "View", "toggle_full_screen", "Use the whole screen", "", ("F11",),
           is_checkable=True, section=" "),
)  # fmt: skip
