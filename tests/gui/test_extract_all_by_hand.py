"""The foot of the Extract perspective and the dialog for all regions, by mouse and keys."""

from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolButton

from pixviewer import open_table
from pixviewer.gui.dialogs.extract_all import ExtractAllDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.readout import rows_text

KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def drawn(opened: MainWindow, hand: Hand) -> MainWindow:
    """The Extract perspective with two circles."""
    hand.key(KEY.Key_F2, CTRL)
    for x in (3.0, -3.0):
        opened.workspace.editor.add_shape("circle", x, -15.0, 2.0)
    hand.wait_exact()
    return opened


def press(window: MainWindow, text: str) -> None:
    (button,) = [b for b in window.extract_bar.findChildren(QToolButton) if b.text().replace("&", "") == text]
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)


def clipboard() -> str:
    found = QApplication.clipboard()
    assert found is not None
    return str(found.text())


def test_the_foot_is_there_in_its_perspective_only(opened: MainWindow, hand: Hand) -> None:
    assert not opened.extract_bar.isVisible()
    hand.key(KEY.Key_F2, CTRL)
    assert opened.extract_bar.isVisible()
    hand.wait(
        lambda: "whole field: " in opened.extract_bar.text() and " rows · " in opened.extract_bar.text()
    )
    hand.key(KEY.Key_F1, CTRL)
    assert not opened.extract_bar.isVisible()


def test_the_foot_says_what_would_be_written(drawn: MainWindow, hand: Hand) -> None:
    first, second = drawn.workspace.regions.items
    n = drawn.workspace.shown.tallies[second.ident].n_row
    hand.wait(lambda: f"region 2: {rows_text(n)} rows · " in drawn.extract_bar.text())
    assert "less than 1 s" in drawn.extract_bar.text()
    drawn.workspace.editor.select_region(first.ident)
    n = drawn.workspace.shown.tallies[first.ident].n_row
    hand.wait(lambda: f"region 1: {rows_text(n)} rows · " in drawn.extract_bar.text())
    drawn.workspace.editor.set_bands(((100.0, 200.0),), first.ident)
    hand.wait(lambda: "no row is selected" in drawn.extract_bar.text())


def test_command_and_script_are_copied_by_buttons_and_keys(drawn: MainWindow, hand: Hand) -> None:
    press(drawn, "Copy as CLI")
    command = clipboard()
    assert command.startswith("pixviewer extract ")
    assert "--circle " in command
    press(drawn, "Copy as Python")
    script = clipboard()
    assert "Circle(" in script
    compile(script, "copied", "exec")
    hand.key(KEY.Key_C, CTRL | SHIFT)
    assert clipboard() == command
    hand.key(KEY.Key_C, CTRL | ALT)
    assert clipboard() == script


def test_all_regions_are_extracted_with_a_pattern(drawn: MainWindow, hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "star_001.fits").write_text("there already")
    press(drawn, "Extract All Regions")
    dialog = hand.dialog(ExtractAllDialog)
    assert dialog.table.rowCount() == 2
    dialog.folder.selectAll()
    hand.type(dialog.folder, str(tmp_path))
    dialog.pattern.selectAll()
    hand.type(dialog.pattern, "star")
    assert "2 regions would share a file" in dialog.message.text()
    assert not dialog.extract_button.isEnabled()
    hand.type(dialog.pattern, "_{number}")
    assert [dialog.table.item(i, 1).text() for i in range(2)] == ["star_001.fits", "star_002.fits"]
    assert dialog.table.item(0, 3).text() == "⚠ exists"
    assert "1 of the files exist" in dialog.message.text()
    assert not dialog.extract_button.isEnabled()
    QTest.mouseClick(dialog.overwrite, LEFT, pos=QPoint(8, dialog.overwrite.height() // 2))
    assert dialog.extract_button.isEnabled()
    QTest.mouseClick(dialog.extract_button, LEFT)
    hand.wait_idle()
    for i, region in enumerate(drawn.workspace.regions.items, 1):
        with open_table(tmp_path / f"star_{i:03d}.fits") as table:
            assert table.n_row == drawn.workspace.shown.tallies[region.ident].n_row
    assert "wrote 2 files" in drawn.status.currentMessage()


def test_a_wrong_pattern_or_folder_is_said_and_nothing_is_written(
    drawn: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    hand.key(KEY.Key_E, CTRL | ALT)
    dialog = hand.dialog(ExtractAllDialog)
    dialog.pattern.selectAll()
    hand.type(dialog.pattern, "{star}")
    assert "There is no {star}; a name may have {table}, {region}" in dialog.message.text()
    dialog.pattern.selectAll()
    hand.type(dialog.pattern, "../{region}")
    assert "without a folder" in dialog.message.text()
    dialog.folder.selectAll()
    hand.type(dialog.folder, str(tmp_path / "nowhere"))
    assert "There is no folder" in dialog.message.text()
    assert not dialog.extract_button.isEnabled()
    hand.key(KEY.Key_Escape, widget=dialog)
    assert list(tmp_path.iterdir()) == []
