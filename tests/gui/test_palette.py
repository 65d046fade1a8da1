"""The palette of commands: found by words, run by Enter, grey with a reason."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt

from pixviewer.gui import settings
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.palette import usage
from pixviewer.gui.palette.dialog import Palette
from pixviewer.gui.palette.entries import Entry, entries
from pixviewer.gui.palette.finding import find
from pixviewer.gui.palette.matching import match

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def entry(ident: str, title: str, why_not: str = "") -> Entry:
    return Entry(ident, title, "View", "", "tip", lambda: None, why_not)


@pytest.mark.parametrize(
    ("query", "title"),
    [("zoom", "Zoom to Fit"), ("fit zo", "Zoom to Fit"), ("ZTF", "Zoom to Fit"), ("oom", "Zoom to Fit")],
)
def test_words_in_any_order_and_initials_are_found(query: str, title: str) -> None:
    assert match(query, title) is not None


def test_every_word_must_be_found() -> None:
    assert match("zoom mask", "Zoom to Fit") is None
    assert match("zoom field", "Zoom to Fit", "View", "Show the whole field") is not None


def test_the_letters_that_answer_are_named() -> None:
    found = match("fit", "Zoom to Fit")
    assert found is not None
    assert found.letters == {8, 9, 10}


def test_the_better_answer_comes_first_then_what_is_possible_then_what_was_used() -> None:
    offered = [entry("a", "Fit Star", "no star"), entry("b", "Fit Box"), entry("c", "Fit Cup"),
               entry("d", "Benefit")]  # fmt: skip
    assert [found.entry.ident for found in find("fit", offered, ["c"])] == ["c", "b", "a", "d"]


def test_a_menu_by_its_name_goes_before_letters_here_and_there() -> None:
    in_menu, spelt = match("lim", "ZScale", "Scale ▸ Limits"), match("lim", "Slice Map", "View")
    assert in_menu is not None
    assert spelt is not None
    assert in_menu.cost < spelt.cost


def test_without_words_what_was_used_lately_leads() -> None:
    offered = [entry("a", "One"), entry("b", "Two"), entry("c", "Three")]
    assert [found.entry.ident for found in find("", offered, ["c"])] == ["c", "a", "b"]


def opened_palette(hand: Hand) -> Palette:
    hand.key(Qt.Key.Key_P, CTRL_SHIFT)
    palette: Palette = hand.dialog(Palette)
    return palette


def test_a_command_is_found_and_run_by_keys_alone(opened: MainWindow, hand: Hand) -> None:
    palette = opened_palette(hand)
    hand.type(palette.field, "outl slic")
    assert palette.current() is not None
    assert palette.current().ident == "detector-outlines"  # type: ignore[union-attr]
    before = opened.workspace.linked.detector.has_outlines
    hand.key(Qt.Key.Key_Return, widget=palette.field)
    hand.wait(lambda: opened.workspace.linked.detector.has_outlines != before)
    assert usage.used_lately()[0] == "detector-outlines"
    again = opened_palette(hand)
    assert again.current().ident == "detector-outlines"  # type: ignore[union-attr]
    hand.key(Qt.Key.Key_Escape, widget=again.field)
    assert not opened.findChildren(Palette) or not again.isVisible()


def test_arrows_move_the_mark(opened: MainWindow, hand: Hand) -> None:
    palette = opened_palette(hand)
    hand.type(palette.field, "zoom")
    first, second = palette.shown()[:2]
    assert palette.current() == first
    hand.key(Qt.Key.Key_Down, widget=palette.field)
    assert palette.current() == second
    palette.close()


def test_what_cannot_be_done_says_why_and_does_not_close_the_palette(window: MainWindow, hand: Hand) -> None:
    palette = opened_palette(hand)
    hand.type(palette.field, "zoom to fit")
    hand.key(Qt.Key.Key_Return, widget=palette.field)
    assert palette.isVisible()
    assert palette.tip.text() == "Not now: open a table first."
    palette.close()


def test_panels_and_recent_files_are_offered(opened: MainWindow, hand: Hand) -> None:
    offered = {one.ident: one for one in entries(opened)}
    assert offered["panel:History"].mark == "off"
    offered["panel:History"].run()
    assert not opened.arrangement.docks["History"].isHidden()
    path = settings.remembered_files()[0]
    assert offered[f"file:{path}"].title == f"Open {path.name}"
    hand.wait_idle()


def test_words_that_mean_nothing_say_so(window: MainWindow, hand: Hand) -> None:
    palette = opened_palette(hand)
    hand.type(palette.field, "qqqxyz")
    assert palette.shown() == []
    assert palette.tip.text() == "No command has these words."
    palette.close()
