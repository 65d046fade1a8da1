"""The criteria that rows must meet, each a field that says itself what is wrong with it."""

import math
from collections.abc import Callable, Sequence
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

from pixviewer.core.geometry import Range
from pixviewer.core.numerals import join_numbers
from pixviewer.core.table.quality import names_of
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.gui.widgets.criterion_edit import CriterionEdit, NamesEdit
from pixviewer.model import choosing
from pixviewer.model.extracting import parse_flags, parse_list, parse_ranges
from pixviewer.model.filters import Filters
from pixviewer.model.regions import ANNOTATION, EXCLUDE, SOURCE, Region, Regions
from pixviewer.model.typed_units import parse_waves
from pixviewer.model.units import pretty_unit
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

WHOLE_FIELD, ALL_REGIONS = "", "*"


class CriterionFields:
    """The fields for all criteria but the aperture, and how they are merged.

    Parameters
    ----------
    table : PixTable or None
        Whose exposures and units are named.
    changed : callable
        Called when any of them was edited.
    """

    def __init__(self, table: "PixTable | None", changed: Callable[[], object]) -> None:
        n_exposure = table.offsets.n_exposure if table is not None else 1
        flags = _flag_choices()
        self.wave = CriterionEdit("Wavelengths [Å]", "all; or 6000-6100, 6500-6600", parse_waves)
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
        self.variance = CriterionEdit("Variances", "all; like 0-100, >= 5", parse_ranges)
        self.snr = CriterionEdit("S/N", "all; like 3-100, >= 5", parse_ranges)
        self.no_flags = NamesEdit("None of these flags", "no matter", parse_flags, flags)
        self.flags = NamesEdit("Any of these flags", "no matter", parse_flags, flags)
        self.good = QCheckBox("no flag at all")
        self.match = QComboBox()
        self.match.addItem("all of these (AND)", "all")
        self.match.addItem("any of these (OR)", "any")
        self.match.setAccessibleName("How criteria are merged")
        self.value.edit.setToolTip(f"{self.value.edit.toolTip()}, in {_unit(table)}")
        # A table of one exposure has nothing to choose among.
        self._has_exposures = n_exposure > 1
        for field in self.edits:
            field.textChanged.connect(changed)
        self.good.toggled.connect(changed)
        self.match.currentIndexChanged.connect(changed)

    @property
    def edits(self) -> tuple[CriterionEdit, ...]:
        """Fields that are typed into, from top to bottom."""
        return (
            self.wave, self.ifu, self.slice_no, self.stack, self.exposure, self.x_det, self.y_det,
            self.value, self.variance, self.snr, self.no_flags, self.flags,
        )  # fmt: skip

    def add_to(self, form: QFormLayout) -> None:
        """Lay the fields out."""
        form.addRow("Wavelengths [Å]", self.wave)
        form.addRow("IFUs · slices (CCD)", side_by_side(self.ifu, self.slice_no))
        if self._has_exposures:
            form.addRow("Stacks · exposures", side_by_side(self.stack, self.exposure))
            form.addRow("S/N", self.snr)
        else:
            form.addRow("Stacks · S/N", side_by_side(self.stack, self.snr))
        form.addRow("Detector x · y [pix]", side_by_side(self.x_det, self.y_det))
        form.addRow("Values · variances", side_by_side(self.value, self.variance))
        form.addRow("Without the flags", self.no_flags)
        form.addRow("With any of the flags", self.flags)
        form.addRow("A row must meet", side_by_side(self.match, self.good))

    def show(self, selection: Selection, wave: Sequence[Range]) -> None:
        """Write criteria into the fields."""
        self.wave.setText(_ranges_text(wave))
        for field, numbers in (
            (self.ifu, selection.ifu), (self.slice_no, selection.slice_no), (self.stack, selection.stack),
            (self.exposure, selection.exposure),
        ):  # fmt: skip
            field.setText(join_numbers(numbers))
        for field, ranges in (
            (self.x_det, selection.x_det), (self.y_det, selection.y_det),
            (self.value, selection.value), (self.variance, selection.variance), (self.snr, selection.snr),
        ):  # fmt: skip
            field.setText(_ranges_text(ranges))
        self.flags.setText(", ".join(names_of(selection.flags)))
        self.no_flags.setText(", ".join(names_of(selection.no_flags)))
        self.good.setChecked(selection.good)
        self.match.setCurrentIndex(self.match.findData(selection.match))

    def check(self) -> bool:
        """Say beside each field what is wrong with it; gives whether nothing is."""
        results = [field.check() for field in self.edits]  # each of them speaks, not the first only
        return all(results)

    def values(self) -> dict[str, Any]:
        """Keywords of `Selection`, but for the shapes.

        Raises
        ------
        ValueError
            If a field cannot be read.
        """
        return {
            "wave": self.wave.value(),
            "ifu": self.ifu.value(),
            "slice_no": self.slice_no.value(),
            "stack": self.stack.value(),
            "exposure": self.exposure.value(),
            "x_det": self.x_det.value(),
            "y_det": self.y_det.value(),
            "value": self.value.value(),
            "variance": self.variance.value(),
            "snr": self.snr.value(),
            "flags": self.flags.value(),
            "no_flags": self.no_flags.value(),
            "good": self.good.isChecked(),
            "match": self.match.currentData(),
        }


class CriteriaBox(QGroupBox):
    """Aperture and all other criteria, and what filters and other regions leave to choose from."""

    edited = pyqtSignal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("Rows", parent)
        self._workspace = workspace
        self.region = QComboBox()
        self.region.setAccessibleName("Aperture")
        self.fields = CriterionFields(workspace.table, self.edited.emit)
        self.filtered = QCheckBox()
        self.filtered.setChecked(True)
        self._show_filtered()

        form = QFormLayout(self)
        form.addRow("Aperture", self.region)
        self.fields.add_to(form)
        form.addRow("Of these", self.filtered)
        form.setRowVisible(self.filtered, self._left() is not None)

        self.filtered.toggled.connect(self.edited)
        self.region.currentIndexChanged.connect(self._on_region_chosen)

    def fill(self) -> None:
        """Offer the regions, the current one first."""
        regions = self._workspace.regions
        self.region.blockSignals(True)
        for region in regions.items:
            if region.role != ANNOTATION:
                role = "" if region.role == SOURCE else f" ({region.role})"
                self.region.addItem(f"{region.title}{role}", region.ident)
        if len([region for region in regions.items if region.role == SOURCE]) > 1:
            self.region.addItem("all source regions together", ALL_REGIONS)
        self.region.addItem("whole field", WHOLE_FIELD)
        current = regions.current
        if current is not None:
            self.region.setCurrentIndex(max(self.region.findData(current.ident), 0))
        self.region.blockSignals(False)
        self._on_region_chosen()

    def check(self) -> bool:
        """Say beside each field what is wrong with it; gives whether nothing is."""
        return self.fields.check()

    def criteria(self) -> dict[str, Any]:
        """Fields of an `ExtractPlan`.

        Raises
        ------
        ValueError
            If a field cannot be read.
        """
        region = self._region()
        shapes = (region.shape,) if region is not None else ()
        return {**self.fields.values(), "shapes": shapes, "within": self._within()}

    def _region(self) -> Region | None:
        return self._workspace.regions.get(str(self.region.currentData()))

    def _left(self) -> Expression | None:
        """Rows that filters and excluded regions leave."""
        return choosing.wanted_rows(self._workspace.view.filters, self._workspace.regions)

    def _within(self) -> Expression | None:
        left = self._left() if self.filtered.isChecked() else None
        if self.region.currentData() != ALL_REGIONS:
            return left
        regions = self._workspace.regions
        return all_of([choosing.wanted_rows(Filters(), Regions(), regions.items), left])

    def _show_filtered(self) -> None:
        chips = [chip.text for chip in self._workspace.view.filters.chips if chip.is_on]
        excluded = [r.title for r in self._workspace.regions.items if r.role == EXCLUDE]
        if len(excluded) > 3:
            excluded = [f"{len(excluded)} excluded regions"]
        parts = [*chips, *(f"not in {name}" for name in excluded)]
        self.filtered.setText("only rows that the window shows: " + ", ".join(parts))

    def _on_region_chosen(self) -> None:
        region = self._region()
        self.fields.show(region.criteria if region else Selection(), region.wave if region else ())
        self.edited.emit()


def _ranges_text(ranges: Sequence[Range]) -> str:
    return ", ".join(
        f">= {low:.10g}" if math.isinf(high) else f"< {high:.10g}" if math.isinf(low)
        else f"{low:.10g} - {high:.10g}"
        for low, high in ranges
    )  # fmt: skip


def side_by_side(*widgets: QWidget) -> QWidget:
    """Widgets in a row."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:  # from the top: one may have a line below it
        layout.addWidget(widget, 0 if isinstance(widget, QPushButton) else 1, Qt.AlignmentFlag.AlignTop)
    return row


def _flag_choices() -> list[tuple[str, str]]:
    from pixviewer.core.table.quality import FLAGS

    return [(flag.name, flag.meaning) for flag in FLAGS]


def _unit(table: "PixTable | None") -> str:
    return (pretty_unit(table.facts.data_unit) if table is not None else "") or "the unit of the table"
