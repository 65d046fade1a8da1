"""Slices that are off, looked at and decided about by mouse and keys."""

from pathlib import Path

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton, QWidget

from pixviewer import SliceVerdict
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panels.verdict_table import FIELDS
from pixviewer.gui.panes.factor_maps_pane import FactorMapsPane
from pixviewer.gui.panes.verdict_pane import VerdictPane
from pixviewer.model.selfcal.ranking import HEADS

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pane(window: MainWindow, hand: Hand, exposure_file: Path) -> VerdictPane:
    """The list after a run, in its perspective."""
    window.workspace.open(exposure_file)
    hand.wait_exact()
    hand.key(KEY.Key_F3, CTRL)
    window.workspace.selfcal.run()
    hand.wait(lambda: window.workspace.selfcal.state.review is not None)
    hand.wait_idle()
    window.arrangement.show_dock("Verdicts")
    hand.wait(lambda: window.verdict_pane.isVisible())
    assert window.verdict_pane.model.rowCount() > 5
    return window.verdict_pane


def click_line(pane: VerdictPane, line: int, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    rect = pane.table.visualRect(pane.model.index(line, 1))
    viewport = pane.table.viewport()
    assert viewport is not None
    QTest.mouseClick(viewport, LEFT, modifier, rect.center())
    QApplication.processEvents()


def click(button: object) -> None:
    QTest.mouseClick(button, LEFT)  # type: ignore[call-overload]
    QApplication.processEvents()


def factor(window: MainWindow) -> np.ndarray:
    factors = window.workspace.selfcal.state.factors
    assert factors is not None
    return factors.factor


def cells(pane: VerdictPane, line: int) -> dict[str, str]:
    return {name: pane.model.data(pane.model.index(line, i)) for i, (name, *_) in enumerate(FIELDS)}


def test_nothing_can_be_decided_before_a_run(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_F3, CTRL)
    opened.arrangement.show_dock("Verdicts")
    pane = opened.verdict_pane
    assert pane.progress.text() == "Not run yet"
    assert "once the self-calibration has run" in pane.detail.toPlainText()
    assert not any(button.isEnabled() for button in (*pane.buttons.values(), pane.next, pane.copier))
    assert not opened.menus.actions["verdict-keep"].isEnabled()
    assert not opened.menus.actions["verdict-next"].isEnabled()
    hand.wait_idle()


def test_keys_walk_and_decide(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    desk = window.workspace.verdicts
    order = [line.place for line in desk.listed]
    n = sum(line.is_suspect for line in desk.lines)
    assert pane.progress.text() == f"0 of {n} looked at"
    hand.key(KEY.Key_N)
    assert desk.picked == order[0]
    assert pane.table.currentIndex().row() == 0
    hand.key(KEY.Key_K)
    hand.key(KEY.Key_N)
    hand.key(KEY.Key_J)
    hand.key(KEY.Key_N)
    hand.key(KEY.Key_N, SHIFT)
    assert desk.picked == order[1]
    assert desk.verdicts == (SliceVerdict(*order[0], "keep"), SliceVerdict(*order[1], "exclude"))
    assert pane.progress.text() == f"2 of {n} looked at"
    assert [cells(pane, i)["decision"] for i in range(3)] == ["✓", "✕", ""]
    assert pane.buttons["exclude"].isChecked()
    hand.wait_idle()
    hand.key(KEY.Key_Z, CTRL)
    hand.wait_idle()
    assert desk.verdicts == (SliceVerdict(*order[0], "keep"),)
    assert pane.progress.text() == f"1 of {n} looked at"


def test_buttons_decide_and_the_factors_follow(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    before = factor(window)
    click_line(pane, 0)
    ifu, slice_no = window.workspace.verdicts.listed[0].place
    click(pane.buttons["one"])
    hand.wait(lambda: (factor(window)[:, ifu - 1, slice_no - 1] == 1.0).all())
    hand.wait_idle()
    assert "1.0000 as decided" in pane.detail.toPlainText()
    assert pane.buttons["one"].isChecked()
    click(pane.buttons["half"])
    hand.wait(lambda: (factor(window)[5:8, ifu - 1, slice_no - 1] != 1.0).all())
    click(pane.clearer)
    hand.wait(lambda: np.array_equal(factor(window), before))
    assert not any(button.isChecked() for button in pane.buttons.values())
    hand.wait_idle()


def test_a_line_picks_its_slice_everywhere_and_the_other_way_round(
    pane: VerdictPane, window: MainWindow, hand: Hand
) -> None:
    linked, desk = window.workspace.linked, window.workspace.verdicts
    click_line(pane, 2)
    assert linked.slice_picked == desk.listed[2].place
    linked.pick_slice(*desk.listed[4].place)
    assert pane.table.currentIndex().row() == 4
    assert desk.listed[4].name in pane.detail.toPlainText()
    other = next((5, s) for s in range(1, 49) if (5, s) not in {line.place for line in desk.lines})
    linked.pick_slice(*other)
    assert not pane.chosen_lines()
    assert "It is no suspect." in pane.detail.toPlainText()
    hand.key(KEY.Key_J)
    assert desk.verdicts == (SliceVerdict(*other, "exclude"),)
    hand.wait_idle()


def test_several_lines_are_decided_about_at_once(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    desk = window.workspace.verdicts
    click_line(pane, 0)
    click_line(pane, 2, SHIFT)
    assert len(pane.chosen()) == 3
    click(pane.buttons["half"])
    assert [one.decision for one in desk.verdicts] == ["half"] * 3
    assert window.workspace.history.undo_label == "half 3 slices"
    hand.wait_idle()
    assert len(pane.chosen()) == 3


def test_a_note_is_typed_and_keys_in_it_are_letters(
    pane: VerdictPane, window: MainWindow, hand: Hand
) -> None:
    desk = window.workspace.verdicts
    click_line(pane, 0)
    place = desk.picked
    assert place is not None
    hand.type(pane.note, "jnk: a star")
    assert (desk.picked, desk.verdicts) == (place, ())
    click(pane.buttons["exclude"])
    assert desk.verdicts == (SliceVerdict(*place, "exclude", "jnk: a star"),)
    hand.type(pane.note, "!")
    assert desk.verdicts[0].note == "jnk: a star!"
    assert cells(pane, 0)["note"] == "jnk: a star!"
    click_line(pane, 1)
    assert pane.note.text() == ""
    hand.wait_idle()


def test_lists_are_filtered_and_sorted(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    desk = window.workspace.verdicts
    hand.key(KEY.Key_N)
    hand.key(KEY.Key_K)
    pane.shown.setFocus()
    hand.key(KEY.Key_Down, widget=pane.shown)
    assert pane.shown.currentText().startswith("Undecided")
    assert pane.model.rowCount() == len(desk.lines) - 1
    hand.key(KEY.Key_N)
    assert desk.picked == desk.listed[0].place
    hand.key(KEY.Key_Up, widget=pane.shown)
    pane.ifus.activated.emit(pane.ifus.findData(6))
    assert {line.ifu for line in pane.model.lines} == {6}
    pane.ifus.activated.emit(0)
    header = pane.table.horizontalHeader()
    assert header is not None
    viewport = header.viewport()
    assert viewport is not None
    column = [name for name, *_ in FIELDS].index("ifu")
    at = QPoint(header.sectionViewportPosition(column) + 6, header.height() // 2)
    QTest.mouseClick(viewport, LEFT, PLAIN, at)
    assert [line.place for line in pane.model.lines] == sorted(line.place for line in desk.lines)
    hand.wait_idle()


def test_lines_are_copied_as_text(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    click(pane.copier)
    rows = clipboard.text().splitlines()
    assert tuple(rows[0].split("\t")) == HEADS
    assert len(rows) == pane.model.rowCount() + 1
    click_line(pane, 0)
    click_line(pane, 1, SHIFT)
    pane.table.setFocus()
    hand.key(KEY.Key_C, CTRL, pane.table)
    assert len(clipboard.text().splitlines()) == 3
    hand.wait_idle()


def test_the_menu_of_a_right_click_decides(pane: VerdictPane, window: MainWindow, hand: Hand) -> None:
    click_line(pane, 0)
    menu = pane.menu()
    texts = {action.text().replace("&", ""): action for action in menu.actions()}
    texts["✕  Exclude"].trigger()
    assert window.workspace.verdicts.verdicts[0].decision == "exclude"
    assert window.menus.actions["verdict-next"] in menu.actions()
    menu.deleteLater()
    hand.wait_idle()


def test_single_letters_decide_in_their_perspective_only(
    pane: VerdictPane, window: MainWindow, hand: Hand
) -> None:
    click_line(pane, 0)
    hand.key(KEY.Key_F1, CTRL)
    hand.key(KEY.Key_J)
    hand.key(KEY.Key_N)
    assert window.workspace.verdicts.verdicts == ()
    hand.key(KEY.Key_F3, CTRL)
    hand.key(KEY.Key_J)
    assert len(window.workspace.verdicts.verdicts) == 1
    hand.wait_idle()


@pytest.mark.parametrize("is_used", [True, False])
def test_decisions_about_another_exposure_are_used_if_one_says_so(
    pane: VerdictPane, window: MainWindow, hand: Hand, tmp_path: Path, is_used: bool
) -> None:
    desk = window.workspace.verdicts
    desk.decide("half", [(5, 1)])
    hand.wait_idle()
    window.workspace.selfcal.saver.save("verdicts", tmp_path / "a.ecsv")
    hand.wait_idle()
    desk.clear([(5, 1)])
    table = window.workspace.table
    assert table is not None
    path = tmp_path / "b.ecsv"
    path.write_text((tmp_path / "a.ecsv").read_text().replace(table.facts.date_obs, "2031-01-01T00:00:00"))
    desk.load(path)
    asked = hand.dialog(QMessageBox)
    assert "of 2031-01-01T00:00:00" in asked.text()
    buttons = {button.text().replace("&", ""): button for button in asked.findChildren(QPushButton)}
    click(buttons["Use Them Here" if is_used else "Cancel"])
    assert desk.verdicts == ((SliceVerdict(5, 1, "half"),) if is_used else ())
    hand.wait_idle()


def right_click(widget: QWidget, at: QPoint) -> QMenu:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def press_in(menu: QMenu, title: str) -> None:
    action = next(a for a in menu.actions() if a.text().replace("&", "") == title)
    QTest.mouseClick(menu, LEFT, PLAIN, menu.actionGeometry(action).center())
    QApplication.processEvents()


def test_any_slice_is_decided_about_from_a_map_or_the_inspector(
    pane: VerdictPane, window: MainWindow, hand: Hand
) -> None:
    desk = window.workspace.verdicts
    window.arrangement.show_dock("Maps")
    maps = window.arrangement.panel("Maps", FactorMapsPane)
    canvas = next(iter(maps.views.values())).canvas
    place = next((6, s) for s in range(1, 49) if (6, s) not in {line.place for line in desk.lines})
    press_in(right_click(canvas, canvas.rect_of(place).center().toPoint()), "✕  Exclude")
    assert desk.verdicts == (SliceVerdict(*place, "exclude"),)
    assert window.workspace.linked.slice_picked == place
    window.arrangement.show_dock("Slice")
    hand.wait_idle()
    menu = right_click(window.slice_pane, QPoint(20, 20))
    assert [a.text() for a in menu.actions() if a.isChecked()] == ["✕  E&xclude"]
    press_in(menu, "Undecide")
    assert desk.verdicts == ()
    hand.wait_idle()


def test_before_a_run_a_map_offers_no_decisions(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_4, Qt.KeyboardModifier.AltModifier)
    hand.wait_idle()
    canvas = opened.slice_map.canvas
    menu = right_click(canvas, canvas.rect_of((6, 6)).center().toPoint())
    offered = [a.text() for a in menu.actions() if not a.isSeparator()]
    exports = [opened.menus.actions[ident].text() for ident in ("export-picture", "export-numbers")]
    assert offered == exports
    menu.close()
    hand.wait_idle()


def test_a_slice_is_decided_about_from_its_detector(
    pane: VerdictPane, window: MainWindow, hand: Hand
) -> None:
    hand.key(KEY.Key_3, Qt.KeyboardModifier.AltModifier)
    hand.wait_idle()
    window.workspace.linked.pick_slice(6, 20)
    hand.wait_idle()
    window.workspace.shown.reading = None
    window.detector.menuRequested.emit(window.mapToGlobal(QPoint(300, 300)))
    QApplication.processEvents()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    inner = menu.actions()[0].menu()
    assert inner is not None
    assert inner.title() == "Decide about IFU 6, slice 20 (CCD)"
    next(a for a in inner.actions() if "one" in a.text()).trigger()
    menu.close()
    assert window.workspace.verdicts.verdicts == (SliceVerdict(6, 20, "one"),)
    hand.wait_idle()
