"""A layout that fills lines from left to right and begins another when one is full."""

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Words on a page, with widgets for words."""

    def __init__(self, parent: QWidget | None = None, gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem | None) -> None:
        """Take another item."""
        if item is not None:
            self._items.append(item)
            self.invalidate()  # the last of several would stay where it was born

    def lead(self, *widgets: QWidget) -> None:
        """Put widgets before all others."""
        for widget in widgets:
            self.addWidget(widget)
        n = len(widgets)
        self._items = [*self._items[-n:], *self._items[:-n]] if n else self._items

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Grow in no direction."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrower page is a longer one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """One line."""
        shown = [item for item in self._items if not item.isEmpty()]
        width = sum(item.sizeHint().width() + self._gap for item in shown)
        height = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """Room for the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Fill the lines; widgets of different heights share the middle of theirs."""
        around = self.contentsMargins()
        rect = rect.marginsRemoved(around)
        y, height, x = rect.y(), 0, rect.x()
        line: list[tuple[QLayoutItem, int]] = []
        shown = [item for item in self._items if not item.isEmpty()]
        for item in [*shown, None]:
            size = QSize() if item is None else item.sizeHint()
            if item is None or (line and x + size.width() > rect.right() + 1):
                if move:
                    for other, at in line:
                        wanted = other.sizeHint()
                        top = y + (height - wanted.height()) // 2
                        other.setGeometry(QRect(QPoint(at, top), wanted))
                if item is None:
                    break
                x, y, line, height = rect.x(), y + height + self._gap, [], 0
            line.append((item, x))
            x += size.width() + self._gap
            height = max(height, size.height())
        return y + height - rect.y() + around.top() + around.bottom()
