"""Regions as DS9 reads them."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from pixviewer.core.geometry import Annulus, Circle, Frame, Shape
from pixviewer.core.io.region_files import kept
from pixviewer.core.io.region_files.content import OtherShape
from pixviewer.core.io.region_files.ds9_words import Properties
from pixviewer.core.io.region_files.shapes import digits, wrapped
from pixviewer.core.io.region_files.tags import region_tags
from pixviewer.core.table.regions import Region

_HEADER = "# Region file format: DS9 version 4.1"
# What DS9 takes for granted, so that properties of one kept shape do not reach the next.
_DEFAULTS = (
    'color=green dashlist=8 3 width=1 font="helvetica 10 normal roman" select=1 highlite=1 dash=0 fixed=0 '
    "edit=1 move=1 delete=1 include=1 source=1"
)
_STYLE = frozenset(
    (
        *("width", "dash", "dashlist", "font", "fill", "point", "line", "ruler", "vector", "textangle"),
        *("textrotate", "select", "highlite", "fixed", "edit", "move", "rotate", "delete"),
    )
)
_SAFE = re.compile(r"""[^{};"'\\|=\x00-\x1f\x7f\x85\u2028\u2029]+""")
_BARE = re.compile(r"[-+.\d]+( [-+.\d]+)*|[#\w.:-]+|\w+ \d+", re.ASCII)


def write(regions: Iterable[Region], others: Iterable[OtherShape], frame: Frame) -> str:
    """The text of a file; others in another grammar become comments that are read back.

    Raises
    ------
    ValueError
        If a region has no shape.
    """
    lines = [_HEADER, "icrs" if frame.is_sky else "physical"]
    lines += [line for region in regions for line in _region_lines(region, frame)]
    several = tuple(others)
    own = [other for other in several if other.form == "ds9"]
    for (defaults, system), group in groupby(own, lambda other: (other.defaults, other.frame)):
        lines += [f"global {_DEFAULTS} {defaults}".rstrip(), *([system] if system else [])]
        lines += [other.text for other in group]
    return "\n".join([*lines, *kept.comments(o for o in several if o.form != "ds9")]) + "\n"


def _region_lines(region: Region, frame: Frame) -> list[str]:
    if not region.selection.shapes:
        raise ValueError(
            f"region {region.name!r} has no circle, square or annulus: only a .pixr file keeps such"
        )
    words = _properties(region)
    tail = f" # {' '.join(words)}" if words else ""
    sign = "-" if region.role == "exclude" else ""
    return [f"{sign}{_geometry(shape, frame)}{tail}" for shape in region.selection.shapes]


def _geometry(shape: Shape, frame: Frame) -> str:
    ra, unit = (wrapped(shape.ra), '"') if frame.is_sky else (shape.ra, "")
    centre = f"{digits(ra)},{digits(shape.dec)}"
    if isinstance(shape, Circle):
        return f"circle({centre},{digits(shape.radius)}{unit})"
    if isinstance(shape, Annulus):
        return f"annulus({centre},{digits(shape.inner)}{unit},{digits(shape.outer)}{unit})"
    width = digits(2 * shape.half_side)
    return f"box({centre},{width}{unit},{width}{unit},0)"


def _properties(region: Region) -> list[str]:
    words: list[str] = []
    keeps_name = bool(_SAFE.fullmatch(region.name)) or not region.name
    if region.colour:
        words.append(_property("color", region.colour))
    if region.name:
        words.append(f"text={{{region.name if keeps_name else _shown(region.name)}}}")
    words += [_property(key, value) for key, value in region.style.items() if _keeps_style(key, value)]
    if region.role == "background":
        words.append("background")
    style: Mapping[str, str] = region.style
    tags = region_tags(region, keeps_name=keeps_name, keeps_style=lambda key: _keeps_style(key, style[key]))
    return words + [f"tag={{{tag}}}" for tag in tags]


def _shown(name: str) -> str:
    """The name with everything that DS9 cannot hold left blank."""
    return "".join(character if _SAFE.fullmatch(character) else " " for character in name)


def _keeps_style(key: str, value: str) -> bool:
    return key in _STYLE and bool(_SAFE.fullmatch(value))


def _property(key: str, value: str) -> str:
    if key in ("text", "tag"):
        return f"{key}={{{value}}}"
    return f"{key}={value}" if _BARE.fullmatch(value) else f'{key}="{value}"'


def as_text(found: Properties) -> str:
    """Properties as they stand in a file."""
    return " ".join(_property(key, value) for key, values in found.items() for value in values)
