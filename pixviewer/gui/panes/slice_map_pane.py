"""The slice map: 24 IFUs × 48 slices, and what each has."""

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.core.table.origin import N_IFU, N_SLICE, ccd_to_sky, slices_of_stack
from pixviewer.core.table.selection import Combined, Expression, Selection
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.slice_map_canvas import Cell, SliceCells, SliceMapCanvas
from pixviewer.model import linking
from pixviewer.model.detector import ALL_ROWS, OPTICAL, REGION_ROWS, slice_name
from pixviewer.model.quantity_names import NUMBERING_NAMES, SLICE_NAMES
from pixviewer.model.readout import rows_text
from pixviewer.model.shown import exactness
from pixviewer.model.slices import colour_slices, slice_order
from pixviewer.model.units import pretty_number, pretty_unit
from pixviewer.model.workspace import Workspace


class SliceMapPane(QWidget):
    """Cells that lead to their slices in all other views."""

    hovered = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.title = QLabel("Slice map")
        self.title.setObjectName("paneTitle")
        # However long, the title must not widen the view.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.quantity = choices_menu("Quantity", "What the colour of a slice tells", SLICE_NAMES)
        rows = {ALL_ROWS: "All rows", REGION_ROWS: "Region's rows"}
        self.rows = choices_menu(
            "Rows", "All rows that pass the filters, or those of the current region", rows
        )
        numberings = {key: f"Slices: {name}" for key, name in NUMBERING_NAMES.items()}
        self.numbering = choices_menu("Slice numbers", "Order and numbers of the slices", numberings)
        self.canvas = SliceMapCanvas()
        self.bar = ColourBar(self)

        controls = QHBoxLayout()
        controls.setSpacing(4)
        for combo in (self.quantity, self.rows, self.numbering):
            controls.addWidget(combo)
        controls.addStretch(1)
        views = QHBoxLayout()
        views.setSpacing(0)
        views.addWidget(self.canvas, 1)
        views.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addLayout(controls)
        layout.addLayout(views, 1)
        self.bar.hide()
        self.setFocusProxy(self.canvas)
        self._connect()
        self._show()

    def _connect(self) -> None:
        state = self.linked.slices
        for combo, name in (
            (self.quantity, "quantity"), (self.rows, "rows"), (self.numbering, "numbering"),
        ):  # fmt: skip
            combo.activated.connect(lambda i, combo=combo, name=name: setattr(state, name, combo.itemData(i)))
        state.events.connect(self._show)
        self.linked.shown.events.slice_map.connect(self._show)
        self.linked.links.events.pick.connect(self._show_picked)
        self.linked.links.events.glance.connect(self._show_picked)
        self.linked.shown.events.lit_slices.connect(self._show_picked)
        self.workspace.shown.events.reading.connect(self._show_reading)
        self.workspace.regions.events.selected.connect(self._show)
        self.canvas.cellHovered.connect(self._on_hovered)
        self.canvas.cellClicked.connect(self._on_clicked)
        self.canvas.escaped.connect(self.linked.drop_pick)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Ask for the map once it can be seen."""
        super().showEvent(event)
        self.linked.slices.is_visible = True

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Ask for it no more."""
        super().hideEvent(event)
        self.linked.slices.is_visible = False

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the colour bar beside the cells."""
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        area = self.canvas.area()
        self.bar.set_margins(area.top(), self.canvas.height() - area.bottom())

    # From the model

    def _show(self) -> None:
        state, found = self.linked.slices, self.linked.shown.slice_map
        for combo, value in (
            (self.quantity, state.quantity), (self.rows, state.rows), (self.numbering, state.numbering),
        ):  # fmt: skip
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        chosen = self.linked.chosen_name
        whose = f"rows of {chosen}" if state.rows == REGION_ROWS and chosen else "all rows"
        if found is None:
            self.title.setText(f"<b>Slice map</b> · {SLICE_NAMES[state.quantity]} · {whose}")
            self.canvas.message = "looking at the slices…" if self.workspace.table is not None else ""
            self.canvas.set_cells(None)
            self.bar.clear()
            return
        made = colour_slices(found, state.quantity)
        self.canvas.set_cells(SliceCells(made.rgba, *slice_order(state.numbering)))
        self.bar.set_scale(
            made.lo, made.hi, "Linear", made.cmap, made.unit, title=SLICE_NAMES[state.quantity]
        )
        n_slice = int((found.n_row > 0).sum())
        self.title.setText(
            f"<b>Slice map</b> · {SLICE_NAMES[state.quantity]} · {whose} · {n_slice} slices · "
            f"{exactness(found.fraction)}"
        )
        self._align()

    def _show_picked(self) -> None:
        pick, glance = self.linked.links.pick, self.linked.links.glance
        if glance is not None:
            self.canvas.set_picked(frozenset())
            self.canvas.set_undimmed(_whole_slices(glance.expression) or self.linked.shown.lit_slices)
            return
        self.canvas.set_undimmed(None)
        # Slices that a pick names are framed at once, before its rows are looked at.
        named = () if pick is None else _slices_in(pick.expression)
        self.canvas.set_picked(self.linked.shown.lit_slices or frozenset(named))

    def _show_reading(self) -> None:
        reading = self.workspace.shown.reading
        if reading is not None and not reading.is_known:
            return
        row = reading.row if reading is not None else None
        is_real = row is not None and 1 <= row.slice_ccd <= 48 and 1 <= row.ifu <= 24
        self.canvas.set_marked((row.ifu, row.slice_ccd) if row is not None and is_real else None)

    # From the user

    def _on_hovered(self, cell: Cell | None) -> None:
        self.hovered.emit("" if cell is None else self.text_of(cell))

    def text_of(self, cell: Cell) -> str:
        """Say everything about a slice."""
        ifu, ccd = cell
        names = f"slice {ccd} ccd / {int(ccd_to_sky(ccd))} sky / {slice_name(ccd, OPTICAL)} optical"
        found = self.linked.shown.slice_map
        if found is None:
            return f"IFU {ifu}  {names}"
        i = ifu - 1, ccd - 1
        n, bad = int(found.n_row[i]), int(found.n_flagged[i])
        if n == 0:
            return f"IFU {ifu}  {names}  no rows"
        about = "" if found.fraction >= 1.0 else "≈ "
        shown = rows_text(round(n / found.fraction))
        mean = f"mean {pretty_number(float(found.mean[i]), 5)} {pretty_unit(found.unit)}"
        share = f"{about}{shown} rows  {100 * bad / n:.3g} % flagged"
        return f"IFU {ifu}  {names}  {share}  {mean}"

    def _on_clicked(self, cell: Cell, modifiers: Qt.KeyboardModifier) -> None:
        adds = modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        self.linked.pick(linking.pick_of_slice(*cell), linking.ADD if adds else None)


def choices_menu(name: str, tip: str, items: dict[str, str]) -> QComboBox:
    """A menu of choices by their keys, as narrow as they are."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for key, text in items.items():
        combo.addItem(text, key)
    return combo


def _whole_slices(expression: Expression) -> frozenset[Cell]:
    """Slices of IFUs, of stacks or of numbers alone; none where more than that is asked of a row."""
    if not isinstance(expression, Selection) or set(expression.kinds) - {"ifu", "slice_no", "stack"}:
        return frozenset()
    of_stacks = [number for stack in expression.stack for number in slices_of_stack(stack)]
    numbers = expression.slice_no or of_stacks or range(1, N_SLICE + 1)
    return frozenset((i, number) for i in expression.ifu or range(1, N_IFU + 1) for number in numbers)


def _slices_in(expression: Expression) -> list[Cell]:
    """Slices that an expression names one by one."""
    if isinstance(expression, Selection):
        return [(ifu, number) for ifu in expression.ifu for number in expression.slice_no]
    if isinstance(expression, Combined) and expression.operator != "not":
        return [cell for part in expression.parts for cell in _slices_in(part)]
    return []
