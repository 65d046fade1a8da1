"""Which keys each action has now: those of the table, or the user's own."""

import json
from collections.abc import Iterable, Mapping

from psygnal import Signal
from PyQt6.QtGui import QKeySequence

from pixviewer.gui.actions import ACTIONS, BY_IDENT, Action

Keys = tuple[str, ...]
_Format = QKeySequence.SequenceFormat


class KeysProblem(ValueError):
    """What was kept or read as keys is none; the message says what, and what is used instead."""


class Keymap:
    """The keys of all actions.

    Attributes
    ----------
    changed : Signal
        Some action has other keys.
    problems : list of str
        What was wrong with keys that were read, in sentences.
    """

    changed = Signal()

    def __init__(self, text: str = "") -> None:
        self._own: dict[str, Keys] = {}
        self.problems: list[str] = []
        if text:
            try:
                self._own = self._read(text)
            except KeysProblem as error:
                self.problems.append(f"{error}; the keys are those of the program")

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
        wanted = _unique(portable(key) for key in keys)
        for other in [other for key in wanted for other in self.clashes(ident, key)]:
            self._put(other.ident, tuple(key for key in self.keys_of(other.ident) if key not in wanted))
        self._put(ident, wanted)
        self.changed.emit()

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
        self._own.pop(ident, None)
        self.set_keys(ident, BY_IDENT[ident].shortcuts)

    def reset_all(self) -> None:
        """Give every action the keys of the table."""
        self._own.clear()
        self.changed.emit()

    def _put(self, ident: str, keys: Keys) -> None:
        if keys == _unique(map(portable, BY_IDENT[ident].shortcuts)):
            self._own.pop(ident, None)
        else:
            self._own[ident] = keys

    # What is kept

    def text(self) -> str:
        """The user's keys as JSON; nothing where there are none."""
        if not self._own:
            return ""
        return json.dumps({"keys": {ident: list(keys) for ident, keys in self._own.items()}}, indent=1)

    def load(self, text: str) -> list[str]:
        """Take the user's keys from JSON.

        Returns
        -------
        list of str
            What was left out, in sentences.

        Raises
        ------
        KeysProblem
            The text holds no keys at all; the present ones stay.
        """
        n_before = len(self.problems)
        self._own = self._read(text)
        self.changed.emit()
        return self.problems[n_before:]

    def _read(self, text: str) -> dict[str, Keys]:
        try:
            entries = json.loads(text)["keys"]
        except (ValueError, TypeError, KeyError):
            raise KeysProblem("What is kept as keys cannot be read") from None
        if not isinstance(entries, dict):
            raise KeysProblem("What is kept as keys is no list of actions")
        return self._without_clashes(self._known(entries))

    def _known(self, entries: Mapping[str, object]) -> dict[str, Keys]:
        own: dict[str, Keys] = {}
        for ident, keys in entries.items():
            if ident not in BY_IDENT:
                self.problems.append(f"Keys of “{ident}” are left out: no action has that name")
            elif not isinstance(keys, list) or not all(isinstance(k, str) and portable(k) for k in keys):
                self.problems.append(f"Keys of “{title(BY_IDENT[ident])}” are left out: {keys!r} are no keys")
            else:
                own[ident] = _unique(map(portable, keys))
        return own

    def _without_clashes(self, own: dict[str, Keys]) -> dict[str, Keys]:
        """Leave out what two actions of one context would share."""
        taken: dict[tuple[str, str], str] = {}
        for action in sorted(ACTIONS, key=lambda action: action.ident not in own):
            kept = []
            for key in own.get(action.ident, _unique(map(portable, action.shortcuts))):
                holder = taken.setdefault((action.context, key), action.ident)
                if holder == action.ident:
                    kept.append(key)
                elif action.ident in own:
                    has, wants = title(BY_IDENT[holder]), title(action)
                    self.problems.append(f"{native(key)} is left to “{has}”, and not given to “{wants}”")
            if tuple(kept) != own.get(action.ident, _unique(map(portable, action.shortcuts))):
                own[action.ident] = tuple(kept)
        return own


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
