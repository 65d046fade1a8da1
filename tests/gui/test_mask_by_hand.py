"""Make a mask in the window by mouse and key."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand import LEFT, NO_MODIFIER, Hand
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

import pixviewer as pv
from pixviewer.core.calib.painting import Disc, Outline, Stroke
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.mask_verbs import DRS, DS9, MPDAF
from pixviewer.gui.panes.mask_pane import MaskPane
from pixviewer.model.selfcal.masking import Masking

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> MaskPane:
    """The mask editor, in its perspective, at rest."""
    hand.key(Key.Key_F3, CTRL)
    opened.arrangement.show_dock("Mask")
    found = opened.arrangement.panel("Mask", MaskPane)
    hand.wait(lambda: masking_of(opened).coverage is not None)
    hand.wait_idle()
    return found


@pytest.fixture
def canvas(opened: MainWindow, pane: MaskPane) -> Any:
    return opened.panes["image"].view.canvas


def masking_of(window: MainWindow) -> Masking:
    return window.workspace.selfcal.masking


def centre(window: MainWindow) -> tuple[float, float]:
    x0, x1, y0, y1 = window.workspace.navigator.extent  # type: ignore[misc]
    return (x0 + x1) / 2, (y0 + y1) / 2


def wait_painted(window: MainWindow, hand: Hand) -> None:
    masking = masking_of(window)
    hand.wait(lambda: masking.state.plan == masking.plan)
    hand.wait_idle()


def tinted(canvas: Any, x: float, y: float) -> bool:
    """Whether the picture is orange around a place."""
    QApplication.processEvents()
    image = canvas.viewport().grab().toImage()
    px, py = (round(p) for p in canvas.map().to_pixel(x, y))
    colours = [image.pixelColor(px + dx, py + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return any(c.red() > c.blue() + 25 for c in colours)


def test_a_stroke_is_painted_seen_everywhere_and_undone(
    opened: MainWindow, hand: Hand, pane: MaskPane, canvas: Any
) -> None:
    x, y = centre(opened)
    hand.key(Key.Key_4, widget=canvas)
    assert opened.tool == "mask"
    hand.drag(canvas, (x - 8, y), (x + 8, y), release=False)
    assert tinted(canvas, x, y + 0.5)  # at once, while it is drawn
    QTest.mouseRelease(canvas.viewport(), LEFT, NO_MODIFIER, hand.point(canvas, x + 8, y))
    assert isinstance(masking_of(opened).plan.steps[0], Stroke)
    wait_painted(opened, hand)
    scatter = opened.panes["scatter"].view.canvas
    assert not scatter.mask_layer._path.isEmpty()
    assert scatter.mask_layer._pending == ()
    assert "Masked:" in pane.summary.text()
    hand.key(Key.Key_Z, CTRL)
    wait_painted(opened, hand)
    assert masking_of(opened).mask is None
    assert not canvas.mask_layer.has_content
    assert opened.workspace.history.redo_label == "paint the mask"


def test_it_is_painted_in_the_compare_view_too(opened: MainWindow, hand: Hand, pane: MaskPane) -> None:
    from pixviewer.gui.canvas.sky_canvas import SkyCanvas

    masking = masking_of(opened)
    canvas = SkyCanvas(opened.compare)
    for _ in range(2):  # however often it is told of
        opened.compare.canvasMade.emit(canvas)
    canvas.mask_tool.drawn.emit(Disc(*centre(opened), 2.0))
    assert len(masking.plan.steps) == 1
    wait_painted(opened, hand)
    assert canvas.mask_layer.has_content
    opened.set_tool("mask")
    assert all(sky.tool() == "mask" for sky in opened.compare.sky)


def test_shapes_and_signs_by_key(opened: MainWindow, hand: Hand, pane: MaskPane, canvas: Any) -> None:
    x, y = centre(opened)
    hand.key(Key.Key_4, widget=canvas)
    hand.key(Key.Key_4, widget=canvas)
    state = masking_of(opened).state
    assert state.shape == "polygon"
    for corner in ((x - 5, y - 2), (x + 5, y - 2), (x, y + 3)):
        hand.click(canvas, corner)
    hand.key(Key.Key_Return, widget=canvas)
    hand.key(Key.Key_4, widget=canvas)
    hand.key(Key.Key_X, widget=canvas)
    assert state.erases
    assert opened.menus.actions["mask-erase"].isChecked()
    # Farther than the radius of the brush, whose ring stays where the mouse is.
    hand.drag(canvas, (x, y), (x + 1.6, y))
    steps = masking_of(opened).plan.steps
    assert [type(step) for step in steps] == [Outline, Disc]
    assert [step.erases for step in steps] == [False, True]  # type: ignore[union-attr]
    wait_painted(opened, hand)
    assert not tinted(canvas, x, y)
    assert tinted(canvas, x - 2.5, y - 1)


def test_the_brush_is_sized_by_wheel_key_and_slider(
    opened: MainWindow, hand: Hand, pane: MaskPane, canvas: Any
) -> None:
    state = masking_of(opened).state
    hand.key(Key.Key_4, widget=canvas)
    before = state.radius
    hand.key(Key.Key_ParenRight, widget=canvas)
    assert state.radius == pytest.approx(1.25 * before)
    hand.key(Key.Key_ParenLeft, widget=canvas)
    assert state.radius == pytest.approx(before)
    at = hand.point(canvas, *centre(opened))
    event = QWheelEvent(
        QPointF(at), QPointF(canvas.viewport().mapToGlobal(at)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)
    assert state.radius == pytest.approx(1.15 * before)
    pane.brush.spin.setValue(3.0)
    hand.wait(lambda: state.radius == 3.0)
    assert canvas.mask_tool.radius == 3.0


def test_objects_are_found_while_the_slider_is_dragged(
    opened: MainWindow, hand: Hand, pane: MaskPane, small_file: Path
) -> None:
    masking = masking_of(opened)
    QTest.mouseClick(pane.search, LEFT, NO_MODIFIER, QPoint(12, 9))
    assert masking.plan.automatic is not None
    wait_painted(opened, hand)
    shares = []
    slider = pane.threshold.slider
    slider.setSliderDown(True)
    for place in (100, 150, 200):
        slider.setSliderPosition(place)
        hand.wait(lambda: masking.state.plan == masking.plan and masking.mask is not None)
        hand.qtbot.waitUntil(lambda: pane.threshold.value() == masking.plan.automatic.threshold)  # type: ignore[union-attr]
        wait_painted(opened, hand)
        shares.append(masking.mask.share)  # type: ignore[union-attr]
    slider.setSliderDown(False)
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) > 1
    assert opened.workspace.history.labels[0] == "find objects by sources"
    assert len(opened.workspace.history.labels) == 2  # the drag is one step
    with pv.open_table(small_file) as table:
        expected = pv.automatic_mask(table, method="sources", threshold=pane.threshold.value(), grow=6)
    assert np.array_equal(masking.mask.masked, expected.masked)  # type: ignore[union-attr]


def test_another_method_has_its_usual_numbers(opened: MainWindow, hand: Hand, pane: MaskPane) -> None:
    hand.key(Key.Key_F, CTRL | Qt.KeyboardModifier.AltModifier)
    assert pane.search.isChecked()
    hand.key(Key.Key_Down, widget=pane.method)
    automatic = masking_of(opened).plan.automatic
    assert automatic is not None
    assert (automatic.method, automatic.threshold, automatic.min_area) == ("threshold", 5.0, 1)
    assert automatic.grow == 6
    assert pane.threshold.spin.text() == "5.0 MAD"
    pane.area.spin.setValue(9)
    hand.wait(lambda: masking_of(opened).plan.automatic.min_area == 9)  # type: ignore[union-attr]
    wait_painted(opened, hand)
    hand.key(Key.Key_F, CTRL | Qt.KeyboardModifier.AltModifier)
    assert not pane.search.isChecked()
    assert masking_of(opened).plan.steps == ()


def test_lost_slices_are_listed_and_a_click_picks_one(
    opened: MainWindow, hand: Hand, pane: MaskPane, canvas: Any
) -> None:
    masking = masking_of(opened)
    masking.draw_disc(*centre(opened), 22.0, erases=False)
    wait_painted(opened, hand)
    assert masking.coverage is not None
    assert len(masking.coverage.lost) > 1
    assert pane.left.lost.count() == len(masking.coverage.lost)
    assert "cannot be corrected" in pane.left.lost_title.text()
    item = pane.left.lost.item(1)
    assert item is not None
    pane.left.lost.scrollToItem(item)
    place = pane.left.lost.visualItemRect(item).center()
    QTest.mouseClick(pane.left.lost.viewport(), LEFT, NO_MODIFIER, place)
    assert opened.workspace.linked.slice_picked == masking.coverage.lost[1]
    hand.wait_idle()


def test_the_map_tells_what_is_left_and_picks(opened: MainWindow, hand: Hand, pane: MaskPane) -> None:
    masking = masking_of(opened)
    masking.draw_disc(*centre(opened), 3.0, erases=False)
    wait_painted(opened, hand)
    assert masking.coverage is not None
    share = np.where(masking.coverage.n_good > 0, masking.coverage.share_left, np.nan)
    i, s = np.unravel_index(np.nanargmin(share), share.shape)
    cell = (int(i) + 1, int(s) + 1)
    place = pane.left.map.rect_of(cell).center().toPoint()
    QTest.mouseMove(pane.left.map, place)
    assert f"IFU {cell[0]} slice {cell[1]} ccd" in pane.left.text_of(cell)
    assert f"{share[i, s]:.1%} left" in pane.left.text_of(cell)
    QTest.mouseClick(pane.left.map, LEFT, NO_MODIFIER, place)
    assert opened.workspace.linked.slice_picked == cell
    hand.wait_idle()


def test_it_is_hidden_by_key_and_shown_again_by_painting(
    opened: MainWindow, hand: Hand, pane: MaskPane, canvas: Any
) -> None:
    x, y = centre(opened)
    masking_of(opened).draw_disc(x, y, 3.0, erases=False)
    wait_painted(opened, hand)
    assert tinted(canvas, x, y + 1)
    hand.key(Key.Key_M, SHIFT, widget=canvas)
    assert not tinted(canvas, x, y + 1)
    assert not pane.visible.isChecked()
    hand.key(Key.Key_4, widget=canvas)
    hand.click(canvas, (x + 6, y))
    assert tinted(canvas, x, y + 1)
    assert opened.menus.actions["mask-show"].isChecked()
    wait_painted(opened, hand)


@pytest.mark.parametrize(("form", "ending"), [(MPDAF, ".fits"), (DRS, ".fits"), (DS9, ".reg")])
def test_saved_and_loaded_by_hand(
    opened: MainWindow, hand: Hand, pane: MaskPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    form: str, ending: str,
) -> None:  # fmt: skip
    masking = masking_of(opened)
    masking.draw_disc(*centre(opened), 2.0, erases=False)
    wait_painted(opened, hand)
    assert masking.mask is not None
    before = masking.mask.masked
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), form))
    QTest.mouseClick(pane.buttons["save"], LEFT)
    hand.wait(path.with_suffix(ending).exists)
    hand.wait_idle()
    QTest.mouseClick(pane.buttons["clear"], LEFT)
    wait_painted(opened, hand)
    assert masking.mask is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path.with_suffix(ending)), ""))
    QTest.mouseClick(pane.buttons["load"], LEFT)
    hand.wait(lambda: bool(masking.plan.steps))
    wait_painted(opened, hand)
    assert np.array_equal(masking.mask.masked, before)


def test_everything_masked_is_said_in_the_panel(opened: MainWindow, hand: Hand, pane: MaskPane) -> None:
    QTest.mouseClick(pane.buttons["invert"], LEFT)
    wait_painted(opened, hand)
    assert "covers the whole field" in pane.summary.text()
    hand.key(Key.Key_Z, CTRL)
    wait_painted(opened, hand)
    assert "Nothing is masked" in pane.summary.text()


def test_a_bad_file_is_said_in_one_dialog(
    opened: MainWindow, hand: Hand, pane: MaskPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.fits"
    path.write_text("nonsense")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    hand.key(Key.Key_L, CTRL | Qt.KeyboardModifier.AltModifier)
    assert "broken.fits" in hand.error_text()
    assert masking_of(opened).plan.steps == ()
