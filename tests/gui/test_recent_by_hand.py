"""Recent files: on the start page and in the menu, also when one of them has gone."""

import threading
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QToolButton

from pixviewer.gui import settings
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.recent import RecentFiles


@pytest.fixture
def two_files(window: MainWindow, hand: Hand, tmp_path: Path, small_file: Path) -> list[Path]:
    """A file that is there, and before it one that has gone."""
    gone = tmp_path / "gone & lost.fits"
    for path in (small_file, gone):
        settings.remember_file(path)
    window.recent_linking.refresh()
    hand.wait(lambda: window.recent_linking.recent.missing == {gone})
    return [gone, small_file]


def test_a_file_that_has_gone_is_marked_in_words_and_can_be_forgotten(
    window: MainWindow, hand: Hand, two_files: list[Path]
) -> None:
    first, second = window.start.file_buttons()
    assert (first.text(), first.isEnabled()) == ("gone && lost.fits (not found)", False)
    assert (second.text(), second.isEnabled()) == (two_files[1].name, True)
    cross = next(
        button
        for button in window.start.findChildren(QToolButton)
        if button.isVisible() and button.accessibleName() == "Forget gone & lost.fits"
    )
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert [button.text() for button in window.start.file_buttons()] == [two_files[1].name]
    assert settings.remembered_files() == [two_files[1]]
    QTest.mouseClick(window.start.file_buttons()[0], Qt.MouseButton.LeftButton)
    hand.wait(lambda: window.workspace.table is not None)
    hand.wait_exact()


def test_the_menu_offers_what_is_there_and_forgets_the_rest(
    window: MainWindow, hand: Hand, two_files: list[Path]
) -> None:
    window.recent_menu.aboutToShow.emit()
    hand.wait(lambda: not window.recent_menu.actions()[0].isEnabled())
    texts = {action.text(): action for action in window.recent_menu.actions()}
    assert texts[str(two_files[1])].isEnabled()
    texts["Forget Those Not Found"].trigger()
    assert settings.remembered_files() == [two_files[1]]
    window.recent_menu.aboutToShow.emit()
    texts = {action.text(): action for action in window.recent_menu.actions()}
    texts["Forget All"].trigger()
    assert settings.remembered_files() == []
    assert not window.start.heading.isVisible()


def test_a_disk_that_does_not_answer_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked_in = threading.Event(), []
    path = Path("/slow/table.fits")

    def exists(self: Path, **options: object) -> bool:
        asked_in.append(threading.current_thread())
        answers.wait(20)
        return False

    monkeypatch.setattr(Path, "exists", exists)
    arrived = threading.Event()
    recent = RecentFiles(lambda call: (call(), arrived.set()), lambda: [path])  # type: ignore[arg-type, return-value]
    recent.look()
    assert recent.files == [path]  # at once, as far as is known
    assert recent.missing == frozenset()
    answers.set()
    assert arrived.wait(20)
    assert recent.missing == {path}
    assert threading.main_thread() not in asked_in
