"""Keys of the view under the mouse, above the window."""

import pytest
from hand import Hand
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.actions import BY_IDENT
from pixviewer.gui.dialogs.keys import KeysDialog
from pixviewer.gui.keys.key_sheet import sheet_of
from pixviewer.gui.keys.keymap import Keymap, natives
from pixviewer.gui.keys.overlay import KeyOverlay
from pixviewer.gui.keys.places import Place, place_of
from pixviewer.gui.main_window import MainWindow

LEGIBLE = 7.5  # points


def overlays(window: MainWindow) -> list[KeyOverlay]:
    return [overlay for overlay in window.findChildren(KeyOverlay) if overlay.isVisible()]


def press_question_mark(window: MainWindow) -> KeyOverlay:
    QTest.keyClick(QApplication.focusWidget() or window, "?")
    assert len(overlays(window)) == 1
    return overlays(window)[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [("image", "contrast up and down"), ("spectrum", "wavelength range"), ("detector", "pick the rows")],
)
def test_it_begins_with_what_this_view_knows(opened: MainWindow, hand: Hand, name: str, words: str) -> None:
    canvas = {"image": opened.panes["image"].view.canvas, "spectrum": opened.spectrum.view.canvas}.get(name)
    if canvas is None:
        opened.slots.show(0, "detector")
        canvas = opened.detector
        hand.wait_idle()
    canvas.setFocus()
    overlay = press_question_mark(opened)
    first = overlay.sections[0]
    assert words in " ".join(what for _, what in first.rows)
    overlay.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Z, Qt.Key.Key_2])
def test_any_key_closes_it_and_does_nothing_else(opened: MainWindow, hand: Hand, key: Qt.Key) -> None:
    canvas = opened.panes["image"].view.canvas
    canvas.setFocus()
    before = canvas.box(), opened.tool
    hand.key(key, widget=press_question_mark(opened))
    assert overlays(opened) == []
    assert (canvas.box(), opened.tool) == before
    assert canvas.hasFocus()


def test_a_click_closes_it(opened: MainWindow, hand: Hand) -> None:
    overlay = press_question_mark(opened)
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton)
    assert overlays(opened) == []


def test_all_keys_fit_at_the_smallest_size_and_follow_the_window(opened: MainWindow, hand: Hand) -> None:
    overlay = press_question_mark(opened)
    for size in ((1280, 800), (1920, 1200)):
        opened.resize(*size)
        QApplication.processEvents()
        assert overlay.size() == opened.size()
        sheet = overlay.sheet()
        assert sheet.fits
        assert sheet.points >= LEGIBLE
        room = QRectF(overlay.rect())
        assert all(room.contains(box) for box, _ in sheet.blocks)
        assert sum(len(section.rows) for _, section in sheet.blocks) == sum(
            len(section.rows) for section in overlay.sections
        )
    overlay.close()


@pytest.mark.parametrize(
    ("name", "idents"),
    [
        ("image", {"tool-circle", "fit", "copy-regions", "invert", "keys-here"}),
        ("spectrum", {"tool-wave", "fit", "line-mark"}),
        ("detector", {"ifu-next", "detector-lock", "next-stretch"}),
        ("verdicts", {"verdict-keep", "slice-next", "cal-run"}),
        ("history", {"undo", "fit"}),
    ],
)
def test_the_sheet_has_the_keys_that_hold_now_and_matter_there(name: str, idents: set[str]) -> None:
    keymap = Keymap()
    keymap.set_keys("fit", ["Ctrl+0"])
    listed = {keys for section in sheet_of(Place(name, name.title()), keymap) for keys, _ in section.rows}
    assert {natives(keymap.keys_of(ident)) for ident in idents & set(BY_IDENT)} <= listed
    assert len(idents & set(BY_IDENT)) > 1


def test_a_panel_is_known_by_its_dock(opened: MainWindow) -> None:
    assert place_of(opened, opened.regions.focusWidget() or opened.regions) == Place("regions", "Regions")
    assert place_of(opened, opened.panes["image"].view.canvas) == Place("image", "Sky image")
    assert place_of(opened, opened) is None


def test_the_page_of_keys_can_be_searched(window: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = hand.dialog(KeysDialog)
    hand.type(dialog.field, "undo")
    shown = [i for i in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(i)]
    assert any("Ctrl+Z" in dialog.table.item(i, 0).text() for i in shown)
    assert len(shown) < dialog.table.rowCount()
    dialog.close()
