"""Help: version and licence."""

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer import __version__
from pixviewer.versions import versions


def versions_text() -> str:
    """Versions of the program, its libraries and the system, for a report."""
    return f"{versions()}\nplatform plugin {QApplication.platformName()}"


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
