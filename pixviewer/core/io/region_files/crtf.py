"""CASA's region text format.

One wavelength range, label, colour, sign and annotation are CRTF's own; whatever else a region has stands in
a comment before its line.

References
----------
CASA documentation, chapter *CASA Region File Format*, version 0.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle, Frame, Range, Shape
from pixviewer.core.io.region_files import kept
from pixviewer.core.io.region_files.content import NotSelectable, OtherShape, RegionFile, Unreadable, at_line
from pixviewer.core.io.region_files.pixr import region_from_plain
from pixviewer.core.io.region_files.shapes import digits, sky_shape, wrapped
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Selection

MARK = "#CRTF"
_HEADER = "#CRTFv0"
_REGION = "region"
_NO_PIXELS = (
    "the positions in this table are field pixels, which CRTF does not know; use a .reg file with physical "
    "coordinates, or .pixr"
)

_LINE = re.compile(r"(?P<sign>[+-])?\s*(?P<note>ann\s+)?(?P<word>[A-Za-z]+)\s*(?P<rest>\[.*)")
_META = re.compile(r"""\b(\w+)\s*=\s*('[^']*'|"[^"]*"|\[[^\]]*\]|[^,]*)""")
_QUANTITY = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([A-Za-z]\S*)\s*")
_SAFE = re.compile(
    r"""[^\s,\[\]'"=#;\x00-\x1f\x7f\x85]([^,\[\]'"=#;\x00-\x1f\x7f\x85\u2028\u2029]*[^\s,\[\]'"=#;\x00-\x1f\x7f\x85])?"""
)
_LIST = re.compile(r"\[[\w .,+-]*\]", re.ASCII)
_STYLE = frozenset(
    (
        *(
            "linewidth",
            "linestyle",
            "symsize",
            "symthick",
            "symbol",
            "font",
            "fontsize",
            "fontstyle",
            "usetex",
        ),
        *("labelpos", "labelcolor", "labeloff", "corr", "veltype", "restfreq", "frame"),
    )
)


def read(text: str, name: str, frame: Frame) -> RegionFile:
    """Read the text of a file; `name` is for messages.

    Raises
    ------
    PixTableError
        If a circle or box makes no sense, with its line, or the table has no positions on the sky.
    """
    if not text.startswith(MARK):
        raise PixTableError(f"{name} is no CRTF file: it does not begin with {MARK}")
    if not frame.is_sky:
        raise PixTableError(f"{name} cannot be used here: {_NO_PIXELS}")
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        try:
            reader.take(line.strip())
        except Unreadable as error:
            raise at_line(name, number, line, error) from error
    return RegionFile(tuple(reader.regions), tuple(reader.others))


class _Reader:
    """What holds from one line to the next: global properties, and what a comment says of the next region."""

    def __init__(self) -> None:
        self.regions: list[Region] = []
        self.others: list[OtherShape] = []
        self._defaults = ""
        self._said: dict[str, Any] = {}

    def take(self, line: str) -> None:
        if line.startswith("#"):
            self._take_comment(line)
        elif line.split(None, 1)[:1] == ["global"]:
            self._defaults = f"{self._defaults}, {line[6:].strip()}".lstrip(", ")
        elif line:
            self._take_shape(line)
            self._said = {}

    def _take_comment(self, line: str) -> None:
        other = kept.find(line)
        if other is not None:
            self.others.append(other)
        else:
            self._said = kept.read_comment(line, _REGION) or self._said

    def _take_shape(self, line: str) -> None:
        found = _LINE.fullmatch(line)
        if found is None:
            raise Unreadable("this is no CRTF region, such as circle[[10deg, 20deg], 2arcsec], coord=ICRS")
        geometry, rest = _geometry_of(found["rest"])
        meta = _properties(self._defaults) | _properties(rest)
        word = found["word"].lower()
        try:
            shape = _shape(word, geometry, meta.pop("coord", ""))
        except NotSelectable as reason:
            self.others.append(OtherShape("crtf", str(reason), line, defaults=self._defaults))
            return
        role = "annotation" if found["note"] else "exclude" if found["sign"] == "-" else "source"
        self.regions.append(_region(shape, role, meta, self._said))


def _geometry_of(rest: str) -> tuple[str, str]:
    """The bracket that a line begins with, and what follows it."""
    depth, quote = 0, ""
    for i, character in enumerate(rest):
        if quote:
            quote = "" if character == quote else quote
        elif depth > 1 and character in "'\"" and not rest[i - 1].isdigit() and rest[i - 1] != ".":
            quote = character  # not the unit of a number
        elif character in "[]":
            depth += 1 if character == "[" else -1
            if depth == 0:
                return rest[: i + 1], rest[i + 1 :]
    raise Unreadable("its brackets are not closed")


def _properties(text: str) -> dict[str, str]:
    return {key.lower(): _bare(value.strip()) for key, value in _META.findall(text)}


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0] else value


def _shape(word: str, geometry: str, system: str) -> Shape:
    if word not in ("circle", "centerbox", "rotbox"):
        raise NotSelectable(word)
    if not system:
        raise Unreadable("there is no coordinate system; add coord=ICRS")
    return sky_shape(f"{word}{geometry}, coord={system}", "crtf")


def _region(shape: Shape, role: str, meta: dict[str, str], said: dict[str, Any]) -> Region:
    native = {
        "name": meta.pop("label", meta.pop("text", "")),
        "colour": meta.pop("color", ""),
        "role": role,
        "selection": Selection(wave=_wave(meta.pop("range", ""))).to_json(),
    }
    said = dict(said)
    style = said.pop("style", {})
    region = region_from_plain(
        {**native, **said, "style": {**meta, **style} if isinstance(style, dict) else style}
    )
    return replace(region, selection=_with(region.selection, (shape,)))


def _with(selection: Selection, shapes: tuple[Shape, ...]) -> Selection:
    return replace(selection, shapes=shapes)


def _wave(text: str) -> list[Range]:
    """The wavelengths of a ``range=``, in ångström; none when there is none."""
    if not text:
        return []
    ends = [_angstrom(part) for part in text.strip("[]").split(",")]
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise Unreadable(f"range={text} must have two wavelengths that increase")
    return [(ends[0], ends[1])]


def _angstrom(text: str) -> float:
    from astropy import units

    found = _QUANTITY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        value, unit = float(found[1]), units.Unit(found[2])
        return value if unit == units.AA else float((value * unit).to_value(units.AA))
    except ValueError as error:  # units that are none, or do not convert, are ValueErrors
        raise Unreadable(
            f"{text.strip()} in its range is no wavelength; give it in Angstrom or nm"
        ) from error


def write(regions: Iterable[Region], others: Iterable[OtherShape], frame: Frame) -> str:
    """The text of a file; others in another grammar become comments that are read back.

    Raises
    ------
    ValueError
        If a region has no circle or square, or positions are not on the sky.
    """
    if not frame.is_sky:
        raise ValueError(_NO_PIXELS)
    several = tuple(others)
    lines = [_HEADER]
    for region in regions:
        lines += _region_lines(region)
    defaults = ""
    for other in (other for other in several if other.form == "crtf"):
        if other.defaults != defaults:
            lines.append(f"global {other.defaults}")
            defaults = other.defaults
        lines.append(other.text)
    return "\n".join([*lines, *kept.comments(o for o in several if o.form != "crtf")]) + "\n"


def _region_lines(region: Region) -> list[str]:
    if not region.selection.shapes:
        raise ValueError(f"region {region.name!r} has no circle or square: only a .pixr file keeps such")
    native, rest = _divided(region)
    said = [kept.comment(_REGION, rest)] if rest else []
    sign = {"exclude": "-", "annotation": "ann "}.get(region.role, "")
    tail = ", ".join(["coord=ICRS", *native])
    return [
        line for shape in region.selection.shapes for line in (*said, f"{sign}{_geometry(shape)}, {tail}")
    ]


def _geometry(shape: Shape) -> str:
    centre = f"[{digits(wrapped(shape.ra))}deg, {digits(shape.dec)}deg]"
    if isinstance(shape, Circle):
        return f"circle[{centre}, {digits(shape.radius)}arcsec]"
    width = digits(2 * shape.half_side)
    return f"centerbox[{centre}, [{width}arcsec, {width}arcsec]]"


def _divided(region: Region) -> tuple[list[str], dict[str, Any]]:
    """Properties that CRTF has, and what it has not."""
    native: list[str] = []
    rest: dict[str, Any] = {}
    _divide_criteria(_with(region.selection, ()), native, rest)
    for word, key, value in (("label", "name", region.name), ("color", "colour", region.colour)):
        if value and _SAFE.fullmatch(value):
            native.append(f"{word}='{value}'" if word == "label" else f"{word}={value}")
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
    return value if re.fullmatch(r"[\w.+-]+|\[.*\]", value, re.ASCII) else f"'{value}'"
