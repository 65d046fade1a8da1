"""The list of decisions by mouse and keys, and the bar of memory."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.history_pane import HistoryPane

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> HistoryPane:
    for x in (0.0, 4.0, -4.0):
        opened.workspace.editor.add_shape("circle", x, -15.0, 1.0)
    hand.key(KEY.Key_Y, CTRL | SHIFT)
    hand.wait(lambda: opened.arrangement.docks["History"].isVisible())
    return opened.arrangement.panel("History", HistoryPane)


def texts(pane: HistoryPane) -> list[str]:
    return [pane.list.item(i).text().strip() for i in range(pane.list.count())]  # type: ignore[union-attr]


def click(pane: HistoryPane, row: int) -> None:
    item = pane.list.item(row)
    surface = pane.list.viewport()
    assert surface is not None
    QTest.mouseClick(surface, Qt.MouseButton.LeftButton, pos=pane.list.visualItemRect(item).center())


def n_regions(window: MainWindow) -> int:
    return len(window.workspace.regions.items)


def test_a_click_goes_to_a_decision_and_on_again(opened: MainWindow, hand: Hand, pane: HistoryPane) -> None:
    assert texts(pane) == ["as it was opened", "draw circle", "draw circle", "▶ draw circle"]
    click(pane, 1)
    assert n_regions(opened) == 1
    assert texts(pane) == [
        "as it was opened", "▶ draw circle", "draw circle  (taken back)", "draw circle  (taken back)"
    ]  # fmt: skip
    click(pane, 3)
    assert n_regions(opened) == 3
    click(pane, 0)
    assert n_regions(opened) == 0
    assert opened.workspace.history.undo_label is None
    hand.wait_idle()


def test_keys_go_there_too_and_undo_agrees(opened: MainWindow, hand: Hand, pane: HistoryPane) -> None:
    pane.list.setFocus()
    hand.key(KEY.Key_Up, widget=pane.list)
    assert n_regions(opened) == 3  # only looked at
    hand.key(KEY.Key_Return, widget=pane.list)
    assert n_regions(opened) == 2
    hand.key(KEY.Key_Z, CTRL)
    assert n_regions(opened) == 1
    assert texts(pane)[1] == "▶ draw circle"
    opened.workspace.editor.add_shape("square", 0.0, -18.0, 1.0)
    assert texts(pane) == ["as it was opened", "draw circle", "▶ draw square"]
    hand.wait_idle()


def test_another_table_begins_a_new_list(opened: MainWindow, hand: Hand, pane: HistoryPane) -> None:
    table = opened.workspace.table
    assert table is not None
    opened.workspace.open(table.path)  # type: ignore[arg-type]
    hand.wait(lambda: n_regions(opened) == 0)
    assert texts(pane) == ["▶ as it was opened"]
    hand.wait_exact()


def test_the_bar_of_memory_says_what_is_used_of_the_budget(opened: MainWindow) -> None:
    bar = opened.status.memory
    assert bar.isVisible()
    assert bar.used > 2**20
    assert bar.text().endswith("B")
    assert " / " in bar.text()
    bar.budget = bar.used // 2
    assert bar.share > 1
    bar.rate = 120e6
    assert "disk 120 MB/s" in bar.text()
    bar.grab()
