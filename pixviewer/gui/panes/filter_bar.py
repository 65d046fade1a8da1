"""The row of filter chips above the views, with the rows that are left after each."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QResizeEvent
from PyQt6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.widgets.chip import Chip
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model.filters import Filters
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import EXCLUDE
from pixviewer.model.work import Tally
from pixviewer.model.workspace import Workspace


class FilterBar(QWidget):
    """Chips, counts and a button for more, joined to the model.

    Parameters
    ----------
    workspace : Workspace
    actions : list of QAction
        What the button for more offers.
    """

    editRequested = pyqtSignal(int)
    onlyChosenRequested = pyqtSignal()

    def __init__(self, workspace: Workspace, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.chips: list[Chip] = []
        self.counts: list[QLabel] = []
        self.total = QLabel()
        self.more = QToolButton()
        self.more.setText("+ Filter")
        self.more.setToolTip("Show only some rows: by IFU, slice, wavelength, flags, value, …")
        self.more.setAccessibleName("Add a filter")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        menu.addActions(actions)
        self.more.setMenu(menu)
        self._shown: tuple[object, ...] | None = None
        self._layout = FlowLayout(self, gap=6)
        self._layout.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Filters")
        self._dress()
        self._show_chips()

        workspace.table_changed.connect(self._show_chips)
        workspace.view.events.filters.connect(self._show_chips)
        workspace.regions.events.items.connect(self._show_chips)
        workspace.shown.events.filter_tallies.connect(self._show_counts)

    def count_texts(self) -> list[str]:
        """What stands behind each chip."""
        return [label.text() for label in self.counts]

    # From the model

    def _show_chips(self) -> None:
        filters = self.workspace.view.filters
        excluded = [r.title for r in self.workspace.regions.items if r.role == EXCLUDE]
        table = self.workspace.table
        now = (filters, tuple(excluded), id(table))
        if now == self._shown:
            return
        self._shown = now
        self.total.setText(f"all rows {rows_text(table.n_row)}" if table is not None else "")
        focused = next((i for i, chip in enumerate(self.chips) if chip.body.hasFocus()), None)
        self._clear()
        self._add(self.total)
        for i in range(len(filters.chips)):
            self._add_chip(filters, i)
        if filters.only_chosen:
            self._add_only_chosen()
        if excluded:
            text = f"not in {excluded[0]}" if len(excluded) == 1 else f"not in {len(excluded)} regions"
            label = QLabel(text)
            label.setToolTip("Excluded regions: " + ", ".join(excluded[:20]))
            self._add(label)
        if excluded or filters.chips:
            self._add_count()
        self._add(self.more)
        if focused is not None and self.chips:
            self.chips[min(focused, len(self.chips) - 1)].body.setFocus()
        self._show_counts()
        self._take_height()
        self.updateGeometry()

    def _add_chip(self, filters: Filters, i: int) -> None:
        editor, shown = self.workspace.editor, filters.chips[i]
        chip = Chip(shown.text, is_on=shown.is_on)
        chip.invertRequested.connect(self._now(partial(editor.invert_filter, i)))
        chip.switchRequested.connect(self._now(partial(editor.switch_filter, i)))
        chip.removeRequested.connect(self._now(partial(editor.remove_filter, i)))
        chip.editRequested.connect(partial(self.editRequested.emit, i))
        self.chips.append(chip)
        self._add(chip)
        self._add_count()

    def _add_only_chosen(self) -> None:
        chip = Chip("only chosen regions", "The sky views show nothing but the selected source regions")
        for signal in (chip.invertRequested, chip.switchRequested, chip.removeRequested):
            signal.connect(self.onlyChosenRequested)
        self._add(chip)

    def _add_count(self) -> None:
        label = QLabel("→ …")
        label.setToolTip("Rows that are left; ≈ marks an estimate")
        self.counts.append(label)
        self._add(label)

    def _show_counts(self) -> None:
        tallies = self.workspace.shown.filter_tallies
        # The last label repeats what is left in the end, unless only chips stand before it.
        has_end = len(self.counts) > len(self.chips)
        for i, label in enumerate(self.counts):
            is_end = has_end and i == len(self.counts) - 1
            tally = tallies[i] if i < len(tallies) else None
            label.setText(f"→ {'shown ' if is_end else ''}{_count(tally)}")
        self._take_height()

    def _now(self, verb: Callable[[], None]) -> Callable[[], None]:
        """A verb on a chip that is still the one that was clicked."""
        shown = self._shown

        def call() -> None:
            if self._shown == shown:
                verb()

        return call

    # Widgets

    def _add(self, widget: QWidget) -> None:
        widget.setParent(self)
        self._layout.addWidget(widget)
        widget.show()

    def _clear(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is None or widget in (self.total, self.more):
                continue
            widget.hide()
            widget.deleteLater()
        self.chips.clear()
        self.counts.clear()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Take the height of all lines: a tool bar asks for no height for width."""
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        self.setMinimumHeight(self._layout.heightForWidth(self.width()))

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self._dress()

    def _dress(self) -> None:
        now = theme.colours()
        focus = self.palette().highlight().color().name()
        sheet = (
            f"QFrame#chip, QFrame#chipOff {{ background: {now.chip}; border: 1px solid {now.chip_border};"
            " border-radius: 9px; }"
            "QFrame#chipOff { border-style: dashed; background: transparent; }"
            "QFrame#chip QToolButton, QFrame#chipOff QToolButton"
            " { border: 1px solid transparent; background: transparent; padding: 1px 2px; }"
            f"QFrame#chip QToolButton:hover, QFrame#chipOff QToolButton:hover {{ color: {focus}; }}"
            f"QFrame#chip QToolButton:focus, QFrame#chipOff QToolButton:focus"
            f" {{ border: 1px solid {focus}; border-radius: 5px; }}"
            "QToolButton::menu-indicator { image: none; }"
        )
        if sheet != self.styleSheet():  # setting one changes the palette, which comes back here
            self.setStyleSheet(sheet)


def _count(tally: Tally | None) -> str:
    if tally is None:
        return "…"
    return f"{'' if tally.fraction >= 1.0 else '≈ '}{rows_text(tally.n_row)}"
