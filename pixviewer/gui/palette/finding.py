"""Which entries answer a query, best first."""

from collections.abc import Sequence
from typing import NamedTuple

from pixviewer.gui.palette.entries import Entry
from pixviewer.gui.palette.matching import Match, match


class Found(NamedTuple):
    """An entry, and the letters of its title that answer."""

    entry: Entry
    letters: frozenset[int]


def find(query: str, entries: Sequence[Entry], used: Sequence[str]) -> list[Found]:
    """Entries that answer a query: first how well, then what can be done now, then what was used lately."""
    ranks = {ident: i for i, ident in enumerate(used)}
    found = [
        (entry, answer, ranks.get(entry.ident, len(ranks)))
        for entry in entries
        if (answer := match(query, entry.title, entry.path, entry.tip)) is not None
    ]
    return [Found(entry, answer.letters) for entry, answer, _ in sorted(found, key=_place)]


def _place(found: tuple[Entry, Match, int]) -> tuple[float, ...]:
    entry, answer, rank = found
    # Without a query all answer alike, and keep the order of the menus behind those used lately.
    if not answer.letters and answer.cost < 1:
        return 0, 0, rank, 0
    return round(answer.cost), bool(entry.why_not), rank, answer.cost
