import sys
import threading
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtWidgets import QApplication, QMessageBox

from pixviewer.core.errors import PixTableError
from pixviewer.gui.app import tell_warnings
from pixviewer.gui.errors import UNEXPECTED, ErrorDialog, LastResort
from pixviewer.gui.main_window import MainWindow


@pytest.fixture
def last_resort(monkeypatch: pytest.MonkeyPatch, window: MainWindow) -> LastResort:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = LastResort(Path("/somewhere/pixviewer.log"))
    made.install()
    return made


def test_a_known_failure_is_its_sentence(window: MainWindow, hand: Hand) -> None:
    window.show_failure("Opening x.fits", PixTableError("x.fits is not FITS"))
    dialog = hand.dialog(ErrorDialog)
    assert dialog.text() == "X.fits is not FITS"
    assert dialog.detailedText() == ""
    dialog.close()


def test_the_same_failure_is_shown_once(window: MainWindow, hand: Hand) -> None:
    for _ in range(3):
        window.show_failure("Drawing", PixTableError("x.fits was changed on disk"))
    hand.dialog(ErrorDialog)
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, ErrorDialog) and w.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].close()
    window.show_failure(
        "Counting", PixTableError("x.fits was changed on disk")
    )  # the next job, a moment later
    assert not dialogs[0].isVisible()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, ErrorDialog) and w.isVisible()]


def test_an_unexpected_failure_names_the_log_and_folds_its_details(
    last_resort: LastResort, window: MainWindow, hand: Hand
) -> None:
    try:
        raise KeyError("a fault")
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    dialog = hand.dialog(ErrorDialog)
    assert UNEXPECTED in dialog.text()
    assert "/somewhere/pixviewer.log" in dialog.text()
    assert "KeyError: 'a fault'" in dialog.detailedText()
    dialog.copy()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "KeyError: 'a fault'" in clipboard.text()
    assert dialog.isVisible()
    dialog.close()


def test_a_failure_in_a_thread_is_shown_too(last_resort: LastResort, window: MainWindow, hand: Hand) -> None:
    def fails() -> None:
        raise KeyError("in a thread")

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    dialog = hand.dialog(ErrorDialog)
    assert "in a thread" in dialog.detailedText()
    dialog.close()


def test_a_warning_about_a_table_is_a_message(
    window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    import warnings

    from pixviewer.core.errors import PixTableWarning

    with warnings.catch_warnings():
        tell_warnings(window.workspace.told.emit, window.deliver)
        warnings.simplefilter("always", PixTableWarning)
        warnings.warn("the header says nothing of the positions", PixTableWarning, stacklevel=1)
        hand.wait(lambda: "The header says nothing" in window.status.currentMessage())


@pytest.mark.parametrize("answer", ["Yes", "No"])
def test_a_large_packed_file_is_unpacked_after_a_yes_only(
    window: MainWindow,
    hand: Hand,
    small_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
) -> None:
    import gzip

    from pixviewer.core.io import unpacking

    monkeypatch.setattr(unpacking, "ASK_ABOVE_BYTES", 100_000)
    path = tmp_path / f"{answer}.fits.gz"
    path.write_bytes(gzip.compress(small_file.read_bytes(), 1))
    window.workspace.open(path)
    box = hand.dialog(QMessageBox)
    assert path.name in box.text()
    button = box.button(getattr(QMessageBox.StandardButton, answer))
    assert button is not None
    button.click()
    if answer == "Yes":
        hand.wait_exact()
        assert window.windowTitle().startswith(path.name)
    else:
        hand.wait_idle()
        assert window.workspace.table is None
