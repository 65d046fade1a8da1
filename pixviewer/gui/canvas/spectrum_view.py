"""A binned spectrum with its error band, wavelength bands and sky lines."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pixviewer.gui.canvas.band_painting import BandLook
from pixviewer.gui.canvas.curve import make_curve
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.canvas.spectrum_canvas import SpectrumCanvas
from pixviewer.gui.widgets.wave_range_edit import WaveRangeEdit

_Floats = npt.NDArray[np.floating[Any]]
_Ints = npt.NDArray[np.integer[Any]]


class SpectrumView(QWidget):
    """A spectrum as a step curve, and bands to draw, to drag and to type, all in ångström.

    Setters are silent; signals tell of the user's doings only.
    """

    viewChanged = pyqtSignal(float, float)  # wavelengths shown
    cursorMoved = pyqtSignal(float)
    cursorLeft = pyqtSignal()
    clicked = pyqtSignal(float)
    bandMoved = pyqtSignal(object, float, float, bool)  # id, low, high, finished
    bandDrawn = pyqtSignal(float, float)
    bandSelected = pyqtSignal(object)  # id or None
    bandDeleteRequested = pyqtSignal(object)
    gestureCancelled = pyqtSignal()
    toolRequested = pyqtSignal(str)
    menuRequested = pyqtSignal(float, object)  # wavelength, global QPoint
    skyLinesToggled = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = SpectrumCanvas(self)
        self._edit = WaveRangeEdit()
        self._edit_label = QLabel("&Band")
        self._edit_label.setBuddy(self._edit)
        self._lines = QCheckBox("Sky &lines")
        self._lines.setChecked(True)
        self._lines.setToolTip(
            "Ticks at the brightest emission lines of the night sky, the longer the brighter"
        )
        self.setFocusProxy(self.canvas)

        strip = QHBoxLayout()
        strip.setContentsMargins(6, 3, 6, 0)
        strip.addWidget(self._edit_label)
        strip.addWidget(self._edit)
        self._strip = strip
        strip.addStretch(1)
        strip.addWidget(self._lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(strip)
        layout.addWidget(self.canvas, 1)

        canvas = self.canvas
        canvas.boxChanged.connect(lambda: self.viewChanged.emit(*self.view()))
        canvas.placeHovered.connect(lambda wave, _: self.cursorMoved.emit(wave))
        canvas.placeLeft.connect(self.cursorLeft)
        canvas.menuRequested.connect(lambda wave, _, at: self.menuRequested.emit(wave, at))
        canvas.bandMoved.connect(self._on_band_moved)
        canvas.bandSelected.connect(self._on_band_selected)
        for name in (
            "clicked", "bandDrawn", "bandDeleteRequested", "gestureCancelled", "toolRequested",
        ):  # fmt: skip
            getattr(canvas, name).connect(getattr(self, name))
        self._edit.rangeEdited.connect(self._on_range_edited)
        self._lines.toggled.connect(self._on_lines_toggled)

    def add_to_strip(self, widget: QWidget) -> None:
        """Put something between the band boxes and the switch of the sky lines."""
        self._strip.insertWidget(2, widget, 100)  # all the room; the stretch holds it while this is hidden

    def set_spectrum(
        self,
        wave: _Floats,
        value: _Floats,
        sigma: _Floats | None,
        n_good: _Ints | None,
        n_bad: _Ints | None = None,
        unit: str = "",
        title: str = "",
        note: str = "",
    ) -> None:
        """Show a spectrum: bin centres, values, 1σ, rows per bin; ``unit`` as the file spells it."""
        self.canvas.title, self.canvas.note = title, note
        self.canvas.set_curve(make_curve(wave, value, sigma, n_good, n_bad), unit)

    def clear_spectrum(self) -> None:
        """Show no spectrum."""
        self.canvas.title = self.canvas.note = ""
        self.canvas.set_curve(None, "")

    def title(self) -> str:
        """Return the title."""
        return self.canvas.title

    def set_title(self, title: str) -> None:
        """Change the title alone."""
        self.canvas.title = title
        self.canvas.refresh()

    def set_message(self, text: str) -> None:
        """Words in the middle of an empty view."""
        self.canvas.message = text
        self.canvas.refresh()

    def set_bands(
        self, bands: Sequence[tuple[Key, float, float]], looks: Mapping[Key, BandLook] | None = None
    ) -> None:
        """Draw these bands (id, low, high); one that is being dragged keeps following the mouse.

        ``looks`` are of bands that have a name; it stands beside the edit boxes while they are selected.
        """
        self.canvas.set_bands(bands, looks)
        self._show_range()

    def set_selected_band(self, band: Key | None) -> None:
        """Show one band as the one that the edit boxes and the arrow keys change."""
        self.canvas.selected = band
        self.canvas.refresh()
        self._show_range()

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does: ``pan``, or ``wave`` to draw a band."""
        self.canvas.set_tool(tool)

    def tool(self) -> str:
        """Return the tool in use."""
        return self.canvas.tool()

    def set_view(self, low: float, high: float) -> None:
        """Show these wavelengths."""
        self.canvas.show_waves(low, high)

    def view(self) -> tuple[float, float]:
        """Wavelengths that are shown."""
        return self.canvas.box()[:2]

    def fit(self) -> None:
        """Show the whole spectrum, values included."""
        self.canvas.fit()

    def zoom(self, factor: float) -> None:
        """Magnify in wavelength about the centre."""
        self.canvas.zoom(factor)

    def set_limits(self, low: float, high: float) -> None:
        """Tell the wavelengths of the table: what the edit boxes accept and `fit` shows when empty."""
        self.canvas.limits = (low, high)
        self._edit.set_limits(low, high)
        self._show_range()

    def set_sky_lines_visible(self, visible: bool) -> None:
        """Show or hide the ticks of sky lines."""
        self._lines.blockSignals(True)
        self._lines.setChecked(visible)
        self._lines.blockSignals(False)
        self.canvas.lines_visible = visible
        self.canvas.refresh()

    def set_vacuum(self, vacuum: bool) -> None:
        """Say whether the wavelengths are in vacuum (sky lines move along)."""
        self.canvas.is_vacuum = vacuum
        self.canvas.axis("bottom").set_label(f"Wavelength in {'vacuum' if vacuum else 'air'} [Å]", "λ [Å]")
        self.canvas.refresh()

    def set_picked(self, wave: float | None) -> None:
        """Mark the wavelength of the row that is picked, or nothing with None."""
        self.canvas.picked_wave = wave
        self.canvas.refresh()

    def set_cursor(self, wave: float | None) -> None:
        """Mark a wavelength, such as that of the row under the mouse elsewhere."""
        self.canvas.cursor_wave = wave
        self.canvas.refresh()

    def _edited_band(self) -> tuple[Key, float, float] | None:
        """Band that the boxes edit: the selected one, or the only one without a name."""
        bands = [band for band in self.canvas.bands() if self.canvas.look(band[0]) is None]
        return self.canvas.band(self.canvas.selected) or (bands[0] if len(bands) == 1 else None)

    def _show_range(self) -> None:
        band = self._edited_band()
        look = self.canvas.look(band[0]) if band is not None else None
        self._edit_label.setText("&Band" if look is None else look.title)
        if band is None:
            self._edit.clear()
        else:
            self._edit.set_range(band[1], band[2])

    def _on_band_moved(self, key: Key, low: float, high: float, finished: bool) -> None:
        band = self._edited_band()
        if band is not None and band[0] == key:
            self._edit.set_range(low, high)
        self.bandMoved.emit(key, low, high, finished)

    def _on_band_selected(self, key: Key | None) -> None:
        self._show_range()
        self.bandSelected.emit(key)

    def _on_range_edited(self, low: float, high: float) -> None:
        band = self._edited_band()
        if band is None:
            self.bandDrawn.emit(low, high)
        else:
            self.canvas.settle((band[0], low, high), finished=True)

    def _on_lines_toggled(self, visible: bool) -> None:
        self.set_sky_lines_visible(visible)
        self.skyLinesToggled.emit(visible)
