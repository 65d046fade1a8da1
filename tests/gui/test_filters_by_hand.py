"""Filters as chips: made, turned round, switched, edited and removed, by mouse and by keys."""

from pathlib import Path

import pytest
from hand import LEFT, NO_MODIFIER, Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from pixviewer import Selection, count_rows, open_table
from pixviewer.gui.dialogs.extract import ExtractDialog
from pixviewer.gui.dialogs.filter_chip import FilterDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.filters import GOOD_ROWS, Chip
from pixviewer.model.readout import rows_text

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def chips(window: MainWindow) -> list[str]:
    return [chip.text() for chip in window.filters.chips]


def press(widget: QWidget, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    QTest.mouseClick(widget, LEFT, modifier)


def test_a_filter_is_typed_counted_and_undone(opened: MainWindow, hand: Hand, small_file: Path) -> None:
    opened.menus.actions["filter-ifu"].trigger()
    dialog = hand.dialog(FilterDialog)
    dialog.values.setText("99")
    hand.key(KEY.Key_Return, widget=dialog)
    assert "within 1 to 24" in dialog.values.problem.text()
    dialog.values.setText("5")
    hand.key(KEY.Key_Return, widget=dialog)
    assert chips(opened) == ["IFU 5"]
    hand.wait_exact()
    n = count_rows(open_table(small_file), Selection(ifu=5)).n_row
    assert opened.filters.count_texts() == [f"→ {rows_text(n)}", f"→ shown {rows_text(n)}"]
    assert opened.workspace.shown.scatter is not None
    assert opened.workspace.shown.scatter.n_row == n
    opened.menus.actions["undo"].trigger()
    assert chips(opened) == []
    hand.wait_exact()


def test_a_chip_is_turned_round_and_switched_by_clicks(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_filter(Chip("ifu", (5,)))
    press(opened.filters.chips[0].body)
    hand.wait(lambda: chips(opened) == ["not IFU 5"])
    press(opened.filters.chips[0].body, CTRL)
    assert chips(opened) == ["not IFU 5 (off)"]
    hand.key(KEY.Key_F, CTRL | SHIFT)
    assert chips(opened) == ["not IFU 5"]
    press(opened.filters.chips[0].cross)
    assert chips(opened) == []
    assert opened.workspace.history.labels[-1] == "remove filter not IFU 5"
    hand.wait_exact()


def test_a_double_click_edits_and_turns_nothing_round(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_filter(Chip("wave", ((6055.0, 6058.0),)))
    body = opened.filters.chips[0].body
    press(body)
    QTest.mouseDClick(body, LEFT)
    QTest.mouseRelease(body, LEFT)
    dialog = hand.dialog(FilterDialog)
    assert dialog.values.text() == "6055 to 6058"
    dialog.values.setText("6056-6059")
    hand.key(KEY.Key_Return, widget=dialog)
    hand.wait_exact()
    assert chips(opened) == ["λ 6056–6059 Å"]
    assert opened.workspace.editor.bands == [("view:0", 6056.0, 6059.0)]


@pytest.mark.parametrize(
    ("key", "modifier", "after"),
    [
        (KEY.Key_Space, NO_MODIFIER, ["not IFU 5"]),
        (KEY.Key_Space, CTRL, ["IFU 5 (off)"]),
        (KEY.Key_Delete, NO_MODIFIER, []),
    ],
)
def test_chips_have_keys(
    opened: MainWindow, hand: Hand, key: Qt.Key, modifier: Qt.KeyboardModifier, after: list[str]
) -> None:
    opened.workspace.editor.add_filter(Chip("ifu", (5,)))
    hand.key(key, modifier, opened.filters.chips[0].body)
    assert chips(opened) == after
    hand.wait_exact()


def test_good_rows_only_is_a_filter(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_G, CTRL | SHIFT)
    assert opened.workspace.view.filters.chips == (GOOD_ROWS,)
    assert opened.menus.actions["filter-good"].isChecked()
    hand.key(KEY.Key_G, CTRL | SHIFT)
    assert opened.workspace.view.filters.chips == ()
    hand.wait_exact()


def test_a_band_drawn_in_the_spectrum_is_a_chip(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_band(6055.0, 6058.0)
    assert chips(opened) == ["λ 6055–6058 Å"]
    hand.wait_exact()


def test_all_rows_filtered_away_are_said_and_do_no_harm(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_filter(Chip("ifu", (24,)))
    hand.wait_exact()
    assert opened.filters.count_texts()[-1] == "→ shown 0"
    opened.workspace.editor.remove_filter(0)
    hand.wait_exact()


def test_an_extraction_has_the_filtered_rows(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    editor = opened.workspace.editor
    editor.add_filter(Chip("ifu", (5, 6)))
    hole = editor.add_shape("circle", 0.0, -15.0, 3.0)
    assert hole is not None
    editor.edit_region(hole.ident, role="exclude")
    editor.select_region(None)
    hand.key(KEY.Key_E, CTRL)
    dialog = hand.dialog(ExtractDialog)
    dialog.criteria.region.setCurrentIndex(dialog.criteria.region.findText("whole field"))
    path = tmp_path / "some.fits"
    dialog.path.setText(str(path))
    rule = Selection(ifu=(5, 6)) & ~Selection(hole.shape)
    n = count_rows(open_table(small_file), rule).n_row
    hand.wait(lambda: rows_text(n) in dialog.predicted.text())
    assert "--selection" in dialog.command.text()
    command = dialog.command.text()
    dialog.extract_button.click()
    hand.wait(path.exists)
    hand.wait_idle()
    assert open_table(path).n_row == n
    assert same_rows_by_command(command, tmp_path) == n


def same_rows_by_command(command: str, folder: Path) -> int:
    import shlex

    from pixviewer.cli.program import main

    words = shlex.split(command)[1:]
    words[2] = str(folder / "again.fits")
    assert main(words) == 0
    return open_table(folder / "again.fits").n_row
