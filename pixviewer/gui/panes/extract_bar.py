"""The foot of the Extract perspective: what would be written, and the ways to write it."""

import math

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QAction, QHideEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from pixviewer.gui.errors import sentence_of
from pixviewer.model.extracting import Prediction
from pixviewer.model.readout import rows_text
from pixviewer.model.units import bytes_text
from pixviewer.model.workspace import Workspace


class ExtractBar(QWidget):
    """Predicted rows, bytes and seconds, and buttons.

    Parameters
    ----------
    actions : sequence of QAction
        What the buttons do.
    """

    def __init__(self, workspace: Workspace, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extraction = workspace.extraction
        self.label = QLabel()
        self.label.setAccessibleName("What Extract would write")
        self.label.setToolTip(
            "Rows of the selected regions, else all that pass the filters; seconds as counting took them"
        )
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.label, 1)
        for action in actions:
            layout.addWidget(_button(action))
        self._extraction.foreseen_changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Count while it is seen."""
        super().showEvent(event)
        self._extraction.is_watched = True
        self._extraction.refresh()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Count for nobody no more."""
        super().hideEvent(event)
        self._extraction.is_watched = False

    def text(self) -> str:
        """What the line says."""
        return self.label.text()

    def _show(self) -> None:
        foreseen, name = self._extraction.foreseen, self._extraction.chosen_name
        self.label.setText(f"{name}: {_foreseen_text(foreseen)}")


def _foreseen_text(foreseen: Prediction | Exception | None) -> str:
    if foreseen is None:
        return "counting…"
    if isinstance(foreseen, Exception):
        return sentence_of(foreseen) or str(foreseen)
    if foreseen.n_row == 0:
        return "no row is selected"
    rows, size = rows_text(foreseen.n_row), bytes_text(foreseen.n_bytes)
    return f"{rows} rows · {size} · {_seconds_text(foreseen.seconds)}"


def _seconds_text(seconds: float) -> str:
    if not math.isfinite(seconds) or seconds < 1.0:
        return "less than 1 s"
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(16, 16))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
