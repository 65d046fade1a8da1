"""Catalogue of the colour maps for numbers: what kind each is, and whether colour-blind eyes can read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pixviewer.model.colour_maps import (
    COLOUR_MAPS,
    DIVERGING,
    colour_map_label,
    colour_map_name,
    colour_table,
)
from pixviewer.model.colour_vision import EYES, difference, lab

SEQUENTIAL, DIVERGES, CYCLIC, OTHER = "sequential", "diverging", "cyclic", "other"
KINDS = (SEQUENTIAL, DIVERGES, CYCLIC, OTHER)
_KIND_OF = {"sequential": SEQUENTIAL, "diverging": DIVERGES, "cyclic": CYCLIC, "miscellaneous": OTHER}
# Of SAOimage's maps: those that do not simply become lighter.
_OTHERS = frozenset({"b", "i8", "rainbow", "sls", "turbo", "cet_r4"})

# Places a quarter of the map apart, or more, differ by this for every eye: CIEDE2000, 1 is just noticeable.
_LEAST_DIFFERENCE = 8.0
_N_PLACE, _APART = 17, 4
_BACK = 2.0  # of L*: less darkening on the way up is only the rounding of colours
# Numbers at the end of a name are versions of so many colours, or turned round.
_VERSION = re.compile(r"(_\d+)?(_r)?$")


@dataclass(frozen=True, slots=True)
class MapEntry:
    """A colour map to choose.

    Parameters
    ----------
    name, label : str
        As `colour_map_name` and `colour_map_label` have it.
    kind : str
        One of `KINDS`.
    family : str
        Who made it.
    is_safe : bool
        Whether colour-blind eyes can tell its colours apart, see `is_safe_for_all`.
    """

    name: str
    label: str
    kind: str
    family: str
    is_safe: bool

    def has(self, words: Sequence[str]) -> bool:
        """Whether all words occur in what is known of it."""
        known = f"{self.label} {self.name} {self.kind} {self.family}".lower()
        return all(word.lower() in known for word in words)


@cache
def is_safe_for_all(name: str) -> bool:
    """Whether usual and all colour-blind eyes can read a map.

    It only brightens or only darkens, a diverging one on either side of its middle, and places that lie apart
    differ clearly.
    """
    table = colour_table(name)[np.linspace(0, 255, _N_PLACE).round().astype(int)]
    if not _is_even(lab(table)[:, 0]):
        return False
    i, j = np.triu_indices(_N_PLACE, _APART)
    seen = (lab(table, eye) for eye in EYES)
    return all(float(difference(colours[i], colours[j]).min()) >= _LEAST_DIFFERENCE for colours in seen)


def _is_even(lightness: npt.NDArray[np.float64]) -> bool:
    """Whether a map's lightness goes one way, or turns once near its middle."""
    middle = lightness.size // 2
    sides = (lightness,), *(((lightness[: k + 1], lightness[k:])) for k in (middle - 1, middle, middle + 1))
    return any(all(_goes_one_way(side) for side in parts) for parts in sides)


def _goes_one_way(lightness: npt.NDArray[np.float64]) -> bool:
    fall = float((np.maximum.accumulate(lightness) - lightness).max())
    rise = float((lightness - np.minimum.accumulate(lightness)).max())
    return min(fall, rise) <= _BACK


@cache
def catalogue() -> tuple[MapEntry, ...]:
    """All maps for numbers: those on the menu, then the others by family. Takes seconds at first."""
    import cmap

    catalog = cmap.Catalog()
    entries = [_entry(name, _kind_on_menu(name), "menu") for name in COLOUR_MAPS.values()]
    known = {entry.name for entry in entries}
    others = []
    for full in catalog.unique_keys(prefer_short_names=False):
        item = catalog[full]
        kind = _KIND_OF.get(item.category)
        if kind is None or _VERSION.search(item.name).group():  # type: ignore[union-attr]
            continue
        name = colour_map_name(full)
        if name not in known:
            known.add(name)
            others.append(_entry(name, kind, item.namespace))
    return (*entries, *sorted(others, key=lambda entry: (entry.family.lower(), entry.label.lower())))


def _entry(name: str, kind: str, family: str) -> MapEntry:
    # The circle of a cyclic map ends where it began.
    is_safe = kind != CYCLIC and is_safe_for_all(name)
    return MapEntry(name, colour_map_label(name), kind, family, is_safe)


def _kind_on_menu(name: str) -> str:
    if name in DIVERGING:
        return DIVERGES
    return OTHER if name in _OTHERS else SEQUENTIAL


def found_maps(
    entries: Sequence[MapEntry],
    text: str = "",
    kind: str = "",
    *,
    only_safe: bool = False,
    among: Sequence[str] | None = None,
) -> list[MapEntry]:
    """Maps that fit a search.

    Parameters
    ----------
    text : str
        All of its words occur in name, kind or family.
    kind : str
        One of `KINDS`; empty for all.
    only_safe : bool
        Leave out what colour-blind eyes cannot read.
    among : sequence of str, optional
        Names of the only ones that count.
    """
    return [
        entry
        for entry in entries
        if entry.has(text.split())
        and (not kind or entry.kind == kind)
        and (entry.is_safe or not only_safe)
        and (among is None or entry.name in among)
    ]
