"""Which tool a left drag uses, and for how long: for one drawing, until another, or while a key is held."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

PAN = "pan"
ONCE, LOCKED, HELD = "once", "locked", "held"
# Tools that are done when they have drawn: what is drawn is looked at, moved or picked then.
DRAWN_ONCE = ("circle", "square", "annulus", "wave")
HOLD_MS = 350  # a key that is down for longer is held, not pressed


@dataclass(frozen=True, slots=True)
class _Down:
    """A key of a tool that is down, and the tool that comes back when it is let go."""

    key: int
    tool: str
    span: str


class ToolChoice(QObject):
    """The tool of a window.

    Parameters
    ----------
    apply : callable
        Called with the tool that all views are to use.
    keeps : callable
        Whether drawing tools stay chosen after one drawing.
    parent : QObject

    Attributes
    ----------
    tool : str
    span : str
        ``once``, ``locked`` or ``held``.
    """

    changed = pyqtSignal()

    def __init__(self, apply: Callable[[str], None], keeps: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.tool, self.span = PAN, LOCKED
        self._apply, self._keeps = apply, keeps
        self._down: _Down | None = None
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._on_held)

    def press(self, tool: str) -> None:
        """Choose a tool by its button or key; the same once more locks it."""
        again = tool == self.tool and self._down is None
        once = tool in DRAWN_ONCE and not again and not self._keeps()
        self._set(tool, ONCE if once else LOCKED)

    def follow(self, tool: str) -> None:
        """Learn of a tool that was chosen otherwise: it stays until another."""
        if tool != self.tool:
            self._forget_key()
            self.tool, self.span = tool, LOCKED
            self.changed.emit()

    def key_down(self, tool: str, key: int) -> None:
        """Learn that the key of a tool goes down, before `press`."""
        if tool == self.tool:
            return  # pressed once more, to lock it
        before = self._down
        self._down = _Down(key, before.tool, before.span) if before else _Down(key, self.tool, self.span)
        self._hold.start()

    def key_up(self, key: int | None = None) -> None:
        """Learn that a key is let go, or with None that all are: what was held goes."""
        down = self._down
        if down is None or key not in (down.key, None):
            return
        self._forget_key()
        if self.span == HELD:
            self._set(down.tool, down.span)

    def drawn(self) -> None:
        """Learn that something was drawn."""
        if self._down is not None:
            self._on_held()
        elif self.span == ONCE:
            self._set(PAN, LOCKED)

    def _on_held(self) -> None:
        if self._down is not None and self.span != HELD:
            self.span = HELD
            self.changed.emit()

    def _forget_key(self) -> None:
        self._down = None
        self._hold.stop()

    def _set(self, tool: str, span: str) -> None:
        self.tool, self.span = tool, span
        self._apply(tool)
        self.changed.emit()
