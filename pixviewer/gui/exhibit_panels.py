"""The panels that show factors, maps, curves and sets: built, and their modules read, when needed."""

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.arrangement import SELFCAL
from pixviewer.gui.verdict_menu import SliceMenu

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


def add_exhibits(window: "MainWindow") -> None:
    """Add the panels to the docks of a window."""
    add_dock = window.arrangement.add_dock
    right = Qt.DockWidgetArea.RightDockWidgetArea
    bottom = Qt.DockWidgetArea.BottomDockWidgetArea
    add_dock("Maps", partial(_make_maps, window), bottom, homes=SELFCAL)
    add_dock("Curves", partial(_make_curves, window), right, behind="Slice", homes=SELFCAL)
    add_dock("Sets", partial(_make_sets, window), right, behind="Curves", homes=SELFCAL)


def _make_maps(window: "MainWindow") -> QWidget:
    from pixviewer.gui.panes.factor_maps_pane import FactorMapsPane

    pane = FactorMapsPane(window.workspace)
    for view in pane.views.values():
        SliceMenu(window.workspace, view.canvas)
    pane.hovered.connect(window.readout.show_text)
    return pane


def _make_curves(window: "MainWindow") -> QWidget:
    from pixviewer.gui.panes.curves_pane import CurvesPane

    pane = CurvesPane(window.workspace)
    pane.hovered.connect(window.readout.show_text)
    return pane


def _make_sets(window: "MainWindow") -> QWidget:
    from pixviewer.gui.panes.factor_sets_pane import FactorSetsPane

    pane = FactorSetsPane(window.workspace)
    pane.loadRequested.connect(window.verbs.load_factors)
    return pane
