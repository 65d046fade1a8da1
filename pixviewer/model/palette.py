"""Colours of what is no value."""

from dataclasses import dataclass

BLANK, BAD = "#808080", "#e8590c"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of what is no value, as ``#rrggbb``: cells without rows, and cells with flagged rows alone.

    Mid grey is neither end of any map.
    """

    blank: str = BLANK
    bad: str = BAD


USUAL = Palette()


def rgba_of(colour: str) -> tuple[int, int, int, int]:
    """Red, green, blue and 255 of ``#rrggbb``.

    Raises
    ------
    ValueError
        If it is no such colour.
    """
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"a colour is written #rrggbb, got {colour!r}")
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue, 255
