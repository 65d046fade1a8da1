"""One question at a time to the runner, with what became of it: what a panel with a button needs."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.memory import OverBudget


class Inquiry:
    """The newest question of one kind, and its answer.

    Parameters
    ----------
    runner : Runner
    key : str
        Name of the kind, unlike any other.
    lane : Lane
    is_kept : bool
        Whether an equal question is answered from memory.

    Attributes
    ----------
    request : hashable or None
        What was asked last.
    is_working : bool
        Whether its answer is awaited.
    value : object
        The answer, None without one.
    error : Exception or None
        What went wrong.
    problem : str
        Why there is none: a sentence, ``cancelled``, or nothing.
    """

    changed = Signal()
    asks_memory = Signal(OverBudget, object)  # whether to go on beyond the budget, and what does so

    def __init__(self, runner: Runner, key: str, *, lane: Lane = Lane.HEAVY, is_kept: bool = False) -> None:
        self._runner = runner
        self._key = key
        self._lane = lane
        self._is_kept = is_kept
        self._then: Callable[[Any], None] | None = None
        self._go_on: Callable[[], None] | None = None
        self.request: Hashable | None = None
        self.is_working = False
        self.value: Any = None
        self.error: Exception | None = None
        self.problem = ""

    def ask(
        self,
        request: Hashable,
        work: Callable[[Progress], Any],
        label: str,
        then: Callable[[Any], None] | None = None,
        go_on: Callable[[], None] | None = None,
    ) -> None:
        """Ask, unless just that is being worked on; ``then`` gets the value of a good answer.

        ``go_on`` asks again, allowing all memory, where work raises `OverBudget` and the user says yes.
        """
        self._then, self._go_on = then, go_on
        if self.is_working and request == self.request:
            return
        self.request, self.is_working = request, True
        self.value, self.error, self.problem = None, None, ""
        shown = self._lane is Lane.HEAVY
        self._runner.submit(
            Task(
                self._key, request, work, self._on_answer, label, self._lane,
                is_kept=self._is_kept, is_shown=shown,
            )
        )  # fmt: skip
        self.changed.emit()

    def cancel(self) -> None:
        """Stop, as the user wants no answer."""
        if self.is_working:
            self._runner.forget(self._key)
            self.is_working, self.problem = False, "cancelled"
            self.changed.emit()

    def forget(self) -> None:
        """Have no question and no answer."""
        self._runner.forget(self._key)
        self.request = self.value = self._then = self._go_on = self.error = None
        self.is_working, self.problem = False, ""
        self.changed.emit()

    def _on_answer(self, answer: Answer) -> None:
        self.is_working = False
        if answer.ending is Ending.FINISHED:
            self.value = answer.value
        elif answer.ending is Ending.CANCELLED:
            self.problem = "cancelled"
        else:
            self.error = answer.error
            self.problem = str(answer.error) or type(answer.error).__name__
        self.changed.emit()
        if answer.ending is Ending.FINISHED and self._then is not None:
            self._then(answer.value)
        if isinstance(answer.error, OverBudget) and self._go_on is not None:
            self.asks_memory.emit(answer.error, partial(self._on_yes, self._go_on))

    def _on_yes(self, go_on: Callable[[], None]) -> None:
        # What was asked since, or of another table, is not gone back from.
        if go_on is self._go_on and not self.is_working:
            go_on()
