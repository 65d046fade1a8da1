"""The line that says everything about the place under the cursor."""

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

from pixviewer.gui import fonts, theme


class Readout(QLabel):
    """One monospaced line of a fixed width, which can be selected and copied.

    It never asks for another size when its text changes: a window must not twitch under a moving mouse.
    """

    def __init__(self, parent: QWidget | None = None, columns: int = 96) -> None:
        super().__init__(parent)
        self._columns = columns
        self._is_frozen = False
        self.setFont(fonts.mono_font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Readout")

    def set_text(self, text: str) -> None:
        """Show a line; the widget keeps its width, and its tip has what does not fit."""
        if text != self.text():
            self.setText(text)
            width = QFontMetrics(self.font()).horizontalAdvance(text)
            self.setToolTip(text if width > self.width() else "")

    def set_frozen(self, frozen: bool) -> None:
        """Mark the line as frozen."""
        self._is_frozen = frozen
        colour = theme.colours().warning
        self.setStyleSheet(f"QLabel {{ color: {colour}; font-weight: bold }}" if frozen else "")
        self.setAccessibleName("Readout, frozen" if frozen else "Readout")

    def sizeHint(self) -> QSize:
        """Room for the columns, whatever the text."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance("0") * self._columns + 8, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """One line high, as narrow as need be."""
        return QSize(80, self.sizeHint().height())

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme when frozen, and the size of the font."""
        super().changeEvent(event)
        if event is None:
            return
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_is_frozen", False):
            colour = f"color: {theme.colours().warning};"
            if colour not in self.styleSheet():
                self.set_frozen(True)
