"""A machine without any font still shows text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What labels use, and a plain font may lack; and some that every font has.
CHARACTERS = "Aa0″Å⁻²Δαδλσ≤×±−–…·"

SCRIPT = f"""
import sys
from PyQt6.QtGui import QFontDatabase, QImage, QPainter, QRawFont
from pixviewer.gui.app import make_application
from pixviewer.gui.fonts import mono_font, text_font

app = make_application("light")
aliases = {{"Monospace", "Sans Serif", "Serif"}}  # names of fontconfig's, behind which there is nothing
theirs = [name for name in set(QFontDatabase.families()) - aliases if not name.startswith("Pixviewer")]
assert not theirs, theirs  # nothing but what came along, or the test proves nothing

def drawn(font, text):
    picture = QImage(60, 60, QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.drawText(5, 40, text)
    painter.end()
    return bytes(picture.constBits().asarray(picture.sizeInBytes()))

for font in (text_font(24), mono_font(24)):
    glyphs = QRawFont.fromFont(font)
    lacking = [c for c in {CHARACTERS!r} if 0 in glyphs.glyphIndexesForString(c)]
    assert not lacking, (font.family(), lacking)
    pictures = {{c: drawn(font, c) for c in {CHARACTERS!r}}}
    blank = drawn(font, " ")
    assert blank not in pictures.values()
    # Boxes all look alike.
    assert len(set(pictures.values())) >= len(pictures) - 3, font.family()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig is of Linux")
def test_without_any_font_on_the_machine_text_is_drawn_and_not_boxes(tmp_path):
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<?xml version='1.0'?><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    environment = os.environ | {"FONTCONFIG_FILE": str(empty), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
