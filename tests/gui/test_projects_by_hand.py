"""Projects in the window: saved, opened, named in the title, asked for at the end."""

import json
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QFileDialog, QMessageBox

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.painting import MaskPlan, Stroke
from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.filters import parse_chip
from pixviewer.model.project import autosaving
from pixviewer.model.project.capturing import capture_parts

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def answer_with(monkeypatch: pytest.MonkeyPatch, name: str, path: Path) -> None:
    """Answer the file dialog."""
    monkeypatch.setattr(QFileDialog, name, lambda *_, **__: (str(path), ""))


def decide_much(window: MainWindow) -> None:
    """One decision of many kinds, and another look of everything."""
    workspace = window.workspace
    workspace.editor.add_shape("circle", 3.0, 4.0, 2.0)
    workspace.editor.add_shape("annulus", -3.0, 1.0, 3.0)
    workspace.decider.decide("filter", filters=workspace.view.filters.added(parse_chip("ifu", "1-3")))
    workspace.editor.set_display("image", stretch="ASINH", cmap="Heat", limits="99%")
    workspace.selfcal.set_mask_plan(MaskPlan((Stroke(((0.0, 0.0), (1.0, 2.0)), 1.5),)), "paint")
    workspace.selfcal.set_verdict(SliceVerdict(5, 7, "half", "odd"))
    workspace.selfcal.set_clip(9.0)
    workspace.set_view((-12.0, 8.0, -10.0, 10.0))
    workspace.view.axes = "degrees"
    workspace.linked.detector.numbering = "sky"
    workspace.linked.links.mode = "add"
    window.slots.show(0, "detector")
    window.set_tool("circle")


def test_a_project_brings_back_what_was_decided_and_shown(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_much(opened)
    assert "[*]" in opened.windowTitle()
    assert opened.isWindowModified()
    decided, parts = opened.workspace.decider.now, capture_parts(opened.workspace)
    path = tmp_path / "night.pixv"
    answer_with(monkeypatch, "getSaveFileName", tmp_path / "night")
    hand.key(Qt.Key.Key_S, CTRL)
    hand.wait(lambda: path.exists() and not opened.isWindowModified())
    assert opened.windowTitle() == "night.pixv — small.fits — pixviewer"

    opened.verbs.close_table()
    opened.set_perspective("extract")
    assert opened.windowTitle() == "pixviewer"
    answer_with(monkeypatch, "getOpenFileName", path)
    hand.key(Qt.Key.Key_O, CTRL)
    hand.wait(lambda: opened.workspace.table is not None)
    hand.wait_idle()
    assert opened.workspace.decider.now == decided
    again = capture_parts(opened.workspace)
    # Where the views look, but for what a colour bar of another width takes.
    bounds = parts["view"].pop("bounds")
    assert again["view"].pop("bounds") == pytest.approx(bounds, abs=0.05)
    assert again == parts
    assert opened.slots.shown[0] == "detector"
    assert opened.tool == "circle"
    assert opened.arrangement.perspective == "inspect"
    assert opened.workspace.history.labels == []
    assert opened.windowTitle() == "night.pixv — small.fits — pixviewer"
    # What is made from here on has an identity of its own.
    opened.workspace.editor.add_shape("square", 0.0, 0.0, 1.0)
    idents = [region.ident for region in opened.workspace.regions.items]
    assert len(set(idents)) == 3
    hand.wait(lambda: opened.isWindowModified())
    opened.windows.desk.forget_changes()


def test_the_mark_of_changes_goes_with_undo(opened: MainWindow, hand: Hand, tmp_path: Path) -> None:
    desk = opened.windows.desk
    desk.save(tmp_path / "p.pixv")
    hand.wait(lambda: desk.path is not None)
    assert not opened.isWindowModified()
    opened.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert opened.isWindowModified()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert not opened.isWindowModified()
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert opened.isWindowModified()
    desk.forget_changes()


@pytest.mark.parametrize(
    ("button", "is_open", "is_written"),
    [
        (QMessageBox.StandardButton.Cancel, True, False),
        (QMessageBox.StandardButton.Discard, False, False),
        (QMessageBox.StandardButton.Save, False, True),
    ],
)
def test_a_window_with_unsaved_changes_asks_before_it_closes(
    opened: MainWindow, hand: Hand, tmp_path: Path, button, is_open: bool, is_written: bool
) -> None:
    desk, path = opened.windows.desk, tmp_path / "p.pixv"
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    opened.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    opened.close()
    assert opened.isVisible()
    box = hand.dialog(QMessageBox)
    found = box.button(button)
    assert found is not None
    found.click()
    hand.wait(lambda: opened.isVisible() == is_open)
    if is_written:
        hand.wait(lambda: len(json.loads(path.read_text())["windows"][0]["decisions"]["regions"]) == 1)
    else:
        assert json.loads(path.read_text())["windows"][0]["decisions"]["regions"] == []
    desk.forget_changes()


def test_a_project_that_cannot_be_read_leaves_the_window_as_it_was(
    opened: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    decided = opened.workspace.decider.now
    path = tmp_path / "broken.pixv"
    path.write_text('{"pixviewer-project": [1, 0], "windows": [{')
    opened.verbs.open_path(path)
    assert "broken.pixv is no project that can be read" in hand.error_text()
    assert opened.workspace.decider.now == decided
    assert opened.workspace.name == "small.fits"


def test_unknown_keys_survive_opening_and_saving(opened: MainWindow, hand: Hand, tmp_path: Path) -> None:
    desk, path = opened.windows.desk, tmp_path / "p.pixv"
    opened.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    plain = json.loads(path.read_text())
    plain["pixviewer-project"] = [1, 7]
    plain["from-the-future"] = {"a": [1, None]}
    plain["windows"][0]["mood"] = "good"
    plain["windows"][0]["decisions"]["regions"][0]["glow"] = 2
    plain["windows"][0]["parts"]["view"]["tilt"] = 3
    plain["windows"][0]["parts"]["cube"] = {"spin": 1}
    path.write_text(json.dumps(plain))
    opened.verbs.open_path(path)
    hand.wait(lambda: opened.workspace.runner is not None and not opened.workspace.history.labels)
    hand.wait_idle()
    opened.workspace.editor.add_shape("circle", 5.0, 0.0, 1.0)
    hand.key(Qt.Key.Key_S, CTRL)
    hand.wait(lambda: not opened.isWindowModified())
    again = json.loads(path.read_text())
    assert again["pixviewer-project"] == [1, 7]
    assert again["from-the-future"] == {"a": [1, None]}
    assert again["windows"][0]["mood"] == "good"
    assert [r.get("glow") for r in again["windows"][0]["decisions"]["regions"]] == [2, None]
    assert again["windows"][0]["parts"]["view"]["tilt"] == 3
    assert again["windows"][0]["parts"]["cube"] == {"spin": 1}


def test_several_windows_come_back_together(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    other = opened.windows.open(opened, small_file)
    hand.wait(lambda: other.workspace.table is not None)
    other.workspace.editor.add_shape("square", 1.0, 1.0, 2.0)
    opened.windows.session.toggle_windows("colours", opened.workspace)
    desk, path = opened.windows.desk, tmp_path / "two.pixv"
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    other.close()
    opened.windows.session.toggle_windows("colours", opened.workspace)
    opened.verbs.open_path(path)
    hand.wait(lambda: len(opened.windows.windows) == 2)
    second = opened.windows.windows[1]
    hand.wait(lambda: len(second.workspace.regions.items) == 1)
    assert opened.windows.session.locks.windows == frozenset({"colours"})
    hand.wait(lambda: not second.workspace.runner.is_busy())
    second.close()
    hand.wait_idle()
    QApplication.processEvents()


def test_unsaved_decisions_are_kept_only_if_that_is_preferred(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(tmp_path / "state"))
    opened.verbs.show_preferences()
    dialog = hand.dialog(PreferencesDialog)
    dialog.show_page("Projects")
    page = dialog.page
    assert page.autosaves.isChecked()
    page.autosaves.click()
    assert not opened.windows.preferring.value.autosaves
    opened.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert opened.windows.desk.flush()
    assert not (tmp_path / "state").exists()
    # Nothing would be left of it: the window asks before it closes.
    opened.close()
    box = hand.dialog(QMessageBox)
    assert "not in any project" in box.text()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert opened.isVisible()
    page.autosaves.click()
    dialog.close()
    assert opened.windows.desk.flush()
    assert len(list((tmp_path / "state" / "autosave").glob("*.pixv"))) == 1
    opened.windows.desk.forget_changes()
    assert opened.windows.desk.flush()


def test_quitting_keeps_what_is_unsaved_in_all_windows(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(tmp_path / "state"))
    other = opened.windows.open(opened, small_file)
    hand.wait(lambda: other.workspace.table is not None and not other.workspace.runner.is_busy())
    for window in (opened, other):
        window.workspace.editor.add_shape("square", 1.0, 1.0, 2.0)
    opened.verbs.quit()
    assert not opened.isVisible()
    [left] = autosaving.leftovers()
    assert [len(window.decisions.regions) for window in left.project.windows] == [1, 1]
    left.discard()


def test_quitting_saves_a_project_with_all_its_windows(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    desk, path = opened.windows.desk, tmp_path / "p.pixv"
    other = opened.windows.open(opened, small_file)
    hand.wait(lambda: other.workspace.table is not None and not other.workspace.runner.is_busy())
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    other.workspace.editor.add_shape("square", 1.0, 1.0, 2.0)
    opened.verbs.quit()
    assert other.isVisible()
    hand.dialog(QMessageBox).button(QMessageBox.StandardButton.Save).click()
    hand.wait(lambda: not opened.isVisible())
    windows = json.loads(path.read_text())["windows"]
    assert [len(window["decisions"]["regions"]) for window in windows] == [0, 1]
