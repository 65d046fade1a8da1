"""How well slices agree before and after: bin by bin, and the slices that are farthest off."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.selfcal import statistics
from pixviewer.model.workspace import Workspace

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HeadedTable(NumberTable):
    """Numbers under heads, aligned at the right."""

    def __init__(self, name: str, heads: Sequence[str], tips: Sequence[str]) -> None:
        super().__init__(name, n_column=len(heads))
        for i, (head, tip) in enumerate(zip(heads, tips, strict=True)):
            item = QTableWidgetItem(head)
            item.setToolTip(tip)
            item.setTextAlignment(_RIGHT)
            self.setHorizontalHeaderItem(i, item)
        self.setAlternatingRowColors(True)
        across = self.horizontalHeader()
        if across is not None:
            across.show()
            across.setStretchLastSection(False)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these numbers."""
        super().set_rows(rows)
        for i in range(self.rowCount()):
            for j in range(self.columnCount()):
                item = self.item(i, j)
                if item is not None:
                    item.setTextAlignment(_RIGHT)

    def sizeHint(self) -> QSize:
        """As high as head and rows."""
        hint, across = super().sizeHint(), self.horizontalHeader()
        hint.setHeight(hint.height() + (across.sizeHint().height() if across is not None else 0))
        return hint


class StatisticsPane(QWidget):
    """Two tables; a click on a bin shows it everywhere, one on a slice picks it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.selfcal = workspace, workspace.selfcal
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName("How well slices agree")
        self.copier = QToolButton()
        self.copier.setText("Copy")
        self.copier.setAutoRaise(True)
        self.copier.setToolTip("Copy both tables as text")
        self.bins = HeadedTable("Scatter of slices by bin", statistics.BIN_HEADS, statistics.BIN_TIPS)
        self.worst_title = QLabel("Farthest off, by rms over bins, in %")
        self.worst = HeadedTable(
            "Slices that are farthest off", statistics.WORST_HEADS, statistics.WORST_TIPS
        )
        self._bin_numbers: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._lay_out()
        self.copier.clicked.connect(self.copy)
        self.bins.cellClicked.connect(lambda row, column: self._on_bin(row))
        self.bins.cellActivated.connect(lambda row, column: self._on_bin(row))
        self.worst.cellClicked.connect(lambda row, column: self._on_slice(row))
        self.worst.cellActivated.connect(lambda row, column: self._on_slice(row))
        self.selfcal.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel("Slice medians over the field, in %"), 1)
        top.addWidget(self.copier)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.words)
        layout.addLayout(top)
        layout.addWidget(self.bins)
        layout.addWidget(self.worst_title)
        layout.addWidget(self.worst)
        layout.addStretch(1)
        area = UprightArea()
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _show(self) -> None:
        state = self.selfcal.state
        judgement = state.judgement
        old = " Out of date: the factors are being found anew." if state.is_stale else ""
        self.words.setText(" ".join(state.words) + old if judgement is not None else "Not run yet.")
        for widget in (self.bins, self.worst_title, self.worst, self.copier):
            widget.setEnabled(judgement is not None)
        bins = statistics.bin_rows(judgement) if judgement is not None else []
        worst = statistics.worst_rows(judgement) if judgement is not None else []
        self._bin_numbers = [number for number, _ in bins]
        self._places = [place for place, _ in worst]
        for table, rows in ((self.bins, bins), (self.worst, worst)):
            cells = [texts for _, texts in rows]
            if [list(texts) for texts in cells] != table.texts():
                table.set_rows(cells)

    def _on_bin(self, row: int) -> None:
        self.selfcal.set_bin(self._bin_numbers[row])

    def _on_slice(self, row: int) -> None:
        self.workspace.linked.pick_slice(*self._places[row])

    def copy(self) -> None:
        """Copy both tables as text."""
        judgement, clipboard = self.selfcal.state.judgement, QApplication.clipboard()
        if judgement is not None and clipboard is not None:
            clipboard.setText(statistics.statistics_text(judgement))
            self.selfcal.told.emit("copied the statistics as text")
