"""Which view or panel of a window the mouse is over, as gestures name it."""

from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtGui import QCursor
from PyQt6.QtWidgets import QApplication, QDockWidget, QWidget

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

TITLES = {
    "image": "Sky image",
    "scatter": "Sky scatter",
    "detector": "Detector",
    "slices": "Slice map",
    "compare": "Compare",
    "spectrum": "Spectrum",
    "filters": "Filters",
}


class Place(NamedTuple):
    """A view or panel: its name among gestures, and what people call it."""

    name: str
    title: str


def place_of(window: "MainWindow", widget: QWidget | None) -> Place | None:
    """View or panel of a window that a widget belongs to."""
    known: dict[QWidget, str] = {pane: name for name, pane in window.panes.items()}
    known |= {
        window.detector: "detector", window.slice_map: "slices", window.compare: "compare",
        window.spectrum: "spectrum", window.filters: "filters",
    }  # fmt: skip
    while widget is not None:
        if widget in known:
            return Place(known[widget], TITLES[known[widget]])
        if isinstance(widget, QDockWidget):
            return Place(widget.windowTitle().lower(), widget.windowTitle())
        widget = widget.parentWidget()
    return None


def place_under_mouse(window: "MainWindow") -> Place | None:
    """Where the mouse is; where it is over none, what has the focus, else the view used last."""
    under = place_of(window, QApplication.widgetAt(QCursor.pos()))
    focus = place_of(window, QApplication.focusWidget())
    return under or focus or Place(window.active_view, TITLES.get(window.active_view, "View"))
