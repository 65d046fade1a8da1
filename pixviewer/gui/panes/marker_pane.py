"""Markers and measurements: two lists, to go to, to copy and to save."""

from pathlib import Path

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import settings
from pixviewer.gui.panels.marker_table import NOTE, MarkerTable
from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model.marking.measurement import where_text
from pixviewer.model.workspace import Workspace

FORMS = (
    "Comma-separated values (*.csv);;ECSV tables with units (*.ecsv);;FITS tables (*.fits);;"
    "DS9 regions, points (*.reg)"
)
HINT = "Rest the mouse over a row in any view and press M to note it down."
RULER_HINT = "Press D at two places, or drag with the ruler (7). Esc takes the line away."


class _Table(QTableView):
    """A table with keys of its own."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy, delete, go there, or what a table does."""
        pane = self.parent()
        while pane is not None and not isinstance(pane, MarkerPane):
            pane = pane.parent()
        if event is None or pane is None:
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            pane.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            pane.delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            pane.go_to(self.currentIndex())
        else:
            super().keyPressEvent(event)


class MarkerPane(QWidget):
    """The markers of the open table, and what the ruler measured."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.markers, self.ruler = workspace.markers, workspace.ruler
        self.model = MarkerTable(self)
        self.table = _Table()
        self.hint = QLabel(HINT)
        self.measured = NumberTable("Measurements", n_column=2, can_shrink=True)
        self.ruler_hint = QLabel(RULER_HINT)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Markers and rulers")
        self._is_ours = False
        self._dress()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_markers()
        self._show_measured()

    def _dress(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Markers")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        down = table.verticalHeader()
        if down is not None:
            down.hide()
            down.setDefaultSectionSize(table.fontMetrics().height() + 6)
        for label in (self.hint, self.ruler_hint):
            label.setWordWrap(True)

    def _make_buttons(self) -> None:
        self.go_button = _button("Go To", "Centre the views on the marker (Enter, or a double click)")
        self.delete_button = _button("Delete", "Delete the selected markers (Del)")
        self.copy_button = _button("Copy", "Copy the selected markers, else all, for a spreadsheet (Ctrl+C)")
        self.save_button = _button("Save…", "Save all markers as CSV, ECSV, FITS or points of DS9")
        self.load_button = _button("Load…", "Add the markers of a file, or points of a DS9 region file")
        self.copy_measured = _button("Copy", "Copy all measurements")
        self.clear_measured = _button("Clear", "Empty this list")

    def _lay_out(self) -> None:
        buttons = (self.go_button, self.delete_button, self.copy_button, self.save_button, self.load_button)
        self.tabs.addTab(_page(self.hint, self.table, buttons), "Markers")
        measured = _page(self.ruler_hint, self.measured, (self.copy_measured, self.clear_measured))
        self.tabs.addTab(measured, "Measurements")
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def _connect(self) -> None:
        self.model.noteWritten.connect(self.markers.set_note)
        self.table.doubleClicked.connect(self._on_double_clicked)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._on_selected)
        self.go_button.clicked.connect(lambda: self.go_to(self.table.currentIndex()))
        self.delete_button.clicked.connect(self.delete)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.load_button.clicked.connect(self.load)
        self.copy_measured.clicked.connect(self.copy_measurements)
        self.clear_measured.clicked.connect(self.ruler.forget_items)
        events = self.markers.state.events
        events.items.connect(self._show_markers)
        events.selected.connect(self._show_selected)
        self.ruler.state.events.items.connect(self._show_measured)

    # From the model

    def _show_markers(self) -> None:
        facts, items = self.workspace.facts, self.markers.state.items
        had_columns = self.model.rowCount() > 0
        self._is_ours = True
        self.model.set_markers(items, is_sky=facts is None or facts.frame.is_sky)
        self._is_ours = False
        if items and not had_columns:
            self.table.resizeColumnsToContents()
            self.table.setColumnWidth(NOTE, max(self.table.columnWidth(NOTE), 90))
        for button in (self.go_button, self.delete_button):
            button.setEnabled(bool(items))
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(items))
        self.hint.setVisible(not items)
        self._show_selected()

    def _show_selected(self) -> None:
        selection = self.table.selectionModel()
        if selection is None or self._is_ours:
            return
        self._is_ours = True
        Flag = QItemSelectionModel.SelectionFlag
        selection.clearSelection()
        for number in self.markers.state.selected:
            line = self.model.line_of(number)
            if line is not None:
                index = self.model.index(line, 0)
                selection.setCurrentIndex(index, Flag.Select | Flag.Rows)
                self.table.scrollTo(index)
        self._is_ours = False

    def _show_measured(self) -> None:
        items = self.ruler.state.items
        # A line for each part: the panel is narrow.
        texts = [" · ".join((self.ruler.text(m), where_text(m))).replace(" · ", "\n") for m in items]
        self.measured.set_rows([(str(len(items) - i), text) for i, text in enumerate(texts)])
        self.measured.resizeRowsToContents()
        self.ruler_hint.setVisible(not items)
        for button in (self.copy_measured, self.clear_measured):
            button.setEnabled(bool(items))

    # From the user

    def selected(self) -> list[int]:
        """Numbers of the selected markers."""
        selection = self.table.selectionModel()
        lines = [index.row() for index in selection.selectedRows()] if selection is not None else []
        return [number for line in lines if (number := self.model.number_at(line)) is not None]

    def _on_selected(self) -> None:
        if not self._is_ours:
            self._is_ours = True
            self.markers.select(self.selected())
            self._is_ours = False

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != NOTE:
            self.go_to(index)

    def go_to(self, index: QModelIndex) -> None:
        """Look at a marker."""
        number = self.model.number_at(index.row())
        if number is not None:
            self.markers.go_to(number)

    def delete(self) -> None:
        """Delete what is selected."""
        self.markers.delete(self.selected())

    def copy(self) -> None:
        """Copy the selected markers, or all."""
        _copy(self.markers.text(self.selected()))

    def copy_measurements(self) -> None:
        """Copy all measurements."""
        _copy(self.ruler.table_text())

    def save(self) -> None:
        """Ask for a file, and write all markers to it."""
        name, form = QFileDialog.getSaveFileName(self, "Save the markers", "markers.csv", FORMS)
        if name:
            known = Path(name).suffix.lower() in (".csv", ".ecsv", ".fits", ".reg")
            self.markers.save(Path(name) if known else Path(name + form.split("*")[1].rstrip(")")))

    def load(self) -> None:
        """Ask for a file, and add its markers."""
        every = "Markers (*.csv *.ecsv *.fits *.reg);;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self, "Load markers", settings.last_folder(), every)
        if name:
            self.markers.load(Path(name))


def _button(name: str, tip: str) -> QPushButton:
    button = QPushButton(name)
    button.setToolTip(tip)
    return button


def _page(hint: QLabel, table: QWidget, buttons: tuple[QPushButton, ...]) -> QWidget:
    page, foot = QWidget(), QWidget()
    flow = FlowLayout(foot)
    for button in buttons:
        flow.addWidget(button)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(6, 4, 6, 6)
    layout.setSpacing(4)
    layout.addWidget(hint)
    layout.addWidget(table, 1)
    layout.addWidget(foot)
    return page


def _copy(text: str) -> None:
    clipboard = QApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
