"""Grid, compass and scale bar are switched by their keys, in every view."""

from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage

from pixviewer.gui.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS = {"grid": Qt.Key.Key_G, "compass": Qt.Key.Key_E, "scale-bar": Qt.Key.Key_S}


def n_changed(one: QImage, other: QImage) -> int:
    """Pixels, of every third, that differ."""
    return sum(
        one.pixel(x, y) != other.pixel(x, y)
        for x in range(0, one.width(), 3)
        for y in range(0, one.height(), 3)
    )


def picture(canvas: object) -> QImage:
    return canvas.grab().toImage()  # type: ignore[attr-defined, no-any-return]


def test_each_overlay_has_a_key_and_a_mark(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    canvas.setFocus()
    for ident, key in KEYS.items():
        action = opened.menus.actions[ident]
        was = action.isChecked()
        before = picture(canvas)
        hand.key(key, SHIFT, canvas)
        assert action.isChecked() is not was
        assert getattr(opened.workspace.view.overlays, f"has_{ident.replace('-', '_')}") is not was
        assert n_changed(before, picture(canvas)) > 20
        hand.key(key, SHIFT, canvas)
        assert action.isChecked() is was
        assert n_changed(before, picture(canvas)) == 0
    hand.wait_idle()


def test_the_grid_is_drawn_in_all_views(opened: MainWindow, hand: Hand) -> None:
    opened.slots.show(1, "detector")
    hand.wait(lambda: bool(opened.detector.panels))
    hand.wait_idle()
    panel = next(iter(opened.detector.panels.values()))
    views = (opened.panes["image"].view.canvas, panel)
    before = [picture(view) for view in views]
    opened.menus.actions["grid"].trigger()
    blue = QColor(opened.workspace.view.overlays.grid_colour)
    for view, was in zip(views, before, strict=True):
        now = picture(view)
        assert n_changed(was, now) > 100
        # A line goes up from a tick that is labelled.
        x0, x1, y0, _ = view.box()
        x = view.axis("bottom").major_ticks(x0, x1, view.map().width)[0]
        px, _ = view.map().to_pixel(x, y0)
        top = round(view.map().top + view.map().height / 3)
        here = [now.pixelColor(round(px) + d, top) for d in (-1, 0, 1)]
        assert any(c.blue() > c.red() + 20 and c.blue() > 0.4 * blue.blue() for c in here)
    opened.menus.actions["grid"].trigger()
    hand.wait_idle()


def test_views_made_later_have_the_overlays_too(opened: MainWindow, hand: Hand) -> None:
    opened.menus.actions["grid"].trigger()
    opened.slots.show(1, "compare")
    hand.wait(lambda: bool(opened.compare.sky))
    hand.wait_idle()
    assert all(sky.overlays.has_grid for sky in opened.compare.sky)
    opened.slots.show(1, "detector")
    hand.wait(lambda: bool(opened.detector.panels))
    hand.wait_idle()
    assert all(panel.overlays.has_grid for panel in opened.detector.panels.values())
