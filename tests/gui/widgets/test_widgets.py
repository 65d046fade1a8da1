"""Small controls: silent when set, talkative when used, reachable by keyboard."""

from dataclasses import dataclass

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QToolButton, QToolTip

from pixviewer.gui.widgets.badge import BadgeBar
from pixviewer.gui.widgets.display_strip import DisplayStrip
from pixviewer.gui.widgets.job_bar import JobBar, JobRow, eta_text
from pixviewer.gui.widgets.readout_line import Readout
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.gui.widgets.wave_range_edit import WaveRangeEdit
from pixviewer.model.limit_rules import LIMITS, limits_text
from pixviewer.model.stretches import STRETCHES


def record(signal):
    seen = []
    signal.connect(lambda *args: seen.append(args))
    return seen


def named(widget, kind, name):
    return next(child for child in widget.findChildren(kind) if child.accessibleName().startswith(name))


@pytest.fixture
def strip(qtbot):
    widget = DisplayStrip()
    qtbot.addWidget(widget)
    widget.set_quantities([("mean", "Mean"), ("sum", "Sum")])
    widget.show()
    return widget


class TestDisplayStrip:
    def test_menus_have_the_texts_of_ds9(self, strip):
        stretch = named(strip, QComboBox, "Stretch")
        assert tuple(stretch.itemText(i) for i in range(stretch.count())) == STRETCHES
        limits = named(strip, QComboBox, "Limits")
        assert tuple(limits.itemText(i) for i in range(limits.count())) == tuple(map(limits_text, LIMITS))

    def test_setting_is_silent(self, strip):
        seen = record(strip.changed)
        strip.set_state(
            quantity="sum", stretch="Log", limits="ZScale", cmap="viridis", invert=True, lo=1, hi=2,
            unit="count", categorical=True,
        )  # fmt: skip
        assert seen == []
        assert named(strip, QComboBox, "Stretch").currentText() == "Log"
        assert not named(strip, QComboBox, "Stretch").isEnabled()
        assert named(strip, QComboBox, "Quantity").isEnabled()

    @pytest.mark.parametrize(
        ("name", "key", "expected"),
        [
            ("Quantity", "quantity", "sum"),
            ("Stretch", "stretch", "Log"),
            ("Limits", "limits", "99.5%"),
            ("Colour", "cmap", "heat"),
        ],
    )
    def test_a_choice_by_keyboard_tells_what_changed_and_no_more(self, strip, name, key, expected):
        seen = record(strip.changed)
        QTest.keyClick(named(strip, QComboBox, name), Qt.Key.Key_Down)
        assert seen == [({key: expected},)]

    def test_inverting_tells(self, strip):
        seen = record(strip.changed)
        named(strip, QToolButton, "Invert").click()
        assert seen == [({"invert": True},)]

    def test_typing_a_limit_makes_the_limits_the_users(self, strip):
        strip.set_state(lo=1.0, hi=9.0)
        seen = record(strip.changed)
        field = named(strip, QLineEdit, "Highest")
        field.selectAll()
        QTest.keyClicks(field, "12.5")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert seen == [({"limits": "User", "lo": 1.0, "hi": 12.5},)]

    @pytest.mark.parametrize("text", ["abc", "1e", "nan", "inf", "0.5", ""])
    def test_a_limit_that_cannot_be_is_put_back_with_a_reason(self, strip, qtbot, text):
        strip.set_state(lo=1.0, hi=9.0)
        seen = record(strip.changed)
        field = named(strip, QLineEdit, "Highest")
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert seen == []
        assert field.text() == "9"
        assert field.selectedText() == "9"
        assert "limit" in QToolTip.text() or "above" in QToolTip.text()
        assert QToolTip.text().endswith("; 9 is kept")
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())

    def test_nonsense_keeps_the_focus_when_tab_would_take_it(self, strip, qtbot):
        strip.set_state(lo=1.0, hi=9.0)
        told = record(strip.refused)
        field = named(strip, QLineEdit, "Lowest")
        strip.activateWindow()
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        field.selectAll()
        QTest.keyClicks(field, "nan")
        QTest.keyClick(field, Qt.Key.Key_Tab)
        qtbot.waitUntil(field.hasFocus)
        assert told == [("A limit must be finite, got “nan”; 1 is kept",)]
        assert field.text() == "1"
        QTest.keyClick(field, Qt.Key.Key_Tab)  # told once: nobody is held
        qtbot.waitUntil(lambda: not field.hasFocus())
        assert len(told) == 1
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())

    def test_the_number_of_sigma_is_typed_and_named_in_the_menu(self, strip):
        field, limits = named(strip, QLineEdit, "Number of"), named(strip, QComboBox, "Limits")
        strip.set_state(limits="ZScale", n_sigma=5.0)
        assert not field.isVisibleTo(strip)
        strip.set_state(limits="Sky ±nσ", n_sigma=5.0)
        assert field.isVisibleTo(strip)
        assert limits.currentText() == "Sky ±5σ"
        seen = record(strip.changed)
        field.selectAll()
        QTest.keyClicks(field, "2.5")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert seen == [({"limits": "Sky ±nσ", "n_sigma": 2.5},)]
        strip.set_state(n_sigma=2.5)
        assert limits.currentText() == "Sky ±2.5σ"

    def test_an_update_does_not_overwrite_what_is_being_typed(self, strip):
        strip.set_state(lo=1.0, hi=9.0)
        field = named(strip, QLineEdit, "Lowest")
        strip.activateWindow()
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "-3")
        strip.set_state(lo=2.0)
        assert field.text() == ("-3" if field.hasFocus() else "2")

    def test_every_control_has_a_name_and_takes_the_focus(self, strip):
        for kind in (QComboBox, QLineEdit, QToolButton):
            for child in strip.findChildren(kind):
                if child.parent() is strip:
                    assert child.accessibleName()
                    assert child.focusPolicy() & Qt.FocusPolicy.TabFocus


class TestWaveRangeEdit:
    @pytest.fixture
    def edit(self, qtbot):
        widget = WaveRangeEdit()
        qtbot.addWidget(widget)
        widget.set_limits(4750, 9350)
        return widget

    def test_it_is_silent_when_set_and_shows_nothing_at_first(self, edit):
        seen = record(edit.rangeEdited)
        assert edit.range() is None
        edit.set_range(6000, 6100)
        assert edit.range() == (6000, 6100)
        edit.clear()
        assert edit.range() is None
        assert seen == []

    def test_the_first_number_opens_the_range_to_the_end_of_the_table(self, edit):
        seen = record(edit.rangeEdited)
        edit.findChildren(QDoubleSpinBox)[1].setValue(5000)
        assert seen == [(4750, 5000)]

    def test_an_interval_beyond_the_table_is_shown_as_it_is_and_keeps_its_other_end(self, edit):
        edit.set_range(4000, 6100)
        assert edit.range() == (4000, 6100)
        seen = record(edit.rangeEdited)
        edit.findChildren(QDoubleSpinBox)[1].setValue(6200)
        assert seen == [(4000, 6200)]

    def test_a_step_in_an_empty_box_begins_at_the_first_wavelength(self, edit):
        seen = record(edit.rangeEdited)
        edit.findChildren(QDoubleSpinBox)[0].stepBy(1)
        assert seen == [(4750, 9350)]

    def test_a_low_end_above_the_high_one_pushes_it_along(self, edit):
        edit.set_range(6000, 6100)
        seen = record(edit.rangeEdited)
        edit.findChildren(QDoubleSpinBox)[0].setValue(6200)
        assert seen == [(6200, 6200.01)]

    def test_typing_is_told_when_it_is_complete(self, edit):
        edit.set_range(6000, 6100)
        seen = record(edit.rangeEdited)
        box = edit.findChildren(QDoubleSpinBox)[0]
        box.selectAll()
        QTest.keyClicks(box, "5555.5")
        assert seen == []
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert seen == [(5555.5, 6100)]


class TestJobBar:
    def test_cancel_names_the_job(self, qtbot):
        bar = JobBar()
        qtbot.addWidget(bar)
        bar.set_jobs([JobRow("a", "Indexing", 0.25, 80), JobRow("b", "Sky image")])
        seen = record(bar.cancelRequested)
        named(bar, QToolButton, "Cancel Sky image").click()
        assert seen == [("b",)]

    def test_entries_stay_while_their_job_lasts(self, qtbot):
        bar = JobBar()
        qtbot.addWidget(bar)
        bar.set_jobs([JobRow("a", "Indexing", 0.25)])
        button = named(bar, QToolButton, "Cancel")
        bar.set_jobs([JobRow("a", "Indexing", 0.5), JobRow("b", "Other")])
        assert named(bar, QToolButton, "Cancel Indexing") is button
        bar.set_jobs([JobRow("a", "Indexing", 0.6, None, True)])
        assert not button.isEnabled()
        bar.set_jobs([])
        assert bar.layout().count() == 0

    @pytest.mark.parametrize(
        ("seconds", "text"), [(None, ""), (0.2, "1 s"), (75, "75 s"), (200, "3 min"), (6000, "1 h 40")]
    )
    def test_the_time_left_is_coarse(self, seconds, text):
        assert eta_text(seconds) == text


def test_the_readout_keeps_its_width(qtbot):
    line = Readout(columns=80)
    qtbot.addWidget(line)
    before = line.sizeHint()
    line.set_text("22:32:57.012 −60:34:05.80 " * 9)
    assert line.sizeHint() == before
    assert line.toolTip()
    line.set_frozen(True)
    assert "frozen" in line.accessibleName()


@dataclass
class _Badge:
    label: str
    value: str
    keyword: str
    tip: str = ""


def test_badges_wrap_and_tell_their_keyword(qtbot):
    bar = BadgeBar()
    qtbot.addWidget(bar)
    bar.set_badges([_Badge("rows", "24 441", "NAXIS2"), _Badge("flux", "calibrated", "FLUXCAL")])
    assert bar.heightForWidth(60) > bar.heightForWidth(600)
    seen = record(bar.badgeClicked)
    chip = named(bar, QToolButton, "flux")
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert seen == [("FLUXCAL",)]
    bar.set_badges([])
    assert bar.layout().count() == 0


def test_a_throttle_passes_the_first_and_the_last(qtbot):
    seen = []
    throttle = Throttle(seen.append, interval_ms=5)
    for i in range(10):
        throttle(i)
    assert seen == [0]
    qtbot.waitUntil(lambda: seen == [0, 9])
    throttle(10)
    throttle(11)
    throttle.drop()
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert 11 not in seen
