"""What an empty window offers."""

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from pixviewer.gui import theme


class StartPage(QWidget):
    """Open a file, one of the recent files, or the demo."""

    openRequested = pyqtSignal()
    demoRequested = pyqtSignal()
    fileRequested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel("Drop a pixel table here, or press Ctrl+O")
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self.title.setFont(font)
        self.open_button = QPushButton("Open…")
        theme.set_icon(self.open_button, "open")
        self.open_button.setDefault(True)
        self.demo_button = QPushButton("Open the demo exposure")
        self.demo_button.setToolTip(
            "A simulated exposure of 19.7 million rows, made on first use (about 550 MB)"
        )
        self.recent = QVBoxLayout()
        self.hint = QLabel(
            "ESO MUSE pixel tables, as image extensions or binary table, also packed with gzip"
        )
        self.hint.setEnabled(False)

        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for widget in (self.title, self.open_button, self.demo_button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(12)
        layout.addLayout(self.recent)
        layout.addSpacing(12)
        layout.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

        self.open_button.clicked.connect(self.openRequested)
        self.demo_button.clicked.connect(self.demoRequested)

    def set_recent(self, files: list[Path]) -> None:
        """Offer these files."""
        while self.recent.count():
            item = self.recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if files:
            heading = QLabel("Recent files")
            heading.setEnabled(False)
            self.recent.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        for path in files:
            button = QPushButton(path.name)
            button.setFlat(True)
            button.setToolTip(str(path))
            button.clicked.connect(lambda checked, path=path: self.fileRequested.emit(str(path)))
            self.recent.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
