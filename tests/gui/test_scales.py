"""The window at 1, 1.25 and 2 pixels of the screen for one of its units."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hand import Hand
from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.main_window import MainWindow

SCALES = (1.0, 1.25, 2.0)
PROGRAM = Path(__file__).with_name("shown_at_scale.py")


@pytest.fixture(scope="module")
def shown(small_file: Path) -> dict[float, dict[str, Any]]:
    """What a window measures at each scale."""
    found = {}
    for scale in SCALES:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(small_file)],
            env=environment, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found[scale] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("scale", SCALES)
def test_pictures_are_made_of_the_pixels_of_the_screen(
    shown: dict[float, dict[str, Any]], scale: float
) -> None:
    here = shown[scale]
    assert here["ratio"] == scale
    assert here["window"] == shown[1.0]["window"] == [1280, 800]
    for i in range(2):
        assert abs(here["picture"][i] - scale * here["canvas"][i]) <= 1
    # What is asked of the model grows as the screen does: nothing is blown up.
    assert here["asked"] == here["view"]
    for i in range(2):
        assert here["asked"][i] == pytest.approx(scale * shown[1.0]["asked"][i], rel=0.03)


@pytest.mark.parametrize("scale", SCALES[1:])
def test_edges_are_as_steep_as_on_a_plain_screen(shown: dict[float, dict[str, Any]], scale: float) -> None:
    # Edges are lines: there are as many more of their pixels as the picture is higher, of more in the area.
    assert shown[scale]["sharpness"] * scale > 0.6 * shown[1.0]["sharpness"]


@pytest.mark.parametrize("scale", SCALES)
def test_icons_are_drawn_for_the_screen(shown: dict[float, dict[str, Any]], scale: float) -> None:
    assert shown[scale]["icon"] == [round(24 * scale)] * 2


def test_a_window_on_another_screen_asks_for_other_pictures(
    opened: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = opened.panes["scatter"].view.canvas
    before = opened.workspace.view.scatter_shape
    monkeypatch.setattr(type(canvas), "devicePixelRatioF", lambda self: 2.0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    hand.wait(lambda: opened.workspace.view.scatter_shape != before)
    assert opened.workspace.view.scatter_shape == (2 * before[0], 2 * before[1])
    hand.wait_exact()
