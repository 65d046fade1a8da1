"""Light and dark: Fusion with palettes of our own, and icons to match."""

from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QApplication


def apply_theme(app: QApplication, choice: str = "system") -> None:
    """Dress the application: ``light``, ``dark`` or ``system`` (then it follows, unknown = light)."""


def is_dark() -> bool:
    """Whether the application is dressed dark now."""
    return False


def icon(name: str) -> QIcon:
    """Icon of an action for the present theme."""
    return QIcon()
