"""Draw, move, resize, cancel, nudge and delete with real mouse and key events."""

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.core.geometry import Frame, Grid, State
from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.sky_view import SkyView

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
STAR = RegionItemData("star", "circle", 5.0, 3.0, 4.0, "star", selected=True)


@pytest.fixture
def view(qtbot):
    widget = SkyView()
    qtbot.addWidget(widget)
    widget.resize(640, 600)
    widget.set_frame(Frame(State.PROJECTED, 338.2, -60.5))
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_view(-30, 30, -30, 30)
    return widget


def at(view, x, y):
    return QPoint(*(round(p) for p in view.canvas.map().to_pixel(x, y)))


def drag(view, start, end, button=LEFT, modifiers=NONE, release=True):
    port = view.canvas.viewport()
    QTest.mousePress(port, button, modifiers, start)
    for fraction in (0.3, 0.7, 1.0):
        # QTest.mouseMove does not hold a button on every platform, so the event is built here.
        move(view, start + (end - start) * fraction, button, modifiers)
    if release:
        QTest.mouseRelease(port, button, modifiers, end)


def move(view, place, button=Qt.MouseButton.NoButton, modifiers=NONE):
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QMouseEvent

    port = view.canvas.viewport()
    local = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        local,
        QPointF(port.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        button,
        modifiers,
    )
    QApplication.sendEvent(port, event)


def record(signal):
    seen = []
    signal.connect(lambda *args: seen.append(args))
    return seen


def keys(view, key, modifiers=NONE):
    QTest.keyClick(view.canvas, key, modifiers)


def near(view, value, pixels=1.5):
    """Equal within a pixel and a half: the mouse has no finer places."""
    return pytest.approx(value, abs=pixels * 60 / view.canvas.map().width)


# --- where things are


def test_east_is_left_on_the_sky_and_x_is_right_in_field_pixels(view):
    assert at(view, 10, 0).x() < at(view, -10, 0).x()
    assert at(view, 0, 10).y() < at(view, 0, -10).y()
    view.set_frame(Frame(State.PIXEL))
    assert at(view, 10, 0).x() > at(view, -10, 0).x()


def test_the_view_shows_at_least_what_was_asked_for_with_square_units(view):
    seen = record(view.viewChanged)
    view.set_view(-10, 10, 0, 5)
    x0, x1, y0, y1 = view.view()
    here = view.canvas.map()
    assert x0 <= -10
    assert x1 >= 10
    assert (x1 - x0) / here.width == pytest.approx((y1 - y0) / here.height)
    assert seen == []


def test_a_resize_keeps_what_was_asked_for(view, qtbot):
    view.set_view(-10, 10, -10, 10)
    for size in ((900, 300), (300, 900), (640, 600)):
        with qtbot.waitSignal(view.screenChanged):
            view.resize(*size)
        x0, x1, y0, y1 = view.view()
        assert min(x1 - x0, y1 - y0) == pytest.approx(20)


def test_a_cell_of_the_picture_is_drawn_where_its_grid_says(view):
    # One red cell of 10 arcsec at the north-east, in pictures whose x runs either way.
    for grid, col in ((Grid(-30, -30, 10, 10, 6, 6), 5), (Grid(30, -30, -10, 10, 6, 6), 0)):
        rgba = np.full((6, 6, 4), 255, np.uint8)
        rgba[5, col, 1:3] = 0
        view.set_picture(rgba, grid)
        shot = view.canvas.grab().toImage()
        ratio = shot.devicePixelRatio()
        red = shot.pixelColor((at(view, 25, 25).toPointF() * ratio).toPoint())
        white = shot.pixelColor((at(view, -12, 25).toPointF() * ratio).toPoint())
        assert (red.red(), red.green()) == (255, 0)
        assert white.green() == 255


def test_a_picture_of_another_shape_than_its_grid_is_refused(view):
    with pytest.raises(ValueError, match="shape"):
        view.set_picture(np.zeros((3, 3, 4), np.uint8), Grid(0, 0, 1, 1, 4, 3))


def test_the_nearest_drawn_point_tells_its_row(view):
    view.set_points(
        np.array([1.0, 20.0]), np.array([1.0, 20.0]), np.full((2, 4), 255, np.uint8), np.array([7, 9])
    )
    assert view.row_at(1.1, 1.1) == 7
    assert view.row_at(-20, -20) is None
    view.canvas.grab()
    view.clear_points()
    assert view.row_at(1, 1) is None


# --- looking around


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_a_drag_pans_and_holds_the_sky_under_the_mouse(view, button):
    seen = record(view.viewChanged)
    before = view.view()
    drag(view, at(view, 0, 0), at(view, 10, 5), button)
    after = view.view()
    assert after[0] - before[0] == near(view, -10)
    assert after[2] - before[2] == near(view, -5)
    assert seen[-1] == after


def test_space_pans_with_a_drawing_tool(view):
    view.set_tool("circle")
    drawn = record(view.regionDrawn)
    QTest.keyPress(view.canvas, Qt.Key.Key_Space)
    before = view.view()
    drag(view, at(view, 0, 0), at(view, 10, 0))
    QTest.keyRelease(view.canvas, Qt.Key.Key_Space)
    assert view.view()[0] - before[0] == near(view, -10)
    assert drawn == []


def test_the_wheel_zooms_at_the_cursor(view):
    port = view.canvas.viewport()
    place = QPointF(at(view, 12, -7))
    event = QWheelEvent(
        place, port.mapToGlobal(place), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = view.view()
    QApplication.sendEvent(port, event)
    after = view.view()
    assert after[1] - after[0] == pytest.approx((before[1] - before[0]) / 1.44)
    assert view.canvas.map().to_plane(place.x(), place.y()) == near(view, (12, -7))


def test_shift_drag_zooms_into_a_box(view):
    drag(view, at(view, 10, 10), at(view, -10, -10), modifiers=SHIFT)
    x0, x1, y0, y1 = view.view()
    assert min(x1 - x0, y1 - y0) == near(view, 20, 3)


def test_a_right_drag_tells_of_contrast_and_does_not_zoom(view):
    seen, before = record(view.contrastDragged), view.view()
    drag(view, at(view, 0, 0), at(view, -15, 0), RIGHT)
    assert sum(dx for dx, _ in seen) == pytest.approx(0.25, abs=0.02)
    assert view.view() == before


def test_a_right_click_asks_for_a_menu(view):
    seen = record(view.menuRequested)
    QTest.mouseClick(view.canvas.viewport(), RIGHT, NONE, at(view, 3, 4))
    assert seen[0][:2] == near(view, (3, 4))


def test_the_cursor_is_followed_and_missed(view):
    moved, left = record(view.cursorMoved), record(view.cursorLeft)
    move(view, at(view, 8, -6))
    assert moved[-1] == near(view, (8, -6))
    move(view, QPoint(2, 2))
    assert left == [()]


# --- drawing


@pytest.mark.parametrize(("kind", "size"), [("circle", 5.0), ("square", 4.0)])
def test_a_region_is_drawn_from_its_centre(view, kind, size):
    view.set_tool(kind)
    drawing, drawn = record(view.regionDrawing), record(view.regionDrawn)
    drag(view, at(view, 2, -3), at(view, 5, 1))
    assert drawn[0][0] == kind
    assert drawn[0][1:] == near(view, (2, -3, size))
    assert drawing
    assert len(drawn) == 1


def test_shift_draws_from_corner_to_corner(view):
    view.set_tool("square")
    drawn = record(view.regionDrawn)
    drag(view, at(view, 0, 0), at(view, 10, 10), modifiers=SHIFT)
    assert drawn[0][1:] == near(view, (5, 5, 5))


def test_a_click_places_a_region_of_the_default_size(view):
    view.set_tool("circle")
    drawn = record(view.regionDrawn)
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at(view, 4, 4))
    assert drawn[0][3] == 1.0
    view.set_frame(Frame(State.PIXEL))
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at(view, 4, 4))
    assert drawn[1][3] == 5.0


def test_enter_places_a_region_without_a_mouse(view):
    view.set_tool("square")
    drawn = record(view.regionDrawn)
    keys(view, Qt.Key.Key_Return)
    assert drawn[0][0] == "square"
    assert drawn[0][1:3] == near(view, (0, 0))


def test_escape_gives_a_drawing_up(view):
    view.set_tool("circle")
    drawn, cancelled = record(view.regionDrawn), record(view.gestureCancelled)
    drag(view, at(view, 0, 0), at(view, 9, 9), release=False)
    keys(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.canvas.viewport(), LEFT, NONE, at(view, 9, 9))
    assert drawn == []
    assert cancelled == [()]


def test_ctrl_draws_on_top_of_another_region(view):
    view.set_regions([STAR])
    view.set_tool("circle")
    drawn, moved = record(view.regionDrawn), record(view.regionMoved)
    drag(view, at(view, 5, 3), at(view, 7, 3), modifiers=CTRL)
    assert len(drawn) == 1
    assert moved == []


# --- regions


def test_a_region_is_moved_by_its_centre(view):
    view.set_regions([STAR])
    seen = record(view.regionMoved)
    drag(view, at(view, 5, 3), at(view, -5, 8))
    assert [args[4] for args in seen].count(True) == 1
    assert seen[0][4] is False
    assert seen[-1][:4] == ("star", near(view, -5), near(view, 8), 4.0)


@pytest.mark.parametrize("kind", ["circle", "square"])
def test_a_region_is_resized_by_a_handle(view, kind):
    view.set_regions([RegionItemData(1, kind, 0, 0, 6, selected=True)])
    seen = record(view.regionMoved)
    # West is right: the handle of a circle is at its western end.
    start, end = ((-6, 0), (-9, 0)) if kind == "circle" else ((-6, 6), (-9, 9))
    drag(view, at(view, *start), at(view, *end))
    assert seen[-1][:4] == (1, 0, 0, near(view, 9))
    assert seen[-1][4] is True


def test_a_region_never_vanishes_by_resizing(view):
    view.set_regions([RegionItemData(1, "circle", 0, 0, 6, selected=True)])
    seen = record(view.regionMoved)
    drag(view, at(view, -6, 0), at(view, 20, 0))
    assert seen[-1][3] > 0


def test_escape_puts_a_dragged_region_back(view):
    view.set_regions([STAR])
    seen, cancelled = record(view.regionMoved), record(view.gestureCancelled)
    drag(view, at(view, 5, 3), at(view, -5, 8), release=False)
    keys(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.canvas.viewport(), LEFT, NONE, at(view, -5, 8))
    assert seen[-1] == ("star", 5.0, 3.0, 4.0, False)
    assert not any(args[4] for args in seen)
    assert cancelled == [()]


def test_dragging_an_unselected_region_selects_it(view):
    view.set_regions([RegionItemData(2, "circle", 0, 0, 2)])
    seen = record(view.regionSelected)
    drag(view, at(view, 0, 0), at(view, 3, 3))
    assert seen == [(2,)]


def test_a_locked_region_does_not_move(view):
    view.set_regions([RegionItemData(2, "circle", 0, 0, 2, selected=True, locked=True)])
    seen = record(view.regionMoved)
    drag(view, at(view, 0, 0), at(view, 3, 3))
    keys(view, Qt.Key.Key_Left)
    assert seen == []


def test_updates_during_a_drag_do_not_pull_the_region_back(view):
    view.set_regions([STAR])
    drag(view, at(view, 5, 3), at(view, -5, 8), release=False)
    view.set_regions([STAR])
    seen = record(view.regionMoved)
    QTest.mouseRelease(view.canvas.viewport(), LEFT, NONE, at(view, -5, 8))
    assert seen[-1][1:3] == near(view, (-5, 8))


def test_a_click_selects_and_a_click_beside_deselects(view):
    view.set_regions([RegionItemData(2, "circle", 0, 0, 2)])
    seen, clicked = record(view.regionSelected), record(view.clicked)
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at(view, 0, 0))
    assert seen == [(2,)]
    view.set_regions([STAR])
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at(view, -20, -20))
    assert seen[-1] == (None,)
    assert clicked[-1] == near(view, (-20, -20))


def test_a_double_click_asks_for_numbers(view):
    view.set_regions([STAR])
    seen = record(view.regionEditRequested)
    QTest.mouseDClick(view.canvas.viewport(), LEFT, NONE, at(view, 5, 3))
    assert seen == [("star",)]


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [(Qt.Key.Key_Left, 1, 0), (Qt.Key.Key_Right, -1, 0), (Qt.Key.Key_Up, 0, 1), (Qt.Key.Key_Down, 0, -1)],
)
@pytest.mark.parametrize(("modifier", "step"), [(NONE, 0.2), (SHIFT, 1.0), (ALT, 0.02)])
def test_arrows_nudge_the_selected_region(view, key, dx, dy, modifier, step):
    view.set_regions([STAR])
    seen = record(view.regionMoved)
    keys(view, key, modifier)
    assert seen == [("star", pytest.approx(5 + dx * step), pytest.approx(3 + dy * step), 4.0, True)]


def test_arrows_move_the_view_with_ctrl_and_the_crosshair_without(view):
    before = view.view()
    nudged = record(view.canvas.cursorNudged)
    keys(view, Qt.Key.Key_Left)
    assert nudged == [(pytest.approx(0.2, abs=0.1), pytest.approx(0.0, abs=0.1))]
    assert view.view() == before
    QTest.keyClick(view.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert view.view()[0] > before[0]  # to the left is to the east


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_asks_for_deletion(view, key):
    view.set_regions([STAR])
    seen = record(view.regionDeleteRequested)
    keys(view, key)
    assert seen == [("star",)]


def test_escape_drops_the_selection_and_then_the_tool(view):
    view.set_regions([STAR])
    view.set_tool("circle")
    selected, tools = record(view.regionSelected), record(view.toolRequested)
    keys(view, Qt.Key.Key_Escape)
    assert selected == [(None,)]
    assert tools == []
    view.set_regions([])
    keys(view, Qt.Key.Key_Escape)
    assert tools == [("pan",)]


def test_an_unknown_tool_is_refused(view):
    with pytest.raises(ValueError, match="pan, circle, square"):
        view.set_tool("lasso")


def test_everything_can_be_painted_at_once(view):
    view.set_note("sketch 3 %")
    view.set_message("nothing here")
    view.set_crosshair(1, 2)
    view.set_marker(3, 4)
    view.set_regions([STAR, RegionItemData(2, "square", 9, 9, 3, "sq", dashed=True, colour="not a colour")])
    view.set_picture(np.full((5, 5, 4), 90, np.uint8), Grid(-5, -5, 2, 2, 5, 5), "exact")
    view.set_scale(1, 9, "Log", "viridis", "count")
    assert not view.grab().isNull()
    view.set_legend("flags", ["good", "HotPixel"], [(1, 2, 3), (9, 9, 9)])
    assert not view.grab().isNull()
    view.clear_scale()
    assert not view.colour_bar.isVisible()
