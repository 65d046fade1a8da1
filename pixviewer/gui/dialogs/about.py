"""Help: keys and gestures, version and licence."""

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pixviewer import __version__
from pixviewer.gui.actions import ACTIONS, GESTURES
from pixviewer.versions import versions


def versions_text() -> str:
    """Versions of the program, its libraries and the system, for a report."""
    return f"{versions()}\nplatform plugin {QApplication.platformName()}"


def key_rows() -> list[tuple[str, str, str]]:
    """Keys, what they do, and the menu where it is found, from the table of actions."""
    rows = [
        (", ".join(_native(keys) for keys in action.shortcuts), action.title.rstrip("…"), action.menu)
        for action in ACTIONS
        if action.shortcuts
    ]
    return rows + [(gesture.keys, gesture.what, "views") for gesture in GESTURES]


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class KeysDialog(QDialog):
    """All keys and gestures in one table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        rows = key_rows()
        self.table = QTableWidget(len(rows), 3)
        self.table.setHorizontalHeaderLabels(["Key or gesture", "What it does", "Menu"])
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                self.table.setItem(i, j, QTableWidgetItem(text))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setAccessibleName("Keys and gestures")
        vertical, horizontal = self.table.verticalHeader(), self.table.horizontalHeader()
        if vertical is not None and horizontal is not None:
            vertical.hide()
            horizontal.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            horizontal.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)

        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.resize(680, 620)


class AboutDialog(QDialog):
    """Version, licence, versions of the libraries, and the way to copy them."""

    def __init__(self, log_file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About pixviewer")
        log_text = f"\n\nLog file: {log_file}" if log_file else ""
        label = QLabel(
            f"pixviewer {__version__}\n\nA viewer for MUSE pixel tables: look into an exposure, draw what to "
            f"extract.\nFree software under the GNU General Public License, version 3 or later.{log_text}\n\n"
            f"{versions_text()}"
        )
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = QPushButton("Copy Versions")
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)

        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(versions_text())
