"""Finds titles by a few typed letters."""

from dataclasses import dataclass

_AT_START, _IN_TITLE, _IN_PATH, _LETTERS, _IN_TIP = 0.0, 1.0, 2.0, 3.0, 4.0


@dataclass(frozen=True, slots=True)
class Match:
    """How well a title answers: the smaller ``cost`` the better; ``letters`` are the places in the title."""

    cost: float
    letters: frozenset[int] = frozenset()


def match(query: str, title: str, path: str = "", tip: str = "") -> Match | None:
    """Match words of a query with a title, or with other words that describe it.

    Parameters
    ----------
    query : str
        Words in any order; each must be found. A word is found where it begins a word of the title, lies in
        the title, can be spelt with letters of the title in their order, or lies in ``beside``.
    title : str
    beside : str
        Further words, such as the menu and the tip.

    Returns
    -------
    Match or None
        None where some word is not found.
    """
    found = [_match_word(word, *map(str.casefold, (title, path, tip))) for word in query.casefold().split()]
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        return None
    letters = frozenset().union(*(one.letters for one in whole))
    return Match(sum(one.cost for one in whole) + 0.001 * len(title), letters)


def _match_word(word: str, title: str, path: str, tip: str) -> Match | None:
    at = _word_start(word, title)
    if at >= 0:
        return Match(_AT_START if at == 0 else 0.5, _letters(at, word))
    at = title.find(word)
    if at >= 0:
        return Match(_IN_TITLE, _letters(at, word))
    if _word_start(word, path) >= 0:
        return Match(_IN_PATH)
    spelt = _spell(word, title)
    if spelt is not None and len(word) > 1:
        gaps = max(spelt) - min(spelt) + 1 - len(word)
        return Match(_LETTERS + 0.01 * gaps, spelt)
    return Match(_IN_TIP) if word in tip else None


def _word_start(word: str, title: str) -> int:
    at = title.find(word)
    while at > 0 and title[at - 1].isalnum():
        at = title.find(word, at + 1)
    return at


def _letters(at: int, word: str) -> frozenset[int]:
    return frozenset(range(at, at + len(word)))


def _spell(word: str, title: str) -> frozenset[int] | None:
    """Places of the letters of a word, one after the other."""
    places, at = set(), -1
    for letter in word:
        at = title.find(letter, at + 1)
        if at < 0:
            return None
        places.add(at)
    return frozenset(places)
