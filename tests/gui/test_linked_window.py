"""One pixel, five places: sky, detector, slice map, spectrum and table of rows, by mouse and keys."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer import Selection, count_rows, decode_rows, find_rows
from pixviewer.core.table.pixtable import PixTable
from pixviewer.gui.main_window import MainWindow
from pixviewer.model import row_list

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
def seen(opened: MainWindow, hand: Hand) -> MainWindow:
    """The window with the detector in place of the scatter, and the rows on top."""
    hand.key(KEY.Key_3, ALT)
    opened.arrangement.docks["Rows"].raise_()
    QApplication.processEvents()
    hand.wait_idle()
    return opened


def the_table(window: MainWindow) -> PixTable:
    assert window.workspace.table is not None
    return window.workspace.table


def a_row(window: MainWindow, number: int) -> dict[str, float]:
    return {name: values[0] for name, values in decode_rows(the_table(window), [number]).items()}


def show_ifu(window: MainWindow, hand: Hand, ifu: int) -> object:
    combo = window.detector.ifu
    combo.activated.emit(combo.findData(ifu))
    hand.wait_idle()
    hand.wait(lambda: ifu in window.detector.panels and window.workspace.shown.detector is not None)
    return window.detector.panels[ifu]


def click_cell(window: MainWindow, cell: tuple[int, int], modifier: Qt.KeyboardModifier) -> None:
    canvas = window.slice_map.canvas
    at = canvas.rect_of(cell).center().toPoint()
    QTest.mouseMove(canvas, at)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, modifier, at)
    QApplication.processEvents()


def test_views_are_chosen_by_tab_and_key(opened: MainWindow, hand: Hand) -> None:
    assert opened.slots.shown == ("image", "scatter")
    hand.key(KEY.Key_3, ALT)
    assert opened.slots.shown == ("image", "detector")
    assert opened.detector.isVisible()
    assert not opened.panes["scatter"].isVisible()
    opened.slots.slots[0].tabs.setCurrentIndex(2)  # what the other slot has: they exchange
    assert opened.slots.shown == ("detector", "image")
    hand.key(KEY.Key_2, ALT | SHIFT)
    assert opened.slots.shown == ("scatter", "image")
    assert opened.menus.actions["first-scatter"].isChecked()
    hand.wait_idle()


def test_a_click_on_the_sky_is_marked_on_the_detector(seen: MainWindow, hand: Hand) -> None:
    meant = a_row(seen, 40_000)
    ifu = int(meant["ifu"])
    panel = show_ifu(seen, hand, ifu)
    sky = seen.panes["image"].view.canvas
    hand.click(sky, (meant["xi"], meant["eta"]))
    hand.wait_idle()
    row = seen.workspace.linked.links.row
    assert row is not None
    assert sky.picked == (row.xi, row.eta)
    assert seen.spectrum.view.canvas.picked_wave == row.wave
    if row.ifu == ifu:
        assert panel.picked == (row.x_det, row.y_det)  # type: ignore[attr-defined]
    page = seen.workspace.linked.shown.rows
    assert page is not None
    assert seen.rows.model.rowCount() == page.n_row > 0
    assert seen.rows.model.number_at(seen.rows.table.currentIndex().row()) == row.number
    hand.key(KEY.Key_P, SHIFT)
    assert seen.workspace.linked.links.pick is None
    assert sky.picked is None


def test_a_click_on_the_detector_is_marked_on_the_sky(seen: MainWindow, hand: Hand) -> None:
    meant = a_row(seen, 23_456)
    panel = show_ifu(seen, hand, int(meant["ifu"]))
    x, y = float(meant["x_det"]), float(meant["y_det"])
    seen.workspace.linked.set_view(int(meant["ifu"]), (x - 20, x + 20, y - 15, y + 15))
    hand.wait_idle()
    hand.hover(panel, (x, y))
    hand.wait(lambda: "IFU" in seen.readout.line.text())
    hand.wait_idle()
    assert f"CCD x {int(x):4d} y {int(y):4d}" in seen.readout.line.text()
    assert seen.panes["image"].view.canvas.marker == (meant["xi"], meant["eta"])
    hand.click(panel, (x, y))
    hand.wait_idle()
    assert seen.panes["image"].view.canvas.picked == (meant["xi"], meant["eta"])
    assert seen.rows.model.rowCount() == 1
    assert "23456" in seen.rows.csv()


def test_a_box_on_the_detector_is_picked_or_zoomed(seen: MainWindow, hand: Hand) -> None:
    meant = a_row(seen, 23_456)
    ifu, x, y = int(meant["ifu"]), float(meant["x_det"]), float(meant["y_det"])
    panel = show_ifu(seen, hand, ifu)
    seen.workspace.linked.set_view(ifu, (x - 40, x + 40, y - 30, y + 30))
    hand.wait_idle()
    hand.drag(panel, (x - 5, y - 4), (x + 5, y + 4), modifier=CTRL)
    hand.wait_idle()
    pick, page = seen.workspace.linked.links.pick, seen.workspace.linked.shown.rows
    assert pick is not None
    assert page is not None
    (x0, x1), (y0, y1) = pick.expression.x_det[0], pick.expression.y_det[0]  # type: ignore[attr-defined]
    assert x0 <= x < x1
    assert (x1 - x0, y1 - y0) == pytest.approx((11, 9), abs=2)
    assert page.n_row == count_rows(the_table(seen), pick.expression).n_row
    hand.drag(panel, (x - 20, y - 10), (x + 20, y + 10), modifier=SHIFT)
    hand.wait_idle()
    left, right, low, high = panel.box()  # type: ignore[attr-defined]
    assert (right - left, high - low) == pytest.approx((40, 20), rel=0.1)
    picture = seen.workspace.shown.detector
    assert picture is not None
    assert picture.pictures[ifu].grid.dx == 1
    hand.key(KEY.Key_QuoteLeft)
    hand.wait_idle()


def test_keys_step_through_ifus_and_switch_what_is_drawn(seen: MainWindow, hand: Hand) -> None:
    linked = seen.workspace.linked
    first, second = linked.present[:2]
    assert linked.shown.ifus == (first,)
    hand.key(KEY.Key_BracketRight)
    hand.wait_idle()
    assert linked.shown.ifus == (second,)
    assert list(seen.detector.panels) == [second]
    assert seen.detector.ifu.currentData() == second
    hand.key(KEY.Key_BracketLeft)
    hand.key(KEY.Key_O)
    hand.wait_idle()
    assert not linked.detector.has_outlines
    hand.key(KEY.Key_O, SHIFT)
    assert linked.detector.numbering == "sky"
    hand.key(KEY.Key_D, CTRL)
    assert linked.detector.rows == "region"
    hand.wait_idle()


def test_the_wheel_zooms_one_detector_and_all_when_they_are_locked(seen: MainWindow, hand: Hand) -> None:
    workspace = seen.workspace
    workspace.editor.add_shape("circle", 0.0, -15.0, 4.0)
    hand.wait_idle()
    hand.wait(lambda: len(seen.detector.panels) > 1)
    hand.wait_idle()
    one, other = list(seen.detector.panels.values())[:2]
    before = other.box()
    x0, x1, y0, y1 = one.box()
    hand.wheel(one, ((x0 + x1) / 2, (y0 + y1) / 2), 3)
    assert one.box()[1] - one.box()[0] < x1 - x0
    assert other.box() == before
    hand.key(KEY.Key_L, CTRL | SHIFT)
    hand.wheel(one, ((x0 + x1) / 2, (y0 + y1) / 2), 1)
    assert other.box() == pytest.approx(one.box())
    hand.wait_idle()


def test_a_region_that_is_picked_frames_its_slices(seen: MainWindow, hand: Hand) -> None:
    workspace = seen.workspace
    region = workspace.editor.add_shape("circle", 0.0, -15.0, 4.0)
    assert region is not None
    hand.key(KEY.Key_4, ALT | SHIFT)
    hand.wait_idle()
    # The map of the region's rows, first: the answer to another question about the same rows.
    seen.slice_map.rows.activated.emit(seen.slice_map.rows.findData("region"))
    hand.wait_idle()
    hand.key(KEY.Key_P)
    hand.wait(lambda: bool(workspace.linked.shown.lit_slices))
    rows = decode_rows(the_table(seen), find_rows(the_table(seen), Selection(shapes=region.shape)))
    slices = set(zip(rows["ifu"].tolist(), rows["slice"].tolist(), strict=True))
    assert seen.slice_map.canvas._picked == slices
    hand.key(KEY.Key_P, SHIFT)
    assert seen.slice_map.canvas._picked == frozenset()
    hand.wait_idle()


def test_panels_of_several_detectors_are_of_one_size(seen: MainWindow, hand: Hand) -> None:
    assert seen.workspace.editor.add_shape("circle", 0.0, -15.0, 8.0) is not None
    hand.wait_idle()
    panels = list(seen.detector.panels.values())
    assert len(panels) > 1
    for sides in ({panel.width() for panel in panels}, {panel.height() for panel in panels}):
        assert max(sides) - min(sides) <= 1


def test_a_slice_is_picked_in_the_map(seen: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_4, ALT | SHIFT)
    hand.wait(lambda: seen.workspace.linked.shown.slice_map is not None)
    hand.wait_idle()
    ifu = seen.workspace.linked.present[0]
    click_cell(seen, (ifu, 7), Qt.KeyboardModifier.NoModifier)
    hand.wait_idle()
    n = find_rows(the_table(seen), Selection(ifu=ifu, slice_no=7)).size
    assert n > 0
    text = seen.readout.line.text()
    assert f"IFU {ifu}  slice 7 ccd / 11 sky / 4.2 optical" in text
    lit = seen.workspace.linked.shown.lit
    assert lit[ifu].n_row == lit["scatter"].n_row == n
    assert seen.slice_map.canvas._picked == {(ifu, 7)}
    click_cell(seen, (ifu, 9), SHIFT)
    assert seen.slice_map.canvas._picked == {(ifu, 7), (ifu, 9)}
    # By keys: to the slice above, and pick it.
    seen.slice_map.canvas.setFocus()
    hand.key(KEY.Key_Up, widget=seen.slice_map.canvas)
    hand.key(KEY.Key_Return, widget=seen.slice_map.canvas)
    assert seen.slice_map.canvas._picked == {(ifu, 10)}
    hand.key(KEY.Key_Escape, widget=seen.slice_map.canvas)
    assert seen.slice_map.canvas._picked == frozenset()
    for quantity in ("rows", "flagged"):
        seen.slice_map.quantity.activated.emit(seen.slice_map.quantity.findData(quantity))
    seen.slice_map.numbering.activated.emit(1)
    assert seen.slice_map.canvas.cell_at(QPointF(seen.slice_map.canvas.rect_of((ifu, 7)).center())) == (
        ifu,
        7,
    )
    hand.wait_idle()


def test_flagged_rows_are_listed_sorted_copied_and_found(seen: MainWindow, hand: Hand) -> None:
    pane = seen.rows
    pane.source.activated.emit(pane.source.findData(row_list.FLAGGED))
    hand.wait_idle()
    n = count_rows(the_table(seen), None).n_bad
    assert f"{n} rows" in pane.summary.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "groups of touching pixels" in pane.summary.text()
    waves = [field[0] for field in pane.model.fields].index("wave")
    pane.table.sortByColumn(waves, Qt.SortOrder.DescendingOrder)
    page = pane.model.page
    assert page is not None
    shown = page.columns["wave"][pane.model.order]
    assert (shown[:-1] >= shown[1:]).all()
    pane.copy()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().count("\n") == min(n, page.n_row) + 1
    pane.table.setCurrentIndex(pane.model.index(2, 0))
    hand.wait_idle()
    row = seen.workspace.linked.links.row
    assert row is not None
    assert row.number == pane.model.number_at(2)
    assert seen.panes["image"].view.canvas.picked == (row.xi, row.eta)


def test_a_click_on_the_spectrum_picks_a_bin(seen: MainWindow, hand: Hand) -> None:
    spectrum = seen.spectrum.view.canvas
    hand.click(spectrum, (6057.0, 0.0))
    hand.wait_idle()
    pick = seen.workspace.linked.links.pick
    assert pick is not None
    ((low, high),) = pick.expression.wave  # type: ignore[attr-defined]
    assert low <= 6057.5
    assert high >= 6056.5
    assert high - low == pytest.approx(1.25)
    assert seen.workspace.linked.shown.lit["image"].n_row > 0


def test_the_detector_fits_beside_the_image_on_a_small_screen(seen: MainWindow, hand: Hand) -> None:
    seen.resize(1280, 800)
    QApplication.processEvents()
    assert seen.minimumSizeHint().width() <= 1280
    assert seen.minimumSizeHint().height() <= 800
    (panel,) = seen.detector.panels.values()
    assert panel.width() > 250
    assert panel.height() > 180
    hand.wait_idle()


def test_the_detector_follows_a_drag_before_the_button_is_let_go(seen: MainWindow, hand: Hand) -> None:
    workspace = seen.workspace
    first, last = workspace.linked.present[0], workspace.linked.present[-1]
    table, places = the_table(seen), {}
    for ifu in (first, last):
        rows = decode_rows(table, find_rows(table, Selection(ifu=ifu)))
        places[ifu] = float(np.median(rows["xi"])), float(np.median(rows["eta"]))
    region = workspace.editor.add_shape("circle", *places[first], 0.8)
    seen.slots.show(1, "detector")
    hand.key(KEY.Key_Backslash)
    hand.wait_idle()
    assert first in workspace.linked.shown.ifus
    assert last not in workspace.linked.shown.ifus
    sky = seen.panes["image"].view.canvas
    # Near enough that the middle of the circle is not taken for its handle.
    workspace.navigator.centre_on(*places[first], size=2.0)
    hand.wait_idle()
    hand.drag(sky, places[first], places[last], release=False)
    hand.wait(lambda: last in workspace.linked.shown.ifus)
    assert workspace.regions.dragged is not None
    hand.key(KEY.Key_Escape, widget=sky)
    hand.wait_idle()
    assert workspace.regions.get(region.ident).shape == region.shape
    assert last not in workspace.linked.shown.ifus
