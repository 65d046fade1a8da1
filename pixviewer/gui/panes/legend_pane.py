"""The legend: categories to look at, to pick and to filter by."""

from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pixviewer.gui.panels.legend_table import LegendTable
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.legend.entries import KINDS
from pixviewer.model.workspace import Workspace

GLANCE_MS = 60  # a mouse that sweeps over the list asks for no more than so many lights


class LegendPane(QWidget):
    """Categories of one kind, with buttons for those that are ticked."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.legend = workspace.legend
        self.kind = QComboBox()
        self.kind.setAccessibleName("Category")
        self.kind.setToolTip("Kind of category; the sky scatter is coloured by it")
        for kind, title in KINDS.items():
            self.kind.addItem(title, kind)
        self.summary = QLabel()
        self.table = LegendTable()
        self._glance = Throttle(self.legend.glance, self, GLANCE_MS)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_entries()
        self._show_kind()

    def _make_buttons(self) -> None:
        legend = self.legend
        self.buttons = {
            name: _button(name, tip, act)
            for name, tip, act in (
                ("All", "Tick every category", legend.choose_all),
                ("None", "Tick no category", legend.choose_none),
                ("Invert", "Tick those that are not ticked", legend.invert),
                ("Only These", "Filter: show only the rows of the ticked", legend.show_only_chosen),
                ("Leave Out", "Filter: leave out the rows of the ticked", legend.leave_chosen_out),
                ("Show All", "Take the filter on these categories away", legend.show_all),
            )
        }

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.kind)
        top.addWidget(self.summary, 1)
        foot = QWidget()
        flow = FlowLayout(foot)
        for button in self.buttons.values():
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(foot)

    def _connect(self) -> None:
        legend, table = self.legend, self.table
        self.kind.activated.connect(lambda i: legend.set_kind(self.kind.itemData(i)))
        table.glanced.connect(self._glance)
        table.chosen.connect(lambda label: legend.choose((label,)))
        table.filtered.connect(legend.toggle_shown)
        table.legend.toggled.connect(legend.toggle)
        events = legend.state.events
        events.entries.connect(self._show_entries)
        events.kind.connect(self._show_kind)
        for signal in (events.counts, events.chosen, self.workspace.view.events.filters):
            signal.connect(self._show_state)

    def set_seen(self, is_seen: bool) -> None:
        """Count rows only while somebody looks."""
        self._glance.drop()
        self.legend.watch(is_seen)

    # From the model

    def _show_kind(self) -> None:
        self.kind.setCurrentIndex(self.kind.findData(self.legend.state.kind))

    def _show_entries(self) -> None:
        self.table.legend.set_entries(self.legend.state.entries)
        self._show_state()

    def _show_state(self) -> None:
        state, shown = self.legend.state, self.legend.shown
        self.table.legend.set_state(state.counts, state.chosen, shown)
        n, n_chosen = len(state.entries), len(state.chosen)
        parts = [f"{len(shown)} of {n} shown"] + ([f"{n_chosen} ticked"] if n_chosen else [])
        self.summary.setText(", ".join(parts) if n else "")
        for name in ("Only These", "Leave Out"):
            self.buttons[name].setEnabled(bool(n_chosen))
        self.buttons["Show All"].setEnabled(len(shown) < n)
        self.buttons["None"].setEnabled(bool(n_chosen))


def _button(name: str, tip: str, act: object) -> QPushButton:
    button = QPushButton(name)
    button.setToolTip(tip)
    button.clicked.connect(lambda: act())  # type: ignore[operator]
    return button
