"""Bad pixels in their own colour: toggled for one view, told by its colour bar, undone."""

import numpy as np
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from pixviewer.core.products.rows import decode_rows, find_rows
from pixviewer.core.table.selection import Selection
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.bad_cells import ANY_FLAG
from pixviewer.model.filters import Chip
from pixviewer.model.palette import rgba_of

SHIFT = Qt.KeyboardModifier.ShiftModifier


def _n_bad(opened: MainWindow, rgba: np.ndarray) -> int:
    colour = rgba_of(opened.workspace.display.palette.bad)
    return int((rgba == colour).all(axis=2).sum())


def test_the_sky_image_shows_bad_cells_and_tells_so(opened: MainWindow, hand: Hand) -> None:
    pane, workspace = opened.panes["image"], opened.workspace
    assert _n_bad(opened, workspace.shown.image.rgba) == 0
    QTest.keyClick(pane.view.canvas, Qt.Key.Key_K, SHIFT)
    hand.wait(lambda: any(name == "bad" for name, _ in workspace.shown.image.others))
    hand.wait_idle()
    assert _n_bad(opened, workspace.shown.image.rgba) > 0
    assert [name for name, _ in pane.view.colour_bar.scale.others] == ["no data", "bad"]
    assert opened.menus.actions["show-bad"].isChecked()
    workspace.preferring.change(bad_colour="#00ff00")
    hand.wait(lambda: _n_bad(opened, workspace.shown.image.rgba) > 0)
    workspace.undo()
    hand.wait(lambda: _n_bad(opened, workspace.shown.image.rgba) == 0)
    hand.wait_idle()


def _flagged_row(opened: MainWindow) -> dict[str, float]:
    """Any flagged row, decoded."""
    table = opened.workspace.table
    rows = find_rows(table, Selection(flags=ANY_FLAG), limit=1)
    decoded = decode_rows(table, rows)
    return {name: float(decoded[name][0]) for name in ("ifu", "x_det", "y_det", "xi", "eta")}


def test_flagged_pixels_of_a_detector_are_shown(opened: MainWindow, hand: Hand) -> None:
    workspace, row = opened.workspace, _flagged_row(opened)
    opened.verbs.show_second("detector")
    workspace.linked.show_ifu(int(row["ifu"]))
    x, y = row["x_det"], row["y_det"]
    hand.wait(lambda: workspace.shown.detector is not None)
    workspace.linked.set_view(int(row["ifu"]), (x - 20, x + 20, y - 20, y + 20))
    hand.wait_idle()
    workspace.editor.set_display("detector", shows_bad=True)
    hand.wait(lambda: any(name == "bad" for name, _ in workspace.shown.detector.others))
    picture = workspace.shown.detector.pictures[int(row["ifu"])]
    column, line = picture.grid.cell(x, y)
    assert tuple(picture.rgba[line, column]) == rgba_of(workspace.display.palette.bad)
    assert "bad" in dict(opened.detector.bar.scale.others)
    hand.wait_idle()


def test_a_scatter_of_numbers_shows_flagged_cells(opened: MainWindow, hand: Hand) -> None:
    workspace = opened.workspace
    workspace.editor.add_filter(Chip("flags", ()))  # nothing but flagged rows is left
    workspace.editor.set_display("scatter", by="data")
    hand.wait(lambda: workspace.shown.scatter.display.by == "data")
    assert _n_bad(opened, workspace.shown.scatter.rgba) == 0
    workspace.editor.set_display("scatter", shows_bad=True)
    hand.wait(lambda: any(name == "bad" for name, _ in workspace.shown.scatter.others))
    assert _n_bad(opened, workspace.shown.scatter.rgba) > 0
    hand.wait_idle()


def test_an_image_without_any_row_has_no_scale(opened: MainWindow, hand: Hand) -> None:
    workspace, pane = opened.workspace, opened.panes["image"]
    assert pane.view.colour_bar.scale is not None
    workspace.editor.add_filter(Chip("value", ((1e30, 2e30),)))
    hand.wait(lambda: workspace.shown.image.lo is None)
    assert pane.view.colour_bar.scale is None
    assert not pane.view.colour_bar.isVisible()
    assert _n_bad(opened, workspace.shown.image.rgba) == 0
    workspace.undo()
    hand.wait_idle()
    assert pane.view.colour_bar.scale is not None
