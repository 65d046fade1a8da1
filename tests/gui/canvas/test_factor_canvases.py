"""Map of factors, panels of curves and the slider of bins, by mouse and key."""

import dataclasses
import time

import numpy as np
import pytest
from factor_sets import make_factors
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.canvas.bin_slider import Bins, BinSlider, SkySpectrum
from pixviewer.gui.canvas.curve_grid_canvas import CurveGridCanvas
from pixviewer.gui.canvas.curve_panels import segments
from pixviewer.gui.canvas.factor_map_canvas import FactorCells, FactorMapCanvas
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.selfcal.curves import curves_of
from pixviewer.model.selfcal.maps import FACTOR, MEASURED, Subject, map_of

LEFT = Qt.MouseButton.LeftButton
ORDER = np.arange(48, 0, -1)  # any order but the plain one


def shown(qtbot, widget, width, height):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def at(point: QPointF) -> QPoint:
    return QPoint(round(point.x()), round(point.y()))


def picture(widget) -> QImage:
    if isinstance(widget, CurveGridCanvas):
        settled(widget)
    return widget.grab().toImage()


def settled(grid) -> None:
    """Curves are painted over several turns of the event loop."""
    grid.grab()
    end = time.monotonic() + 10
    while not grid.is_painted and time.monotonic() < end:
        QApplication.processEvents()
    assert grid.is_painted


def wheel(widget, place: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


# The map


@pytest.fixture
def cells():
    rgba = np.zeros((24, 48, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[4, 11, 0] = 255  # IFU 5, slice 12: red
    kinds = np.full((24, 48), MEASURED, np.int8)
    return FactorCells(rgba, kinds, ORDER, tuple(map(str, ORDER)), "slice")


@pytest.fixture
def canvas(qtbot, cells):
    made = shown(qtbot, FactorMapCanvas(), 620, 260)
    made.set_map(cells)
    return made


def test_a_cell_is_drawn_where_it_is_found(canvas):
    place = at(canvas.rect_of((5, 12)).center())
    assert picture(canvas).pixelColor(place).red() == 255
    assert picture(canvas).pixelColor(at(canvas.rect_of((5, 13)).center())).red() == 0
    assert canvas.cell_at(QPointF(place)) == (5, 12)


def test_every_cell_is_found_again(canvas):
    for ifu in (1, 12, 24):
        for number in (1, 24, 25, 48):
            assert canvas.cell_at(canvas.rect_of((ifu, number)).center()) == (ifu, number)
    assert canvas.rect_of((24, 1)).top() < canvas.rect_of((1, 1)).top()
    assert canvas.cell_at(QPointF(1, 1)) is None


def test_mouse_and_keys_hover_and_pick(qtbot, canvas):
    hovered, clicked = [], []
    canvas.cellHovered.connect(hovered.append)
    canvas.cellClicked.connect(lambda cell, modifiers: clicked.append(cell))
    place = at(canvas.rect_of((5, 12)).center())
    QTest.mouseMove(canvas, place)
    QTest.mouseClick(canvas, LEFT, pos=place)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Right)  # the order falls
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert hovered[-3:] == [(5, 12), (6, 12), (6, 11)]
    assert clicked == [(5, 12), (6, 11)]


def test_what_is_not_as_measured_has_a_symbol(canvas, cells):
    before = picture(canvas)
    kinds = cells.kinds.copy()
    kinds[9, 9] = 6
    canvas.set_map(dataclasses.replace(cells, kinds=kinds))
    box = canvas.rect_of((10, 10)).toRect()
    assert picture(canvas).copy(box) != before.copy(box)
    other = canvas.rect_of((20, 40)).toRect()
    assert picture(canvas).copy(other) == before.copy(other)


def test_an_empty_map_says_what_is_needed(qtbot, canvas):
    full = picture(canvas)
    canvas.set_map(None, "run the self-calibration or load factors")
    assert picture(canvas) != full
    QTest.mouseClick(canvas, LEFT, pos=QPoint(300, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.cell_at(QPointF(300, 100)) is None


# The slider


@pytest.fixture
def slider(qtbot):
    made = shown(qtbot, BinSlider(), 700, 60)
    low = np.array([4750.0, 5000.0, 6000.0, 7000.0])
    made.set_bins(Bins(np.array([1, 2, 4, 5]), low, np.array([5000.0, 6000.0, 7000.0, 9300.0])))
    made.binChosen.connect(made.set_bin)
    return made


def chosen_by(slider):
    chosen = []
    slider.binChosen.connect(chosen.append)
    return chosen


def test_a_click_and_a_drag_choose_bins(slider):
    chosen = chosen_by(slider)
    y = slider.area().center().y()
    places = [at(QPointF(slider.x_of(wave), y)) for wave in (5500.0, 6500.0, 8000.0)]
    QTest.mousePress(slider, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(slider, place)
    QTest.mouseRelease(slider, LEFT, pos=places[2])
    assert chosen == [2, 4, 5]
    QTest.mouseClick(slider, LEFT, pos=at(slider.all_box().center()))
    assert chosen[-1] == 0


def test_keys_and_the_wheel_step(slider):
    chosen = chosen_by(slider)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(slider, key)
    assert chosen == [1, 2, 5, 4, 0]
    wheel(slider, QPoint(300, 20), 1)
    assert chosen[-1] == 1


def test_the_spectrum_is_drawn_between_its_bins(slider):
    before = picture(slider)
    wave = np.linspace(4700, 9400, 400)
    slider.set_sky(SkySpectrum(wave, np.where(np.abs(wave - 6300) < 60, 100.0, 1.0)))
    image = picture(slider)
    assert image != before
    box = slider.area()
    upper = QRectF(
        slider.x_of(6200.0), box.top() + 0.4 * box.height(), slider.x_of(6400.0) - slider.x_of(6200.0), 8
    )
    assert image.copy(upper.toRect()) != before.copy(upper.toRect())
    elsewhere = upper.translated(slider.x_of(7500.0) - slider.x_of(6200.0), 0)
    assert image.copy(elsewhere.toRect()) == before.copy(elsewhere.toRect())


# The curves


@pytest.fixture
def curves():
    factors = make_factors(spread=0.002)
    levels = 1 + 0.02 * np.linspace(-1, 1, 48)
    return curves_of(Subject("x", dataclasses.replace(factors, factor=factors.factor * levels)))


@pytest.fixture
def grid(qtbot, curves):
    made = shown(qtbot, CurveGridCanvas(), 900, 640)
    made.set_curves(curves)
    made.zoomRequested.connect(made.set_zoomed)
    return made


def place_of(grid, curves, ifu, number, b):
    here = grid.panels().map(ifu, grid.box())
    return at(QPointF(*here.to_pixel(float(curves.wave[b]), float(curves.factor[b, ifu - 1, number - 1]))))


def test_panels_are_six_by_four_and_all_there(grid):
    panels = grid.panels()
    rects = [panels.rect(ifu) for ifu in panels.ifus()]
    assert len(rects) == 24
    assert panels.columns == 6
    assert len({round(rect.left()) for rect in rects}) == 6
    assert len({round(rect.top()) for rect in rects}) == 4
    assert all(panels.ifu_at(rect.center()) == ifu for ifu, rect in enumerate(rects, 1))


def test_the_nearest_curve_is_named_and_picked(grid, curves):
    hovered, clicked = [], []
    grid.sliceHovered.connect(lambda cell, bin_no: hovered.append((cell, bin_no)))
    grid.sliceClicked.connect(clicked.append)
    grid.set_zoomed(7)
    place = place_of(grid, curves, 7, 48, 10)
    QTest.mouseMove(grid, place)
    QTest.mouseClick(grid, LEFT, pos=place)
    cell, bin_no = hovered[-1]
    assert clicked == [cell]
    assert cell[0] == 7
    assert bin_no == int(curves.bins[10])
    distance = np.abs(curves.factor[10, 6] - curves.factor[10, 6, 47])
    assert distance[cell[1] - 1] < 0.001


def test_double_click_and_keys_zoom_and_come_back(grid):
    QTest.mouseDClick(grid, LEFT, pos=at(grid.panels().rect(9).center()))
    assert list(grid.panels().ifus()) == [9]
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert len(grid.panels().ifus()) == 24
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    assert list(grid.panels().ifus()) == [16]
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert list(grid.panels().ifus()) == [15]


def test_keys_go_from_slice_to_slice_in_a_zoomed_panel(grid):
    clicked = []
    grid.sliceClicked.connect(clicked.append)
    grid.set_zoomed(3)
    grid.set_picked((3, 10))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    assert clicked == [(3, 12)]


def test_wheel_and_drag_move_all_panels_and_home_shows_all(grid, curves):
    place = at(grid.panels().rect(8).center())
    wheel(grid, place, 3)
    x0, x1, y0, y1 = grid.box()
    assert x1 - x0 == pytest.approx((curves.box[1] - curves.box[0]) / 1.2**3)
    QTest.mousePress(grid, LEFT, pos=place)
    QTest.mouseMove(grid, place + QPoint(10, 0))
    QTest.mouseMove(grid, place + QPoint(20, 15))
    QTest.mouseRelease(grid, LEFT, pos=place + QPoint(20, 15))
    assert grid.box()[0] < x0
    assert grid.box()[2] > y0
    assert grid.box()[1] - grid.box()[0] == pytest.approx(x1 - x0)
    assert grid.box()[3] - grid.box()[2] == pytest.approx(y1 - y0)
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.box() == curves.box


def test_new_factors_keep_the_view(grid, curves):
    wheel(grid, at(grid.panels().rect(8).center()), 2)
    box = grid.box()
    grid.set_curves(dataclasses.replace(curves, factor=curves.factor * 1.001))
    assert grid.box() == box
    grid.set_curves(curves, fits=True)
    assert grid.box() == curves.box


def test_the_picked_slice_and_the_bin_are_marked(grid):
    plain = picture(grid)
    grid.set_picked((5, 40))
    picked = picture(grid)
    assert picked != plain
    inside = grid.panels().rect(5).toRect()
    assert picked.copy(inside) != plain.copy(inside)
    assert picked.copy(grid.panels().rect(18).toRect()) == plain.copy(grid.panels().rect(18).toRect())
    grid.set_bin(4)
    assert picture(grid).copy(grid.panels().rect(18).toRect()) != plain.copy(grid.panels().rect(18).toRect())


def test_pieces_of_curves_stay_in_their_panels(curves):
    here = PlaneMap(10.0, 20.0, 100.0, 60.0, (5500.0, 8000.0, 0.995, 1.005))
    pieces = np.concatenate(segments(here, curves, np.array([3]), np.array([[10.0, 20.0]])))
    assert len(pieces) > 100
    x, y = pieces[:, ::2], pieces[:, 1::2]
    assert x.min() >= 10.0 - 1e-6
    assert x.max() <= 110.0 + 1e-6
    assert y.min() >= 20.0 - 1e-6
    assert y.max() <= 80.0 + 1e-6


def test_pieces_join_the_factors_of_neighbouring_bins(curves):
    here = PlaneMap(0.0, 0.0, 1000.0, 1000.0, curves.box)
    pieces = segments(here, curves, np.array([3]), np.array([[0.0, 0.0]]))[30]
    expected = [here.to_pixel(x, y) for x, y in zip(curves.wave, curves.factor[:, 2, 30], strict=True)]
    np.testing.assert_allclose(pieces[:, :2], expected[:-1])
    np.testing.assert_allclose(pieces[:, 2:], expected[1:])


def test_curves_without_rows_break_and_a_single_bin_is_a_line(curves):
    broken = curves.factor.copy()
    broken[5, 2, 30] = np.nan
    here = PlaneMap(0.0, 0.0, 1000.0, 1000.0, curves.box)
    pieces = segments(here, dataclasses.replace(curves, factor=broken), np.array([3]), np.zeros((1, 2)))
    assert len(pieces[30]) == curves.wave.size - 3
    one = dataclasses.replace(
        curves, bins=curves.bins[:1], wave=curves.wave[:1], edges=curves.edges[:1],
        factor=curves.factor[:1],
    )  # fmt: skip
    (piece,) = segments(here, one, np.array([3]), np.zeros((1, 2)))[30]
    assert piece[1] == pytest.approx(piece[3])
    assert piece[2] > piece[0]


def test_all_curves_are_painted_within_a_frame(grid, curves):
    took = []
    for _ in range(5):
        grid.set_curves(curves)
        start = time.thread_time()
        settled(grid)
        took.append(time.thread_time() - start)
    # 30 ms on a processor of its own; shared ones are slower, a painter that does it one by one takes 200 ms.
    assert min(took) < 0.08


def test_the_former_curves_stay_until_new_ones_are_complete(grid, curves):
    before = picture(grid)
    grid.set_curves(dataclasses.replace(curves, factor=curves.factor * 1.02))
    assert grid.grab().toImage() == before
    assert not grid.is_painted
    grid.set_curves(dataclasses.replace(curves, factor=curves.factor * 1.01))
    after = picture(grid)
    assert after != before
    grid.set_curves(curves)
    assert picture(grid) == before


def test_a_map_of_all_bins_is_made_at_once():
    subject = Subject("x", make_factors())
    map_of(subject, FACTOR)
    start = time.thread_time()
    map_of(subject, FACTOR, 3)
    assert time.thread_time() - start < 0.01
