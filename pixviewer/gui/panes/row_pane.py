"""The table of rows: those that are picked, those under the cursor, or the flagged ones of the region."""

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts
from pixviewer.gui.panels.row_table import RowTable
from pixviewer.gui.widgets.fitting import keep_rows
from pixviewer.model.readout import rows_text
from pixviewer.model.row_list import CURSOR, FLAGGED, PICKED, RowPage, csv_of
from pixviewer.model.workspace import Workspace

SOURCES = {
    PICKED: "Picked rows",
    CURSOR: "Rows under the cursor",
    FLAGGED: "Flagged rows of the region",
}
HINTS = {
    PICKED: "Click in a view to pick the rows there, a slice in the slice map, or Ctrl+drag on a detector.",
    CURSOR: "Rest the mouse over a view.",
    FLAGGED: "Shown once the table is indexed.",
}
REST_MS = 120


class _Table(QTableView):
    """A table whose copy key copies the selected rows."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy, or what a table does."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            pane = self.parent()
            assert isinstance(pane, RowPane)
            pane.copy()
            return
        super().keyPressEvent(event)


class RowPane(QWidget):
    """Every column of rows, decoded; a row that is clicked is marked in all views."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.source = QComboBox()
        self.source.setAccessibleName("Which rows are listed")
        self.source.setToolTip("Which rows are listed")
        for key, text in SOURCES.items():
            self.source.addItem(text, key)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName("Rows listed")
        self.earlier = _button("◂", "Earlier rows")
        self.later = _button("▸", "Later rows")
        self.copier = _button("Copy", "Copy the selected rows, or all of this page, as CSV")
        self.saver = _button("Save…", "Save this page as a CSV file")
        self.model = RowTable(self)
        self.table = _Table(self)
        self._is_ours = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._dress_table()
        self._lay_out()
        self._connect()
        self._show()

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Rows")
        table.setFont(fonts.mono_font())
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setSortingEnabled(True)
        table.setTabKeyNavigation(False)
        header, lines = table.horizontalHeader(), table.verticalHeader()
        assert header is not None
        assert lines is not None
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setResizeContentsPrecision(0)  # the lines in view: all of a page would take seconds
        lines.hide()
        keep_rows(table, 5)
        table.setMinimumHeight(80)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.source, 1)
        for button in (self.earlier, self.later, self.copier, self.saver):
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)

    def _connect(self) -> None:
        linked = self.linked
        self.source.activated.connect(self._on_source)
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.later.clicked.connect(lambda: self._turn(1))
        self.copier.clicked.connect(self.copy)
        self.saver.clicked.connect(self.save)
        linked.shown.events.rows.connect(self._show)
        linked.shown.events.is_listing.connect(self._show_summary)
        linked.row_list.events.connect(self._show_summary)
        linked.links.events.row.connect(self._show_marked)
        self.workspace.shown.events.reading.connect(lambda *_: self._rest.start())
        self._rest.timeout.connect(linked.follow_cursor)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._on_current)

    def set_seen(self, is_seen: bool) -> None:
        """Ask for rows only while they can be seen: behind another tab a panel is not, though Qt says so."""
        self.linked.row_list.is_visible = is_seen

    # From the model

    def _show(self) -> None:
        page = self.linked.shown.rows
        facts = self.workspace.facts
        had = self.model.columnCount()
        self._is_ours = True
        self.model.set_page(page, is_sky=facts is None or facts.frame.is_sky)
        self._is_ours = False
        if page is not None and self.model.columnCount() != had:
            self.table.resizeColumnsToContents()
        self._show_marked()
        self._show_summary()

    def _show_summary(self) -> None:
        state, page = self.linked.row_list, self.linked.shown.rows
        with QSignalBlocker(self.source):
            self.source.setCurrentIndex(self.source.findData(state.source))
        n_page = page.n_page if page is not None else 1
        self.earlier.setEnabled(state.page > 0)
        self.later.setEnabled(page is not None and state.page + 1 < n_page)
        for button in (self.earlier, self.later):
            button.setVisible(n_page > 1)
        for button in (self.copier, self.saver):
            button.setEnabled(page is not None and page.n_row > 0)
        self.summary.setText(self._text(page))

    def _text(self, page: RowPage | None) -> str:
        state, pick = self.linked.row_list, self.linked.links.pick
        if page is None:
            return "listing…" if self.linked.shown.is_listing else HINTS[state.source]
        what = {
            PICKED: pick.label if pick is not None else "",
            CURSOR: "here",
            FLAGGED: f"flagged in {self._region_name()}",
        }[state.source]
        more = "more than " if page.is_cut else ""
        text = f"{more}{rows_text(page.n_total)} rows · {what}"
        if state.source == FLAGGED:
            text += f" · {rows_text(page.n_group)} groups of touching pixels"
        if page.n_page > 1:
            last = page.first + page.n_row
            text += f" · rows {rows_text(page.first + 1)}–{rows_text(last)} here, sorted among themselves"
        return text

    def _region_name(self) -> str:
        return self.linked.chosen_name or "the whole table"

    def _show_marked(self) -> None:
        row, selection = self.linked.links.row, self.table.selectionModel()
        line = None if row is None else self.model.line_of(row.number)
        if line is None or selection is None or self.table.currentIndex().row() == line:
            return
        index = self.model.index(line, max(self.table.currentIndex().column(), 0))
        Flag = QItemSelectionModel.SelectionFlag
        self._is_ours = True
        selection.setCurrentIndex(index, Flag.ClearAndSelect | Flag.Rows)
        self.table.scrollTo(index)
        self._is_ours = False

    # From the user

    def _on_source(self, index: int) -> None:
        self.linked.row_list.page = 0
        self.linked.row_list.source = self.source.itemData(index)

    def _turn(self, step: int) -> None:
        self.linked.row_list.page = max(self.linked.row_list.page + step, 0)

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        number = self.model.number_at(current.row())
        if number is not None and not self._is_ours:
            self.linked.mark_row(number)

    def csv(self) -> str:
        """The selected rows as CSV, or all of the page when less than two are."""
        page, selection = self.model.page, self.table.selectionModel()
        if page is None or selection is None:
            return ""
        lines = sorted(index.row() for index in selection.selectedRows())
        order = self.model.order[lines] if len(lines) > 1 else self.model.order
        return csv_of(page.columns, order, [name for name, *_ in self.model.fields])

    def copy(self) -> None:
        """Copy rows as CSV."""
        text, clipboard = self.csv(), QApplication.clipboard()
        if text and clipboard is not None:
            clipboard.setText(text)
            self.linked.told.emit(f"copied {rows_text(text.count(chr(10)) - 1)} rows as CSV")

    def save(self) -> None:
        """Save the page as CSV."""
        name, _ = QFileDialog.getSaveFileName(self, "Save the rows of this page", "rows.csv", "CSV (*.csv)")
        page = self.model.page
        if name and page is not None:
            text = csv_of(page.columns, self.model.order, [field for field, *_ in self.model.fields])
            self.linked.save_text(name, text, f"{rows_text(page.n_row)} rows")


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setAutoRaise(True)
    return button
