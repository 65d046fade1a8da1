"""The menu of a right click on the sky."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QMenu

from pixviewer.gui.plot_menu import add_exports
from pixviewer.gui.verdict_menu import add_decisions
from pixviewer.model.lines.bands import PART_NAMES
from pixviewer.model.regions import ANNULUS, CIRCLE, SQUARE

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

# Size of a region that is placed without a drag: about two seeing discs.
DEFAULT_CELLS = 10


def fill_spectrum_menu(menu: QMenu, window: "MainWindow") -> None:
    """Offer what can be done in the spectrum."""
    workspace = window.workspace
    current = workspace.regions.current
    owner = current.ident if current is not None and current.wave else None
    if workspace.editor.bands:
        made = menu.addAction("Show All Wavelengths")
        if made is not None:
            made.triggered.connect(lambda: workspace.editor.set_bands((), owner))
    fit = menu.addAction("Fit the Spectrum")
    if fit is not None:
        fit.triggered.connect(window.spectrum.view.fit)
    menu.addSeparator()
    for part, title in PART_NAMES.items():
        mark = menu.addAction(f"Mark {title} Here")
        if mark is not None:
            mark.triggered.connect(lambda checked, part=part: window.verbs.mark_band_here(part))
    for ident in ("line-show", "line-clear"):
        menu.addAction(window.menus.actions[ident])
    menu.addSeparator()
    for ident in ("tool-pan", "tool-wave", "sky-lines"):
        menu.addAction(window.menus.actions[ident])
    menu.addSeparator()
    menu.addAction(window.menus.actions["save-spectrum"])
    add_exports(menu, window, "spectrum")


def fill_detector_menu(menu: QMenu, window: "MainWindow") -> None:
    """Offer what can be done on a detector."""
    add_decisions(menu, window.workspace)
    for ident in ("ifu-previous", "ifu-next", "ifu-region", "", "detector-rows", "detector-outlines",
                  "slice-numbers", "", "detector-lock", "detector-match", "fit", "", "pick-region",
                  "pick-drop", "", "auto-limits", "invert"):  # fmt: skip
        if ident:
            menu.addAction(window.menus.actions[ident])
        else:
            menu.addSeparator()
    add_exports(menu, window, "detector")


def fill_sky_menu(menu: QMenu, window: "MainWindow", xi: float, eta: float) -> None:
    """Offer what can be done at a place of the plane."""
    workspace = window.workspace
    facts = workspace.facts
    if facts is None:
        return
    size = DEFAULT_CELLS * facts.frame.natural_step
    actions = window.menus.actions
    for kind in (CIRCLE, SQUARE, ANNULUS):
        made = menu.addAction(f"New {kind.title()} Here")
        if made is not None:
            made.triggered.connect(lambda checked, kind=kind: workspace.editor.add_shape(kind, xi, eta, size))
    centre = menu.addAction("Centre Here")
    if centre is not None:
        centre.triggered.connect(lambda: workspace.navigator.centre_on(xi, eta))
    peak = menu.addAction("Find Peak Near Here")
    if peak is not None:
        peak.triggered.connect(lambda: window.verbs.find_peak_near(xi, eta))
    menu.addSeparator()
    menu.addAction(actions["fit-star"])
    for ident in ("region-numbers", "background-ring", "region-centre", "region-delete"):
        menu.addAction(actions[ident])
    menu.addAction(actions["extract"])
    menu.addSeparator()
    for ident in ("copy", "fit", "auto-limits", "invert"):
        menu.addAction(actions[ident])
    add_exports(menu, window, window.active_view)
