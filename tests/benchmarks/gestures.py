"""Gestures in the window as a hand makes them, each frame timed from the mouse to the paint."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

LEFT, NO_MODIFIER = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TICK_S = 1 / 60  # how often a mouse tells where it is
GIVE_UP_S = 2.0


class Painted(QObject):
    """Counts the paints of a canvas."""

    def __init__(self, canvas: Any) -> None:
        super().__init__()
        self.n = 0
        self._surface = canvas.viewport()
        self._surface.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Paint:
            self.n += 1
        return False

    def done(self) -> None:
        self._surface.removeEventFilter(self)


class Hand:
    """Gestures on the canvases of a window; gives seconds from each move to the end of its paint."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def drag(
        self, canvas: Any, places: list[QPoint], *, during: Callable[[], None] = lambda: None
    ) -> list[float]:
        """Drag along some pixels, at the pace of a mouse."""
        surface = canvas.viewport()
        QTest.mouseMove(surface, places[0])
        QTest.mousePress(surface, LEFT, NO_MODIFIER, places[0])
        frames = [
            self._framed(canvas, lambda at=at: QTest.mouseMove(surface, at), during) for at in places[1:]
        ]
        QTest.mouseRelease(surface, LEFT, NO_MODIFIER, places[-1])
        return frames

    def turn_wheel(self, canvas: Any, at: QPoint, notches: list[int]) -> list[float]:
        """Turn the wheel notch by notch."""
        return [self._framed(canvas, lambda n=n: _wheel(canvas, at, n), lambda: None) for n in notches]

    def rest(self, seconds: float) -> None:
        """Let events happen."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._turn()

    def until(self, condition: Callable[[], bool], seconds: float = 300) -> bool:
        """Let events happen until something is so; False when it never was."""
        end = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() > end:
                return False
            self._turn()
        return True

    def _framed(self, canvas: Any, act: Callable[[], object], during: Callable[[], None]) -> float:
        begin = time.perf_counter()
        with painted(canvas) as paints:
            act()
            while not paints.n and time.perf_counter() - begin < GIVE_UP_S:
                self._app.processEvents()
        took = time.perf_counter() - begin
        during()
        self.rest(TICK_S - took)
        return took

    def _turn(self) -> None:
        self._app.processEvents()
        time.sleep(0.001)


@contextmanager
def painted(canvas: Any) -> Iterator[Painted]:
    """Count the paints of a canvas."""
    paints = Painted(canvas)
    try:
        yield paints
    finally:
        paints.done()


def pixel(canvas: Any, x: float, y: float) -> QPoint:
    """Pixel of a place of the plane, or of a wavelength and a value."""
    px, py = canvas.map().to_pixel(x, y)
    return QPoint(round(px), round(py))


def around(centre: QPoint, radius: float, n: int) -> list[QPoint]:
    """Pixels of a circle, beginning in its middle: moves of a few pixels each."""
    turns = [2 * math.pi * i / n for i in range(n)]
    ring = [centre + QPoint(round(radius * math.cos(a)), round(radius * math.sin(a))) for a in turns]
    return [centre, *ring]


def straight(start: QPoint, end: QPoint, n: int) -> list[QPoint]:
    """Pixels of a line."""
    return [start + (end - start) * (i / n) for i in range(n + 1)]


def summary(frames: list[float]) -> dict[str, float]:
    """Median, 95 % and worst of some times, in milliseconds."""
    if not frames:
        return {"n": 0, "median": math.inf, "p95": math.inf, "worst": math.inf}
    ms = 1e3 * np.array(frames)
    return {
        "n": ms.size,
        "median": float(np.median(ms)),
        "p95": float(np.percentile(ms, 95)),
        "worst": float(ms.max()),
    }


def _wheel(canvas: Any, at: QPoint, notches: int) -> None:
    surface = canvas.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(surface.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, NO_MODIFIER, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(surface, event)
