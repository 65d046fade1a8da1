"""Strip of controls above a view: what is shown, and how it is coloured."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QEvent, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from pixviewer.gui import theme
from pixviewer.gui.widgets.fitting import keep_width
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.gui.widgets.map_swatch import map_icon
from pixviewer.gui.widgets.number_field import Check, NumberField, written
from pixviewer.model.colour_maps import colour_map_label, colour_map_name
from pixviewer.model.favourite_maps import offered_maps
from pixviewer.model.limit_rules import LIMITS, MOST_SIGMA, SKY_SIGMA, USER, limits_text
from pixviewer.model.stretches import STRETCHES
from pixviewer.model.units import pretty_unit

MORE = "more"  # stands for the catalogue
_TYPE_ANOTHER = "type another one to set limits of your own"


class _Combo(QComboBox):
    """A menu that a wheel over it does not change: one scrolls past it on the way to a view.

    What is chosen is shortened with an ellipsis where it does not fit.
    """

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the closed menu."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        style = self.style()
        if style is not None:
            part = QStyle.SubControl.SC_ComboBoxEditField
            room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
            if not option.currentIcon.isNull():
                room -= option.iconSize.width() + 8
            metrics = self.fontMetrics()
            text = metrics.elidedText(option.currentText or "", Qt.TextElideMode.ElideRight, room)
            option.currentText = text
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the wheel to others."""
        if event is not None:
            event.ignore()


class DisplayStrip(QWidget):
    """Quantity, stretch, limits, colour map, invert and the two limits as numbers.

    The strip wraps onto a second line in a narrow window.
    """

    # Only what the user changed: quantity, stretch, limits, n_sigma, cmap, invert, lo, hi.
    changed = pyqtSignal(dict)
    refused = pyqtSignal(str)  # why what was typed is not taken
    catalogueRequested = pyqtSignal()
    cutsRequested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._favourites: tuple[str, ...] = ()
        self._present = ""  # colour map in use
        self._quantity = self._combo("Quantity", "What is shown")
        self._stretch = self._combo("Stretch", "How values between the limits become shades")
        self._limits = self._combo("Limits", "How the lowest and the highest shade are found")
        self._cmap = self._combo("Colour map", "Colours from the lowest to the highest value")
        self._invert = QToolButton()
        self._cuts = _tool("cuts", "Cuts: histogram of the picture, with its limits to drag (Shift+L)")
        self._lo = _number("Lowest value", self._check_lo)
        self._hi = _number("Highest value", self._check_hi)
        self._n_sigma = _n_sigma_field()
        self._sigmas = _side_by_side(self._n_sigma, QLabel("σ"))
        self._sigmas.hide()
        self._fill()
        # Narrow enough for two views side by side; the open menu is as wide as its words.
        for combo, n in ((self._stretch, 8), (self._cmap, 6)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(n)
            menu = combo.view()
            if menu is not None:
                menu.setMinimumWidth(menu.sizeHintForColumn(0) + 24)

        layout = FlowLayout(self, gap=4)
        for widget in (
            self._quantity, self._stretch, self._limits, self._sigmas, _side_by_side(self._lo, self._hi),
            self._cmap, self._invert, self._cuts,
        ):  # fmt: skip
            layout.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_quantities([])

        for name, combo in (
            ("quantity", self._quantity),
            ("stretch", self._stretch),
            ("limits", self._limits),
            ("cmap", self._cmap),
        ):
            combo.activated.connect(self._teller(name, combo))
        self._cuts.clicked.connect(self.cutsRequested)
        self._invert.clicked.connect(lambda on: self.changed.emit({"invert": bool(on)}))
        for field in (self._lo, self._hi):
            field.entered.connect(self._on_typed)
        self._n_sigma.entered.connect(lambda n: self.changed.emit({"limits": SKY_SIGMA, "n_sigma": n}))
        for field in (self._lo, self._hi, self._n_sigma):
            field.refused.connect(self.refused)

    def set_quantities(self, quantities: Sequence[tuple[str, str]]) -> None:
        """Offer these (id, label) pairs; an empty list hides the menu."""
        before = self._quantity.currentData()
        with QSignalBlocker(self._quantity):
            self._quantity.clear()
            for key, label in quantities:
                self._quantity.addItem(label, key)
            self._quantity.setCurrentIndex(max(self._quantity.findData(before), 0))
        self._quantity.setVisible(bool(quantities))

    def set_state(
        self,
        *,
        quantity: str | None = None,
        stretch: str | None = None,
        limits: str | None = None,
        n_sigma: float | None = None,
        cmap: str | None = None,
        invert: bool | None = None,
        lo: float | None = None,
        hi: float | None = None,
        unit: str | None = None,
        categorical: bool | None = None,
    ) -> None:
        """Show what was decided elsewhere; None leaves a control alone.

        ``unit`` is as the file spells it; ``categorical`` greys out what has no meaning for categories.
        """
        known = None if cmap is None else colour_map_name(cmap)
        if known is not None and self._cmap.findData(known) < 0:
            self._fill_maps(known)
        for combo, value in (
            (self._quantity, quantity),
            (self._stretch, stretch),
            (self._limits, limits),
            (self._cmap, known),
        ):
            if value is not None:
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(combo.findData(value))
        if known is not None:
            self._present = known
        if limits is not None:
            self._sigmas.setVisible(limits == SKY_SIGMA)
        if n_sigma is not None:
            self._n_sigma.set_value(n_sigma)
            self._limits.setItemText(self._limits.findData(SKY_SIGMA), limits_text(SKY_SIGMA, n_sigma))
        if invert is not None:
            self._invert.setChecked(invert)
        for field, number in ((self._lo, lo), (self._hi, hi)):
            if number is not None:
                field.set_value(number)
        if unit is not None:
            for field in (self._lo, self._hi):
                what = f"{field.accessibleName()} [{pretty_unit(unit)}]" if unit else field.accessibleName()
                field.setToolTip(f"{what}: {_TYPE_ANOTHER}")
        if categorical is not None:
            for widget in (
                self._stretch, self._limits, self._n_sigma, self._cmap, self._invert, self._lo, self._hi,
            ):  # fmt: skip
                widget.setEnabled(not categorical)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_cuts"):
            theme.set_icon(self._invert, "invert")
            theme.set_icon(self._cuts, "cuts")

    def _fill(self) -> None:
        for name in STRETCHES:
            self._stretch.addItem(name, name)
        for name in LIMITS:
            self._limits.addItem(limits_text(name), name)
        self._cmap.setIconSize(QSize(30, 12))
        self._fill_maps()
        self._invert.setCheckable(True)
        self._invert.setAutoRaise(True)
        self._invert.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._invert.setToolTip("Invert the colour map")
        self._invert.setAccessibleName("Invert the colour map")
        theme.set_icon(self._invert, "invert")

    def leave_out(self, limits: str) -> None:
        """Do not offer some limits: they make no sense in this view."""
        self._limits.removeItem(self._limits.findData(limits))

    def set_favourites(self, names: Sequence[str]) -> None:
        """Name these colour maps first."""
        self._favourites = tuple(names)
        self._fill_maps(self._cmap.currentData() or "")

    def _fill_maps(self, present: str = "") -> None:
        first, others = offered_maps(self._favourites, present)
        with QSignalBlocker(self._cmap):
            self._cmap.clear()
            for name in first:
                self._cmap.addItem(_map_icon(name), f"★ {colour_map_label(name)}", name)
            if first:
                self._cmap.insertSeparator(self._cmap.count())
            for name in others:
                self._cmap.addItem(_map_icon(name), colour_map_label(name), name)
            self._cmap.insertSeparator(self._cmap.count())
            self._cmap.addItem("More maps…", MORE)
            self._present = present
            self._cmap.setCurrentIndex(max(self._cmap.findData(present), 0))

    @staticmethod
    def _combo(name: str, tip: str) -> QComboBox:
        combo = _Combo()
        combo.setAccessibleName(name)
        combo.setToolTip(f"{name}: {tip[0].lower()}{tip[1:]}")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return combo

    def _teller(self, name: str, combo: QComboBox) -> Callable[[int], None]:
        def tell(index: int) -> None:
            change: dict[str, Any] = {name: combo.itemData(index)}
            if change == {"cmap": MORE}:
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(max(combo.findData(self._present), 0))
                self.catalogueRequested.emit()
                return
            if change == {"limits": USER}:
                change |= self._typed()
            self.changed.emit(change)

        return tell

    def _typed(self) -> dict[str, float]:
        values = (("lo", self._lo.value), ("hi", self._hi.value))
        return {name: value for name, value in values if value is not None}

    def _on_typed(self, value: float) -> None:
        self.changed.emit({"limits": USER, **self._typed()})

    def _check_lo(self, value: float) -> None:
        if self._hi.value is not None and value >= self._hi.value:
            raise ValueError(
                f"the lowest value must be below the highest, {written(self._hi.value)}, got {written(value)}"
            )

    def _check_hi(self, value: float) -> None:
        if self._lo.value is not None and value <= self._lo.value:
            raise ValueError(
                f"the highest value must be above the lowest, {written(self._lo.value)}, got {written(value)}"
            )


def _side_by_side(*widgets: QWidget) -> QWidget:
    """Widgets that wrap onto the next line together."""
    both = QWidget()
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for widget in widgets:
        layout.addWidget(widget)
    return both


def _tool(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(tip)
    button.setAccessibleName(tip.partition(":")[0])
    theme.set_icon(button, icon)
    return button


def _number(name: str, check: Check) -> NumberField:
    field = NumberField(name, check=check)
    field.setToolTip(f"{name}: {_TYPE_ANOTHER}")
    keep_width(field, "−0.000e−00")
    return field


def _n_sigma_field() -> NumberField:
    field = NumberField("Number of σ", "the number of σ", _check_n_sigma)
    field.setToolTip("Number of σ about the level of the sky: type another one")
    keep_width(field, "00.000")
    return field


def _check_n_sigma(value: float) -> None:
    if not 0 < value <= MOST_SIGMA:
        raise ValueError(f"the number of σ must be above 0 and at most {MOST_SIGMA:g}, got {written(value)}")


def _map_icon(name: str) -> QIcon:
    return map_icon(name, 30, 12)
