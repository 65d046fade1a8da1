"""The two fonts that come along, so that ″, Å, ⁻ and their kin look the same everywhere."""

from PyQt6.QtGui import QFont


def register_fonts() -> None:
    """Make the packaged fonts known to Qt; call once, after QApplication."""


def text_font(point_size: float = 0.0) -> QFont:
    """Font of the window; 0 keeps the platform's size."""
    return QFont()


def mono_font(point_size: float = 0.0) -> QFont:
    """Font of numbers that must not jump."""
    return QFont()
