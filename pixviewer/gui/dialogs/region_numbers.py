"""A region as numbers with units."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pixviewer.core.geometry import Frame
from pixviewer.gui.dialogs.region_form import RegionForm
from pixviewer.model.regions import Region

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


class RegionNumbersDialog(QDialog):
    """Name, role, shape, position, size and all criteria; nothing is applied before it is right."""

    edited = pyqtSignal(dict)  # fields of `Editor.edit_region`

    def __init__(
        self,
        region: Region,
        frame: Frame,
        table: "PixTable | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Numbers of {region.title}")
        self.form = form = RegionForm(frame, table)
        form.show_region(region)
        self.name, self.role, self.groups, self.place = form.name, form.role, form.groups, form.place
        self.kind, self.size_edit, self.inner_edit = form.kind, form.size_edit, form.inner_edit
        self.fields, self.problem = form.fields, form.problem
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        layout = QVBoxLayout(self)
        layout.addWidget(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _on_accepted(self) -> None:
        if self.form.check():
            self.edited.emit(self.form.values())
            self.accept()
