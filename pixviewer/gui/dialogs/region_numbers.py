"""A region as numbers with units."""

import math
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.geometry import Annulus, Frame
from pixviewer.core.table.selection import Selection
from pixviewer.gui.dialogs.criteria import CriterionFields
from pixviewer.model.coordinates import dms, hms, parse_pixels, parse_position
from pixviewer.model.regions import ANNULUS, HOLE_SHARE, ROLES, Region

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


KINDS = {"circle": "Radius", "square": "Half side", "annulus": "Outer radius"}


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
        self.setWindowTitle(f"Numbers of {region.name}")
        self._frame = frame
        shape = region.shape
        unit = "″" if frame.is_sky else "pix"
        self.name = QLineEdit(region.name)
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem(kind, kind)
        self.kind.setCurrentIndex(self.kind.findData(region.kind))
        place = (
            f"{hms(shape.ra, 4)} {dms(shape.dec, 3)}" if frame.is_sky else f"{shape.ra:.3f} {shape.dec:.3f}"
        )
        self.place = QLineEdit(place)
        self.place.setToolTip("22:32:57.0 -60:34:05.8, 338.2375 -60.568, 22h32m57s -60d34m06s, …")
        self.size_edit = QLineEdit(f"{shape.size:.7g}")
        inner = shape.inner if isinstance(shape, Annulus) else HOLE_SHARE * shape.size
        self.inner_edit = QLineEdit(f"{inner:.7g}")
        self.role = QComboBox()
        self.role.addItems(ROLES)
        self.role.setCurrentText(region.role)
        self.groups = QLineEdit(", ".join(region.groups))
        self.groups.setPlaceholderText("none; or names with commas between them")
        self.fields = CriterionFields(table, lambda: None)
        self.fields.show(region.criteria, region.wave)
        self._needs_name = bool(region.name)
        self._size_label = QLabel()
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setStyleSheet("color: palette(link-visited); font-weight: bold")
        self.problem.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )

        form = QFormLayout()
        form.addRow("Name", self.name)
        form.addRow("Role", self.role)
        form.addRow("Groups", self.groups)
        form.addRow("Shape", self.kind)
        form.addRow("RA Dec" if frame.is_sky else "x y [pix]", self.place)
        form.addRow(f"Inner radius [{unit}]", self.inner_edit)
        form.addRow(self._size_label, self.size_edit)
        self._form = form
        self.fields.add_to(form)
        self._size_label.setBuddy(self.size_edit)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)

        self.kind.currentIndexChanged.connect(lambda: self._name_size(unit))
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._name_size(unit)

    def _name_size(self, unit: str) -> None:
        kind = self.kind.currentData()
        self._size_label.setText(f"{KINDS[kind]} [{unit}]")
        self._form.setRowVisible(self.inner_edit, kind == ANNULUS)

    def _on_accepted(self) -> None:
        if not self.fields.check():
            return
        try:
            fields = self._fields()
        except ValueError as error:
            text = str(error)
            self.problem.setText(text[:1].upper() + text[1:])
            self.problem.show()
            return
        self.edited.emit(fields)
        self.accept()

    def _fields(self) -> dict[str, Any]:
        parse = parse_position if self._frame.is_sky else parse_pixels
        ra, dec = parse(self.place.text())
        size = _length(self.size_edit, "the size")
        inner = {}
        if self.kind.currentData() == ANNULUS:
            inner["inner"] = _length(self.inner_edit, "the inner radius")
            if not inner["inner"] < size:
                raise ValueError(
                    f"the inner radius must be less than the outer one, got {inner['inner']:g} and {size:g}"
                )
        if self._needs_name and not self.name.text().strip():
            raise ValueError("a region needs a name")
        criteria = self.fields.values()
        waves = criteria.pop("wave")
        fields = {"name": self.name.text()} if self.name.text().strip() else {}
        return {
            **fields,
            "role": self.role.currentText(),
            "groups": tuple(g.strip() for g in self.groups.text().split(",") if g.strip()),
            "criteria": Selection(**criteria),
            "shape_kind": self.kind.currentData(),
            "ra": ra,
            "dec": dec,
            "size": size,
            **inner,
            "waves": waves,
        }


def _length(edit: QLineEdit, what: str) -> float:
    try:
        length = float(edit.text().replace("″", "").replace('"', ""))
    except ValueError:
        raise ValueError(f"{what} must be a number, got {edit.text()!r}") from None
    if not 0 < length < math.inf:
        raise ValueError(f"{what} must be positive, got {length:g}")
    return length
