"""The Extract perspective by mouse and keys: arrangement, the region as fields, its detectors in small."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer import Annulus, Circle, Selection, Square, count_rows
from pixviewer.gui.dialogs.region_form import RegionForm
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.regions import Region

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def drawn(opened: MainWindow, hand: Hand) -> MainWindow:
    """The Extract perspective with a circle, drawn with the tool."""
    hand.key(KEY.Key_F2, CTRL)
    hand.wait(lambda: opened.region_editor.isVisible() and opened.thumbnails.isVisible())
    hand.key(KEY.Key_2)
    hand.drag(opened.panes["image"].view.canvas, (0.0, -15.0), (-3.0, -15.0))
    hand.key(KEY.Key_1)
    hand.wait_exact()
    return opened


def current(window: MainWindow) -> Region:
    region = window.workspace.regions.current
    assert region is not None
    return region


def form(window: MainWindow) -> RegionForm:
    found = window.region_editor.form
    assert found is not None
    return found


def fill(hand: Hand, edit: object, text: str) -> None:
    edit.setFocus()  # type: ignore[attr-defined]
    edit.selectAll()  # type: ignore[attr-defined]
    hand.type(edit, text)  # type: ignore[arg-type]
    hand.key(KEY.Key_Return, widget=edit)  # type: ignore[arg-type]


def test_one_large_view_stands_in_the_middle(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_F2, CTRL)
    first, second = opened.slots.slots
    assert first.isVisible()
    assert not second.isVisible()
    spectrum, detectors = (opened.arrangement.docks[name] for name in ("Spectrum", "Detectors"))
    assert detectors.isVisible()
    assert 0.2 < detectors.width() / (detectors.width() + spectrum.width()) < 0.4
    assert opened.arrangement.docks["Region"].y() < opened.arrangement.docks["Regions"].y()
    hand.key(KEY.Key_F1, CTRL)
    assert second.isVisible()
    assert not detectors.isVisible()
    assert not opened.arrangement.docks["Region"].isVisible()


def test_a_second_view_comes_when_it_is_asked_for(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_F2, CTRL)
    opened.menus.actions["second-scatter"].trigger()
    assert opened.slots.slots[1].isVisible()
    assert opened.slots.slots[1].width() > 200
    hand.wait_exact()


def test_without_a_region_the_panels_say_what_to_do(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_F2, CTRL)
    hand.wait(lambda: opened.region_editor.isVisible() and opened.thumbnails.isVisible())
    assert not form(opened).isVisible()
    assert opened.thumbnails.buttons == []


def test_numbers_and_criteria_are_edited_in_the_panel(drawn: MainWindow, hand: Hand) -> None:
    fields = form(drawn)
    assert fields.isVisible()
    assert fields.name.text() == "region 1"
    before = current(drawn)
    fill(hand, fields.name, "star")
    fill(hand, fields.size_edit, "2.5")
    region = current(drawn)
    assert (region.name, region.shape.size) == ("star", 2.5)
    # What was not typed keeps all its digits, of which the field shows fewer.
    assert (region.shape.ra, region.shape.dec) == (before.shape.ra, before.shape.dec)
    fill(hand, fields.fields.wave.edit, "6055-6060")
    fill(hand, fields.fields.ifu.edit, "1-24")
    QTest.mouseClick(fields.fields.good, LEFT, pos=fields.fields.good.rect().center() / 4)
    hand.wait(lambda: current(drawn).criteria.good)
    hand.wait_exact()
    table = drawn.workspace.table
    assert table is not None
    wanted = Selection(current(drawn).shape, wave=(6055, 6060), ifu=range(1, 25), good=True)
    assert drawn.workspace.shown.tallies[region.ident].n_row == count_rows(table, wanted).n_row > 0
    assert drawn.workspace.history.labels == [
        "draw circle", "rename region 1 to star", "resize star", "set wavelengths of star",
        "set criteria of star", "set criteria of star",
    ]  # fmt: skip
    for _ in range(5):
        hand.key(KEY.Key_Z, CTRL)
    assert current(drawn) == before
    assert fields.name.text() == "region 1"


def test_leaving_a_field_as_it_was_decides_nothing(drawn: MainWindow, hand: Hand) -> None:
    fields = form(drawn)
    for edit in (fields.name, fields.place, fields.size_edit, fields.groups):
        edit.setFocus()
        hand.key(KEY.Key_Return, widget=edit)
    assert drawn.workspace.history.labels == ["draw circle"]


def test_what_is_wrong_is_said_and_nothing_changes(drawn: MainWindow, hand: Hand) -> None:
    fields, before = form(drawn), current(drawn)
    fill(hand, fields.size_edit, "-3")
    assert "size must be positive" in fields.problem.text()
    fill(hand, fields.size_edit, "2")
    fill(hand, fields.fields.ifu.edit, "99")
    assert "within 1 to 24" in fields.fields.ifu.problem.text()
    assert current(drawn).criteria == before.criteria
    fill(hand, fields.place, "nowhere")
    assert current(drawn).shape.ra == before.shape.ra


def test_the_shape_is_chosen_in_the_panel(drawn: MainWindow, hand: Hand) -> None:
    fields = form(drawn)
    assert not fields.inner_edit.isVisible()
    for keys, kind in ((1, Square), (1, Annulus)):
        fields.kind.setFocus()
        hand.key(KEY.Key_Down, widget=fields.kind) if keys else None
        hand.wait(lambda kind=kind: isinstance(current(drawn).shape, kind))
    assert fields.inner_edit.isVisible()
    fill(hand, fields.inner_edit, "1.25")
    shape = current(drawn).shape
    assert isinstance(shape, Annulus)
    assert shape.inner == 1.25


def test_the_panel_follows_a_drag_and_the_selection(drawn: MainWindow, hand: Hand) -> None:
    canvas, fields = drawn.panes["image"].view.canvas, form(drawn)
    before = fields.place.text()
    hand.drag(canvas, (0.0, -15.0), (2.0, -14.0), release=False)
    hand.wait(lambda: fields.place.text() != before)
    hand.key(KEY.Key_Escape, widget=canvas)
    QTest.mouseRelease(canvas.viewport(), LEFT)
    assert fields.place.text() == before
    drawn.workspace.editor.add_shape("square", 8.0, -15.0, 1.0)
    assert fields.name.text() == "region 2"
    drawn.workspace.editor.select_region(None)
    assert not fields.isVisible()


def test_a_locked_region_cannot_be_typed_at(drawn: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_L, CTRL)
    assert not form(drawn).isEnabled()
    hand.key(KEY.Key_L, CTRL)
    assert form(drawn).isEnabled()


def test_every_detector_of_the_region_is_shown_and_opened_by_a_click(drawn: MainWindow, hand: Hand) -> None:
    table, region = drawn.workspace.table, current(drawn)
    assert table is not None
    assert isinstance(region.shape, Circle)
    hand.wait(lambda: bool(drawn.thumbnails.buttons))
    expected = {
        ifu: count_rows(table, Selection(region.shape, ifu=ifu)).n_row
        for ifu in range(1, 25)
        if count_rows(table, Selection(region.shape, ifu=ifu)).n_row
    }
    shown = {button.thumbnail.ifu: button.thumbnail.n_row for button in drawn.thumbnails.buttons}
    assert shown == expected
    last = drawn.thumbnails.buttons[-1]
    assert last.isVisible()
    QTest.mouseClick(last, LEFT)
    hand.wait(lambda: drawn.slots.shown[1] == "detector" and drawn.detector.isVisible())
    hand.wait(lambda: drawn.workspace.linked.shown.ifus == (last.thumbnail.ifu,))
    hand.wait_idle()


def test_thumbnails_follow_a_change_and_are_opened_by_keys(drawn: MainWindow, hand: Hand) -> None:
    hand.wait(lambda: bool(drawn.thumbnails.buttons))
    drawn.workspace.editor.set_bands(((100.0, 200.0),), current(drawn).ident)
    hand.wait(lambda: not drawn.thumbnails.buttons)
    hand.key(KEY.Key_Z, CTRL)
    hand.wait(lambda: bool(drawn.thumbnails.buttons))
    first = drawn.thumbnails.buttons[0]
    first.setFocus()
    QTest.keyClick(first, KEY.Key_Space)
    QApplication.processEvents()
    hand.wait(lambda: drawn.detector.isVisible())
    hand.wait_idle()
