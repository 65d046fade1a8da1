"""Categories as a table: chosen or not, swatch and name, rows, shown or filtered out."""

from collections.abc import Mapping, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QIcon, QKeyEvent, QMouseEvent, QPainter, QPalette, QPixmap
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from pixviewer.model.legend.entries import Entry
from pixviewer.model.readout import rows_text

_Role = Qt.ItemDataRole
_HEADERS = ("Category", "Rows", "Filter")
_TIPS = (
    "Tick several to pick the rows of all of them",
    "Rows that pass the filters on anything else",
    "In: it passes the filters; out: it is left out. Ctrl+click or Ctrl+Enter changes that",
)
_SWATCH = QSize(26, 15)
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CTRL = Qt.KeyboardModifier.ControlModifier


def swatch_with_sign(entry: Entry, ratio: float, font: QFont) -> QIcon:
    """Colour of a category with its number on it, dark or light as can be read there."""
    pixmap = QPixmap(_SWATCH * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(*entry.colour))
    painter = QPainter(pixmap)
    small = QFont(font)
    small.setPixelSize(11)
    small.setBold(True)
    painter.setFont(small)
    painter.setPen(ink_on(entry.colour))
    painter.drawText(
        QRectF(0, 0, _SWATCH.width(), _SWATCH.height()), Qt.AlignmentFlag.AlignCenter, entry.sign
    )
    painter.end()
    return QIcon(pixmap)


def ink_on(colour: tuple[int, int, int]) -> QColor:
    """Black or white, whichever is read better on a colour."""
    red, green, blue = ((c / 255) ** 2.2 for c in colour)
    return QColor("#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 else "#ffffff")


class LegendModel(QAbstractTableModel):
    """Entries of a legend, and what is known of them."""

    toggled = pyqtSignal(int)  # label whose tick is set or taken away

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.entries: tuple[Entry, ...] = ()
        self._icons: list[QIcon] = []
        self._counts: Mapping[int, int] = {}
        self._chosen: frozenset[int] = frozenset()
        self._shown: frozenset[int] = frozenset()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other categories."""
        if tuple(entries) == self.entries:
            return
        self.beginResetModel()
        self.entries = tuple(entries)
        ratio, font = self._parent.devicePixelRatioF(), self._parent.font()
        self._icons = [swatch_with_sign(entry, ratio, font) for entry in entries]
        self.endResetModel()

    def set_state(self, counts: Mapping[int, int], chosen: frozenset[int], shown: frozenset[int]) -> None:
        """Show what is known of the categories."""
        self._counts, self._chosen, self._shown = counts, chosen, shown
        if self.entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, len(_HEADERS) - 1))

    def label_at(self, row: int) -> int | None:
        """Label of a line."""
        return self.entries[row].label if 0 <= row < len(self.entries) else None

    # --- Qt's questions

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the categories."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(_HEADERS)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Let the first column be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Head the columns."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(_HEADERS):
            return None
        return {_Role.DisplayRole: _HEADERS, _Role.ToolTipRole: _TIPS}.get(_Role(role), (None,) * 3)[section]

    def data(self, index: QModelIndex, role: int = _Role.DisplayRole) -> Any:
        """One field."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        is_shown = entry.label in self._shown
        if role == _Role.DisplayRole:
            return self._text(entry, index.column())
        if role == _Role.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if entry.label in self._chosen else Qt.CheckState.Unchecked
        if role == _Role.DecorationRole and index.column() == 0:
            return self._icons[index.row()]
        if role == _Role.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and not is_shown and index.column() == 0:
            font = QFont(self._parent.font())
            font.setStrikeOut(True)
            return font
        if role == _Role.ForegroundRole and not (is_shown and self._counts.get(entry.label, 1)):
            return self._parent.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            ticked = "picked, " if entry.label in self._chosen else ""
            state = "shown" if is_shown else "left out"
            return f"{entry.name}: {ticked}{state}, {self._text(entry, 1)} rows"
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = _Role.EditRole) -> bool:
        """Tick a category, or no longer."""
        label = self.label_at(index.row())
        if role != _Role.CheckStateRole or label is None:
            return False
        self.toggled.emit(label)
        return True

    def _text(self, entry: Entry, column: int) -> str:
        if column == 0:
            return entry.name
        if column == 1:
            n = self._counts.get(entry.label)
            return "…" if n is None else rows_text(n)
        return "in" if entry.label in self._shown else "out"


class _Ticks(QStyledItemDelegate):
    """Boxes that are seen on a dark ground, too: the style draws them in a darker shade of the window."""

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Lend the box the ink of the text."""
        super().initStyleOption(option, index)
        if option is not None:
            option.palette.setColor(QPalette.ColorRole.Window, option.palette.text().color())


class LegendTable(QTableView):
    """Categories to look at with the mouse or the arrow keys, to click and to tick.

    A click picks one alone; a tick adds it; Ctrl filters it out, or lets it pass again. Keys: Enter, Space
    and Ctrl+Enter.
    """

    glanced = pyqtSignal(object)  # label or None
    chosen = pyqtSignal(int)
    filtered = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = LegendModel(self)
        self.setModel(self.legend)
        self.setItemDelegate(_Ticks(self))
        self.setAccessibleName("Legend")
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(_SWATCH)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(False)
        down, across = self.verticalHeader(), self.horizontalHeader()
        if down is not None and across is not None:
            down.hide()
            down.setDefaultSectionSize(max(self.fontMetrics().height() + 6, _SWATCH.height() + 5))
            across.setHighlightSections(False)
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell which category the mouse is over."""
        super().mouseMoveEvent(event)
        if event is not None:
            self.glanced.emit(self.legend.label_at(self.rowAt(event.position().toPoint().y())))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        super().leaveEvent(event)
        self.glanced.emit(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Pick one alone, or filter it; a tick is Qt's business."""
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        label = self.legend.label_at(index.row())
        if label is None:
            return
        self.setCurrentIndex(index)
        if event.modifiers() & _CTRL:
            self.filtered.emit(label)
        elif self._is_tick(index, event.position().x()):
            self.legend.toggled.emit(label)
        else:
            self.chosen.emit(label)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Nothing: the press has done it all."""

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Count as a further press."""
        self.mousePressEvent(event)

    def _is_tick(self, index: QModelIndex, x: float) -> bool:
        style = self.style()
        assert style is not None
        width = style.pixelMetric(style.PixelMetric.PM_IndicatorWidth) + 8
        return index.column() == 0 and x - self.visualRect(index).left() < width

    def focusOutEvent(self, event: Any) -> None:
        """Look at nothing any more."""
        super().focusOutEvent(event)
        self.glanced.emit(None)

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys that mean something here before a shortcut of the window takes them."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return bool(super().event(event))
        event.setAccepted(event.key() in _OWN_KEYS)
        return event.isAccepted() or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Pick with Enter, filter with Ctrl+Enter, tick with Space; the rest moves on."""
        label = self.legend.label_at(self.currentIndex().row())
        if event is None or label is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.filtered if event.modifiers() & _CTRL else self.chosen).emit(label)
        elif event.key() == Qt.Key.Key_Space:
            self.legend.toggled.emit(label)
        elif event.key() == Qt.Key.Key_Escape:
            self.glanced.emit(None)
            event.ignore()
        else:
            super().keyPressEvent(event)
            self.glanced.emit(self.legend.label_at(self.currentIndex().row()))  # arrows look, too
