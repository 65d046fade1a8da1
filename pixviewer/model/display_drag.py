"""A display that follows the mouse: seen at once, decided once, when the mouse lets go."""

from typing import Any

from psygnal import SignalInstance

from pixviewer.model.commands import Decisions
from pixviewer.model.deciding import Decider

LEAST_CONTRAST, MOST_CONTRAST = 0.05, 20.0


class DisplayDrag:
    """Changes of a display that are one step of undo, however many there are.

    Parameters
    ----------
    decider : Decider
    changed : signal
        Emitted after each change, for whoever draws.
    """

    def __init__(self, decider: Decider, changed: SignalInstance) -> None:
        self._decider = decider
        self._changed = changed
        self._before: Decisions | None = None
        decider.decided.connect(self._forget)

    @property
    def is_going_on(self) -> bool:
        """Whether something has been changed that is not decided yet."""
        return self._before is not None

    def drag(self, view: str, **changes: Any) -> None:
        """Show a view in another way, for now."""
        if self._before is None:
            self._before = self._decider.now
        display = self._decider.display
        display.put(view, display.of(view).with_changes(**changes))
        self._changed.emit()

    def finish(self, view: str, label: str) -> None:
        """Decide what was shown."""
        before, self._before = self._before, None
        if before is not None:
            changed: dict[str, Any] = {view: self._decider.display.of(view)}
            self._decider.decide(label, before=before, **changed)

    def cancel(self, view: str) -> None:
        """Show the view as it was."""
        before, self._before = self._before, None
        if before is not None:
            self._decider.display.put(view, getattr(before, view))
            self._changed.emit()

    def _forget(self) -> None:
        # Something else was decided meanwhile, and has put every display where it belongs.
        self._before = None


def dragged_tone(contrast: float, bias: float, dx: float, dy: float) -> tuple[float, float]:
    """Contrast and bias after a drag, by fractions of the view: up for contrast, to the right for bias."""
    contrast = contrast * 20.0**dy
    return (
        round(min(max(contrast, LEAST_CONTRAST), MOST_CONTRAST), 4),
        round(min(max(bias + dx, 0.0), 1.0), 4),
    )
