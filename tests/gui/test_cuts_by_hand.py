"""The histogram of a picture: handles by mouse and keys, numbers, contrast, and one step of undo each."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QToolButton

from pixviewer.gui.canvas.cuts_canvas import HIGH, LOW
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.cuts_pane import CutsPane

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> CutsPane:
    QTest.keyClick(opened.panes["image"].view.canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    found = opened.arrangement.panel("Cuts", CutsPane)
    hand.wait(lambda: opened.workspace.cuts.shown.histogram is not None)
    hand.wait_idle()
    return found


def _pixel(pane: CutsPane, x: float) -> QPoint:
    here = pane.canvas.map()
    return QPoint(round(here.to_pixel(x, 0.0)[0]), round(here.top + here.height / 2))


def _drag(pane: CutsPane, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    view = pane.canvas.viewport()
    QTest.mousePress(view, LEFT, pos=start)
    for i in range(1, 6):
        QTest.mouseMove(view, start + (end - start) * i / 5)
    if release:
        QTest.mouseRelease(view, LEFT, pos=end)


def test_it_counts_the_picture_and_shows_its_limits(pane: CutsPane, opened: MainWindow) -> None:
    picture, found = opened.workspace.shown.image, opened.workspace.cuts.shown.histogram
    assert found is not None
    n = int(np.isfinite(picture.values).sum())
    assert found.counts.sum() + found.n_below + found.n_above == n
    assert pane.canvas.cuts == (picture.lo, picture.hi)
    assert pane.canvas.hasFocus()
    assert "erg" in pane.title.text()


def test_a_handle_is_dragged_live_and_undone_at_once(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    workspace = opened.workspace
    before = workspace.display.image
    low, high = pane.canvas.cuts
    wanted = high - 0.3 * (high - low)
    _drag(pane, _pixel(pane, high), _pixel(pane, wanted), release=False)
    display = workspace.display.image
    assert (display.limits, display.low) == ("User", pytest.approx(low))
    assert display.high == pytest.approx(wanted, abs=0.02 * (high - low))
    hand.wait(lambda: workspace.shown.image.hi == display.high)  # before the button is let go
    assert workspace.history.labels == []
    QTest.mouseRelease(pane.canvas.viewport(), LEFT, pos=_pixel(pane, wanted))
    assert workspace.history.labels == ["change limits of the image"]
    workspace.undo()
    assert workspace.display.image == before
    hand.wait_idle()
    assert pane.canvas.cuts == (low, high)


def test_escape_gives_a_drag_up(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    before, (low, high) = opened.workspace.display.image, pane.canvas.cuts
    middle = _pixel(pane, (low + high) / 2)
    _drag(pane, _pixel(pane, low), middle, release=False)
    assert opened.workspace.display.image != before
    QTest.keyClick(pane.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(pane.canvas.viewport(), LEFT, pos=middle)
    assert opened.workspace.display.image == before
    assert opened.workspace.history.labels == []
    hand.wait_idle()


def test_a_limit_never_passes_the_other(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    low, high = pane.canvas.cuts
    _drag(pane, _pixel(pane, low), _pixel(pane, high + 0.2 * (high - low)))
    display = opened.workspace.display.image
    assert display.low < display.high == pytest.approx(high)
    hand.wait_idle()


def test_keys_move_the_chosen_handle_in_one_step_of_undo(pane, opened: MainWindow, hand: Hand) -> None:
    low, high = pane.canvas.cuts
    QTest.keyClick(pane.canvas, Qt.Key.Key_Down)
    assert pane.canvas.active == LOW
    for _ in range(3):
        QTest.keyClick(pane.canvas, Qt.Key.Key_Left)
    QTest.keyClick(pane.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    display = opened.workspace.display.image
    step = (pane.canvas.box()[1] - pane.canvas.box()[0]) * 0.005
    assert display.low == pytest.approx(low - 13 * step, rel=1e-3)
    assert display.high == pytest.approx(high)
    QTest.keyClick(pane.canvas, Qt.Key.Key_Up)
    assert pane.canvas.active == HIGH
    assert len(opened.workspace.history.labels) == 1
    hand.wait_idle()
    assert opened.workspace.shown.image.lo == display.low


def test_numbers_are_typed_and_nonsense_is_refused(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    told: list[str] = []
    opened.workspace.told.connect(told.append)
    before = pane.low.text()
    for text in ("abc", "1e", "nan", "1e9"):
        pane.low.setFocus()
        pane.low.selectAll()
        QTest.keyClicks(pane.low, text)
        QTest.keyClick(pane.low, Qt.Key.Key_Return)
        assert pane.low.text() == before
    assert len(told) == 4
    assert opened.workspace.history.labels == []
    pane.low.selectAll()
    QTest.keyClicks(pane.low, "-20.5")
    QTest.keyClick(pane.low, Qt.Key.Key_Return)
    assert opened.workspace.display.image.low == -20.5
    hand.wait_idle()


def test_the_curve_is_the_stretch_with_contrast_and_bias(pane, opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.set_display("image", stretch="Squared", low=0.0, high=10.0)
    hand.wait_idle()
    x = np.linspace(-2, 12, 50)
    np.testing.assert_allclose(pane.canvas.curve(x), np.clip(x / 10, 0, 1) ** 2, atol=1e-3)
    pane.contrast.setValue(2.0)
    pane.bias.setValue(0.3)
    assert (opened.workspace.display.image.contrast, opened.workspace.display.image.bias) == (2.0, 0.3)
    expected = np.clip((np.clip(x / 10, 0, 1) ** 2 - 0.3) * 2 + 0.5, 0, 1)
    np.testing.assert_allclose(pane.canvas.curve(x), expected, atol=2e-3)
    pane.reset.click()
    assert not opened.workspace.display.image.has_tone
    hand.wait_idle()


def test_a_button_of_each_strip_leads_here(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.set_display("scatter", by="data")
    hand.wait_idle()
    buttons = opened.pictures.strips["scatter"].findChildren(QToolButton)
    next(button for button in buttons if button.accessibleName() == "Cuts").click()
    hand.wait_idle()
    picture = opened.workspace.shown.scatter
    assert opened.workspace.cuts.state.view == "scatter"
    assert pane.canvas.cuts == (picture.lo, picture.hi)
    opened.workspace.editor.set_display("scatter", by="ifu")
    hand.wait_idle()
    assert pane.canvas.cuts is None
    assert "categories" in pane.canvas.message


def test_rules_and_scope_are_chosen_here_too(pane: CutsPane, opened: MainWindow, hand: Hand) -> None:
    bounds = opened.workspace.view.bounds
    middle = (bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2
    opened.workspace.set_view((middle[0] - 2, middle[0] + 2, middle[1] - 2, middle[1] + 2))
    hand.wait_idle()
    whole = pane.canvas.cuts
    for combo, name in ((pane.rule, "Min Max"), (pane.scope, "Local")):
        combo.setCurrentIndex(combo.findData(name))
        combo.activated.emit(combo.currentIndex())
        hand.wait_idle()
    assert opened.workspace.display.image.scope == "Local"
    local = pane.canvas.cuts
    assert local != whole
    picture = opened.workspace.shown.image
    assert np.nanmin(picture.values) <= local[0] < local[1] <= np.nanmax(picture.values)
    told: list[str] = []
    opened.workspace.told.connect(told.append)
    pane.rule.setCurrentIndex(pane.rule.findData("From Region"))
    pane.rule.activated.emit(pane.rule.currentIndex())
    assert told == ["select a region: the limits are then those of the values inside it"]
    assert pane.rule.currentData() == "Min Max"
    hand.wait_idle()
