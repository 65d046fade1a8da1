"""Flags by name: how many rows have each, and which to hide or to show alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.panels.region_table import swatch
from pixviewer.model.readout import rows_text

SHOW, HIDE, ONLY = "show", "hide", "only"
# Fusion's own pressed button can hardly be told from others on a dark ground.
_PRESSED = (
    "QToolButton:checked, QPushButton:checked"
    " { background: palette(highlight); color: palette(highlighted-text); }"
)
_COLUMNS = ("Flag", "Rows", "Hide", "Only", "")
_HIDE, _ONLY, _COLOUR = 2, 3, 4


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag: its bit, name and meaning, its rows (None while they are not known), and its colour."""

    bit: int
    name: str
    meaning: str
    n_row: int | None
    colour: str


class FlagsPanel(QWidget):
    """A table of flags with two buttons each; what is done is asked for, not decided here."""

    ruleRequested = pyqtSignal(str, str)  # name of the flag; show, hide or only
    goodRequested = pyqtSignal()
    colourRequested = pyqtSignal()
    flagColourRequested = pyqtSignal(int)  # bit, whose colour is to be another

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FlagRow] = []
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(6, 4, 6, 0)
        self.table = QTableWidget(0, len(_COLUMNS))
        self.good = QPushButton("Good Rows Only")
        self.good.setCheckable(True)
        self.good.setToolTip("Leave out every row with a flag")
        self.colour = QPushButton("Colour by Flags")
        self.colour.setCheckable(True)
        self.colour.setToolTip("Give the sky scatter the colours of this list")
        self.usual = QPushButton("Usual Colours")
        self.usual.setToolTip("Give all flags back the colours that they had at first")
        self.usual.hide()
        self.setStyleSheet(_PRESSED)
        self._set_up_table()

        buttons = QHBoxLayout()
        buttons.setContentsMargins(6, 0, 6, 6)
        buttons.addWidget(self.good)
        buttons.addWidget(self.colour)
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

        self.good.clicked.connect(self.goodRequested)
        self.colour.clicked.connect(self.colourRequested)

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName("Flags")
        table.setHorizontalHeaderLabels(_COLUMNS)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        if rows is not None:
            rows.hide()
        if columns is not None:
            columns.setHighlightSections(False)
            columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            columns.moveSection(_COLOUR, 0)
            for i in range(1, len(_COLUMNS)):
                columns.setSectionResizeMode(i, QHeaderView.ResizeMode.ResizeToContents)

    def set_rows(self, rows: Sequence[FlagRow], n_flagged: int | None, n_row: int) -> None:
        """Show these flags."""
        self._rows = list(rows)
        self.table.setRowCount(len(rows))
        for i, row in enumerate(rows):
            self._set_row(i, row)
        if n_flagged is None:
            self.summary.setText("Rows are counted once the table is indexed.")
        else:
            share = 100 * n_flagged / max(n_row, 1)
            self.summary.setText(
                f"<b>{rows_text(n_flagged)}</b> of {rows_text(n_row)} rows have flags ({share:.2g} %)"
            )

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_rows"):
            for i, row in enumerate(self._rows):
                for column in range(_HIDE):
                    self._ink(self.table.item(i, column), row)

    def _ink(self, item: QTableWidgetItem | None, row: FlagRow) -> None:
        """Write what no row has in a fainter colour; the number says so as well."""
        if item is not None and row.n_row == 0:
            item.setForeground(self.palette().placeholderText())

    def set_colours(self, colours: Sequence[str], *, has_own: bool) -> None:
        """Show the colours of all flags, by bit, and whether some of them are the user's own."""
        for i, row in enumerate(self._rows):
            self.button(i, _COLOUR).setIcon(swatch(colours[row.bit]))
        self.usual.setVisible(has_own)

    def set_rules(self, rules: Mapping[str, str], *, is_good_only: bool, is_coloured: bool) -> None:
        """Show which flags are hidden or shown alone."""
        for i, row in enumerate(self._rows):
            rule = rules.get(row.name, SHOW)
            for column, name in ((_HIDE, HIDE), (_ONLY, ONLY)):
                self.button(i, column).setChecked(rule == name)
        self.good.setChecked(is_good_only)
        self.colour.setChecked(is_coloured)

    def button(self, i: int, column: int) -> QToolButton:
        """Hide button (column 2), Only button (3) or colour (4) of a row."""
        found = self.table.cellWidget(i, column)
        assert isinstance(found, QToolButton)
        return found

    def row_of(self, name: str) -> int:
        """Where a flag is."""
        return next(i for i, row in enumerate(self._rows) if row.name == name)

    def _set_row(self, i: int, row: FlagRow) -> None:
        label = QTableWidgetItem(row.name)
        label.setToolTip(f"bit {row.bit}: {row.meaning}")
        count = QTableWidgetItem("…" if row.n_row is None else rows_text(row.n_row))
        count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, item in enumerate((label, count)):
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._ink(item, row)
            self.table.setItem(i, column, item)
        colour = QToolButton()
        colour.setIcon(swatch(row.colour))
        colour.setAutoRaise(True)
        colour.setToolTip(f"Colour of {row.name}: click for another")
        colour.setAccessibleName(f"colour of {row.name}")
        colour.clicked.connect(lambda checked, bit=row.bit: self.flagColourRequested.emit(bit))
        self.table.setCellWidget(i, _COLOUR, colour)
        for column, rule, text in ((_HIDE, HIDE, "hide"), (_ONLY, ONLY, "only")):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            tip = "Leave out rows with" if rule == HIDE else "Show only rows with (any of)"
            button.setToolTip(f"{tip} {row.name}: {row.meaning}")
            button.setAccessibleName(f"{text} {row.name}")
            button.clicked.connect(
                lambda checked, name=row.name, rule=rule: self.ruleRequested.emit(
                    name, rule if checked else SHOW
                )
            )
            self.table.setCellWidget(i, column, button)
