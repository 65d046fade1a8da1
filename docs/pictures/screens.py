"""The whole window in every perspective, theme and size that it is made for."""

from pictures.selfcal import calibrate
from pictures.stage import DARK, LARGE, LIGHT, SMALL, Stage, scene

BOTH, SIZES = (LIGHT, DARK), (SMALL, LARGE)


def save_screen(stage: Stage) -> None:
    """Save the window with its size in the name."""
    width, height = stage.size
    stage.save(name=f"screens/{stage.name.removeprefix('screen-')}-{width}x{height}")


@scene("screen-start", looks=BOTH, sizes=SIZES)
def start(stage: Stage) -> None:
    """Nothing open yet."""
    stage.rest()
    save_screen(stage)


@scene("screen-inspect", looks=BOTH, sizes=SIZES)
def inspect(stage: Stage) -> None:
    """A star, its rows picked on three detectors."""
    stage.open_demo("inspect")
    stage.draw_star()
    stage.rest()
    save_screen(stage)


@scene("screen-extract", looks=BOTH, sizes=SIZES)
def extract(stage: Stage) -> None:
    """A star, a band of wavelength, and its three detectors."""
    stage.open_demo("extract")
    stage.draw_star()
    stage.workspace.editor.add_band(6000.0, 6100.0)
    stage.rest()
    save_screen(stage)


@scene("screen-selfcal", looks=BOTH, sizes=SIZES)
def selfcal(stage: Stage) -> None:
    """After a run, with a slice picked."""
    calibrate(stage)
    stage.do("verdict-next")
    save_screen(stage)
