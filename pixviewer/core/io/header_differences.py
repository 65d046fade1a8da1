"""Which cards of two tables differ: keyword by keyword, extension by extension."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from astropy.io import fits

from pixviewer.core.io.headers import HduCards, read_headers
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable

_COMMENTARY = ("COMMENT", "HISTORY", "")
# What says how a file is laid out on disk, and changes whenever one is written.
_BOOKKEEPING = ("CHECKSUM", "DATASUM")

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class HeaderDifference:
    """One card that differs.

    Parameters
    ----------
    extension, keyword : str
    first, second : str or None
        Values as text, None where a side has no such card.
    """

    extension: str
    keyword: str
    first: str | None
    second: str | None


def header_differences(
    first: PixTable, second: PixTable, progress: Progress | None = None
) -> list[HeaderDifference]:
    """Compare the headers of two tables, in the order of the first; checksums are left out.

    Comments and history are compared line by line, whatever their place.

    Raises
    ------
    PixTableError
        If a file cannot be read any more, or has changed.
    """
    return differences(read_headers(first, progress), read_headers(second, progress))


def differences(first: Sequence[HduCards], second: Sequence[HduCards]) -> list[HeaderDifference]:
    """Compare headers that were read; extensions are told apart by name, the first ones by place."""
    a, b = _cards(first), _cards(second)
    found = []
    for key in _ordered(a, b):
        texts = a.get(key), b.get(key)
        if texts[0] == texts[1]:
            continue
        values = tuple(None if text is None else _value(text) for text in texts)
        if values[0] != values[1]:  # else only the comments differ
            found.append(HeaderDifference(key[0], key[1], *values))
    return found


def _cards(hdus: Iterable[HduCards]) -> dict[Key, str]:
    """Cards by extension, keyword and number; a line of history is its own keyword's value."""
    cards: dict[Key, str] = {}
    for hdu in hdus:
        name = "PRIMARY" if hdu.number == 0 else hdu.name or f"extension {hdu.number}"
        seen: Counter[str] = Counter()
        for text in hdu.cards:
            keyword = _keyword(text)
            if keyword in _BOOKKEEPING:
                continue
            if keyword in _COMMENTARY:
                if text.strip():
                    cards[name, keyword, hash(text)] = text
                continue
            cards[name, keyword, seen[keyword]] = text
            seen[keyword] += 1
    return cards


def _ordered(first: dict[Key, str], second: dict[Key, str]) -> list[Key]:
    """Keys of both: those of the first in its order, and behind each extension what only the second has."""
    names = dict.fromkeys([key[0] for key in first] + [key[0] for key in second])
    of_name: dict[str, list[Key]] = {name: [] for name in names}
    for key in (*first, *(key for key in second if key not in first)):
        of_name[key[0]].append(key)
    return [key for keys in of_name.values() for key in keys]


def _keyword(text: str) -> str:
    if text.startswith("HIERARCH "):
        return text[9:].split("=", 1)[0].strip()
    return text[:8].strip()


def _value(text: str) -> str:
    """Value of a card as text, without its comment."""
    if _keyword(text) in _COMMENTARY:
        return text[8:].strip()
    try:
        value = fits.Card.fromstring(text).value
    except (fits.VerifyError, ValueError):
        return text.partition("=")[2].strip()
    if isinstance(value, bool):
        return "T" if value else "F"
    return "" if isinstance(value, fits.card.Undefined) else str(value)
