"""Slices to look at as a table model: one line each, coloured and marked by what was decided."""

import math
from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor

from pixviewer.core.calib.deciding import DECISIONS, EXCLUDE, HALF, KEEP, ONE
from pixviewer.gui import theme
from pixviewer.model.selfcal.ranking import Line, Place

_Role = Qt.ItemDataRole

# Symbols of decisions: colour alone tells nobody who does not see it.
MARKS = {KEEP: "✓", HALF: "½", ONE: "1", EXCLUDE: "✕", "": ""}

# Name, head, what stands under the mouse, order of the ranking that a click on the head asks for.
FIELDS = (
    ("decision", "", "What was decided: ✓ keep, ½ half-IFU level, 1 set to one, ✕ excluded", "decision"),
    ("ifu", "IFU", "IFU, 1 to 24", "place"),
    ("slice", "Sl.", "Slice on the CCD, 1 to 48 from the left", "place"),
    ("sigma", "σ", "How far off as estimated, in predicted errors", "sigma"),
    ("off", "off %", "Slice median over that of the field as estimated, where that is farthest off", "off"),
    ("why", "Why", "What is known of the cause", "why"),
    ("off_now", "now %", "The same with what was decided", "off_now"),
    ("note", "Note", "Why it was decided so", "note"),
)  # fmt: skip
NUMBERS = ("ifu", "slice", "sigma", "off", "off_now")
# Of these the largest comes first, which Qt calls descending.
_DESCENDING = ("sigma", "off", "off_now")


class VerdictTable(QAbstractTableModel):
    """Lines in the order that was chosen: a click on a head asks for another."""

    orderRequested = pyqtSignal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def place_at(self, i: int) -> Place | None:
        """IFU and slice of a line."""
        return self.lines[i].place if 0 <= i < len(self.lines) else None

    def line_of(self, place: Place) -> int | None:
        """Line of a slice."""
        return next((i for i, line in enumerate(self.lines) if line.place == place), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order."""
        if 0 <= column < len(FIELDS):
            key = FIELDS[column][3]
            is_usual = (order == Qt.SortOrder.DescendingOrder) == (key in _DESCENDING)
            self.orderRequested.emit(key, not is_usual)

    # --- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Head the columns."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(FIELDS):
            return None
        if role == _Role.DisplayRole:
            return FIELDS[section][1]
        if role == _Role.AccessibleTextRole:
            return FIELDS[section][1] or "Decision"
        return f"{FIELDS[section][2]}; click to sort" if role == _Role.ToolTipRole else None

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """One field."""
        if not index.isValid():
            return None
        name, line = FIELDS[index.column()][0], self.lines[index.row()]
        if role == _Role.DisplayRole:
            return text_of(line, name)
        if role == _Role.ToolTipRole:
            return tip_of(line, name)
        if role == _Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if name in NUMBERS else Qt.AlignmentFlag.AlignLeft
            side = Qt.AlignmentFlag.AlignHCenter if name == "decision" else side
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole and name == "decision":
            colours = theme.colours()
            return QColor({KEEP: colours.good, EXCLUDE: colours.bad}.get(line.decision, colours.warning))
        return None


def text_of(line: Line, name: str) -> str:
    """What a field shows."""
    if name == "decision":
        return MARKS[line.decision]
    if name in ("off", "off_now"):
        return percent(getattr(line, name))
    if name == "sigma":
        return f"{line.sigma:.{0 if line.sigma >= 100 else 1}f}" if math.isfinite(line.sigma) else "–"
    return {"ifu": str(line.ifu), "slice": str(line.slice_no), "why": line.why, "note": line.note}[name]


def tip_of(line: Line, name: str) -> str:
    """What stands under the mouse."""
    if name == "why":
        return "\n".join(line.reasons) or line.why
    if name == "decision":
        return DECISIONS[line.decision] if line.decision else "nothing decided yet"
    return line.note if name == "note" else f"{line.name}, {where(line)}"


def where(line: Line) -> str:
    """The bin of a line, in words."""
    if not line.bin_no:
        return "measured in no bin"
    return f"bin {line.bin_no}: {line.wave[0]:.0f}–{line.wave[1]:.0f} Å"


def percent(value: float) -> str:
    """A share in per cent with its sign, in three or four digits."""
    n_digit = 2 if abs(value) < 0.1 else 1 if abs(value) < 1.0 else 0
    return f"{100 * value:+.{n_digit}f}".replace("-", "−") if math.isfinite(value) else "–"
