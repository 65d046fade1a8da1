"""The button that says whether something went wrong, and opens the list of messages."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.widgets.fitting import keep_width


class Bell(QToolButton):
    """A bell, with the number of warnings and failures that nobody has looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.set_icon(self, "bell")
        keep_width(self, "99+", extra=34)  # of a fixed width: nothing beside it moves
        self.set_unseen(0)

    def set_unseen(self, n: int) -> None:
        """Show how many there are."""
        self.setText(("99+" if n > 99 else str(n)) if n else "")
        what = f"{n} {'message' if n == 1 else 'messages'} of something wrong" if n else "nothing wrong"
        self.setToolTip(f"Messages: {what}; click to read all of them again")
        self.setAccessibleName(f"Messages, {what}")
        font = self.font()
        font.setBold(n > 0)
        self.setFont(font)
