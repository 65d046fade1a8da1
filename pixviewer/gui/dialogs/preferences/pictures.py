"""Colours of what is no value, and the favourite colour maps."""

from functools import partial
from typing import ClassVar

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPixmap
from PyQt6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.gui.widgets.map_swatch import map_icon
from pixviewer.model.colour_maps import colour_map_label
from pixviewer.model.favourite_maps import known_maps
from pixviewer.model.preferences import Preferences
from pixviewer.model.workspace import Workspace

SWATCH = QSize(90, 14)
COLOURS = {
    "blank_colour": ("&No data", "Colour of cells without rows"),
    "bad_colour": ("&Bad pixels", "Colour of cells whose rows are all flagged"),
}


class PicturesPage(Page):
    """Two colours, and a list of favourites to sort and to shorten."""

    title: ClassVar[str] = "Pictures"
    names: ClassVar[tuple[str, ...]] = ("blank_colour", "bad_colour", "favourite_maps")

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.colours: dict[str, QPushButton] = {}
        for name, (label, tip) in COLOURS.items():
            button = QPushButton()
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._on_colour, name))
            self.form.addRow(label, button)
            self.colours[name] = button
        self.maps = QListWidget()
        self.maps.setAccessibleName("Favourite colour maps")
        self.maps.setIconSize(SWATCH)
        self.up, self.down = _button("&Up", "Name it earlier"), _button("&Down", "Name it later")
        self.remove = _button("Re&move", "Have it as a favourite no longer (Del)")
        self._lay_out()
        self.maps.currentRowChanged.connect(self._show_buttons)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._on_remove)
        self.follow()

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        for button in (self.up, self.down, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(self.maps, 1)
        line.addLayout(buttons)
        title = QLabel("&Favourite colour maps")
        title.setBuddy(self.maps)
        self.column.addWidget(title)
        self.column.addLayout(line, 1)
        self.add_note(
            "Colour ▸ More Maps… shows all maps; what is a favourite there is named first in menus."
        )

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields."""
        for name, button in self.colours.items():
            colour = getattr(value, name)
            patch = QPixmap(28, 14)
            patch.fill(QColor(colour))
            button.setIcon(QIcon(patch))
            button.setIconSize(QSize(28, 14))
            button.setText(colour)
        row = self.maps.currentRow()
        self.maps.clear()
        for name in known_maps(value.favourite_maps):
            icon = map_icon(name, SWATCH.width(), SWATCH.height())
            item = QListWidgetItem(icon, colour_map_label(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.maps.addItem(item)
        self.maps.setCurrentRow(min(max(row, 0), self.maps.count() - 1))
        self._show_buttons()

    def _show_buttons(self) -> None:
        row, n = self.maps.currentRow(), self.maps.count()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < n - 1)
        self.remove.setEnabled(row >= 0)

    @property
    def _favourites(self) -> list[str]:
        return list(known_maps(self.preferring.value.favourite_maps))

    def _move(self, step: int) -> None:
        row, names = self.maps.currentRow(), self._favourites
        names.insert(row + step, names.pop(row))
        self.change(favourite_maps=tuple(names))
        self.maps.setCurrentRow(row + step)

    def _on_remove(self) -> None:
        names = self._favourites
        del names[self.maps.currentRow()]
        self.change(favourite_maps=tuple(names))

    def _on_colour(self, name: str) -> None:
        dialog = QColorDialog(QColor(getattr(self.preferring.value, name)), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(COLOURS[name][1])
        dialog.colorSelected.connect(lambda colour: self.change(**{name: colour.name()}))
        dialog.open()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
