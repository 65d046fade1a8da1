import threading
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

# What comes a little later, as a throttled call and what follows from it, has come by then. Looking for
# timers takes long among the objects of many tests: the event loop must have its time in between.
TIMERS_MS, N_LOOK = 250, 6


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Windows, threads and timers that outlive a test fail it."""
    yield
    for _ in range(3):
        QApplication.processEvents()
    n_left = N_LOOK
    while (timers := running_timers()) and n_left:
        QTest.qWait(TIMERS_MS)
        n_left -= 1
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
