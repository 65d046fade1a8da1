"""The criteria that rows must meet, each a field that says itself what is wrong with it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from pixviewer.core.geometry import Shape
from pixviewer.gui.widgets.criterion_edit import CriterionEdit, NamesEdit
from pixviewer.model.extracting import parse_flags, parse_list, parse_ranges
from pixviewer.model.units import pretty_unit
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

WHOLE_FIELD, ALL_REGIONS = "", "*"


class CriteriaBox(QGroupBox):
    """Aperture, wavelengths, origin, values and flags, and how they are merged."""

    edited = pyqtSignal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("Rows", parent)
        self._workspace = workspace
        table = workspace.table
        n_exposure = table.offsets.n_exposure if table is not None else 1
        flags = _flag_choices()
        self.region = QComboBox()
        self.region.setAccessibleName("Aperture")
        self.wave = CriterionEdit("Wavelengths [Å]", "all; or 6000-6100, 6500-6600", _parse_waves)
        self.ifu = CriterionEdit("IFUs", "all; or 5,7-9", partial(parse_list, low=1, high=24))
        self.slice_no = CriterionEdit(
            "Slices (CCD)", "all; CCD numbering, 1–48", partial(parse_list, low=1, high=48)
        )
        self.stack = CriterionEdit("Stacks", "all; 1 = left … 4 = right", partial(parse_list, low=1, high=4))
        self.exposure = CriterionEdit(
            "Exposures", f"all; 1–{n_exposure}", partial(parse_list, low=1, high=n_exposure)
        )
        self.x_det = CriterionEdit("Detector x", "all; 0-based, like 100-200", parse_ranges)
        self.y_det = CriterionEdit("Detector y", "all; 0-based, like 100-200", parse_ranges)
        self.value = CriterionEdit("Values", "all; like -5 to 100, >= 0, < 1e4", parse_ranges)
        self.snr = CriterionEdit("S/N", "all; like 3-100, >= 5", parse_ranges)
        self.no_flags = NamesEdit("None of these flags", "no matter", parse_flags, flags)
        self.flags = NamesEdit("Any of these flags", "no matter", parse_flags, flags)
        self.good = QCheckBox("only rows without any flag")
        self.match = QComboBox()
        self.match.addItem("all of these (AND)", "all")
        self.match.addItem("any of these (OR)", "any")
        self.match.setAccessibleName("How criteria are merged")

        form = QFormLayout(self)
        form.addRow("Aperture", self.region)
        form.addRow("Wavelengths [Å]", self.wave)
        form.addRow("IFUs · slices (CCD)", side_by_side(self.ifu, self.slice_no))
        # A table of one exposure has nothing to choose among.
        has_exposures = n_exposure > 1
        form.addRow(
            "Stacks · exposures" if has_exposures else "Stacks",
            side_by_side(self.stack, self.exposure) if has_exposures else self.stack,
        )
        form.addRow("Detector x · y [pix]", side_by_side(self.x_det, self.y_det))
        form.addRow("Values · S/N", side_by_side(self.value, self.snr))
        form.addRow("Without the flags", self.no_flags)
        form.addRow("With any of the flags", self.flags)
        form.addRow("", self.good)
        form.addRow("A row must meet", self.match)
        self.value.edit.setToolTip(f"{self.value.edit.toolTip()}, in {_unit(table)}")

        for field in self.fields:
            field.textChanged.connect(self.edited)
        self.good.toggled.connect(self.edited)
        self.match.currentIndexChanged.connect(self.edited)
        self.region.currentIndexChanged.connect(self._on_region_chosen)

    @property
    def fields(self) -> tuple[CriterionEdit, ...]:
        """Fields that are typed into, from top to bottom."""
        return (
            self.wave, self.ifu, self.slice_no, self.stack, self.exposure, self.x_det, self.y_det, self.value,
            self.snr, self.no_flags, self.flags,
        )  # fmt: skip

    def fill(self) -> None:
        """Offer the regions, the current one first."""
        regions = self._workspace.regions
        self.region.blockSignals(True)
        for region in regions.items:
            self.region.addItem(region.name, region.ident)
        if len(regions.items) > 1:
            self.region.addItem("all regions together", ALL_REGIONS)
        self.region.addItem("whole field", WHOLE_FIELD)
        current = regions.current
        if current is not None:
            self.region.setCurrentIndex(self.region.findData(current.ident))
        self.region.blockSignals(False)
        self._on_region_chosen()

    def check(self) -> bool:
        """Say beside each field what is wrong with it; gives whether nothing is."""
        results = [field.check() for field in self.fields]  # each of them speaks, not the first only
        return all(results)

    def criteria(self) -> dict[str, Any]:
        """Fields of an `ExtractPlan`.

        Raises
        ------
        ValueError
            If a field cannot be read.
        """
        return {
            "shapes": self._shapes(),
            "wave": self.wave.value(),
            "ifu": self.ifu.value(),
            "slice_no": self.slice_no.value(),
            "stack": self.stack.value(),
            "exposure": self.exposure.value(),
            "x_det": self.x_det.value(),
            "y_det": self.y_det.value(),
            "value": self.value.value(),
            "snr": self.snr.value(),
            "flags": self.flags.value(),
            "no_flags": self.no_flags.value(),
            "good": self.good.isChecked(),
            "match": self.match.currentData(),
        }

    def _shapes(self) -> tuple[Shape, ...]:
        chosen = self.region.currentData()
        if chosen == ALL_REGIONS:
            return tuple(region.shape for region in self._workspace.regions.items)
        region = self._workspace.regions.get(str(chosen))
        return (region.shape,) if region is not None else ()

    def _on_region_chosen(self) -> None:
        region = self._workspace.regions.get(str(self.region.currentData()))
        waves = (region.wave if region else ()) or self._workspace.view.bands
        self.wave.setText(", ".join(f"{low:.10g} - {high:.10g}" for low, high in waves))
        self.edited.emit()


def side_by_side(*widgets: QWidget) -> QWidget:
    """Widgets in a row."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:  # from the top: one may have a line below it
        layout.addWidget(widget, 0 if isinstance(widget, QPushButton) else 1, Qt.AlignmentFlag.AlignTop)
    return row


def _parse_waves(text: str) -> Any:
    return parse_ranges(text.replace("Å", ""))


def _flag_choices() -> list[tuple[str, str]]:
    from pixviewer.core.table.quality import FLAGS

    return [(flag.name, flag.meaning) for flag in FLAGS]


def _unit(table: "PixTable | None") -> str:
    return (pretty_unit(table.facts.data_unit) if table is not None else "") or "the unit of the table"
