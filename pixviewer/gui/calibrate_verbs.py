"""What the actions of the menu Calibrate do in the window."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog, QMessageBox

from pixviewer.gui import settings
from pixviewer.model.selfcal.recipes import TABLE, USUAL_NAMES
from pixviewer.model.selfcal.saving import NAMES, companion
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

SAVED = {
    "table": "FITS files (*.fits)",
    "drs": "FITS files (*.fits)",
    "mpdaf": "FITS files (*.fits)",
    "mask": "FITS images (*.fits)",
    "verdicts": "ECSV tables (*.ecsv)",
    "report": "HTML files (*.html)",
}
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

    def save_selfcal(self, kind: str) -> None:
        """Ask where to, and save one of the files of a self-calibration."""
        table = self._workspace.table
        if table is None or not self._workspace.selfcal.saver.can_save(kind):
            return
        refusals = self._workspace.selfcal.refusals() if kind == TABLE else ()
        if refusals and not self._is_sure("Correct it nevertheless?", refusals):
            return
        usual = Path(USUAL_NAMES[kind])
        stem = table.name.split(".")[0]
        start = Path(settings.last_folder() or Path.home()) / f"{stem}-{usual.stem}{usual.suffix}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, f"Save {NAMES[kind]}", str(start), f"{SAVED[kind]};;All files (*)"
        )
        if not name:
            return
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(usual.suffix)
        others = [path] if path != Path(name) else []  # a name that the dialog has not asked about
        beside = companion(kind, path)
        taken = [one for one in (*others, beside) if one is not None and one.exists()]
        if taken and not self._is_sure("Replace it?", [f"{one} exists already" for one in taken]):
            return
        self._workspace.selfcal.saver.save(kind, path, overwrite=True, force=bool(refusals))

    def _is_sure(self, question: str, reasons: Sequence[str]) -> bool:
        told = "; ".join(reasons)
        answer = QMessageBox.question(
            self._window,
            "pixviewer",
            f"{told[:1].upper()}{told[1:]}. {question}",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        return answer == QMessageBox.StandardButton.Yes
