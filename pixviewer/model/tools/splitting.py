"""A region split by the IFUs that its rows fell on."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from pixviewer.core.table.selection import Selection
from pixviewer.model.deciding import Decider
from pixviewer.model.regions import COLOURS, Region


def split_by_ifu(decider: Decider, region: Region, ifus: Sequence[int]) -> list[Region]:
    """Add a region of the same place for each IFU, in one step of undo, and choose them.

    Raises
    ------
    ValueError
        If there is nothing to split, or rows need to meet any one criterion only.
    """
    if len(ifus) < 2:
        raise ValueError(f"the rows of {region.title} fell on one IFU, so there is nothing to split")
    if region.criteria.match == "any":
        raise ValueError(f"rows of {region.title} meet any of its criteria, not all, and cannot be split")
    regions = decider.regions
    group = f"{region.title} by IFU"
    settings: dict[str, Any] = {f.name: getattr(region.criteria, f.name) for f in fields(Selection)}
    parts = [
        replace(
            region,
            ident=regions.next_ident(),
            name=f"{region.title} IFU {ifu}",
            colour=COLOURS[(i + 1) % len(COLOURS)],
            criteria=Selection(**{**settings, "ifu": (ifu,)}),
            groups=tuple(dict.fromkeys((*region.groups, group))),
        )
        for i, ifu in enumerate(ifus)
    ]
    decider.decide(f"split {region.title} by IFU", regions=(*regions.items, *parts))
    regions.selected = tuple(part.ident for part in parts)
    decider.decided.emit()
    return parts
