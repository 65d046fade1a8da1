"""Detector menu. The detector, slices and picks."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_pick, has_region, has_table, is_indexed

DETECTOR: tuple[Action, ...] = (
    Action("ifu-previous", "Previous IFU", "Detector", "step_ifu", "Show the IFU before on the detector", "",
           ("[",), enabled=is_indexed, argument="-1", section="IFU"),
    Action("ifu-next", "Next IFU", "Detector", "step_ifu", "Show the IFU after on the detector", "", ("]",),
           enabled=is_indexed, argument="1"),
    Action("ifu-region", "IFUs of the Region", "Detector", "follow_region",
           "Show all IFUs that the current region touches, side by side", "", ("\\",), enabled=is_indexed),
    Action("detector-rows", "All Rows, or the Region's", "Detector", "next_rows",
           "Show all rows on the detector, or those of the current region", "", ("Ctrl+D",),
           enabled=is_indexed, section="Detector"),
    Action("detector-outlines", "Outline and Number Slices", "Detector", "toggle_outlines",
           "Draw where the slices lie on the detector", "", ("O",), enabled=is_indexed, is_checkable=True),
    Action("slice-numbers", "Next Slice Numbering", "Detector", "next_numbering",
           "Number slices as on the CCD, on the sky, or by optical stack and row", "", ("Shift+O",),
           enabled=has_table),
    Action("detector-lock", "Lock the Detectors", "Detector", "toggle_detector_lock",
           "Move and zoom all together", "", ("Ctrl+Shift+L",), enabled=is_indexed, is_checkable=True,
           section=" "),
    Action("detector-match", "Match the Detectors", "Detector", "match_detectors",
           "Show on all detectors the part that the first shows", "", ("Ctrl+Shift+M",), enabled=is_indexed),
    Action("slice-previous", "Previous Slice", "Detector", "step_slice",
           "Pick the slice before the picked one", "", ("{",), enabled=is_indexed, argument="-1",
           section="Pick"),
    Action("slice-next", "Next Slice", "Detector", "step_slice", "Pick the slice after the picked one",
           "", ("}",), enabled=is_indexed, argument="1"),
    Action("pick-region", "Pick the Rows of the Region", "Detector", "pick_region",
           "Light up the rows of the current region in every view", "", ("P",), enabled=has_region),
    Action("pick-drop", "Drop the Pick", "Detector", "drop_pick", "Light up nothing", "", ("Shift+P",),
           enabled=has_pick),
    *(Action(f"pick-{mode}", title, "Detector", "set_pick_mode", tip, f"pick-{mode}",
             enabled=has_table, argument=mode, group="pick-mode",
             section="The next pick" if mode == "replace" else "")
      for mode, title, tip in (
          ("replace", "Replaces", "The next pick takes the place of what is picked"),
          ("add", "Is Added", "The next pick is added to what is picked"),
          ("remove", "Is Taken Away", "The next pick is taken away from what is picked"),
          ("intersect", "Is Intersected", "Picked is then what is in both"),
      )),
)  # fmt: skip
