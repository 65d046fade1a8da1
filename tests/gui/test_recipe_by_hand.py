"""The recipe in the window: it follows what is done, is copied, and is saved as a script that runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

import pixviewer as pv
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.recipe_pane import RecipePane
from pixviewer.model.recipe.log import FILES, STATE

KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> RecipePane:
    hand.key(KEY.Key_P, CTRL | ALT)
    hand.wait(lambda: opened.arrangement.docks["Recipe"].isVisible())
    return opened.recipe_pane


def test_it_follows_what_is_done(opened: MainWindow, hand: Hand, pane: RecipePane) -> None:
    assert pane.text.toPlainText() == ""
    assert not pane.copy_button.isEnabled()
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait(lambda: "pv.write_spectrum" in pane.text.toPlainText())
    assert pane.title.text() == "draw circle"
    pane.language.setFocus()
    hand.key(KEY.Key_Down, widget=pane.language)
    assert "pixviewer spectrum" in pane.text.toPlainText()
    hand.key(KEY.Key_Z, CTRL)
    hand.wait(lambda: "--circle" not in pane.text.toPlainText())
    hand.wait_idle()


def test_a_click_copies_it(opened: MainWindow, hand: Hand, pane: RecipePane) -> None:
    pane.show_about(STATE)
    hand.wait(lambda: "pv.write_image" in pane.text.toPlainText())
    QTest.mouseClick(pane.copy_button, Qt.MouseButton.LeftButton)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == pane.text.toPlainText()
    hand.wait_idle()


def test_files_are_listed_as_they_are_written(
    opened: MainWindow, hand: Hand, pane: RecipePane, tmp_path: Path
) -> None:
    pane.show_about(FILES)
    assert pane.text.toPlainText() == ""
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    opened.workspace.exchange.save(tmp_path / "r.reg")
    hand.wait(lambda: "regions to r.reg" in pane.text.toPlainText())
    assert pane.title.text() == "1 step"
    hand.wait_idle()


def test_the_script_runs_without_a_display(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait_idle()
    script = tmp_path / "r"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(script), a[3].split(";;")[0]))
    hand.key(KEY.Key_Y, CTRL | ALT)
    hand.wait((tmp_path / "r.py").exists)
    hand.wait_idle()
    path = str(Path(pv.__file__).parent.parent)
    env = {**os.environ, "PYTHONPATH": path, "QT_QPA_PLATFORM": "none"}
    env.pop("DISPLAY", None)
    subprocess.run([sys.executable, str(tmp_path / "r.py"), str(tmp_path / "out")], check=True, env=env)
    assert any(one.name.endswith("_image.fits") for one in (tmp_path / "out").iterdir())
    assert any(one.name.endswith("_spectrum.fits") for one in (tmp_path / "out").iterdir())
