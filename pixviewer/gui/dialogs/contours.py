"""At which levels contours are drawn, how smooth they are, and the colours of lines above the pictures."""

import re
from typing import Any

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QColor, QIcon, QPixmap
from PyQt6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pixviewer.model.overlays import MOST_LEVELS, PERCENT, RULES, SIGMA, SMOOTHEST, VALUES
from pixviewer.model.units import pretty_number, pretty_unit
from pixviewer.model.workspace import Workspace


class ContourDialog(QDialog):
    """Shows what it changes at once; the pictures stay in reach."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Contours and Grid")
        self._view = workspace.view
        self._shown = workspace.linked.contouring.shown
        self.is_on = QCheckBox("Draw &contours of white light")
        self.rule = QComboBox()
        for name, title in RULES.items():
            self.rule.addItem(title, name)
        self.n = _whole(1, MOST_LEVELS, "Number of levels")
        self.first = _number(0.1, 1e5, 1, "Lowest level", " σ")
        self.factor = _number(1.05, 100.0, 2, "Each level over the one before", " ×")
        self.values = QLineEdit()
        self.values.setPlaceholderText("like 25, 40, 100")
        self.smoothing = _number(0.0, SMOOTHEST, 1, "Smoothing", " cells")
        self._problem = ""
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(3 * self.fontMetrics().height())
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.contour_colour = _ColourButton("Colour of the contours", "contour_colour", workspace)
        self.grid_colour = _ColourButton("Colour of the grid", "grid_colour", workspace)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (
            self.contour_colour,
            self.grid_colour,
            self.buttons.button(QDialogButtonBox.StandardButton.Close),
        ):
            if button is not None:
                button.setAutoDefault(False)  # Return in a field is for the field

        self._lay_out()
        self._show()

        self.is_on.toggled.connect(lambda on: self._change_overlays(has_contours=on))
        self.rule.activated.connect(lambda: self._change(rule=self.rule.currentData()))
        self.n.valueChanged.connect(lambda n: self._change(n=n))
        self.first.valueChanged.connect(lambda value: self._change(first=value))
        self.factor.valueChanged.connect(lambda value: self._change(factor=value))
        self.smoothing.valueChanged.connect(lambda value: self._change(smoothing=value))
        self.values.editingFinished.connect(self._on_values)
        self.buttons.rejected.connect(self.reject)
        self._view.events.overlays.connect(self._show)
        self._shown.events.sky.connect(self._tell)
        self.finished.connect(self._disconnect)

    def _lay_out(self) -> None:
        self.form = QFormLayout()
        for label, widget in (
            ("&Levels", self.rule), ("&Number of levels", self.n), ("Lo&west", self.first),
            ("&Each over the one before", self.factor), ("&Values", self.values),
            ("&Smoothing", self.smoothing),
        ):  # fmt: skip
            widget.setAccessibleName(label.replace("&", ""))
            self.form.addRow(label, widget)
        colours = QHBoxLayout()
        colours.addWidget(self.contour_colour)
        colours.addWidget(self.grid_colour)
        layout = QVBoxLayout(self)
        layout.addWidget(self.is_on)
        layout.addLayout(self.form)
        layout.addWidget(self.told)
        layout.addLayout(colours)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(340)

    def _disconnect(self) -> None:
        self._view.events.overlays.disconnect(self._show)
        self._shown.events.sky.disconnect(self._tell)

    # From the model

    def _show(self) -> None:
        levels = self._view.overlays.levels
        pairs: tuple[tuple[Any, Any], ...] = (
            (self.n, levels.n), (self.first, levels.first), (self.factor, levels.factor),
            (self.smoothing, levels.smoothing),
        )  # fmt: skip
        for widget, value in pairs:
            with QSignalBlocker(widget):
                if widget.value() != value:
                    widget.setValue(value)
        with QSignalBlocker(self.is_on), QSignalBlocker(self.rule):
            self.is_on.setChecked(self._view.overlays.has_contours)
            self.rule.setCurrentIndex(self.rule.findData(levels.rule))
        if not self.values.hasFocus():
            self.values.setText(", ".join(f"{value:g}" for value in levels.values))
        wanted = {SIGMA: (self.n, self.first, self.factor), PERCENT: (self.n,), VALUES: (self.values,)}
        for widget in (self.n, self.first, self.factor, self.values):
            self.form.setRowVisible(widget, widget in wanted[levels.rule])
        self.contour_colour.show_colour()
        self.grid_colour.show_colour()
        self._tell()

    def _tell(self) -> None:
        """Say which levels are drawn, in the unit of the image."""
        sky = self._shown.sky
        if self._problem:
            self.told.setText(self._problem)
            return
        if sky is None:
            self.told.setText("Levels are told here once contours are drawn.")
            return
        unit = f" {pretty_unit(sky.unit)}" if sky.unit else ""
        found = sky.statistics
        sky_level, sigma, peak = (pretty_number(v, 4) for v in (found.sky, found.sigma, found.peak))
        drawn = ", ".join(pretty_number(level, 4) for level in sky.levels) or "none below the peak"
        self.told.setText(f"Sky {sky_level}, σ {sigma}, peak {peak}{unit}\nLevels: {drawn}")

    # From the user

    def _change(self, **changes: Any) -> None:
        levels = self._view.overlays.levels
        try:
            changed = type(levels)(**{name: getattr(levels, name) for name in levels.__slots__} | changes)
        except ValueError as error:
            self._object(error)
            return
        self._problem = ""
        self._change_overlays(levels=changed, has_contours=True)

    def _change_overlays(self, **changes: Any) -> None:
        self._view.overlays = self._view.overlays.with_changes(**changes)

    def _on_values(self) -> None:
        try:
            values = _parsed(self.values.text())
        except ValueError as error:
            self._object(error)
            return
        self._problem = ""
        self._change(values=values)
        self._tell()

    def _object(self, error: ValueError) -> None:
        """Say what is wrong, until it is mended."""
        self._problem = f"{str(error)[:1].upper()}{str(error)[1:]}"
        self._tell()


class _ColourButton(QPushButton):
    """Shows a colour of the overlays, and asks for another."""

    def __init__(self, title: str, name: str, workspace: Workspace) -> None:
        super().__init__(f"{title}…")
        self._title, self._name, self._view = title, name, workspace.view
        self.clicked.connect(self._ask)

    def show_colour(self) -> None:
        """Show the present one."""
        picture = QPixmap(14, 14)
        picture.fill(QColor(getattr(self._view.overlays, self._name)))
        self.setIcon(QIcon(picture))

    def _ask(self) -> None:
        asked = QColorDialog(QColor(getattr(self._view.overlays, self._name)), self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(self._title)
        asked.colorSelected.connect(self._take)
        asked.open()

    def _take(self, colour: QColor) -> None:
        self._view.overlays = self._view.overlays.with_changes(**{self._name: colour.name()})


def _parsed(text: str) -> tuple[float, ...]:
    words = [word for word in re.split(r"[;,\s]+", text.replace("−", "-")) if word]
    try:
        values = tuple(float(word) for word in words)
    except ValueError:
        raise ValueError(f"{text.strip()!r} are no levels; write numbers, like 25, 40, 100") from None
    if any(abs(value) == float("inf") or value != value for value in values):
        raise ValueError("Levels are finite numbers, like 25, 40, 100")
    return values


def _number(low: float, high: float, decimals: int, name: str, suffix: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setDecimals(decimals)
    box.setSingleStep(0.5)
    box.setSuffix(suffix)
    box.setAccessibleName(name)
    box.setKeyboardTracking(False)
    return box


def _whole(low: int, high: int, name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setAccessibleName(name)
    box.setKeyboardTracking(False)
    return box
