"""Regions: named selections with a role, and the rows that several of them choose together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal, get_args

from pixviewer.core.geometry import Shape
from pixviewer.core.table.selection import Expression, Selection, all_of, any_of

Role = Literal["source", "background", "exclude", "annotation"]

ROLES: tuple[Role, ...] = get_args(Role)

# These have fields of their own, so that each is said in one place only.
_NOT_STYLE = ("color", "text", "label", "tag", "include", "source", "background", "range", "coord")


@dataclass(frozen=True, slots=True)
class Region:
    """A named selection, what it is for, and how it is drawn.

    Parameters
    ----------
    name : str
        Shown beside it; names need not differ.
    selection : Selection
        Normally one circle, square or annulus, with any other criteria.
    role : {"source", "background", "exclude", "annotation"}
        Whether its rows are chosen, are what is subtracted, are left out, or are of no consequence.
    colour : str
        A name or ``#rrggbb``; empty leaves it to whoever draws.
    tags : str or several
        Groups that it belongs to.
    style : mapping of text to text
        Other properties of region files, such as ``width``, ``dash``, ``font``, ``edit`` or ``delete``, which
        are kept and have no meaning here.

    Raises
    ------
    ValueError
        If there is no such role, or a text cannot be kept in a file.
    TypeError
        If the selection is none.
    """

    name: str
    selection: Selection
    role: Role = "source"
    colour: str = ""
    tags: tuple[str, ...] = ()
    style: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not isinstance(self.selection, Selection):
            raise TypeError(f"a region has one Selection, got {type(self.selection).__name__}")
        if self.role not in ROLES:
            raise ValueError(f"role must be one of {', '.join(ROLES)}, got {self.role!r}")
        tags = (self.tags,) if isinstance(self.tags, str) else tuple(self.tags)
        for text in (self.name, *tags):
            _check_text(text)
        if not re.fullmatch(r"[#\w .:-]*", self.colour, re.ASCII):
            raise ValueError(f"colour must be a name or #rrggbb, got {self.colour!r}")
        object.__setattr__(self, "tags", tags)
        object.__setattr__(self, "style", MappingProxyType(_checked_style(self.style)))


def rows_of(regions: Iterable[Region]) -> Expression | None:
    """What several regions select together: any of the sources, and none of the excluded.

    Background regions and annotations select nothing. Without a source everything counts as chosen.

    Parameters
    ----------
    regions : iterable of Region

    Returns
    -------
    Expression or None
        None is every row. Combine it with other criteria by ``&``.
    """
    several = tuple(regions)
    sources = [region.selection for region in several if region.role == "source"]
    excluded = [region.selection for region in several if region.role == "exclude"]
    parts = [any_of(merged(sources))] if sources else []
    parts += [~(any_of(merged(excluded)) or Selection())] if excluded else []
    return all_of(parts)


def merged(selections: Iterable[Selection]) -> Iterator[Selection]:
    """The same rows in fewer selections: those that differ only in where they are become one.

    A file may hold thousands of apertures; one test of many shapes is read, compared and sent about far
    quicker than as many tests of one.
    """
    together: dict[tuple[Selection, bool], list[Selection]] = {}
    for selection in selections:
        can_merge = bool(selection.shapes) and selection.match == "all"
        beside = _with_shapes(selection, ()) if can_merge else selection
        together.setdefault((beside, can_merge), []).append(selection)
    for (beside, _), several in together.items():
        if len(several) == 1:
            yield several[0]
        else:
            yield _with_shapes(beside, tuple(dict.fromkeys(s for one in several for s in one.shapes)))


def _with_shapes(selection: Selection, shapes: tuple[Shape, ...]) -> Selection:
    settings = {f.name: getattr(selection, f.name) for f in fields(Selection)}
    return Selection(**{**settings, "shapes": shapes})


def _checked_style(style: Mapping[str, str]) -> dict[str, str]:
    for key, value in style.items():
        if not re.fullmatch(r"[A-Za-z_]+", key) or key in _NOT_STYLE:
            raise ValueError(
                f"{key!r} is no property of a region's style; it is a single word, such as width"
            )
        if not isinstance(value, str) or re.search(r"[\x00-\x1f\x7f]", value):
            raise ValueError(f"the style {key} must be one line of text, got {value!r}")
    return dict(style)


def _check_text(text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"names and tags of a region are texts, got {type(text).__name__}")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"names and tags of a region must be valid Unicode, got {text!r}") from None
