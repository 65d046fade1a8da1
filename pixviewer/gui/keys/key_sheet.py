"""Keys and gestures as people read them: in sections, with the keys that hold now."""

from collections.abc import Callable
from typing import NamedTuple

from pixviewer.gui.actions import ACTIONS, GESTURES, Action, contexts
from pixviewer.gui.actions.gestures import SKY
from pixviewer.gui.keys.keymap import Keymap, full_title, natives, title
from pixviewer.gui.keys.places import Place

TOOL = "tool"
QA = ("steps", "mask", "maps", "curves", "sets", "verdicts", "statistics", "slice")
# Contexts and menus that matter in a view. All keys at once would be too small to read: F1 lists them.
_CONTEXTS = {
    "spectrum": (contexts.SPECTRUM,),
    **dict.fromkeys(SKY, (contexts.SKY, contexts.EXAMINE)),
    **dict.fromkeys(("regions", "region"), (contexts.SKY,)),
}
_GENERAL = ("Edit", "View", "Help")
_MENUS = {
    "spectrum": ("Edit", "View", "Tools", "Help"),
    **dict.fromkeys(SKY, ("Edit", "View", "Scale", "Colour", "Region", "Tools", "Help")),
    **dict.fromkeys(("detector", "slices", "detectors"), ("View", "Scale", "Colour", "Detector", "Help")),
    **dict.fromkeys(QA, ("Detector", "Calibrate", "Help")),
}


class Section(NamedTuple):
    """A heading, and pairs of keys and what they do."""

    heading: str
    rows: list[tuple[str, str]]


def sheet_of(place: Place | None, keymap: Keymap) -> list[Section]:
    """Sections for a view: its gestures, the keys that hold only there, tools, and the menus that matter."""
    name = place.name if place is not None else ""
    sections = [Section(place.title, _gestures(name))] if place is not None else []
    sections += [_context(keymap, context) for context in _CONTEXTS.get(name, ())]
    sections.append(Section("Tools of the mouse", _keyed(keymap, lambda a: a.group == TOOL)))
    sections += [_menu(keymap, menu) for menu in _MENUS.get(name, _GENERAL)]
    return [section for section in sections if section.rows]


def _context(keymap: Keymap, context: str) -> Section:
    words = contexts.CONTEXTS[context]
    return Section(words[0].upper() + words[1:], _keyed(keymap, lambda a: a.context == context))


def _menu(keymap: Keymap, menu: str) -> Section:
    """What a menu does with a key; choices among several, such as views, would fill half the sheet."""

    def belongs(action: Action) -> bool:
        return action.menu == menu and action.context == contexts.WINDOW and not action.group

    return Section(menu, _keyed(keymap, belongs))


def _keyed(keymap: Keymap, wanted: Callable[[Action], bool]) -> list[tuple[str, str]]:
    return [
        (keys, _short(action))
        for action in ACTIONS
        if wanted(action) and (keys := natives(keymap.keys_of(action.ident) or action.view_keys))
    ]


def _short(action: Action) -> str:
    return title(action) if action.group == TOOL else full_title(action)


def _gestures(name: str) -> list[tuple[str, str]]:
    return [(g.keys, g.what) for g in GESTURES if not g.views or name in g.views]
