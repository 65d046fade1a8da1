"""Colour maps that menus name first."""

from collections.abc import Sequence

from pixviewer.model.colour_maps import COLOUR_MAPS, colour_map_name


def known_maps(names: Sequence[str]) -> tuple[str, ...]:
    """Favourites that there are, each once: another version of the catalogue may have lost one."""
    known: dict[str, None] = {}
    for name in names:
        try:
            known[colour_map_name(name)] = None
        except ValueError:
            continue
    return tuple(known)


def with_favourite(names: Sequence[str], name: str, *, is_one: bool) -> tuple[str, ...]:
    """Favourites with one more at the end, or without one."""
    known = colour_map_name(name)
    others = tuple(other for other in known_maps(names) if other != known)
    return (*others, known) if is_one else others


def offered_maps(favourites: Sequence[str], present: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Maps of a menu: the favourites, and the others, among them the one in use."""
    first = known_maps(favourites)
    others = [name for name in COLOUR_MAPS.values() if name not in first]
    if present and colour_map_name(present) not in (*first, *others):
        others.append(colour_map_name(present))
    return first, tuple(others)
