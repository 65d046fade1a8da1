"""From the worker threads to the GUI thread."""

import time
from collections import deque
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

# Calls of one turn of the event loop: after this long, mouse, keys and paints have theirs.
TURN_S = 0.008


class Courier(QObject):
    """Calls functions in the thread it was made in, in order, a few in each turn of the event loop."""

    _handed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], None]] = deque()
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._on_turn)
        # PyQt6's stubs do not know that a connection has a type.
        self._handed.connect(self._on_handed, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def deliver(self, call: Callable[[], None]) -> None:
        """Have a function called; from any thread, without waiting."""
        self._calls.append(call)
        try:
            self._handed.emit()
        except RuntimeError:
            # The window is gone and its C++ half with it; an answer that comes now is wanted by nobody.
            return

    def _on_handed(self) -> None:
        # Not here: all that was posted is handled in one go, and several answers would be one long gap.
        if self._calls and not self._turns.isActive():
            self._turns.start()

    def _on_turn(self) -> None:
        begin = time.perf_counter()
        while self._calls and time.perf_counter() - begin < TURN_S:
            self._calls.popleft()()
        if not self._calls:
            self._turns.stop()
