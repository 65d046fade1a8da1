"""A binned spectrum with its error band, wavelength bands and sky lines."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas.items import Key


class SpectrumView(QWidget):
    """A spectrum as a step curve, and bands to draw and drag, all in ångström."""

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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_spectrum(
        self,
        wave: npt.NDArray[np.floating],
        value: npt.NDArray[np.floating],
        sigma: npt.NDArray[np.floating] | None,
        n_good: npt.NDArray[np.integer] | None,
        n_bad: npt.NDArray[np.integer] | None = None,
        unit: str = "",
        title: str = "",
        note: str = "",
    ) -> None:
        """Show a spectrum: bin centres, values, 1σ, rows per bin; ``unit`` as the file spells it."""

    def clear_spectrum(self) -> None:
        """Show no spectrum."""

    def set_message(self, text: str) -> None:
        """Words in the middle of an empty view."""

    def set_bands(self, bands: Sequence[tuple[Key, float, float]]) -> None:
        """Draw these bands (id, low, high)."""

    def set_selected_band(self, band: Key | None) -> None:
        """Show one band as the one that the edit boxes and the arrow keys change."""

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does: ``pan``, or ``wave`` to draw a band."""

    def tool(self) -> str:
        """Return the tool in use."""
        return "pan"

    def set_view(self, low: float, high: float) -> None:
        """Show these wavelengths."""

    def view(self) -> tuple[float, float]:
        """Wavelengths that are shown."""
        return 0.0, 1.0

    def fit(self) -> None:
        """Show the whole spectrum, values included."""

    def zoom(self, factor: float) -> None:
        """Magnify in wavelength about the centre."""

    def set_limits(self, low: float, high: float) -> None:
        """Tell the wavelengths of the table: what the edit boxes accept and `fit` shows when empty."""

    def set_sky_lines_visible(self, visible: bool) -> None:
        """Show or hide the ticks of sky lines."""

    def set_vacuum(self, vacuum: bool) -> None:
        """Say whether the wavelengths are in vacuum (sky lines move along)."""

    def set_cursor(self, wave: float | None) -> None:
        """Mark a wavelength, such as that of the row under the mouse elsewhere."""
