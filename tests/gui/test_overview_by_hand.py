"""The overview shows what the views show of the field, and moves them; its cells choose IFUs."""

import pytest
from hand import LEFT, NO_MODIFIER, Hand
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.overview_pane import OverviewPane
from pixviewer.model.filters import Chip


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> OverviewPane:
    hand.wait(lambda: opened.workspace.linked.overview.shown.outlines is not None)
    return opened.arrangement.panel("Overview", OverviewPane)


def at(pane: OverviewPane, x: float, y: float) -> QPoint:
    px, py = pane.canvas.map().to_pixel(x, y)
    return QPoint(round(px), round(py))


def middle(window: MainWindow) -> tuple[float, float]:
    x0, x1, y0, y1 = window.workspace.view.bounds  # type: ignore[misc]
    return (x0 + x1) / 2, (y0 + y1) / 2


def width(window: MainWindow) -> float:
    x0, x1, *_ = window.workspace.view.bounds  # type: ignore[misc]
    return x1 - x0


def turn(pane: OverviewPane, notches: int) -> None:
    here = QPointF(pane.canvas.rect().center())
    event = QWheelEvent(
        here, QPointF(pane.canvas.mapToGlobal(here)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, NO_MODIFIER, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(pane.canvas, event)
    QApplication.processEvents()


def test_it_is_thin_and_stands_at_the_left_of_inspect_alone(opened: MainWindow, pane: OverviewPane) -> None:
    dock = opened.arrangement.docks["Overview"]
    assert dock.isVisible()
    assert dock.width() <= 190
    assert dock.geometry().left() < 5
    opened.set_perspective("extract")
    assert not dock.isVisible()
    assert not opened.workspace.linked.overview.is_watched
    opened.set_perspective("inspect")
    assert dock.isVisible()


def test_the_wheel_zooms_and_a_click_centres(opened: MainWindow, pane: OverviewPane, hand: Hand) -> None:
    before = width(opened)
    turn(pane, 8)
    assert width(opened) < before / 3
    x, y = pane.linked.overview.shown.outlines.stacks[0].centre  # type: ignore[union-attr]
    QTest.mouseClick(pane.canvas, LEFT, NO_MODIFIER, at(pane, x, y))
    hand.wait_idle()
    assert middle(opened) == pytest.approx((x, y), abs=1.0)
    assert opened.workspace.navigator.can_go_back


def test_the_rectangle_is_dragged(opened: MainWindow, pane: OverviewPane, hand: Hand) -> None:
    turn(pane, 8)
    x, y = middle(opened)
    step = 6.0
    QTest.mousePress(pane.canvas, LEFT, NO_MODIFIER, at(pane, x, y))
    for i in range(1, 5):
        QTest.mouseMove(pane.canvas, at(pane, x + step * i / 4, y))
        QApplication.processEvents()
    QTest.mouseRelease(pane.canvas, LEFT, NO_MODIFIER, at(pane, x + step, y))
    hand.wait(lambda: middle(opened) == pytest.approx((x + step, y), abs=1.0))
    hand.wait_idle()


def test_keys_move_and_fit(opened: MainWindow, pane: OverviewPane, hand: Hand) -> None:
    turn(pane, 8)
    x, y = middle(opened)
    pane.canvas.setFocus()
    hand.key(Qt.Key.Key_Left, widget=pane.canvas)  # to the east
    hand.wait(lambda: middle(opened)[0] > x)
    hand.key(Qt.Key.Key_Up, widget=pane.canvas)
    hand.wait(lambda: middle(opened)[1] > y)
    narrow = width(opened)
    hand.key(Qt.Key.Key_Home, widget=pane.canvas)
    assert width(opened) > 2 * narrow
    hand.wait_idle()


def test_the_ifu_under_the_mouse_is_named(opened: MainWindow, pane: OverviewPane, hand: Hand) -> None:
    stack = next(s for s in pane.linked.overview.shown.outlines.stacks if s.ifu == 6)  # type: ignore[union-attr]
    QTest.mouseMove(pane.canvas, at(pane, *stack.centre))
    QApplication.processEvents()
    assert pane.canvas.stack is not None
    assert (pane.canvas.stack.ifu, pane.canvas.stack.stack) == (6, stack.stack)
    hand.wait(lambda: opened.workspace.shown.reading is not None)
    hand.wait_idle()


def test_a_cell_shows_its_ifu_on_the_detector_and_filters(
    opened: MainWindow, pane: OverviewPane, hand: Hand
) -> None:
    strip = pane.strip
    QTest.mouseClick(strip, LEFT, NO_MODIFIER, strip.rect_of(7).center().toPoint())
    assert opened.workspace.linked.detector.ifu == 7
    assert "on the detector" in strip.text_of(7)
    hand.key(Qt.Key.Key_BracketLeft)  # as the keys of the window do
    assert "on the detector" in strip.text_of(6)
    strip.setFocus()
    hand.key(Qt.Key.Key_Left, widget=strip)
    assert opened.workspace.linked.detector.ifu == 5
    QTest.mouseClick(strip, LEFT, NO_MODIFIER, strip.rect_of(20).center().toPoint())
    assert opened.workspace.linked.detector.ifu == 5  # this table has no IFU 20
    QTest.mouseDClick(strip, LEFT, NO_MODIFIER, strip.rect_of(6).center().toPoint())
    assert opened.workspace.view.filters.chips == (Chip("ifu", (6,)),)
    QTest.mouseDClick(strip, LEFT, NO_MODIFIER, strip.rect_of(6).center().toPoint())
    assert opened.workspace.view.filters.chips == ()
    hand.wait_exact()


def test_the_region_marks_the_ifus_that_it_touches(
    opened: MainWindow, pane: OverviewPane, hand: Hand
) -> None:
    outlines = pane.linked.overview.shown.outlines
    assert outlines is not None
    x, y = next(s for s in outlines.stacks if s.ifu == 5).centre
    opened.workspace.editor.add_shape("circle", x, y, 0.5)
    hand.wait(lambda: pane.linked.overview.shown.touched == (5,))
    assert "touched" in pane.strip.text_of(5)
    assert "touched" not in pane.strip.text_of(7)
    opened.workspace.editor.select_region(None)
    hand.wait(lambda: pane.linked.overview.shown.touched == ())
    hand.wait_exact()


def test_esc_puts_the_rectangle_back(opened: MainWindow, pane: OverviewPane, hand: Hand) -> None:
    turn(pane, 8)
    hand.wait_idle()
    bounds = opened.workspace.view.bounds
    x, y = middle(opened)
    pane.canvas.setFocus()
    QTest.mousePress(pane.canvas, LEFT, NO_MODIFIER, at(pane, x, y))
    QTest.mouseMove(pane.canvas, at(pane, x + 5.0, y))
    hand.wait(lambda: opened.workspace.view.bounds != bounds)
    hand.key(Qt.Key.Key_Escape, widget=pane.canvas)
    assert opened.workspace.view.bounds == pytest.approx(bounds, abs=1e-6)
    QTest.mouseRelease(pane.canvas, LEFT, NO_MODIFIER, at(pane, x + 5.0, y))
    assert opened.workspace.view.bounds == pytest.approx(bounds, abs=1e-6)
    hand.wait_idle()
