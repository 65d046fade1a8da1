"""The list of flags: counts, and rules that are filters."""

from pathlib import Path

from hand import LEFT, Hand
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QColorDialog, QToolBar

from pixviewer import Selection, count_rows, open_table
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.categories import flag_legend
from pixviewer.model.filters import GOOD_ROWS, Chip
from pixviewer.model.readout import rows_text


def test_flags_have_counts_and_can_be_hidden(opened: MainWindow, hand: Hand, small_file: Path) -> None:
    panel = opened.flags.panel
    row = panel.row_of("HotPixel")
    n = count_rows(open_table(small_file), Selection(flags="HotPixel")).n_row
    item = panel.table.item(row, 1)
    assert item is not None
    assert item.text() == rows_text(n)
    opened.arrangement.docks["Flags"].raise_()
    QTest.mouseClick(panel.button(row, 2), LEFT)
    assert opened.workspace.view.filters.chips == (Chip("flags", ("HotPixel",), True),)
    assert panel.button(row, 2).isChecked()
    QTest.mouseClick(panel.button(row, 3), LEFT)
    assert opened.workspace.view.filters.chips == (Chip("flags", ("HotPixel",)),)
    assert not panel.button(row, 2).isChecked()
    hand.wait_exact()
    assert opened.workspace.shown.scatter is not None
    assert opened.workspace.shown.scatter.n_row == n
    opened.workspace.undo()
    assert panel.button(row, 2).isChecked()
    hand.wait_exact()


def test_good_rows_and_colours_have_buttons(opened: MainWindow, hand: Hand) -> None:
    panel = opened.flags.panel
    panel.good.click()
    assert opened.workspace.view.filters.chips == (GOOD_ROWS,)
    assert panel.good.isChecked()
    panel.colour.click()
    assert opened.workspace.display.scatter.by == "flags"
    panel.colour.click()
    assert opened.workspace.display.scatter.by == "ifu"
    hand.wait_exact()


def test_a_flag_has_a_colour_of_ones_own_in_every_view(opened: MainWindow, hand: Hand) -> None:
    workspace, panel = opened.workspace, opened.flags.panel
    opened.arrangement.show_dock("Flags")
    panel.colour.click()
    hand.wait_exact()
    row = panel.row_of("HotPixel")
    assert panel.usual.isHidden()
    QTest.mouseClick(panel.button(row, 4), LEFT)
    dialog = hand.dialog(QColorDialog)
    dialog.setCurrentColor(QColor("#123456"))
    dialog.accept()
    hand.wait_exact()
    assert (
        workspace.display.scatter.flag_colours == workspace.display.detector.flag_colours == ((8, "#123456"),)
    )
    picture = workspace.shown.scatter
    assert picture is not None
    assert (picture.rgba[..., :3] == (0x12, 0x34, 0x56)).all(axis=-1).any()
    assert ("HotPixel", (0x12, 0x34, 0x56)) in flag_legend(1 << 8, picture.display.flag_colours)
    assert workspace.history.undo_label == "change the colour of HotPixel"
    QTest.mouseClick(panel.usual, LEFT)
    assert workspace.display.scatter.flag_colours == ()
    workspace.undo()
    assert workspace.display.scatter.flag_colours == ((8, "#123456"),)
    workspace.undo()
    hand.wait_exact()
    assert panel.usual.isHidden()
    picture = workspace.shown.scatter
    assert picture is not None
    assert not (picture.rgba[..., :3] == (0x12, 0x34, 0x56)).all(axis=-1).any()


def test_buttons_say_how_the_next_pick_joins(opened: MainWindow, hand: Hand) -> None:
    bar = next(bar for bar in opened.findChildren(QToolBar) if bar.objectName() == "Tools")
    button = bar.widgetForAction(opened.menus.actions["pick-add"])
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert opened.workspace.linked.links.mode == "add"
    assert not opened.menus.actions["pick-replace"].isChecked()
    hand.wait_exact()
