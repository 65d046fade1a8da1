"""The ruler: one measurement that follows the mouse, and those that were made."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from math import floor
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Frame
from pixviewer.model import linked_work
from pixviewer.model.jobs import Answer, Ending
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked_work import PixelRequest
from pixviewer.model.marking.measurement import DETECTOR, Measurement, text_of, where_text

MOST = 100
END_KEYS = ("ruler start", "ruler end")


@dataclass
class RulerState:
    """``current`` is drawn, its end with the mouse while it is ``live``; ``items`` are kept, newest first."""

    current: Measurement | None = None
    live: bool = False
    items: tuple[Measurement, ...] = field(default_factory=tuple)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


class Ruler:
    """Verbs of the ruler. What it measured is no decision: it is listed until the table is closed."""

    def __init__(self, asker: Asker) -> None:
        self.state = RulerState()
        self._asker = asker

    @property
    def frame(self) -> Frame | None:
        """Frame of the open table."""
        facts = self._asker.facts
        return facts.frame if facts is not None else None

    def reset(self) -> None:
        """Forget all: another table is open."""
        self._asker.forget(*END_KEYS)
        self.state.live, self.state.current, self.state.items = False, None, ()

    def start(self, kind: str, x: float, y: float, ifu: int = 0) -> None:
        """Begin at a place."""
        if self.frame is None:
            return
        self._asker.forget(*END_KEYS)
        self.state.live = True
        self.state.current = Measurement(kind, x, y, x, y, ifu)
        self._ask_wave(0)

    def follow(self, x: float, y: float, *, snaps: bool = False) -> None:
        """Let the end follow the mouse; with ``snaps`` in steps of 45°."""
        now = self.state.current
        if now is None or not self.state.live or (now.x1, now.y1) == (x, y):
            return
        moved = replace(now, x1=x, y1=y, wave1=None)
        self.state.current = moved.snapped() if snaps else moved
        self._ask_wave(1)

    def finish(self) -> None:
        """Keep what is measured; nothing if both ends are one place."""
        now = self.state.current
        if now is None or not self.state.live:
            return
        self.state.live = False
        if now.is_point:
            self.state.current = None
        else:
            self.state.items = (now, *self.state.items)[:MOST]

    def clear(self) -> bool:
        """Give up what is being measured, or take the line away; False when there is none."""
        if self.state.current is None:
            return False
        self._asker.forget(*END_KEYS)
        self.state.live, self.state.current = False, None
        return True

    def forget_items(self) -> None:
        """Empty the list."""
        self.state.items = ()

    def press(self, kind: str, x: float, y: float, ifu: int = 0) -> None:
        """Begin here or, when a measurement of this view follows the mouse, end it here."""
        now = self.state.current
        if now is not None and self.state.live and (now.kind, now.ifu) == (kind, ifu):
            self.follow(x, y)
            self.finish()
        else:
            self.start(kind, x, y, ifu)

    def text(self, m: Measurement) -> str:
        """A measurement in words."""
        return text_of(m, self.frame) if self.frame is not None else ""

    def table_text(self) -> str:
        """All measurements as tab-separated lines."""
        return "\n".join(f"{m.kind}\t{self.text(m)}\t{where_text(m)}" for m in self.state.items)

    # Wavelengths of detector pixels

    def _ask_wave(self, end: int) -> None:
        now, facts = self.state.current, self._asker.facts
        if now is None or facts is None or now.kind != DETECTOR or not facts.has_blocks:
            return
        x, y = (now.x0, now.y0) if end == 0 else (now.x1, now.y1)
        request = PixelRequest(
            facts.number, now.ifu, floor(x + 0.5), floor(y + 0.5), self._asker.choice("all")
        )
        then: Callable[[Answer], None] = partial(self._on_pixel, end, (x, y))
        self._asker.submit(END_KEYS[end], request, linked_work.compute_pixel, then)

    def _on_pixel(self, end: int, place: tuple[float, float], answer: Answer) -> None:
        if answer.ending is not Ending.FINISHED or answer.value is None:
            return
        wave, now = float(answer.value.wave), self.state.current
        if now is None:
            return
        is_here = place == ((now.x0, now.y0) if end == 0 else (now.x1, now.y1))
        if is_here:
            known = replace(now, wave0=wave) if end == 0 else replace(now, wave1=wave)
            self.state.items = tuple(known if m == now else m for m in self.state.items)
            self.state.current = known
