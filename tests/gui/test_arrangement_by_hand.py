"""Perspectives, panels that float, close and return, and what is told without blocking."""

import json
from collections.abc import Callable

import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from pixviewer.gui import panel_shape, settings
from pixviewer.gui.dialogs.messages import MessagesDialog
from pixviewer.gui.errors import ErrorDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.screens import bring_back, can_be_grabbed

SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


def tab(window: MainWindow, i: int) -> None:
    bar = window.perspective_tabs
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(i).center())
    QApplication.processEvents()


def shown(window: MainWindow) -> set[str]:
    return {title for title, dock in window.arrangement.docks.items() if not dock.isHidden()}


def test_tabs_at_the_top_left_choose_a_perspective_and_follow_it(opened: MainWindow, hand: Hand) -> None:
    bar = opened.perspective_tabs
    assert [bar.tabText(i) for i in range(bar.count())] == ["Inspect", "Extract", "Self-cal QA"]
    tab(opened, 1)
    assert opened.arrangement.perspective == "extract"
    assert opened.menus.actions["extract-view"].isChecked()
    hand.key(Qt.Key.Key_F3, Qt.KeyboardModifier.ControlModifier)
    assert bar.tabText(bar.currentIndex()) == "Self-cal QA"
    assert opened.arrangement.perspective == "selfcal"
    hand.wait_idle()


def test_a_perspective_comes_back_as_it_was_left(opened: MainWindow, hand: Hand, qtbot: QtBot) -> None:
    docks = opened.arrangement.docks
    docks["Flags"].close()
    docks["Spectrum"].setFloating(True)
    docks["Spectrum"].setGeometry(120, 140, 500, 220)
    opened.arrangement.show_dock("Fit")
    before = shown(opened)
    tab(opened, 1)
    assert not docks["Spectrum"].isFloating()
    assert not docks["Flags"].isHidden()
    tab(opened, 0)
    assert shown(opened) == before
    assert docks["Spectrum"].isFloating()
    assert docks["Spectrum"].size().width() == 500
    qtbot.waitUntil(lambda: not docks["Fit"].visibleRegion().isEmpty())
    hand.wait_idle()


def test_everything_returns_at_a_word(opened: MainWindow, hand: Hand) -> None:
    docks, window = opened.arrangement.docks, opened
    first, area = shown(window), window.dockWidgetArea(docks["Regions"])
    docks["Regions"].setFloating(True)
    docks["Flags"].close()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["Rows"])
    window.menus.actions["reset-arrangement"].trigger()
    assert shown(window) == first
    assert not docks["Regions"].isFloating()
    assert window.dockWidgetArea(docks["Rows"]) == area
    assert docks["Rows"] in window.tabifiedDockWidgets(docks["Regions"])
    hand.wait_idle()


def test_a_closed_panel_is_listed_and_comes_back(opened: MainWindow, hand: Hand) -> None:
    dock = opened.arrangement.docks["Flags"]
    dock.close()
    action = dock.toggleViewAction()
    assert action is not None
    panels = next(a.menu() for a in opened.menus.menus["View"].actions() if a.text() == "Panels")
    assert panels is not None
    assert action in panels.actions()
    assert not action.isChecked()
    action.trigger()
    assert not dock.isHidden()
    hand.wait_idle()


def test_shapes_are_kept_with_the_version_of_the_window(opened: MainWindow, hand: Hand) -> None:
    opened.arrangement.docks["Flags"].close()
    tab(opened, 1)
    opened.arrangement.save()
    text = settings.saved_text("panels")
    kept = panel_shape.from_text(text, settings.LAYOUT_VERSION)
    assert "Flags" not in kept["inspect"].shown
    assert panel_shape.from_text(text, settings.LAYOUT_VERSION + 1) == {}
    hand.wait_idle()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "shapes": {"a": 3}}'])
def test_kept_shapes_that_are_none_are_passed_over(text: str) -> None:
    assert panel_shape.from_text(text, 1) == {}


def test_a_shape_goes_through_text() -> None:
    shape = panel_shape.PanelShape(("A", "B"), ("A",), (("B", (1, 2, 3, 4)),), (("A", (5, 6)),))
    text = panel_shape.to_text({"inspect": shape}, 3)
    assert json.loads(text)["version"] == 3
    assert panel_shape.from_text(text, 3) == {"inspect": shape}


# Screens that go


@pytest.mark.parametrize(
    ("frame", "is_reached"),
    [
        (QRect(100, 100, 800, 600), True),
        (QRect(3000, 100, 800, 600), True),
        (QRect(3150, 100, 800, 600), False),  # too little of the title to grab
        (QRect(100, -300, 800, 600), False),  # the title is above the screen
        (QRect(5000, 5000, 800, 600), False),
        (QRect(1850, 500, 60, 200), True),  # narrower than what must be seen of others
    ],
)
def test_a_window_can_be_grabbed_where_its_title_is_seen(frame: QRect, *, is_reached: bool) -> None:
    assert can_be_grabbed(frame, SCREENS) is is_reached


def test_a_panel_on_a_screen_that_is_gone_comes_back(opened: MainWindow, hand: Hand) -> None:
    dock = opened.arrangement.docks["Regions"]
    dock.setFloating(True)
    dock.setGeometry(9000, 9000, 300, 300)
    opened.move(QPoint(-4000, 50))
    bring_back(opened)
    screen = opened.screen()
    assert screen is not None
    assert screen.availableGeometry().contains(dock.geometry())
    assert can_be_grabbed(opened.frameGeometry(), [screen.availableGeometry()])
    dock.setFloating(False)
    hand.wait_idle()


# What is told


def test_the_bell_counts_what_went_wrong_and_lists_all(
    opened: MainWindow, hand: Hand, error_dialogs_closed: Callable[[], None]
) -> None:
    bell = opened.status.bell
    assert bell.text() == ""
    opened.tell("saved a picture")
    opened.warn("the table lies on a slow disk")
    opened.show_failure("Reading b.fits", ValueError("b.fits is no pixel table"))
    error_dialogs_closed()
    assert bell.text() == "2"
    assert "2 messages" in bell.accessibleName()
    bell.click()
    dialog = hand.dialog(MessagesDialog)
    text = dialog.text.toPlainText()
    assert "saved a picture" in text
    assert "! warning the table lies on a slow disk" in text
    assert "✗ failure Reading b.fits: b.fits is no pixel table" in text
    assert bell.text() == ""
    opened.warn("one more")
    assert "one more" in dialog.text.toPlainText()
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == opened.messages.as_text()
    dialog.close()


@pytest.fixture
def error_dialogs_closed(hand: Hand) -> Callable[[], None]:
    """Close the dialog of a failure, which blocks nobody."""

    def close() -> None:
        dialog = hand.dialog(ErrorDialog)
        assert any(button.text() == "Copy" for button in dialog.findChildren(QPushButton))
        dialog.close()
        QApplication.processEvents()

    return close


def test_the_pill_counts_jobs_and_cancels_them(opened: MainWindow, hand: Hand) -> None:
    pill = opened.job_pill
    hand.wait(lambda: pill.text() == "○ idle")
    width = pill.width()
    opened.workspace.open_demo()
    hand.wait(lambda: pill.text().startswith("● "))
    assert pill.width() == width
    assert "running" in pill.accessibleName()
    menu = pill.jobs_menu
    menu.aboutToShow.emit()
    cancels = [action for action in menu.actions() if action.text().startswith("Cancel: ")]
    assert cancels
    for action in cancels:
        action.trigger()
    hand.wait(lambda: pill.text() == "○ idle")
