"""The histogram of values: a drag picks a range in every view."""

import numpy as np
import pytest
from hand import LEFT, Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from pixviewer import Selection, count_rows
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.histogram_pane import HistogramPane

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> HistogramPane:
    hand.key(Qt.Key.Key_H, CONTROL_SHIFT)
    hand.wait(lambda: opened.workspace.linked.histogram.shown.whole is not None)
    hand.wait_idle()
    return opened.histogram_pane


def choose(pane: HistogramPane, hand: Hand, quantity: str) -> None:
    pane.quantity.setCurrentIndex(pane.quantity.findData(quantity))
    pane.quantity.activated.emit(pane.quantity.currentIndex())
    shown = pane.histogram.shown
    hand.wait(lambda: shown.whole is not None and shown.whole.quantity == quantity)
    hand.wait_idle()


@pytest.mark.parametrize(
    ("quantity", "criterion"), [("data", "value"), ("variance", "variance"), ("snr", "snr"), ("wave", "wave")]
)
def test_a_drag_picks_the_rows_of_a_range(
    opened: MainWindow, pane: HistogramPane, hand: Hand, quantity: str, criterion: str
) -> None:
    choose(pane, hand, quantity)
    edges = pane.histogram.shown.whole.edges
    ends = float(edges[40]), float(edges[160])
    hand.drag(pane.canvas, (ends[0], 1.0), (ends[1], 1.0))
    hand.wait_idle()
    linked = opened.workspace.linked
    (low, high), *rest = getattr(linked.links.pick.expression, criterion)
    assert not rest
    assert (low, high) == pytest.approx(ends, abs=2 * (edges[-1] - edges[0]) / pane.canvas.map().width)
    expected = count_rows(opened.workspace.table, Selection(**{criterion: (low, high)})).n_row
    assert linked.shown.lit["image"].n_row == expected
    picked = pane.histogram.shown.picked
    assert abs(int(picked.good.sum() + picked.flagged.sum()) - expected) <= 2
    assert np.array_equal(picked.edges, edges)
    assert pane.canvas._band == (low, high)
    hand.key(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert pane.canvas._band is None


def test_a_range_is_typed_and_joins_by_the_mode(opened: MainWindow, pane: HistogramPane, hand: Hand) -> None:
    linked = opened.workspace.linked
    linked.pick_slice(linked.present[0], 5)
    linked.links.mode = "intersect"
    hand.type(pane.low, "-5")
    hand.type(pane.high, "30")
    QTest.mouseClick(pane.pick, LEFT)
    hand.wait_idle()
    wanted = Selection(ifu=linked.present[0], slice_no=5) & Selection(value=(-5.0, 30.0))
    assert linked.shown.lit["image"].n_row == count_rows(opened.workspace.table, wanted).n_row
    pane.high.clear()
    hand.type(pane.high, "-7")
    before = linked.links.pick
    told: list[str] = []
    linked.told.connect(told.append)
    QTest.keyClick(pane.high, Qt.Key.Key_Return)
    assert linked.links.pick is before
    assert told
    assert "must increase" in told[-1]


def test_it_counts_the_rows_of_the_region(opened: MainWindow, pane: HistogramPane, hand: Hand) -> None:
    workspace = opened.workspace
    xi, eta = (sum(pair) / 2 for pair in zip(*[iter(workspace.view.bounds)] * 2, strict=True))
    region = workspace.editor.add_shape("circle", xi, eta, 2.0)
    hand.wait_idle()
    expected = count_rows(workspace.table, region.selection()).n_row
    assert 0 < pane.histogram.shown.whole.n_row == expected
    assert region.name in pane.note.text()
    pane.rows.setCurrentIndex(1)
    pane.rows.activated.emit(1)
    hand.wait_idle()
    assert pane.histogram.shown.whole.n_row == workspace.table.n_row
