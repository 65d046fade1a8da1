"""Regions as a table model: how each field is written, read back, and refused."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap

from pixviewer.gui import fonts, theme
from pixviewer.gui.canvas.items import Key
from pixviewer.model.coordinates import dms, hms, parse_position
from pixviewer.model.regions import ROLES, drawn_colour
from pixviewer.model.typed_units import parse_length, parse_wave
from pixviewer.model.units import parse_number, pretty_count

_Role = Qt.ItemDataRole
_NOT_YET = "…"


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region as a row of the table.

    ``ra``, ``dec`` are degrees and ``size`` arcsec (all pixels for a pixel-state table); None stands for
    what the region does not have, or what is not counted yet. ``size`` of an annulus is its outer radius.
    """

    id: Key
    name: str
    shape_kind: str
    ra: float | None
    dec: float | None
    size: float | None
    wave_low: float | None = None
    wave_high: float | None = None
    n_row: int | None = None
    n_good: int | None = None
    n_bad: int | None = None
    colour: str = "#00d7ff"
    visible: bool = True
    locked: bool = False
    role: str = "source"
    group: str = ""
    criteria: str = ""
    mean: float | None = None
    sigma: float | None = None
    median: float | None = None
    snr: float | None = None
    inner: float | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: a field of `RegionRow`, its header, and what stands under the mouse."""

    name: str
    header: str
    tip: str
    editable: bool = True


MANY = 50  # rows that are announced cell by cell at most
MEASURES = ("mean", "sigma", "median", "snr")
WORDS = ("name", "shape_kind", "role", "group", "criteria")
FIELDS = (
    Field("name", "Name", "Name of the region; the box shows and hides it"),
    Field("shape_kind", "Shape", "Circle, square or annulus", editable=False),
    Field("ra", "RA", "Right ascension of the centre, as 22:32:57.01, 22h32m57s or degrees"),
    Field("dec", "Dec", "Declination of the centre, as −60:34:05.8 or degrees"),
    Field("size", "Size [″]", "Radius of a circle, half the side of a square, outer radius of an annulus"),
    Field("inner", "Inner [″]", "Inner radius of an annulus"),
    Field("wave_low", "λ from [Å]", "Lowest wavelength, included; empty for all"),
    Field("wave_high", "λ to [Å]", "Highest wavelength, excluded; empty for all"),
    Field("n_row", "Rows", "Rows of the table inside", editable=False),
    Field("n_good", "Good", "Rows without any flag", editable=False),
    Field("n_bad", "Bad", "Flagged rows", editable=False),
    Field("mean", "Mean", "Mean of the good rows, above the background if there is one", editable=False),
    Field("sigma", "σ of mean", "Standard error of the mean, from the variances", editable=False),
    Field("median", "Median", "Median of the good rows, above the background", editable=False),
    Field("snr", "S/N", "Mean over its standard error", editable=False),
    Field("role", "Role", "source, background, exclude or annotation"),
    Field("group", "Group", "Groups, with commas between; tags of region files"),
    Field(
        "criteria",
        "Criteria",
        "Criteria besides place and wavelength; Edit Numbers… changes them",
        editable=False,
    ),
)
COLUMNS = {field.name: i for i, field in enumerate(FIELDS)}
_PIXEL_HEADERS = {"ra": "x [pix]", "dec": "y [pix]", "size": "Size [pix]", "inner": "Inner [pix]"}


class RegionTable(QAbstractTableModel):
    """The rows; edits are checked, announced, and shown only when they come back by `set_rows`."""

    edited = pyqtSignal(object, str, object)
    refused = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RegionRow] = []
        self._sort: tuple[str, bool] | None = None
        self._places: dict[Key, int] | None = None  # of thousands of rows, looked up one by one
        self.is_sky = True
        self.sexagesimal = True

    def set_rows(self, rows: Sequence[RegionRow]) -> bool:
        """Show these rows; False when only values have changed, and selection and editors stay."""
        before, self_rows = self._rows, self._sorted(rows)
        if [r.id for r in before] != [r.id for r in self_rows]:
            self.beginResetModel()
            self._rows, self._places = self_rows, None
            self.endResetModel()
            return True
        self._rows = self_rows
        pairs = enumerate(zip(before, self_rows, strict=True))
        changed = {i: _changed_columns(old, new) for i, (old, new) in pairs if old is not new}
        if len(changed) > MANY:
            self._announce_together(changed)
            return False
        # Cell by cell: an open editor takes the value of its cell again whenever that is announced.
        for i, columns in changed.items():
            for column in columns:
                self.dataChanged.emit(self.index(i, column), self.index(i, column))
        return False

    def _announce_together(self, changed: dict[int, set[int]]) -> None:
        """Announce many rows column by column: cell by cell, thousands would take a second."""
        first, last = min(changed), max(changed)
        for column in sorted(set().union(*changed.values())):
            self.dataChanged.emit(self.index(first, column), self.index(last, column))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; by none as they were made."""
        is_falling = order == Qt.SortOrder.DescendingOrder
        self._sort = (FIELDS[column].name, is_falling) if 0 <= column < len(FIELDS) else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        idents = [self._rows[index.row()].id for index in before]
        self._rows, self._places = self._sorted(self._rows), None
        places = {row.id: i for i, row in enumerate(self._rows)}
        after = [
            self.index(places[ident], index.column()) for ident, index in zip(idents, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sorted(self, rows: Sequence[RegionRow]) -> list[RegionRow]:
        if self._sort is None:
            return list(rows)
        name, is_falling = self._sort
        known = [row for row in rows if getattr(row, name) not in (None, "")]
        unknown = [row for row in rows if getattr(row, name) in (None, "")]
        return sorted(known, key=lambda row: getattr(row, name), reverse=is_falling) + unknown

    def change_style(self, *, is_sky: bool | None = None, sexagesimal: bool | None = None) -> None:
        """Write positions another way."""
        self.is_sky = self.is_sky if is_sky is None else is_sky
        self.sexagesimal = self.sexagesimal if sexagesimal is None else sexagesimal
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(FIELDS) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(FIELDS) - 1))

    def row(self, i: int) -> RegionRow:
        """One row."""
        return self._rows[i]

    def row_of(self, region: Key | None) -> int | None:
        """Where a region is."""
        if self._places is None or len(self._places) != len(self._rows):
            self._places = {row.id: i for i, row in enumerate(self._rows)}
        found = None if region is None else self._places.get(region)
        return found if found is not None and self._rows[found].id == region else None

    # --- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the regions."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the fields."""
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Head the columns."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == _Role.DisplayRole else None
        field = FIELDS[section]
        if role == _Role.DisplayRole:
            return field.header if self.is_sky else _PIXEL_HEADERS.get(field.name, field.header)
        return field.tip if role == _Role.ToolTipRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Say what can be edited: a locked region only its name."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return flags
        field, row = FIELDS[index.column()], self._rows[index.row()]
        is_missing = field.name == "inner" and row.inner is None
        if field.editable and not is_missing and (field.name == "name" or not row.locked):
            flags |= Qt.ItemFlag.ItemIsEditable
        if field.name == "name":
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """Write a cell."""
        if not index.isValid():
            return None
        field, row = FIELDS[index.column()], self._rows[index.row()]
        if role in (_Role.DisplayRole, _Role.EditRole):
            return self._text(row, field.name, for_edit=role == _Role.EditRole)
        if role == _Role.TextAlignmentRole and field.name not in WORDS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and field.name in ("ra", "dec"):
            return fonts.mono_font()
        if role == _Role.FontRole and row.locked:
            font = QFont(fonts.text_font())
            font.setItalic(True)
            return font
        if field.name == "name" and role == _Role.DecorationRole:
            return swatch(drawn_colour(row.colour))
        if field.name == "name" and role == _Role.CheckStateRole:
            return Qt.CheckState.Checked if row.visible else Qt.CheckState.Unchecked
        if role == _Role.ForegroundRole and field.name == "n_bad" and row.n_bad:
            return QColor(theme.colours().bad)
        if role == _Role.ToolTipRole:
            locked = " (locked)" if row.locked else ""
            return f"{row.role} region{f' “{row.name}”' if row.name else ''}{locked}: {field.tip}"
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = _Role.EditRole) -> bool:
        """Check what was typed, and announce it or refuse it."""
        if not index.isValid():
            return False
        row, field = self._rows[index.row()], FIELDS[index.column()]
        if role == _Role.CheckStateRole:
            self.edited.emit(row.id, "visible", Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != _Role.EditRole or str(value) == self._text(row, field.name, for_edit=True):
            return False
        try:
            new = self._read(row, field.name, str(value))
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.refused.emit("")
        self.edited.emit(row.id, field.name, new)
        return True

    def _text(self, row: RegionRow, name: str, *, for_edit: bool) -> str:
        value = getattr(row, name)
        if name in WORDS:
            return str(value)
        if name in MEASURES:
            return "–" if value is None or math.isnan(value) else _measured(value)
        if name in ("n_row", "n_good", "n_bad") and row.role == "annotation":
            return "–"
        if name in ("n_row", "n_good", "n_bad"):
            return _NOT_YET if value is None else pretty_count(value)
        if value is None:
            return "" if for_edit else "all" if name.startswith("wave") else "–"
        if name in ("ra", "dec") and self.is_sky:
            if self.sexagesimal:
                text = hms(value, 3) if name == "ra" else dms(value, 2)
            else:
                text = f"{value:.7f}"
            return text if for_edit else text.replace("-", "−")
        digits = 2 if name.startswith("wave") or not self.is_sky else 3
        text = f"{value:.{digits}f}"
        return text if for_edit else text.replace("-", "−")

    def _read(self, row: RegionRow, name: str, text: str) -> Any:
        readers: dict[str, Callable[[], Any]] = {
            "name": lambda: _name(text),
            "ra": lambda: parse_position(f"{text}, 0")[0] if self.is_sky else parse_number(text, "x"),
            "dec": lambda: parse_position(f"0, {text}")[1] if self.is_sky else parse_number(text, "y"),
            "size": lambda: _radius(text, "the size", row.inner, None, is_sky=self.is_sky),
            "inner": lambda: _radius(text, "the inner radius", None, row.size, is_sky=self.is_sky),
            "wave_low": lambda: _wave(text, None, row.wave_high),
            "wave_high": lambda: _wave(text, row.wave_low, None),
            "role": lambda: _role(text),
            "group": lambda: tuple(dict.fromkeys(g.strip() for g in text.split(",") if g.strip())),
        }
        try:
            return readers[name]()
        except ValueError as error:
            if name in ("ra", "dec") and self.is_sky and "within" not in str(error):
                example = "22:32:57.01 or 338.2375" if name == "ra" else "−60:34:05.8 or −60.5683"
                raise ValueError(
                    f"“{text.strip()}” is no {'RA' if name == 'ra' else 'Dec'}; write it like {example}"
                ) from error
            raise


def _changed_columns(old: RegionRow, new: RegionRow) -> set[int]:
    changed = {
        field.name for field in fields(RegionRow) if getattr(old, field.name) != getattr(new, field.name)
    }
    if "locked" in changed:
        return set(range(len(FIELDS)))
    # What has no column of its own is shown beside the name.
    return {COLUMNS.get(name, COLUMNS["name"]) for name in changed}


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("a region needs a name")
    return text.strip()


def _role(text: str) -> str:
    found = [role for role in ROLES if role.startswith(text.strip().lower())]
    if not text.strip() or len(found) != 1:
        raise ValueError(f"a role is {', '.join(ROLES)}, got “{text.strip()}”")
    return found[0]


def _radius(text: str, what: str, inner: float | None, outer: float | None, *, is_sky: bool) -> float:
    value = parse_length(text, what, is_sky=is_sky)
    if (inner is not None and value <= inner) or (outer is not None and value >= outer):
        bound = f"above the inner radius {inner:g}" if inner is not None else f"below the outer one {outer:g}"
        raise ValueError(f"{what} must be {bound}, got “{text.strip()}”")
    return value


def _wave(text: str, low: float | None, high: float | None) -> float | None:
    if not text.strip():
        return None
    value = parse_wave(text, "the wavelength")
    if (low is not None and value <= low) or (high is not None and value >= high):
        bound = f"above {low:.2f}" if low is not None else f"below {high:.2f}"
        raise ValueError(f"the wavelength must be {bound} Å, got “{text.strip()}”")
    return value


def swatch(colour: str, side: int = 12) -> QIcon:
    """Small square of a colour, with a border that shows on any background."""
    picture = QPixmap(side, side)
    picture.fill(QColor(colour))
    painter = QPainter(picture)
    painter.setPen(QPen(QColor("#808080"), 1))
    painter.drawRect(0, 0, side - 1, side - 1)
    painter.end()
    return QIcon(picture)


def _measured(value: float) -> str:
    """Four digits, and all of those before the point while there are no more than six."""
    text = f"{value:.0f}" if 1e4 <= abs(value) < 1e6 else f"{value:.4g}"
    return text.replace("-", "−")
