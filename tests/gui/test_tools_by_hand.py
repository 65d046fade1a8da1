"""Tools for one drawing, locked or held; Space; Esc."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolButton

from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.tool_choice import HELD, HOLD_MS, LOCKED, ONCE

KEY = Qt.Key


def sky(window: MainWindow):  # type: ignore[no-untyped-def]
    return window.panes["image"].view.canvas


def state(window: MainWindow) -> tuple[str, str]:
    choice = window.tools.choice
    assert choice.tool == window.tool
    return choice.tool, choice.span


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyPress(sky(window), key)
    QApplication.processEvents()


def release(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyRelease(sky(window), key)
    QApplication.processEvents()


@pytest.fixture
def at_sky(opened: MainWindow) -> MainWindow:
    """The window with the keyboard at the sky image."""
    sky(opened).setFocus()
    return opened


def test_a_tool_draws_once(at_sky: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_2, widget=sky(at_sky))
    assert state(at_sky) == ("circle", ONCE)
    hand.drag(sky(at_sky), (0.0, -15.0), (1.0, -15.0))
    assert len(at_sky.workspace.regions.items) == 1
    assert state(at_sky) == ("pan", LOCKED)
    hand.wait_exact()


def test_a_tool_that_is_pressed_twice_stays(at_sky: MainWindow, hand: Hand) -> None:
    for _ in range(2):
        hand.key(KEY.Key_3, widget=sky(at_sky))
    assert state(at_sky) == ("square", LOCKED)
    for x in (-6.0, 6.0):
        hand.drag(sky(at_sky), (x, -15.0), (x + 1.0, -15.0))
    assert len(at_sky.workspace.regions.items) == 2
    assert state(at_sky) == ("square", LOCKED)
    hand.wait_exact()


def test_a_double_click_on_the_button_locks_the_tool(at_sky: MainWindow, hand: Hand) -> None:
    button = at_sky.tools.marks["circle"].parentWidget()
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert state(at_sky) == ("circle", ONCE)
    assert "one drawing" in button.accessibleName()
    at_sky.set_tool("pan")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)  # the press of it; the release follows
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert state(at_sky) == ("circle", LOCKED)
    assert at_sky.tools.marks["circle"].isVisible()
    assert "until another tool" in button.accessibleName()
    assert not at_sky.tools.marks["square"].isVisible()


def test_by_preference_tools_stay(at_sky: MainWindow, hand: Hand) -> None:
    at_sky.workspace.preferring.change(keeps_tool=True)
    hand.key(KEY.Key_2, widget=sky(at_sky))
    assert state(at_sky) == ("circle", LOCKED)


def test_a_held_key_lends_a_tool(at_sky: MainWindow, hand: Hand) -> None:
    press(at_sky, KEY.Key_2)
    for x in (-6.0, 6.0):
        hand.drag(sky(at_sky), (x, -15.0), (x + 1.0, -15.0))
    assert state(at_sky) == ("circle", HELD)
    assert len(at_sky.workspace.regions.items) == 2
    release(at_sky, KEY.Key_2)
    assert state(at_sky) == ("pan", LOCKED)
    hand.wait_exact()


def test_a_key_that_is_down_for_long_is_held_even_if_nothing_is_drawn(at_sky: MainWindow, hand: Hand) -> None:
    for _ in range(2):
        hand.key(KEY.Key_3, widget=sky(at_sky))
    press(at_sky, KEY.Key_1)
    QTest.qWait(HOLD_MS + 100)
    assert state(at_sky) == ("pan", HELD)
    release(at_sky, KEY.Key_1)
    assert state(at_sky) == ("square", LOCKED)


def test_a_held_tool_goes_with_the_keyboard(at_sky: MainWindow, hand: Hand) -> None:
    press(at_sky, KEY.Key_2)
    hand.drag(sky(at_sky), (0.0, -15.0), (1.0, -15.0))
    at_sky.verbs.show_about()
    from pixviewer.gui.dialogs.about import AboutDialog

    dialog = hand.dialog(AboutDialog)
    hand.wait(lambda: state(at_sky) == ("pan", LOCKED))
    dialog.close()
    hand.wait_exact()


def test_the_mask_and_the_wavelength_tool_have_spans_too(at_sky: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_4, widget=sky(at_sky))
    assert state(at_sky) == ("mask", LOCKED)
    hand.key(KEY.Key_5, widget=sky(at_sky))
    assert state(at_sky) == ("wave", ONCE)
    canvas = at_sky.spectrum.view.canvas
    y = sum(canvas.box()[2:]) / 2
    x0, x1 = canvas.box()[:2]
    hand.drag(canvas, (0.6 * x0 + 0.4 * x1, y), (0.5 * x0 + 0.5 * x1, y))
    assert len(at_sky.workspace.editor.bands) == 1
    assert state(at_sky) == ("pan", LOCKED)
    hand.wait_exact()


def test_space_pans_in_any_tool_with_a_closed_hand(at_sky: MainWindow, hand: Hand) -> None:
    at_sky.set_tool("circle")
    canvas = sky(at_sky)
    before = canvas.box()
    press(at_sky, KEY.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.drag(canvas, (0.0, -15.0), (3.0, -15.0), release=False)
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton)
    release(at_sky, KEY.Key_Space)
    assert canvas.box() != before
    assert at_sky.workspace.regions.items == ()
    assert state(at_sky)[0] == "circle"
    hand.wait_exact()


def test_esc_steps_back_wherever_the_keyboard_is(at_sky: MainWindow, hand: Hand) -> None:
    at_sky.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    at_sky.set_tool("circle")
    elsewhere = at_sky.slots.slots[0].tabs
    elsewhere.setFocus()
    hand.drag(sky(at_sky), (6.0, -15.0), (8.0, -15.0), release=False)
    for expected in (
        lambda: sky(at_sky).gesture is None,
        lambda: at_sky.workspace.regions.selected == (),
        lambda: at_sky.tool == "pan",
    ):
        assert not expected()
        hand.key(KEY.Key_Escape, widget=elsewhere)
        assert expected()
    QTest.mouseRelease(sky(at_sky).viewport(), Qt.MouseButton.LeftButton)
    assert len(at_sky.workspace.regions.items) == 1
    hand.wait_exact()


@pytest.mark.parametrize(
    "key", [KEY.Key_1, KEY.Key_2, KEY.Key_A, KEY.Key_Z, KEY.Key_QuoteLeft, KEY.Key_Delete]
)
def test_plain_keys_do_nothing_else_while_a_field_is_typed_in(
    at_sky: MainWindow, hand: Hand, key: Qt.Key
) -> None:
    at_sky.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait_exact()
    before = at_sky.tool, sky(at_sky).box(), at_sky.workspace.regions.items, at_sky.workspace.display.image
    field = at_sky.goto_edit
    field.setFocus()
    QTest.keyClick(field, key)
    assert (
        at_sky.tool, sky(at_sky).box(), at_sky.workspace.regions.items, at_sky.workspace.display.image
    ) == before  # fmt: skip
