"""Markers as a table model: sorted by any column, with notes to write in."""

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QColor

from pixviewer.gui import theme
from pixviewer.model.marking.marker import Marker, texts_of

_Role = Qt.ItemDataRole

# Field, header, what stands under the mouse.
FIELDS = (
    ("number", "#", "Number beside the cross"),
    ("note", "Note", "Your own words: double-click or F2 to write"),
    ("ra", "RA", "Right ascension"),
    ("dec", "Dec", "Declination"),
    ("xi", "Δα [″]", "Offset to the east from the reference point"),
    ("eta", "Δδ [″]", "Offset to the north"),
    ("wave", "λ [Å]", "Wavelength"),
    ("value", "Value", "Value of the row"),
    ("sigma", "σ", "Standard deviation of the value"),
    ("ifu", "IFU", "IFU, 1 to 24"),
    ("slice_ccd", "Sl. CCD", "Slice on the CCD, 1 to 48 from the left"),
    ("slice_sky", "Sl. sky", "Slice in the order on the sky"),
    ("x_det", "CCD x", "Detector column, from 0"),
    ("y_det", "CCD y", "Detector row, from 0"),
    ("exposure", "Exp", "Exposure, from 1"),
    ("flags", "Flags", "Flags in words"),
    ("row", "Row", "Number of the row in the table, from 0"),
)
_PIXEL_HEADERS = {"xi": "x [pix]", "eta": "y [pix]"}
_HIDDEN_IN_PIXELS = ("ra", "dec")
NOTE = 1


class MarkerTable(QAbstractTableModel):
    """All markers."""

    noteWritten = pyqtSignal(int, str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.markers: list[Marker] = []
        self._texts: list[dict[str, str]] = []
        self._sorted: tuple[str, bool] | None = None
        self.is_sky = True

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Columns that are shown."""
        return [field for field in FIELDS if self.is_sky or field[0] not in _HIDDEN_IN_PIXELS]

    def set_markers(self, markers: Sequence[Marker], *, is_sky: bool) -> None:
        """Show these markers, sorted as those before."""
        self.beginResetModel()
        self.is_sky = is_sky
        self.markers = list(markers)
        self._order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self.layoutAboutToBeChanged.emit()
        is_down = order == Qt.SortOrder.DescendingOrder
        self._sorted = (self.fields[column][0], is_down) if 0 <= column < len(self.fields) else None
        self._order()
        self.layoutChanged.emit()

    def _order(self) -> None:
        name, is_down = self._sorted or ("number", False)

        def key(marker: Marker) -> tuple[bool, Any]:
            value = getattr(marker, name)
            return (value is None) != is_down, 0 if value is None else value

        self.markers.sort(key=key, reverse=is_down)
        self._texts = [texts_of(marker) for marker in self.markers]

    def number_at(self, line: int) -> int | None:
        """Number of the marker of a line."""
        return self.markers[line].number if 0 <= line < len(self.markers) else None

    def line_of(self, number: int) -> int | None:
        """Line of a marker."""
        return next((i for i, marker in enumerate(self.markers) if marker.number == number), None)

    # --- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the markers."""
        return 0 if parent.isValid() else len(self.markers)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Let notes be written."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NOTE else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Head the columns."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.fields):
            return None
        name, header, tip = self.fields[section]
        if role == _Role.DisplayRole:
            return header if self.is_sky else _PIXEL_HEADERS.get(name, header)
        return tip if role == _Role.ToolTipRole else None

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """One field."""
        if not index.isValid():
            return None
        name = self.fields[index.column()][0]
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.EditRole):
            return self._texts[index.row()][name]
        if role == _Role.TextAlignmentRole and name not in ("note", "flags"):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole and name == "flags":
            return None if self.markers[index.row()].flags in ("good", "") else QColor(theme.colours().bad)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = _Role.EditRole) -> bool:
        """Take a note."""
        number = self.number_at(index.row())
        if role != _Role.EditRole or index.column() != NOTE or number is None:
            return False
        self.noteWritten.emit(number, str(value))
        return True
