"""The coordinates beside the sky views are chosen in the menu."""

from hand import Hand
from PyQt6.QtGui import QColor, QImage

from pixviewer.gui.main_window import MainWindow


def is_light_blue(colour: QColor) -> bool:
    """Whether it is the colour of the grid, not the darker one of the pixels."""
    return colour.blue() > max(180, colour.red() + 40, colour.green())


def n_light_blue(picture: QImage) -> int:
    places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return sum(is_light_blue(picture.pixelColor(x, y)) for x, y in places)


def test_the_sky_has_ra_and_dec_beside_it(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["scatter"].view.canvas
    assert canvas.axis("bottom").labelText.startswith("Δα")
    opened.menus.actions["axes-sexagesimal"].trigger()
    hand.wait_idle()
    assert opened.menus.actions["axes-sexagesimal"].isChecked()
    bottom, left = canvas.axis("bottom"), canvas.axis("left")
    assert bottom.labelText.startswith("RA")
    x0, x1, y0, y1 = canvas.box()
    for axis, ends, first in ((bottom, (x0, x1), "22:3"), (left, (y0, y1), "−60:3")):
        (_, values), *_ = axis.tickValues(*ends, 900.0)
        texts = axis.tickStrings(values, 1.0, 1.0)
        assert len(texts) >= 2
        assert all(text.startswith(first) for text in texts)
    hand.wheel(canvas, ((x0 + x1) / 2, (y0 + y1) / 2), 20)
    hand.wait_idle()
    (_, values), *_ = bottom.tickValues(*canvas.box()[:2], 300.0)
    assert all("." in text for text in bottom.tickStrings(values, 1.0, 1.0))
    before = canvas.grab().toImage()
    opened.menus.actions["axes-raw"].trigger()
    hand.wait_idle()
    assert canvas.axis("bottom").labelText.startswith("Δα")
    # Two lines across the view, at the least.
    assert n_light_blue(canvas.grab().toImage()) > n_light_blue(before) + canvas.width()
    opened.workspace.view.axes = "offsets"  # as a project does
    assert opened.menus.actions["axes-offsets"].isChecked()
    assert canvas.axis("bottom").labelText.startswith("Δα")
    hand.wait_idle()
