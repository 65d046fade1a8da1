"""A panel that is built when it is first looked at, so that the window starts no slower with each of them."""

from collections.abc import Callable
from typing import Protocol, TypeVar, runtime_checkable

from PyQt6.QtCore import QSize, QTimer
from PyQt6.QtWidgets import QVBoxLayout, QWidget

# Panels that are laid out behind another are shown for a moment: nobody looks at them then.
SETTLED_MS = 20
HINT = QSize(280, 240)

W = TypeVar("W", bound=QWidget)


@runtime_checkable
class Watching(Protocol):
    """A panel that works only while it is looked at."""

    def set_seen(self, is_seen: bool) -> None:
        """Learn whether it is in front."""


class LatePanel(QWidget):
    """Room for a panel, and how to build it.

    Parameters
    ----------
    make : callable
        Gives the widget. Built late, it cannot count on earlier signals: it shows the model as it is when it
        is made, and follows its signals from then on.
    """

    def __init__(self, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._widget: QWidget | None = None
        self._is_seen = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self.build)

    @property
    def is_built(self) -> bool:
        """Whether the panel is there."""
        return self._widget is not None

    def sizeHint(self) -> QSize:
        """Of the panel, or of what most of them want."""
        return super().sizeHint() if self.is_built else HINT

    def build(self) -> QWidget:
        """Give the panel, built now if it is not there."""
        if self._widget is None:
            self._settled.stop()
            self._widget = self._make()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._widget)
            self._widget.show()  # now, not in a later turn as the layout would
            self._tell()
        return self._widget

    def set_seen(self, is_seen: bool) -> None:
        """Build the panel once it is in front, and tell it whether it is."""
        self._is_seen = is_seen
        if self._widget is not None:
            self._tell()
        elif is_seen:
            self._settled.start()
        else:
            self._settled.stop()

    def _tell(self) -> None:
        if isinstance(self._widget, Watching):
            self._widget.set_seen(self._is_seen)
