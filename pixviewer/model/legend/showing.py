"""Which categories pass the filters, and the filters that let others pass."""

from collections.abc import Iterable

from pixviewer.model.filters import FLAGS, GOOD_ROWS, Chip, Filters
from pixviewer.model.legend.entries import FILTER_KINDS, GOOD, Entry


def filter_kind(kind: str) -> str:
    """Kind of the filter on categories of a kind."""
    return FILTER_KINDS.get(kind, kind)


def is_shown(filters: Filters, entry: Entry) -> bool:
    """Whether rows of a category pass the filters of its kind that are on."""
    return all(_passes(chip, entry) for chip in filters.chips if _is_of(chip, entry.kind))


def with_shown(filters: Filters, entries: Iterable[Entry], labels: Iterable[int]) -> Filters:
    """Filters that let some categories of a kind pass and no others; in the place of those there were.

    Parameters
    ----------
    filters : Filters
    entries : iterable of Entry
        All categories of the kind.
    labels : iterable of int
        Those to show.
    """
    everything, wanted = tuple(entries), set(labels)
    if not everything:
        return filters
    kind = everything[0].kind
    places = [i for i, chip in enumerate(filters.chips) if _is_of(chip, kind)]
    kept = [c for i, c in enumerate(filters.chips) if i not in places]
    first = places[0] if places else len(kept)
    kept[first:first] = _chips(everything, wanted)
    return Filters(tuple(kept), filters.only_chosen)


def without_kind(filters: Filters, kind: str) -> Filters:
    """Filters without those that are on of a kind of category."""
    return Filters(tuple(c for c in filters.chips if not _is_of(c, kind)), filters.only_chosen)


def _is_of(chip: Chip, kind: str) -> bool:
    return chip.is_on and chip.kind == filter_kind(kind)


def _passes(chip: Chip, entry: Entry) -> bool:
    if not chip.values:  # any flag, or none at all
        return (entry.label == GOOD) == chip.is_inverted
    return (entry.value in chip.values) != chip.is_inverted


def _chips(everything: tuple[Entry, ...], wanted: set[int]) -> list[Chip]:
    """Filters that let the wanted pass, as short as can be; none when all are."""
    shown = tuple(entry for entry in everything if entry.label in wanted)
    hidden = tuple(entry for entry in everything if entry.label not in wanted)
    if not hidden:
        return []
    if everything[0].kind == "flags":
        return _flag_chips(shown, hidden)
    is_inverted = not shown or len(hidden) < len(shown)
    values = sorted(int(entry.value) for entry in (hidden if is_inverted else shown))
    return [Chip(filter_kind(everything[0].kind), tuple(values), is_inverted)]


def _flag_chips(shown: tuple[Entry, ...], hidden: tuple[Entry, ...]) -> list[Chip]:
    """A row has several flags, or none: hidden ones are left out, or shown ones asked for."""
    names_shown = tuple(str(e.value) for e in shown if e.label != GOOD)
    names_hidden = tuple(str(e.value) for e in hidden if e.label != GOOD)
    if not shown:
        return [GOOD_ROWS, Chip(FLAGS)]
    if any(entry.label == GOOD for entry in hidden):
        return [Chip(FLAGS, names_shown if names_hidden else ())]
    return [Chip(FLAGS, names_hidden, True) if names_shown else GOOD_ROWS]
