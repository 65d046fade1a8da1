"""Scale menu. Stretch and limits of the view that was used last."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_table
from pixviewer.model.shading import LIMITS, STRETCHES

SCALE: tuple[Action, ...] = (
    *(Action(f"stretch-{i}", name, "Scale", "set_stretch", f"{name} stretch", enabled=has_table,
             argument=name, group="stretch", section="Stretch" if i == 0 else "")
      for i, name in enumerate(STRETCHES)),
    Action("next-stretch", "Next Stretch", "Scale", "next_stretch", "Step through the stretches", "", ("L",),
           enabled=has_table, section=" "),
    *(Action(f"limits-{i}", name, "Scale", "set_limits", f"Limits: {name}", enabled=has_table,
             argument=name, group="limits", section="Limits" if i == 0 else "")
      for i, name in enumerate(LIMITS)),
    Action("auto-limits", "Automatic Limits", "Scale", "auto_limits", "Limits from the data, as at first",
           "", ("A",), enabled=has_table, section=" "),
    Action("match-display", "Match the Other Views", "Scale", "match_display",
           "Give the other views the stretch, the map and, for the same quantity, the limits of this one",
           "", ("Ctrl+M",), enabled=has_table),
)  # fmt: skip
