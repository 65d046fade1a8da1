"""The markers that there are."""

from dataclasses import dataclass
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.marking.marker import Marker


@dataclass
class MarkerState:
    """Markers in their order, and the numbers of those that are selected."""

    items: tuple[Marker, ...] = ()
    selected: tuple[int, ...] = ()

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def get(self, number: int) -> Marker | None:
        """Marker of a number."""
        return next((marker for marker in self.items if marker.number == number), None)
