"""Rings by mouse and keys: drawn, dragged by both borders, typed, placed around a source, subtracted."""

from pathlib import Path

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit

from pixviewer import Annulus, Circle, Selection, count_rows, read_regions, spectrum
from pixviewer.gui.dialogs.region_numbers import RegionNumbersDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panels.region_table import COLUMNS
from pixviewer.model.regions import Region

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLACE = (0.0, -15.0)


def only(window: MainWindow) -> Region:
    (region,) = window.workspace.regions.items
    return region


@pytest.fixture
def ring(opened: MainWindow, hand: Hand) -> Region:
    """A ring, drawn with its tool."""
    canvas = opened.panes["image"].view.canvas
    hand.key(KEY.Key_A, SHIFT)
    hand.drag(canvas, PLACE, (PLACE[0] - 5.0, PLACE[1]))
    hand.key(KEY.Key_1)
    hand.wait_exact()
    return only(opened)


def test_a_drawn_ring_is_a_background(opened: MainWindow, ring: Region) -> None:
    assert isinstance(ring.shape, Annulus)
    assert ring.role == "background"
    assert ring.shape.outer == pytest.approx(5.0, abs=0.15)
    assert ring.shape.inner == pytest.approx(0.6 * ring.shape.outer, abs=0.01)
    tally = opened.workspace.shown.tallies[ring.ident]
    assert opened.workspace.table is not None
    assert tally.n_row == count_rows(opened.workspace.table, Selection(ring.shape)).n_row > 0


def test_both_borders_are_dragged_apart_from_each_other(opened: MainWindow, hand: Hand, ring: Region) -> None:
    canvas = opened.panes["image"].view.canvas
    # Near enough that an arcsecond is a drag, not a click with a shaking hand.
    opened.workspace.navigator.centre_on(*PLACE, size=2.5)
    hand.wait_idle()
    assert isinstance(ring.shape, Annulus)
    inner, outer = ring.shape.inner, ring.shape.outer
    # West is right: the handle of the outer border is there, that of the inner one to the east.
    hand.drag(canvas, (PLACE[0] - outer, PLACE[1]), (PLACE[0] - outer - 2.0, PLACE[1]))
    wider = only(opened).shape
    assert isinstance(wider, Annulus)
    assert (wider.inner, wider.outer) == (inner, pytest.approx(outer + 2.0, abs=0.15))
    hand.drag(canvas, (PLACE[0] + inner, PLACE[1]), (PLACE[0] + inner - 1.0, PLACE[1]))
    thicker = only(opened).shape
    assert isinstance(thicker, Annulus)
    assert (thicker.inner, thicker.outer) == (pytest.approx(inner - 1.0, abs=0.15), wider.outer)
    hand.key(KEY.Key_Z, CTRL)
    assert only(opened).shape == wider
    hand.key(KEY.Key_Z, CTRL)
    assert only(opened).shape == ring.shape


def test_the_borders_never_meet(opened: MainWindow, hand: Hand, ring: Region) -> None:
    canvas = opened.panes["image"].view.canvas
    assert isinstance(ring.shape, Annulus)
    hand.drag(canvas, (PLACE[0] + ring.shape.inner, PLACE[1]), (PLACE[0] + 20.0, PLACE[1]))
    after = only(opened).shape
    assert isinstance(after, Annulus)
    assert ring.shape.inner < after.inner < after.outer == ring.shape.outer
    hand.drag(canvas, (PLACE[0] - after.outer, PLACE[1]), PLACE)
    last = only(opened).shape
    assert isinstance(last, Annulus)
    assert last.inner == after.inner < last.outer


def test_escape_puts_the_inner_border_back(opened: MainWindow, hand: Hand, ring: Region) -> None:
    canvas = opened.panes["image"].view.canvas
    assert isinstance(ring.shape, Annulus)
    start = (PLACE[0] + ring.shape.inner, PLACE[1])
    hand.drag(canvas, start, (PLACE[0] + 1.0, PLACE[1]), release=False)
    hand.wait(lambda: opened.workspace.regions.dragged is not None)
    hand.key(KEY.Key_Escape, widget=canvas)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton)
    assert only(opened).shape == ring.shape
    assert opened.workspace.regions.dragged is None


def test_a_ring_is_nudged_and_typed(opened: MainWindow, hand: Hand, ring: Region) -> None:
    canvas = opened.panes["image"].view.canvas
    hand.key(KEY.Key_Up, widget=canvas)
    moved = only(opened).shape
    assert isinstance(moved, Annulus)
    assert (moved.dec - ring.shape.dec) * 3600 == pytest.approx(0.2, abs=1e-3)
    hand.key(KEY.Key_Return, CTRL)
    dialog = hand.dialog(RegionNumbersDialog)
    for edit, text in ((dialog.inner_edit, "6"), (dialog.size_edit, "4.5")):
        edit.selectAll()
        hand.type(edit, text)
    hand.key(KEY.Key_Return, widget=dialog.size_edit)
    assert "inner radius must be less than the outer one" in dialog.problem.text()
    dialog.inner_edit.selectAll()
    hand.type(dialog.inner_edit, '2.25"')
    hand.key(KEY.Key_Return, widget=dialog.inner_edit)
    typed = only(opened).shape
    assert isinstance(typed, Annulus)
    assert (typed.inner, typed.outer) == (2.25, 4.5)


def test_the_inner_radius_is_a_cell_of_the_table(opened: MainWindow, hand: Hand, ring: Region) -> None:
    table = opened.regions.panel.table
    index = table.model().index(0, COLUMNS["inner"])
    table.scrollTo(index)
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    hand.type(editor, "9")
    hand.key(KEY.Key_Return, widget=editor)
    assert "must be below the outer one" in opened.regions.panel.message()
    table.edit(index)
    editor = table.findChildren(QLineEdit)[-1]
    editor.selectAll()
    hand.type(editor, "1.5")
    hand.key(KEY.Key_Return, widget=editor)
    shape = only(opened).shape
    assert isinstance(shape, Annulus)
    assert shape.inner == 1.5


def test_a_source_gets_a_ring_that_is_subtracted(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    hand.key(KEY.Key_2)
    hand.drag(canvas, PLACE, (PLACE[0] - 2.0, PLACE[1]))
    hand.key(KEY.Key_1)
    hand.wait_exact()
    plain = opened.workspace.shown.spectrum
    hand.key(KEY.Key_B, CTRL | SHIFT)
    source, ring = opened.workspace.regions.items
    assert isinstance(ring.shape, Annulus)
    assert isinstance(source.shape, Circle)
    radius = source.shape.radius
    assert (ring.shape.inner, ring.shape.outer) == pytest.approx((1.5 * radius, 2.5 * radius))
    assert (ring.role, ring.name) == ("background", "region 1 background")
    assert opened.workspace.regions.current == source
    hand.wait_exact()
    shown = opened.workspace.shown.spectrum
    assert plain is not None
    assert shown is not None
    table = opened.workspace.table
    assert table is not None
    wanted, whole = Selection(source.shape), shown.product
    step = float(whole.edges[1] - whole.edges[0])
    mine, sky = (spectrum(table, rows, step=step) for rows in (wanted, Selection(ring.shape)))
    assert np.array_equal(mine.value, plain.product.value, equal_nan=True)
    assert np.isfinite(whole.value).any()
    assert np.allclose(whole.value, mine.value - sky.value, equal_nan=True)


def test_a_ring_goes_through_a_region_file(
    opened: MainWindow, hand: Hand, ring: Region, tmp_path: Path
) -> None:
    path = tmp_path / "ring.reg"
    opened.workspace.exchange.save(path)
    hand.wait(path.exists)
    hand.wait_idle()
    table = opened.workspace.table
    assert table is not None
    assert read_regions(path, table.frame).regions[0].selection.shapes == (ring.shape,)
    opened.workspace.exchange.load(path)
    hand.wait(lambda: len(opened.workspace.regions.items) == 2)
    again = opened.workspace.regions.items[1]
    assert (again.shape, again.role) == (ring.shape, "background")
    hand.wait_exact()
