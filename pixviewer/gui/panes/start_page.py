"""What an empty window offers."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from pixviewer.gui import theme

TITLE_SCALE = 1.5  # of the usual size of text
LONGEST = 60  # letters of a folder
EDGE = 18  # pixels around the place to drop a file


class StartPage(QWidget):
    """Open a file, one of the recent files, or the demo; files are dropped anywhere on it."""

    openRequested = pyqtSignal()
    demoRequested = pyqtSignal()
    fileRequested = pyqtSignal(str)
    forgetRequested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel("Drop a pixel table here, or press Ctrl+O")
        self.open_button = QPushButton("Open…")
        self.open_button.setToolTip("Open a pixel table or a project (Ctrl+O)")
        theme.set_icon(self.open_button, "open")
        self.open_button.setDefault(True)
        self.demo_button = QPushButton("Open the demo exposure")
        self.demo_button.setToolTip(
            "A simulated exposure of 19.7 million rows, made on first use (about 550 MB)"
        )
        self.heading = QLabel("Recent files")
        self.recent = QGridLayout()
        self.recent.setHorizontalSpacing(2)
        self.hint = QLabel(
            "ESO MUSE pixel tables, as image extensions or binary table, also packed with gzip"
        )
        for faint in (self.heading, self.hint):
            faint.setForegroundRole(faint.palette().ColorRole.PlaceholderText)

        layout = QVBoxLayout(self)
        layout.addStretch(2)
        for widget in (self.title, self.open_button, self.demo_button, self.hint):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(18)
        layout.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QWidget()
        middle.setLayout(self.recent)
        layout.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

        self._fit_title()
        self.set_recent([])
        self.open_button.clicked.connect(self.openRequested)
        self.demo_button.clicked.connect(self.demoRequested)

    def set_recent(self, files: list[Path], missing: Iterable[Path] = ()) -> None:
        """Offer these files; those that are missing can only be taken from the list."""
        while self.recent.count():
            item = self.recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.heading.setVisible(bool(files))
        gone = set(missing)
        for row, path in enumerate(files):
            self._add(row, path, is_missing=path in gone)

    def file_buttons(self) -> list[QPushButton]:
        """Buttons of the recent files, newest first."""
        items = [self.recent.itemAtPosition(row, 0) for row in range(self.recent.rowCount())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, QPushButton)]

    def _add(self, row: int, path: Path, *, is_missing: bool) -> None:
        button = QPushButton(f"{path.name.replace('&', '&&')}{' (not found)' if is_missing else ''}")
        button.setFlat(True)
        button.setAutoDefault(False)
        button.setEnabled(not is_missing)
        button.setToolTip(f"{path}{': it was not found' if is_missing else ''}")
        button.clicked.connect(partial(self.fileRequested.emit, str(path)))
        folder = QLabel(_shortened(str(path.parent)))
        folder.setTextFormat(Qt.TextFormat.PlainText)
        folder.setForegroundRole(folder.palette().ColorRole.PlaceholderText)
        folder.setToolTip(str(path.parent))
        forget = QToolButton()
        forget.setText("×")
        forget.setAutoRaise(True)
        forget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        forget.setToolTip("Take this file from the list; the file itself stays")
        forget.setAccessibleName(f"Forget {path.name}")
        forget.clicked.connect(partial(self.forgetRequested.emit, str(path)))
        for column, widget in enumerate((button, folder, forget)):
            side = Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag(0)
            self.recent.addWidget(widget, row, column, side)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange and hasattr(self, "title"):
            self._fit_title()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Mark the place to drop a file."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE), 10, 10)

    def _fit_title(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * TITLE_SCALE)
        self.title.setFont(font)


def _shortened(folder: str) -> str:
    """A folder without its middle, when it is long."""
    if len(folder) <= LONGEST:
        return folder
    half = LONGEST // 2 - 1
    return f"{folder[:half]} … {folder[-half:]}"
