"""Limits, contrast and bias of the view that is used, on the histogram of its picture."""

from typing import Any

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.canvas.cuts_canvas import CutsCanvas
from pixviewer.gui.contrast import ContrastHand
from pixviewer.gui.strip_changes import display_changes
from pixviewer.gui.widgets.number_field import NumberField, written
from pixviewer.model.column_units import unit_of_view
from pixviewer.model.display_drag import LEAST_CONTRAST, MOST_CONTRAST
from pixviewer.model.limit_rules import LIMITS, SCOPES, SKY_SIGMA, USER, limits_text
from pixviewer.model.quantity_names import SUBJECT_NAMES
from pixviewer.model.readout import rows_text
from pixviewer.model.state import COMPARE, DETECTOR, SCATTER
from pixviewer.model.units import pretty_unit
from pixviewer.model.workspace import Workspace

VIEW_NAMES = {**SUBJECT_NAMES, COMPARE: "Compare"}
NOTHING = "This view shows no numbers now: categories have no limits"


class CutsPane(QWidget):
    """Histogram with handles, and everything about limits as numbers."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.cuts = workspace.cuts
        self.title = QLabel()
        # However long, the title must not widen the panel.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.canvas = CutsCanvas()
        self.low = NumberField("Lowest value", check=self._check_low)
        self.high = NumberField("Highest value", check=self._check_high)
        self.rule, self.scope = _menu("Limits"), _menu("What limits are made of")
        for name in LIMITS:
            self.rule.addItem(limits_text(name), name)
        for name in SCOPES:
            self.scope.addItem(name, name)
        self.scope.setToolTip("Global: limits of the whole picture; Local: of what of it is in view")
        self.contrast = _spin("Contrast", LEAST_CONTRAST, MOST_CONTRAST, "1 changes nothing")
        self.bias = _spin("Bias", 0.0, 1.0, "Shade that becomes the middle of the map; 0.5 changes nothing")
        self.reset = QToolButton()
        self.reset.setText("Reset")
        self.reset.setToolTip("Contrast 1 and bias 0.5 (Shift+C, double right click)")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(6, 0, 6, 0)
        grid.setVerticalSpacing(3)
        rows: tuple[tuple[QWidget, ...], ...] = (
            (QLabel("&Limits"), self.rule, self.scope),
            (QLabel("&From"), self.low, self.high),
            (QLabel("&Contrast, bias"), self.contrast, self.bias, self.reset),
        )
        for i, row in enumerate(rows):
            for j, widget in enumerate(row):
                grid.addWidget(widget, i, j)
            label = row[0]
            assert isinstance(label, QLabel)
            label.setBuddy(row[1])
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(grid)
        layout.addWidget(self.note)
        self.title.setObjectName("paneTitle")

    def _connect(self) -> None:
        workspace, cuts = self.workspace, self.cuts
        self._hands = {name: ContrastHand(workspace, name) for name in VIEW_NAMES}
        self.canvas.cutsDragged.connect(cuts.drag)
        self.canvas.cutsSettled.connect(cuts.settle)
        self.canvas.cutsGivenUp.connect(cuts.give_up)
        self.canvas.cutsStepped.connect(cuts.set_limits)
        self.canvas.contrastDragged.connect(lambda dx, dy: self._hand.drag(dx, dy))
        self.canvas.contrastEnded.connect(lambda is_kept: self._hand.end(is_kept))
        self.canvas.contrastReset.connect(lambda: self._hand.reset())
        self.low.entered.connect(lambda value: self._decide(low=value))
        self.high.entered.connect(lambda value: self._decide(high=value))
        self.rule.activated.connect(lambda i: self._on_rule(self.rule.itemData(i)))
        self.scope.activated.connect(lambda i: self._set(scope=self.scope.itemData(i)))
        self.contrast.valueChanged.connect(lambda value: self._set(contrast=round(value, 4)))
        self.bias.valueChanged.connect(lambda value: self._set(bias=round(value, 4)))
        self.reset.clicked.connect(lambda: self._hand.reset())
        for field in (self.low, self.high):
            field.refused.connect(workspace.told.emit)
        cuts.state.events.view.connect(self._show)
        cuts.shown.events.connect(self._show)
        workspace.display.events.connect(self._show_display)

    def set_seen(self, is_seen: bool) -> None:
        """Count while the panel is in front."""
        self.cuts.state.is_visible = is_seen

    @property
    def _view(self) -> str:
        return self.cuts.state.view

    @property
    def _hand(self) -> ContrastHand:
        return self._hands[self._view]

    # From the model

    def _show(self) -> None:
        histogram, view = self.cuts.shown.histogram, self._view
        picture = self.cuts.shown.picture
        unit = pretty_unit(unit_of_view(self.workspace, view)) if picture is not None else ""
        self.canvas.set_labels((f"Value [{unit}]" if unit else "Value", "Value"), ("Cells per bin", "Cells"))
        self.canvas.set_histogram(histogram, self._message(picture))
        self.title.setText(f"<b>Cuts</b> · {VIEW_NAMES[view].lower()}" + (f" · {unit}" if unit else ""))
        self.note.setText("")
        if histogram is not None:
            beyond = histogram.n_below + histogram.n_above
            parts = [f"{rows_text(int(histogram.counts.sum()) + beyond)} cells"]
            parts += [f"{rows_text(beyond)} beyond the ends"] if beyond else []
            parts += [f"{rows_text(histogram.n_blank)} without value"] if histogram.n_blank else []
            parts.append(f"{written(histogram.whole[0])} to {written(histogram.whole[1])}")
            self.note.setText(" · ".join(parts))
            self.note.setToolTip(self.note.text())
        self._show_display()

    def _message(self, picture: Any) -> str:
        if self.workspace.table is None:
            return ""
        return NOTHING if picture is None or picture.lo is None else "counting…"

    def _show_display(self) -> None:
        display, picture = self.workspace.display.of(self._view), self.cuts.shown.picture
        limits = None if picture is None or picture.lo is None else (picture.lo, picture.hi)
        if display.limits == USER and display.low is not None and display.high is not None:
            limits = (display.low, display.high) if limits is not None else None
        self.canvas.set_cuts(limits if self.cuts.shown.histogram is not None else None, display)
        for field, value in ((self.low, 0), (self.high, 1)):
            field.set_value(None if limits is None else limits[value])
        self.rule.setItemText(self.rule.findData(SKY_SIGMA), limits_text(SKY_SIGMA, display.n_sigma))
        for combo, name in ((self.rule, display.limits), (self.scope, display.scope)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(name))
        for spin, number in ((self.contrast, display.contrast), (self.bias, display.bias)):
            with QSignalBlocker(spin):
                spin.setValue(number)
        self.reset.setEnabled(display.has_tone)
        for widget in (self.low, self.high, self.rule, self.contrast, self.bias):
            widget.setEnabled(limits is not None)
        self.scope.setEnabled(limits is not None and self._view not in (SCATTER, DETECTOR))

    # From the user

    def _on_rule(self, name: str) -> None:
        changes = {"limits": name}
        picture = self.cuts.shown.picture
        if name == USER and picture is not None and picture.lo is not None:
            self.cuts.set_limits(picture.lo, picture.hi)
            return
        if display_changes(self.workspace, self._view, changes, None):
            self._set(limits=name)
        else:
            self._show_display()

    def _decide(self, **changes: float) -> None:
        picture = self.cuts.shown.picture
        if picture is not None and picture.lo is not None:
            low, high = changes.get("low", picture.lo), changes.get("high", picture.hi)
            self.cuts.set_limits(low, high)

    def _set(self, **changes: Any) -> None:
        if any(getattr(self.workspace.display.of(self._view), key) != v for key, v in changes.items()):
            self.workspace.editor.set_display(self._view, **changes)

    def _check_low(self, value: float) -> None:
        if self.high.value is not None and value >= self.high.value:
            high = written(self.high.value)
            raise ValueError(f"the lowest value must be below the highest, {high}, got {written(value)}")

    def _check_high(self, value: float) -> None:
        if self.low.value is not None and value <= self.low.value:
            low = written(self.low.value)
            raise ValueError(f"the highest value must be above the lowest, {low}, got {written(value)}")


def _menu(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    return combo


def _spin(name: str, least: float, most: float, tip: str) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setAccessibleName(name)
    spin.setToolTip(f"{name}: {tip}")
    spin.setRange(least, most)
    spin.setDecimals(2)
    spin.setSingleStep(0.05)
    spin.setKeyboardTracking(False)
    return spin
