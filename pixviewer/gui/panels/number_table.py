"""Names, values and units in three columns, to read and to copy."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from pixviewer.gui.widgets.fitting import keep_rows


class NumberTable(QTableWidget):
    """A table without lines, as high as its rows; where room is short one that ``can_shrink`` scrolls."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, n_column: int = 3, can_shrink: bool = False
    ) -> None:
        super().__init__(0, n_column, parent)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wanted = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(wanted.ScrollBarAsNeeded if can_shrink else wanted.ScrollBarAlwaysOff)
        self._can_shrink = can_shrink
        across, down = self.horizontalHeader(), self.verticalHeader()
        if across is not None and down is not None:
            across.hide()
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            across.setStretchLastSection(True)
            down.hide()
            keep_rows(self, 2)
        upwards = QSizePolicy.Policy.Maximum if can_shrink else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, upwards)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these texts."""
        self.setRowCount(len(rows))
        for i, texts in enumerate(rows):
            for j, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(i, j, item)
        self.updateGeometry()

    def texts(self) -> list[list[str]]:
        """What is shown."""
        return [
            [item.text() if (item := self.item(i, j)) is not None else "" for j in range(self.columnCount())]
            for i in range(self.rowCount())
        ]

    def sizeHint(self) -> QSize:
        """As high as the rows."""
        down = self.verticalHeader()
        height = down.length() if down is not None else 0
        return QSize(240, max(height, 1) + 2 * self.frameWidth() + 2)

    def minimumSizeHint(self) -> QSize:
        """All rows, or as few as are worth scrolling."""
        height = self.sizeHint().height()
        return QSize(160, min(height, 100) if self._can_shrink else height)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy the selected lines, or all."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(self.rowCount())
            clipboard = QApplication.clipboard()
            if clipboard is not None:
                all_texts = self.texts()
                clipboard.setText("\n".join("\t".join(all_texts[i]).rstrip() for i in chosen))
            return
        super().keyPressEvent(event)
