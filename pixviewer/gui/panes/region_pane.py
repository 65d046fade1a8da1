"""The list of regions, joined to the model."""

import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from pixviewer.core.geometry import Annulus
from pixviewer.gui.panels.region_panel import RegionPanel, RegionRow
from pixviewer.gui.panels.region_table import COLUMNS
from pixviewer.model.regions import Region
from pixviewer.model.workspace import Workspace

# From so many on, the table follows at a bounded rate, and not in the event that changed them.
CROWD, CROWD_MS = 500, 150


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
        self._rows: dict[str, tuple[tuple[Any, Any], RegionRow]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(CROWD_MS)
        self._soon.timeout.connect(self._show_all_rows)
        self._order_columns()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)

        panel, editor = self.panel, workspace.editor
        panel.edited.connect(self._on_edited)
        panel.selectionChanged.connect(lambda idents: editor.select_regions(tuple(map(str, idents))))
        panel.saveRequested.connect(self._on_save_requested)
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
            (
                "name",
                "n_row",
                "snr",
                "size",
                "inner",
                "role",
                "mean",
                "sigma",
                "median",
                "ra",
                "dec",
                "wave_low",
                "wave_high",
                "n_good",
                "n_bad",
            )
        ):
            if header is not None:
                header.moveSection(header.visualIndex(COLUMNS[name]), place)

    def _on_table_changed(self) -> None:
        facts = self.workspace.facts
        self.panel.set_sky(facts is None or facts.frame.is_sky)
        self._show_rows()

    def _show_rows(self) -> None:
        if len(self.workspace.regions.items) > CROWD:
            if not self._soon.isActive():
                self._soon.start()
        else:
            self._show_all_rows()

    def _show_all_rows(self) -> None:
        self._soon.stop()
        regions = self.workspace.regions
        dragged = regions.dragged
        before, self._rows = self._rows, {}
        for region in regions.items:
            shown = dragged if dragged and dragged.ident == region.ident else region
            made_of = (shown, self.workspace.shown.tallies.get(region.ident))
            old = before.get(region.ident)
            # The same row again where nothing changed: there may be thousands, at each step of a drag.
            if old is not None and shown is not dragged and all(map(operator.is_, old[0], made_of)):
                self._rows[region.ident] = old
            else:
                self._rows[region.ident] = (made_of, self._row(shown))
        self.panel.set_rows([row for _, row in self._rows.values()])
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
            inner=region.shape.inner if isinstance(region.shape, Annulus) else None,
            wave_low=first[0],
            wave_high=first[1],
            n_row=tally.n_row if tally else None,
            n_good=tally.n_good if tally else None,
            n_bad=tally.n_bad if tally else None,
            colour=region.colour,
            visible=region.visible,
            locked=region.locked,
            role=region.role,
            group=", ".join(region.groups),
            criteria=_criteria_text(region),
            mean=tally.mean if tally else None,
            sigma=tally.sigma if tally else None,
            median=tally.median if tally else None,
            snr=tally.snr if tally else None,
        )

    def _show_selected(self) -> None:
        if self._soon.isActive():
            return  # the rows come first
        self.panel.set_selection(self.workspace.regions.selected)

    def _on_edited(self, idents: list[object], field: str, value: Any) -> None:
        name = "groups" if field == "group" else field
        try:
            self.workspace.editor.edit_regions(tuple(map(str, idents)), **{name: value})
        except ValueError as error:
            self._complain("Editing the region", error)
            self._show_rows()

    def _on_save_requested(self) -> None:
        facts, table = self.workspace.facts, self.workspace.table
        if facts is None or table is None:
            return
        name, chosen = QFileDialog.getSaveFileName(
            self, "Save the table of regions", "regions.csv", "CSV (*.csv);;ECSV, with units (*.ecsv)"
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in (".csv", ".ecsv"):
                path = path.with_name(path.name + (".ecsv" if "ecsv" in chosen else ".csv"))
            self.workspace.save_region_table(path)

    def _on_extract_requested(self, ident: object) -> None:
        self.workspace.editor.select_region(str(ident))
        self.extractRequested.emit()


def _criteria_text(region: Region) -> str:
    if region.is_plain:
        return ""  # at once: there may be thousands
    beside = region.selection(with_shape=False, with_wave=False)
    if region.criteria.match == "any":
        return "any criterion"
    return "" if beside.is_everything else beside.describe()
