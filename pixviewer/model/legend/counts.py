"""Rows of each category."""

from typing import TYPE_CHECKING

from pixviewer.core.table.origin import N_IFU, N_SLICE, SLICES_PER_STACK, ccd_to_sky
from pixviewer.model.legend.entries import GOOD

if TYPE_CHECKING:
    from pixviewer.core.products.contents import Contents
    from pixviewer.core.table.blocks import Blocks


def counts_of(kind: str, found: "Contents") -> dict[int, int]:
    """Rows by label, of what was counted; for any kind but flags."""
    if kind == "exposure":
        return {i: int(n) for i, n in enumerate(found.per_exposure, 1)}
    per_slice = found.per_slice[1 : N_IFU + 1, 1 : N_SLICE + 1]
    if kind == "ifu":
        return {i: int(n) for i, n in enumerate(per_slice.sum(axis=1), 1)}
    by_slice = {i: int(n) for i, n in enumerate(per_slice.sum(axis=0), 1)}
    if kind == "slice":
        return by_slice
    if kind == "slice_sky":
        return {int(ccd_to_sky(i)): n for i, n in by_slice.items()}
    counts = dict.fromkeys(range(1, N_SLICE // SLICES_PER_STACK + 1), 0)
    for i, n in by_slice.items():
        counts[(i - 1) // SLICES_PER_STACK + 1] += n
    return counts


def flag_counts(blocks: "Blocks", n_row: int) -> dict[int, int]:
    """Rows of the whole table by label of a flag: a row with two flags counts for both."""
    counts = {bit + 1: int(n) for bit, n in enumerate(blocks.per_flag)}
    return {GOOD: n_row - int(blocks.n_flagged_rows), **counts}
