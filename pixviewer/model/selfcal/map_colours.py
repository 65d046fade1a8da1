"""Colours and symbols of the maps of a self-calibration."""

import numpy as np
import numpy.typing as npt

from pixviewer.model import shading
from pixviewer.model.selfcal.maps import NO_ROWS, STATE, CellMap, all_kinds

# What fits beside a map.
SHORT_WORDS = ("no rows", "measured", "half IFU", "other half", "as it is", "too far off", "spike")
# By kind of cell, see `pixviewer.model.selfcal.maps.all_kinds`: nothing for the usual two.
SYMBOLS = ("", "", "slash", "backslash", "ring", "cross", "dot")


def coloured(found: CellMap) -> npt.NDArray[np.uint8]:
    """Colours of a map, (24, 48, 4)."""
    if found.quantity != STATE:
        return shading.shade(found.values, found.lo, found.hi, cmap=found.cmap)
    table = np.array([(*kind_colour(kind), 255) for kind in range(len(all_kinds()))], np.uint8)
    return np.asarray(table[found.kinds])


def kind_colour(kind: int) -> tuple[int, int, int]:
    """Red, green and blue of what became of a cell."""
    if kind == NO_ROWS:
        return shading.NO_DATA[:3]
    name = all_kinds()[kind].colour
    red, green, blue = (int(name[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
