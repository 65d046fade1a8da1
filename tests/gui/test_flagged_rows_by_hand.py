"""The flagged pixels of a region by name, at one key."""

import numpy as np
from hand import Hand
from PyQt6.QtCore import Qt

from pixviewer import Selection, find_rows
from pixviewer.gui.main_window import MainWindow


def test_a_key_names_the_flagged_pixels_of_the_region(opened: MainWindow, hand: Hand) -> None:
    region = opened.workspace.editor.add_shape("circle", 0.0, -15.0, 8.0)
    assert region is not None
    hand.wait_idle()
    hand.key(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    hand.wait(lambda: opened.rows.isVisible() and opened.rows.model.rowCount() > 0)
    hand.wait_idle()
    table = opened.workspace.table
    assert table is not None
    within = Selection(shapes=region.shape)
    flagged = find_rows(table, within & ~Selection(good=True))
    lines = opened.rows.csv().splitlines()
    header, numbers = lines[0].split(","), [int(line.split(",")[0]) for line in lines[1:]]
    np.testing.assert_array_equal(numbers, flagged)
    names = [line.split(",")[header.index("flag_names")] for line in lines[1:]]
    assert all(name not in ("", "good") for name in names)
    assert header.index("flag_names") <= 2  # seen without scrolling
