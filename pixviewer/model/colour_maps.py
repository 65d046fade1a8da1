"""Colour maps: those on the menu by their names there, and all of the cmap package by theirs.

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
    "SLS": "sls",
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
# Colours at every sixteenth of SLS but the last, which ends a little before the table does.
_SLS = (
    (0, 0, 0), (0.521, 0, 0.635), (0.347, 0, 0.702), (0, 0, 0.824), (0, 0.238, 1), (0, 0.607, 1),
    (0, 0.908, 0.704), (0, 0.833, 0.381), (0, 0.828, 0.073), (0.398, 0.902, 0), (0.793, 0.902, 0),
    (1, 0.844, 0.048), (0.949, 0.619, 0.093), (1, 0.395, 0), (0.980, 0, 0), (0.690, 0, 0), (1, 1, 1),
)  # fmt: skip
_SLS_END = 192 / 199
_I8 = ((0, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 1))


def colour_map_name(name: str) -> str:
    """Name of a map given by name or by menu text, in any case; others as ``family:name``.

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
    found = _catalogued(wanted)
    if found is None:
        raise ValueError(
            f"no colour map is named {name!r}; known are {', '.join(COLOUR_MAPS.values())}, and those of the "
            "catalogue"
        )
    return found


def colour_map_label(name: str) -> str:
    """A map as menus write it.

    Raises
    ------
    ValueError
        If there is no such map.
    """
    known = colour_map_name(name)
    for label, named in COLOUR_MAPS.items():
        if named == known:
            return label
    family, _, own = known.partition(":")
    return f"{own} ({family})"


@cache
def _catalogued(wanted: str) -> str | None:
    """Name in the catalogue of the cmap package, None where it has no such map."""
    import cmap

    try:
        item = cmap.Catalog()[wanted]
    except (KeyError, ValueError):
        return None
    for name, full in _CMAP_NAMES.items():
        if full.lower() == f"{item.namespace}:{item.name}".lower():
            return name
    return f"{item.namespace}:{item.name}"


@cache
def colour_table(name: str, invert: bool = False) -> Colours:
    """Table of 256 colours, (256, 3); not to be changed."""
    key = colour_map_name(name)
    at = np.linspace(0.0, 1.0, 256)
    table: Any
    if key in _RAMPS:
        corners = [np.array(ramp, np.float64).T for ramp in _RAMPS[key]]
        table = np.stack([np.interp(at, place, level) for place, level in corners], axis=1)
    elif key == "sls":
        place = np.linspace(0.0, _SLS_END, len(_SLS))
        table = np.stack([np.interp(at, place, level) for level in np.array(_SLS).T], axis=1)
    elif key == "i8":
        table = np.repeat(np.array(_I8, float), 32, axis=0)
    else:
        import cmap  # here, since loading its catalogue costs more than the rest of this module together

        table = np.asarray(cmap.Colormap(_CMAP_NAMES.get(key, key))(at))[:, :3]
    colours = np.round(255 * table).astype(np.uint8)
    colours = np.ascontiguousarray(colours[::-1] if invert else colours)
    colours.flags.writeable = False
    return colours
