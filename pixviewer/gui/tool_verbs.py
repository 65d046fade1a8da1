"""What the actions of the tools do in the window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.core.table import origin
from pixviewer.gui import settings
from pixviewer.gui.dialogs.decode import DecodeDialog
from pixviewer.gui.dialogs.header import HeaderDialog
from pixviewer.gui.panes.legend_pane import LegendPane
from pixviewer.model.extract_names import safe
from pixviewer.model.readout import rows_text
from pixviewer.model.row_list import FLAGGED
from pixviewer.model.tools.spectrum_file import save_spectrum
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

IMAGES = "FITS images (*.fits *.fits.gz *.fit *.fz);;All files (*)"


class ToolVerbs:
    """Verbs of fit, peak, content, headers, image files and decoding."""

    _window: "MainWindow"
    _workspace: Workspace

    # File

    def open_image(self) -> None:
        """Ask for an image file, and show it in the sky image."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open an image of the field", settings.last_folder(), IMAGES
        )
        if name:
            self._workspace.tools.backdrop.open(name)

    def save_rows(self) -> None:
        """Ask for a file, and write the rows of the current region to it."""
        regions = self._workspace.regions
        region = regions.current
        tally = self._workspace.shown.tallies.get(region.ident) if region is not None else None
        n_row = f" {rows_text(tally.n_row)}" if tally is not None else ""
        whose = f"the{n_row} rows of {region.title}" if region is not None else "all rows of the table"
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            f"Save {whose} as text",
            f"{region.title if region else 'rows'}.csv",
            "Comma-separated values (*.csv);;ECSV tables with units (*.ecsv)",
        )
        if name:
            ending = ".ecsv" if "ecsv" in chosen else ".csv"
            path = Path(name)
            known = path.suffix.lower() in (".csv", ".ecsv")
            self._workspace.tools.files.write_rows(path if known else Path(f"{name}{ending}"))

    def save_spectrum(self) -> None:
        """Ask for a file, and write the spectrum that is shown to it."""
        shown = self._workspace.shown.spectrum
        whose = shown.title if shown is not None else "the table"
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            f"Save the spectrum of {whose}",
            f"{safe(whose, 'spectrum')}.fits",
            "FITS tables (*.fits);;ECSV tables (*.ecsv)",
        )
        if name:
            ending = ".ecsv" if "ecsv" in chosen else ".fits"
            path = Path(name)
            known = path.suffix.lower() in (".fits", ".ecsv")
            save_spectrum(self._workspace, path if known else Path(f"{name}{ending}"))

    def show_header(self, keyword: str = "") -> None:
        """Show the headers, at one of the cards."""
        workspace = self._workspace
        if workspace.table is None:
            return
        dialog = HeaderDialog(workspace.name, self._window)
        inquiry = workspace.tools.headers

        def show_problem() -> None:
            if inquiry.problem:
                dialog.set_problem(inquiry.problem)

        inquiry.changed.connect(show_problem)
        dialog.saveRequested.connect(
            lambda text, path: workspace.tools.files.write_text(text, path, "header cards")
        )
        # Cards that came later would find no dialog, however it went.
        dialog.finished.connect(lambda: inquiry.changed.disconnect(show_problem, missing_ok=True))
        dialog.finished.connect(inquiry.forget)
        dialog.show_card(keyword)
        dialog.open()
        workspace.tools.read_headers(dialog.set_hdus)

    # Tools

    def find_peak(self) -> None:
        """Find the brightest place of the sky image."""
        self._workspace.tools.peaks.find()

    def find_peak_near(self, xi: float, eta: float) -> None:
        """Find the brightest place near one of the plane."""
        self._workspace.tools.peaks.find((xi, eta))

    def fit_region(self) -> None:
        """Show the fit panel, and fit the current region."""
        self._window.arrangement.show_dock("Fit")
        self._window.fit_pane.fit()

    def show_contents(self) -> None:
        """Show the content panel."""
        self._window.arrangement.show_dock("Contents")

    def show_plot(self) -> None:
        """Show the diagram panel."""
        self._window.arrangement.show_dock("Plot")

    def list_flagged(self) -> None:
        """List the flagged rows of the region."""
        state = self._window.workspace.linked.row_list
        state.page, state.source = 0, FLAGGED
        self._window.arrangement.show_dock("Rows")

    def show_histogram(self) -> None:
        """Show the histogram of values."""
        self._window.arrangement.show_dock("Histogram")

    def show_legend(self) -> None:
        """Show the legend, its list ready for the keys."""
        self._window.arrangement.show_dock("Legend")
        self._window.arrangement.panel("Legend", LegendPane).table.setFocus()

    def show_slice(self) -> None:
        """Show the slice inspector."""
        self._window.arrangement.show_dock("Slice")

    def decode(self) -> None:
        """Open the decoder, at the row under the cursor if there is one."""
        workspace = self._workspace
        table, reading = workspace.table, workspace.shown.reading
        offsets = table.offsets if table is not None else None
        dialog = DecodeDialog(offsets, self._window)
        row = reading.row if reading is not None else None
        if row is not None and offsets is not None and row.x_det >= 0 and row.exposure > 0:
            offset = int(offsets.x_offset[row.exposure - 1, row.ifu, row.slice_ccd])
            value = int(origin.encode(row.ifu, row.slice_ccd, row.y_det, row.x_det - offset + 1))
            dialog.show_row(value, row.exposure, " + ".join(row.flag_names))
        dialog.show()
