"""The compare view, driven as a hand would."""

from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from hand import Hand
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent

from pixviewer.gui.dialogs.header_differences import HeaderDifferencesDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.compare_state import MODES

KEY, SHIFT, ALT = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def brighter_file(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small table, with all values 2 % larger."""
    path = tmp_path_factory.mktemp("brighter") / "brighter.fits"
    with fits.open(small_file) as hdus:
        hdus["data"].data = (1.02 * hdus["data"].data).astype(np.float32)
        hdus.writeto(path)
    return path


@pytest.fixture
def compared(opened: MainWindow, hand: Hand, brighter_file: Path) -> MainWindow:
    """The window with two tables in the compare view, at rest."""
    opened.verbs.show_compare()
    opened.workspace.second.open(brighter_file)
    hand.wait(lambda: is_compared(opened))
    hand.wait_idle()
    return opened


def is_compared(window: MainWindow) -> bool:
    shown = window.workspace.shown.compare
    return shown is not None and shown.fraction == 1.0 and not window.workspace.runner.is_busy()


def test_a_view_without_a_pair_says_how_to_get_one(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_5, ALT | SHIFT)
    assert opened.slots.shown[0] == "compare"
    assert "Compare with Another Table" in opened.compare.sky[0].message
    assert not opened.menus.actions["blink"].isEnabled()


def test_two_tables_are_shown_side_by_side_in_one_place(compared: MainWindow, hand: Hand) -> None:
    pane = compared.compare
    first, second = pane.sky
    assert first.isVisible()
    assert second.isVisible()
    assert "brighter.fits" in pane.title.text()
    assert first.note.startswith("A")
    assert second.note.startswith("B")
    hand.wheel(second, (0.0, -15.0), 3)
    hand.wait(lambda: is_compared(compared))
    assert first.box() == pytest.approx(second.box(), abs=0.6)  # a pixel, as axes differ by a digit
    image = compared.panes["image"] if compared.panes["image"].isVisible() else compared.panes["scatter"]
    assert image.view.view()[1] - image.view.view()[0] < 60


def test_what_is_picked_lights_up_on_both_sides_until_it_is_dropped(compared: MainWindow, hand: Hand) -> None:
    first, second = compared.compare.sky
    hand.click(second, (0.0, -15.0))
    hand.wait(lambda: first._lit is not None and second._lit is not None)
    assert first._lit is not None
    assert first._lit[0].size() == second._lit[0].size()
    hand.key(KEY.Key_P, SHIFT)
    assert first._lit is None
    assert second._lit is None


def test_keys_step_through_the_ways_to_compare(compared: MainWindow, hand: Hand) -> None:
    state = compared.workspace.comparison.state
    seen = []
    for _ in MODES:
        hand.key(KEY.Key_B, SHIFT)
        hand.wait_idle()
        seen.append(state.mode)
        assert compared.compare.controls.modes[state.mode].isChecked()
        assert compared.menus.actions[f"compare-{state.mode}"].isChecked()
    assert sorted(seen) == sorted(MODES)


def test_b_blinks_by_hand_and_the_view_blinks_by_itself(compared: MainWindow, hand: Hand) -> None:
    state, first = compared.workspace.comparison.state, compared.compare.sky[0]
    hand.key(KEY.Key_B)
    hand.wait_idle()
    assert state.mode == "blink"
    assert first.note.startswith("B")
    hand.key(KEY.Key_B)
    assert first.note.startswith("A")
    assert not compared.compare._blink.isActive()
    compared.compare.controls.rate.setValue(0.1)
    compared.compare.controls.modes["blink"].click()
    hand.wait(lambda: first.note.startswith("B"))
    hand.wait(lambda: first.note.startswith("A"))
    compared.slots.show(0, "image")
    assert not compared.compare._blink.isActive()


def test_the_bar_is_dragged_and_moved_by_keys(compared: MainWindow, hand: Hand) -> None:
    state, canvas = compared.workspace.comparison.state, compared.compare.sky[0]
    compared.compare.controls.modes["swipe"].click()
    hand.wait_idle()
    here = canvas.map()
    middle = here.top + here.height / 3
    start = here.to_plane(here.left + here.width / 2, middle)
    end = here.to_plane(here.left + here.width / 4, middle)
    box = canvas.box()
    hand.drag(canvas, start, end)
    assert state.bar == pytest.approx(0.25, abs=0.02)
    assert canvas.box() == box
    canvas.setFocus()
    before = state.bar
    hand.key(KEY.Key_Right, widget=canvas)
    assert state.bar == pytest.approx(before + 0.02)
    hand.key(KEY.Key_Right, SHIFT, widget=canvas)
    assert state.bar == pytest.approx(before + 0.12)
    hand.key(KEY.Key_Home, widget=canvas)
    assert state.bar == 0.0
    assert canvas.box() == box


def test_both_values_and_their_ratio_are_read_out(compared: MainWindow, hand: Hand) -> None:
    pane = compared.compare
    place = (0.0, -15.0)
    hand.hover(pane.sky[0], place)
    hand.wait(lambda: "B / A" in pane.values.text())
    assert "1.02" in pane.values.text()
    hand.wait_idle()
    assert pane.sky[1].crosshair == pytest.approx(place, abs=0.5)
    assert pane.sky[0].crosshair is None


def test_the_ratio_says_its_median(compared: MainWindow, hand: Hand) -> None:
    compared.compare.controls.modes["ratio"].click()
    hand.wait(lambda: "median 1.02" in compared.compare.sky[0].note)
    assert not compared.compare.sky[1].isVisible()


def test_limits_are_of_both_sides_and_can_be_undone(compared: MainWindow, hand: Hand) -> None:
    hand.click(compared.compare.sky[0], (0.0, -15.0))
    hand.wait_idle()
    assert compared.active_view == "compare"
    compared.verbs.set_limits("99%")
    hand.wait(lambda: compared.workspace.shown.compare.display.limits == "99%")
    hand.key(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert compared.workspace.display.compare.limits == "Sky ±3%"
    hand.wait_idle()


def test_a_region_is_drawn_in_the_compare_view(compared: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_2)
    hand.drag(compared.compare.sky[1], (0.0, -15.0), (3.0, -15.0))
    hand.wait_idle()
    region = compared.workspace.regions.current
    assert region is not None
    assert region.shape.size == pytest.approx(3.0, abs=0.3)
    assert len(compared.compare.sky[0]._regions) == 1


def test_detectors_are_compared_and_follow_the_ifu(compared: MainWindow, hand: Hand) -> None:
    pane = compared.compare
    pane.controls.subject.setCurrentIndex(2)
    pane.controls.subject.activated.emit(2)
    hand.wait(lambda: is_compared(compared))
    assert pane.detectors[0].isVisible()
    before = compared.workspace.comparison.ifu
    hand.key(KEY.Key_BracketRight)
    hand.wait_idle()
    after = compared.workspace.comparison.ifu
    assert after != before
    assert f"IFU {after}" in pane.title.text()
    hand.wheel(pane.detectors[0], (2000.0, 2000.0), 4)
    hand.wait(lambda: is_compared(compared))
    assert pane.detectors[1].box() == pane.detectors[0].box()


def test_a_second_file_that_is_no_table_changes_nothing(
    compared: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    path = tmp_path / "nothing.fits"
    path.write_text("nothing")
    pair = compared.workspace.comparison.state.pair
    compared.workspace.second.open(path)
    assert "nothing.fits" in hand.error_text()
    assert compared.workspace.comparison.state.pair == pair


def test_headers_that_differ_are_listed_and_searched(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "other.fits"
    with fits.open(small_file) as hdus:
        hdus[0].header["OBJECT"] = "another"
        hdus[0].header["HIERARCH ESO TEL AIRM START"] = 1.9
        hdus.writeto(path)
    opened.workspace.second.open(path)
    hand.wait(lambda: opened.workspace.comparison.state.pair is not None)
    opened.menus.actions["compare-headers"].trigger()
    dialog = hand.dialog(HeaderDifferencesDialog)
    hand.wait(lambda: dialog.model.rowCount() == 2)
    assert dialog.copy_button.isEnabled()
    hand.type(dialog.search, "airm")
    hand.wait(lambda: dialog.model.rowCount() == 1)
    assert "1 of 2 cards that differ" in dialog.count.text()
    assert dialog.model.data(dialog.model.index(0, 3), Qt.ItemDataRole.DisplayRole) == "1.9"
    assert "ESO TEL AIRM START" in dialog.text()
    dialog.close()
    hand.wait_idle()


def test_a_table_dropped_on_the_view_is_side_b(opened: MainWindow, hand: Hand, brighter_file: Path) -> None:
    opened.verbs.show_compare()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(brighter_file))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    opened.compare.dropEvent(event)
    hand.wait(lambda: is_compared(opened))
    assert opened.workspace.table.name == "small.fits"
    assert opened.workspace.comparison.state.pair[1].name == "brighter.fits"


def test_axes_are_those_of_the_sky_views(compared: MainWindow, hand: Hand) -> None:
    compared.verbs.set_axes("degrees")
    hand.wait_idle()
    labels = [
        canvas.axis("bottom").labelText
        for canvas in (compared.panes["scatter"].view.canvas, *compared.compare.sky)
    ]
    assert len(set(labels)) == 1
    compared.verbs.set_axes("offsets")
    assert "Δα" in compared.compare.sky[0].axis("bottom").labelText
