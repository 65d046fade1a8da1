"""Keys bound anew, by hand, in the preferences."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.gui.dialogs.preferences.keys import KeysPage
from pixviewer.gui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> Iterator[KeysPage]:
    """The page of keys of a window."""
    window.verbs.show_preferences()
    dialog = hand.dialog(PreferencesDialog)
    dialog.show_page(KeysPage.title)
    yield dialog.page
    dialog.close()


def record(
    page: KeysPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    page.recorder.edit.setFocus()
    QTest.keyClick(page.recorder.edit, key, modifier)


def shown(page: KeysPage) -> list[str]:
    items = (page.table.tree.topLevelItem(i) for i in range(page.table.tree.topLevelItemCount()))
    return [item.text(0) for item in items if item is not None and not item.isHidden()]


def test_a_search_finds_actions_by_name_and_by_key(page: KeysPage, hand: Hand) -> None:
    hand.type(page.table.field, "zoom to fit")
    assert shown(page) == ["Zoom to Fit"]
    page.table.field.clear()
    hand.type(page.table.field, "ctrl+shift+p")
    assert shown(page) == ["Find a Command"]


def test_a_free_key_is_set_and_works_in_the_window(page: KeysPage, hand: Hand, window: MainWindow) -> None:
    page.table.choose("keys")
    record(page, Qt.Key.Key_F6)
    assert page.recorder.warning.text() == "F6 is free."
    page.recorder.set_button.click()
    assert window.windows.keymap.keys_of("keys") == ("F6",)
    assert window.menus.actions["keys"].shortcut().toString() == "F6"


def test_a_key_that_another_action_has_is_taken_with_a_warning(page: KeysPage, window: MainWindow) -> None:
    page.table.choose("fit")
    record(page, Qt.Key.Key_O, CTRL)
    assert "belongs to “Open”" in page.recorder.warning.text()
    page.recorder.add_button.click()
    assert window.windows.keymap.keys_of("fit") == ("`", "Ctrl+O")
    assert window.windows.keymap.keys_of("open") == ()
    assert "Open" in page.message.text()


def test_a_key_of_the_views_cannot_be_given_away(page: KeysPage) -> None:
    page.table.choose("fit")
    record(page, Qt.Key.Key_Delete)
    assert "cannot be given away" in page.recorder.warning.text()
    assert not page.recorder.set_button.isEnabled()


def test_keys_are_taken_away_and_come_back_one_by_one_and_all(page: KeysPage, window: MainWindow) -> None:
    keymap = window.windows.keymap
    page.table.choose("fit")
    page.recorder.none_button.click()
    assert keymap.keys_of("fit") == ()
    page.recorder.reset_button.click()
    assert keymap.keys_of("fit") == ("`",)
    keymap.set_keys("undo", ["F7"])
    page.keeps_tool.click()
    assert window.workspace.preferring.value.keeps_tool
    page.restore()
    assert keymap.keys_of("undo") == ("Ctrl+Z",)
    assert not window.workspace.preferring.value.keeps_tool


def test_keys_go_to_a_file_and_back(page: KeysPage, window: MainWindow, tmp_path: Path) -> None:
    keymap = window.windows.keymap
    keymap.set_keys("fit", ["F7"])
    path = tmp_path / "keys.json"
    assert page.export_file(path) == f"Wrote {path}."
    keymap.reset_all()
    assert page.import_file(path) == "Imported keys.json. "
    assert keymap.keys_of("fit") == ("F7",)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00\x01", b"SIMPLE  = T" + b" " * 2_000_000])
def test_a_file_that_holds_no_keys_is_refused_in_a_sentence(
    page: KeysPage, window: MainWindow, tmp_path: Path, content: bytes
) -> None:
    window.windows.keymap.set_keys("fit", ["F7"])
    path = tmp_path / "other.json"
    path.write_bytes(content)
    words = page.import_file(path)
    assert words.startswith("other.json was not imported: it is no")
    assert words.endswith("The keys are as before.")
    assert window.windows.keymap.keys_of("fit") == ("F7",)


def test_a_folder_that_is_not_there_is_told(page: KeysPage, tmp_path: Path) -> None:
    assert "Choose another folder" in page.export_file(tmp_path / "none" / "keys.json")
    assert "No such file" in page.import_file(tmp_path / "none.json")
