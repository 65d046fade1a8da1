"""The line that says everything about the place under the cursor."""

from PyQt6.QtWidgets import QLabel, QWidget


class Readout(QLabel):
    """One monospaced line of a fixed width, which can be selected and copied."""

    def __init__(self, parent: QWidget | None = None, columns: int = 96) -> None:
        super().__init__(parent)

    def set_text(self, text: str) -> None:
        """Show a line; the widget keeps its width."""

    def set_frozen(self, frozen: bool) -> None:
        """Mark the line as frozen."""
