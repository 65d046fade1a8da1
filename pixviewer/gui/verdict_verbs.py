"""What the actions for decisions about slices do in the window."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog, QMessageBox

from pixviewer.gui import settings
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.core.io.verdict_files import VerdictFile
    from pixviewer.gui.main_window import MainWindow

VERDICTS = "Decisions about slices (*.ecsv)"


class VerdictVerbs:
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    def step_verdict(self, step: str) -> None:
        """Pick the next slice that is off, or the one before."""
        if self._is_in_perspective():
            self._workspace.verdicts.step(int(step))

    def decide_slice(self, decision: str) -> None:
        """Decide about the slices that are selected in the list, or the one that is picked."""
        if self._is_in_perspective():
            self._window.verdict_pane.decide(decision)

    def clear_verdict(self) -> None:
        """Take back what was decided about them."""
        if self._is_in_perspective():
            self._workspace.verdicts.clear(self._window.verdict_pane.chosen())

    def load_verdicts(self) -> None:
        """Ask for a file, and use what it decides."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Load decisions", settings.last_folder(), f"{VERDICTS};;All files (*)"
        )
        if name:
            self._workspace.verdicts.load(name)

    def ask_verdicts(self, objection: str, file: "VerdictFile") -> None:
        """Ask whether decisions about another exposure are to be used."""
        asked = QMessageBox(self._window)
        asked.setIcon(QMessageBox.Icon.Question)
        asked.setWindowTitle("Decisions about another exposure")
        asked.setText(f"{objection[:1].upper()}{objection[1:]}.")
        asked.setInformativeText("Its decisions may make no sense here. They can be undone.")
        use = asked.addButton("&Use Them Here", QMessageBox.ButtonRole.AcceptRole)
        asked.addButton(QMessageBox.StandardButton.Cancel)
        asked.setDefaultButton(QMessageBox.StandardButton.Cancel)
        asked.setModal(True)
        asked.finished.connect(
            lambda *_: self._workspace.verdicts.adopt(file) if asked.clickedButton() is use else None
        )
        asked.open()

    def _is_in_perspective(self) -> bool:
        """Single letters decide nothing where nobody looks at decisions."""
        if self._window.arrangement.perspective == "selfcal":
            return True
        self._window.tell("slices are decided about in the perspective Self-Calibration (Ctrl+F3)")
        return False
