"""Preferences by mouse and keys: what they change at once, and what is left of them at the next start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hand import Hand
from left_over import bury_closed_windows
from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pixviewer.core import cache
from pixviewer.gui import fonts, settings, theme
from pixviewer.gui.dialogs.preferences.cache import CachePage
from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.gui.dialogs.preferences.general import GeneralPage
from pixviewer.gui.dialogs.preferences.memory import MemoryPage
from pixviewer.gui.main_window import MainWindow
from pixviewer.model import memory
from pixviewer.model.preferences import Preferences, Preferring

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _looks_as_before() -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    bury_closed_windows()
    font, choice = app.font(), theme.choice()
    yield
    app.setFont(font)
    theme.apply_theme(app, choice)
    memory.set_share(memory.SHARE)


@pytest.fixture
def dialog(window: MainWindow, hand: Hand) -> Iterator[PreferencesDialog]:
    hand.wait(window.isActiveWindow)
    hand.key(Qt.Key.Key_Comma, CTRL)
    shown: PreferencesDialog = hand.dialog(PreferencesDialog)
    yield shown
    shown.close()
    QApplication.processEvents()


def page(dialog: PreferencesDialog, kind: type) -> object:
    found = next(page for page in dialog.pages if isinstance(page, kind))
    dialog.show_page(found.title)
    return found


def test_keys_choose_a_theme_and_every_window_follows(
    dialog: PreferencesDialog, window: MainWindow, hand: Hand
) -> None:
    general = page(dialog, GeneralPage)
    assert isinstance(general, GeneralPage)
    hand.type(general.theme, "D")
    assert theme.is_dark()
    assert window.menus.actions["theme-dark"].isChecked()
    window.menus.actions["theme-light"].trigger()
    assert not theme.is_dark()
    assert general.theme.currentText() == "Light"
    assert settings.load_preferences()[0].value.theme == "light"


def test_a_larger_font_is_written_everywhere_at_once(
    dialog: PreferencesDialog, window: MainWindow, hand: Hand
) -> None:
    general = page(dialog, GeneralPage)
    assert isinstance(general, GeneralPage)
    before = window.readout.line.sizeHint().height()
    general.font_size.setValue(14.0)
    assert QApplication.font().pointSizeF() == 14.0
    for widget in (window.status.rows, window.readout.line, window.badges, window.filters.total):
        hand.wait(lambda widget=widget: widget.font().pointSizeF() == 14.0)
    hand.wait(lambda: window.readout.line.sizeHint().height() > before)
    assert window.status.height() >= window.status.fontMetrics().height()
    dialog.defaults.click()
    assert QApplication.font().pointSizeF() == pytest.approx(fonts.platform_size())
    assert window.windows.preferring.value == Preferences()


def test_the_budget_changes_what_the_bar_says(dialog: PreferencesDialog, window: MainWindow) -> None:
    share = page(dialog, MemoryPage)
    assert isinstance(share, MemoryPage)
    share.share.setValue(50)
    assert memory.budget() == memory.machine_memory() // 2
    window.status.memory.look()
    assert window.status.memory.budget == memory.budget()


def test_one_kind_of_entry_of_the_cache_is_cleared(dialog: PreferencesDialog, hand: Hand) -> None:
    folder, other = cache.cache_dir(cache.UNPACKED), cache.cache_dir(cache.DEMO)
    assert folder is not None
    assert other is not None
    cache.clear(cache.UNPACKED)  # what earlier tests have unpacked
    (folder / "kept.fits").write_bytes(bytes(5000))
    (other / "kept.fits").write_bytes(bytes(7000))
    shown = page(dialog, CachePage)
    assert isinstance(shown, CachePage)
    hand.wait(lambda: shown.sizes[cache.UNPACKED].text() == "5 kB")
    hand.wait(shown.buttons[cache.UNPACKED].isEnabled)
    QTest.mouseClick(shown.buttons[cache.UNPACKED], Qt.MouseButton.LeftButton)
    hand.wait(lambda: shown.sizes[cache.UNPACKED].text() == "nothing")
    assert not (folder / "kept.fits").exists()
    assert (other / "kept.fits").exists()
    (other / "kept.fits").unlink()


def test_the_dialog_is_open_once(dialog: PreferencesDialog, window: MainWindow, hand: Hand) -> None:
    window.activateWindow()
    hand.wait(window.isActiveWindow)
    hand.key(Qt.Key.Key_Comma, CTRL)
    assert len(window.findChildren(PreferencesDialog)) == 1


def test_an_arrangement_is_left_alone_when_that_is_preferred(qtbot: QtBot) -> None:
    settings.settings().clear()
    settings.save("perspective", "extract")
    settings.save_preferences(Preferring(Preferences(restores_arrangement=False)))
    made = MainWindow()
    assert made.arrangement.perspective == "inspect"
    made.close()


# Bad luck


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    """A folder of settings for this test alone."""
    before = Path(settings.settings().fileName()).parents[1]
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    yield tmp_path / "config"
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(before))


def shown_message(qtbot: QtBot) -> str:
    made = MainWindow()
    text = made.status.currentMessage()
    made.windows.preferring.change(font_size=11.0)
    made.close()
    return text


def test_settings_that_cannot_be_written_are_told_and_nothing_fails(config: Path, qtbot: QtBot) -> None:
    config.write_text("a file stands where the folder of settings should be")
    text = shown_message(qtbot)
    assert "cannot be written" in text
    assert str(config) in text


def test_a_settings_file_of_rubbish_is_set_aside(config: Path, qtbot: QtBot) -> None:
    (config / "pixviewer").mkdir(parents=True)
    ini = config / "pixviewer" / "pixviewer.ini"
    ini.write_bytes(b"\x00\xff\x13 this is no file of settings\n[[[\nnothing")
    assert "set aside" in shown_message(qtbot)
    assert b"this is no file of settings" in ini.with_name("pixviewer.ini.broken").read_bytes()
    assert settings.load_preferences()[0].value.font_size == 11.0


@pytest.mark.parametrize("text", ["{", '"[1, 2]"', r'"{\"theme\": 7}"'])
def test_preferences_that_cannot_be_read_leave_the_usual_ones(config: Path, qtbot: QtBot, text: str) -> None:
    (config / "pixviewer").mkdir(parents=True)
    (config / "pixviewer" / "pixviewer.ini").write_text(f"[General]\npreferences={text}\nrecent=@Size(3 4)\n")
    made = MainWindow()
    assert str(config) in made.status.currentMessage()
    assert made.windows.preferring.value == Preferences()
    assert settings.remembered_files() == []
    made.close()
