import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import Hand
from left_over import running_timers
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pixviewer.gui import settings
from pixviewer.gui.main_window import MainWindow

TIMERS_MS = 1_000  # what comes a little later, as a throttled call, has come by then


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Windows, threads and timers that outlive a test fail it."""
    yield
    for _ in range(3):
        QApplication.processEvents()
    end = time.monotonic() + TIMERS_MS / 1000
    while (timers := running_timers()) and time.monotonic() < end:
        QTest.qWait(20)
    assert not timers, f"left ticking: {[(timer.interval(), timer.parent()) for timer in timers]}"
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    threads = [t.name for t in threading.enumerate() if t.name.startswith("pixviewer-")]
    for window in windows:
        window.close()
    assert not windows, f"left open: {windows}"
    assert not threads, f"left running: {threads}"


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The window, empty, with settings of its own."""
    settings.settings().clear()
    made = MainWindow()
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.workspace.close()
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    """Mouse and keys in the window."""
    return Hand(qtbot, window)


@pytest.fixture
def opened(window: MainWindow, hand: Hand, small_file: Path) -> MainWindow:
    """The window with a small table, at rest."""
    window.workspace.open(small_file)
    hand.wait_exact()
    return window
