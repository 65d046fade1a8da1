"""The fields of a region: what it is called, what for, where, how large, and its criteria."""

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.geometry import Annulus, Frame
from pixviewer.core.table.selection import Selection
from pixviewer.gui import theme
from pixviewer.gui.dialogs.criteria import CriterionFields
from pixviewer.gui.widgets.criterion_edit import NamesEdit
from pixviewer.model.coordinates import dms, hms, parse_pixels, parse_position
from pixviewer.model.regions import ANNULUS, HOLE_SHARE, ROLES, Region
from pixviewer.model.typed_units import parse_length

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

KINDS = {"circle": "Radius", "square": "Half side", "annulus": "Outer radius"}


class RegionForm(QWidget):
    """Fields that say what is wrong with them; what was not edited keeps all its digits.

    Parameters
    ----------
    frame : Frame
        Of the table: positions on the sky, or in pixels.
    table : PixTable or None
        Whose exposures and units are named.
    """

    committed = pyqtSignal()  # Return, another field, or another choice
    edited = pyqtSignal()  # a keystroke

    def __init__(self, frame: Frame, table: "PixTable | None" = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._unit = "″" if frame.is_sky else "pix"
        self._region: Region | None = None
        self._shown: dict[str, str] = {}
        self._make_fields(table)
        self._lay_out()
        self._connect()

    def _make_fields(self, table: "PixTable | None") -> None:
        self.name, self.place, self.groups = QLineEdit(), QLineEdit(), QLineEdit()
        self.size_edit, self.inner_edit = QLineEdit(), QLineEdit()
        self.role, self.kind = QComboBox(), QComboBox()
        self.role.addItems(ROLES)
        for kind in KINDS:
            self.kind.addItem(kind, kind)
        self.place.setToolTip("22:32:57.0 -60:34:05.8, 338.2375 -60.568, 22h32m57s -60d34m06s, …")
        tip = "2.5, 0.05 arcmin, 7e-4 deg, …" if self._frame.is_sky else "in pixels of the field"
        for edit in (self.size_edit, self.inner_edit):
            edit.setToolTip(tip)
        self.groups.setPlaceholderText("none; or names with commas between them")
        self.fields = CriterionFields(table, self.edited.emit)
        self._size_label, self._inner_label = QLabel(), QLabel(f"inner [{self._unit}]")
        for widget, name in (
            (self.name, "Name"), (self.place, "Position"), (self.groups, "Groups"), (self.size_edit, "Size"),
            (self.inner_edit, "Inner radius"), (self.role, "Role"), (self.kind, "Shape"),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(4)
        # A narrow dock must be able to hold it.
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("Name · role", _row(self.name, self.role))
        form.addRow("Groups", self.groups)
        form.addRow("RA Dec" if self._frame.is_sky else "x y [pix]", self.place)
        form.addRow(self.kind, _row(self._inner_label, self.inner_edit, self._size_label, self.size_edit))
        self.fields.add_to(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.problem)

    def _connect(self) -> None:
        edits = [self.name, self.place, self.groups, self.size_edit, self.inner_edit]
        for edit in edits:
            edit.textEdited.connect(self.edited)
        for edit in (*edits, *(field.edit for field in self.fields.edits)):
            edit.editingFinished.connect(self.committed)
        for field in self.fields.edits:
            if isinstance(field, NamesEdit):
                field.menu.triggered.connect(lambda action: self.committed.emit())
        self.fields.good.clicked.connect(self.committed)
        for box in (self.role, self.kind, self.fields.match):
            box.activated.connect(self.committed)
        self.kind.currentIndexChanged.connect(self._name_size)

    def show_region(self, region: Region) -> None:
        """Write a region into the fields."""
        self._region = region
        shape = region.shape
        inner = shape.inner if isinstance(shape, Annulus) else HOLE_SHARE * shape.size
        place = f"{shape.ra:.3f} {shape.dec:.3f}"
        if self._frame.is_sky:
            place = f"{hms(shape.ra, 4)} {dms(shape.dec, 3)}"
        self._shown = {"place": place, "size": f"{shape.size:.7g}", "inner": f"{inner:.7g}"}
        self.name.setText(region.name)
        self.place.setText(place)
        self.place.setCursorPosition(0)
        self.size_edit.setText(self._shown["size"])
        self.inner_edit.setText(self._shown["inner"])
        self.groups.setText(", ".join(region.groups))
        self.role.setCurrentText(region.role)
        self.kind.setCurrentIndex(self.kind.findData(region.kind))
        self.fields.show(region.criteria, region.wave)
        self._name_size()
        self.say("")

    def check(self) -> bool:
        """Say beside each field, or below all, what is wrong; gives whether nothing is."""
        if not self.fields.check():
            return False
        try:
            self.values()
        except ValueError as error:
            self.say(str(error))
            return False
        self.say("")
        return True

    def say(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.problem.setStyleSheet(f"color: {theme.colours().bad}; font-weight: bold")
        self.problem.setText(f"{text[:1].upper()}{text[1:]}")
        self.problem.setVisible(bool(text))

    def values(self) -> dict[str, Any]:
        """Fields of `Editor.edit_region`.

        Raises
        ------
        ValueError
            If one makes no sense.
        """
        region = self._region
        assert region is not None
        name = self.name.text().strip()
        if region.name and not name:
            raise ValueError("a region needs a name")
        criteria = self.fields.values()
        waves = criteria.pop("wave")
        return {
            **({"name": name} if name else {}),
            "role": self.role.currentText(),
            "groups": tuple(g.strip() for g in self.groups.text().split(",") if g.strip()),
            "criteria": Selection(**criteria),
            **self._shape_values(region),
            "waves": waves,
        }

    def _shape_values(self, region: Region) -> dict[str, Any]:
        shape, kind = region.shape, self.kind.currentData()
        ra, dec, size = shape.ra, shape.dec, shape.size
        if self.place.text() != self._shown["place"]:
            ra, dec = (parse_position if self._frame.is_sky else parse_pixels)(self.place.text())
        if self.size_edit.text() != self._shown["size"]:
            size = parse_length(self.size_edit.text(), "the size", is_sky=self._frame.is_sky)
        found = {"shape_kind": kind, "ra": ra, "dec": dec, "size": size}
        if kind != ANNULUS:
            return found
        inner = shape.inner if isinstance(shape, Annulus) else HOLE_SHARE * shape.size
        if self.inner_edit.text() != self._shown["inner"]:
            inner = parse_length(self.inner_edit.text(), "the inner radius", is_sky=self._frame.is_sky)
        if not inner < size:
            raise ValueError(f"the inner radius must be less than the outer one, got {inner:g} and {size:g}")
        return {**found, "inner": inner}

    def _name_size(self) -> None:
        kind = self.kind.currentData()
        is_ring = kind == ANNULUS
        label = "outer" if is_ring else KINDS[kind].lower()
        self._size_label.setText(f"{label} [{self._unit}]")
        for widget in (self._inner_label, self.inner_edit):
            widget.setVisible(is_ring)


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        is_edit = isinstance(widget, QLineEdit)
        if is_edit:
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout.addWidget(widget, 1 if is_edit else 0, Qt.AlignmentFlag.AlignVCenter)
    return row
