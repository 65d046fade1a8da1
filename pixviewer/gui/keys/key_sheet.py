"""Keys and gestures as people read them: in sections, with the keys that hold now."""

from typing import NamedTuple

from pixviewer.gui.actions import ACTIONS, GESTURES, MENUS, Action
from pixviewer.gui.actions.contexts import CONTEXTS, WINDOW
from pixviewer.gui.actions.gestures import SKY
from pixviewer.gui.keys.keymap import Keymap, full_title, natives, title
from pixviewer.gui.keys.places import Place

TOOL = "tool"
# Actions that only belong to one kind of view, by the view.
CONTEXT_OF = {"spectrum": "spectrum", **dict.fromkeys((*SKY, "regions", "region"), "sky")}


class Section(NamedTuple):
    """A heading, and pairs of keys and what they do."""

    heading: str
    rows: list[tuple[str, str]]


def sheet_of(place: Place | None, keymap: Keymap) -> list[Section]:
    """Sections for a view: its own gestures and keys first, then the keys that hold anywhere."""
    sections = []
    if place is not None:
        rows = [*_gestures(place.name), *_keyed(keymap, lambda a: a.context == CONTEXT_OF.get(place.name))]
        sections.append(Section(place.title, rows))
    sections += _narrower(place, keymap)
    sections.append(Section("Tools", _keyed(keymap, lambda a: a.group == TOOL)))
    for menu in MENUS:
        rows = _keyed(keymap, lambda a, menu=menu: a.menu == menu and a.context == WINDOW and a.group != TOOL)
        sections.append(Section(menu, rows))
    return [section for section in sections if section.rows]


def _narrower(place: Place | None, keymap: Keymap) -> list[Section]:
    """Keys of narrower places, but for those that the view itself has."""
    own = CONTEXT_OF.get(place.name) if place is not None else None
    return [
        Section(words[0].upper() + words[1:], _keyed(keymap, lambda a, name=name: a.context == name))
        for name, words in CONTEXTS.items()
        if name not in (WINDOW, own)
    ]


def _keyed(keymap: Keymap, wanted: object) -> list[tuple[str, str]]:
    assert callable(wanted)
    return [
        (keys, _short(action))
        for action in ACTIONS
        if wanted(action) and (keys := natives(keymap.keys_of(action.ident) or action.view_keys))
    ]


def _short(action: Action) -> str:
    return title(action) if action.group == TOOL else full_title(action)


def _gestures(name: str) -> list[tuple[str, str]]:
    return [(g.keys, g.what) for g in GESTURES if not g.views or name in g.views]
