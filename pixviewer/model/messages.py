"""What was told to the user, to be read again: the line of the status bar is gone after a while."""

from dataclasses import dataclass
from datetime import datetime

from psygnal import Signal

MOST = 500
NOTE, WARNING, FAILURE = "note", "warning", "failure"
# In words and as a sign: a colour alone is not seen by everybody.
SIGNS = {NOTE: "·", WARNING: "!", FAILURE: "✗"}


@dataclass(frozen=True, slots=True)
class Message:
    """One line, when it was told, and whether something was wrong."""

    time: datetime
    kind: str
    text: str

    def line(self) -> str:
        """As it is listed and copied."""
        return f"{self.time:%H:%M:%S} {SIGNS[self.kind]} {self.kind:<7} {self.text}"


class Messages:
    """Messages of one window, oldest first, the latest few hundred of them.

    Attributes
    ----------
    items : tuple of Message
    n_unseen : int
        Warnings and failures that nobody has looked at yet.
    """

    changed = Signal()

    def __init__(self) -> None:
        self.items: tuple[Message, ...] = ()
        self.n_unseen = 0

    def add(self, text: str, kind: str = NOTE) -> None:
        """Keep one more."""
        if kind not in SIGNS:
            raise ValueError(f"kind must be one of {', '.join(SIGNS)}, got {kind!r}")
        self.items = (*self.items, Message(datetime.now(), kind, text))[-MOST:]
        self.n_unseen += kind != NOTE
        self.changed.emit()

    def see(self) -> None:
        """Have looked at all of them."""
        if self.n_unseen:
            self.n_unseen = 0
            self.changed.emit()

    def clear(self) -> None:
        """Forget them."""
        self.items, self.n_unseen = (), 0
        self.changed.emit()

    def as_text(self) -> str:
        """All of them, one a line."""
        return "\n".join(message.line() for message in self.items)
