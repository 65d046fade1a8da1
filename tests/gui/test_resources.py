"""What is packaged is there, readable, and free to be passed on."""

import csv

import pytest
from PyQt6.QtGui import QAction, QFont, QFontInfo, QFontMetrics, QRawFont
from PyQt6.QtWidgets import QApplication, QMainWindow

from pixviewer import resources
from pixviewer.gui import fonts, theme

GLYPHS = "″′°Å⁻⁰¹²³⁴⁵⁶⁷⁸⁹ΔδασλξηθφΣ×±−…≤≥≈→←√∞µ·–—“”’✓ \u202f½"
NEEDED_ICONS = {
    "open", "pan", "circle", "square", "wave-range", "undo", "redo", "extract", "fit", "zoom-in", "zoom-out",
    "goto", "snapshot", "cancel", "delete",
}  # fmt: skip


def test_both_themes_have_the_same_icons_and_all_that_actions_need():
    light, dark = resources.names("icons/light"), resources.names("icons/dark")
    assert light == dark
    assert {f"{name}.svg" for name in NEEDED_ICONS} <= set(light)


def test_every_icon_draws_something(qapp):
    for folder in ("icons/light", "icons/dark", "icons"):
        for name in resources.names(folder):
            if name.endswith(".svg"):
                picture = theme.QIcon(str(resources.path(folder, name))).pixmap(24, 24).toImage()
                drawn = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
                assert drawn > 20, name


@pytest.mark.parametrize("make", [fonts.text_font, fonts.mono_font])
@pytest.mark.parametrize("bold", [False, True])
def test_the_packaged_fonts_have_every_glyph_we_write(qapp, make, bold):
    font = make(11)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    assert QFontInfo(font).family() == font.family()
    raw = QRawFont.fromFont(font)
    missing = [c for c in GLYPHS if c != "✓" and not raw.supportsCharacter(ord(c))]
    assert missing == []


def test_digits_of_the_readout_have_one_width(qapp):
    metrics = QFontMetrics(fonts.mono_font(10))
    assert len({metrics.horizontalAdvance(c) for c in "0123456789 −+.″°Å:"}) == 1


def test_every_folder_names_its_source_and_licence():
    for folder in ("fonts", "lines", "icons", "icons/light", "icons/dark"):
        assert "GPL" in (text := resources.path(folder, "README.md").read_text("utf-8")) or "Licen" in text
    assert "SIL OPEN FONT LICENSE" in resources.path("fonts", "OFL.txt").read_text("utf-8")


def test_an_unknown_name_fails_with_the_known_ones():
    with pytest.raises(LookupError, match=r"circle\.svg"):
        resources.path("icons/light", "no-such.svg")


def test_the_sky_lines_increase():
    lines = [
        line
        for line in resources.path("lines", "sky_lines.ecsv").read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    waves = [float(row["wave"]) for row in csv.DictReader(lines, delimiter=" ")]
    assert len(waves) == 83
    assert waves == sorted(waves)


@pytest.mark.parametrize("choice", ["dark", "light", "system"])
def test_a_theme_dresses_the_window_and_its_icons(qtbot, choice):
    app = QApplication.instance()
    before = app.palette()
    window = QMainWindow()
    qtbot.addWidget(window)
    action = QAction("Undo", window)
    window.addAction(action)
    theme.set_icon(action, "undo")
    try:
        theme.apply_theme(app, choice)
        assert theme.is_dark() == (choice == "dark")
        picture = action.icon().pixmap(24, 24).toImage()
        inks = [
            picture.pixelColor(x, y).lightness()
            for x in range(24)
            for y in range(24)
            if picture.pixelColor(x, y).alpha() == 255
        ]
        assert (min(inks) > 128) == (choice == "dark")
    finally:
        theme.apply_theme(app, "light")
        app.setPalette(before)


def test_an_unknown_theme_is_refused(qapp):
    with pytest.raises(ValueError, match="light, dark, system"):
        theme.apply_theme(qapp, "sepia")
