"""Regions as CASA reads them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pixviewer.core.geometry import Annulus, Circle, Frame, Shape
from pixviewer.core.io.region_files import kept
from pixviewer.core.io.region_files.content import OtherShape
from pixviewer.core.io.region_files.shapes import digits, wrapped
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Selection

_HEADER = "#CRTFv0"
REGION = "region"  # the word of a comment that says what CRTF cannot say of the next region
NO_PIXELS = (
    "the positions in this table are field pixels, which CRTF does not know; use a .reg file with physical "
    "coordinates, or .pixr"
)

_SAFE = re.compile(
    r"""[^\s,\[\]'"=#;\x00-\x1f\x7f\x85]([^,\[\]'"=#;\x00-\x1f\x7f\x85\u2028\u2029]*[^\s,\[\]'"=#;\x00-\x1f\x7f\x85])?"""
)
_LIST = re.compile(r"\[[\w .,+-]*\]", re.ASCII)
_STYLE = frozenset(
    (
        *("linewidth", "linestyle", "symsize", "symthick", "symbol", "labelpos", "labelcolor", "labeloff"),
        *("font", "fontsize", "fontstyle", "usetex", "corr", "veltype", "restfreq", "frame"),
    )
)


def write(regions: Iterable[Region], others: Iterable[OtherShape], frame: Frame) -> str:
    """The text of a file; others in another grammar become comments that are read back.

    Raises
    ------
    ValueError
        If a region has no shape, or positions are not on the sky.
    """
    if not frame.is_sky:
        raise ValueError(NO_PIXELS)
    several = tuple(others)
    lines = [_HEADER]
    for region in regions:
        lines += _region_lines(region)
    defaults = ""
    # What nothing global held for comes first: there is no taking back.
    for other in sorted((o for o in several if o.form == "crtf"), key=lambda o: bool(o.defaults)):
        if other.defaults != defaults:
            lines.append(f"global {other.defaults}")
            defaults = other.defaults
        lines.append(other.text)
    return "\n".join([*lines, *kept.comments(o for o in several if o.form != "crtf")]) + "\n"


def _region_lines(region: Region) -> list[str]:
    if not region.selection.shapes:
        raise ValueError(
            f"region {region.name!r} has no circle, square or annulus: only a .pixr file keeps such"
        )
    native, rest = _divided(region)
    said = [kept.comment(REGION, rest)] if rest else []
    sign = {"exclude": "-", "annotation": "ann "}.get(region.role, "")
    tail = ", ".join(["coord=ICRS", *native])
    return [
        line for shape in region.selection.shapes for line in (*said, f"{sign}{_geometry(shape)}, {tail}")
    ]


def _geometry(shape: Shape) -> str:
    centre = f"[{digits(wrapped(shape.ra))}deg, {digits(shape.dec)}deg]"
    if isinstance(shape, Circle):
        return f"circle[{centre}, {digits(shape.radius)}arcsec]"
    if isinstance(shape, Annulus):
        return f"annulus[{centre}, [{digits(shape.inner)}arcsec, {digits(shape.outer)}arcsec]]"
    width = digits(2 * shape.half_side)
    return f"centerbox[{centre}, [{width}arcsec, {width}arcsec]]"


def _divided(region: Region) -> tuple[list[str], dict[str, Any]]:
    """Properties that CRTF has, and what it has not."""
    native: list[str] = []
    rest: dict[str, Any] = {}
    _divide_criteria(replace(region.selection, shapes=()), native, rest)
    for word, key, value in (("label", "name", region.name), ("color", "colour", region.colour)):
        if value and _SAFE.fullmatch(value):
            native.append(f"{word}='{value}'" if word == "label" else f"{word}={_value(value)}")
        elif value:
            rest[key] = value
    if region.role == "background":
        rest["role"] = region.role
    if region.tags:
        rest["tags"] = list(region.tags)
    style = dict(region.style)
    native += [f"{key}={_value(style.pop(key))}" for key in region.style if _keeps_style(key, style[key])]
    return native, rest | ({"style": style} if style else {})


def _divide_criteria(criteria: Selection, native: list[str], rest: dict[str, Any]) -> None:
    is_native = criteria.kinds == ("wave",) and criteria.match == "all" and len(criteria.wave) == 1
    if is_native and all(abs(end) < float("inf") for end in criteria.wave[0]):
        low, high = (digits(end) for end in criteria.wave[0])
        native.append(f"range=[{low}Angstrom, {high}Angstrom]")
    elif criteria.kinds or criteria.match == "any":
        rest["selection"] = criteria.to_json()


def _keeps_style(key: str, value: str) -> bool:
    return key in _STYLE and bool(_SAFE.fullmatch(value) or _LIST.fullmatch(value))


def _value(value: str) -> str:
    return value if re.fullmatch(r"[#\w.+-]+|\[.*\]", value, re.ASCII) else f"'{value}'"
