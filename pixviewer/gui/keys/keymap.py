"""Which keys each action has now: those of the table, or the user's own."""

import json
from collections.abc import Iterable, Mapping

from psygnal import Signal
from PyQt6.QtGui import QKeySequence

from pixviewer.gui.actions import ACTIONS, BY_IDENT, Action
from pixviewer.model.preferences import Preferences, Preferring

Keys = tuple[str, ...]
Kept = tuple[tuple[str, Keys], ...]
_Format = QKeySequence.SequenceFormat


class KeysProblem(ValueError):
    """A file holds no keys; the message says what is wrong with it."""


class Keymap:
    """The keys of all actions.

    Parameters
    ----------
    preferring : Preferring, optional
        Where the user's own keys are kept.

    Attributes
    ----------
    changed : Signal
        Some action has other keys.
    problems : list of str
        What was wrong with the keys that were kept, in sentences.
    """

    changed = Signal()

    def __init__(self, preferring: Preferring | None = None) -> None:
        self._preferring = preferring if preferring is not None else Preferring()
        self._kept: Kept = self._preferring.value.keys
        self._own, self.problems = _sound(dict(self._kept))
        self._preferring.events.value.connect(self._follow)

    def _follow(self, value: Preferences) -> None:
        """Take the keys that were preferred elsewhere."""
        if value.keys != self._kept:
            self._kept = value.keys
            self._own, _ = _sound(dict(value.keys))
            self.changed.emit()

    def _keep(self, own: dict[str, Keys]) -> None:
        self._preferring.change(keys=tuple(sorted(own.items())))

    def keys_of(self, ident: str) -> Keys:
        """Keys of an action, in Qt's portable spelling."""
        return self._own.get(ident, BY_IDENT[ident].shortcuts)

    def is_own(self, ident: str) -> bool:
        """Whether the user has chosen the keys of an action."""
        return ident in self._own

    def has_own(self) -> bool:
        """Whether the user has chosen any keys."""
        return bool(self._own)

    def set_keys(self, ident: str, keys: Iterable[str]) -> None:
        """Give an action other keys, and take them from actions of the same context that had them."""
        own, wanted = dict(self._own), _unique(portable(key) for key in keys)
        for other in {other.ident for key in wanted for other in self.clashes(ident, key)}:
            _put(own, other, tuple(key for key in map(portable, self.keys_of(other)) if key not in wanted))
        _put(own, ident, wanted)
        self._keep(own)

    def clashes(self, ident: str, key: str) -> list[Action]:
        """Other actions of the same context that have a key."""
        context, wanted = BY_IDENT[ident].context, portable(key)
        return [
            action
            for action in ACTIONS
            if action.ident != ident
            and action.context == context
            and wanted in map(portable, (*self.keys_of(action.ident), *action.view_keys))
        ]

    def reset(self, ident: str) -> None:
        """Give an action the keys of the table again, and take them from others."""
        self.set_keys(ident, BY_IDENT[ident].shortcuts)

    def reset_all(self) -> None:
        """Give every action the keys of the table."""
        self._keep({})

    def text(self) -> str:
        """The user's own keys, as JSON for a file."""
        return json.dumps({"keys": {ident: list(keys) for ident, keys in self._own.items()}}, indent=1)

    def load(self, text: str) -> list[str]:
        """Take the user's own keys from the JSON of a file, instead of the present ones.

        Returns
        -------
        list of str
            What was left out, in sentences.

        Raises
        ------
        KeysProblem
            The text holds no keys at all; the present ones stay.
        """
        try:
            entries = json.loads(text)["keys"]
        except (ValueError, TypeError, KeyError):
            raise KeysProblem("it is no list of keys that pixviewer has written") from None
        if not isinstance(entries, dict):
            raise KeysProblem("its keys are no list of actions")
        own, problems = _sound(entries)
        self._keep(own)
        return problems


def _put(own: dict[str, Keys], ident: str, keys: Keys) -> None:
    """Note the keys of an action, where they are not those of the table."""
    if keys == _default(ident):
        own.pop(ident, None)
    else:
        own[ident] = keys


def _default(ident: str) -> Keys:
    return _unique(map(portable, BY_IDENT[ident].shortcuts))


# What is kept or read may be old, or written by hand.


def _sound(entries: Mapping[str, object]) -> tuple[dict[str, Keys], list[str]]:
    """What of some entries can be used, and sentences about the rest."""
    problems: list[str] = []
    own: dict[str, Keys] = {}
    for ident, keys in entries.items():
        if ident not in BY_IDENT:
            problems.append(f"Keys of “{ident}” are left out: no action has that name")
        elif not _are_keys(keys):
            problems.append(f"Keys of “{title(BY_IDENT[ident])}” are left out: {keys!r} are no keys")
        else:
            _put(own, ident, _unique(map(portable, keys)))  # type: ignore[call-overload]
    return _without_clashes(own, problems), problems


def _are_keys(keys: object) -> bool:
    return isinstance(keys, list | tuple) and all(isinstance(k, str) and portable(k) for k in keys)


def _without_clashes(own: dict[str, Keys], problems: list[str]) -> dict[str, Keys]:
    """Leave each key to one action of a context: the user's own go before those of the table."""
    result: dict[str, Keys] = {}
    taken: dict[tuple[str, str], Action] = {}
    for action in sorted(ACTIONS, key=lambda action: action.ident not in own):
        wanted = own.get(action.ident, _default(action.ident))
        kept = tuple(k for k in wanted if taken.setdefault((action.context, k), action) is action)
        if action.ident in own:
            problems += [
                f"{native(key)} is left to “{title(taken[action.context, key])}”, not to “{title(action)}”"
                for key in wanted
                if key not in kept
            ]
        _put(result, action.ident, kept)
    return result


def portable(key: str) -> str:
    """Spelling by which keys are compared and kept; nothing for what is no key."""
    return QKeySequence(key).toString(_Format.PortableText)


def native(key: str) -> str:
    """Spelling that people of this platform know."""
    return QKeySequence(key).toString(_Format.NativeText)


def natives(keys: Iterable[str]) -> str:
    """Several keys as people of this platform know them."""
    return ", ".join(map(native, keys))


def title(action: Action) -> str:
    """Name of an action within a sentence or a list."""
    return action.title.rstrip("…")


def full_title(action: Action) -> str:
    """Name of an action outside its menu, where *Log* or *Offsets* alone would say little."""
    above = action.submenu or heading(action.group)
    return f"{above}: {title(action)}" if above else title(action)


def heading(group: str) -> str:
    """What the menu says above the actions of a group that exclude each other."""
    if not group:
        return ""
    first = next(action for action in ACTIONS if action.group == group)
    return first.section.strip()


def _unique(keys: Iterable[str]) -> Keys:
    return tuple(dict.fromkeys(key for key in keys if key))
