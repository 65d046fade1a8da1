"""Unsaved work of a program that has ended, offered by the next one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import LEFT, Hand
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton

from pixviewer.gui.dialogs.missing_files import MissingFilesDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.project import autosaving


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(tmp_path / "state"))
    yield
    for left in autosaving.leftovers():
        left.discard()


@pytest.fixture
def left(hand: Hand, small_file: Path) -> None:
    """What another program has left: two regions."""
    other = MainWindow()
    other.show()
    other.workspace.open(small_file)
    hand.wait(lambda: other.workspace.table is not None and not other.workspace.runner.is_busy())
    other.workspace.editor.add_shape("circle", 3.0, 4.0, 6.0)
    other.workspace.editor.add_shape("square", -3.0, 4.0, 2.0)
    other.close()
    other.deleteLater()


def button(window: MainWindow, title: str) -> QPushButton:
    return next(made for made in window.project.offers.buttons if made.text() == title)


def test_unsaved_work_is_offered_and_restored(window: MainWindow, hand: Hand, left: None) -> None:
    window.project.look_for_left()
    hand.wait(lambda: bool(window.project.offers.buttons))
    text = window.project.offers.text.text()
    assert "small.fits: 2 decisions" in text
    assert window.project.offers.isVisible()
    QTest.mouseClick(button(window, "Restore"), LEFT)
    hand.wait(lambda: len(window.workspace.regions.items) == 2)
    hand.wait_idle()
    assert not window.project.offers.isVisible()
    assert window.isWindowModified()
    assert window.windows.desk.flush()
    assert autosaving.leftovers() == []  # it is this program's by now
    window.windows.desk.forget_changes()


def test_unsaved_work_is_discarded_on_demand(window: MainWindow, hand: Hand, left: None) -> None:
    window.menus.actions["recover"].trigger()
    hand.wait(lambda: bool(window.project.offers.buttons))
    QTest.mouseClick(button(window, "Discard"), LEFT)
    assert not window.project.offers.isVisible()
    assert autosaving.leftovers() == []
    window.menus.actions["recover"].trigger()
    hand.wait(lambda: "nothing is left unsaved" in window.status.currentMessage())


def test_unsaved_work_waits_for_another_time(window: MainWindow, hand: Hand, left: None) -> None:
    window.project.look_for_left()
    hand.wait(lambda: bool(window.project.offers.buttons))
    assert autosaving.leftovers() == []  # while it is offered here
    QTest.mouseClick(button(window, "Later"), LEFT)
    [again] = autosaving.leftovers()
    again.leave()


def test_work_whose_table_has_gone_stays_when_nothing_is_chosen(
    window: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.fits"
    table.write_bytes(small_file.read_bytes())
    window.workspace.open(table)
    hand.wait_exact()
    window.workspace.editor.add_shape("circle", 3.0, 4.0, 6.0)
    window.workspace.close_table()
    assert window.windows.desk.flush()
    table.unlink()
    window.project.look_for_left()
    hand.wait(lambda: bool(window.project.offers.buttons))
    QTest.mouseClick(button(window, "Restore"), LEFT)
    hand.dialog(MissingFilesDialog).reject()
    hand.wait_idle()
    [again] = autosaving.leftovers()
    again.leave()


def test_a_self_calibration_is_run_again_on_offer(
    window: MainWindow, hand: Hand, exposure_file: Path, tmp_path: Path
) -> None:
    workspace, desk = window.workspace, window.windows.desk
    workspace.open(exposure_file)
    hand.wait(lambda: workspace.facts is not None and workspace.facts.has_blocks)
    workspace.selfcal.set_clip(9.0)
    workspace.selfcal.force()
    hand.wait(lambda: workspace.selfcal.state.review is not None)
    hand.wait_idle()
    before = workspace.selfcal.state.factors.factor
    desk.save(tmp_path / "p.pixv")
    hand.wait(lambda: desk.path is not None)
    window.verbs.open_path(desk.path)
    hand.wait(lambda: bool(window.project.offers.buttons))
    assert workspace.selfcal.state.factors is None
    assert workspace.selfcal.decided.corr_clip == 9.0
    QTest.mouseClick(button(window, "Run It Again"), LEFT)
    hand.wait(lambda: workspace.selfcal.state.review is not None)
    hand.wait_idle()
    assert (workspace.selfcal.state.factors.factor == before).all()
    assert not window.isWindowModified()
