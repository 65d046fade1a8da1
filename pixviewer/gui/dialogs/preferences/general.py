"""Colours, size of the font, and what a start brings back."""

from typing import ClassVar

from PyQt6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from pixviewer.gui import fonts
from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.model.preferences import LARGEST_FONT, SMALLEST_FONT, THEMES, Preferences
from pixviewer.model.workspace import Workspace

THEME_TITLES = {"light": "Light", "dark": "Dark", "system": "As the system"}


class GeneralPage(Page):
    """Theme, font and start."""

    title: ClassVar[str] = "General"
    names: ClassVar[tuple[str, ...]] = ("theme", "font_size", "restores_arrangement")

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.theme = QComboBox()
        for name in THEMES:
            self.theme.addItem(THEME_TITLES[name], name)
        self.theme.setToolTip("Where the system does not tell light from dark, light")
        self.font_size = QDoubleSpinBox()
        # One step below the smallest size stands for the size that the system has.
        self.font_size.setRange(SMALLEST_FONT - 1.0, LARGEST_FONT)
        self.font_size.setDecimals(1)
        self.font_size.setSuffix(" pt")
        self.font_size.setSpecialValueText(f"As the system ({fonts.platform_size():g} pt)")
        self.restores = QCheckBox("&Begin with the arrangement of the last time")
        self.form.addRow("&Theme", self.theme)
        self.form.addRow("&Size of the font", self.font_size)
        self.form.addRow("", self.restores)

        self.theme.activated.connect(lambda: self.change(theme=self.theme.currentData()))
        self.font_size.valueChanged.connect(self._on_size)
        self.restores.clicked.connect(lambda is_on: self.change(restores_arrangement=is_on))
        self.follow()

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields."""
        self.theme.setCurrentIndex(self.theme.findData(value.theme))
        self.font_size.blockSignals(True)
        self.font_size.setValue(value.font_size or self.font_size.minimum())
        self.font_size.blockSignals(False)
        self.restores.setChecked(value.restores_arrangement)

    def _on_size(self, size: float) -> None:
        self.change(font_size=size if size >= SMALLEST_FONT else 0.0)
