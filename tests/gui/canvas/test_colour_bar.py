"""Ticks are round, inside the limits, and follow the stretch."""

import numpy as np
import pytest

from pixviewer.gui.canvas import colour_bar
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.model.scale_ticks import scale_ticks
from pixviewer.model.shading import STRETCHES, stretch_curve


@pytest.mark.parametrize("stretch", STRETCHES)
@pytest.mark.parametrize("limits", [(0, 1), (33.7, 35.9), (-5e-19, 3e-18), (1e6, 2.5e7), (-1, 1e-6)])
def test_ticks_increase_within_the_limits(stretch, limits):
    ticks = scale_ticks(*limits, stretch, 6)
    values, places = np.array(ticks).T
    slack = 1e-8 * (limits[1] - limits[0])
    assert len(ticks) >= 2
    assert np.all(np.diff(values) > 0)
    assert np.all(np.diff(places) >= 0)
    assert values[0] >= limits[0] - slack
    assert values[-1] <= limits[1] + slack


def test_a_tick_stands_where_its_value_is_coloured():
    for value, place in scale_ticks(0, 100, "Log", 6):
        assert place == pytest.approx(
            np.interp(value / 100, np.linspace(0, 1, 4001), stretch_curve("Log", 4001)), abs=0.02
        )


def test_a_layout_may_ask_for_the_room_again_and_again(qtbot, monkeypatch):
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.set_scale(0, 1000, "Log")
    room = bar.sizeHint()

    def worked_out(*_):
        raise AssertionError("ticks were worked out anew")

    with monkeypatch.context() as patch:
        patch.setattr(colour_bar, "scale_ticks", worked_out)
        assert bar.sizeHint() == room
        assert bar.minimumSizeHint().width() == room.width()
    font = bar.font()
    font.setPointSizeF(3 * font.pointSizeF())
    bar.setFont(font)
    assert bar.sizeHint().width() > room.width()


def test_the_bar_takes_no_room_when_empty_and_says_its_range_otherwise(qtbot):
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.set_scale(1, 1)
    assert not bar.isVisible()
    bar.set_scale(1, 9, "Log", "viridis", "count", title="mean")
    assert bar.accessibleDescription() == "mean [count] from 1 to 9, Log"
    bar.clear()
    assert not bar.isVisible()


def test_the_width_does_not_follow_every_limit(qtbot):
    bar = ColourBar()
    qtbot.addWidget(bar)
    widths = set()
    for hi in (2, 3.5, 7, 20, 48):
        bar.set_scale(1, hi, title="mean")
        widths.add(bar.sizeHint().width())
    assert len(widths) == 1


@pytest.mark.parametrize("n", [1, 4, 24, 48])
def test_bars_of_categories_are_painted_at_any_height(qtbot, n):
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.set_legend("ifu", [str(i + 1) for i in range(n)], [(i, i, i) for i in range(n)], "IFU")
    for height in (40, 300, 900):
        bar.resize(80, height)
        assert not bar.grab().isNull()


def test_a_list_of_flags_that_does_not_fit_says_so(qtbot):
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.set_legend("flags", [f"flag {i}" for i in range(20)], [(i, i, i) for i in range(20)], "flags")
    bar.resize(120, 100)
    assert not bar.grab().isNull()
    assert "flag 19" in bar.accessibleDescription()
