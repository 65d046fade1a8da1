"""The catalogue of colour maps: search, filter, use, and choose favourites."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.widgets.map_swatch import map_icon
from pixviewer.model.colour_maps import colour_map_name
from pixviewer.model.map_catalogue import KINDS, MapEntry, found_maps

SWATCH = QSize(180, 16)
_NAME = Qt.ItemDataRole.UserRole


class ColourMapsDialog(QDialog):
    """All colour maps for numbers; stays open beside the window.

    Setters are silent; signals tell of the user's doings only.
    """

    mapChosen = pyqtSignal(str)
    favouriteToggled = pyqtSignal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Colour Maps")
        self._entries: Sequence[MapEntry] = ()
        self._favourites: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Name, kind or family")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the colour maps")
        self.kind = QComboBox()
        self.kind.setAccessibleName("Kind of map")
        self.kind.addItem("All kinds", "")
        for kind in KINDS:
            self.kind.addItem(kind.capitalize(), kind)
        self.safe = QCheckBox("Colour-&blind safe")
        self.safe.setToolTip(
            "Only maps whose colours usual and colour-blind eyes tell apart; they are marked ◐"
        )
        self.only_favourites = QCheckBox("&Favourites")
        self.list = QListWidget()
        self.list.setAccessibleName("Colour maps")
        self.list.setIconSize(SWATCH)
        self.list.setUniformItemSizes(True)
        self.note = QLabel("Looking at the maps…")
        self.use = QPushButton("&Use")
        self.use.setToolTip("Colour the view with this map (Enter, double click)")
        self.star = QPushButton("☆ Fa&vourite")
        self.star.setToolTip("Name this map first in every menu, or no longer")
        self.star.setCheckable(True)
        self.star.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.resize(620, 520)
        self.search.setFocus()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        for widget, stretch in ((self.search, 1), (self.kind, 0), (self.safe, 0), (self.only_favourites, 0)):
            filters.addWidget(widget, stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.star, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.use, QDialogButtonBox.ButtonRole.ActionRole)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        self.use.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(filters)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._show)
        self.kind.currentIndexChanged.connect(self._show)
        self.safe.toggled.connect(self._show)
        self.only_favourites.toggled.connect(self._show)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemDoubleClicked.connect(self._on_use)
        self.use.clicked.connect(self._on_use)
        self.star.clicked.connect(self._on_star)

    def set_entries(self, entries: Sequence[MapEntry], present: str = "") -> None:
        """Offer these maps, and choose the one in use."""
        self._entries = entries
        self._show()
        self._choose(colour_map_name(present) if present else "")

    def set_favourites(self, names: Sequence[str]) -> None:
        """Mark these maps."""
        self._favourites = tuple(names)
        self._show()

    @property
    def current(self) -> str:
        """Name of the map that is chosen, empty when none is."""
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item is not None else ""

    def _show(self) -> None:
        chosen = self.current
        found = found_maps(
            self._entries,
            self.search.text(),
            self.kind.currentData(),
            only_safe=self.safe.isChecked(),
            among=self._favourites if self.only_favourites.isChecked() else None,
        )
        # Favourites first, in their order.
        found.sort(key=lambda entry: self._rank(entry.name))
        self.list.clear()
        for entry in found:
            self.list.addItem(self._item(entry))
        self._choose(chosen)
        if self._entries:
            self.note.setText(
                f"{len(found)} of {len(self._entries)} maps · ★ favourite · ◐ colour-blind safe"
            )
        self._show_current()

    def _rank(self, name: str) -> int:
        return self._favourites.index(name) if name in self._favourites else len(self._favourites)

    def _item(self, entry: MapEntry) -> QListWidgetItem:
        star = "★ " if entry.name in self._favourites else ""
        safe = " · ◐" if entry.is_safe else ""
        icon = map_icon(entry.name, SWATCH.width(), SWATCH.height())
        item = QListWidgetItem(icon, f"{star}{entry.label} · {entry.kind}{safe}")
        item.setData(_NAME, entry.name)
        words = [
            entry.label,
            entry.kind,
            "colour-blind safe" if entry.is_safe else "",
            "favourite" if star else "",
        ]
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(word for word in words if word))
        return item

    def _choose(self, name: str) -> None:
        rows = [row for row in range(self.list.count()) if self._name_at(row) == name]
        self.list.setCurrentRow(rows[0] if rows else 0)

    def _name_at(self, row: int) -> str:
        item = self.list.item(row)
        return str(item.data(_NAME)) if item is not None else ""

    def _show_current(self) -> None:
        is_favourite = self.current in self._favourites
        self.star.setChecked(is_favourite)
        self.star.setText("★ Fa&vourite" if is_favourite else "☆ Fa&vourite")
        for button in (self.star, self.use):
            button.setEnabled(bool(self.current))

    def _on_use(self) -> None:
        if self.current:
            self.mapChosen.emit(self.current)

    def _on_star(self, is_one: bool) -> None:
        if self.current:
            self.favouriteToggled.emit(self.current, is_one)
