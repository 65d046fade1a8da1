"""The keyboard among the views: crosshair, next view, mirrored cursor, regions on the clipboard."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.main_window import MainWindow

KEY = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
)  # fmt: skip


def sky(window: MainWindow, name: str = "image"):  # type: ignore[no-untyped-def]
    return window.panes[name].view.canvas


@pytest.mark.parametrize(("modifier", "step"), [(Qt.KeyboardModifier.NoModifier, 0.2), (SHIFT, 1.0)])
def test_arrows_move_the_crosshair_when_nothing_is_selected(
    opened: MainWindow, hand: Hand, modifier: Qt.KeyboardModifier, step: float
) -> None:
    canvas = sky(opened)
    canvas.setFocus()
    hand.hover(canvas, (0.0, -15.0))
    x, y = canvas.map().to_plane(canvas.place().x(), canvas.place().y())
    box = canvas.box()
    hand.key(KEY.Key_Left, modifier, canvas)  # to the east
    hand.key(KEY.Key_Up, modifier, canvas)
    assert canvas.crosshair == pytest.approx((x + step, y + step))
    reading = opened.workspace.shown.reading
    assert reading is not None
    assert (reading.xi, reading.eta) == pytest.approx((x + step, y + step))
    assert sky(opened, "scatter").crosshair == pytest.approx((x + step, y + step))
    assert canvas.box() == box
    hand.wait_idle()


def test_the_view_goes_with_the_crosshair_at_its_border(opened: MainWindow, hand: Hand) -> None:
    canvas = sky(opened)
    canvas.setFocus()
    x1 = canvas.box()[1]
    hand.hover(canvas, (x1 - 0.3, -15.0))
    for _ in range(3):
        hand.key(KEY.Key_Left, SHIFT, canvas)
    assert canvas.crosshair[0] > x1
    assert canvas.box()[1] == pytest.approx(canvas.crosshair[0])
    hand.wait_exact()


def test_ctrl_and_arrows_move_the_view_and_alt_goes_back(opened: MainWindow, hand: Hand) -> None:
    canvas = sky(opened)
    canvas.setFocus()
    before = canvas.box()
    hand.key(KEY.Key_Right, CTRL, canvas)
    assert canvas.box()[0] < before[0]  # east is to the left
    hand.wait(opened.menus.actions["back"].isEnabled)
    hand.key(KEY.Key_Left, ALT, canvas)
    hand.wait(lambda: canvas.box() == pytest.approx(before))
    hand.wait_exact()


def test_a_nudge_of_a_selected_region_goes_before(opened: MainWindow, hand: Hand) -> None:
    canvas = sky(opened)
    canvas.setFocus()
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    region = opened.workspace.regions.current
    hand.key(KEY.Key_Up, ALT, canvas)
    now = opened.workspace.regions.current
    assert region is not None
    assert now is not None
    assert (now.shape.dec - region.shape.dec) * 3600 == pytest.approx(0.02, abs=1e-3)
    hand.wait_exact()


def test_ctrl_tab_goes_round_the_views(opened: MainWindow, hand: Hand) -> None:
    round_trip = [sky(opened), sky(opened, "scatter"), opened.spectrum.view.canvas]
    round_trip[0].setFocus()
    for canvas in (*round_trip[1:], round_trip[0]):
        hand.key(KEY.Key_Tab, CTRL, QApplication.focusWidget())
        assert canvas.hasFocus()
    hand.key(KEY.Key_Backtab, CTRL | SHIFT, QApplication.focusWidget())
    assert round_trip[-1].hasFocus()


def test_the_mirrored_cursor_can_be_switched_off(opened: MainWindow, hand: Hand) -> None:
    hand.hover(sky(opened), (0.0, -15.0))
    assert sky(opened, "scatter").crosshair is not None
    hand.key(KEY.Key_G, widget=sky(opened))
    assert not opened.menus.actions["mirror"].isChecked()
    assert sky(opened, "scatter").crosshair is None
    hand.hover(sky(opened), (2.0, -15.0))
    assert sky(opened, "scatter").crosshair is None
    hand.key(KEY.Key_G, widget=sky(opened))
    assert sky(opened, "scatter").crosshair is not None
    hand.wait_idle()


def test_regions_are_cut_and_pasted_as_text_that_ds9_knows(opened: MainWindow, hand: Hand) -> None:
    workspace = opened.workspace
    workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    region = workspace.regions.current
    sky(opened).setFocus()
    hand.key(KEY.Key_C, CTRL, sky(opened))
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "circle(" in clipboard.text()
    hand.key(KEY.Key_V, CTRL, sky(opened))
    hand.wait(lambda: len(workspace.regions.items) == 2)
    first, second = workspace.regions.items
    assert first == region
    assert second.shape.size == pytest.approx(first.shape.size)
    assert second.shape.dec < first.shape.dec  # beside it, to be seen
    assert workspace.regions.selected == (second.ident,)
    hand.key(KEY.Key_X, CTRL, sky(opened))
    assert workspace.regions.items == (first,)
    hand.key(KEY.Key_V, CTRL, sky(opened))
    hand.wait(lambda: len(workspace.regions.items) == 2)
    assert workspace.regions.items[1].shape.dec == pytest.approx(second.shape.dec, abs=1e-8)
    hand.wait_exact()


@pytest.mark.parametrize("text", ["", "no region at all", "circle(", "x" * 2_000_000])
def test_a_clipboard_without_regions_is_told_of(opened: MainWindow, hand: Hand, text: str) -> None:
    told: list[str] = []
    opened.workspace.told.connect(told.append)
    opened.workspace.exchange.paste(text)
    hand.wait(lambda: bool(told))
    assert "clipboard" in told[0]
    assert opened.workspace.regions.items == ()
    hand.wait_idle()


def test_in_a_table_ctrl_c_copies_cells_and_no_region(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    opened.arrangement.show_dock("Rows")
    rows = opened.rows
    hand.wait_exact()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("before")
    rows.setFocus()
    hand.key(KEY.Key_C, CTRL, QApplication.focusWidget())
    assert "circle(" not in clipboard.text()
