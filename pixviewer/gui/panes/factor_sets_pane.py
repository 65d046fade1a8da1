"""Several sets of factors: which there are, which is shown, how two of them differ, and their mean."""

from pathlib import Path

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import settings
from pixviewer.gui.panels.agreement_table import BINS, WORST, HeadedTable, bin_rows, verdict, worst_rows
from pixviewer.gui.widgets.fitting import keep_rows
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model.selfcal.factor_sets import SetInfo
from pixviewer.model.workspace import Workspace

HEADS = ("Set", "Method", "Exposure", "Bins", "Cells")
FITS = "Factors (*.fits)"
HTML = "Report (*.html)"

TO_MINUTES = 16  # letters of a date and time that tell exposures apart


class SetList(QTableWidget):
    """All sets, each with a mark for merging."""

    marked = pyqtSignal()
    shownRequested = pyqtSignal(str)
    dropRequested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setHorizontalHeaderLabels(list(HEADS))
        self.setAccessibleName("Sets of factors")
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(90)
        self.setToolTip("Double click or Enter shows a set everywhere; Space marks it for merging")
        across, down = self.horizontalHeader(), self.verticalHeader()
        if across is not None and down is not None:
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            across.setHighlightSections(False)
            down.hide()
            keep_rows(self, 6)
        self._names: list[str] = []
        self.itemChanged.connect(lambda _: self.marked.emit())
        self.itemDoubleClicked.connect(lambda item: self.shownRequested.emit(self._names[item.row()]))

    def set_infos(self, infos: list[SetInfo]) -> None:
        """Show these sets; marks stay."""
        marked, current = self.marked_names(), self.current()
        self._names = [info.name for info in infos]
        with QSignalBlocker(self):
            self.setRowCount(len(infos))
            for i, info in enumerate(infos):
                self._fill(i, info, is_marked=info.name in marked)
            if current in self._names:
                self.selectRow(self._names.index(current))

    def _fill(self, i: int, info: SetInfo, *, is_marked: bool) -> None:
        title = info.title if info.is_saved else f"{info.title} (not saved)"
        texts = (
            f"▶ {title}" if info.is_shown else title,
            info.method,
            info.exposure[:TO_MINUTES],
            info.bins,
            info.measured,
        )
        for j, text in enumerate(texts):
            item = QTableWidgetItem(text)
            font = item.font()
            font.setBold(info.is_shown)
            item.setFont(font)
            tip = f"{title}, exposure of {info.exposure}" if info.exposure else title
            item.setToolTip(f"{tip}: shown" if info.is_shown else tip)
            if j == 0:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if is_marked else Qt.CheckState.Unchecked)
            self.setItem(i, j, item)

    def marked_names(self) -> list[str]:
        """Names of the sets that are marked."""
        return [
            name
            for i, name in enumerate(self._names)
            if (item := self.item(i, 0)) is not None and item.checkState() == Qt.CheckState.Checked
        ]

    def current(self) -> str | None:
        """Name of the line that is selected."""
        rows = {index.row() for index in self.selectedIndexes()}
        return self._names[rows.pop()] if rows else None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter shows a set, Delete forgets it, Space marks it."""
        name = self.current()
        if event is None or name is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.shownRequested.emit(name)
        elif event.key() == Qt.Key.Key_Delete:
            self.dropRequested.emit(name)
        elif event.key() == Qt.Key.Key_Space:
            item = self.item(self._names.index(name), 0)
            assert item is not None
            is_marked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_marked else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)


class FactorSetsPane(QWidget):
    """The list with its verbs, and the numbers of a comparison."""

    loadRequested = pyqtSignal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.sets, self.exhibits = workspace, workspace.factor_sets, workspace.exhibits
        self.list = SetList()
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.load_button = _button("&Load…", "Read factors of the pipeline or of MPDAF, of any exposure")
        self.show_button = _button("&Show", "See maps, curves and the table through the selected set (Enter)")
        self.drop_button = _button("&Forget", "Take the selected set off the list; its file stays (Del)")
        self.merge_button = _button("&Merge Marked", "Clipped mean of the marked sets")
        self.save_button = _button("Sa&ve Merge…", "Write the selected merge, as the pipeline reads it")
        self.other = QComboBox()
        self.other.setAccessibleName("Compare with")
        self.other.setToolTip("Set that is subtracted from the shown one, in the maps, the curves and here")
        self.other.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.report_button = _button("&Report…", "Write the comparison with its figures as an HTML page")
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.bins = HeadedTable("Agreement by bin", BINS)
        self.worst = HeadedTable("Cells that differ most", WORST)
        self._bin_numbers: list[int] = []
        self._cells: list[tuple[int, int, int]] = []
        self._lay_out()
        self._connect()
        self.show_all()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        buttons = FlowLayout()
        for button in (
            self.load_button, self.show_button, self.drop_button, self.merge_button, self.save_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        compare = QHBoxLayout()
        label = QLabel("&Compare with")
        label.setBuddy(self.other)
        compare.addWidget(label)
        compare.addWidget(self.other, 1)
        compare.addWidget(self.report_button)
        self.worst_label = QLabel("Cells that differ most (click: picked everywhere)")
        layout.addWidget(self.note)
        layout.addWidget(self.list, 2)
        layout.addLayout(buttons)
        layout.addLayout(compare)
        layout.addWidget(self.verdict)
        layout.addWidget(self.bins, 2)
        layout.addWidget(self.worst_label)
        layout.addWidget(self.worst, 2)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.load_button.clicked.connect(self.loadRequested)
        self.show_button.clicked.connect(lambda: self._with_current(self.sets.show))
        self.drop_button.clicked.connect(lambda: self._with_current(self._drop))
        self.merge_button.clicked.connect(lambda: self.sets.merge(self.list.marked_names()))
        self.save_button.clicked.connect(lambda: self._with_current(self._save))
        self.report_button.clicked.connect(self._save_report)
        self.list.marked.connect(self._show_buttons)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.list.shownRequested.connect(self.sets.show)
        self.list.dropRequested.connect(self._drop)
        self.other.activated.connect(lambda i: self.sets.compare_with(self.other.itemData(i)))
        self.bins.itemSelectionChanged.connect(self._on_bin)
        self.worst.itemSelectionChanged.connect(self._on_worst)
        self.sets.changed.connect(self.show_all)
        self.exhibits.state.events.other.connect(self.show_all)

    # From the model

    def show_all(self) -> None:
        """Show the sets as they are now."""
        infos = self.sets.infos()
        self.list.set_infos(infos)
        self.note.setText("" if infos else f"{self.exhibits.needs}.")
        self.note.setVisible(not infos)
        self._fill_other(infos)
        self._show_comparison()
        self._show_buttons()

    def _fill_other(self, infos: list[SetInfo]) -> None:
        with QSignalBlocker(self.other):
            self.other.clear()
            self.other.addItem("nothing", None)
            for info in infos:
                if not info.is_shown:
                    self.other.addItem(info.title, info.name)
            at = self.other.findData(self.exhibits.state.other)
            self.other.setCurrentIndex(max(at, 0))
        self.other.setEnabled(self.other.count() > 1)

    def _show_comparison(self) -> None:
        subject, comparison, problem = self.exhibits.subject, None, ""
        try:
            comparison = self.sets.comparison
        except ValueError as error:
            problem = f"They cannot be compared: {error}."
        lines: list[list[str]] = []
        cells: list[list[str]] = []
        self._bin_numbers, self._cells = [], []
        if comparison is not None and comparison.total.n_cell:
            lines, self._bin_numbers = bin_rows(comparison)
            cells, self._cells = worst_rows(comparison)
        for table, rows in ((self.bins, lines), (self.worst, cells)):
            with QSignalBlocker(table):
                table.clearSelection()
                table.set_rows(rows)
            table.setVisible(bool(rows))
        self.worst_label.setVisible(bool(cells))
        said = verdict(comparison, subject.name, subject.other_name) if comparison and subject else problem
        self.verdict.setText(said)
        self.verdict.setVisible(bool(said))

    def _show_buttons(self) -> None:
        name, n_marked = self.list.current(), len(self.list.marked_names())
        self.load_button.setEnabled(self.workspace.table is not None)
        self.show_button.setEnabled(name is not None)
        self.drop_button.setEnabled(bool(name))  # the one measured here stays
        self.merge_button.setEnabled(n_marked > 1)
        self.save_button.setEnabled(name is not None and self.sets.is_merge(name))
        self.report_button.setEnabled(bool(self._bin_numbers))

    # From the user

    def _with_current(self, verb: object) -> None:
        name = self.list.current()
        if name is not None and callable(verb):
            verb(name)

    def _drop(self, name: str) -> None:
        if name:
            self.sets.drop(name)

    def _save(self, name: str) -> None:
        path = self._ask("Save the merged factors", "merged-factors.fits", FITS, ".fits")
        if path is not None:
            # The dialog has asked already whether a file may be replaced.
            self.sets.save(name, path, overwrite=True)

    def _save_report(self) -> None:
        path = self._ask("Save the comparison", "factors.html", HTML, ".html")
        if path is not None:
            self.sets.save_report(path, overwrite=True)

    def _ask(self, title: str, name: str, kinds: str, ending: str) -> Path | None:
        start = str(Path(settings.last_folder()) / name)
        chosen, _ = QFileDialog.getSaveFileName(self, title, start, kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix else path.with_suffix(ending)

    def _on_bin(self) -> None:
        rows = {index.row() for index in self.bins.selectedIndexes()}
        if len(rows) == 1:
            self.workspace.selfcal.set_bin(self._bin_numbers[rows.pop()])

    def _on_worst(self) -> None:
        rows = {index.row() for index in self.worst.selectedIndexes()}
        if len(rows) == 1:
            bin_no, ifu, number = self._cells[rows.pop()]
            self.workspace.selfcal.set_bin(bin_no)
            self.workspace.linked.pick_slice(ifu, number)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
