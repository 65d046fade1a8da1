"""One plot of a window without a display, as a picture for print."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.core.errors import PixviewerError
from pixviewer.model.publish.look import Look, Size
from pixviewer.model.publish.registry import plot_of
from pixviewer.model.publish.writing import write_picture

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

# Panels that show plots which are worked on only while they are looked at.
DOCKS = {"histogram": "Histogram", "columns": "Plot", "contents": "Contents", "mask-left": "Mask"}


def prepare(window: "MainWindow", plot: str) -> None:
    """Bring to the front what shows a plot.

    Raises
    ------
    PixviewerError
        If there is no such plot.
    """
    plot_of(plot)
    if plot in window.slots.names:
        window.slots.show(0, plot)
    elif plot in DOCKS:
        window.arrangement.show_dock(DOCKS[plot])


def write_plot(window: "MainWindow", plot: str, look: Look, size: Size, out: Path) -> None:
    """Write what the window shows of a plot.

    Raises
    ------
    PixviewerError
        If it shows nothing, with what is missing; or if the file cannot be written.
    """
    from pixviewer.gui.publishing import stage_of

    chosen, stage = plot_of(plot), stage_of(window)
    if not chosen.is_shown(stage):
        raise PixviewerError(f"{chosen.title} shows nothing here; in the window, {chosen.needs}")
    table = window.workspace.table
    kept = (table.path,) if table is not None and table.path is not None else ()
    write_picture(chosen.figure(stage), look, size, out, protect=kept)
