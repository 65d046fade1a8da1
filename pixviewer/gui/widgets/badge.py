"""Chips that say what state a table is in."""

from collections.abc import Sequence
from typing import Protocol

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.widgets.flow_layout import FlowLayout


class BadgeLike(Protocol):
    """What a badge has: a label, a value, the header keyword behind it and a tip."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def keyword(self) -> str: ...  # noqa: D102
    @property
    def tip(self) -> str: ...  # noqa: D102


class BadgeBar(QWidget):
    """A row of badges that wraps when it has to."""

    badgeClicked = pyqtSignal(str)  # header keyword

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[str, str, str, str]] = []
        self._layout = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("State of the table")
        self._dress()

    def set_badges(self, badges: Sequence[BadgeLike]) -> None:
        """Show these badges and no others."""
        wanted = [(badge.label, badge.value, badge.keyword, badge.tip) for badge in badges]
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label, value, keyword, tip in wanted:
            self._layout.addWidget(self._chip(label, value, keyword, tip))
        self._take_height()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Take the height of all lines: a tool bar asks for no height for width."""
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        self.setMinimumHeight(self._layout.heightForWidth(self.width()))

    def _chip(self, label: str, value: str, keyword: str, tip: str) -> QToolButton:
        chip = QToolButton(self)
        text = f"{label} {value}".strip()
        chip.setText(text.replace("&", "&&"))
        chip.setToolTip(f"{tip}\n{keyword}".strip())
        chip.setAccessibleName(f"{text}. {tip}")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda: self.badgeClicked.emit(keyword))
        chip.show()
        return chip

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self._dress()

    def _dress(self) -> None:
        now = theme.colours()
        focus = self.palette().highlight().color().name()
        sheet = (
            f"QToolButton {{ background: {now.chip}; border: 1px solid {now.chip_border};"
            " border-radius: 8px; padding: 1px 7px; }"
            f"QToolButton:hover {{ border-color: {focus}; }}"
            f"QToolButton:focus {{ border: 2px solid {focus}; padding: 0px 6px; }}"
        )
        if sheet != self.styleSheet():  # setting one changes the palette, which comes back here
            self.setStyleSheet(sheet)
