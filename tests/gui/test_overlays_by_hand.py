"""Grid, compass and scale bar are switched by their keys, in every view."""

from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.dialogs.contours import ContourDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.theme import apply_theme
from pixviewer.model.palette import Palette
from pixviewer.model.shading import NO_DATA

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
        ticks = view.axis("bottom").major_ticks(x0, x1, view.map().width)
        x = next(tick for tick in ticks if 0.1 < (tick - x0) / (x1 - x0) < 0.9)
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


def is_yellow(colour: QColor) -> bool:
    return colour.red() > 180 and colour.green() > 140 and colour.blue() < 0.6 * colour.green()


def yellow(image: QImage) -> int:
    return sum(
        is_yellow(image.pixelColor(x, y)) for x in range(0, image.width(), 2) for y in range(image.height())
    )


def test_contours_are_drawn_in_sky_scatter_detector_and_compare(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    canvas.setFocus()
    before = yellow(picture(canvas))
    hand.key(Qt.Key.Key_W, SHIFT, canvas)
    hand.wait(lambda: opened.workspace.linked.contouring.shown.sky is not None)
    hand.wait_idle()
    assert yellow(picture(canvas)) > before + 20
    assert opened.panes["scatter"].view.canvas.contours.paths
    opened.workspace.linked.show_ifu(6)
    opened.slots.show(1, "detector")
    hand.wait(lambda: 6 in opened.workspace.linked.contouring.shown.detectors)
    hand.wait_idle()
    assert any(not path.isEmpty() for path in opened.detector.panels[6].contours.paths)
    opened.slots.show(1, "compare")
    hand.wait(lambda: bool(opened.compare.sky))
    hand.wait_idle()
    assert all(sky.contours.paths for sky in opened.compare.sky)
    hand.key(Qt.Key.Key_W, SHIFT, canvas)
    hand.wait_idle()
    assert yellow(picture(canvas)) <= before + 5
    assert not opened.panes["scatter"].view.canvas.contours.paths


def test_levels_are_typed_and_seen_at_once(opened: MainWindow, hand: Hand) -> None:
    opened.menus.actions["contour-levels"].trigger()
    dialog = hand.dialog(ContourDialog)
    assert "once contours are drawn" in dialog.told.text()
    dialog.is_on.click()
    hand.wait(lambda: opened.workspace.linked.contouring.shown.sky is not None)
    hand.wait(lambda: dialog.told.text().startswith("Sky "))
    dialog.n.selectAll()
    hand.type(dialog.n, "2")
    hand.key(Qt.Key.Key_Return, widget=dialog.n)
    hand.wait(lambda: len(opened.workspace.linked.contouring.shown.sky.levels) == 2)
    dialog.rule.setFocus()
    hand.key(Qt.Key.Key_End, widget=dialog.rule)
    dialog.rule.activated.emit(dialog.rule.currentIndex())
    hand.wait(lambda: dialog.values.isVisible() and not dialog.n.isVisible())
    dialog.values.setFocus()
    hand.type(dialog.values, "300, 320 nonsense")
    hand.key(Qt.Key.Key_Return, widget=dialog.values)
    assert "no levels" in dialog.told.text()
    dialog.values.clear()
    hand.type(dialog.values, "320; 300")
    hand.key(Qt.Key.Key_Return, widget=dialog.values)
    hand.wait(lambda: opened.workspace.linked.contouring.shown.sky.levels == (300.0, 320.0))
    hand.key(Qt.Key.Key_Escape, widget=dialog)
    hand.wait_idle()


def test_around_a_picture_it_goes_on_without_data(opened: MainWindow, hand: Hand) -> None:
    for theme in ("light", "dark"):
        apply_theme(QApplication.instance(), theme)
        QApplication.processEvents()
        canvas = opened.panes["image"].view.canvas
        here, image = canvas.map(), picture(canvas)
        # Halfway between the field, which is low and wide here, and the lower border.
        at = image.pixelColor(round(here.left + here.width / 2), round(here.top + 0.8 * here.height))
        assert (at.red(), at.green(), at.blue()) == NO_DATA[:3]
    opened.workspace.display.palette = Palette(blank="#204060")
    at = picture(canvas).pixelColor(round(here.left + here.width / 2), round(here.top + 0.8 * here.height))
    assert at.name() == "#204060"
    hand.wait_idle()
    apply_theme(QApplication.instance(), "light")
