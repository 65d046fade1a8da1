"""Markers and the ruler with mouse and keys."""

from pathlib import Path

import pytest
from hand import LEFT, NO_MODIFIER, Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

from pixviewer.core.io.marker_files import read_markers
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panels.marker_table import NOTE
from pixviewer.gui.panes.marker_pane import MarkerPane

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


def middle(window: MainWindow) -> tuple[float, float]:
    x0, x1, y0, y1 = window.workspace.navigator.extent or (0, 0, 0, 0)
    return (x0 + x1) / 2, (y0 + y1) / 2


def read_out(window: MainWindow, hand: Hand, name: str = "scatter", dx: float = 0.0) -> None:
    """Rest the mouse over a row."""
    x, y = middle(window)
    window.workspace.shown.reading = None
    hand.hover(window.panes[name].view.canvas, (x + dx, y))
    hand.wait(lambda: (r := window.workspace.shown.reading) is not None and r.row is not None)


@pytest.fixture
def marked(opened: MainWindow, hand: Hand) -> MarkerPane:
    """The list with two markers."""
    read_out(opened, hand)
    hand.key(Key.Key_M)
    read_out(opened, hand, "image", dx=1.0)
    hand.key(Key.Key_M)
    hand.key(Key.Key_N, CTRL | ALT)
    return opened.arrangement.panel("Markers", MarkerPane)


def test_m_notes_the_row_down_in_every_view(opened: MainWindow, marked: MarkerPane, hand: Hand) -> None:
    items = opened.workspace.markers.state.items
    assert [m.number for m in items] == [1, 2]
    assert marked.model.rowCount() == 2
    for name in ("image", "scatter"):
        layers = [b.layer for b in opened.marking_linking._boards]
        assert all(len(layer.crosses) == 2 for layer in layers[:2]), name
    hand.key(Key.Key_Z, CTRL)
    assert marked.model.rowCount() == 1
    hand.key(Key.Key_Z, CTRL | SHIFT)
    assert marked.model.rowCount() == 2


def test_m_on_a_detector(opened: MainWindow, hand: Hand) -> None:
    read_out(opened, hand)
    row = opened.workspace.shown.reading.row  # type: ignore[union-attr]
    assert row is not None
    hand.key(Key.Key_3, ALT)
    opened.workspace.linked.show_ifu(row.ifu)
    hand.wait(lambda: row.ifu in opened.detector.panels)
    hand.wait_idle()
    opened.workspace.linked.set_view(row.ifu, (row.x_det - 9, row.x_det + 9, row.y_det - 7, row.y_det + 7))
    hand.wait_idle()
    opened.workspace.shown.reading = None
    hand.hover(opened.detector.panels[row.ifu], (row.x_det, row.y_det))
    hand.wait(lambda: opened.workspace.shown.reading is not None)
    hand.key(Key.Key_M)
    marker = opened.workspace.markers.state.items[0]
    assert (marker.ifu, marker.x_det, marker.y_det) == (row.ifu, row.x_det, row.y_det)
    board = next(b for b in opened.marking_linking._boards if b.ifu == row.ifu)
    assert [(c.x, c.y) for c in board.layer.crosses] == [(row.x_det, row.y_det)]


def test_a_note_is_written_in_the_table(opened: MainWindow, marked: MarkerPane, hand: Hand) -> None:
    index = marked.model.index(0, NOTE)
    marked.table.setCurrentIndex(index)
    marked.table.edit(index)
    editor = marked.table.findChild(type(opened.goto_edit).__mro__[1]) or QApplication.focusWidget()
    assert editor is not None
    hand.type(editor, "ghost of a star")
    hand.key(Key.Key_Return, widget=editor)
    assert opened.workspace.markers.state.items[0].note == "ghost of a star"


def test_double_click_goes_there_and_del_deletes(opened: MainWindow, marked: MarkerPane, hand: Hand) -> None:
    marker = opened.workspace.markers.state.items[1]
    x, y = middle(opened)
    opened.workspace.set_view((x - 30, x - 20, y, y + 10))
    at = marked.table.visualRect(marked.model.index(1, 0)).center()
    QTest.mouseClick(marked.table.viewport(), LEFT, NO_MODIFIER, at)
    assert opened.workspace.markers.state.selected == (2,)
    QTest.mouseDClick(marked.table.viewport(), LEFT, NO_MODIFIER, at)
    hand.wait_idle()
    x0, x1, y0, y1 = opened.workspace.view.bounds or (0, 0, 0, 0)
    assert (x0 + x1) / 2 == pytest.approx(marker.xi)
    assert (y0 + y1) / 2 == pytest.approx(marker.eta)
    assert opened.workspace.linked.links.row is not None
    hand.key(Key.Key_Delete, widget=marked.table)
    assert [m.number for m in opened.workspace.markers.state.items] == [1]


def test_copy_and_files(
    opened: MainWindow, marked: MarkerPane, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = marked.table.visualRect(marked.model.index(0, 0)).center()
    QTest.mouseClick(marked.table.viewport(), LEFT, NO_MODIFIER, at)
    assert marked.selected() == [1]
    assert opened.workspace.markers.state.selected == (1,)
    hand.key(Key.Key_C, CTRL, widget=marked.table)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().count("\n") == 1
    path = tmp_path / "m"
    forms = "ECSV tables with units (*.ecsv)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), forms))
    QTest.mouseClick(marked.save_button, LEFT)
    hand.wait(lambda: path.with_suffix(".ecsv").exists())
    assert opened.workspace.facts is not None
    assert len(read_markers(path.with_suffix(".ecsv"), opened.workspace.facts.frame)) == 2
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(path) + ".ecsv", ""))
    QTest.mouseClick(marked.load_button, LEFT)
    hand.wait(lambda: len(opened.workspace.markers.state.items) == 4)


def test_columns_sort(marked: MarkerPane, opened: MainWindow) -> None:
    marked.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert [marked.model.number_at(i) for i in range(2)] == [2, 1]
    column = [name for name, *_ in marked.model.fields].index("wave")
    marked.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    waves = [m.wave for m in marked.model.markers]
    assert waves == sorted(waves)  # type: ignore[type-var]


# The ruler


def test_its_tool_measures_a_drag_and_shift_snaps(opened: MainWindow, hand: Hand) -> None:
    canvas, (x, y) = opened.panes["image"].view.canvas, middle(opened)
    hand.key(Key.Key_7)
    assert opened.tool == "ruler"
    hand.drag(canvas, (x, y), (x + 3, y + 4))
    m = opened.workspace.ruler.state.items[0]
    assert (m.x1 - m.x0, m.y1 - m.y0) == (pytest.approx(3, abs=0.3), pytest.approx(4, abs=0.3))
    words = opened.workspace.ruler.text(m)
    assert "E of N" in words
    for name in ("image", "scatter"):
        board = next(b for b in opened.marking_linking._boards if b.canvas is opened.panes[name].view.canvas)
        assert board.layer.line is not None
        assert board.layer.line.text == words
    assert opened.workspace.regions.items == ()
    start, end = hand.point(canvas, x, y), hand.point(canvas, x + 5, y + 0.4)
    surface = canvas.viewport()
    QTest.mousePress(surface, LEFT, SHIFT, start)
    _move(surface, end, SHIFT)
    QTest.mouseRelease(surface, LEFT, SHIFT, end)
    snapped = opened.workspace.ruler.state.items[0]
    assert snapped.y1 == pytest.approx(snapped.y0, abs=1e-6)
    assert len(opened.workspace.ruler.state.items) == 2
    hand.key(Key.Key_Escape, widget=canvas)
    assert opened.workspace.ruler.state.current is None
    hand.key(Key.Key_Escape, widget=canvas)
    assert opened.tool == "pan"


def _move(surface, to, modifiers):  # type: ignore[no-untyped-def]
    from PyQt6.QtCore import QEvent, QPointF
    from PyQt6.QtGui import QMouseEvent

    for _ in range(2):
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(to), QPointF(surface.mapToGlobal(to)), LEFT, LEFT, modifiers
        )
        QApplication.sendEvent(surface, event)


def test_d_twice_measures_with_the_mouse_in_any_tool(opened: MainWindow, hand: Hand) -> None:
    canvas, (x, y) = opened.panes["scatter"].view.canvas, middle(opened)
    ruler = opened.workspace.ruler
    hand.hover(canvas, (x, y))
    hand.key(Key.Key_D)
    assert ruler.state.live
    hand.hover(canvas, (x - 2, y))
    assert ruler.state.current is not None
    assert ruler.state.current.x1 == pytest.approx(x - 2, abs=0.2)
    hand.key(Key.Key_D)
    assert not ruler.state.live
    hand.hover(canvas, (x + 5, y + 2))
    assert ruler.state.items[0].x1 == pytest.approx(x - 2, abs=0.2)
    hand.hover(canvas, (x, y))
    hand.key(Key.Key_D)
    hand.key(Key.Key_Escape, widget=canvas)
    assert ruler.state.current is None
    assert len(ruler.state.items) == 1


def test_the_spectrum_is_measured_in_angstroms(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.spectrum.view.canvas
    x0, x1, y0, y1 = canvas.box()
    at, y = x0 + 0.3 * (x1 - x0), (y0 + y1) / 2
    hand.key(Key.Key_7)
    hand.drag(canvas, (at, y), (at + 0.2 * (x1 - x0), y))
    m = opened.workspace.ruler.state.items[0]
    assert m.kind == "spectrum"
    assert m.x1 - m.x0 == pytest.approx(0.2 * (x1 - x0), rel=0.05)
    assert opened.workspace.view.filters.chips == ()
    assert "km/s" in opened.workspace.ruler.text(m)


def test_measurements_are_listed_and_copied(opened: MainWindow, hand: Hand) -> None:
    canvas, (x, y) = opened.panes["image"].view.canvas, middle(opened)
    hand.key(Key.Key_7)
    hand.drag(canvas, (x, y), (x + 3, y + 4))
    pane = opened.arrangement.panel("Markers", MarkerPane)
    pane.tabs.setCurrentIndex(1)
    words = opened.workspace.ruler.text(opened.workspace.ruler.state.items[0])
    assert pane.measured.texts()[0][1].startswith(words.replace(" · ", "\n"))
    QTest.mouseClick(pane.copy_measured, LEFT)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "E of N" in clipboard.text()
    QTest.mouseClick(pane.clear_measured, LEFT)
    assert pane.measured.rowCount() == 0


def test_a_click_with_the_ruler_picks_nothing(opened: MainWindow, hand: Hand) -> None:
    canvas, (x, y) = opened.panes["image"].view.canvas, middle(opened)
    hand.key(Key.Key_7)
    hand.click(canvas, (x, y))
    assert opened.workspace.linked.links.pick is None
    hand.click(canvas, (x + 2, y))
    assert len(opened.workspace.ruler.state.items) == 1
    hand.click(canvas, (x - 2, y))
    assert opened.workspace.ruler.state.live
    hand.key(Key.Key_1)
    assert opened.workspace.ruler.state.current is None
