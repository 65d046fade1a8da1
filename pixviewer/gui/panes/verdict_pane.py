"""Slices that are off, one after the other: why, and what is decided about each."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSignalBlocker, Qt
from PyQt6.QtGui import QAction, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.calib.deciding import DECISIONS, EXCLUDE, HALF, KEEP, ONE
from pixviewer.gui.panels.verdict_table import FIELDS, MARKS, VerdictTable, percent, where
from pixviewer.gui.verdict_menu import TITLES, fill_decisions
from pixviewer.gui.widgets.fitting import keep_rows
from pixviewer.model.selfcal.ranking import Line, Place, Show, as_text, kinds_of, progress_text
from pixviewer.model.workspace import Workspace

SHOWN = {Show.ALL: "All", Show.UNDECIDED: "Undecided", Show.DECIDED: "Decided"}
# On buttons, four of which stand in a panel of 280 pixels.
SHORT = {KEEP: "&Keep", HALF: "Ha&lf", ONE: "&One", EXCLUDE: "E&xclude"}
# Widths of columns in characters; the note has what is left.
WIDTHS = {"decision": 2, "ifu": 3, "slice": 3, "sigma": 5, "off": 6, "why": 17, "off_now": 6}
DETAIL_LINES = 6


class _Table(QTableView):
    """A table whose copy key copies lines as text."""

    def __init__(self, copy: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy = copy

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy, or what a table does."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
            return
        super().keyPressEvent(event)


class VerdictPane(QWidget):
    """The list of slices, what is known of the one that is picked, and the buttons that decide.

    Parameters
    ----------
    workspace : Workspace
    actions : mapping of str to QAction
        Those of the window, for the menu of a right click.
    """

    def __init__(
        self, workspace: Workspace, actions: dict[str, QAction] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace, self.desk = workspace, workspace.verdicts
        self._actions = actions or {}
        self.progress = QLabel()
        self.bar = QProgressBar()
        self.shown, self.ifus, self.kinds = QComboBox(), QComboBox(), QComboBox()
        self.model = VerdictTable(self)
        self.table = _Table(self.copy)
        self.detail = QTextEdit()
        self.note = QLineEdit()
        self.buttons = {name: QPushButton(f"{MARKS[name]} {SHORT[name]}") for name in DECISIONS}
        self.previous = _button("◂ Previous", "Look at the slice before in the list (Shift+N)")
        self.next = _button("Next ▸", "Look at the next slice in the list (N)")
        self.clearer = _button("Undecide", "Take back what was decided about the slice")
        self.copier = _button("Copy", "Copy the selected lines, or all that are listed, as text")
        self._is_ours = False  # the selection follows the model
        self._is_picking = False  # the model follows the selection
        self._noted: Place | None = None
        self._dress()
        self._lay_out()
        self._connect()
        self._show()

    def _dress(self) -> None:
        self.progress.setAccessibleName("Slices looked at")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        for box, name in ((self.shown, "Decided or not"), (self.ifus, "IFU"), (self.kinds, "Reason")):
            box.setAccessibleName(name)
            box.setToolTip(f"List by: {name.lower()}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("The picked slice")
        self.detail.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 12)
        self.note.setPlaceholderText("Note: why you decide so")
        self.note.setAccessibleName("Note")
        self.note.setClearButtonEnabled(True)
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setMinimumWidth(40)
            button.setAccessibleName(TITLES[name].replace("&", ""))
            key = {KEEP: " (K)", EXCLUDE: " (J)"}.get(name, "")
            button.setToolTip(f"{DECISIONS[name][:1].upper()}{DECISIONS[name][1:]}{key}")
        self._dress_table()

    def _dress_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Slices that are off")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header, lines = table.horizontalHeader(), table.verticalHeader()
        assert header is not None
        assert lines is not None
        header.setSortIndicator(3, Qt.SortOrder.DescendingOrder)
        header.setMinimumSectionSize(20)
        table.setSortingEnabled(True)
        for i, (name, *_) in enumerate(FIELDS):
            if name in WIDTHS:
                header.resizeSection(i, WIDTHS[name] * self.fontMetrics().horizontalAdvance("0") + 10)
        header.setStretchLastSection(True)
        lines.hide()
        keep_rows(table, 5)
        table.setMinimumHeight(70)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        for box in (self.shown, self.ifus, self.kinds):
            filters.addWidget(box, 1)
        decisions = QHBoxLayout()
        decisions.setSpacing(4)
        for button in self.buttons.values():
            decisions.addWidget(button, 1)
        lines = QSplitter(Qt.Orientation.Vertical)
        lines.setChildrenCollapsible(False)
        lines.addWidget(self.table)
        lines.addWidget(self.detail)
        lines.setStretchFactor(0, 1)
        lines.setSizes([1000, DETAIL_LINES * self.fontMetrics().lineSpacing() + 14])
        walk = QHBoxLayout()
        walk.setSpacing(2)
        walk.addWidget(self.previous)
        walk.addWidget(self.next)
        walk.addStretch(1)
        walk.addWidget(self.clearer)
        walk.addWidget(self.copier)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.progress)
        layout.addWidget(self.bar)
        layout.addLayout(filters)
        layout.addWidget(lines, 1)
        layout.addWidget(self.note)
        layout.addLayout(decisions)
        layout.addLayout(walk)

    def _connect(self) -> None:
        desk = self.desk
        desk.changed.connect(self._show)
        self.model.orderRequested.connect(
            lambda order, is_reversed: desk.choose(order=order, is_reversed=is_reversed)
        )
        self.shown.activated.connect(lambda i: desk.choose(show=self.shown.itemData(i)))
        self.ifus.activated.connect(lambda i: desk.choose(ifu=self.ifus.itemData(i)))
        self.kinds.activated.connect(lambda i: desk.choose(why=self.kinds.itemData(i)))
        for name, button in self.buttons.items():
            button.clicked.connect(lambda checked, name=name: self.decide(name))
        self.note.textEdited.connect(lambda text: desk.set_note(text, self._noted))
        self.previous.clicked.connect(lambda: desk.step(-1))
        self.next.clicked.connect(lambda: desk.step(1))
        self.clearer.clicked.connect(lambda: desk.clear(self.chosen()))
        self.copier.clicked.connect(self.copy)
        self.table.customContextMenuRequested.connect(self._on_menu_requested)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._on_current)

    # From the model

    def _show(self) -> None:
        self._show_lines()
        self._show_filters()
        self._show_slice()
        flagged = [line for line in self.desk.lines if line.is_suspect]
        self.progress.setText(progress_text(self.desk.lines) if self._has_review else "Not run yet")
        self.bar.setMaximum(max(len(flagged), 1))
        self.bar.setValue(sum(bool(line.decision) for line in flagged))

    @property
    def _has_review(self) -> bool:
        return self.workspace.selfcal.state.review is not None

    def _show_lines(self) -> None:
        listed = self.desk.listed
        self._is_ours = True
        if listed is not self.model.lines:
            chosen = set(self.chosen_lines())
            self.model.set_lines(listed)
            self._select(chosen)
        place = self.desk.picked
        line = self.model.line_of(place) if place is not None else None
        if self._is_picking:
            pass  # the list is about to select what was clicked; a scroll now would move it under the mouse
        elif line is None:
            self.table.clearSelection()
        elif line != self.table.currentIndex().row() or not self._selection.isRowSelected(line):
            Flag = QItemSelectionModel.SelectionFlag
            index = self.model.index(line, 0)
            keeps = self._selection.isRowSelected(line)
            flags = Flag.NoUpdate if keeps else Flag.ClearAndSelect | Flag.Rows
            self._selection.setCurrentIndex(index, flags)
            self.table.scrollTo(index)
        self._is_ours = False

    @property
    def _selection(self) -> QItemSelectionModel:
        selection = self.table.selectionModel()
        assert selection is not None
        return selection

    def _select(self, places: set[Place]) -> None:
        Flag = QItemSelectionModel.SelectionFlag
        for i, line in enumerate(self.model.lines):
            if line.place in places:
                self._selection.select(self.model.index(i, 0), Flag.Select | Flag.Rows)

    def _show_filters(self) -> None:
        lines, choice = self.desk.lines, self.desk.choice
        n_decided = sum(bool(line.decision) for line in lines)
        counts = {Show.ALL: len(lines), Show.UNDECIDED: len(lines) - n_decided, Show.DECIDED: n_decided}
        _fill(self.shown, [(f"{SHOWN[one]} ({counts[one]})", one) for one in Show], choice.show)
        by_ifu = {ifu: sum(line.ifu == ifu for line in lines) for ifu in sorted({line.ifu for line in lines})}
        ifus = [("All IFUs", 0), *((f"IFU {ifu} ({n})", ifu) for ifu, n in by_ifu.items())]
        _fill(self.ifus, ifus, choice.ifu)
        kinds = [("All reasons", ""), *((f"{kind} ({n})", kind) for kind, n in kinds_of(lines).items())]
        _fill(self.kinds, kinds, choice.why)
        self.copier.setEnabled(bool(self.model.lines))
        for button in (self.previous, self.next):
            button.setEnabled(bool(self.model.lines))

    def _show_slice(self) -> None:
        line = self.desk.current
        self._noted = line.place if line is not None else None
        for name, button in self.buttons.items():
            button.setEnabled(line is not None)
            button.setChecked(line is not None and line.decision == name)
            font = button.font()
            font.setBold(button.isChecked())  # a pressed button is hard to tell in the dark
            button.setFont(font)
        self.clearer.setEnabled(line is not None and bool(line.decision))
        self.note.setEnabled(line is not None)
        note = self.desk.note_of(line.place) if line is not None else ""
        if note != self.note.text():
            self.note.setText(note)
        text = detail_text(line) if line is not None else self._hint()
        if text != self.detail.toPlainText():
            self.detail.setPlainText(text)

    def _hint(self) -> str:
        if not self._has_review:
            return "Slices that are off are listed once the self-calibration has run."
        return "Pick a slice in the list or in any view, or press N for the first of the list."

    # From the user

    def chosen_lines(self) -> list[Place]:
        """The slices of the selected lines."""
        places = (self.model.place_at(index.row()) for index in self._selection.selectedRows())
        return [place for place in places if place is not None]

    def chosen(self) -> list[Place]:
        """The slices that a decision is about: all selected ones, if the picked one is among them."""
        places, picked = self.chosen_lines(), self.desk.picked
        return places if picked in places else ([picked] if picked is not None else [])

    def decide(self, decision: str) -> None:
        """Decide about the chosen slices."""
        self.desk.decide(decision, self.chosen())
        self._show_slice()  # a button that was pressed again stays pressed

    def copy(self) -> None:
        """Copy the selected lines as text, or all when less than two are."""
        chosen = set(self.chosen_lines())
        lines = [one for one in self.model.lines if len(chosen) < 2 or one.place in chosen]
        clipboard = QApplication.clipboard()
        if lines and clipboard is not None:
            clipboard.setText(as_text(lines))
            self.desk.told.emit(f"copied {len(lines)} slices as text")

    def _on_order_requested(self, order: str, is_reversed: bool) -> None:
        self.desk.choose(order=order, is_reversed=is_reversed)

    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        place = self.model.place_at(current.row())
        if place is not None and not self._is_ours:
            self._is_picking = True
            self.workspace.linked.pick_slice(*place)
            self._is_picking = False

    def _on_menu_requested(self, at: QPoint) -> None:
        menu = self.menu()
        viewport = self.table.viewport()
        assert viewport is not None
        menu.exec(viewport.mapToGlobal(at))

    def menu(self) -> QMenu:
        """The menu of a right click."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        places = self.chosen()
        fill_decisions(menu, self.workspace, places)
        menu.addSeparator()
        copy = menu.addAction("&Copy")
        if copy is not None:
            copy.setEnabled(bool(self.model.lines))
            copy.triggered.connect(self.copy)
        for ident in ("verdict-next", "verdict-previous", "", "cal-save-verdicts", "verdicts-load"):
            if ident in self._actions:
                menu.addAction(self._actions[ident])
            elif not ident:
                menu.addSeparator()
        return menu


def detail_text(line: Line) -> str:
    """All that is known of a slice."""
    told = [f"{line.name}, {where(line)}"]
    if line.factor_now != line.factor:
        factor = f"factor {line.factor:.4f} as estimated, {line.factor_now:.4f} as decided"
        off = f"off by {percent(line.off)} % and {percent(line.off_now)} %"
    else:
        factor, off = f"factor {line.factor:.4f}", f"off by {percent(line.off)} %"
    told.append(f"{factor}; {off}" if line.bin_no else factor)
    reasons = line.reasons or (("It is no suspect.",) if not line.is_suspect else ())
    return "\n".join([*told, *(f"• {reason}" for reason in reasons)])


def _fill(box: QComboBox, offered: Sequence[tuple[str, object]], current: object) -> None:
    """Offer items, and show the current one, which stays offered even if nothing has it."""
    items = list(offered)
    if all(value != current for _, value in items):
        items = [*items, (f"{current} (0)" if isinstance(current, str) else f"IFU {current} (0)", current)]
    with QSignalBlocker(box):
        if [box.itemText(i) for i in range(box.count())] != [text for text, _ in items]:
            box.clear()
            for text, value in items:
                box.addItem(text, value)
        box.setCurrentIndex(next(i for i, (_, value) in enumerate(items) if value == current))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAutoRaise(True)
    return button
