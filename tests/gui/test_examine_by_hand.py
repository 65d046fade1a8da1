"""The Examine tool by mouse and keys: on the sky and on a detector, its panel, copies and files."""

from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

import pixviewer as pv
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.examine_pane import ExaminePane
from pixviewer.model.examining.requests import DETECTOR, HISTOGRAM, PROFILE, SKY, STATISTICS

Key, LEFT, NONE = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def star(opened: MainWindow) -> tuple[float, float]:
    """Where the bright star of the small table is."""
    table = opened.workspace.table
    assert table is not None
    peak = pv.find_peak(pv.white_light(table, pv.Selection(wave=(6055.0, 6060.0))))
    return peak.xi, peak.eta


def pane_of(window: MainWindow) -> ExaminePane:
    return window.arrangement.panel("Examine", ExaminePane)


def rest(hand: Hand, canvas: SkyCanvas, place: tuple[float, float]) -> None:
    """Move the mouse to a place, from another: where it is already, it tells of nothing."""
    hand.hover(canvas, (place[0] + 1.0, place[1]))
    hand.hover(canvas, place)


def test_keys_examine_what_is_under_the_mouse(
    opened: MainWindow, hand: Hand, star: tuple[float, float]
) -> None:
    sky, examiner = opened.panes["image"].view.canvas, opened.workspace.examiner
    sky.setFocus()
    rest(hand, sky, star)
    hand.key(Key.Key_R)
    assert examiner.state.place is None, "R means nothing without the tool"
    hand.key(Key.Key_6)
    assert opened.tool == "examine"
    assert opened.menus.actions["tool-examine"].isChecked()
    rest(hand, sky, star)
    for key, what in ((Key.Key_R, PROFILE), (Key.Key_H, HISTOGRAM), (Key.Key_S, STATISTICS)):
        hand.key(key)
        hand.wait_idle()
        found = examiner.found
        assert found is not None, examiner.inquiry.problem
        assert found.request.what == what
        assert (found.request.place.x, found.request.place.y) == pytest.approx(star, abs=0.2)
        pane = pane_of(opened)
        assert pane.isVisible()
        assert pane.what.currentData() == what
        assert pane.diagram.isVisible() == (what != STATISTICS)
        assert [row[0] for row in pane.results.texts()] == [name for name, *_ in found.rows]
    names = {row[0] for row in pane_of(opened).results.texts()}
    assert {"Mean", "Median", "σ", "S/N of the mean", "Minimum", "Maximum", "Good rows"} <= names


def test_a_click_examines_as_the_last_time_and_escape_ends_the_tool(
    opened: MainWindow, hand: Hand, star: tuple[float, float]
) -> None:
    examiner, scatter = opened.workspace.examiner, opened.panes["scatter"].view.canvas
    hand.key(Key.Key_6)
    hand.click(scatter, star)
    hand.wait_idle()
    assert examiner.found is not None
    assert examiner.found.request.what == STATISTICS
    assert opened.workspace.linked.links.pick is None, "the click is the tool's"
    n_before = opened.workspace.view.bounds
    hand.drag(scatter, star, (star[0] + 5.0, star[1]))
    assert opened.workspace.view.bounds != n_before, "a drag moves the view"
    hand.key(Key.Key_Escape, NONE, scatter)
    assert opened.tool == "pan"
    hand.click(scatter, star)
    hand.wait_idle()
    assert opened.workspace.linked.links.pick is not None
    hand.wait_idle()


def test_a_radius_is_typed_and_a_model_chosen_in_the_panel(
    opened: MainWindow, hand: Hand, star: tuple[float, float]
) -> None:
    sky, examiner = opened.panes["image"].view.canvas, opened.workspace.examiner
    hand.key(Key.Key_6)
    rest(hand, sky, star)
    hand.key(Key.Key_R)
    hand.wait_idle()
    pane = pane_of(opened)
    assert pane.radius.suffix() == "″"
    assert pane.radius.value() == 2.0
    pane.radius.selectAll()
    hand.type(pane.radius, "1.2")
    hand.key(Key.Key_Return, NONE, pane.radius)
    hand.wait_idle()
    assert examiner.found is not None
    assert examiner.found.request.radius == 1.2
    assert "r < 1.2″" in pane.state.text()
    assert pane.model.isVisible()
    pane.model.setFocus()
    hand.key(Key.Key_Down, NONE, pane.model)
    hand.wait_idle()
    assert examiner.found is not None
    assert examiner.found.request.model == "moffat"
    pane.what.setFocus()
    hand.key(Key.Key_Down, NONE, pane.what)
    hand.wait_idle()
    assert examiner.found is not None
    assert examiner.found.request.what == HISTOGRAM
    assert not pane.model.isVisible()


def test_a_detector_is_examined_in_its_pixels(opened: MainWindow, hand: Hand) -> None:
    opened.slots.show(1, "detector")
    hand.wait_idle()
    ifu, panel = next(iter(opened.detector.panels.items()))
    hand.key(Key.Key_6)
    box = panel.box()
    place = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    hand.click(panel, place)
    hand.wait_idle()
    examined = opened.workspace.examiner.state.place
    assert examined is not None
    assert (examined.kind, examined.ifu) == (DETECTOR, ifu)
    assert pane_of(opened).radius.suffix() == " pix"
    assert opened.workspace.examiner.radius_of(SKY) == 2.0


def test_numbers_are_copied_and_saved(
    opened: MainWindow, hand: Hand, star: tuple[float, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand.key(Key.Key_6)
    hand.click(opened.panes["image"].view.canvas, star)
    hand.wait_idle()
    pane = pane_of(opened)
    QTest.mouseClick(pane.copy_button, LEFT)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().startswith("Statistics · ")
    path = tmp_path / "here"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), "ECSV with units (*.ecsv)"))
    QTest.mouseClick(pane.save_button, LEFT)
    hand.wait_idle()
    assert "mean" in path.with_suffix(".ecsv").read_text("utf-8")


def test_a_place_without_rows_is_told_in_the_panel(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.set_view((-200.0, 200.0, -200.0, 200.0))
    hand.wait_idle()
    hand.key(Key.Key_6)
    hand.click(opened.panes["image"].view.canvas, (150.0, 150.0))
    hand.wait_idle()
    pane = pane_of(opened)
    assert pane.state.text().startswith("✗ No row lies there")
    assert not pane.copy_button.isEnabled()
    assert pane.results.texts() == []
