"""Which keys the actions have: the program's, the user's, and what becomes of keys that are none."""

import json

import pytest
from hand import Hand
from PyQt6.QtCore import Qt

from pixviewer.gui import settings
from pixviewer.gui.actions import ACTIONS, Action
from pixviewer.gui.actions.contexts import SPECTRUM
from pixviewer.gui.keys import keymap as keymap_module
from pixviewer.gui.keys.keymap import Keymap, KeysProblem
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.windows import Windows
from pixviewer.model.preferences import Preferences, Preferring


def test_at_first_every_action_has_the_keys_of_the_table() -> None:
    keymap = Keymap()
    assert all(keymap.keys_of(action.ident) == action.shortcuts for action in ACTIONS)
    assert not keymap.has_own()


def test_other_keys_are_taken_from_the_action_that_had_them() -> None:
    keymap = Keymap()
    assert [action.ident for action in keymap.clashes("fit", "F")] == ["freeze"]
    keymap.set_keys("fit", ["F"])
    assert keymap.keys_of("fit") == ("F",)
    assert keymap.keys_of("freeze") == ()
    assert keymap.clashes("freeze", "F")[0].ident == "fit"


def test_a_reset_takes_the_keys_back() -> None:
    keymap = Keymap()
    keymap.set_keys("fit", ["F"])
    keymap.reset("freeze")
    assert keymap.keys_of("freeze") == ("F",)
    assert keymap.keys_of("fit") == ()
    keymap.reset_all()
    assert keymap.keys_of("fit") == ("`",)
    assert not keymap.has_own()


def test_keys_survive_a_file() -> None:
    keymap = Keymap()
    keymap.set_keys("fit", ["F", "Ctrl+0"])
    again = Keymap()
    assert again.load(keymap.text()) == []
    assert again.keys_of("fit") == ("F", "Ctrl+0")
    assert again.keys_of("freeze") == ()


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"keys": 3}', '{"other": {}}'])
def test_a_file_of_something_else_is_refused_and_harms_nothing(text: str) -> None:
    keymap = Keymap()
    keymap.set_keys("fit", ["F"])
    with pytest.raises(KeysProblem, match="keys"):
        keymap.load(text)
    assert keymap.keys_of("fit") == ("F",)


def test_single_entries_that_are_broken_are_left_out_with_a_sentence_each() -> None:
    entries = {"fit": ["Ctrl+0"], "no-such-action": ["X"], "freeze": "F", "copy": ["NoKey+"], "undo": [3]}
    keymap = Keymap()
    problems = keymap.load(json.dumps({"keys": entries}))
    assert keymap.keys_of("fit") == ("Ctrl+0",)
    assert keymap.keys_of("freeze") == ("F",)
    assert len(problems) == 4
    assert any("no-such-action" in problem for problem in problems)


def test_two_actions_that_are_kept_with_one_key_do_not_both_get_it() -> None:
    keymap = Keymap(Preferring(Preferences(keys=(("fit", ("Ctrl+0",)), ("back", ("Ctrl+0",))))))
    assert [keymap.keys_of("fit"), keymap.keys_of("back")].count(("Ctrl+0",)) == 1
    assert len(keymap.problems) == 1
    assert "Ctrl+0" in keymap.problems[0]


def test_broken_settings_are_told_of_and_leave_the_keys_of_the_program() -> None:
    settings.save("preferences", json.dumps({"keys": [["fit", "F"], 3]}))
    windows = Windows()
    assert windows.keymap.keys_of("fit") == ("`",)
    assert any("keys" in problem for problem in windows.problems)
    settings.save("preferences", json.dumps({"keys": [["fot", ["F"]]]}))
    windows = Windows()
    assert any("fot" in problem for problem in windows.problems)
    assert windows.keymap.keys_of("freeze") == ("F",)
    settings.settings().clear()


def test_other_keys_hold_at_once_in_every_window_and_at_the_next_start(
    opened: MainWindow, hand: Hand
) -> None:
    opened.windows.keymap.set_keys("detector-outlines", ["U"])
    before = opened.workspace.linked.detector.has_outlines
    hand.key(Qt.Key.Key_O)
    assert opened.workspace.linked.detector.has_outlines == before
    hand.key(Qt.Key.Key_U)
    assert opened.workspace.linked.detector.has_outlines != before
    assert "(U)" in opened.menus.actions["detector-outlines"].toolTip()
    assert Windows().keymap.keys_of("detector-outlines") == ("U",)
    opened.windows.keymap.reset_all()
    assert not Windows().keymap.has_own()


def test_a_narrower_place_goes_before_the_window(
    opened: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the place of another, by its name: the window looks all of its actions up whenever something changes.
    narrow = Action(
        "sky-lines", "Narrow", "View", "fit", "In the spectrum", shortcuts=("O",), context=SPECTRUM
    )
    table = [narrow if action.ident == narrow.ident else action for action in ACTIONS]
    by_ident = {action.ident: action for action in table}
    for module in (keymap_module, __import__("pixviewer.gui.menus", fromlist=["menus"])):
        monkeypatch.setattr(module, "ACTIONS", tuple(table))
        monkeypatch.setattr(module, "BY_IDENT", by_ident)
    ran: list[str] = []
    made = opened.menus._make(narrow, opened, lambda action: ran.append("narrow"))
    monkeypatch.setitem(opened.menus.actions, narrow.ident, made)
    opened.addAction(made)
    opened.menus.show_keys()
    outlines = opened.workspace.linked.detector.has_outlines

    opened.panes["image"].view.canvas.setFocus()
    hand.key(Qt.Key.Key_O, widget=opened.panes["image"].view.canvas)
    assert (ran, opened.workspace.linked.detector.has_outlines) == ([], not outlines)
    opened.spectrum.view.canvas.setFocus()
    hand.key(Qt.Key.Key_O, widget=opened.spectrum.view.canvas)
    assert (ran, opened.workspace.linked.detector.has_outlines) == (["narrow"], not outlines)
