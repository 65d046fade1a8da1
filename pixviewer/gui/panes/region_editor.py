"""The current region as fields in a panel: what is typed holds at once."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from pixviewer.gui.dialogs.region_form import RegionForm
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.regions import Region
from pixviewer.model.workspace import Workspace

NOTHING = "Select one region, and its numbers and criteria are edited here."


class RegionEditor(QWidget):
    """Follows the current region; an edit is a decision as soon as its field is left."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.form: RegionForm | None = None
        self._shown: Region | None = None
        self._is_typed_in = False
        self._nothing = QLabel(NOTHING)
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(8, 8, 8, 8)
        self._scroll = UprightArea()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._scroll, 1)
        workspace.table_changed.connect(self._make_form)
        events = workspace.regions.events
        for signal in (events.items, events.selected, events.dragged):
            signal.connect(self._show)
        self._make_form()

    def _make_form(self) -> None:
        """Fields for another table: its exposures, its units, its kind of positions."""
        facts = self.workspace.facts
        self.form, self._shown = None, None
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        if facts is not None:
            self.form = RegionForm(facts.frame, self.workspace.table)
            self._scroll.setWidget(self.form)
            self.form.committed.connect(self._on_committed)
            self.form.edited.connect(self._on_edited)
        self._show()

    def _show(self) -> None:
        regions = self.workspace.regions
        region = regions.current
        if region is not None and regions.dragged is not None and regions.dragged.ident == region.ident:
            region = regions.dragged
        self._scroll.setVisible(region is not None and self.form is not None)
        self._nothing.setVisible(not self._scroll.isVisibleTo(self))
        if region is None or self.form is None:
            self._shown = None
            return
        if self._shown is region:
            return
        other = self._shown is None or self._shown.ident != region.ident
        if self._is_typed_in and not other:
            return  # what is half typed stays
        self._shown = region
        self.form.show_region(region)
        self._is_typed_in = False  # by the user: criteria announce what was just shown, too
        self.form.setEnabled(not region.locked)
        self.form.setToolTip("This region is locked" if region.locked else "")

    def _on_edited(self) -> None:
        focus = QApplication.focusWidget()
        self._is_typed_in = self.form is not None and focus is not None and self.form.isAncestorOf(focus)

    def _on_committed(self) -> None:
        region, form = self._shown, self.form
        if region is None or form is None or self.workspace.regions.get(region.ident) is not region:
            return
        if not form.check():
            return
        values = form.values()
        self._is_typed_in = False
        self.workspace.editor.edit_region(region.ident, **values)
        self._show()
