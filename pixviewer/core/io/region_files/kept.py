"""What a form of region file has no words for, as comments that other programs pass over."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pixviewer.core.io.region_files.content import OtherShape, Unreadable

_MARK = "# pixviewer "
_OTHER = "other"
_FIELDS = ("form", "kind", "text", "frame", "defaults")


def comment(word: str, plain: Mapping[str, Any]) -> str:
    """A comment line that holds a JSON object; no program takes it apart at a semicolon."""
    return f"{_MARK}{word} {json.dumps(plain).replace(';', chr(92) + 'u003b')}"


def read_comment(line: str, word: str) -> dict[str, Any] | None:
    """The JSON object of a comment line, None when it is no such comment.

    Raises
    ------
    Unreadable
        If it is one, and malformed.
    """
    start = f"{_MARK}{word} "
    if not line.startswith(start):
        return None
    try:
        plain = json.loads(line[len(start) :])
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this comment of pixviewer's is malformed ({error})") from error
    if not isinstance(plain, dict):
        raise Unreadable("this comment of pixviewer's holds no JSON object")
    return plain


def comments(others: Iterable[OtherShape]) -> list[str]:
    """Shapes in another grammar, as comments."""
    return [comment(_OTHER, other_to_plain(other)) for other in others]


def find(line: str) -> OtherShape | None:
    """The shape in another grammar that is in a comment, None when there is none."""
    plain = read_comment(line.strip(), _OTHER)
    return None if plain is None else other_from_plain(plain)


def other_to_plain(other: OtherShape) -> dict[str, str]:
    """A kept shape as plain texts."""
    return {name: getattr(other, name) for name in _FIELDS}


def other_from_plain(plain: Any) -> OtherShape:
    """A kept shape of plain texts.

    Raises
    ------
    Unreadable
        If it is none.
    """
    if (
        not isinstance(plain, dict)
        or set(plain) != set(_FIELDS)
        or not all(isinstance(value, str) and value.splitlines() in ([], [value]) for value in plain.values())
        or plain["form"] not in ("ds9", "crtf")
    ):
        raise Unreadable("it has a kept shape that is not one line of DS9 or CRTF")
    return OtherShape(**plain)
