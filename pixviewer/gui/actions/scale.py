"""Scale menu. Stretch and limits of the view that was used last."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.predicates import has_table
from pixviewer.model.limit_rules import FROM_REGION, FROM_VIEW, LIMITS, LOCAL, SCOPES, SKY_SIGMA, limits_text
from pixviewer.model.stretches import STRETCHES

# What a name alone does not say.
_LIMITS = {
    SKY_SIGMA: "so many σ to either side of the sky's level; the strip of the view has their number",
    FROM_REGION: "lowest and highest value inside the current region",
    FROM_VIEW: "lowest and highest value in view",
}

SCALE: tuple[Action, ...] = (
    *(Action(f"stretch-{i}", name, "Scale", "set_stretch", f"{name} stretch", enabled=has_table,
             argument=name, group="stretch", section="Stretch" if i == 0 else "")
      for i, name in enumerate(STRETCHES)),
    Action("next-stretch", "Next Stretch", "Scale", "next_stretch", "Step through the stretches", "", ("L",),
           enabled=has_table, section=" "),
    *(Action(f"limits-{i}", limits_text(name), "Scale", "set_limits", f"Limits: {_LIMITS.get(name, name)}",
             enabled=has_table,
             argument=name, group="limits", submenu="Limits")
      for i, name in enumerate(LIMITS)),
    Action("auto-limits", "Automatic Limits", "Scale", "auto_limits", "Limits from the data, as at first",
           "", ("A",), enabled=has_table, section=" "),
    *(Action(f"scope-{name.lower()}", name, "Scale", "set_scope",
             "Limits from what is in view" if name == LOCAL else "Limits from the whole picture",
             enabled=has_table, argument=name, group="scope", section="" if name == LOCAL else "Scope")
      for name in SCOPES),
    Action("cuts", "Cuts", "Scale", "show_cuts",
           "Histogram of the picture with its limits to drag, contrast and bias", "cuts", ("Shift+L",),
           enabled=has_table, section=" "),
    Action("tone-reset", "Reset Contrast and Bias", "Scale", "reset_tone",
           "Undo what was dragged with the right button: contrast 1, bias 0.5", "", ("Shift+C",),
           enabled=has_table),
    Action("match-display", "Match the Other Views", "Scale", "match_display",
           "Give the other views the stretch, the map and, for the same quantity, the limits of this one",
           "", ("Ctrl+M",), enabled=has_table),
)  # fmt: skip
