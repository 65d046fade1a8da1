"""A window that is closed goes, with its model and what it had in memory."""

import gc
import weakref

from hand import Hand
from left_over import bury_closed_windows
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pixviewer.gui.main_window import MainWindow


def opened_and_closed(beside: MainWindow, hand: Hand, qtbot: QtBot) -> list["weakref.ref[object]"]:
    """Open another window on the same table, and close it; gives what must be gone then."""
    table = beside.workspace.table
    assert table is not None
    assert table.path is not None
    other = MainWindow(windows=beside.windows)
    other.show()
    qtbot.waitExposed(other)
    workspace = other.workspace
    workspace.open(table.path)
    hand.wait(lambda: workspace.table is not None and not workspace.runner.is_busy())
    other.close()
    other.deleteLater()
    return [weakref.ref(thing) for thing in (other, workspace, workspace.table)]


def test_a_closed_window_and_its_model_are_gone(opened: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    n_widget = len(QApplication.topLevelWidgets())
    gone = opened_and_closed(opened, hand, qtbot)
    for _ in range(3):
        QApplication.processEvents()
        bury_closed_windows()
        gc.collect()
    assert [ref() for ref in gone] == [None] * 3
    assert len(QApplication.topLevelWidgets()) <= n_widget
    # Those that are still open hear of changes as before.
    heard: list[object] = []
    opened.workspace.view.events.bounds.connect(heard.append)
    opened.workspace.navigator.zoom(2.0)
    assert heard
    hand.wait_idle()
