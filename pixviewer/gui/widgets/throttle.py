"""Tame a burst of calls: the first at once, the others at a bounded rate, the last never lost."""

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject, QTimer

DRAG_INTERVAL_MS = 33  # about 30 a second


class Throttle(QObject):
    """Pass calls on to a function at most once per interval."""

    def __init__(
        self, call: Callable[..., None], parent: QObject | None = None, interval_ms: int = DRAG_INTERVAL_MS
    ) -> None:
        super().__init__(parent)
        self._call = call
        self._pending: tuple[Any, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)

        self._timer.timeout.connect(self._on_timeout)

    def __call__(self, *args: Any) -> None:
        """Call now, or as soon as the interval is over."""
        if self._timer.isActive():
            self._pending = args
        else:
            self._call(*args)
            self._timer.start()

    def drop(self) -> None:
        """Forget what is waiting."""
        self._pending = None

    def _on_timeout(self) -> None:
        args, self._pending = self._pending, None
        if args is not None:
            self._call(*args)
            self._timer.start()
