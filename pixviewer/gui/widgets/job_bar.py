"""Running jobs with their progress and a way to stop them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas.items import Key


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as shown: ``fraction`` None while the end is unknown, ``eta`` in seconds."""

    id: Key
    label: str
    fraction: float | None = None
    eta: float | None = None
    cancelling: bool = False


class JobBar(QWidget):
    """One compact entry per job, left to right; nothing when idle."""

    cancelRequested = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_jobs(self, jobs: Sequence[JobRow]) -> None:
        """Show these jobs and no others."""
