"""A user's hand: real mouse and key events, and patience."""

from typing import Any

from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QCursor, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pixviewer.gui.errors import ErrorDialog
from pixviewer.gui.main_window import MainWindow

TIMEOUT_MS = 60_000
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Gestures in a window, in positions of the plane or wavelengths."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    # Patience

    def wait(self, condition: Any) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(condition, timeout=TIMEOUT_MS)

    def wait_exact(self) -> None:
        """Wait until everything shown is exact and nothing is left to do."""
        workspace = self.window.workspace

        def is_exact() -> bool:
            shown = workspace.shown
            pictures = (shown.image, shown.scatter)
            return (
                not workspace.runner.is_busy()
                and shown.spectrum is not None
                and all(picture is not None and picture.fraction >= 1.0 for picture in pictures)
            )

        self.wait(is_exact)

    def wait_idle(self) -> None:
        """Wait until nothing is left to do."""
        self.wait(lambda: not self.window.workspace.runner.is_busy())

    def dialog(self, kind: type[QWidget]) -> Any:
        """The visible dialog of a kind, once it is there."""

        def found() -> list[QWidget]:
            return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

        self.wait(lambda: bool(found()))
        return found()[0]

    def error_text(self) -> str:
        """Sentence of the error dialog that opens; closes it."""
        dialog = self.dialog(ErrorDialog)
        text: str = dialog.text()
        dialog.close()
        return text

    # The mouse

    def drag(
        self,
        canvas: Any,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        button: Qt.MouseButton = LEFT,
        modifier: Qt.KeyboardModifier = NO_MODIFIER,
        release: bool = True,
    ) -> None:
        """Drag between two positions of a canvas."""
        first, last = self.point(canvas, *start), self.point(canvas, *end)
        surface = canvas.viewport()
        QTest.mouseMove(surface, first)
        QTest.mousePress(surface, button, modifier, first)
        for i in range(1, 9):
            step = first + (last - first) * i / 8
            QTest.mouseMove(surface, step)
            QApplication.processEvents()
        if release:
            QTest.mouseRelease(surface, button, modifier, last)
        QApplication.processEvents()

    def click(self, canvas: Any, place: tuple[float, float]) -> None:
        """Click at a position of a canvas."""
        QTest.mouseClick(canvas.viewport(), LEFT, NO_MODIFIER, self.point(canvas, *place))

    def hover(self, canvas: Any, place: tuple[float, float]) -> None:
        """Move the mouse over a canvas."""
        surface, at = canvas.viewport(), self.point(canvas, *place)
        if QCursor.pos() == surface.mapToGlobal(at):
            # Where an earlier test has left it: no event tells of a mouse that does not move.
            QTest.mouseMove(surface, at + QPoint(2, 0))
        QTest.mouseMove(surface, at)
        QApplication.processEvents()

    def wheel(self, canvas: Any, place: tuple[float, float], notches: int) -> None:
        """Turn the wheel at a position."""
        at = self.point(canvas, *place)
        surface = canvas.viewport()
        event = QWheelEvent(
            QPointF(at), QPointF(surface.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, NO_MODIFIER, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(surface, event)
        QApplication.processEvents()

    def point(self, canvas: Any, x: float, y: float) -> QPoint:
        """Place on a canvas of a position."""
        px, py = canvas.map().to_pixel(x, y)
        return QPoint(round(px), round(py))

    # Keys

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER, widget: QWidget | None = None
    ) -> None:
        """Press a key in the window, or in one of its widgets."""
        QTest.keyClick(widget or self.window, key, modifier)
        QApplication.processEvents()

    def type(self, widget: QWidget, text: str) -> None:
        """Type into a widget."""
        QTest.keyClicks(widget, text)
        QApplication.processEvents()
