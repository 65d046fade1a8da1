"""What the legend shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.legend.entries import Entry


@dataclass
class LegendState:
    """Categories of one kind; the labels of those that are chosen, and of the one that is looked at.

    ``counts`` are rows by label, of those that pass the filters on anything else; empty until they are known.
    """

    kind: str = "ifu"
    entries: tuple[Entry, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    chosen: frozenset[int] = frozenset()
    glanced: int | None = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()
