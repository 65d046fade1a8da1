"""Windows and floating panels come back when the screen they were on is gone."""

from PyQt6.QtCore import QRect
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QWidget

# So much of the title must be seen, in pixels, for a window to be grabbed.
GRIP = (80, 24)


def bring_back(window: QMainWindow) -> None:
    """Move a window, and each of its floating panels, to where it can be seen and grabbed."""
    for part in (window, *(dock for dock in window.findChildren(QDockWidget) if dock.isFloating())):
        if not can_be_grabbed(part.frameGeometry(), areas()):
            _to_a_screen(part, window)


def areas() -> list[QRect]:
    """What there is of screens."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def can_be_grabbed(frame: QRect, screens: list[QRect]) -> bool:
    """Whether enough of the upper edge of a window lies on a screen."""
    title = QRect(frame.left(), frame.top(), frame.width(), GRIP[1])
    seen = [title.intersected(screen) for screen in screens]
    return any(part.width() >= min(GRIP[0], frame.width()) and part.height() >= GRIP[1] // 2 for part in seen)


def _to_a_screen(part: QWidget, window: QMainWindow) -> None:
    """Into the middle of the window, or of a screen when it is the window; and no larger than that."""
    screen = window.screen() or QGuiApplication.primaryScreen()
    if screen is None:
        return
    area = screen.availableGeometry()
    around = area if part is window else window.frameGeometry().intersected(area)
    size = part.size().boundedTo(area.size())
    left = around.center().x() - size.width() // 2
    top = around.center().y() - size.height() // 2
    part.setGeometry(
        min(max(left, area.left()), area.right() + 1 - size.width()),
        min(max(top, area.top()), area.bottom() + 1 - size.height()),
        size.width(),
        size.height(),
    )
