"""The right button on pictures: contrast and bias, live, in one step of undo."""

import time

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu

from pixviewer.gui.main_window import MainWindow

RIGHT = Qt.MouseButton.RightButton
FPS = 20


def _points(canvas, *places: tuple[float, float]) -> list[QPoint]:
    here = canvas.map()
    return [QPoint(round(here.left + x * here.width), round(here.top + y * here.height)) for x, y in places]


def _drag(canvas, start: tuple[float, float], end: tuple[float, float], *, release: bool = True) -> None:
    """Drag with the right button, by fractions of the canvas from its upper left."""
    first, last = _points(canvas, start, end)
    target = canvas.viewport()
    QTest.mousePress(target, RIGHT, pos=first)
    for i in range(1, 6):
        QTest.mouseMove(target, first + (last - first) * i / 5)
    if release:
        QTest.mouseRelease(target, RIGHT, pos=last)


@pytest.fixture(params=["image", "scatter"])
def pane(request, opened: MainWindow, hand: Hand):
    made = opened.panes[request.param]
    if request.param == "scatter":
        opened.workspace.editor.set_display("scatter", by="data")
        hand.wait(lambda: opened.workspace.shown.scatter.display.by == "data")
        hand.wait_exact()
        opened.workspace.history.clear()
    return made


def test_a_drag_to_the_right_darkens_and_is_one_step(pane, opened: MainWindow, hand: Hand) -> None:
    workspace, name = opened.workspace, pane.name
    before = workspace.display.of(name)
    first = getattr(workspace.shown, name)
    _drag(pane.view.canvas, (0.3, 0.6), (0.7, 0.6))
    after = workspace.display.of(name)
    assert after.bias == pytest.approx(0.9, abs=0.02)
    assert after.contrast == pytest.approx(1, abs=0.02)
    assert (after.limits, after.low) == (before.limits, before.low)
    hand.wait_idle()
    shown = getattr(workspace.shown, name)
    if name == "image":  # a scatter is made anew when the colour bar beside it grows
        assert (shown.lo, shown.hi) == (first.lo, first.hi)
    drawn = shown.rgba[..., 3] == 255
    assert shown.rgba[drawn][:, 1].mean() < first.rgba[drawn][:, 1].mean()
    assert workspace.history.labels == [f"contrast and bias of the {name}"]
    workspace.undo()
    assert workspace.display.of(name) == before
    hand.wait_idle()


def test_a_drag_up_raises_the_contrast_and_a_double_click_resets(pane, opened, hand: Hand) -> None:
    workspace, name = opened.workspace, pane.name
    before = workspace.display.of(name)
    _drag(pane.view.canvas, (0.5, 0.8), (0.5, 0.4))
    assert workspace.display.of(name).contrast > 2
    _drag(pane.view.canvas, (0.5, 0.8), (0.6, 0.8))
    assert len(workspace.history.labels) == 2
    (place,) = _points(pane.view.canvas, (0.5, 0.5))
    QTest.mouseDClick(pane.view.canvas.viewport(), RIGHT, pos=place)
    assert workspace.display.of(name) == before
    hand.wait_idle()


def test_escape_gives_a_drag_up(pane, opened: MainWindow, hand: Hand) -> None:
    before = opened.workspace.display.of(pane.name)
    _drag(pane.view.canvas, (0.3, 0.6), (0.7, 0.3), release=False)
    assert opened.workspace.display.of(pane.name) != before
    QTest.keyClick(pane.view.canvas, Qt.Key.Key_Escape)
    assert opened.workspace.display.of(pane.name) == before
    assert opened.workspace.history.labels == []
    QTest.mouseRelease(pane.view.canvas.viewport(), RIGHT, pos=_points(pane.view.canvas, (0.7, 0.3))[0])
    assert opened.workspace.history.labels == []
    hand.wait_idle()


def test_a_right_click_without_a_drag_opens_the_menu(pane, opened: MainWindow, hand: Hand) -> None:
    before = opened.workspace.display.of(pane.name)
    (place,) = _points(pane.view.canvas, (0.5, 0.5))
    QTest.mouseClick(pane.view.canvas.viewport(), RIGHT, pos=place)
    hand.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    assert opened.workspace.display.of(pane.name) == before
    hand.wait_idle()


def test_the_colour_bar_shows_contrast_and_bias(opened: MainWindow, hand: Hand) -> None:
    pane = opened.panes["image"]
    opened.workspace.editor.set_display("image", contrast=3.0, bias=0.7)
    hand.wait(lambda: opened.workspace.shown.image.display.bias == 0.7)
    scale = pane.view.colour_bar.scale
    grey = scale.colours(101)[:, 0].astype(float)
    np.testing.assert_allclose(grey, 255 * np.clip((np.linspace(0, 1, 101) - 0.7) * 3 + 0.5, 0, 1), atol=1.01)
    assert (scale.contrast, scale.bias) == (3.0, 0.7)
    QTest.keyClick(pane.view.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert not opened.workspace.display.image.has_tone
    hand.wait_idle()


def test_the_colours_of_categories_have_no_contrast(opened: MainWindow, hand: Hand) -> None:
    before = opened.workspace.display.scatter
    assert before.by == "ifu"
    _drag(opened.panes["scatter"].view.canvas, (0.3, 0.6), (0.7, 0.6))
    assert opened.workspace.display.scatter == before
    assert opened.workspace.history.labels == []
    hand.wait_idle()


def test_the_picture_follows_the_mouse(pane, opened: MainWindow, hand: Hand) -> None:
    """Twenty pictures a second at least, each coloured anew: by the work of the median step of many."""
    canvas, took = pane.view.canvas, []
    first, last = _points(canvas, (0.2, 0.5), (0.8, 0.5))
    QTest.mousePress(canvas.viewport(), RIGHT, pos=first)
    for i in range(1, 25):
        started = time.process_time()
        QTest.mouseMove(canvas.viewport(), first + (last - first) * i / 24)
        wanted = opened.workspace.display.of(pane.name)
        hand.qtbot.waitUntil(
            lambda wanted=wanted: getattr(opened.workspace.shown, pane.name).display == wanted, timeout=5000
        )
        canvas.repaint()
        took.append(time.process_time() - started)
    QTest.mouseRelease(canvas.viewport(), RIGHT, pos=last)
    assert float(np.median(took)) < 1 / FPS
    hand.wait_idle()
