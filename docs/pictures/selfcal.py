"""A self-calibration of the demo exposure, in light and dark."""

from pictures.stage import DARK, LIGHT, Stage, scene
from pixviewer.core.calib.painting import Automatic


def calibrate(stage: Stage) -> None:
    """Open the demo exposure, mask its sources, and run."""
    stage.open_demo("selfcal")
    stage.workspace.selfcal.masking.set_automatic(Automatic.generous())
    stage.rest()
    stage.do("cal-run")


@scene("selfcal", looks=(LIGHT, DARK))
def whole(stage: Stage) -> None:
    """The window after a run, its mask before, and the panels of what came of it."""
    stage.open_demo("selfcal")
    stage.workspace.selfcal.masking.set_automatic(Automatic.generous())
    stage.window.arrangement.show_dock("Mask")
    stage.rest()
    stage.save(name="mask")
    stage.window.arrangement.show_dock("Steps")
    stage.do("cal-run")
    stage.save(name="selfcal")
    stage.do("verdict-next")
    stage.window.arrangement.show_dock("Verdicts")
    stage.rest()
    docks = stage.window.arrangement.docks
    stage.save(docks["Verdicts"], "verdicts")
    stage.save(docks["Maps"], "maps")
