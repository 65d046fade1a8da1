"""The spectrum of the current region, and the wavelength ranges drawn in it."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from pixviewer.gui.canvas.spectrum_view import SpectrumView
from pixviewer.model.emptiness import why_no_rows
from pixviewer.model.readout import bin_text
from pixviewer.model.regions import Region
from pixviewer.model.shown import ShownSpectrum, exactness, tally_text
from pixviewer.model.work import Tally
from pixviewer.model.workspace import Workspace


class SpectrumPane(QWidget):
    """Spectrum and bands, joined to the model."""

    hovered = pyqtSignal(str)  # what the readout line says of the bin under the cursor, or nothing
    menuRequested = pyqtSignal(object)  # global QPoint

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.view = SpectrumView()
        self.view.setAccessibleName("Spectrum")
        self._is_fitted = False
        self._cursor: float | None = None

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

        view, editor = self.view, workspace.editor
        view.bandDrawn.connect(lambda low, high: editor.add_band(round(low, 2), round(high, 2)))
        view.bandMoved.connect(self._on_band_moved)
        view.bandDeleteRequested.connect(lambda band: editor.delete_band(str(band)))
        view.bandSelected.connect(self.view.set_selected_band)
        view.gestureCancelled.connect(editor.cancel_gesture)
        view.cursorMoved.connect(self._on_cursor_moved)
        view.cursorLeft.connect(lambda: self.hovered.emit(""))
        view.menuRequested.connect(lambda wave, where: self.menuRequested.emit(where))

        workspace.table_changed.connect(self._on_table_changed)
        workspace.shown.events.spectrum.connect(self._show_spectrum)
        workspace.shown.events.live.connect(self._show_title)
        workspace.shown.events.tallies.connect(self._show_title)
        workspace.shown.events.reading.connect(self._show_cursor)
        workspace.view.events.filters.connect(self._show_bands)
        regions = workspace.regions.events
        for signal in (regions.items, regions.selected, regions.dragged):
            signal.connect(self._show_bands)

    def is_active(self) -> bool:
        """Whether the keyboard speaks to the spectrum."""
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus()

    def set_sky_lines_visible(self, visible: bool) -> None:
        """Show or hide the ticks of sky lines."""
        self.view.set_sky_lines_visible(visible)

    # From the model

    def _on_table_changed(self) -> None:
        table = self.workspace.table
        self.view.clear_spectrum()
        self.view.set_bands([])
        self._is_fitted = False
        if table is not None:
            self.view.set_vacuum(table.facts.vacuum)

    def _show_spectrum(self, shown: ShownSpectrum | None) -> None:
        if shown is None:
            self.view.clear_spectrum()
            return
        product = shown.product
        if product.edges.size > 1:
            self.view.set_limits(float(product.edges[0]), float(product.edges[-1]))
        self.view.set_spectrum(
            product.wave,
            product.value,
            product.sigma,
            product.n_good,
            product.n_bad,
            product.unit,
            self._title(shown),
            exactness(product.fraction),
        )
        if not self._is_fitted and product.fraction >= 1.0:
            # Once per table: afterwards the range is the user's.
            self._is_fitted = True
            self.view.fit()

    def _title(self, shown: ShownSpectrum) -> str:
        return f"Mean of good rows · {shown.title}{self._counts()}"

    def _counts(self) -> str:
        regions = self.workspace.regions
        if regions.dragged is not None:
            return f" · {tally_text(self.workspace.shown.live)}"
        current = regions.current
        tally = self.workspace.shown.tallies.get(current.ident) if current else None
        if current is None or tally is None:
            return ""
        return f" · {self._why_empty(current, tally) or tally_text(tally)}"

    def _why_empty(self, region: Region, tally: Tally) -> str:
        shown, facts = self.workspace.shown.spectrum, self.workspace.facts
        if facts is None:
            return ""
        waves = None
        if shown is not None and shown.product.edges.size > 1:
            waves = float(shown.product.edges[0]), float(shown.product.edges[-1])
        xi, eta = facts.frame.sky_to_plane(region.shape.ra, region.shape.dec)
        is_filtered = bool(self.workspace.shown.filter_tallies)
        return why_no_rows(
            region, tally, waves, self.workspace.navigator.extent, (float(xi), float(eta)),
            is_filtered=is_filtered,
        )  # fmt: skip

    def _show_title(self) -> None:
        shown = self.workspace.shown.spectrum
        if shown is not None:
            self.view.set_title(self._title(shown))

    def _show_bands(self) -> None:
        self.view.set_bands(self.workspace.editor.bands)

    def _show_cursor(self) -> None:
        reading = self.workspace.shown.reading
        if reading is not None and not reading.is_known:
            return  # the row is being looked up: blanking the mark meanwhile would only flicker
        wave = reading.row.wave if reading is not None and reading.row is not None else None
        if wave != self._cursor:
            self._cursor = wave
            self.view.set_cursor(wave)

    # From the user

    def _on_cursor_moved(self, wave: float) -> None:
        shown = self.workspace.shown.spectrum
        self.hovered.emit("" if shown is None else bin_text(shown.product, wave))

    def _on_band_moved(self, band: object, low: float, high: float, finished: bool) -> None:
        # In hundredths of an ångström, as the boxes show it: what is written is what was seen.
        move = self.workspace.editor.move_band if finished else self.workspace.editor.drag_band
        move(str(band), round(low, 2), round(high, 2))
