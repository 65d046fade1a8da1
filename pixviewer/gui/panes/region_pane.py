"""The list of regions, joined to the model."""

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from pixviewer.gui.panels.region_panel import RegionPanel, RegionRow
from pixviewer.gui.panels.region_table import COLUMNS
from pixviewer.model.regions import Region
from pixviewer.model.workspace import Workspace


class RegionPane(QWidget):
    """Regions as a table."""

    extractRequested = pyqtSignal()
    focusRequested = pyqtSignal(str)

    def __init__(
        self,
        workspace: Workspace,
        complain: Callable[[str, Exception], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._complain = complain
        self.panel = RegionPanel()
        self._order_columns()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)

        panel, editor = self.panel, workspace.editor
        panel.edited.connect(self._on_edited)
        panel.selectedChanged.connect(
            lambda ident: editor.select_region(None if ident is None else str(ident))
        )
        panel.deleteRequested.connect(lambda idents: editor.delete_regions(tuple(map(str, idents))))
        panel.focusRequested.connect(lambda ident: self.focusRequested.emit(str(ident)))
        panel.extractRequested.connect(self._on_extract_requested)

        workspace.table_changed.connect(self._on_table_changed)
        workspace.shown.events.tallies.connect(self._show_rows)
        workspace.shown.events.live.connect(self._show_rows)
        events = workspace.regions.events
        events.items.connect(self._show_rows)
        events.dragged.connect(self._show_rows)
        events.selected.connect(self._show_selected)

    def _order_columns(self) -> None:
        # What one looks for first stands first: a narrow dock shows no more than three columns.
        header = self.panel.table.horizontalHeader()
        for place, name in enumerate(
            ("name", "n_row", "size", "ra", "dec", "wave_low", "wave_high", "n_bad")
        ):
            if header is not None:
                header.moveSection(header.visualIndex(COLUMNS[name]), place)

    def _on_table_changed(self) -> None:
        facts = self.workspace.facts
        self.panel.set_sky(facts is None or facts.frame.is_sky)
        self._show_rows()

    def _show_rows(self) -> None:
        regions = self.workspace.regions
        dragged = regions.dragged
        self.panel.set_rows(
            [self._row(dragged if dragged and dragged.ident == r.ident else r) for r in regions.items]
        )
        self._show_selected()

    def _row(self, region: Region) -> RegionRow:
        shown = self.workspace.shown
        is_dragged = self.workspace.regions.dragged is region
        tally = shown.live if is_dragged else shown.tallies.get(region.ident)
        first = region.wave[0] if region.wave else (None, None)
        return RegionRow(
            id=region.ident,
            name=region.name,
            shape_kind=region.kind,
            ra=region.shape.ra,
            dec=region.shape.dec,
            size=region.shape.size,
            wave_low=first[0],
            wave_high=first[1],
            n_row=tally.n_row if tally else None,
            n_good=tally.n_good if tally else None,
            n_bad=tally.n_bad if tally else None,
            colour=region.colour,
            visible=region.visible,
            locked=region.locked,
            role=region.role,
        )

    def _show_selected(self) -> None:
        current = self.workspace.regions.current
        self.panel.set_selected(current.ident if current else None)

    def _on_edited(self, ident: object, field: str, value: Any) -> None:
        try:
            self.workspace.editor.edit_region(str(ident), **{field: value})
        except ValueError as error:
            self._complain("Editing the region", error)
            self._show_rows()

    def _on_extract_requested(self, ident: object) -> None:
        self.workspace.editor.select_region(str(ident))
        self.extractRequested.emit()
