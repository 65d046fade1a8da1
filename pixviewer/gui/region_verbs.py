"""Verbs for region files, roles of regions, and filters."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui import settings
from pixviewer.gui.dialogs.filter_chip import FilterDialog
from pixviewer.gui.window_verbs import WindowVerbs
from pixviewer.model.filters import GOOD_ROWS, Chip, Filters
from pixviewer.model.project.reading import is_project
from pixviewer.model.region_exchange import ENDINGS
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

REGION_FILES = "Region files (*.reg *.ds9 *.crtf *.pixr);;All files (*)"
SAVE_AS = {
    "DS9 regions (*.reg)": ".reg",
    "CRTF regions (*.crtf)": ".crtf",
    "pixviewer regions, lossless (*.pixr)": ".pixr",
}


class RegionVerbs(WindowVerbs):
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    # Files

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open the first table or project among some files, and draw the regions of all region files."""
        projects = [path for path in paths if is_project(path)]
        if projects:
            self._window.verbs.open_path(projects[0])
            paths = [path for path in paths if path.suffix.lower() in ENDINGS]
            for path in paths:
                self._workspace.exchange.load_with_next_table(path)
            return
        regions = [path for path in paths if path.suffix.lower() in ENDINGS]
        tables = [path for path in paths if path not in regions]
        exchange = self._workspace.exchange
        for path in regions:
            if tables:
                exchange.load_with_next_table(path)
            else:
                exchange.load(path)
        if tables and self._workspace.table is not None:
            self._workspace.selfcal.sort_files(tables, self._open_sorted)
        elif tables:
            self.open_several(tables)
        elif self._workspace.table is None:
            self._window.tell("regions are drawn as soon as their table is open")

    def _open_sorted(self, factors: list[Path], tables: list[Path]) -> None:
        """See the open table through factors, or open another one."""
        for path in factors:
            self._workspace.selfcal.load_factors(path)
        if tables:
            self.open_several(tables)

    def import_regions(self) -> None:
        """Ask for a region file and draw it."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, "Import regions", settings.last_folder(), REGION_FILES
        )
        for name in names:
            self._workspace.exchange.load(name)

    def save_regions(self) -> None:
        """Ask where to, and save all regions."""
        stem = self._workspace.table.name.split(".")[0] if self._workspace.table else "regions"
        start = str(Path(settings.last_folder() or Path.home()) / f"{stem}.reg")
        name, chosen = QFileDialog.getSaveFileName(self._window, "Save regions", start, ";;".join(SAVE_AS))
        if name:
            path = Path(name)
            if path.suffix.lower() not in ENDINGS:
                path = path.with_name(path.name + SAVE_AS.get(chosen, ".reg"))
            self._workspace.exchange.save(path)

    # Roles

    def set_role(self, role: str) -> None:
        """Give the selected regions a role."""
        self._workspace.editor.edit_regions(self._workspace.regions.selected, role=role)

    def add_background_ring(self) -> None:
        """Surround the selected region with a ring whose role is background."""
        current = self._workspace.regions.current
        if current is not None:
            self._workspace.editor.add_background_ring(current.ident)

    # Filters

    def add_filter(self, kind: str) -> None:
        """Ask for the values of a new filter."""
        dialog = FilterDialog(kind, None, self._window)
        dialog.edited.connect(self._workspace.editor.add_filter)
        dialog.open()

    def edit_filter(self, i: int) -> None:
        """Ask for other values of a filter."""
        chips = self._workspace.view.filters.chips
        if not 0 <= i < len(chips):
            return
        dialog = FilterDialog(chips[i].kind, chips[i], self._window)
        dialog.edited.connect(partial(self._on_filter_edited, i, chips[i]))
        dialog.open()

    def _on_filter_edited(self, i: int, before: Chip, after: Chip) -> None:
        chips = self._workspace.view.filters.chips
        if i < len(chips) and chips[i] == before:  # else it went away meanwhile
            self._workspace.editor.change_filter(i, after)

    def toggle_good_rows(self) -> None:
        """Leave flagged rows out, or show them again."""
        editor, filters = self._workspace.editor, self._workspace.view.filters
        if GOOD_ROWS in filters.chips:
            editor.remove_filter(filters.chips.index(GOOD_ROWS))
        else:
            editor.add_filter(GOOD_ROWS)

    def toggle_only_chosen(self) -> None:
        """Let the sky views show only chosen regions, or what is around them as well."""
        filters = self._workspace.view.filters
        changed = replace(filters, only_chosen=not filters.only_chosen)
        label = "show only chosen regions" if changed.only_chosen else "show what is around regions"
        self._workspace.editor.set_filters(changed, label)

    def switch_filters(self) -> None:
        """Turn all filters off; on again, when none is on."""
        filters = self._workspace.view.filters
        is_on = not any(chip.is_on for chip in filters.chips)
        chips = tuple(replace(chip, is_on=is_on) for chip in filters.chips)
        label = "all filters on" if is_on else "all filters off"
        self._workspace.editor.set_filters(replace(filters, chips=chips), label)

    def remove_filters(self) -> None:
        """Show all rows."""
        only_chosen = self._workspace.view.filters.only_chosen
        self._workspace.editor.set_filters(Filters(only_chosen=only_chosen), "remove all filters")
