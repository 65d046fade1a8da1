"""CASA's region text format.

One wavelength range, label, colour, sign and annotation are CRTF's own; whatever else a region has stands in
a comment before its line.

References
----------
CASA documentation, chapter *CASA Region File Format*, version 0.
"""

import re
from dataclasses import replace
from typing import Any

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Range, Shape
from pixviewer.core.io.region_files import kept
from pixviewer.core.io.region_files.content import NotSelectable, OtherShape, RegionFile, Unreadable, at_line
from pixviewer.core.io.region_files.crtf_writing import NO_PIXELS, REGION, write
from pixviewer.core.io.region_files.pixr import region_from_plain
from pixviewer.core.io.region_files.plain_shapes import plain_crtf
from pixviewer.core.io.region_files.shapes import sky_shape
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Selection

__all__ = ["MARK", "read", "write"]

MARK = "#CRTF"

_LINE = re.compile(r"(?P<sign>[+-])?\s*(?P<note>ann\s+)?(?P<word>[A-Za-z]+)\s*(?P<rest>\[.*)")
_META = re.compile(r"""\b(\w+)\s*=\s*('[^']*'|"[^"]*"|\[[^\]]*\]|[^,]*)""")
_QUANTITY = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([A-Za-z]\S*)\s*")


def read(text: str, name: str, frame: Frame) -> RegionFile:
    """Read the text of a file; ``name`` is for messages.

    Raises
    ------
    PixTableError
        If a circle or box makes no sense, with its line, or the table has no positions on the sky.
    """
    if not text.startswith(MARK):
        raise PixTableError(f"{name} is no CRTF file: it does not begin with {MARK}")
    if not frame.is_sky:
        raise PixTableError(f"{name} cannot be used here: {NO_PIXELS}")
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
        self._defaults: dict[str, str] = {}
        self._said: dict[str, Any] = {}

    def take(self, line: str) -> None:
        if line.startswith("#"):
            self._take_comment(line)
        elif line.split(None, 1)[:1] == ["global"]:
            self._defaults |= _properties(line[6:])
        elif line:
            self._take_shape(line)
            self._said = {}

    def _take_comment(self, line: str) -> None:
        other = kept.find(line)
        if other is not None:
            self.others.append(other)
        else:
            self._said = kept.read_comment(line, REGION) or self._said

    def _take_shape(self, line: str) -> None:
        found = _LINE.fullmatch(line)
        if found is None:
            raise Unreadable("this is no CRTF region, such as circle[[10deg, 20deg], 2arcsec], coord=ICRS")
        geometry, rest = _geometry_of(found["rest"])
        meta = {key: _bare(value) for key, value in (self._defaults | _properties(rest)).items()}
        word = found["word"].lower()
        try:
            shape = _shape(word, geometry, meta.pop("coord", ""))
        except NotSelectable as reason:
            defaults = ", ".join(f"{key}={value}" for key, value in self._defaults.items())
            self.others.append(OtherShape("crtf", str(reason), line, defaults=defaults))
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
    return {key.lower(): value.strip() for key, value in _META.findall(text)}


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0] else value


def _shape(word: str, geometry: str, system: str) -> Shape:
    if word not in ("circle", "centerbox", "rotbox", "annulus"):
        raise NotSelectable(word)
    if not system:
        raise Unreadable("there is no coordinate system; add coord=ICRS")
    plain = plain_crtf(word, geometry, system)
    return plain if plain is not None else sky_shape(f"{word}{geometry}, coord={system}", "crtf")


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
    return replace(region, selection=replace(region.selection, shapes=(shape,)))


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
