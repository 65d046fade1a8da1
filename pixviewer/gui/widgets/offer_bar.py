"""Something that can be done, offered above the views without standing in the way."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolBar, QWidget

Offer = tuple[str, str, Callable[[], None]]  # what the button says, its tip, what it does


class OfferBar(QWidget):
    """One sentence and its buttons; its tool bar shows only while there is an offer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar: QToolBar | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setAccessibleName("Offer")
        self.buttons: list[QPushButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(6, 2, 6, 2)
        self._layout.addWidget(self.text, 1)

    def join_bar(self, bar: QToolBar) -> None:
        """Show and hide this tool bar with the offer."""
        self._bar = bar
        bar.addWidget(self)
        bar.setVisible(bool(self.buttons))

    def offer(self, text: str, offers: Sequence[Offer]) -> None:
        """Offer something instead of what is offered; any of the buttons ends it."""
        self.withdraw()
        self.text.setText(text)
        self.text.setToolTip(text)
        for title, tip, call in offers:
            button = QPushButton(title)
            button.setToolTip(tip)
            button.clicked.connect(lambda _, call=call: self._on_clicked(call))
            self._layout.addWidget(button)
            self.buttons.append(button)
        if self._bar is not None:
            self._bar.show()

    def withdraw(self) -> None:
        """Offer nothing."""
        for button in self.buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons.clear()
        if self._bar is not None:
            self._bar.hide()

    def _on_clicked(self, call: Callable[[], None]) -> None:
        self.withdraw()
        call()
