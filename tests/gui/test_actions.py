from collections import Counter

import pytest
from hand import Hand
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from pixviewer import resources
from pixviewer.gui.actions import ACTIONS, BY_IDENT, MENUS, TOOLBAR
from pixviewer.gui.actions.contexts import CONTEXTS
from pixviewer.gui.dialogs.about import AboutDialog, versions_text
from pixviewer.gui.dialogs.decode import DecodeDialog
from pixviewer.gui.dialogs.filter_chip import FilterDialog
from pixviewer.gui.dialogs.guide import GuideDialog
from pixviewer.gui.dialogs.header import HeaderDialog
from pixviewer.gui.dialogs.keys import KeysDialog, key_rows
from pixviewer.gui.dialogs.messages import MessagesDialog
from pixviewer.gui.keys.keymap import Keymap
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.palette.dialog import Palette
from pixviewer.gui.verbs import Verbs
from pixviewer.model.filters import KINDS


def test_identities_are_unique() -> None:
    assert len(BY_IDENT) == len(ACTIONS)


def test_key_and_context_are_unique_and_qt_knows_the_keys() -> None:
    keys = [
        (QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText), action.context)
        for action in ACTIONS
        for keys in action.shortcuts
    ]
    assert all(key for key, _ in keys)
    assert [pair for pair, n in Counter(keys).items() if n > 1] == []
    assert {context for _, context in keys} <= set(CONTEXTS)


@pytest.mark.parametrize("folder", ["icons/light", "icons/dark"])
def test_icons_exist_in_both_themes(folder: str) -> None:
    for action in ACTIONS:
        if action.icon:
            assert resources.path(folder, f"{action.icon}.svg").is_file()


def test_every_action_has_a_menu_a_tip_and_a_verb() -> None:
    for action in ACTIONS:
        assert action.menu in MENUS
        assert action.tip
        assert callable(getattr(Verbs, action.verb))


def test_the_tool_bar_holds_known_actions() -> None:
    assert [ident for ident in TOOLBAR if ident and ident not in BY_IDENT] == []


def test_nothing_that_needs_a_table_is_enabled_without_one(window: MainWindow) -> None:
    enabled = {ident for ident, made in window.menus.actions.items() if made.isEnabled()}
    assert {"open", "demo", "quit", "keys"} <= enabled
    assert not enabled & {"extract", "close", "fit", "undo", "region-delete", "tool-circle", "goto"}


def test_a_table_enables_what_works_on_it(opened: MainWindow) -> None:
    enabled = {ident for ident, made in opened.menus.actions.items() if made.isEnabled()}
    assert {"extract", "close", "fit", "tool-circle", "goto", "header", "invert"} <= enabled
    assert not enabled & {"undo", "redo", "region-delete", "index"}


SHOWS: dict[str, type[QWidget]] = {
    "header": HeaderDialog, "decode": DecodeDialog, "keys": KeysDialog, "about": AboutDialog,
    "palette": Palette, "messages": MessagesDialog, "guide": GuideDialog, "data-format": GuideDialog,
}  # fmt: skip
SHOWS |= {f"filter-{kind}": FilterDialog for kind in KINDS}
# These end what the other actions work on, or what looks at them.
ENDS = {"demo", "quit", "close", "close-window", "full-screen"}
# It asks for a file the first time only.
ASKS_ONCE = {"save-project"}


@pytest.fixture
def file_dialogs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the file dialogs that were opened; all are left without a choice."""
    asked: list[str] = []

    def nothing(parent: object, title: str = "", *rest: object, **options: object) -> tuple[str, str]:
        asked.append(title)
        return "", ""

    def no_files(parent: object, title: str = "", *rest: object, **options: object) -> tuple[list[str], str]:
        asked.append(title)
        return [], ""

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, nothing)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", no_files)
    return asked


def asks(ident: str) -> bool:
    """Whether an action asks something first: its title says so, as everywhere, by an ellipsis."""
    return BY_IDENT[ident].title.endswith("…")


def test_every_enabled_action_without_a_question_works(
    opened: MainWindow, hand: Hand, file_dialogs: list[str]
) -> None:
    for ident, made in opened.menus.actions.items():
        if ident in ENDS | ASKS_ONCE or not made.isEnabled() or (asks(ident) and ident not in SHOWS):
            continue
        made.trigger()
        assert not file_dialogs, f"{ident} asks for a file, and its title has no ellipsis"
        if ident in SHOWS:
            hand.dialog(SHOWS[ident]).close()
    hand.wait_idle()


def test_every_enabled_action_with_an_ellipsis_asks_something(
    opened: MainWindow, hand: Hand, file_dialogs: list[str]
) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait_exact()
    in_place = {"goto"}  # asked for in a field of the tool bar
    for ident, made in opened.menus.actions.items():
        if not asks(ident) or ident in SHOWS or ident in in_place or not made.isEnabled():
            continue
        file_dialogs.clear()
        made.trigger()
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        assert file_dialogs or shown, f"{ident} asks nothing"
        for dialog in shown:
            dialog.close()
    hand.wait_idle()


def test_marks_follow_the_view_that_was_used_last(opened: MainWindow, hand: Hand) -> None:
    actions = opened.menus.actions
    opened.workspace.editor.set_display("image", stretch="Log")
    assert _checked(opened, "stretch") == ["Log"]
    hand.click(opened.panes["scatter"].view.canvas, (0.0, -15.0))
    assert _checked(opened, "stretch") == ["Linear"]
    assert _checked(opened, "cmap") == ["Viridis"]
    opened.workspace.editor.set_display("scatter", by="wave")
    actions["invert"].trigger()
    assert opened.workspace.display.scatter.invert
    assert not opened.workspace.display.image.invert
    hand.wait_exact()


def _checked(window: MainWindow, group: str) -> list[str]:
    return [a.argument for a in ACTIONS if a.group == group and window.menus.actions[a.ident].isChecked()]


def test_the_header_can_be_searched(opened: MainWindow, hand: Hand) -> None:
    opened.verbs.show_header("FLUXCAL")
    dialog = hand.dialog(HeaderDialog)
    hand.wait(lambda: "cards" in dialog.count.text())
    assert "FLUXCAL" in dialog.text.toPlainText()
    assert "OBJECT" not in dialog.text.toPlainText()
    dialog.close()


def test_all_keys_are_listed() -> None:
    listed = " ".join(row[0] for row in key_rows(Keymap()))
    for keys in ("Ctrl+O", "Ctrl+Z", "F1", "Wheel", "Esc"):
        assert keys in listed


def test_versions_name_what_matters() -> None:
    text = versions_text()
    for name in ("pixviewer", "Python", "PyQt6", "numba", "astropy"):
        assert name in text


# Keys that astronomers know from other viewers, with what they do there.
KNOWN = {
    "1": "tool-pan", "2": "tool-circle", "3": "tool-square", "4": "tool-mask", "5": "tool-wave",
    "7": "tool-ruler",
    "Z": "zoom-in", "+": "zoom-in", "Shift+Z": "zoom-out", "-": "zoom-out", "`": "fit", "F": "freeze",
    "G": "mirror", "C": "copy", "M": "mark-row", "D": "measure", "A": "auto-limits", "L": "next-stretch",
    "Shift+I": "invert", "B": "blink", "Shift+B": "compare-next", "Ctrl+H": "hide-regions",
    "[": "ifu-previous",
    "]": "ifu-next", "{": "slice-previous", "}": "slice-next", ",": "bin-previous", ".": "bin-next",
    "N": "verdict-next", "Shift+N": "verdict-previous", "K": "verdict-keep", "J": "verdict-exclude",
    "Alt+C": "line-mark", "Alt+X": "line-continuum-1", "Alt+V": "line-continuum-2", "Ctrl+Tab": "next-view",
    "F11": "full-screen", "F1": "guide", "?": "keys-here", "Ctrl+Shift+P": "palette", "Ctrl+O": "open",
    "Ctrl+S": "save-project", "Ctrl+E": "extract", "Ctrl+P": "picture", "Ctrl+W": "close", "Ctrl+Q": "quit",
    "Ctrl+Z": "undo", "Ctrl+Shift+Z": "redo", "Ctrl+,": "preferences", "Del": "region-delete",
    "Backspace": "region-delete", "Ctrl+F1": "inspect", "Ctrl+F2": "extract-view", "Ctrl+F3": "selfcal-view",
}  # fmt: skip


def test_keys_that_astronomers_know_do_what_they_expect() -> None:
    found = {key: action.ident for action in ACTIONS for key in (*action.shortcuts, *action.view_keys)}
    assert {key: found.get(key) for key in KNOWN} == KNOWN
