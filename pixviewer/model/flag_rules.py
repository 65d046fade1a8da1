"""Rules for single flags, hide or show only, as the filters that they are."""

from pixviewer.model.filters import FLAGS, Chip, Filters

SHOW, HIDE, ONLY = "show", "hide", "only"


def flag_rules(filters: Filters) -> dict[str, str]:
    """``hide`` or ``only`` by name of a flag, for those that a filter names."""
    return {
        name: HIDE if chip.is_inverted else ONLY
        for chip in filters.chips
        if chip.kind == FLAGS and chip.is_on
        for name in chip.values
    }


def with_flag_rule(filters: Filters, name: str, rule: str) -> Filters:
    """Filters with another rule for a flag.

    Flags to hide stand in one filter, those to show alone in another: a row is hidden for any of the first,
    and shown for any of the second.
    """
    filters = _without(filters, name)
    if rule == SHOW:
        return filters
    is_hidden = rule == HIDE
    for i, chip in enumerate(filters.chips):
        if chip.kind == FLAGS and chip.values and chip.is_inverted == is_hidden and chip.is_on:
            return filters.replaced(i, Chip(FLAGS, (*chip.values, name), is_hidden))
    return filters.added(Chip(FLAGS, (name,), is_hidden))


def _without(filters: Filters, name: str) -> Filters:
    for i in reversed(range(len(filters.chips))):
        chip = filters.chips[i]
        if chip.kind == FLAGS and chip.is_on and name in chip.values:
            left = tuple(other for other in chip.values if other != name)
            filters = filters.replaced(i, Chip(FLAGS, left, chip.is_inverted)) if left else filters.removed(i)
    return filters
