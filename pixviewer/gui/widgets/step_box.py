"""One step of several: a mark, a title, what it says, and room for its controls."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.gui import theme
from pixviewer.gui.widgets.fitting import keep_width

# Shapes as well as colours: a colour alone is not seen by everybody.
GLYPHS = {"done": "✓", "open": "○", "doubt": "!", "stopped": "✗", "busy": "…"}
ROLES = {"done": "good", "doubt": "warning", "stopped": "bad"}


class StepBox(QFrame):
    """A step.

    Parameters
    ----------
    number : int
    title : str
    """

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.mark = QLabel()
        keep_width(self.mark, "M")
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.head = QLabel(f"<b>{number} {title}</b>")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.mark)
        row.addWidget(self.head, 1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(self.mark.width() + 6, 0, 0, 0)
        self.body.setSpacing(4)
        self.body.addWidget(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 6)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addLayout(self.body)

    def set_step(self, mark: str, says: str) -> None:
        """Show how far the step is."""
        role = ROLES.get(mark, "")
        colour = getattr(theme.colours(), role) if role else ""
        self.mark.setText(GLYPHS[mark])
        self.mark.setStyleSheet(f"color: {colour}; font-weight: bold" if colour else "")
        self.text.setText(says)
        self.text.setStyleSheet(f"color: {colour}" if colour and mark != "done" else "")
        self.setAccessibleName(f"{self._title}: {mark}")
