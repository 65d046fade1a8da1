"""Region files of SAOImage DS9."""

import re

from pixviewer.core.geometry import Annulus, Circle, Frame, Shape, Square
from pixviewer.core.io.region_files import ds9_words, kept
from pixviewer.core.io.region_files.content import NotSelectable, OtherShape, RegionFile, Unreadable, at_line
from pixviewer.core.io.region_files.ds9_words import Properties, Statement
from pixviewer.core.io.region_files.ds9_writing import as_text, write
from pixviewer.core.io.region_files.plain_shapes import plain_ds9
from pixviewer.core.io.region_files.shapes import check_square, sky_shape
from pixviewer.core.io.region_files.tags import read_tags
from pixviewer.core.table.regions import Region, Role
from pixviewer.core.table.selection import Selection

__all__ = ["read", "write"]

_NOT_STYLE = ("color", "text", "tag", "include", "source", "background", "composite")
_NUMBERS = {"circle": (3,), "box": (4, 5), "annulus": (4,)}
_HOW_MANY = {"circle": "three", "box": "five", "annulus": "four"}
_NOTHING = re.compile(r"[+-]?0*\.?0*(?:[eE][-+]?\d+)?[\"'drp]?", re.ASCII)
_PIXEL = re.compile(r"([-+.\deE]+)p?", re.ASCII)


def read(text: str, name: str, frame: Frame) -> RegionFile:
    """Read the text of a file; ``name`` is for messages.

    Raises
    ------
    PixTableError
        If a circle or box makes no sense, or not for this frame, with its line and what would.
    """
    return _Reader(name, frame).read(text)


class _Reader:
    """What holds from one statement to the next: coordinate system, global and composite properties."""

    def __init__(self, name: str, frame: Frame) -> None:
        self._name, self._frame = name, frame
        self._system = ""
        self._defaults: Properties = {}
        self._composite: Properties = {}
        self._regions: list[Region] = []
        self._others: list[OtherShape] = []

    def read(self, text: str) -> RegionFile:
        for statement in ds9_words.statements(text):
            try:
                self._take(statement)
            except Unreadable as error:
                raise at_line(self._name, statement.line, statement.text, error) from error
        return RegionFile(tuple(self._regions), tuple(self._others))

    def _take(self, statement: Statement) -> None:
        word = statement.word
        other = kept.find(statement.text)
        if other is not None:
            self._others.append(other)
        elif word == "#":  # a comment that only looks like one of ours
            return
        elif word == "global":
            self._defaults = ds9_words.merged(self._defaults, ds9_words.properties(statement.properties))
        elif word in ds9_words.SKY_FRAMES or word in ds9_words.OTHER_FRAMES:
            self._system = word
        elif word == "composite":
            self._composite = ds9_words.properties(statement.properties)
            self._composite.pop("composite", None)  # its members stand alone here
        elif word in ds9_words.SHAPES or statement.is_call:
            self._add_shape(statement)
            if not statement.joined:
                self._composite = {}
        else:
            raise Unreadable("this is no DS9 region; save regions from DS9 in its own format")

    def _add_shape(self, statement: Statement) -> None:
        own = ds9_words.properties(statement.properties)
        try:
            shape = self._shape(statement)
        except NotSelectable as reason:
            self._keep(statement, str(reason))
            return
        self._regions.append(_region(shape, statement, own, self._defaults, self._composite))

    def _keep(self, statement: Statement, kind: str) -> None:
        defaults = ds9_words.merged(self._defaults, self._composite)
        text = re.sub(r"\s*\|\|", "", statement.text, count=1) if statement.joined else statement.text
        self._others.append(OtherShape("ds9", kind, text, self._system, as_text(defaults)))

    def _shape(self, statement: Statement) -> Shape:
        word, numbers = statement.word, statement.parameters
        if word not in _NUMBERS:
            raise NotSelectable(word)
        if word == "box" and len(numbers) > 5:
            raise NotSelectable("box annulus")
        if word == "annulus" and len(numbers) > 4:
            raise NotSelectable("annulus of several rings")
        if len(numbers) not in _NUMBERS[word]:
            raise Unreadable(f"a {word} has {_HOW_MANY[word]} numbers, got {len(numbers)}")
        if word == "annulus" and _NOTHING.fullmatch(numbers[2]):
            word, numbers = "circle", [*numbers[:2], numbers[3]]  # a ring without a hole
        if not self._frame.is_sky:
            return self._pixel_shape(word, numbers)
        plain = plain_ds9(self._system, word, numbers)
        if plain is not None:
            return plain
        self._check_sky(numbers)
        if word == "box" and len(numbers) == 4:
            numbers = [*numbers, "0"]
        return sky_shape(f"{self._system}\n{word}({','.join(numbers)})", "ds9")

    def _check_sky(self, numbers: list[str]) -> None:
        if self._system not in ds9_words.SKY_FRAMES:
            what = f"coordinates are {self._system}" if self._system else "there is no coordinate system"
            raise Unreadable(
                f"{what}, but this table has positions on the sky; save the regions as icrs or fk5 in degrees"
            )
        for number in numbers:
            if not re.match(r"[-+]?\.?\d", number, re.ASCII):  # of `inf` astropy's reader warns, and goes on
                raise Unreadable(f"its numbers cannot be read ({number} is not a number)")
            if number[-1] in "ip":
                raise Unreadable(f"{number} is in pixels, but this table has positions on the sky")

    def _pixel_shape(self, word: str, numbers: list[str]) -> Shape:
        if self._system not in ("physical", ""):
            remedy = "write them as physical, which are field pixels without any offset"
            raise Unreadable(
                f"coordinates are {self._system}, but positions in this table are field pixels; {remedy}"
            )
        found = [_PIXEL.fullmatch(number) for number in numbers]
        try:
            x, y, *sizes = [float(match[1]) if match else float("nan") for match in found]
            if word == "circle":
                return Circle(x, y, sizes[0])
            if word == "annulus":
                return Annulus(x, y, sizes[0], sizes[1])
            check_square(sizes[0], sizes[1], sizes[2] if len(sizes) > 2 else 0.0)
            return Square(x, y, sizes[0] / 2)
        except ValueError as error:
            raise Unreadable(f"positions in this table are field pixels: {error}") from error


def _region(
    shape: Shape, statement: Statement, own: Properties, defaults: Properties, composite: Properties
) -> Region:
    all_of = ds9_words.merged(defaults, composite, own)
    criteria = read_tags(all_of.get("tag", []))
    name = all_of.get("text", [""])[0] if criteria.name is None else criteria.name
    role = criteria.role or _role(statement, own, all_of)
    style = {key: values[-1] for key, values in all_of.items() if key not in _NOT_STYLE}
    try:
        return Region(
            name,
            Selection(shape, **criteria.settings),
            role,
            all_of.get("color", [""])[-1],
            criteria.tags,
            style | criteria.style,
        )
    except ValueError as error:
        raise Unreadable(f"{error}") from error


def _role(statement: Statement, own: Properties, all_of: Properties) -> Role:
    """What sign and properties say: a region's own ``include`` wins over its sign, that over the global."""
    include = own.get("include") or (["0"] if statement.sign == "-" else all_of.get("include", ["1"]))
    if include[-1].lower() in ("0", "false", "no"):
        return "exclude"
    mine = own if {"source", "background"} & own.keys() else all_of
    is_background = mine.get("background", ["0"])[-1] == "1" or mine.get("source", ["1"])[-1] == "0"
    return "background" if is_background else "source"
