"""The slice inspector by mouse and keys."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from pixviewer.core.calib.factors import Factors
from pixviewer.core.table.neighbours import neighbours
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.slice_pane import SlicePane
from pixviewer.model.linking import slice_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def seen(opened: MainWindow, hand: Hand) -> SlicePane:
    opened.arrangement.show_dock("Slice")
    hand.wait(lambda: opened.workspace.linked.inspector.state.is_visible)
    hand.wait_idle()
    return opened.slice_pane


def settle(window: MainWindow, hand: Hand) -> None:
    hand.wait(lambda: not window.workspace.linked.inspector.is_waiting)
    hand.wait_idle()


def test_it_says_how_to_pick_a_slice(opened: MainWindow, seen: SlicePane, hand: Hand) -> None:
    assert "Click a place" in seen.hint.text()
    assert not seen.hint.isHidden()
    assert seen.strip.isHidden()
    hand.key(Qt.Key.Key_BraceRight)
    settle(opened, hand)
    ifu = opened.workspace.linked.slice_picked[0]
    assert seen.hint.isHidden()
    assert seen.card.title.text() == f"IFU {ifu} · slice 1 on the CCD"
    assert "9 on the sky · stack 4, row 4 (optical)" in seen.card.others.text()
    found = opened.workspace.linked.inspector.shown.inspection
    assert found is not None
    assert f"{found.n_row:,}".replace(",", " ") in seen.card.numbers.text()


def test_keys_buttons_and_neighbours_lead_from_slice_to_slice(
    opened: MainWindow, seen: SlicePane, hand: Hand
) -> None:
    linked = opened.workspace.linked
    hand.key(Qt.Key.Key_BraceRight)
    QTest.mouseClick(seen.card.next, LEFT)
    settle(opened, hand)
    ifu = linked.present[0]
    assert linked.slice_picked == (ifu, 2)
    hand.key(Qt.Key.Key_BraceLeft)
    settle(opened, hand)
    assert linked.slice_picked == (ifu, 1)
    button = seen.around.buttons["right on the CCD"]
    level = linked.inspector.shown.neighbours["right on the CCD"]
    assert f"{abs(level.percent):.2f} %" in button.text()
    QTest.mouseClick(button, LEFT)
    settle(opened, hand)
    assert linked.slice_picked == neighbours(ifu, 1)["right on the CCD"]
    assert not seen.around.buttons["right on the CCD"].toolTip().startswith("nothing")


def test_a_click_on_the_sky_shows_the_slice_there(opened: MainWindow, seen: SlicePane, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    table = opened.workspace.table
    x, y = (float(v[0]) for v in table.read(("x", "y"), slice(40_000, 40_001)).values())
    xi, eta = table.frame.to_plane(x, y)
    hand.click(canvas, (float(xi), float(eta)))
    hand.wait(lambda: opened.workspace.linked.links.row is not None)
    settle(opened, hand)
    linked = opened.workspace.linked
    found = linked.inspector.shown.inspection
    assert (found.ifu, found.slice_no) == slice_of(None, linked.links.row)
    assert seen.strip._values is not None
    assert np.array_equal(seen.strip._values[0], found.strip, equal_nan=True)


def test_factors_are_drawn_as_a_curve(opened: MainWindow, seen: SlicePane, hand: Hand) -> None:
    linked = opened.workspace.linked
    hand.key(Qt.Key.Key_BraceRight)
    settle(opened, hand)
    assert seen.curve.message
    factor = np.full((2, 24, 48), 1.1)
    opened.workspace.selfcal.state.factors = Factors(factor, np.array([4000.0, 6000.0, 9500.0]))
    hand.wait(lambda: linked.inspector.shown.inspection.after is not None)
    hand.wait_idle()
    assert not seen.curve.message
    assert "after" in seen.card.numbers.text()
    assert seen.curve._series[-1].y == pytest.approx([10.0, 10.0])


def test_it_computes_nothing_behind_other_panels(opened: MainWindow, seen: SlicePane, hand: Hand) -> None:
    opened.arrangement.show_dock("Regions")
    hand.wait(lambda: not opened.workspace.linked.inspector.state.is_visible)
    hand.key(Qt.Key.Key_BraceRight)
    hand.wait_idle()
    assert opened.workspace.linked.inspector.shown.inspection is None
