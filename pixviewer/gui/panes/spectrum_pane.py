"""The spectrum of the current region, and the wavelength ranges drawn in it."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from pixviewer.gui.canvas.sky_line_painting import REACH
from pixviewer.gui.canvas.spectrum_view import SpectrumView
from pixviewer.gui.panels.line_bar import LineBar, line_looks
from pixviewer.model.emptiness import why_no_rows
from pixviewer.model.lines.mapping import key_of, part_of
from pixviewer.model.readout import bin_text
from pixviewer.model.regions import Region
from pixviewer.model.shown import ShownSpectrum, exactness, tally_text
from pixviewer.model.sky_lines import nearest_sky_line
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

        self.line_bar = LineBar(workspace)
        self.view.add_to_strip(self.line_bar)
        self.asked_wave: float | None = None  # where the menu was asked for

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

        view, editor = self.view, workspace.editor
        view.bandDrawn.connect(lambda low, high: editor.add_band(round(low, 2), round(high, 2)))
        view.bandMoved.connect(self._on_band_moved)
        view.bandDeleteRequested.connect(self._on_delete_requested)
        view.bandSelected.connect(self._select_band)
        self.line_bar.partSelected.connect(self._select_band)
        view.gestureCancelled.connect(editor.cancel_gesture)
        view.gestureCancelled.connect(workspace.lines.cancel_gesture)
        view.cursorMoved.connect(self._on_cursor_moved)
        view.cursorLeft.connect(lambda: self.hovered.emit(""))
        view.menuRequested.connect(self._on_menu_requested)

        workspace.table_changed.connect(self._on_table_changed)
        workspace.shown.events.spectrum.connect(self._show_spectrum)
        workspace.shown.events.live.connect(self._show_title)
        workspace.shown.events.tallies.connect(self._show_title)
        workspace.shown.events.reading.connect(self._show_cursor)
        workspace.view.events.filters.connect(self._show_bands)
        workspace.lines.state.events.bands.connect(self._show_bands)
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
        lines = self.workspace.lines.bands
        named = [(key_of(part), *band) for part, band in lines.present]
        self.view.set_bands([*self.workspace.editor.bands, *named], line_looks(lines))
        self.line_bar.show_selected(self.view.canvas.selected)

    def _select_band(self, band: object) -> None:
        self.view.set_selected_band(band)
        self.line_bar.show_selected(band)

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
        if shown is None:
            self.hovered.emit("")
            return
        canvas, facts = self.view.canvas, self.workspace.table
        reach = REACH / canvas.map().scale[0]
        line = nearest_sky_line(wave, reach, vacuum=facts is not None and facts.facts.vacuum)
        named = f" │ sky {line.name}" if line is not None and canvas.lines_visible else ""
        self.hovered.emit(f"{bin_text(shown.product, wave)}{named}")

    def _on_delete_requested(self, band: object) -> None:
        part = part_of(band)
        if part is not None:
            self.workspace.lines.remove(part)
        else:
            self.workspace.editor.delete_band(str(band))

    def _on_menu_requested(self, wave: float, where: object) -> None:
        self.asked_wave = wave
        self.menuRequested.emit(where)

    def _on_band_moved(self, band: object, low: float, high: float, finished: bool) -> None:
        # In hundredths of an ångström, as the boxes show it: what is written is what was seen.
        part = part_of(band)
        if part is not None:
            follow = self.workspace.lines.move if finished else self.workspace.lines.drag
            follow(part, round(low, 2), round(high, 2))
            return
        move = self.workspace.editor.move_band if finished else self.workspace.editor.drag_band
        move(str(band), round(low, 2), round(high, 2))
