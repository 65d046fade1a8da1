"""What the window knows of plots: which of them a widget shows, and what is in view there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.gui.late_panel import LatePanel
from pixviewer.model.publish.figure import LINES, REGIONS
from pixviewer.model.publish.plots.diagrams import COLUMNS, CONTENTS, fit_ident
from pixviewer.model.publish.plots.examined import EXAMINED
from pixviewer.model.publish.plots.factors import BINS, CURVES, MAPS
from pixviewer.model.publish.plots.histogram import CUTS, HISTOGRAM
from pixviewer.model.publish.plots.mask_left import MASK_LEFT
from pixviewer.model.publish.plots.slices import SLICES
from pixviewer.model.publish.plots.spectrum import SPECTRUM
from pixviewer.model.publish.stage import Stage
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, Bounds
from pixviewer.model.tools import fit_plots

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

# Canvases of the slice inspector, and the plots that they are.
SLICE_CANVASES = {
    "strip": "slice-strip", "profile": "slice-profile", "offsets": "slice-offsets",
    "residuals": "slice-residuals", "curve": "slice-correction", "sky_strip": "slice-sky",
    "field": "slice-field",
}  # fmt: skip


def _of_slice(pane: Any, widget: QWidget) -> str:
    for name, ident in SLICE_CANVASES.items():
        canvas: QWidget = getattr(pane, name)
        if canvas is widget or canvas.isAncestorOf(widget):
            return ident
    return "slice"


def _of_maps(pane: Any, widget: QWidget) -> str:
    return BINS if pane.slider is widget or pane.slider.isAncestorOf(widget) else MAPS


# By class of a pane: which plot a widget in it is. Names, as most panes are built, and read, late.
PANES: dict[str, Callable[[Any, QWidget], str]] = {
    "SkyPane": lambda pane, _: str(pane.name),
    "SpectrumPane": lambda *_: SPECTRUM,
    "DetectorPane": lambda *_: DETECTOR,
    "SliceMapPane": lambda *_: SLICES,
    "ComparePane": lambda *_: COMPARE,
    "HistogramPane": lambda *_: HISTOGRAM,
    "FactorMapsPane": _of_maps,
    "CurvesPane": lambda *_: CURVES,
    "FitPane": lambda pane, _: fit_ident(pane.plot.currentData() or fit_plots.PROFILE),
    "ExaminePane": lambda *_: EXAMINED,
    "PlotPane": lambda *_: COLUMNS,
    "ContentPane": lambda *_: CONTENTS,
    "SlicePane": _of_slice,
    "OverviewPane": lambda *_: IMAGE,
    "LoupePane": lambda *_: IMAGE,
    "CutsPane": lambda *_: CUTS,
    "MaskLeft": lambda *_: MASK_LEFT,
    "ThumbnailPane": lambda *_: DETECTOR,
}


def plot_at(widget: QWidget | None) -> str:
    """Name of the plot that a widget shows or is part of, empty for none."""
    at = widget
    while widget is not None and at is not None:
        found = PANES.get(type(at).__name__)
        if found is not None:
            return found(at, widget)
        at = at.parentWidget()
    return ""


def chosen_plot(window: "MainWindow") -> str:
    """The plot that has the keyboard, or else the view that was used last."""
    return plot_at(QApplication.focusWidget()) or window.active_view


def stage_of(window: "MainWindow") -> Stage:
    """The model with what is in view on the screen."""
    hidden = {REGIONS} if window.is_checked("hide-regions") else set()
    if not window.is_checked("sky-lines"):
        hidden.add(LINES)
    return Stage(window.workspace, screen_boxes(window), hidden=frozenset(hidden))


def screen_boxes(window: "MainWindow") -> dict[str, Bounds]:
    """What each diagram shows; of panels that nobody has looked at yet nothing is said."""
    boxes: dict[str, Bounds] = {}
    for name, sky in window.panes.items():
        if sky.isVisible():
            boxes[name] = sky.view.view()
    boxes[SPECTRUM] = window.spectrum.view.canvas.box()
    for ifu, panel in window.detector.panels.items():
        boxes[f"{DETECTOR} {ifu}"] = panel.box()
    if window.compare.canvases:
        boxes[COMPARE] = window.compare.canvases[0].box()
    for title, names in _CANVASES.items():
        pane: Any = built(window, title)
        if pane is not None:
            boxes |= {ident: getattr(pane, name).box() for name, ident in names.items()}
    fit: Any = built(window, "Fit")
    if fit is not None and fit.plot.currentData() is not None:
        is_map = fit.plot.currentData() == fit_plots.MAP
        box = fit.sky.view() if is_map else fit.diagram.box()
        boxes[fit_ident(fit.plot.currentData())] = box
    return boxes


# By title of a dock: canvases of its panel that can be moved, and the plots that they are.
_CANVASES = {
    "Histogram": {"canvas": HISTOGRAM},
    "Cuts": {"canvas": CUTS},
    "Plot": {"canvas": COLUMNS},
    "Examine": {"diagram": EXAMINED},
    "Curves": {"canvas": CURVES},
    "Slice": {
        name: SLICE_CANVASES[name] for name in ("profile", "offsets", "residuals", "curve")
    },
}  # fmt: skip


def built(window: "MainWindow", title: str) -> QWidget | None:
    """Widget of a panel, None while nobody has looked at it."""
    widget = window.arrangement.docks[title].widget()
    if isinstance(widget, LatePanel):
        return widget.build() if widget.is_built else None
    return widget
