"""A line to paste a position into."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QToolTip, QWidget

from pixviewer.model.workspace import Workspace


class GotoEdit(QLineEdit):
    """RA and Dec in any pasted form; Return centres the views there."""

    wentTo = pyqtSignal(float, float)  # place in the plane

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setFixedWidth(250)
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Go to position")
        self.setToolTip(
            "Go to RA and Dec, in any form (Ctrl+G): 22:32:57.0 -60:34:05.8, 338.2375 -60.568, "
            "22h32m57s -60d34m06s, J223257.0-603405.8"
        )
        self._on_table_changed()
        workspace.table_changed.connect(self._on_table_changed)
        self.returnPressed.connect(self._on_return_pressed)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave on Esc."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def _on_table_changed(self) -> None:
        facts = self._workspace.facts
        self.clear()
        self.setEnabled(facts is not None)
        is_sky = facts is None or facts.frame.is_sky
        self.setPlaceholderText("Go to RA Dec" if is_sky else "Go to x y [pix]")

    def _on_return_pressed(self) -> None:
        try:
            xi, eta = self._workspace.go_to(self.text())
        except ValueError as error:
            # Said where the eyes are, and without a dialog to close: the text is still there to mend.
            text = str(error)
            text = text[:1].upper() + text[1:]
            self._workspace.told.emit(text)
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), text, self)
            self.selectAll()
            return
        gone_to = self.text().strip()
        self.clear()  # the views move on, and an old position would say that they are still there
        self._workspace.told.emit(f"The views are centred on {gone_to}")
        self.wentTo.emit(xi, eta)
        self.clearFocus()
