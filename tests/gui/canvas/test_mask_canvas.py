"""Paint a mask with real mouse and key events, and look at what is drawn."""

from itertools import pairwise

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.core.calib.painting import Disc, Outline, Stroke
from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.gui.canvas.mask_overlay import INK, path_of
from pixviewer.gui.canvas.sky_view import SkyView

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
)  # fmt: skip
BOX = np.array([(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)])


@pytest.fixture
def view(qtbot):
    widget = SkyView()
    qtbot.addWidget(widget)
    widget.resize(640, 600)
    widget.set_frame(Frame(State.PROJECTED, 338.2, -60.5))
    widget.set_picture(
        np.full((60, 60, 4), (40, 40, 40, 255), np.uint8), Grid(30.0, -30.0, -1.0, 1.0, 60, 60)
    )
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_view(-30, 30, -30, 30)
    widget.set_tool("mask")
    return widget


@pytest.fixture
def steps(view):
    found = []
    view.canvas.mask_tool.drawn.connect(found.append)
    return found


def at(view, x, y):
    return QPoint(*(round(p) for p in view.canvas.map().to_pixel(x, y)))


def move(view, place, button=Qt.MouseButton.NoButton, modifiers=NONE):
    port = view.canvas.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(port.mapToGlobal(place)), Qt.MouseButton.NoButton,
        button, modifiers,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def drag(view, *places, modifiers=NONE, release=True):
    port = view.canvas.viewport()
    points = [at(view, *place) for place in places]
    QTest.mousePress(port, LEFT, modifiers, points[0])
    for start, end in pairwise(points):
        for share in (0.25, 0.5, 0.75, 1.0):
            move(view, start + (end - start) * share, LEFT, modifiers)
    if release:
        QTest.mouseRelease(port, LEFT, modifiers, points[-1])


def click(view, x, y, modifiers=NONE):
    QTest.mouseClick(view.canvas.viewport(), LEFT, modifiers, at(view, x, y))


def shot(view) -> QImage:
    QApplication.processEvents()
    return view.canvas.viewport().grab().toImage()


def is_tinted(image: QImage, place: QPoint) -> bool:
    """Whether the picture's grey has turned orange somewhere around a place."""
    colours = [QColor(image.pixel(place + QPoint(dx, dy))) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return any(c.red() > c.blue() + 25 for c in colours)


class TestBrush:
    def test_a_drag_is_a_stroke_of_the_brush(self, view, steps):
        view.canvas.mask_tool.set_brush("brush", 2.0, erases=False)
        drag(view, (-10, 0), (0, 5), (10, 5))
        (stroke,) = steps
        assert isinstance(stroke, Stroke)
        assert (stroke.radius, stroke.erases) == (2.0, False)
        assert stroke.points[0] == pytest.approx((-10, 0), abs=0.1)
        assert stroke.points[-1] == pytest.approx((10, 5), abs=0.1)
        assert len(stroke.points) >= 8

    def test_it_is_seen_while_it_is_drawn_and_until_the_mask_is_there(self, view, steps):
        view.canvas.mask_tool.set_brush("brush", 3.0, erases=False)
        before = shot(view)
        drag(view, (-10, 0), (10, 0), release=False)
        assert not is_tinted(before, at(view, 0, 1))
        assert is_tinted(shot(view), at(view, 0, 1))
        QTest.mouseRelease(view.canvas.viewport(), LEFT, NONE, at(view, 10, 0))
        view.canvas.mask_layer.set_pending(steps)
        assert is_tinted(shot(view), at(view, 0, 1))
        view.canvas.mask_layer.set_pending(())
        assert not is_tinted(shot(view), at(view, 0, 1))

    def test_shift_erases_and_takes_away_what_is_seen(self, view, steps):
        view.canvas.mask_layer.set_path(path_of([BOX]))
        view.canvas.mask_tool.set_brush("brush", 2.0, erases=False)
        assert is_tinted(shot(view), at(view, 0, 0))
        drag(view, (-5, 0), (5, 0), modifiers=SHIFT, release=False)
        image = shot(view)
        assert not is_tinted(image, at(view, 0, 1.0))
        assert is_tinted(image, at(view, 0, 6))
        QTest.mouseRelease(view.canvas.viewport(), LEFT, SHIFT, at(view, 5, 0))
        assert steps[0].erases
        view.canvas.mask_tool.set_brush("brush", 2.0, erases=True)
        drag(view, (-5, 0), (5, 0), modifiers=SHIFT)
        assert not steps[1].erases

    def test_esc_gives_a_stroke_up(self, view, steps):
        drag(view, (-10, 0), (10, 0), release=False)
        QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
        QTest.mouseRelease(view.canvas.viewport(), LEFT, NONE, at(view, 10, 0))
        assert steps == []
        assert view.canvas.mask_tool.active is None

    def test_a_click_dabs_and_so_does_enter(self, view, steps):
        click(view, 3, 4)
        move(view, at(view, -3, 4))
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
        assert [len(step.points) for step in steps] == [1, 1]
        assert steps[1].points[0] == pytest.approx((-3, 4), abs=0.1)

    def test_ctrl_and_wheel_size_the_brush_and_do_not_zoom(self, view):
        factors = []
        view.canvas.mask_tool.brushScaled.connect(factors.append)
        box = view.view()
        port = view.canvas.viewport()
        for modifier in (CTRL, NONE):
            place = QPointF(at(view, 0, 0))
            event = QWheelEvent(
                place, QPointF(port.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, 240),
                Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(port, event)
            if modifier is CTRL:
                assert view.view() == box
        assert factors == [pytest.approx(1.15**2)]
        assert view.view() != box

    def test_a_circle_shows_the_brush_at_the_cursor(self, view):
        view.canvas.mask_tool.set_brush("brush", 5.0, erases=False)
        move(view, at(view, 0, 0))
        assert is_tinted(shot(view), at(view, 5.0, 0))
        view.set_tool("pan")
        assert not is_tinted(shot(view), at(view, 5.0, 0))

    def test_regions_are_not_taken_hold_of(self, view, steps):
        from pixviewer.gui.canvas.items import RegionItemData

        view.set_regions([RegionItemData("star", "circle", 0.0, 0.0, 4.0, "star")])
        selected = []
        view.regionSelected.connect(selected.append)
        drag(view, (0, 0), (3, 3))
        click(view, 0, 0)
        assert selected == []
        assert len(steps) == 2


class TestPolygon:
    @pytest.fixture(autouse=True)
    def _draws_polygons(self, view):
        view.canvas.mask_tool.set_brush("polygon", 1.0, erases=False)

    def test_clicks_set_corners_and_a_double_click_closes(self, view, steps):
        for corner in ((-10, -10), (10, -10)):
            click(view, *corner)
        click(view, 0, 10)
        QTest.mouseDClick(view.canvas.viewport(), LEFT, NONE, at(view, 0, 10))
        (outline,) = steps
        assert isinstance(outline, Outline)
        assert np.allclose(outline.points, [(-10, -10), (10, -10), (0, 10)], atol=0.1)

    def test_enter_closes_and_backspace_takes_a_corner_back(self, view, steps):
        for corner in ((-10, -10), (10, -10), (20, 20), (0, 10)):
            click(view, *corner)
        for _ in range(2):
            QTest.keyClick(view.canvas, Qt.Key.Key_Backspace)
        click(view, 5, 15, SHIFT)
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
        assert np.allclose(steps[0].points, [(-10, -10), (10, -10), (5, 15)], atol=0.1)
        assert not steps[0].erases  # as it was begun

    def test_esc_gives_it_up_and_leaves_the_tool(self, view, steps):
        asked = []
        view.toolRequested.connect(asked.append)
        click(view, -10, -10)
        QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
        assert view.canvas.mask_tool.corners == []
        assert asked == []
        QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
        assert asked == ["pan"]

    def test_another_tool_gives_it_up(self, view):
        click(view, -10, -10)
        view.set_tool("pan")
        assert view.canvas.mask_tool.corners == []

    def test_a_drag_draws_it_in_one_go(self, view, steps):
        drag(view, (-10, -10), (10, -10), (10, 10), (-10, 10), modifiers=SHIFT)
        (outline,) = steps
        assert outline.erases
        assert len(outline.points) >= 12

    def test_two_corners_are_no_polygon(self, view, steps):
        click(view, -10, -10)
        click(view, 10, -10)
        QTest.mouseDClick(view.canvas.viewport(), LEFT, NONE, at(view, 10, -10))
        assert steps == []
        assert len(view.canvas.mask_tool.corners) == 2


def test_a_circle_is_drawn_from_its_centre(view, steps):
    view.canvas.mask_tool.set_brush("circle", 1.5, erases=False)
    drag(view, (2, 3), (2, 9))
    click(view, -5, -5)
    assert all(isinstance(step, Disc) for step in steps)
    assert (steps[0].xi, steps[0].eta, steps[0].radius) == pytest.approx((2, 3, 6), abs=0.15)
    assert steps[1].radius == 1.5


class TestOverlay:
    def test_it_lies_where_the_mask_is(self, view):
        hole = BOX / 4
        view.canvas.mask_layer.set_path(path_of([BOX, hole, BOX / 2 + (18.0, 18.0)]))
        view.set_tool("pan")
        image = shot(view)
        for place, expected in (
            ((5, 5), True), ((0, 0), False), ((-9, 9), True), ((12, 0), False), ((18, 18), True),
            ((-18, 18), False),
        ):  # fmt: skip
            assert is_tinted(image, at(view, *place)) is expected, place
        view.set_view(-5, 25, -5, 25)
        image = shot(view)
        assert is_tinted(image, at(view, 18, 18))
        assert not is_tinted(image, at(view, 0, 0))

    def test_it_can_be_hidden_and_made_denser(self, view):
        layer = view.canvas.mask_layer
        layer.set_path(path_of([BOX]))
        reds = []
        for opacity in (0.1, 0.9):
            layer.set_look(is_visible=True, opacity=opacity)
            view.canvas.refresh()
            image = shot(view)
            place = at(view, 5, 5)
            reds.append(np.mean([QColor(image.pixel(place + QPoint(d, 2 * d))).red() for d in range(8)]))
        assert reds[1] > reds[0] + 40
        layer.set_look(is_visible=False, opacity=0.9)
        view.canvas.refresh()
        assert not is_tinted(shot(view), at(view, 5, 5))

    def test_its_border_and_hatch_tell_it_without_colour(self, view):
        view.canvas.mask_layer.set_path(path_of([BOX]))
        image = shot(view)
        inner = [image.pixelColor(at(view, 0, 0) + QPoint(d, 0)).lightness() for d in range(16)]
        assert max(inner) - min(inner) > 15
        assert image.pixelColor(at(view, 10, 5)).lightness() > np.mean(inner)
        assert INK.isValid()
