"""What is drawn above pictures, their colours, and what the hands find: keys and commands."""

from dataclasses import replace

from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pictures.stage import DARK, LIGHT, Stage, scene
from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.gui.palette.dialog import Palette
from pixviewer.model.lines.bands import PARTS
from pixviewer.model.state import SCATTER

BANDS = (6559.0, 6567.0), (6525.0, 6545.0), (6580.0, 6595.0)  # the line, and continuum to either side


@scene("cuts")
def cuts(stage: Stage) -> None:
    """The histogram of a picture, with the stretch across it."""
    stage.open_demo()
    stage.workspace.editor.set_display("image", stretch="ASINH", limits="99%", cmap="Inferno")
    stage.do("cuts")
    stage.save()


@scene("overlays")
def overlays(stage: Stage) -> None:
    """Grid and contours, in RA and Dec."""
    stage.open_demo()
    view = stage.workspace.view
    view.overlays = replace(view.overlays, has_grid=True, has_contours=True)
    stage.do("axes-sexagesimal")
    stage.save()


@scene("legend")
def legend(stage: Stage) -> None:
    """Slices in their colours, and one IFU picked in the legend."""
    stage.open_demo()
    stage.do("legend")
    stage.workspace.editor.set_display(SCATTER, by="slice")
    xi, eta = stage.star_place()
    stage.workspace.set_view((xi - 7.0, xi + 7.0, eta - 7.0, eta + 7.0))
    stage.workspace.settle()
    stage.rest()
    stage.save()


@scene("line-map")
def line_map(stage: Stage) -> None:
    """A line minus the continuum to either side of it."""
    stage.open_demo()
    line = stage.workspace.lines
    for part, band in zip(PARTS, BANDS, strict=True):
        line.mark(part, *band)
    stage.rest()
    stage.save()


@scene("keys", looks=(LIGHT, DARK))
def keys(stage: Stage) -> None:
    """The keys of the view under the mouse."""
    stage.open_demo()
    stage.do("keys-here")
    stage.save()


@scene("palette")
def palette(stage: Stage) -> None:
    """Commands by words."""
    stage.open_demo()
    stage.do("palette")
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, Palette) and dialog.isVisible():
            QTest.keyClicks(dialog.focusWidget(), "line")
            stage.rest()
            stage.save(dialog)
            dialog.close()


@scene("preferences", looks=(LIGHT, DARK))
def preferences(stage: Stage) -> None:
    """The dialog, at its page of keys."""
    stage.do("preferences")
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, PreferencesDialog) and dialog.isVisible():
            stage.save(dialog)
            dialog.close()
