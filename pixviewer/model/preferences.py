"""What a user prefers, whatever is open: one frozen value, its holder, and the text it is kept as.

A preference is a field with a default. To add one, add a field of numbers, words, yes or no, or tuples of
these, and a row in a page of the dialog; whatever a file says of it that is no such value is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

from psygnal import SignalGroupDescriptor

from pixviewer.model.palette import BAD, BLANK, rgba_of

LIGHT, DARK, SYSTEM = "light", "dark", "system"
THEMES = (LIGHT, DARK, SYSTEM)
SMALLEST_FONT, LARGEST_FONT = 7.0, 24.0
SMALLEST_SHARE, LARGEST_SHARE = 0.05, 0.9
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds in every window, from one start to the next.

    Parameters
    ----------
    theme : str
        One of `THEMES`.
    font_size : float
        Points; 0 is the size that the platform has chosen.
    restores_arrangement : bool
        Whether a window begins as the last one was left.
    memory_share : float
        Part of the memory of the machine that the program allows itself.
    keys : tuple of (str, tuple of str)
        The user's own keys of actions, by their names.
    keeps_tool : bool
        Whether a drawing tool stays chosen after it has drawn once.
    autosaves : bool
        Whether unsaved decisions are kept for the next start.
    favourite_maps : tuple of str
        Colour maps that menus name first.
    blank_colour, bad_colour : str
        Of cells without rows, and of cells whose rows are all flagged, as ``#rrggbb``.
    """

    theme: str = SYSTEM
    font_size: float = 0.0
    restores_arrangement: bool = True
    memory_share: float = 0.25
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keeps_tool: bool = False
    autosaves: bool = True
    favourite_maps: tuple[str, ...] = ()
    blank_colour: str = BLANK
    bad_colour: str = BAD

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise ValueError(f"theme must be one of {', '.join(THEMES)}, got {self.theme!r}")
        if self.font_size != 0.0 and not SMALLEST_FONT <= self.font_size <= LARGEST_FONT:
            raise ValueError(
                f"font_size must be 0 or {SMALLEST_FONT:g} to {LARGEST_FONT:g} points, got {self.font_size:g}"
            )
        for colour in (self.blank_colour, self.bad_colour):
            rgba_of(colour)
        if not SMALLEST_SHARE <= self.memory_share <= LARGEST_SHARE:
            raise ValueError(
                f"memory_share must be {SMALLEST_SHARE:g} to {LARGEST_SHARE:g}, got {self.memory_share:g}"
            )


@dataclass
class Preferring:
    """Holds the preferences of the program and announces another value as a whole.

    Attributes
    ----------
    value : Preferences
    unknown : mapping
        What the file of another version says beside, and is written back to it.
    """

    value: Preferences = field(default_factory=Preferences)
    unknown: Mapping[str, Any] = field(default_factory=dict)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def change(self, **changes: Any) -> None:
        """Prefer something else.

        Raises
        ------
        ValueError
            If a value is none that can be preferred; nothing changes then.
        """
        self.value = replace(self.value, **changes)

    def restore(self, *names: str) -> None:
        """Prefer what the program comes with, in some respects or, without names, in all."""
        defaults = Preferences()
        chosen = names or tuple(one.name for one in fields(Preferences))
        self.change(**{name: getattr(defaults, name) for name in chosen})


@dataclass(frozen=True)
class Found:
    """What a text says: preferences, what is unknown in it, and the names of what it says wrongly."""

    value: Preferences
    unknown: Mapping[str, Any]
    wrong: tuple[str, ...]


def to_text(value: Preferences, unknown: Mapping[str, Any]) -> str:
    """Preferences as JSON, with what another version had written beside."""
    known = {one.name: getattr(value, one.name) for one in fields(Preferences)}
    return json.dumps({"format": FORMAT, **unknown, **known}, indent=2, ensure_ascii=False) + "\n"


def from_text(text: str) -> Found:
    """Read preferences; a single wrong value is named and leaves the others as they are.

    Raises
    ------
    ValueError
        If the text is no JSON object at all.
    """
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError("it holds no JSON object")
    hints = get_type_hints(Preferences)
    value, wrong = Preferences(), []
    for name, hint in hints.items():
        if name not in said:
            continue
        try:
            value = replace(value, **{name: _converted(said[name], hint)})
        except (TypeError, ValueError):
            wrong.append(name)
    unknown = {name: kept for name, kept in said.items() if name not in hints and name != "format"}
    return Found(value, unknown, tuple(wrong))


def _converted(value: Any, hint: Any) -> Any:
    """A value of JSON as a field has it; lists become tuples."""
    if get_origin(hint) is tuple:
        return _as_tuple(value, get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return None if value is None else _converted(value, get_args(hint)[0])
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise TypeError(f"{value!r} is no {hint}")
    return value


def _as_tuple(value: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_converted(one, kinds[0]) for one in value)
    if len(kinds) != len(value):
        raise ValueError(f"{value!r} must have {len(kinds)} parts")
    return tuple(_converted(one, kind) for one, kind in zip(value, kinds, strict=True))
