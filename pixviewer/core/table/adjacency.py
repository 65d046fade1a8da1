"""Which labels meet in a picture: IFUs, stacks and slices that touch in the field or on a detector.

A picture that is coloured by slice has one colour for slice 7 of all IFUs, so labels touch as soon as two
slices with these numbers do, in whichever IFUs.
"""

from functools import cache
from itertools import combinations

from pixviewer.core.table.neighbours import ABOVE, BELOW, LEFT, RIGHT, neighbours
from pixviewer.core.table.origin import N_IFU, N_SLICE, N_STACK, ccd_to_sky

Pairs = frozenset[tuple[int, int]]  # of labels from 1, the smaller one first


@cache
def touching_slices() -> Pairs:
    """Pairs of CCD slice numbers that meet, also by their corners, since stacks are a little displaced."""
    found = set()
    for ifu in range(1, N_IFU + 1):
        for number in range(1, N_SLICE + 1):
            beside = neighbours(ifu, number)
            for cell in beside.values():
                found.add((number, cell[1]))
            for side in (LEFT, RIGHT):
                if side in beside:
                    corners = neighbours(*beside[side])
                    found |= {(number, corners[way][1]) for way in (ABOVE, BELOW) if way in corners}
    return frozenset((min(pair), max(pair)) for pair in found if pair[0] != pair[1])


@cache
def touching_sky_slices() -> Pairs:
    """Those of `touching_slices`, in the numbering on the sky."""
    pairs = ((int(ccd_to_sky(a)), int(ccd_to_sky(b))) for a, b in touching_slices())
    return frozenset((min(pair), max(pair)) for pair in pairs)


def touching_ifus() -> Pairs:
    """IFUs that lie above each other in the field, and those with one between them, which are near too."""
    return frozenset((n, n + step) for step in (1, 2) for n in range(1, N_IFU + 1 - step))


def touching_stacks() -> Pairs:
    """All pairs of the four stacks: on a detector they lie in a row, seen together."""
    return frozenset(combinations(range(1, N_STACK + 1), 2))
