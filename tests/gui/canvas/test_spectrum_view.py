"""Bands drawn, dragged, typed and deleted; a spectrum thinned without losing a line."""

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDoubleSpinBox

from pixviewer.gui.canvas.curve import Curve, bin_edges, make_curve, thinned, value_range
from pixviewer.gui.canvas.spectrum_gestures import dragged
from pixviewer.gui.canvas.spectrum_view import SpectrumView
from pixviewer.model.sky_lines import air_to_vacuum, sky_lines

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
WAVE = np.arange(4750.0, 9350.0, 1.25)


@pytest.fixture
def view(qtbot):
    widget = SpectrumView()
    qtbot.addWidget(widget)
    widget.resize(900, 300)
    widget.set_limits(4750, 9350)
    value = 30 + np.sin(WAVE / 300)
    value[100:120] = np.nan
    count = np.full(WAVE.size, 40)
    widget.set_spectrum(WAVE, value, np.ones_like(WAVE), count, count // 10, "count", "star", "exact")
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_view(6000, 6400)
    return widget


def at(view, wave):
    here = view.canvas.map()
    return QPoint(round(here.to_pixel(wave, 0)[0]), round(here.top + 0.7 * here.height))


def drag(view, start, end, release=True):
    port = view.canvas.viewport()
    first, last = at(view, start), at(view, end)
    QTest.mousePress(port, LEFT, NONE, first)
    for place in (first + (last - first) * 0.5, last):
        QApplication.sendEvent(
            port,
            QMouseEvent(
                QEvent.Type.MouseMove, QPointF(place), QPointF(port.mapToGlobal(place)),
                Qt.MouseButton.NoButton, LEFT, NONE,
            ),
        )  # fmt: skip
    if release:
        QTest.mouseRelease(port, LEFT, NONE, last)


def record(signal):
    seen = []
    signal.connect(lambda *args: seen.append(args))
    return seen


def near(value):
    return pytest.approx(value, abs=1.0)  # a pixel is half an ångström here


def boxes(view):
    return view.findChildren(QDoubleSpinBox)


def test_a_drag_with_the_wavelength_tool_draws_a_band(view):
    view.set_tool("wave")
    seen = record(view.bandDrawn)
    drag(view, 6200, 6100)
    assert seen == [(near(6100), near(6200))]


def test_an_edge_is_dragged_and_does_not_cross_the_other(view):
    view.set_bands([("b", 6100, 6200)])
    seen = record(view.bandMoved)
    drag(view, 6200, 6250)
    assert seen[-1] == ("b", 6100, near(6250), True)
    drag(view, 6250, 6010)
    assert seen[-1][1] < seen[-1][2]


def test_a_selected_band_is_moved_by_its_inside(view):
    view.set_bands([("b", 6100, 6200)])
    QTest.mouseClick(view.canvas.viewport(), LEFT, NONE, at(view, 6150))
    seen = record(view.bandMoved)
    drag(view, 6150, 6170)
    assert seen[-1] == ("b", near(6120), near(6220), True)


def test_the_inside_of_another_band_pans(view):
    view.set_bands([("b", 6100, 6200)])
    seen, before = record(view.bandMoved), view.view()
    drag(view, 6150, 6170)
    assert seen == []
    assert view.view()[0] == near(before[0] - 20)


def test_escape_puts_a_dragged_band_back(view):
    view.set_bands([("b", 6100, 6200)])
    seen, cancelled = record(view.bandMoved), record(view.gestureCancelled)
    drag(view, 6100, 6050, release=False)
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert seen[-1] == ("b", 6100, 6200, False)
    assert cancelled == [()]


def test_typing_changes_the_only_band_and_draws_one_where_there_is_none(view):
    low, high = boxes(view)
    drawn, moved = record(view.bandDrawn), record(view.bandMoved)
    low.setValue(6000)
    assert drawn == [(6000, 9350)]
    view.set_bands([("b", 6000, 9350)])
    high.setValue(6100)
    assert moved == [("b", 6000, 6100, True)]


def test_the_boxes_follow_a_drag_and_setting_bands_is_silent(view):
    drawn, moved = record(view.bandDrawn), record(view.bandMoved)
    view.set_bands([("b", 6100, 6200)])
    assert (drawn, moved) == ([], [])
    assert [box.value() for box in boxes(view)] == [6100, 6200]
    drag(view, 6200, 6300)
    assert boxes(view)[1].value() == near(6300)


def test_arrows_and_delete_work_on_the_selected_band(view):
    view.set_bands([("b", 6100, 6200)])
    view.set_selected_band("b")
    moved, deleted = record(view.bandMoved), record(view.bandDeleteRequested)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert moved == [("b", 6101.25, 6201.25, True)]
    QTest.keyClick(view.canvas, Qt.Key.Key_Delete)
    assert deleted == [("b",)]


def test_the_wheel_zooms_wavelengths_and_over_the_left_axis_values(view):
    port, here = view.canvas.viewport(), view.canvas.map()

    def wheel(place):
        QApplication.sendEvent(
            port,
            QWheelEvent(
                place, port.mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE,
                Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip

    wheel(QPointF(here.left + here.width / 2, here.top + 20))
    assert view.view()[1] - view.view()[0] == pytest.approx(400 / 1.2)
    before = view.canvas.box()
    wheel(QPointF(here.left - 10, here.top + here.height / 2))
    after = view.canvas.box()
    assert after[:2] == before[:2]
    assert after[3] - after[2] == pytest.approx((before[3] - before[2]) / 1.2)


def test_fit_shows_the_whole_spectrum_and_tells_so(view):
    seen = record(view.viewChanged)
    view.fit()
    assert view.view() == pytest.approx((WAVE[0] - 0.625, WAVE[-1] + 0.625))
    assert seen[-1] == view.view()


def test_labels_carry_the_units(view):
    assert "Å" in view.canvas.axis("bottom").labelString()
    view.set_spectrum(WAVE, WAVE, None, None, None, "10**(-20)*erg/s/cm**2/Angstrom")
    assert "10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹" in view.canvas.axis("left").labelString()


def test_it_paints_with_and_without_a_spectrum(view):
    view.set_cursor(6300)
    view.set_bands([("b", 6100, 6200)])
    assert not view.grab().isNull()
    view.clear_spectrum()
    view.set_message("Draw a region")
    assert not view.grab().isNull()
    view.set_spectrum(WAVE[:1], WAVE[:1], None, None)
    view.set_spectrum(WAVE[:0], WAVE[:0], None, None)
    assert not view.grab().isNull()


# --- without a window


def test_thinning_keeps_every_peak_and_trough():
    rng = np.random.default_rng(5)
    value = rng.normal(0, 1, WAVE.size)
    value[1234], value[2345] = 1e4, -1e4
    curve = Curve(bin_edges(WAVE), value, np.ones_like(WAVE), None)
    thin = thinned(curve, WAVE[0], WAVE[-1], 700)
    assert thin.value.size <= 1.2 * 700
    assert thin.edges.size == thin.value.size + 1
    assert (np.nanmax(thin.value), np.nanmin(thin.value)) == (1e4, -1e4)


def test_a_few_bins_are_not_thinned():
    curve = make_curve(WAVE[:50], WAVE[:50], None, None, None)
    np.testing.assert_array_equal(thinned(curve, 0, 1e5, 700).value, WAVE[:50])


def test_one_wild_bin_does_not_flatten_the_rest_but_lines_are_shown_whole():
    value = np.random.default_rng(1).normal(30, 1, WAVE.size)
    value[77] = 1e9
    assert value_range(make_curve(WAVE, value, None, None, None), 4750, 9350)[1] < 100


def test_rows_per_bin_count_the_flagged_ones_too():
    assert make_curve([1, 2], [1, 2], None, [3, 4], [1, 0]).count.tolist() == [4, 4]


@pytest.mark.parametrize(
    ("part", "expected"), [("low", (110, 200)), ("high", (100, 210)), ("body", (110, 210))]
)
def test_a_dragged_band_moves_what_is_held(part, expected):
    assert dragged(("b", 100, 200), part, 10, 1)[1:] == expected


def test_air_becomes_vacuum_as_in_the_tables():
    # [O I] 6300.304 Å in air is 6302.046 Å in vacuum (NIST).
    assert air_to_vacuum(np.array([6300.304]))[0] == pytest.approx(6302.046, abs=2e-3)
    assert np.all(sky_lines(True)[0] > sky_lines(False)[0])
