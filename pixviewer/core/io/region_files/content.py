"""What is in a region file: regions, and shapes that are only kept."""

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.table.regions import Region

Form = Literal["ds9", "crtf", "pixr"]

FORM_OF_ENDING: dict[str, Form] = {".reg": "ds9", ".ds9": "ds9", ".crtf": "crtf", ".pixr": "pixr"}


@dataclass(frozen=True, slots=True)
class OtherShape:
    """A shape that no row can be selected with, as it stood in its file.

    Parameters
    ----------
    form : {"ds9", "crtf"}
        Grammar that it is written in.
    kind : str
        Its name there, such as ``ellipse`` or ``text``.
    text : str
        Its line.
    frame, defaults : str
        Coordinate system and properties that held where it stood.
    """

    form: Literal["ds9", "crtf"]
    kind: str
    text: str
    frame: str = ""
    defaults: str = ""


@dataclass(frozen=True, slots=True)
class RegionFile:
    """Contents of a region file.

    Parameters
    ----------
    regions : tuple of Region
        Circles, squares and annuli, with their criteria.
    others : tuple of OtherShape
        Everything else; give them to `write_regions` to keep them.
    """

    regions: tuple[Region, ...]
    others: tuple[OtherShape, ...] = ()


class Unreadable(ValueError):
    """Something in a region file that cannot be understood; the text is the second half of a sentence."""


class NotSelectable(Exception):
    """A shape that is no circle, no square along RA and Dec and no annulus; the text is what it is."""


def at_line(name: str, number: int, line: str, error: Unreadable) -> PixTableError:
    """The error of one line of a file, as a sentence."""
    shown = line if len(line) <= 80 else line[:79] + "…"
    return PixTableError(f"{name}, line {number}, {shown!r}: {error}")


def kinds_of(others: Iterable[OtherShape]) -> str:
    """How many there are of each kind, in words."""
    counts = Counter(other.kind for other in others)
    return ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items()))


def warn_of(name: str, others: Iterable[OtherShape]) -> None:
    """Say, in one sentence, which shapes of a file select nothing."""
    kinds = kinds_of(others)
    if not kinds:
        return
    warnings.warn(
        f"{name} has shapes that are no circles, annuli or squares along RA and Dec: {kinds}; they select "
        "nothing, and are only kept",
        PixTableWarning,
        3,
    )
