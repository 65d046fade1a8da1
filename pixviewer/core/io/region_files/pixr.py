"""Our own region files: JSON that loses nothing."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame
from pixviewer.core.io.region_files.content import OtherShape, RegionFile, Unreadable
from pixviewer.core.io.region_files.kept import other_from_plain, other_to_plain
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Expression, Selection

KEY = "pixviewer-regions"
VERSION = 1

_REGION_KEYS = ("name", "role", "colour", "tags", "style", "selection")


def read(text: str, name: str, frame: Frame) -> RegionFile:
    """Read the text of a file; ``name`` is for messages.

    Raises
    ------
    PixTableError
        If it is malformed, or made for tables with other positions.
    """
    try:
        return _read(json.loads(text), frame)
    except (ValueError, RecursionError) as error:
        raise PixTableError(f"{name} holds no regions that can be read: {error}") from error


def _read(plain: Any, frame: Frame) -> RegionFile:
    if not isinstance(plain, dict) or KEY not in plain:
        raise Unreadable(f"there is no {KEY!r} entry in it")
    if plain[KEY] != VERSION:
        raise Unreadable(f"it is of version {plain[KEY]!r}, and only version {VERSION} is understood")
    unknown = sorted(set(plain) - {KEY, "positions", "regions", "others"})
    if unknown:
        raise Unreadable(f"it has unknown entries {', '.join(unknown)}")
    if plain.get("positions") != _positions(frame):
        raise Unreadable(
            f"its positions are {plain.get('positions')!r}, but those of this table are "
            f"{_positions(frame)!r}; use regions made for such a table"
        )
    return RegionFile(
        tuple(region_from_plain(region) for region in _list(plain, "regions")),
        tuple(other_from_plain(other) for other in _list(plain, "others")),
    )


def write(regions: Iterable[Region], others: Iterable[OtherShape], frame: Frame) -> str:
    """The text of a file."""
    plain = {
        KEY: VERSION,
        "positions": _positions(frame),
        "regions": [region_to_plain(region) for region in regions],
        "others": [other_to_plain(other) for other in others],
    }
    return json.dumps(plain, indent=1, allow_nan=False) + "\n"


def region_to_plain(region: Region) -> dict[str, Any]:
    """A region as plain dicts, lists and texts."""
    return {
        "name": region.name,
        "role": region.role,
        "colour": region.colour,
        "tags": list(region.tags),
        "style": dict(region.style),
        "selection": region.selection.to_json(),
    }


def region_from_plain(plain: Any) -> Region:
    """A region of what `region_to_plain` gave; only a name and a selection are needed.

    Raises
    ------
    Unreadable
        If it is none.
    """
    if not isinstance(plain, dict) or not {"name", "selection"} <= plain.keys() <= set(_REGION_KEYS):
        raise Unreadable(f"a region must have name and selection, and may have {', '.join(_REGION_KEYS)}")
    settings = dict(plain)
    settings["selection"] = selection_from_plain(settings["selection"])
    settings["tags"] = tuple(_list(settings, "tags"))
    if not isinstance(settings.get("style", {}), Mapping):
        raise Unreadable("the style of a region must be an object")
    try:
        return Region(**settings)
    except (ValueError, TypeError) as error:
        raise Unreadable(str(error)) from error


def selection_from_plain(plain: Any) -> Selection:
    """One selection, not several combined."""
    selection = Expression.from_json(plain)
    if not isinstance(selection, Selection):
        raise Unreadable("the selection of a region must be a single one, not several combined")
    return selection


def _positions(frame: Frame) -> str:
    return "sky" if frame.is_sky else "pixel"


def _list(plain: Mapping[str, Any], key: str) -> list[Any]:
    found = plain.get(key, [])
    if not isinstance(found, list):
        raise Unreadable(f"{key} must be a list, got {type(found).__name__}")
    return found
