"""What the linked views show now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.linked_work import Lit
from pixviewer.model.row_list import RowPage

if TYPE_CHECKING:
    from pixviewer.core.products.slice_map import SliceMap
    from pixviewer.core.products.slice_outlines import SliceOutlines


@dataclass
class LinkedShown:
    """The newest answers, None or empty where there is none yet.

    ``outlines`` are by IFU; ``lit`` by name of a sky view, or by IFU for a panel of the detector view;
    ``lit_slices`` are IFUs and CCD slices.
    """

    ifus: tuple[int, ...] = ()
    outlines: "Mapping[int, SliceOutlines]" = field(default_factory=dict)
    lit: Mapping[str | int, Lit] = field(default_factory=dict)
    slice_map: "SliceMap | None" = None
    lit_slices: frozenset[tuple[int, int]] = frozenset()
    rows: RowPage | None = None
    is_listing: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Show nothing."""
        self.ifus, self.outlines, self.lit = (), {}, {}
        self.slice_map = self.rows = None
        self.lit_slices = frozenset()
        self.is_listing = False
