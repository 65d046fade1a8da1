"""Maps, curves and sets of factors in the window, by mouse and key."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hand import LEFT, Hand
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

from pixviewer.core.io.factor_files import read_factors, write_factors
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.curves_pane import CurvesPane
from pixviewer.gui.panes.factor_maps_pane import FactorMapsPane
from pixviewer.gui.panes.factor_sets_pane import FactorSetsPane
from pixviewer.model.selfcal.cell_text import cell_text
from pixviewer.model.selfcal.maps import FACTOR, map_of
from pixviewer.model.selfcal.state import OWN

CONTROL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier


def at(point: QPointF) -> QPoint:
    return QPoint(round(point.x()), round(point.y()))


def choose(combo, data) -> None:
    """Choose an entry as a click does, by the keyboard."""
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


@pytest.fixture
def ready(window: MainWindow, hand: Hand, exposure_file: Path) -> MainWindow:
    """The perspective, with a table and without factors."""
    window.workspace.open(exposure_file)
    hand.wait_exact()
    hand.key(Qt.Key.Key_F3, CONTROL)
    hand.wait_idle()
    return window


@pytest.fixture
def run(ready: MainWindow, hand: Hand) -> MainWindow:
    hand.key(Qt.Key.Key_X, CTRL_SHIFT)
    hand.wait(lambda: ready.workspace.selfcal.state.judgement is not None)
    hand.wait_idle()
    return ready


@pytest.fixture
def maps(run: MainWindow) -> FactorMapsPane:
    return run.arrangement.panel("Maps", FactorMapsPane)


@pytest.fixture
def curves(run: MainWindow, hand: Hand) -> CurvesPane:
    run.arrangement.show_dock("Curves")
    QApplication.processEvents()
    return run.arrangement.panel("Curves", CurvesPane)


@pytest.fixture
def sets(run: MainWindow, hand: Hand) -> FactorSetsPane:
    run.arrangement.show_dock("Sets")
    QApplication.processEvents()
    return run.arrangement.panel("Sets", FactorSetsPane)


@pytest.fixture
def another_file(run: MainWindow, tmp_path: Path) -> Path:
    own = run.workspace.selfcal.own_factors
    noise = np.random.default_rng(2).normal(1.0, 0.004, own.factor.shape)
    path = tmp_path / "night2.fits"
    write_factors(dataclasses.replace(own, factor=own.factor * noise), path)
    return path


def test_panels_say_what_they_need_and_fill_by_a_run(ready, hand):
    maps = ready.arrangement.panel("Maps", FactorMapsPane)
    view = maps.views["left"]
    assert view.map is None
    assert "Run the self-calibration" in view.canvas.message
    assert "Run the self-calibration" in maps.needs.text()
    assert maps.needs.isVisible()
    assert not view.isVisible()
    dock = ready.arrangement.docks["Maps"]
    assert dock.height() < 150
    assert not ready.menus.actions["bin-next"].isEnabled()
    hand.key(Qt.Key.Key_X, CTRL_SHIFT)
    hand.wait(lambda: view.map is not None)
    hand.wait_idle()
    assert view.isVisible()
    assert not maps.needs.isVisible()
    assert dock.height() > 200
    assert ready.menus.actions["bin-next"].isEnabled()
    subject = ready.workspace.exhibits.subject
    np.testing.assert_array_equal(view.map.values, map_of(subject, FACTOR).values)
    assert ready.workspace.exhibits.sky is not None


def test_hovering_tells_numbers_and_marks_the_slice_in_all(run, hand, maps, curves):
    left, right = maps.views["left"].canvas, maps.views["right"].canvas
    QTest.mouseMove(left, at(left.rect_of((5, 12)).center()))
    hand.wait(lambda: right._marked == (5, 12))
    assert curves.canvas._marked == (5, 12)
    expected = cell_text(run.workspace.exhibits.subject, (5, 12))
    assert run.readout.line.text() == expected
    assert "± " in expected


def test_a_click_picks_the_slice_everywhere(run, hand, maps, curves):
    canvas = maps.views["right"].canvas
    QTest.mouseClick(canvas, LEFT, pos=at(canvas.rect_of((6, 30)).center()))
    hand.wait_idle()
    assert run.workspace.linked.slice_picked == (6, 30)
    assert maps.views["left"].canvas._picked == {(6, 30)}
    assert curves.canvas._picked == (6, 30)


def test_bins_by_key_slider_and_all(run, hand, maps, curves):
    state, numbers = run.workspace.selfcal.state, run.workspace.exhibits.subject.shown.index + 1
    hand.key(Qt.Key.Key_Period)
    assert state.bin_no == numbers[0]
    hand.key(Qt.Key.Key_Period)
    hand.key(Qt.Key.Key_Comma)
    assert state.bin_no == numbers[0]
    slider = maps.slider
    place = QPointF(slider.x_of(6550.0), slider.area().center().y())
    QTest.mouseClick(slider, LEFT, pos=at(place))
    assert state.bin_no == numbers[2]
    found = maps.views["left"].map
    expected = map_of(run.workspace.exhibits.subject, FACTOR, int(numbers[2]))
    np.testing.assert_array_equal(found.values, expected.values)
    assert f"bin {numbers[2]}: " in maps.views["left"].title.text()
    QTest.mouseClick(slider, LEFT, pos=at(slider.all_box().center()))
    assert state.bin_no == 0


def test_quantities_limits_and_numbering_are_chosen(run, hand, maps):
    left, right = maps.views["left"], maps.views["right"]
    choose(left.quantity, "before")
    choose(right.quantity, "state")
    choose(maps.limit, 2.0)
    assert (left.map.quantity, left.map.hi) == ("before", 2.0)
    assert right.map.quantity == "state"
    assert right.legend.isVisible()
    assert "measured" in right.legend.accessibleDescription()
    assert not right.bar.isVisible()
    before = left.canvas.rect_of((5, 1))
    choose(maps.numbering, "sky")
    assert left.canvas.rect_of((5, 1)) != before
    assert run.workspace.linked.slices.numbering == "sky"
    choose(right.quantity, "difference")
    assert "under Sets" in right.canvas.message


def test_a_clip_redraws_maps_and_curves_and_keeps_the_view(run, hand, maps, curves):
    choose(maps.views["right"].quantity, "after")
    curves.canvas._set_box((5900.0, 6600.0, 0.9, 1.1))
    before = maps.views["left"].map.values.copy(), curves.canvas._curves
    run.workspace.selfcal.set_clip(0.5)
    assert maps.views["left"].title.text().endswith("out of date: run again")
    hand.wait(lambda: not np.array_equal(maps.views["left"].map.values, before[0], equal_nan=True))
    assert curves.canvas._curves is not before[1]
    assert curves.canvas.box() == (5900.0, 6600.0, 0.9, 1.1)
    assert maps.views["right"].map is not None  # residuals stay until the new ones are there
    hand.wait_idle()
    subject = run.workspace.exhibits.subject
    expected = 100 * subject.judgement.after
    bins = subject.shown.index
    np.testing.assert_allclose(maps.views["right"].map.values[4, 3], np.nanmean(expected[bins, 4, 3]))
    assert "out of date" not in maps.views["left"].title.text()


def test_curves_zoom_and_a_click_in_them_picks(run, hand, curves):
    canvas = curves.canvas
    QTest.mouseDClick(canvas, LEFT, pos=at(canvas.panels().rect(6).center()))
    assert run.workspace.exhibits.state.zoomed == 6
    assert curves.back_button.isVisible()
    found = canvas._curves
    here = canvas.panels().map(6, canvas.box())
    place = at(QPointF(*here.to_pixel(float(found.wave[1]), float(found.factor[1, 5, 9]))))
    QTest.mouseMove(canvas, place)
    cell, _ = canvas.slice_at(QPointF(place))
    assert f"slice {cell[1]} ccd" in run.readout.line.text()
    QTest.mouseClick(canvas, LEFT, pos=place)
    hand.wait_idle()
    assert run.workspace.linked.slice_picked == cell
    QTest.mouseClick(curves.back_button, LEFT)
    assert run.workspace.exhibits.state.zoomed == 0


def test_sets_are_loaded_compared_and_their_worst_cell_picked(
    run, hand, sets, maps, curves, another_file, monkeypatch
):
    workspace = run.workspace
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(another_file)], ""))
    QTest.mouseClick(sets.load_button, LEFT)
    hand.wait(lambda: workspace.factor_sets.names == (OWN, "night2.fits"))
    hand.wait_idle()
    assert sets.list.item(1, 0).text() == "▶ night2.fits"
    choose(sets.other, OWN)
    assert sets.verdict.text().startswith("“night2.fits” and “measured here” differ by 0.")
    assert sets.bins.rowCount() == 4  # all, and the three bins
    cell = workspace.factor_sets.comparison.worst(1)[0]
    run.arrangement.show_dock("Sets")
    QApplication.processEvents()
    box = sets.worst.visualItemRect(sets.worst.item(0, 0))
    QTest.mouseClick(sets.worst.viewport(), LEFT, pos=box.center())
    hand.wait_idle()
    assert workspace.selfcal.state.bin_no == cell.bin_no
    assert workspace.linked.slice_picked == (cell.ifu, cell.slice_no)
    choose(maps.views["right"].quantity, "difference")
    values = maps.views["right"].map.values
    assert values[cell.ifu - 1, cell.slice_no - 1] == pytest.approx(100 * cell.value)
    run.arrangement.show_dock("Curves")
    hand.wait(lambda: curves.canvas._curves.other is not None)
    choose(curves.what, "difference")
    assert curves.canvas._curves.middle == 0.0


def test_the_shown_set_is_chosen_by_key_and_button(run, hand, sets, another_file):
    workspace = run.workspace
    workspace.selfcal.load_factors(another_file)
    hand.wait(lambda: workspace.selfcal.state.factors_name == "night2.fits")
    hand.wait_idle()
    sets.list.selectRow(0)
    hand.key(Qt.Key.Key_Return, widget=sets.list)
    assert workspace.selfcal.state.factors_name == OWN
    sets.list.selectRow(1)
    QTest.mouseClick(sets.show_button, LEFT)
    assert workspace.selfcal.state.factors_name == "night2.fits"
    hand.wait_idle()
    assert workspace.exhibits.subject.judgement is not None
    hand.key(Qt.Key.Key_Delete, widget=sets.list)
    assert workspace.factor_sets.names == (OWN,)
    assert workspace.exhibits.subject.name == "measured here"


def test_marked_sets_are_merged_saved_and_read_again(run, hand, sets, another_file, tmp_path, monkeypatch):
    workspace, path = run.workspace, tmp_path / "merged.fits"
    workspace.selfcal.load_factors(another_file)
    hand.wait(lambda: len(workspace.factor_sets.names) == 2)
    for row in (0, 1):
        sets.list.selectRow(row)
        hand.key(Qt.Key.Key_Space, widget=sets.list)
    QTest.mouseClick(sets.merge_button, LEFT)
    hand.wait(lambda: len(workspace.factor_sets.names) == 3)
    assert sets.list.item(2, 0).text() == "merge 1 of 2 sets (not saved)"
    sets.list.selectRow(2)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), ""))
    QTest.mouseClick(sets.save_button, LEFT)
    hand.wait_idle()
    assert sets.list.item(2, 0).text() == "merge 1 of 2 sets"
    merged = workspace.exhibits.factors_of("merge 1 of 2 sets")
    np.testing.assert_allclose(read_factors(path, repair=True).factor, merged.factor)


def test_the_report_of_a_comparison_is_written(run, hand, sets, another_file, tmp_path, monkeypatch):
    run.workspace.selfcal.load_factors(another_file)
    hand.wait(lambda: run.workspace.selfcal.state.factors_name == "night2.fits")
    assert not sets.report_button.isEnabled()
    choose(sets.other, OWN)
    path = tmp_path / "report.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.mouseClick(sets.report_button, LEFT)
    hand.wait_idle()
    assert "night2.fits" in path.read_text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "r.html"), ""))
    QTest.mouseClick(sets.report_button, LEFT)
    assert "r.html" in hand.error_text()


def test_sets_without_a_cell_in_common_say_so(run, hand, sets, tmp_path):
    own, path = run.workspace.selfcal.own_factors, tmp_path / "blue.fits"
    n_row = np.zeros_like(own.n_row)
    n_row[1] = 1000
    write_factors(dataclasses.replace(own, n_row=n_row, factor_original=None), path)
    run.workspace.selfcal.load_factors(path)
    hand.wait(lambda: run.workspace.selfcal.state.factors_name == "blue.fits")
    choose(sets.other, OWN)
    assert sets.verdict.text() == "“blue.fits” and “measured here” have no cell in common."
    assert sets.bins.rowCount() == 0
    assert not sets.report_button.isEnabled()
    hand.wait_idle()
