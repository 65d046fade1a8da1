"""Table of the regions: what they are called, where they are, what they hold."""

from collections.abc import Sequence
from functools import partial

from PyQt6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QAction, QColor, QFontMetrics, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QColorDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.panels.region_table import COLUMNS, RegionRow, RegionTable
from pixviewer.gui.widgets.fitting import keep_rows
from pixviewer.model.regions import ROLES, drawn_colour

__all__ = ["RegionPanel", "RegionRow"]

_WIDEST_TEXTS = {
    "name": "□ □ region 12 ",
    "shape_kind": "annulus",
    "size": "00.000″",
    "inner": "Inner [pix]",
    "wave_low": "λ from [Å]",
    "wave_high": "0000.00 Å",
    "n_row": "00 000 000",
    "n_good": "00 000 000",
    "n_bad": "000 000",
    "mean": "−00000.0",
    "sigma": "σ of mean",
    "median": "−00000.0",
    "snr": "000000",
    "role": "background",
    "group": "group, group",
    "criteria": "IFU 5, 6 and without flags",
}
# What several regions can be given at once, and what of it moves or changes them.
_PLACED = ("size", "inner", "wave_low", "wave_high")
_SHARED = ("role", "group", "visible", *_PLACED)


class _View(QTableView):
    """A table view that asks for deletion."""

    deletePressed = pyqtSignal()
    copyPressed = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Let Delete delete."""
        if event is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deletePressed.emit()
        elif event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copyPressed.emit()
        else:
            super().keyPressEvent(event)


class RegionPanel(QWidget):
    """Regions as an editable table, with the verbs below it."""

    # ids, field, value; fields are those of RegionRow, values in its units (None empties a wavelength)
    edited = pyqtSignal(list, str, object)
    selectionChanged = pyqtSignal(list)  # ids
    saveRequested = pyqtSignal()
    deleteRequested = pyqtSignal(list)  # ids
    focusRequested = pyqtSignal(object)  # id: centre the views on it
    extractRequested = pyqtSignal(object)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RegionTable(self)
        self._is_silent = False
        self.table = _View()
        self._message = QLabel()
        self._empty = QLabel(
            "No regions yet. Draw a circle (2), a square (3) or a ring (Shift+A) on the sky."
        )
        self._make_actions()
        self._set_up_table()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._message)
        layout.addLayout(self._buttons())

        self._model.edited.connect(self._on_edited)
        self._model.refused.connect(self._on_refused)
        selection = self.table.selectionModel()
        if selection is not None:
            selection.selectionChanged.connect(self._on_selection_changed)
        self.table.deletePressed.connect(self._on_delete)
        self.table.copyPressed.connect(self._on_copy)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.set_rows([])

    def _make_actions(self) -> None:
        self._centre = self._action("goto", "&Centre", "Centre the views on this region", self._on_centre)
        self._extract = self._action(
            "extract", "&Extract…", "Write the rows of this region", self._on_extract
        )
        self._colour = self._action(
            "", "C&olour…", "Choose the colour of the selected regions", self._on_colour
        )
        self._delete = self._action("delete", "&Delete", "Delete the selected regions (Del)", self._on_delete)
        self._hide = self._action("", "Show or &Hide", "Draw the selected regions, or not", self._on_hide)
        self._lock = self._action("", "&Lock or Unlock", "Keep them where they are, or not", self._on_lock)
        self._copy = self._action("", "Co&py Table", "Copy the selected rows, or all, as text", self._on_copy)
        self._save = self._action("", "&Save Table…", "Save all rows as CSV or ECSV", self.saveRequested.emit)
        self._roles = [
            self._action("", role.capitalize(), f"Make them {role}", partial(self._on_role, role))
            for role in ROLES
        ]
        self._degrees = QAction("Positions in de&grees", self)
        self._degrees.setCheckable(True)
        self._degrees.toggled.connect(lambda on: self._model.change_style(sexagesimal=not on))

    def _action(self, icon: str, text: str, tip: str, verb: object) -> QAction:
        action = QAction(text, self)
        action.setIconText(text.replace("&", ""))
        action.setToolTip(tip)
        if icon:
            theme.set_icon(action, icon)
        action.triggered.connect(verb)  # type: ignore[arg-type]
        return action

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setAccessibleName("Regions")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        if header is not None:
            header.setSortIndicatorClearable(True)
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        if rows is not None:
            rows.hide()
        if columns is not None:
            columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            columns.setHighlightSections(False)
        self._size_columns()
        keep_rows(table, 8)
        self._message.setWordWrap(True)
        self._message.setContentsMargins(6, 0, 6, 0)
        self._message.setAccessibleName("Why an edit was refused")
        self._message.hide()
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(8, 8, 8, 8)

    def _size_columns(self) -> None:
        text, mono = QFontMetrics(fonts.text_font()), QFontMetrics(fonts.mono_font())
        for name, widest in _WIDEST_TEXTS.items():
            self.table.setColumnWidth(COLUMNS[name], text.horizontalAdvance(widest) + 18)
        for name in ("ra", "dec"):
            self.table.setColumnWidth(COLUMNS[name], mono.horizontalAdvance("−60:34:05.00") + 14)

    def changeEvent(self, event: QEvent | None) -> None:
        """Give rows and columns the room that another font takes."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._size_columns()

    def _buttons(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.setContentsMargins(4, 0, 4, 4)
        for action in (self._centre, self._extract, self._colour, self._delete):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(16, 16))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        layout.addStretch(1)
        return layout

    # --- from outside

    def set_rows(self, rows: Sequence[RegionRow]) -> None:
        """Show these regions; selection and an open editor are kept where the region is still there."""
        chosen, current = self.selected(), self.table.currentIndex()
        current_id = self._model.row(current.row()).id if current.isValid() else None
        self._is_silent = True
        try:
            if self._model.set_rows(rows):
                self._select(chosen, current_id)
        finally:
            self._is_silent = False
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._enable()

    def set_selection(self, regions: Sequence[Key]) -> None:
        """Select the rows of these regions and no others."""
        if set(regions) == set(self.selected()):
            return
        self._is_silent = True
        try:
            self._select(regions, regions[0] if regions else None)
        finally:
            self._is_silent = False
        self._enable()

    def selected(self) -> list[Key]:
        """Ids of the selected rows, from top to bottom."""
        return [self._model.row(i).id for i in self._selected_rows()]

    def set_sky(self, is_sky: bool) -> None:
        """Head the columns RA, Dec and ″, or x, y and pix."""
        self._model.change_style(is_sky=is_sky)
        self._degrees.setEnabled(is_sky)

    def set_sexagesimal(self, sexagesimal: bool) -> None:
        """Show positions as hours and degrees, or as decimal degrees."""
        self._degrees.setChecked(not sexagesimal)

    def message(self) -> str:
        """Why the last edit was refused; empty when it was not."""
        return self._message.text()

    # --- inside

    def _select(self, regions: Sequence[Key], current: Key | None) -> None:
        selection = self.table.selectionModel()
        if selection is None:
            return
        rows = sorted({i for region in regions if (i := self._model.row_of(region)) is not None})
        wanted, last = QItemSelection(), self._model.columnCount() - 1
        for top, bottom in _runs(rows):
            wanted.select(self._model.index(top, 0), self._model.index(bottom, last))
        Flag = QItemSelectionModel.SelectionFlag
        i_current = self._model.row_of(current)
        if i_current is not None:
            column = max(self.table.currentIndex().column(), 0)
            selection.setCurrentIndex(self._model.index(i_current, column), Flag.NoUpdate)
            self.table.scrollTo(self._model.index(i_current, 0))
        else:
            selection.setCurrentIndex(QModelIndex(), Flag.NoUpdate)
        selection.select(wanted, Flag.ClearAndSelect)

    def _selected_rows(self) -> list[int]:
        # By ranges: Qt's own list of rows asks the model for the flags of every cell.
        selection = self.table.selectionModel()
        if selection is None:
            return []
        chosen = selection.selection()
        ranges = [chosen[i] for i in range(len(chosen))]
        return sorted({i for part in ranges for i in range(part.top(), part.bottom() + 1)})

    def _enable(self) -> None:
        chosen = self._selected_rows()
        for action in (self._colour, self._delete, self._hide, self._lock, *self._roles):
            action.setEnabled(bool(chosen))
        for action in (self._centre, self._extract):
            action.setEnabled(len(chosen) == 1)

    def _on_selection_changed(self) -> None:
        if self._is_silent:  # whoever selects enables what goes with it
            return
        self._enable()
        self.selectionChanged.emit(self.selected())

    def _on_edited(self, region: Key, field: str, value: object) -> None:
        """Give all selected regions what one of them was given, where that makes sense."""
        chosen = self.selected()
        if region not in chosen or field not in _SHARED:
            chosen = [region]
        elif field in _PLACED:
            chosen = [one for one in chosen if not self._row(one).locked]
        self.edited.emit(chosen, field, value)

    def _row(self, region: Key) -> RegionRow:
        i = self._model.row_of(region)
        assert i is not None
        return self._model.row(i)

    def _on_refused(self, text: str) -> None:
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self._message.setStyleSheet(f"color: {theme.colours().bad}")

    def _on_delete(self) -> None:
        chosen = self.selected()
        if chosen:
            self.deleteRequested.emit(chosen)

    def _on_centre(self) -> None:
        for region in self.selected()[:1]:
            self.focusRequested.emit(region)

    def _on_extract(self) -> None:
        for region in self.selected()[:1]:
            self.extractRequested.emit(region)

    def _on_colour(self) -> None:
        chosen = self.selected()
        if not chosen:
            return
        before = QColor(drawn_colour(self._row(chosen[0]).colour))
        colour = QColorDialog.getColor(before, self, "Colour of the selected regions")
        if colour.isValid():
            self.edited.emit(chosen, "colour", colour.name())

    def _on_role(self, role: str) -> None:
        self.edited.emit(self.selected(), "role", role)

    def _on_hide(self) -> None:
        chosen = self.selected()
        self.edited.emit(chosen, "visible", not all(self._row(region).visible for region in chosen))

    def _on_lock(self) -> None:
        chosen = self.selected()
        self.edited.emit(chosen, "locked", not all(self._row(region).locked for region in chosen))

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text())

    def text(self) -> str:
        """The selected rows, or all when none is, with tabs between cells and a header."""
        model = self._model
        chosen = [model.row_of(region) for region in self.selected()] or range(model.rowCount())
        columns = range(model.columnCount())
        heads = [str(model.headerData(c, Qt.Orientation.Horizontal)) for c in columns]
        cells = [[str(model.index(i or 0, c).data()) for c in columns] for i in chosen]
        return "\n".join("\t".join(line) for line in [heads, *cells])

    def _on_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions([self._centre, self._extract, self._colour, self._hide, self._lock, self._delete])
        roles = menu.addMenu("&Role")
        if roles is not None:
            roles.addActions(self._roles)
        menu.addSeparator()
        menu.addActions([self._copy, self._save])
        menu.addSeparator()
        menu.addAction(self._degrees)
        viewport = self.table.viewport()
        if viewport is not None:
            menu.popup(viewport.mapToGlobal(at))
        menu.aboutToHide.connect(menu.deleteLater)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of rows without a gap."""
    runs: list[tuple[int, int]] = []
    for i in rows:
        first = runs.pop()[0] if runs and runs[-1][1] == i - 1 else i
        runs.append((first, i))
    return runs
