"""The loupe follows the mouse over any view, magnifies by its own factor, and freezes."""

import pytest
from hand import NO_MODIFIER, Hand
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.loupe_pane import LoupePane


@pytest.fixture
def loupe(opened: MainWindow, hand: Hand) -> LoupePane:
    hand.wait(lambda: opened.arrangement.docks["Loupe"].isVisible())
    made = opened.arrangement.panel("Loupe", LoupePane)
    hand.wait_idle()
    return made


def rest_on(hand: Hand, canvas: object, at: tuple[float, float]) -> None:
    """Move there from elsewhere: a mouse that is there already, since the test before, would not move."""
    hand.hover(canvas, (at[0] + 7.0, at[1] + 1.0))
    hand.hover(canvas, at)


def place(opened: MainWindow) -> tuple[float, float]:
    """Middle of the field, in the plane."""
    x0, x1, y0, y1 = opened.workspace.navigator.extent  # type: ignore[misc]
    return (x0 + x1) / 2, (y0 + y1) / 2


def test_it_is_thin_and_below_the_overview(opened: MainWindow, loupe: LoupePane) -> None:
    docks = opened.arrangement.docks
    assert docks["Loupe"].width() <= 190
    assert docks["Loupe"].y() > docks["Overview"].y()


def test_it_follows_the_mouse_over_sky_scatter_and_detector(
    opened: MainWindow, loupe: LoupePane, hand: Hand
) -> None:
    rest_on(hand, opened.panes["image"].view.canvas, place(opened))
    hand.wait(lambda: loupe.title.text().startswith("Sky image"))
    assert "Δα" in loupe.place.text()
    rest_on(hand, opened.panes["scatter"].view.canvas, place(opened))
    hand.wait(lambda: loupe.title.text().startswith("Scatter"))
    hand.wait(lambda: loupe.value.text() in ("5", "6", "7", "no rows"))
    opened.slots.show(1, "detector")
    opened.workspace.linked.show_ifu(6)
    hand.wait(lambda: 6 in opened.detector.panels and opened.workspace.shown.detector is not None)
    hand.wait_idle()
    panel = opened.detector.panels[6]
    x0, x1, y0, y1 = panel.box()
    hand.hover(panel, ((x0 + x1) / 2, (y0 + y1) / 2))
    hand.wait(lambda: loupe.title.text().startswith("IFU 6"))
    hand.wait_idle()


def test_wheel_and_keys_magnify_it_alone(opened: MainWindow, loupe: LoupePane, hand: Hand) -> None:
    rest_on(hand, opened.panes["image"].view.canvas, place(opened))
    hand.wait(lambda: bool(loupe.title.text()))
    bounds, zoom = opened.workspace.view.bounds, loupe.canvas.zoom
    here = QPointF(loupe.canvas.rect().center())
    event = QWheelEvent(
        here, QPointF(loupe.canvas.mapToGlobal(here)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, NO_MODIFIER, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(loupe.canvas, event)
    assert loupe.canvas.zoom > zoom
    loupe.canvas.setFocus()
    hand.key(Qt.Key.Key_Plus, widget=loupe.canvas)
    assert f"{loupe.canvas.zoom} ×" in loupe.title.text()
    for _ in range(20):
        hand.key(Qt.Key.Key_Minus, widget=loupe.canvas)
    assert loupe.canvas.zoom == 3
    hand.key(Qt.Key.Key_Home, widget=loupe.canvas)
    assert loupe.canvas.zoom == zoom
    assert opened.workspace.view.bounds == bounds
    hand.wait_idle()


def test_high_magnification_writes_the_values(opened: MainWindow, loupe: LoupePane, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    rest_on(hand, canvas, place(opened))
    hand.wait(lambda: bool(loupe.title.text()))
    loupe.canvas.set_zoom(44)
    patch = loupe.canvas._patch
    assert patch is not None
    middle = patch.texts[len(patch.texts) // 2][len(patch.texts) // 2]
    assert middle
    assert loupe.value.text().replace("−", "-")[:2] == middle.replace("−", "-")[:2]
    hand.wait_idle()


def test_freezing_keeps_it_and_arrows_step_by_cells(opened: MainWindow, loupe: LoupePane, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    x, y = place(opened)
    rest_on(hand, canvas, (x, y))
    hand.wait(lambda: bool(loupe.place.text()))
    first = loupe.place.text()
    loupe.canvas.setFocus()
    hand.key(Qt.Key.Key_Right, widget=loupe.canvas)
    hand.wait(lambda: loupe.place.text() != first)
    step = loupe._at[0]
    assert x - step == pytest.approx(0.2, abs=0.15)  # west, by a cell
    canvas.setFocus()
    hand.key(Qt.Key.Key_F, widget=canvas)
    hand.wait(lambda: "frozen" in loupe.title.text())
    frozen = loupe.place.text()
    hand.hover(canvas, (x + 3.0, y))
    hand.wait_idle()
    assert loupe.place.text() == frozen
    hand.key(Qt.Key.Key_F, widget=canvas)
    hand.hover(canvas, (x + 4.0, y))
    hand.wait(lambda: loupe.place.text() != frozen)
    hand.wait_idle()
