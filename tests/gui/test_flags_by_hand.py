"""The list of flags: counts, and rules that are filters."""

from pathlib import Path

from hand import LEFT, Hand
from PyQt6.QtTest import QTest

from pixviewer import Selection, count_rows, open_table
from pixviewer.gui.main_window import MainWindow
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
