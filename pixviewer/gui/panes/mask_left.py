"""What a mask leaves of each slice, as a map, and the slices of which it leaves nothing, as a list."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGroupBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pixviewer.core.table.origin import ccd_to_sky
from pixviewer.gui.canvas.left_map import LeftMap
from pixviewer.gui.canvas.slice_map_canvas import Cell
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage

_CELL = Qt.ItemDataRole.UserRole


class MaskLeft(QGroupBox):
    """A click on a slice picks it in every view."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("Left of each slice (dark = little)", parent)
        self.workspace = workspace
        self._coverage: Coverage | None = None
        self.map = LeftMap()
        self.map.setMinimumSize(180, 180)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.lost_title = QLabel()
        self.lost_title.setWordWrap(True)
        self.lost = QListWidget()
        self.lost.setAccessibleName("Slices of which the mask leaves nothing")
        self.lost.setMaximumHeight(110)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.setSpacing(4)
        for part in (self.words, self.map, self.lost_title, self.lost):
            layout.addWidget(part)
        layout.setStretchFactor(self.map, 1)

        self.map.cellHovered.connect(self._on_hovered)
        self.map.cellClicked.connect(lambda cell, modifiers: workspace.linked.pick_slice(*cell))
        self.map.escaped.connect(workspace.linked.drop_pick)
        self.lost.itemClicked.connect(self._on_listed_chosen)
        self.lost.itemActivated.connect(self._on_listed_chosen)
        workspace.linked.links.events.pick.connect(self._show_picked)
        workspace.linked.links.events.row.connect(self._show_picked)
        self.show_coverage(None)

    def show_coverage(self, coverage: "Coverage | None") -> None:
        """Show what is left, or that this is not known yet."""
        if coverage is not None and coverage is self._coverage:
            return
        self._coverage = coverage
        lost = tuple(coverage.lost) if coverage is not None else ()
        has_table = self.workspace.table is not None
        self.map.message = "counting the rows of the slices…" if has_table else ""
        self.map.set_shares(coverage.share_left if coverage is not None else None, lost)
        self._show_lost(lost)
        self._on_hovered(None)
        self._show_picked()

    def _show_lost(self, lost: tuple[Cell, ...]) -> None:
        n = len(lost)
        what = "1 slice is" if n == 1 else f"{n} slices are"
        self.lost_title.setText(f"⚠ {what} masked entirely (×), and cannot be corrected:")
        self.lost_title.setVisible(bool(lost))
        self.lost.setVisible(bool(lost))
        if [self.lost.item(i).data(_CELL) for i in range(self.lost.count())] == list(lost):  # type: ignore[union-attr]
            return
        self.lost.clear()
        for ifu, ccd in lost:
            item = QListWidgetItem(f"IFU {ifu}  slice {ccd} ccd / {int(ccd_to_sky(ccd))} sky")
            item.setData(_CELL, (ifu, ccd))
            self.lost.addItem(item)

    def _show_picked(self) -> None:
        picked = self.workspace.linked.slice_picked
        self.map.set_picked(frozenset((picked,)) if picked is not None else frozenset())

    def _on_hovered(self, cell: Cell | None) -> None:
        self.words.setText(self.text_of(cell))

    def text_of(self, cell: Cell | None) -> str:
        """Say what is left of a slice, or of all of them."""
        coverage = self._coverage
        if coverage is None:
            return "Share of the good rows"
        if cell is None:
            shares = coverage.share_left[coverage.n_good > 0]
            if not shares.size:
                return "The table has no good rows"
            low, middle = float(shares.min()), float(sorted(shares)[shares.size // 2])
            return f"Good rows: median {middle:.0%}, least {low:.0%}"
        ifu, ccd = cell
        i = ifu - 1, ccd - 1
        name = f"IFU {ifu} slice {ccd} ccd / {int(ccd_to_sky(ccd))} sky"
        if not coverage.n_row[i]:
            return f"{name}: no rows"
        if not coverage.n_good[i]:
            return f"{name}: no good rows"
        left, all_good = int(coverage.n_left[i]), int(coverage.n_good[i])
        return f"{name}: {left / all_good:.1%} left, {left:,} of {all_good:,} good rows"

    def _on_listed_chosen(self, item: QListWidgetItem) -> None:
        self.workspace.linked.pick_slice(*item.data(_CELL))
