"""What the actions of the menu Calibrate do in the window."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

FACTORS = "Factors of a self-calibration (*.fits *.fits.gz *.fit);;All files (*)"


class CalibrateVerbs:
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    def run_selfcal(self) -> None:
        """Run."""
        self._workspace.selfcal.run()

    def cancel_selfcal(self) -> None:
        """Stop."""
        self._workspace.selfcal.cancel()

    def force_selfcal(self) -> None:
        """Run whatever speaks against it."""
        self._workspace.selfcal.force()

    def step_bin(self, step: str) -> None:
        """Show another bin of wavelength."""
        self._workspace.exhibits.step_bin(int(step))

    def show_all_bins(self) -> None:
        """Show all bins together."""
        self._workspace.selfcal.set_bin(0)

    def load_factors(self) -> None:
        """Ask for files of factors, and show them."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Load factors", settings.last_folder(), FACTORS)
        for name in names:
            self._workspace.selfcal.load_factors(name)
