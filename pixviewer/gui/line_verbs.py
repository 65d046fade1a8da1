"""What the actions of the line map do in the window."""

from typing import TYPE_CHECKING

from pixviewer.model.lines.bands import LINE_MEAN
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class LineVerbs:
    """Verbs of the line map."""

    _window: "MainWindow"
    _workspace: Workspace

    def mark_band(self, part: str) -> None:
        """Make the selected wavelength range, or the place under the mouse, a band of the line map."""
        canvas, lines = self._window.spectrum.view.canvas, self._workspace.lines
        band, wave = canvas.plain_band_meant(), canvas.wave_meant()
        if band is not None:
            lines.mark_band(part, str(band[0]))
        elif wave is not None:
            lines.mark_at(part, wave)
        else:
            self._window.tell(
                "point at a wavelength in the spectrum, or draw a range there with the tool Wavelength Range"
            )

    def mark_band_here(self, part: str) -> None:
        """The same where the menu was asked for."""
        canvas, wave = self._window.spectrum.view.canvas, self._window.spectrum.asked_wave
        band = canvas.plain_band_meant()
        if band is not None:
            self._workspace.lines.mark_band(part, str(band[0]))
        elif wave is not None:
            self._workspace.lines.mark_at(part, wave)

    def toggle_line_map(self) -> None:
        """Show the line map in the sky image, or white light."""
        lines = self._workspace.lines
        lines.show("mean" if lines.is_shown else LINE_MEAN)

    def clear_line_map(self) -> None:
        """Take all bands of the line map away."""
        self._workspace.lines.clear()
