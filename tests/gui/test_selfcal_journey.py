"""A self-calibration by mouse and keys: mask, run, cancel, clip, verdicts, undo, compare, save, reopen."""

from pathlib import Path

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

import pixviewer as pv
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.steps_pane import StepsPane
from pixviewer.model.selfcal.recipes import USUAL_NAMES

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def steps(window: MainWindow, hand: Hand, exposure_file: Path) -> StepsPane:
    """The steps of an open exposure, in their perspective."""
    window.workspace.open(exposure_file)
    hand.wait_exact()
    hand.key(KEY.Key_F3, CTRL)
    assert window.arrangement.perspective == "selfcal"
    return window.arrangement.panel("Steps", StepsPane)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the file dialogs answer next: ``open`` and ``save``."""
    answers: dict[str, str] = {}
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: ([answers["open"]], ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (answers["open"], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (answers["save"], ""))
    return answers


def press(hand: Hand, steps: StepsPane, button: QWidget) -> None:
    """Click a button, once it can be seen and does something."""
    hand.wait(button.isEnabled)
    steps.ensureWidgetVisible(button)
    QApplication.processEvents()
    QTest.mouseClick(button, LEFT)
    QApplication.processEvents()


def says(steps: StepsPane, name: str) -> str:
    steps.show_state()
    return steps.boxes[name].text.text()


def test_the_whole_way(
    window: MainWindow,
    hand: Hand,
    steps: StepsPane,
    files: dict[str, str],
    tmp_path: Path,
    exposure_file: Path,
) -> None:
    workspace, state = window.workspace, window.workspace.selfcal.state
    assert "can be calibrated" in says(steps, "table")
    assert "None" in says(steps, "mask")
    assert "Not run yet" in says(steps, "run")

    hand.key(KEY.Key_F, CTRL | ALT)  # find objects
    hand.wait_idle()
    assert "automatically" in says(steps, "mask")

    press(hand, steps, steps.run_panel.run_button)
    hand.wait(steps.run_panel.cancel_button.isEnabled)
    press(hand, steps, steps.run_panel.cancel_button)
    hand.wait_idle()
    assert state.factors is None

    hand.key(KEY.Key_X, CTRL | SHIFT)
    hand.wait_idle()
    assert state.truth is not None
    assert "Known errors" in says(steps, "run")
    assert "before" in window.workspace.comparison.chosen
    assert window.slots.shown[0] == "compare"
    own = state.factors
    assert own is not None

    spin = steps.run_panel.clip
    steps.ensureWidgetVisible(spin)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "2.0")
    QTest.keyClick(spin, KEY.Key_Return)
    hand.wait_idle()
    assert state.calibration.corr_clip == 2.0
    assert state.estimate is not None
    np.testing.assert_array_equal(state.factors.factor, state.estimate.with_clip(2.0).factor)

    slider = steps.run_panel.slider
    slider.setFocus()
    QTest.keyClick(slider, KEY.Key_Right)
    hand.wait_idle()
    assert state.calibration.corr_clip > 2.0
    hand.key(KEY.Key_Z, CTRL)
    hand.wait_idle()
    assert state.calibration.corr_clip == 15.0
    np.testing.assert_array_equal(state.factors.factor, own.factor)

    pane, step = window.verdict_pane, window.menus.actions["slice-next"].trigger
    window.arrangement.show_dock("Verdicts")
    hand.key(KEY.Key_N)
    first = workspace.verdicts.listed[0].place
    hand.key(KEY.Key_K)
    step()
    second = workspace.linked.slice_picked
    assert second is not None
    hand.type(pane.note, "a star")
    QTest.mouseClick(pane.buttons["one"], LEFT)
    step()
    hand.key(KEY.Key_J)
    assert len(state.calibration.verdicts) == 3
    hand.key(KEY.Key_Z, CTRL)
    hand.wait_idle()
    decided = (pv.SliceVerdict(*first, "keep"), pv.SliceVerdict(*second, "one", "a star"))
    assert state.calibration.verdicts == decided
    assert (state.factors.factor[:, second[0] - 1, second[1] - 1] == 1).all()
    assert "1 of " in says(steps, "look")

    for kind, button in steps.save_panel.buttons.items():
        files["save"] = str(tmp_path / USUAL_NAMES[kind])
        press(hand, steps, button)
        hand.wait_idle()
    assert {file.name for file in tmp_path.iterdir()} == {
        *USUAL_NAMES.values(), "corrected.sof", "AUTOCAL_FACTORS.sof",
    }  # fmt: skip
    assert "Saved" in says(steps, "save")
    assert "apply-factors" in steps.save_panel.text.toPlainText()
    QTest.mouseClick(steps.save_panel.copy_button, LEFT)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == steps.save_panel.text.toPlainText()
    assert "known" in (tmp_path / "report.html").read_text()

    factors = state.factors
    with pv.open_table(exposure_file) as table, pv.open_table(tmp_path / "corrected.fits") as corrected:
        seen = pv.through(table, factors)
        for name in ("data", "variance"):
            np.testing.assert_array_equal(corrected.column(name), seen.column(name))

    workspace.open(tmp_path / "corrected.fits")
    hand.wait_idle()
    assert "self-calibrated already" in says(steps, "table")
    assert steps.force_button.isVisibleTo(steps)
    assert not steps.run_panel.run_button.isEnabled()
    files["open"] = str(tmp_path / "AUTOCAL_FACTORS.fits")
    hand.key(KEY.Key_O, CTRL | ALT)
    hand.wait_idle()
    assert state.factors_name == "AUTOCAL_FACTORS.fits"
    np.testing.assert_array_equal(state.factors.factor, factors.factor)

    workspace.open(exposure_file)
    hand.wait_idle()
    files["open"] = str(tmp_path / USUAL_NAMES["verdicts"])
    window.menus.actions["verdicts-load"].trigger()
    hand.wait(lambda: bool(state.calibration.verdicts))
    assert set(state.calibration.verdicts) == set(decided)
    hand.wait_idle()


def test_factors_are_dropped_onto_the_window(
    window: MainWindow, hand: Hand, steps: StepsPane, tmp_path: Path, exposure_file: Path
) -> None:
    file = tmp_path / "f.fits"
    with pv.open_table(exposure_file) as table:
        pv.write_factors(pv.estimate(pv.gather(table)).factors, file, form="mpdaf")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    window.dropEvent(
        QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    )
    hand.wait(lambda: window.workspace.selfcal.state.factors_name == "f.fits")
    hand.wait_idle()
    assert window.windowTitle().startswith("exposure.fits")
    assert "f.fits" in says(steps, "compare")
    press(hand, steps, steps.factors.drop_button)
    hand.wait_idle()
    assert window.workspace.selfcal.state.factors is None
    assert "Needs factors" in says(steps, "compare")


def test_a_file_that_is_there_is_replaced_only_after_a_yes(
    hand: Hand, steps: StepsPane, files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no(parent: object, title: str, text: str, *_: object) -> QMessageBox.StandardButton:
        asked.append(text)
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", no)
    press(hand, steps, steps.run_panel.run_button)
    hand.wait_idle()
    (tmp_path / "out.sof").write_text("mine")
    files["save"] = str(tmp_path / "out.fits")
    press(hand, steps, steps.save_panel.buttons["table"])
    hand.wait_idle()
    assert "out.sof exists already" in asked[0]
    assert [file.name for file in tmp_path.iterdir()] == ["out.sof"]
    assert (tmp_path / "out.sof").read_text() == "mine"


def test_an_empty_window_lacks_a_table(window: MainWindow, hand: Hand) -> None:
    pane = window.arrangement.panel("Steps", StepsPane)
    assert says(pane, "table") == "Open a pixel table."
    assert not pane.run_panel.run_button.isEnabled()
    assert not any(button.isEnabled() for button in pane.save_panel.buttons.values())
