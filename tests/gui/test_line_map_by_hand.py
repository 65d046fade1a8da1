"""A line map by mouse and keys: bands drawn, marked, dragged, typed, undone; the sky image follows."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDoubleSpinBox, QInputDialog, QLineEdit, QMenu

from pixviewer import line_map
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panels.line_bar import LineBar
from pixviewer.model.lines.bands import CONTINUUM_1, CONTINUUM_2, LINE, LineBands

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
Key = Qt.Key
VALUE = 0.0


@pytest.fixture
def near(opened: MainWindow, hand: Hand) -> MainWindow:
    """The window with the spectrum from 6054 to 6061 Å, where the star of the small table shines."""
    opened.spectrum.view.set_view(6054.0, 6061.0)
    opened.spectrum.view.canvas.setFocus()
    return opened


def at(window: MainWindow, wave: float) -> tuple[float, float]:
    """A place in the middle of the spectrum."""
    box = window.spectrum.view.canvas.box()
    return wave, (box[2] + box[3]) / 2


def press(hand: Hand, window: MainWindow, wave: float, key: Qt.Key) -> None:
    """Point at a wavelength, and press Alt with a key."""
    canvas = window.spectrum.view.canvas
    hand.hover(canvas, at(window, wave))
    hand.key(key, ALT, canvas.viewport())


def marked(hand: Hand, window: MainWindow) -> None:
    """Line and first continuum by keys."""
    window.workspace.lines.mark(LINE, 6057.0, 6058.5)
    window.workspace.lines.mark(CONTINUUM_1, 6055.0, 6056.5)
    hand.wait_idle()


def image_value(window: MainWindow) -> np.ndarray:
    value: np.ndarray = window.workspace.canvases._products["image"][1].value
    return value


def test_drawn_bands_become_a_line_map_by_their_keys(near: MainWindow, hand: Hand) -> None:
    canvas, lines = near.spectrum.view.canvas, near.workspace.lines
    assert not near.spectrum.line_bar.isVisible()
    for _ in range(2):  # the second time locks it
        hand.key(Key.Key_5)
    hand.drag(canvas, at(near, 6057.0), at(near, 6058.5))
    hand.key(Key.Key_C, ALT, canvas.viewport())
    line = lines.bands.line
    assert line is not None
    assert line == pytest.approx((6057.0, 6058.5), abs=0.02)
    assert near.workspace.view.bands == ()
    assert near.spectrum.line_bar.isVisible()
    hand.wait_idle()  # and laid out
    assert "Alt+X" in near.spectrum.line_bar.warning.text()
    hand.drag(canvas, at(near, 6055.0), at(near, 6056.5))
    hand.key(Key.Key_X, ALT, canvas.viewport())
    hand.wait_idle()
    hand.drag(canvas, at(near, 6059.0), at(near, 6060.0))
    hand.key(Key.Key_V, ALT, canvas.viewport())
    hand.wait_exact()
    assert lines.bands.continuum == (
        pytest.approx((6055.0, 6056.5), abs=0.02),
        pytest.approx((6059.0, 6060.0), abs=0.02),
    )
    assert near.workspace.table is not None
    expected = line_map(near.workspace.table, line, lines.bands.continuum)
    np.testing.assert_array_equal(image_value(near), expected.value)
    pane = near.panes["image"]
    assert pane.strip._quantity.currentText() == "Line map"
    assert "Line map" in pane.title.text()
    assert f"{line[0]:g}–{line[1]:g} − " in pane.title.text()
    assert near.menus.actions["line-show"].isChecked()


def test_keys_mark_the_place_under_the_mouse(near: MainWindow, hand: Hand) -> None:
    lines = near.workspace.lines
    lines.mark(LINE, 6057.0, 6058.0)
    press(hand, near, 6056.0, Key.Key_X)
    assert lines.bands.continuum_1 == pytest.approx((6055.5, 6056.5), abs=0.02)
    press(hand, near, 6059.5, Key.Key_V)
    assert lines.bands.continuum_2 == pytest.approx((6059.0, 6060.0), abs=0.02)
    press(hand, near, 6057.8, Key.Key_C)
    assert lines.bands.line == pytest.approx((6057.3, 6058.3), abs=0.02)
    for key in (Key.Key_Z,) * 3:
        hand.key(key, CONTROL)
    assert lines.bands == LineBands(line=(6057.0, 6058.0))
    hand.wait_idle()


def test_the_keys_mean_nothing_outside_the_spectrum(opened: MainWindow, hand: Hand) -> None:
    sky = opened.panes["image"].view.canvas
    hand.hover(sky, (0.0, 0.0))
    sky.setFocus()
    assert opened.menus.menus["View"].title() == "&View"
    hand.hover(opened.spectrum.view.canvas, at(opened, 6057.0))
    assert opened.menus.menus["View"].title() == "View", "its letter is a key of the spectrum there"
    hand.hover(sky, (0.0, 0.0))
    hand.key(Key.Key_X, ALT)
    assert opened.workspace.lines.bands == LineBands()


def test_a_band_is_dragged_by_its_inside_and_its_edge(near: MainWindow, hand: Hand) -> None:
    canvas, lines = near.spectrum.view.canvas, near.workspace.lines
    marked(hand, near)
    hand.click(canvas, at(near, 6057.7))
    hand.drag(canvas, at(near, 6057.7), at(near, 6058.2))
    assert lines.bands.line == pytest.approx((6057.5, 6059.0), abs=0.02)
    hand.drag(canvas, at(near, 6056.5), at(near, 6056.0))
    assert lines.bands.continuum_1 == pytest.approx((6055.0, 6056.0), abs=0.02)
    hand.wait_exact()
    assert near.workspace.table is not None
    expected = line_map(near.workspace.table, lines.bands.line, lines.bands.continuum).value
    np.testing.assert_array_equal(image_value(near), expected)
    assert near.workspace.history.undo_label == "move continuum 1"
    hand.key(Key.Key_Z, CONTROL)
    hand.key(Key.Key_Z, CONTROL)
    assert lines.bands.line == (6057.0, 6058.5)
    hand.wait_idle()


def test_escape_puts_a_band_that_is_dragged_back(near: MainWindow, hand: Hand) -> None:
    canvas, lines = near.spectrum.view.canvas, near.workspace.lines
    marked(hand, near)
    hand.click(canvas, at(near, 6057.7))
    hand.drag(canvas, at(near, 6057.7), at(near, 6058.2), release=False)
    hand.key(Key.Key_Escape, NONE, canvas)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(1, 1))
    assert lines.bands.line == (6057.0, 6058.5)
    hand.wait_idle()


def test_a_band_is_chosen_in_the_bar_and_typed_in_angstrom(near: MainWindow, hand: Hand) -> None:
    marked(hand, near)
    bar, view = near.spectrum.line_bar, near.spectrum.view
    QTest.mouseClick(bar.parts[CONTINUUM_1], Qt.MouseButton.LeftButton)
    assert bar.parts[CONTINUUM_1].isChecked()
    assert view._edit_label.text() == "Continuum"
    low, high = view._edit.findChildren(QDoubleSpinBox)
    assert (low.value(), high.value()) == (6055.0, 6056.5)
    high.selectAll()
    hand.type(high, "6056.25")
    hand.key(Key.Key_Return, NONE, high)
    assert near.workspace.lines.bands.continuum_1 == (6055.0, 6056.25)
    assert "6055.00–6056.25 Å" in bar.parts[CONTINUUM_1].accessibleName()
    view.canvas.setFocus()
    hand.key(Key.Key_Delete, NONE, view.canvas)
    assert near.workspace.lines.bands.continuum == ()
    assert near.workspace.display.image.by == "mean"
    assert not bar.parts[CONTINUUM_1].isVisible()
    hand.wait_idle()


def choose(hand: Hand, bar: LineBar, title: str) -> None:
    """Take an entry of the menu of the bar by the mouse."""
    bar.menu.popup(bar.mapToGlobal(QPoint(0, 0)))
    hand.wait(bar.menu.isVisible)
    (action,) = [action for action in bar.menu.actions() if action.text() == title]
    QTest.mouseClick(bar.menu, Qt.MouseButton.LeftButton, NONE, bar.menu.actionGeometry(action).center())


def test_weighting_name_image_and_clear_by_the_bar(near: MainWindow, hand: Hand) -> None:
    marked(hand, near)
    bar, lines = near.spectrum.line_bar, near.workspace.lines
    assert not bar.weightings["linear"].isEnabled()
    lines.mark(CONTINUUM_2, 6059.0, 6060.0)
    choose(hand, bar, "Continuum as a Straight Line")
    assert lines.bands.weighting == "linear"
    choose(hand, bar, "&Name the Line…")
    dialog = hand.dialog(QInputDialog)
    edit = dialog.findChild(QLineEdit)
    hand.type(edit, "He II")
    hand.key(Key.Key_Return, NONE, edit)
    assert lines.bands.name == "He II"
    assert bar.parts[LINE].text().startswith("He II")
    assert "He II" in near.panes["image"].title.text()
    choose(hand, bar, "Show in the Sky &Image")
    assert near.workspace.display.image.by == "mean"
    assert not bar.showing.isChecked()
    choose(hand, bar, "&Clear")
    assert lines.bands == LineBands()
    assert not bar.isVisible()
    hand.wait_idle()


def test_the_menu_marks_where_it_was_asked_for(near: MainWindow, hand: Hand) -> None:
    canvas = near.spectrum.view.canvas
    place = hand.point(canvas, *at(near, 6057.5))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, NONE, place)
    hand.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    marks = {action.text(): action for action in menu.actions()}
    marks["Mark Line Here"].trigger()
    menu.close()
    assert near.workspace.lines.bands.line == pytest.approx((6052.5, 6062.5), abs=0.02)
    hand.wait_idle()


def test_a_map_that_cannot_be_is_told_where_it_would_stand(near: MainWindow, hand: Hand) -> None:
    marked(hand, near)
    near.workspace.lines.move(CONTINUUM_1, 6056.0, 6057.5)
    hand.wait_idle()
    assert "overlap" in near.spectrum.line_bar.warning.text()
    assert "overlap" in near.panes["image"].view.canvas.message
    near.workspace.lines.move(CONTINUUM_1, 6055.0, 6056.0)
    hand.wait_exact()
    assert near.spectrum.line_bar.warning.text() == ""
    assert near.panes["image"].view.canvas.message == ""


def test_a_sky_line_in_a_band_is_told(near: MainWindow, hand: Hand) -> None:
    lines = near.workspace.lines
    lines.mark(LINE, 6299.0, 6301.5)
    lines.mark(CONTINUUM_1, 6055.0, 6060.0)
    hand.wait_idle()
    assert near.spectrum.line_bar.warning.text() == "⚠ sky line [O I] 6300 in the line band"


def test_a_sky_line_under_the_mouse_is_named(opened: MainWindow, hand: Hand) -> None:
    view = opened.spectrum.view
    view.set_view(6290.0, 6310.0)
    said: list[str] = []
    opened.spectrum.hovered.connect(said.append)
    hand.hover(view.canvas, at(opened, 6300.32))
    assert said[-1].endswith("│ sky [O I] 6300")
    assert view.canvas._hovered_line is not None
    assert view.canvas._hovered_line.name == "[O I] 6300"
    hand.hover(view.canvas, at(opened, 6305.0))
    assert "sky" not in said[-1]
    assert view.canvas._hovered_line is None
    opened.spectrum.set_sky_lines_visible(False)
    hand.hover(view.canvas, at(opened, 6300.32))
    assert view.canvas._hovered_line is None


def test_without_the_mouse_no_sky_line_is_named(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.spectrum.view.canvas
    opened.spectrum.view.set_view(6298.3, 6302.3)  # the line is in the middle
    hand.hover(canvas, at(opened, 6299.0))
    QTest.mouseMove(opened.panes["image"].view.canvas.viewport(), QPoint(40, 40))
    QApplication.processEvents()
    hand.key(Key.Key_5)
    assert not canvas.is_hovered
    assert canvas._hovered_line is None


def test_the_quantity_is_offered_while_there_is_a_map(near: MainWindow, hand: Hand) -> None:
    quantity = near.panes["image"].strip._quantity
    assert quantity.findData("line") < 0
    marked(hand, near)
    assert [quantity.itemText(i) for i in range(quantity.count())][-3:] == [
        "Line map",
        "Line flux",
        "Line S/N",
    ]
    quantity.setFocus()
    hand.key(Key.Key_Down, NONE, quantity)
    assert near.workspace.display.image.by == "line_sum"
    hand.wait_exact()
    assert near.workspace.shown.image is not None
    assert near.workspace.shown.image.unit == "10**(-20)*erg/s/cm**2"
    for by in ("mean", "line"):
        hand.key(Key.Key_X, CONTROL | ALT)
        assert near.workspace.display.image.by == by
        assert near.spectrum.line_bar.showing.isChecked() == (by == "line")
    near.workspace.lines.clear()
    assert quantity.findData("line") < 0
    assert quantity.currentData() == "mean"
    hand.wait_idle()
