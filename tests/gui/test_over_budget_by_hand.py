"""A fit that needs more memory than the budget, asked for and answered by hand."""

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QMessageBox

from pixviewer.gui.main_window import MainWindow
from pixviewer.model import memory

LEFT = Qt.MouseButton.LeftButton


def test_a_large_fit_is_made_after_a_yes_and_not_after_return(
    opened: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, tool = opened.workspace.editor, opened.workspace.tools.fitting
    region = editor.add_shape("circle", 10.3, -15.7, 2.5)
    assert region is not None
    hand.wait_exact()
    monkeypatch.setattr(memory, "budget", lambda: 10_000)
    hand.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    box = hand.dialog(QMessageBox)
    assert f"Fitting {region.title} needs about" in box.text()
    assert "the budget is 10 kB. Go on?" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Return)
    hand.wait_idle()
    assert tool.answer is None
    assert "the budget is 10 kB" in opened.fit_pane.state.text()
    assert opened.fit_pane.fit_button.isEnabled()
    QTest.mouseClick(opened.fit_pane.fit_button, LEFT)
    yes = hand.dialog(QMessageBox).button(QMessageBox.StandardButton.Yes)
    assert yes is not None
    QTest.mouseClick(yes, LEFT)
    hand.wait(lambda: tool.answer is not None)
    hand.wait_idle()
