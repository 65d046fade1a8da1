"""Decoded rows as a table model: sorted in place, and copied as they are seen."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from pixviewer.gui import theme
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.row_list import RowPage

_Role = Qt.ItemDataRole

# Name of the column, header, what stands under the mouse; what follows these comes under its own name.
FIELDS = (
    ("row", "Row", "Number of the row in the table, from 0"),
    ("group", "Group", "Group of flagged pixels that touch on the detector, within a slice"),
    ("flag_names", "Flags", "Flags in words"),
    ("ifu", "IFU", "IFU, 1 to 24"),
    ("slice", "Sl. CCD", "Slice on the CCD, 1 to 48 from the left"),
    ("slice_sky", "Sl. sky", "Slice in the order on the sky"),
    ("stack", "Stack", "Stack, 1 = left to 4 = right"),
    ("x_det", "CCD x", "Detector column, from 0"),
    ("y_det", "CCD y", "Detector row, from 0"),
    ("wave", "λ [Å]", "Wavelength"),
    ("data", "Value", "Value"),
    ("variance", "Variance", "Variance of the value"),
    ("ra", "RA", "Right ascension"),
    ("dec", "Dec", "Declination"),
    ("xi", "Δα [″]", "Offset to the east from the reference point"),
    ("eta", "Δδ [″]", "Offset to the north"),
    ("exposure", "Exp", "Exposure, from 1"),
    ("flags", "dq", "Flags as a number"),
    ("x", "xpos", "Position as in the file"),
    ("y", "ypos", "Position as in the file"),
    ("origin", "origin", "Origin as in the file"),
)
_PIXEL_HEADERS = {"ra": "x [pix]", "dec": "y [pix]", "xi": "x [pix]", "eta": "y [pix]"}
_FORMATS = {"wave": "{:.3f}", "xi": "{:+.3f}", "eta": "{:+.3f}", "x": "{:.8g}", "y": "{:.8g}"}


class RowTable(QAbstractTableModel):
    """A page of rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.page: RowPage | None = None
        self.order: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.fields: list[tuple[str, str, str]] = []
        self.is_sky = True
        self._sorted: tuple[str, Qt.SortOrder] | None = None

    def set_page(self, page: RowPage | None, *, is_sky: bool = True) -> None:
        """Show other rows, sorted as those before."""
        self.beginResetModel()
        self.page, self.is_sky = page, is_sky
        self.fields = [] if page is None else _fields_of(page)
        self._reorder()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; −1 for the order of the table."""
        self.layoutAboutToBeChanged.emit()
        self._sorted = (self.fields[column][0], order) if 0 <= column < len(self.fields) else None
        self._reorder()
        self.layoutChanged.emit()

    def number_at(self, i: int) -> int | None:
        """Row number of a line."""
        if self.page is None or not 0 <= i < self.order.size:
            return None
        return int(self.page.columns["row"][self.order[i]])

    def line_of(self, number: int) -> int | None:
        """Line of a row number."""
        if self.page is None:
            return None
        found = np.flatnonzero(self.page.columns["row"][self.order] == number)
        return int(found[0]) if found.size else None

    def _reorder(self) -> None:
        n = 0 if self.page is None else self.page.n_row
        self.order = np.arange(n)
        if self.page is None or self._sorted is None or self._sorted[0] not in self.page.columns:
            return
        name, order = self._sorted
        self.order = np.argsort(self.page.columns[name], kind="stable")
        if order == Qt.SortOrder.DescendingOrder:
            self.order = self.order[::-1]

    # --- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the rows of the page."""
        return 0 if parent.isValid() else self.order.size

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Head the columns."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.fields):
            return None
        name, header, tip = self.fields[section]
        if role == _Role.DisplayRole:
            return header if self.is_sky else _PIXEL_HEADERS.get(name, header)
        return f"{tip}; click to sort" if role == _Role.ToolTipRole else None

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """One field."""
        if not index.isValid() or self.page is None:
            return None
        name, i = self.fields[index.column()][0], self.order[index.row()]
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return self._text(name, self.page.columns[name][i])
        if role == _Role.TextAlignmentRole and name != "flag_names":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole and name in ("flag_names", "flags") and self.page.columns["flags"][i]:
            return QColor(theme.colours().bad)
        return None

    def _text(self, name: str, value: Any) -> str:
        if name == "flag_names":
            return str(value) or "good"
        if self.is_sky and name == "ra":
            return hms(float(value), 3)
        if self.is_sky and name == "dec":
            return dms(float(value), 2)
        if isinstance(value, (np.floating, float)):
            return _FORMATS.get(name, "{:.6g}").format(float(value)).replace("-", "−")
        return str(value)


def _fields_of(page: RowPage) -> list[tuple[str, str, str]]:
    known = {name for name, *_ in FIELDS}
    further = [(name, name, f"Column {name} of the table") for name in page.columns if name not in known]
    return [field for field in FIELDS if field[0] in page.columns] + further
