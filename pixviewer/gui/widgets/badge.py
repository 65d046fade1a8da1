"""Chips that say what state a table is in."""

from collections.abc import Sequence
from typing import Protocol

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget


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

    def set_badges(self, badges: Sequence[BadgeLike]) -> None:
        """Show these badges and no others."""
