"""Paints an entry of the palette: title with the letters found, where the menus have it, its keys."""

from PyQt6.QtCore import QModelIndex, QRect, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pixviewer.gui.palette.finding import Found

FOUND = Qt.ItemDataRole.UserRole
_PAD, _GAP = 8, 10
_Role = QPalette.ColorRole
_Align = Qt.AlignmentFlag


class EntryDelegate(QStyledItemDelegate):
    """One line for each entry; what cannot be done now is grey, and says why."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """One line of text with some air."""
        return QSize(0, option.fontMetrics.height() + _PAD)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one line."""
        found = index.data(FOUND)
        if painter is None or not isinstance(found, Found):
            return
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        palette, room = option.palette, option.rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.save()
        painter.fillRect(option.rect, palette.color(_Role.Highlight if is_current else _Role.Base))
        text = palette.color(_Role.HighlightedText if is_current else _Role.Text)
        faint = text if is_current else palette.color(_Role.PlaceholderText)
        entry = found.entry
        painter.setFont(option.font)
        painter.setPen(faint)
        keys = option.fontMetrics.horizontalAdvance(entry.keys)
        painter.drawText(room, _Align.AlignRight | _Align.AlignVCenter, entry.keys)
        painter.setPen(faint if entry.why_not else text)
        mark = {"on": "✓ ", "off": "", "": ""}[entry.mark]
        left = _paint_title(painter, room, option.font, mark + entry.title, found.letters, len(mark))
        beside = f"{entry.path} · {entry.why_not}" if entry.why_not else entry.path
        place = QRect(left + _GAP, room.top(), room.right() - keys - _GAP - left - _GAP, room.height())
        painter.setFont(_slanted(option.font) if entry.why_not else option.font)
        painter.setPen(faint)
        elided = option.fontMetrics.elidedText(beside, Qt.TextElideMode.ElideRight, max(place.width(), 0))
        painter.drawText(place, _Align.AlignLeft | _Align.AlignVCenter, elided)
        painter.restore()


def _paint_title(
    painter: QPainter, room: QRect, font: QFont, title: str, letters: frozenset[int], shift: int
) -> int:
    """Paint a title, its letters that were found in bold; return where it ends."""
    bold, left = QFont(font), room.left()
    bold.setBold(True)
    for i, letter in enumerate(title):
        used = bold if i - shift in letters else font
        painter.setFont(used)
        width = QFontMetrics(used).horizontalAdvance(letter)
        place = QRect(left, room.top(), width + 2, room.height())
        painter.drawText(place, _Align.AlignLeft | _Align.AlignVCenter, letter)
        left += width
    return left


def _slanted(font: QFont) -> QFont:
    slanted = QFont(font)
    slanted.setItalic(True)
    return slanted
