"""The stack of what was decided: undo and redo by name."""

from psygnal import Signal

from pixviewer.model.commands import Command


class History:
    """Commands that were done, and commands that were undone and can come back."""

    changed = Signal()

    def __init__(self) -> None:
        self._done: list[Command] = []
        self._undone: list[Command] = []
        self._may_merge = False

    @property
    def undo_label(self) -> str | None:
        """Name of what undo would take back."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """Name of what redo would bring back."""
        return self._undone[-1].label if self._undone else None

    @property
    def labels(self) -> list[str]:
        """Names of all that is done, oldest first."""
        return [command.label for command in self._done]

    @property
    def undone_labels(self) -> list[str]:
        """Names of all that can be brought back, the next first."""
        return [command.label for command in reversed(self._undone)]

    def go_to(self, n_done: int) -> Command | None:
        """Take commands off, or put them back on, until so many are done.

        Returns
        -------
        Command or None
            The one that was moved last; None when nothing moved. Whether it was done or undone is told by
            where it is now.
        """
        last = None
        while len(self._done) > max(n_done, 0):
            last = self._done.pop()
            self._undone.append(last)
        while len(self._done) < n_done and self._undone:
            last = self._undone.pop()
            self._done.append(last)
        if last is not None:
            self._may_merge = False
            self.changed.emit()
        return last

    def push(self, command: Command) -> None:
        """Remember a command that was just done; what was undone before is gone."""
        merged = self._done[-1].merged(command) if self._done and self._may_merge else None
        if merged is not None:
            self._done[-1] = merged
        else:
            self._done.append(command)
        self._may_merge = True
        self._undone.clear()
        self.changed.emit()

    def seal(self) -> None:
        """Let the next command stand alone, whatever its key: another gesture begins."""
        self._may_merge = False

    def undo(self) -> Command | None:
        """Take the newest command off, None when there is none."""
        if not self._done:
            return None
        command = self._done.pop()
        self._undone.append(command)
        self._may_merge = False
        self.changed.emit()
        return command

    def redo(self) -> Command | None:
        """Put the last undone command back on, None when there is none."""
        if not self._undone:
            return None
        command = self._undone.pop()
        self._done.append(command)
        self._may_merge = False
        self.changed.emit()
        return command

    def clear(self) -> None:
        """Forget everything: another table is open."""
        self._done.clear()
        self._undone.clear()
        self.changed.emit()
