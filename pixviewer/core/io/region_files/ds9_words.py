"""DS9's region files taken apart: statements with their line numbers, and properties of a statement.

References
----------
The reference manual of SAOImage DS9, chapter *Regions*; what DS9 8 writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHAPES = frozenset(
    (
        *("circle", "ellipse", "box", "annulus", "polygon", "line", "point", "text", "vector", "ruler"),
        *("compass", "projection", "segment", "panda", "epanda", "bpanda", "composite", "rotbox", "pie"),
    )
)
SKY_FRAMES = frozenset(("icrs", "fk5", "j2000", "fk4", "b1950", "galactic", "ecliptic"))
OTHER_FRAMES = frozenset(
    (
        *("image", "physical", "linear", "amplifier", "detector", "tile", "wcs", "wcs0"),
        *(f"wcs{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    )
)

# DS9 writes shapes that its forerunners did not know as comments; a circle after a # is commented out.
_COMMENT = re.compile(
    r"#\s*(?![+-]?\s*(?:text|composite|vector|ruler|compass|projection|segment|[eb]?panda)\s*\()",
    re.IGNORECASE,
)
_SHAPE = re.compile(
    r"(?P<comment>#\s*)?(?P<sign>[+-])?\s*(?P<word>[A-Za-z][A-Za-z0-9]*)\s*(?P<rest>.*)", re.DOTALL
)
_TOKEN = re.compile(r"""([A-Za-z_]+\s*=\s*)?(\{[^}]*\}|"[^"]*"|'[^']*'|[^\s]+)""")

Properties = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file: a shape, a coordinate system, or global properties.

    ``numbers`` is what stands in the parentheses, ``properties`` what follows the ``#``.
    """

    line: int
    text: str
    word: str
    sign: str = ""
    numbers: str = ""
    properties: str = ""
    joined: bool = False

    @property
    def is_call(self) -> bool:
        """Whether the word is followed by parentheses, as any shape may be."""
        return bool(self.numbers) and bool(re.match(r"#?\s*[+-]?\s*\w+\s*\(", self.text))

    @property
    def parameters(self) -> list[str]:
        """The numbers, one by one."""
        return [part for part in re.split(r"[\s,]+", self.numbers) if part]


def statements(text: str) -> Iterator[Statement]:
    """All statements of a file; blank lines and comments, those of pixviewer apart, are none.

    A statement without a word at its beginning has an empty ``word``.
    """
    for number, line in enumerate(text.splitlines(), 1):
        for part in _split(line):
            if part.startswith("# pixviewer "):
                yield Statement(number, part, "#")
            elif part and not _COMMENT.match(part):
                yield _statement(number, part)


def _split(line: str) -> Iterator[str]:
    """Split a line at semicolons, those in quotes and braces of properties, and in comments, apart."""
    start, closing, has_properties = 0, "", False
    for i, character in enumerate(line):
        if closing:
            closing = "" if character == closing else closing
        elif has_properties and character in "{\"'":
            closing = {"{": "}"}.get(character, character)
        elif character == "#":
            if not line[start:i].strip() and _COMMENT.match(line[i:]):
                break
            has_properties = True
        elif character == ";":
            yield line[start:i].strip()
            start, has_properties = i + 1, False
    yield line[start:].strip()


def _statement(number: int, text: str) -> Statement:
    found = _SHAPE.fullmatch(text)
    if found is None:
        return Statement(number, text, "")
    word, rest = found["word"].lower(), found["rest"]
    if word == "global":
        return Statement(number, text, word, properties=rest)
    numbers, properties = _numbers(rest, is_comment=bool(found["comment"]))
    joined = numbers.endswith("||")
    return Statement(
        number, text, word, found["sign"] or "", numbers.strip("()| \t"), properties.strip(), joined
    )


def _numbers(rest: str, *, is_comment: bool) -> tuple[str, str]:
    """What stands before the properties, and these."""
    if is_comment:  # "# text(10,20) text={…}": no second number sign
        numbers, _, properties = rest.partition(")")
        if properties.lstrip().startswith("||"):
            return numbers + "||", properties.lstrip()[2:]
        return numbers, properties
    numbers, _, properties = rest.partition("#")
    return numbers.rstrip(), properties


def properties(text: str) -> Properties:
    """Properties by lower-case name, each with all its values; a word alone, such as ``background``, has one.

    Values may have several words: ``dashlist=8 3``.
    """
    found: Properties = {}
    last = ""
    for key, value in _TOKEN.findall(text):
        bare = value[1:-1] if value[0] + value[-1] in ("{}", '""', "''") and len(value) > 1 else value
        if key:
            last = key.rstrip("= \t").lower()
            found.setdefault(last, []).append(bare)
        elif value.lower() in ("source", "background"):
            found[value.lower()] = ["1"]
        elif last:
            found[last][-1] += f" {bare}"
    return found


def merged(*layers: Properties) -> Properties:
    """Properties in layers, the later ones on top; tags of all of them."""
    together: Properties = {}
    tags: list[str] = []
    for layer in layers:
        together |= layer
        tags += layer.get("tag", [])
    if tags:
        together["tag"] = tags
    return together
