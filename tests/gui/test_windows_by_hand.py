"""Several windows in one program: opened, locked, closed, with nothing left behind."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from pixviewer.gui.main_window import MainWindow
from pixviewer.model.filters import Chip

KEY, CTRL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def second(opened: MainWindow, hand: Hand, qtbot: QtBot, small_file: Path) -> Iterator[MainWindow]:
    """A second window, on the same file."""
    made = opened.windows.open(opened, small_file)
    qtbot.waitExposed(made)
    hand.wait(lambda: made.workspace.facts is not None and made.workspace.facts.has_blocks)
    hand.wait(lambda: not made.workspace.runner.is_busy())
    yield made
    if made in opened.windows.windows:
        made.close()
    QApplication.processEvents()


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)


def test_a_key_opens_a_table_in_a_window_of_its_own(
    opened: MainWindow, hand: Hand, small_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(small_file), ""))
    hand.key(KEY.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    hand.wait(lambda: len(opened.windows.windows) == 2)
    other = opened.windows.windows[1]
    hand.wait(lambda: other.workspace.facts is not None and other.workspace.facts.has_blocks)
    assert other.workspace is not opened.workspace
    assert other.workspace.facts.number != opened.workspace.facts.number
    hand.key(KEY.Key_W, CTRL | Qt.KeyboardModifier.ShiftModifier, other)
    assert opened.windows.windows == [opened]
    assert opened.workspace.table is not None


def test_a_window_is_closed_while_it_works_and_leaves_nothing(
    opened: MainWindow, hand: Hand, qtbot: QtBot, small_file: Path
) -> None:
    n_threads, n_timers = threading.active_count(), n_timers_alive()
    for _ in range(2):
        made = opened.windows.open(opened, small_file)
        qtbot.waitExposed(made)
        made.close()  # its table is being opened
        del made
    hand.wait(lambda: threading.active_count() == n_threads)
    for _ in range(3):
        QApplication.processEvents()
    gc.collect()
    assert len(opened.windows.session.members) == 1
    assert n_timers_alive() <= n_timers
    opened.workspace.set_view((-5.0, 5.0, -20.0, -10.0))
    hand.wait_exact()


def n_timers_alive() -> int:
    return sum(timer.isActive() for timer in QApplication.instance().findChildren(QTimer)) + sum(
        timer.isActive() for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer)
    )


def test_locked_windows_zoom_together_by_the_menu(opened: MainWindow, hand: Hand, second: MainWindow) -> None:
    opened.menus.actions["lock-position"].trigger()
    assert second.menus.actions["lock-position"].isChecked()
    assert "position and zoom" in second.lock_marks.label.text()
    hand.wheel(opened.panes["image"].view.canvas, (0.0, -15.0), 4)
    assert second.workspace.view.bounds == pytest.approx(opened.workspace.view.bounds)
    hand.wait(lambda: not second.workspace.runner.is_busy())
    opened.menus.actions["lock-position"].trigger()
    assert not second.menus.actions["lock-position"].isChecked()
    hand.wait_exact()


def test_limits_that_follow_from_a_filter_of_another_window_are_undone_with_it(
    opened: MainWindow, hand: Hand, second: MainWindow
) -> None:
    def rest() -> None:
        hand.wait_exact()
        hand.wait(lambda: not second.workspace.runner.is_busy())

    for what in ("lock-limits", "lock-filters"):
        opened.menus.actions[what].trigger()
    rest()
    n_before = len(second.workspace.history.labels)
    opened.workspace.editor.add_filter(Chip("ifu", (5,)))
    rest()
    assert second.workspace.view.filters == opened.workspace.view.filters
    shown = opened.workspace.shown.image
    assert shown is not None
    assert (second.workspace.display.image.low, second.workspace.display.image.high) == (shown.lo, shown.hi)
    assert second.workspace.history.labels[n_before:] == ["filters of the other window"]
    second.menus.actions["undo"].trigger()
    rest()
    assert not second.workspace.view.filters.chips
    assert not opened.workspace.view.filters.chips


def test_the_crosshair_of_one_window_is_seen_in_the_other(
    opened: MainWindow, hand: Hand, second: MainWindow
) -> None:
    hand.key(KEY.Key_K, CTRL | ALT)
    assert opened.menus.actions["lock-all"].isChecked()
    hand.hover(opened.panes["image"].view.canvas, (0.0, -15.0))
    hand.wait(lambda: second.panes["image"].view.canvas.crosshair is not None)
    assert second.panes["image"].view.canvas.crosshair == pytest.approx((0.0, -15.0), abs=0.5)
    hand.wait(lambda: not second.workspace.runner.is_busy())
    hand.wait_idle()
    hand.key(KEY.Key_K, CTRL | ALT)
    assert not opened.lock_marks.label.text()


def test_a_match_needs_another_window(opened: MainWindow) -> None:
    opened.menus.actions["match-everything"].trigger()
    assert "only one window is open" in opened.status.currentMessage()


def test_two_tables_dropped_at_once_are_opened_here_and_beside(
    window: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.fits"
    other.write_bytes(small_file.read_bytes())
    drop(window, small_file, other)
    assert "small.fits opens here (A), other.fits beside it" in window.status.currentMessage()
    hand.wait(lambda: window.workspace.comparison.state.pair is not None)
    pair = window.workspace.comparison.state.pair
    assert pair is not None
    assert [side.name for side in pair] == ["small.fits", "other.fits"]
    hand.wait(lambda: window.workspace.shown.compare is not None)
    hand.wait_idle()


def test_quitting_closes_all_windows(opened: MainWindow, hand: Hand, second: MainWindow) -> None:
    hand.key(KEY.Key_Q, CTRL)
    assert opened.windows.windows == []
    assert not opened.isVisible()
