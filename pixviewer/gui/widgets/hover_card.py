"""A card of names and values that lies above a window without ever being in the way of the mouse."""

from collections.abc import Sequence

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from pixviewer.gui import fonts

GAP = 18  # pixels between the mouse and the card


class HoverCard(QFrame):
    """Lines of a name and a value; clicks and drags go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: tuple[tuple[str, str], ...] = ()
        self._names, self._values = QLabel(), QLabel()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.ToolTipBase)
        self.setAccessibleName("All columns of the row under the mouse")
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 5, 8, 5)
        layout.setHorizontalSpacing(10)
        for column, label in enumerate((self._names, self._values)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setForegroundRole(QPalette.ColorRole.ToolTipText)
            layout.addWidget(label, 0, column)
        self._names.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hide()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Names and values on the card."""
        return self._lines

    def show_lines(self, lines: Sequence[tuple[str, str]], at: QPoint) -> None:
        """Show lines beside a place of the parent, on whichever side there is room."""
        parent = self.parentWidget()
        assert parent is not None
        self._lines = tuple(lines)
        self._values.setFont(fonts.mono_font())
        self._names.setFont(fonts.mono_font())  # of one height, so that lines stand beside each other
        self._names.setText("\n".join(name for name, _ in lines))
        self._values.setText("\n".join(value for _, value in lines))
        self.adjustSize()
        self.move(
            _beside(at.x(), self.width(), parent.width()), _beside(at.y(), self.height(), parent.height())
        )
        self.raise_()
        self.show()


def _beside(at: int, size: int, room: int) -> int:
    """Where a side of a card begins: after the mouse, before it, or where it is cut least."""
    if at + GAP + size <= room:
        return at + GAP
    return at - GAP - size if at >= GAP + size else max(0, room - size)
