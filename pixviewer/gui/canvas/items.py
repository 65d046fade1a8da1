"""What the canvases are told to draw: small frozen values without a will of their own."""

from collections.abc import Hashable
from dataclasses import dataclass

Key = Hashable


@dataclass(frozen=True, slots=True)
class RegionItemData:
    """A region as a canvas draws it.

    Positions, ``size`` (radius, or half side) and the radius of the ``hole`` of an annulus are in the unit of
    the plane. As in DS9, backgrounds are
    ``dashed`` and excluded regions ``slashed``; annotations are ``dotted``. A locked region is not dragged.
    """

    id: Key
    shape_kind: str
    xi: float
    eta: float
    size: float
    name: str = ""
    colour: str = "#00d7ff"
    selected: bool = False
    visible: bool = True
    locked: bool = False
    dashed: bool = False
    slashed: bool = False
    dotted: bool = False
    hole: float = 0.0
