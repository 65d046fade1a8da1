"""The two fonts that come along, so that ″, Å, ⁻ and their kin look the same everywhere."""

from PyQt6.QtGui import QFont, QFontDatabase
from PyQt6.QtWidgets import QApplication

from pixviewer import resources

TEXT_FAMILY = "Pixviewer Sans"
MONO_FAMILY = "Pixviewer Mono"
_SUFFIXES = (".otf", ".ttf")
_PLATFORM_SIZE = "pixviewerPlatformSize"


def register_fonts() -> None:
    """Make the packaged fonts known to Qt; call after QApplication is there. Calling twice does no harm."""
    if MONO_FAMILY in QFontDatabase.families():
        return
    for name in resources.names("fonts"):
        if name.endswith(_SUFFIXES):
            QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))


def platform_size() -> float:
    """Size that the platform chose, in points, whatever is preferred now; 0 where it speaks in pixels."""
    app = QApplication.instance()
    if app is None:
        return 0.0
    known = app.property(_PLATFORM_SIZE)
    if known is None:
        known = max(QApplication.font().pointSizeF(), 0.0)
        app.setProperty(_PLATFORM_SIZE, known)
    return float(known)


def text_font(point_size: float = 0.0) -> QFont:
    """Font of the window; 0 is the size that the platform or the user chose, followed when it changes."""
    return _font(TEXT_FAMILY, point_size, QFont.StyleHint.SansSerif)


def mono_font(point_size: float = 0.0) -> QFont:
    """Font of numbers that must not jump."""
    return _font(MONO_FAMILY, point_size, QFont.StyleHint.Monospace)


def _font(family: str, point_size: float, hint: QFont.StyleHint) -> QFont:
    register_fonts()
    font = QFont()  # with the size of the application, which a widget goes on to follow unless one is set
    font.setFamily(family)
    font.setStyleHint(hint)
    if point_size > 0:  # -1 where the platform speaks in pixels
        font.setPointSizeF(point_size)
    return font
