"""From the worker threads to the GUI thread."""

from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, pyqtSignal


class Courier(QObject):
    """Calls functions in the thread it was made in, in order, once the event loop comes round."""

    _handed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # PyQt6's stubs do not know that a connection has a type.
        self._handed.connect(self._on_handed, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def deliver(self, call: Callable[[], None]) -> None:
        """Have a function called; from any thread, without waiting."""
        try:
            self._handed.emit(call)
        except RuntimeError:
            # The window is gone and its C++ half with it; an answer that comes now is wanted by nobody.
            return

    def _on_handed(self, call: Callable[[], None]) -> None:
        call()
