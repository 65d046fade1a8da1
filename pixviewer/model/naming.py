"""What an edit of regions is called in the history."""

from collections.abc import Callable, Sequence
from dataclasses import fields

from pixviewer.model.regions import BACKGROUND, EXCLUDE, SOURCE, Region

_ROLES = {SOURCE: "a source", BACKGROUND: "a background", EXCLUDE: "excluded"}


def edit_label(before: Sequence[Region], after: Sequence[Region]) -> str:
    """Name of a decision that turned some regions, at least one, into others: what of them is new.

    Parameters
    ----------
    before, after : sequence of Region
        Of the same length and in the same order.
    """
    changed = {
        field.name
        for old, new in zip(before, after, strict=True)
        for field in fields(Region)
        if getattr(old, field.name) != getattr(new, field.name)
    }
    who = before[0].title if len(before) == 1 else f"{len(before)} regions"
    only = next(iter(changed)) if len(changed) == 1 else ""
    return _LABELS.get(only, _edit)(who, before[0], after[0])


def _edit(who: str, old: Region, new: Region) -> str:
    return f"edit {who}"


def _shape(who: str, old: Region, new: Region) -> str:
    if old.kind != new.kind:
        return f"make {who} a {new.kind}" if new.kind != "annulus" else f"make {who} an annulus"
    is_moved = (old.shape.ra, old.shape.dec) != (new.shape.ra, new.shape.dec)
    is_resized = old.shape.size != new.shape.size
    if is_moved and is_resized:
        return f"edit {who}"
    return f"{'move' if is_moved else 'resize'} {who}"


_Label = Callable[[str, Region, Region], str]
_LABELS: dict[str, _Label] = {
    "name": lambda who, old, new: f"rename {who} to {new.name}",
    "role": lambda who, old, new: f"make {who} {_ROLES.get(new.role, 'an annotation')}",
    "colour": lambda who, old, new: f"colour {who}",
    "visible": lambda who, old, new: f"{'show' if new.visible else 'hide'} {who}",
    "locked": lambda who, old, new: f"{'lock' if new.locked else 'unlock'} {who}",
    "groups": lambda who, old, new: f"group {who}",
    "criteria": lambda who, old, new: f"set criteria of {who}",
    "wave": lambda who, old, new: f"set wavelengths of {who}",
    "shape": _shape,
}
