"""Colour maps by the names on the menu.

The maps that DS9 users know by heart are piecewise linear in red, green and blue; all others come from the
cmap package. A table has 256 colours.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Colours = npt.NDArray[np.uint8]

# Menu text and name; the first is the default of images.
COLOUR_MAPS: dict[str, str] = {
    "Grey": "gray",
    "Heat": "heat",
    "Cool": "cool",
    "B": "b",
    "BB": "bb",
    "I8": "i8",
    "Rainbow": "rainbow",
    "Cubehelix": "cubehelix",
    "Viridis": "viridis",
    "Plasma": "plasma",
    "Inferno": "inferno",
    "Magma": "magma",
    "Cividis": "cividis",
    "Turbo": "turbo",
    "CET L3 (fire)": "cet_l3",
    "CET L8": "cet_l8",
    "CET R4 (rainbow)": "cet_r4",
    "Coolwarm (diverging)": "coolwarm",
    "Vik (diverging)": "vik",
    "CET D1 (diverging)": "cet_d1",
}
DIVERGING = frozenset({"coolwarm", "vik", "cet_d1"})

_CMAP_NAMES = {
    "cubehelix": "cubehelix:cubehelix",
    "viridis": "bids:viridis",
    "plasma": "bids:plasma",
    "inferno": "bids:inferno",
    "magma": "bids:magma",
    "cividis": "cividis:cividis",
    "turbo": "google:turbo",
    "cet_l3": "colorcet:cet_l3",
    "cet_l8": "colorcet:cet_l8",
    "cet_r4": "colorcet:cet_r4",
    "coolwarm": "matplotlib:coolwarm",
    "vik": "crameri:vik",
    "cet_d1": "colorcet:cet_d1",
}

# Corners (position, level) of the red, green and blue ramps of SAOimage's maps.
_RAMPS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "gray": (((0, 0), (1, 1)),) * 3,
    "heat": (((0, 0), (0.34, 1), (1, 1)), ((0, 0), (1, 1)), ((0, 0), (0.65, 0), (0.98, 1), (1, 1))),
    "cool": (
        ((0, 0), (0.29, 0), (0.76, 0.1), (1, 1)),
        ((0, 0), (0.22, 0), (0.96, 1), (1, 1)),
        ((0, 0), (0.53, 1), (1, 1)),
    ),
    "b": (
        ((0, 0), (0.25, 0), (0.5, 1), (1, 1)),
        ((0, 0), (0.5, 0), (0.75, 1), (1, 1)),
        ((0, 0), (0.25, 1), (0.5, 0), (0.75, 0), (1, 1)),
    ),
    "bb": (((0, 0), (0.5, 1), (1, 1)), ((0, 0), (0.25, 0), (0.75, 1), (1, 1)), ((0, 0), (0.5, 0), (1, 1))),
    "rainbow": (
        ((0, 1), (0.2, 0), (0.6, 0), (0.8, 1), (1, 1)),
        ((0, 0), (0.2, 0), (0.4, 1), (0.8, 1), (1, 0)),
        ((0, 1), (0.4, 1), (0.6, 0), (1, 0)),
    ),
}
_I8 = ((0, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 1))


def colour_map_name(name: str) -> str:
    """Name of a map given by name or by menu text, in any case.

    Raises
    ------
    ValueError
        If there is no such map, with those that there are.
    """
    wanted = name.strip().lower()
    for label, known in COLOUR_MAPS.items():
        if wanted in (known, label.lower()):
            return known
    if wanted in ("grey", "greys_r"):
        return "gray"
    raise ValueError(f"no colour map is named {name!r}; known are {', '.join(COLOUR_MAPS.values())}")


@cache
def colour_table(name: str, invert: bool = False) -> Colours:
    """Table of 256 colours, (256, 3); not to be changed."""
    key = colour_map_name(name)
    at = np.linspace(0.0, 1.0, 256)
    table: Any
    if key in _RAMPS:
        corners = [np.array(ramp, np.float64).T for ramp in _RAMPS[key]]
        table = np.stack([np.interp(at, place, level) for place, level in corners], axis=1)
    elif key == "i8":
        table = np.repeat(np.array(_I8, float), 32, axis=0)
    else:
        import cmap  # here, since loading its catalogue costs more than the rest of this module together

        table = np.asarray(cmap.Colormap(_CMAP_NAMES[key])(at))[:, :3]
    colours = np.round(255 * table).astype(np.uint8)
    colours = np.ascontiguousarray(colours[::-1] if invert else colours)
    colours.flags.writeable = False
    return colours
