"""The histogram of values, joined to the model: a range of it is picked in every view."""

from PyQt6.QtCore import QSignalBlocker, QTimer
from PyQt6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.canvas.histogram_canvas import HistogramCanvas
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model.detector import ALL_ROWS, REGION_ROWS
from pixviewer.model.histogram import QUANTITIES
from pixviewer.model.linking import Pick
from pixviewer.model.readout import rows_text
from pixviewer.model.shown import exactness
from pixviewer.model.units import parse_number, pretty_unit
from pixviewer.model.workspace import Workspace

SETTLED_MS = 100


class HistogramPane(QWidget):
    """Which values, of which rows, and the histogram."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.histogram = workspace.linked.histogram
        self.quantity = _menu("Quantity", {key: title for key, (title, _) in QUANTITIES.items()})
        self.rows = _menu("Rows", {REGION_ROWS: "Region's rows", ALL_ROWS: "All rows"})
        self.rows.setToolTip("Rows of the selected region, all when there is none; or all rows")
        self.low, self.high = _field("from"), _field("to, not with")
        self.pick = QPushButton("&Pick")
        self.pick.setToolTip("Pick the rows of this range: they light up in every view")
        self.note = QLabel()
        self.canvas = HistogramCanvas()
        self._drawn: object = None
        self._own_pick: Pick | None = None
        # A panel that is laid out behind another is shown for a moment: nobody looks at it then.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        controls = FlowLayout(gap=6)  # in lines below each other where the panel is narrow
        controls.setContentsMargins(6, 2, 6, 0)
        for widget in (self.quantity, self.rows, self.low, QLabel("≤ x <"), self.high, self.pick):
            controls.addWidget(widget)
        controls.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(controls)
        layout.addWidget(self.canvas, 1)

    def _connect(self) -> None:
        state = self.histogram.state
        self._settled.timeout.connect(lambda: setattr(state, "is_visible", True))
        self.quantity.activated.connect(lambda i: setattr(state, "quantity", self.quantity.itemData(i)))
        self.rows.activated.connect(lambda i: setattr(state, "rows", self.rows.itemData(i)))
        self.canvas.rangePicked.connect(self._on_range)
        self.pick.clicked.connect(self._on_pick)
        for field in (self.low, self.high):
            field.returnPressed.connect(self._on_pick)
        state.events.connect(self._show)
        self.histogram.shown.events.connect(self._show)
        self.linked.links.events.pick.connect(self._show_band)

    def set_seen(self, is_seen: bool) -> None:
        """Count while the panel is in front."""
        if is_seen:
            self._settled.start()
        else:
            self._settled.stop()
            self.histogram.state.is_visible = False

    # From the model

    def _show(self) -> None:
        state, whole, picked = self.histogram.state, self.histogram.shown.whole, self.histogram.shown.picked
        for combo, value in ((self.quantity, state.quantity), (self.rows, state.rows)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        if whole is None or whole.quantity != state.quantity:
            self.note.setText("counting…" if self.workspace.table is not None else "")
            self.canvas.clear_series()
            return
        title = QUANTITIES[whole.quantity][0]
        unit = pretty_unit(whole.unit)
        self.canvas.set_labels((f"{title} [{unit}]" if unit else title, title), ("Rows per bin", "Rows"))
        # The same bins of a better answer are looked at where the worse were.
        key = (whole.quantity, float(whole.edges[0]), float(whole.edges[-1]))
        lit = (
            picked.good + picked.flagged if picked is not None and picked.quantity == whole.quantity else None
        )
        self.canvas.set_counts(whole.edges, whole.good, whole.flagged, lit, keeps=key == self._drawn)
        self._drawn = key
        outside = whole.n_below + whole.n_above
        beyond = f" · {rows_text(outside)} beyond the ends" if outside else ""
        text = f"{self.histogram.title}: {rows_text(whole.n_row)}{beyond} · {exactness(whole.fraction)}"
        self.note.setText(text)
        self.note.setToolTip(text)

    def _show_band(self) -> None:
        if self.linked.links.pick is not self._own_pick:
            self.canvas.set_band(None)

    # From the user

    def _on_range(self, low: float, high: float) -> None:
        for field, value in ((self.low, low), (self.high, high)):
            field.setText(f"{value:.6g}")
        self._pick_values(low, high)

    def _on_pick(self) -> None:
        try:
            low, high = (parse_number(field.text(), "an end of the range") for field in (self.low, self.high))
        except ValueError as error:
            self.linked.told.emit(str(error))
            return
        if not low < high:
            self.linked.told.emit(f"a range must increase, got {low:g} to {high:g}")
            return
        self.canvas.set_band((low, high))
        self._pick_values(low, high)

    def _pick_values(self, low: float, high: float) -> None:
        self.histogram.pick_values(low, high)
        self._own_pick = self.linked.links.pick
        self.canvas.set_band((low, high))


def _menu(name: str, entries: dict[str, str]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for key, text in entries.items():
        combo.addItem(text, key)
    return combo


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(name)
    field.setAccessibleName(f"Range {name}")
    field.setMaximumWidth(110)
    return field
