"""The statistics of a self-calibration, by mouse."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QTableWidget

from pixviewer.core.calib.worst import worst_slices
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.statistics_pane import StatisticsPane


@pytest.fixture
def pane(window: MainWindow, hand: Hand, exposure_file: object) -> StatisticsPane:
    window.workspace.open(exposure_file)  # type: ignore[arg-type]
    hand.wait_exact()
    hand.key(Qt.Key.Key_F3, Qt.KeyboardModifier.ControlModifier)
    window.arrangement.show_dock("Statistics")
    made = window.arrangement.panel("Statistics", StatisticsPane)
    assert made.words.text() == "Not run yet."
    window.workspace.selfcal.run()
    hand.wait(lambda: window.workspace.selfcal.state.review is not None)
    hand.wait_idle()
    return made


def click(table: QTableWidget, row: int) -> None:
    item, viewport = table.item(row, 0), table.viewport()
    assert item is not None
    assert viewport is not None
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=table.visualItemRect(item).center())
    QApplication.processEvents()


def test_the_tables_hold_what_was_judged(pane: StatisticsPane, window: MainWindow) -> None:
    judgement = window.workspace.selfcal.state.judgement
    assert judgement is not None
    rows = pane.bins.texts()
    assert [row[0] for row in rows] == ["5850–6120", "6120–6440", "6440–6678", "all"]
    verdicts = [*judgement.by_bin[5:8], judgement.total]
    known = [
        (one.before.rms, one.after.rms, one.before.robust, one.after.robust, one.noise) for one in verdicts
    ]
    told = [[float(cell) for cell in row[2:]] for row in rows]
    np.testing.assert_allclose(told, 100 * np.array(known), rtol=0.02)
    assert [row[:2] for row in pane.worst.texts()] == [
        [str(one.ifu), str(one.slice_no)] for one in worst_slices(judgement)
    ]
    assert pane.words.text().startswith("Slices agree")


def test_a_bin_is_shown_and_a_slice_is_picked(pane: StatisticsPane, window: MainWindow, hand: Hand) -> None:
    click(pane.bins, 1)
    assert window.workspace.selfcal.state.bin_no == 7
    click(pane.bins, 3)
    assert window.workspace.selfcal.state.bin_no == 0
    click(pane.worst, 0)
    place = tuple(int(text) for text in pane.worst.texts()[0][:2])
    assert window.workspace.linked.slice_picked == place
    hand.wait_idle()


def test_decisions_change_the_statistics(pane: StatisticsPane, window: MainWindow, hand: Hand) -> None:
    before = pane.bins.texts()
    window.workspace.verdicts.decide("one", [(5, s) for s in range(1, 25)])
    hand.wait_idle()
    assert pane.bins.texts() != before
    window.workspace.undo()
    hand.wait_idle()
    assert pane.bins.texts() == before


def test_both_tables_are_copied(pane: StatisticsPane, hand: Hand) -> None:
    QTest.mouseClick(pane.copier, Qt.MouseButton.LeftButton)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    lines = [line.split("\t") for line in clipboard.text().splitlines()]
    assert lines[1:5] == pane.bins.texts()
    assert lines[7:] == pane.worst.texts()
    hand.wait_idle()
