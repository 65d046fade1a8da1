"""Maps of a self-calibration: a slider over the sky, and two maps side by side."""

from functools import partial

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pixviewer.gui.canvas.bin_slider import Bins, BinSlider, SkySpectrum
from pixviewer.gui.panels.factor_map_view import FactorMapView
from pixviewer.gui.panes.slice_map_pane import choices_menu
from pixviewer.model.quantity_names import NUMBERING_NAMES
from pixviewer.model.selfcal.cell_text import bin_text, cell_text
from pixviewer.model.workspace import Workspace

Cell = tuple[int, int]
SIDES = ("left", "right")
LIMITS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


class FactorMapsPane(QWidget):
    """The slider and the maps, joined to the model."""

    hovered = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.linked = workspace, workspace.linked
        self.selfcal, self.exhibits = workspace.selfcal, workspace.exhibits
        self.slider = BinSlider()
        self.views = {side: FactorMapView(side) for side in SIDES}
        numberings = {key: f"Slices: {name}" for key, name in NUMBERING_NAMES.items()}
        self.numbering = choices_menu("Slice numbers", "Order and numbers of the slices", numberings)
        self.limit = _limit_menu()
        self.needs = QLabel()  # instead of all, so that the views above have the room
        self.needs.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.needs.setWordWrap(True)
        self.whole = QWidget()
        self._is_seen = True
        self._lay_out()
        self._connect()
        self.show_all()

    def _lay_out(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(2)
        for combo in (self.numbering, self.limit):
            choices.addWidget(combo)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.slider, 1)
        top.addLayout(choices)
        maps = QHBoxLayout()
        maps.setSpacing(8)
        for view in self.views.values():
            maps.addWidget(view, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.needs)
        outer.addWidget(self.whole, 1)
        layout = QVBoxLayout(self.whole)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(maps, 1)

    def _connect(self) -> None:
        state = self.exhibits.state
        self.slider.binChosen.connect(self.selfcal.set_bin)
        self.slider.binHovered.connect(self._on_bin_hovered)
        for side, view in self.views.items():
            view.quantityChosen.connect(partial(setattr, state, side))
            view.canvas.cellHovered.connect(self._on_hovered)
            view.canvas.cellClicked.connect(self._on_clicked)
            view.canvas.escaped.connect(self.linked.drop_pick)
        self.numbering.activated.connect(
            lambda i: setattr(self.linked.slices, "numbering", self.numbering.itemData(i))
        )
        self.limit.activated.connect(lambda i: setattr(state, "limit", self.limit.itemData(i)))
        for signal in (
            self.exhibits.changed, self.selfcal.state.events.bin_no, self.linked.slices.events.numbering,
            state.events.left, state.events.right, state.events.limit,
        ):  # fmt: skip
            signal.connect(self.show_all)
        for signal in (self.selfcal.state.events.is_stale, self.selfcal.state.events.running):
            signal.connect(self._show_mark)
        self.exhibits.sky_changed.connect(self._show_sky)
        state.events.hovered.connect(self._show_hovered)
        self.linked.links.events.connect(self._show_picked)
        self.workspace.shown.events.reading.connect(self._show_reading)
        self.workspace.facts_changed.connect(self._ask_sky)
        self.workspace.table_changed.connect(self._ask_sky)

    def set_seen(self, is_seen: bool) -> None:
        """Draw while the panel is in front."""
        self._is_seen = is_seen
        if is_seen:
            self._ask_sky()
            self.show_all()

    # From the model

    def show_all(self) -> None:
        """Show the subject as it is now."""
        if not self._is_seen:
            return
        subject, state = self.exhibits.subject, self.exhibits.state
        self._show_needs()
        numbering = self.linked.slices.numbering
        for combo, value in ((self.numbering, numbering), (self.limit, state.limit)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        self._show_bins()
        self._show_picked()
        for side, view in self.views.items():
            view.set_quantity(getattr(state, side))
            if subject is None:
                view.show_message(self.exhibits.needs)
                continue
            view.show_map(
                subject, getattr(state, side), self.exhibits.bin_no, limit=state.limit, numbering=numbering,
                mark=self.exhibits.mark, keeps=self.exhibits.is_judging,
            )  # fmt: skip

    def _show_needs(self) -> None:
        is_empty = self.exhibits.subject is None
        self.needs.setText(self.exhibits.needs if is_empty else "")
        self.needs.setVisible(is_empty)
        self.whole.setVisible(not is_empty)

    def _show_mark(self) -> None:
        """Say whether the maps are up to date; a run that goes on changes nothing else of them."""
        self._show_needs()
        for view in self.views.values():
            if self.exhibits.subject is None:
                view.show_message(self.exhibits.needs)
            else:
                view.set_mark(self.exhibits.mark)

    def _show_bins(self) -> None:
        subject = self.exhibits.subject
        self.slider.message = "" if subject is not None else "no factors, no bins"
        if subject is None:
            self.slider.set_bins(None)
        else:
            shown = subject.shown
            self.slider.set_bins(Bins(shown.index + 1, shown.low, shown.high))
        self.slider.set_bin(self.exhibits.bin_no)

    def _ask_sky(self) -> None:
        if self._is_seen and self.workspace.table is not None and self.isVisible():
            self.exhibits.ask_sky()
        self._show_sky()

    def _show_sky(self) -> None:
        sky = self.exhibits.sky
        self.slider.set_sky(None if sky is None else SkySpectrum(sky.wave, sky.value))

    def _show_hovered(self) -> None:
        for view in self.views.values():
            view.canvas.set_marked(self.exhibits.state.hovered)

    def _show_picked(self) -> None:
        picked = self.linked.slice_picked
        for view in self.views.values():
            view.canvas.set_picked(frozenset() if picked is None else frozenset([picked]))

    def _show_reading(self) -> None:
        """Mark the slice under the cursor of another view."""
        reading = self.workspace.shown.reading
        row = reading.row if reading is not None and reading.is_known else None
        if row is not None and 1 <= row.slice_ccd <= 48 and 1 <= row.ifu <= 24:
            for view in self.views.values():
                view.canvas.set_marked((row.ifu, row.slice_ccd))

    # From the user

    def _on_hovered(self, cell: Cell | None) -> None:
        self.exhibits.state.hovered = cell
        subject = self.exhibits.subject
        text = "" if cell is None or subject is None else cell_text(subject, cell, self.exhibits.bin_no)
        self.hovered.emit(text)

    def _on_bin_hovered(self, bin_no: int) -> None:
        subject = self.exhibits.subject
        self.hovered.emit("" if bin_no < 0 or subject is None else bin_text(subject, bin_no))

    def _on_clicked(self, cell: Cell, modifiers: Qt.KeyboardModifier) -> None:
        self.linked.pick_slice(*cell)


def _limit_menu() -> QComboBox:
    combo = choices_menu("Limits", "Ends of the maps of factors, residuals and differences, about 0", {})
    combo.addItem("Limits: 99 %", None)
    for limit in LIMITS:
        combo.addItem(f"± {limit:g} %", limit)
    return combo
