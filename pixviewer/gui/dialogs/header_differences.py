"""A table of the header cards that differ between two tables, with a search line."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts
from pixviewer.gui.widgets.fitting import keep_rows

if TYPE_CHECKING:
    from pixviewer.core.io.header_differences import HeaderDifference

ABSENT = "–"
_Role = Qt.ItemDataRole


class DifferencesModel(QAbstractTableModel):
    """Rows of extension, keyword and both values."""

    def __init__(self, names: tuple[str, str]) -> None:
        super().__init__()
        self.titles = ("Extension", "Keyword", f"A: {names[0]}", f"B: {names[1]}")
        self.rows: list[HeaderDifference] = []

    def set_rows(self, rows: "Sequence[HeaderDifference]") -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Count the columns."""
        return len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles of the columns."""
        if role == _Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.titles[section]
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Text of a cell; in full as its tip."""
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return texts(self.rows[index.row()])[index.column()]
        return None


class HeaderDifferencesDialog(QDialog):
    """Cards that differ; typing in the search line keeps those that contain all its words."""

    saveRequested = pyqtSignal(str, Path)  # text, and where to

    def __init__(self, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Headers of {names[0]} and {names[1]}")
        self._found: Sequence[HeaderDifference] = ()
        self.model = DifferencesModel(names)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Show cards that contain… (several words: all of them)")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search in the differences")
        self.fold = QCheckBox("&Hide slice offsets")
        self.fold.setChecked(True)
        self.fold.setToolTip("Leave the XOFFSET cards out, of which each exposure has 1152")
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setFont(fonts.mono_font())
        self.table.setAccessibleName("Header cards that differ")
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.count = QLabel("Reading the headers…")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button, self.save_button = QPushButton("&Copy Shown"), QPushButton("&Save Shown…")
        for button in (self.copy_button, self.save_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setAutoDefault(False)
            button.setEnabled(False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(80)

        line = QHBoxLayout()
        line.addWidget(self.search, 1)
        line.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.addLayout(line)
        for widget in (self.table, self.count, buttons):
            layout.addWidget(widget)
        self._size_columns()
        self.resize(1000, 560)
        self.search.setFocus()

        self.search.textChanged.connect(lambda: self._rest.start())
        self._rest.timeout.connect(self._filter)
        self.fold.toggled.connect(self._filter)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)

    def _size_columns(self) -> None:
        header, rows = self.table.horizontalHeader(), self.table.verticalHeader()
        if header is not None and rows is not None:
            for column in (2, 3):
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            self.table.setColumnWidth(0, 110)
            self.table.setColumnWidth(1, 330)
            rows.hide()
            keep_rows(self.table, 8)

    def set_differences(self, found: "Sequence[HeaderDifference]") -> None:
        """Show what differs."""
        self._found = found
        self._filter()

    def set_problem(self, problem: str) -> None:
        """Say why there is nothing to show."""
        self.count.setText(problem)

    def text(self) -> str:
        """What is shown, as CSV."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.model.titles)
        writer.writerows(texts(row) for row in self.model.rows)
        return buffer.getvalue()

    def _filter(self) -> None:
        self._rest.stop()
        words = self.search.text().lower().split()
        # Whoever looks for offsets wants to see them.
        hides = self.fold.isChecked() and "xoffset" not in words
        kept = [row for row in self._found if not (hides and row.keyword.endswith("XOFFSET"))]
        shown = [row for row in kept if all(word in " ".join(texts(row)).lower() for word in words)]
        self.model.set_rows(shown)
        n_hidden = len(self._found) - len(kept)
        hidden = f"; {n_hidden} slice offsets differ, too" if n_hidden else ""
        if not self._found:
            self.count.setText("All cards are the same, but for checksums and comments.")
        else:
            self.count.setText(f"{len(shown)} of {len(kept)} cards that differ{hidden}")
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(shown))

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text())
            self.count.setText(f"{self.count.text().removesuffix(' · copied')} · copied")

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save the differences", "header-differences.csv", "CSV (*.csv);;All files (*)"
        )
        if name:
            self.saveRequested.emit(self.text(), Path(name))


def texts(row: "HeaderDifference") -> tuple[str, str, str, str]:
    """Words of a row; a dash where a side has no such card."""
    first, second = (ABSENT if value is None else value for value in (row.first, row.second))
    return row.extension, row.keyword, first, second
