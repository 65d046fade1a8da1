"""Entries of a legend: a category each, with its name, its colour, and the rows that it stands for."""

from collections.abc import Iterable
from dataclasses import dataclass

from pixviewer.core.table.origin import N_IFU, N_SLICE, N_STACK, ccd_to_sky, sky_to_ccd
from pixviewer.core.table.quality import FLAGS
from pixviewer.core.table.selection import Expression, Selection, any_of
from pixviewer.model.categories import GOOD_ROWS, OwnColours, category_colours, flag_colours

KINDS = {
    "ifu": "IFU",
    "slice": "Slice (CCD)",
    "slice_sky": "Slice (sky)",
    "stack": "Stack",
    "exposure": "Exposure",
    "flags": "Flags",
}
# The filter that tells rows of a category from others.
FILTER_KINDS = {"slice": "slice_no", "slice_sky": "slice_no"}
GOOD = 0  # label of rows without a flag; flags have their bit + 1

Value = int | str


@dataclass(frozen=True, slots=True)
class Entry:
    """One category.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    label : int
        Its number in a picture of the kind; for flags `GOOD`, or bit + 1.
    sign : str
        What stands on its swatch, so that the colour is never all there is.
    name : str
        What it is called.
    colour : tuple of int
        Red, green, blue.
    value : int or str
        What a filter calls it.
    """

    kind: str
    label: int
    sign: str
    name: str
    colour: tuple[int, int, int]
    value: Value


def expression_of(entries: Iterable[Entry]) -> Expression | None:
    """Rows of any of some entries of one kind; None for no entry."""
    chosen = tuple(entries)
    if not chosen:
        return None
    kind = chosen[0].kind
    if kind != "flags":
        values = tuple(int(entry.value) for entry in chosen)
        return Selection(**{FILTER_KINDS.get(kind, kind): values})  # type: ignore[arg-type]
    names = tuple(str(entry.value) for entry in chosen if entry.label != GOOD)
    parts: list[Expression] = [Selection(flags=names)] if names else []
    if len(names) < len(chosen):
        parts.append(Selection(good=True))
    return any_of(parts)


def entries_of(
    kind: str,
    *,
    ifus: Iterable[int] = (),
    n_exposure: int = 1,
    flags: Iterable[int] = (),
    own: OwnColours = (),
) -> tuple[Entry, ...]:
    """Entries of a kind.

    Parameters
    ----------
    kind : str
    ifus : iterable of int
        IFUs that the table has; none for all.
    n_exposure : int
    flags : iterable of int
        Bits that occur.
    own : tuple
        Colours of flags that are not the usual ones.
    """
    if kind == "flags":
        return _flag_entries(flags, own)
    labels = {
        "ifu": tuple(ifus) or range(1, N_IFU + 1),
        "slice": range(1, N_SLICE + 1),
        "slice_sky": range(1, N_SLICE + 1),
        "stack": range(1, N_STACK + 1),
        "exposure": range(1, n_exposure + 1),
    }[kind]
    colours = category_colours(kind, max(labels, default=1))
    return tuple(
        Entry(kind, n, str(n), _name(kind, n), _triple(colours[n - 1]), _value(kind, n)) for n in labels
    )


def _value(kind: str, label: int) -> int:
    return int(sky_to_ccd(label)) if kind == "slice_sky" else label


def _name(kind: str, label: int) -> str:
    if kind == "slice":
        return f"slice {label} ccd ({int(ccd_to_sky(label))} sky)"
    if kind == "slice_sky":
        return f"slice {label} sky ({int(sky_to_ccd(label))} ccd)"
    if kind == "stack":
        side = {1: " (left)", N_STACK: " (right)"}.get(label, "")
        return f"stack {label}{side}"
    return f"{KINDS[kind] if kind == 'ifu' else kind} {label}"


def _flag_entries(bits: Iterable[int], own: OwnColours) -> tuple[Entry, ...]:
    colours, present = flag_colours(own), set(bits)
    good = Entry("flags", GOOD, "✓", "good rows", GOOD_ROWS, "good rows")
    return (
        good,
        *(
            Entry("flags", flag.bit + 1, str(flag.bit), flag.name, _triple(colours[flag.bit]), flag.name)
            for flag in FLAGS
            if flag.bit in present
        ),
    )


def _triple(colour: Iterable[int]) -> tuple[int, int, int]:
    red, green, blue = (int(c) for c in colour)
    return red, green, blue
