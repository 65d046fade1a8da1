"""Every column of the row under the mouse, once it rests where single rows are seen."""

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer import decode_rows
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.row_cards import REST_MS

ROW = 23_456


@pytest.fixture
def near(opened: MainWindow, hand: Hand) -> MainWindow:
    """The window so close to a row that single rows are drawn."""
    xi, eta = place_of(opened)
    opened.panes["scatter"].view.canvas.change_box((xi - 0.01, xi + 0.01, eta - 0.01, eta + 0.01))
    hand.wait(lambda: opened.workspace.shown.points is not None)
    hand.wait_idle()
    return opened


def one_row(window: MainWindow, number: int = ROW) -> dict[str, np.generic]:
    assert window.workspace.table is not None
    return {name: values[0] for name, values in decode_rows(window.workspace.table, [number]).items()}


def place_of(window: MainWindow) -> tuple[float, float]:
    row = one_row(window)
    return float(row["xi"]), float(row["eta"])  # type: ignore[arg-type]


def test_a_rest_names_every_column_and_a_move_takes_the_card_away(near: MainWindow, hand: Hand) -> None:
    canvas, card = near.panes["scatter"].view.canvas, near.row_cards.card
    hand.hover(canvas, place_of(near))
    hand.wait(card.isVisible)
    lines = dict(card.lines)
    row = one_row(near, int(lines["row"].split()[0]))  # several rows can lie at one place
    assert near.workspace.table is not None
    assert {column.fits_name for column in near.workspace.table.columns.values()} <= set(lines)
    assert (float(row["xi"]), float(row["eta"])) == pytest.approx(place_of(near), abs=1e-3)  # type: ignore[arg-type]
    assert float(lines["xpos"].split()[0]) == pytest.approx(float(row["x"]), rel=1e-7)  # type: ignore[arg-type]
    assert lines["IFU"] == str(row["ifu"])
    assert lines["slice"].startswith(f"{row['slice']} on the CCD, {row['slice_sky']} on the sky, ")
    assert lines["CCD x, y"] == f"{row['x_det']}, {row['y_det']} (from 0)"
    assert lines["dq"].endswith(f"({row['flag_names']})")
    inside = near.rect()
    assert inside.contains(card.geometry())
    hand.hover(canvas, (place_of(near)[0] + 0.005, place_of(near)[1]))
    assert not card.isVisible()


def test_the_card_can_be_turned_off_and_on_by_key(near: MainWindow, hand: Hand) -> None:
    canvas, card = near.panes["scatter"].view.canvas, near.row_cards.card
    hand.key(Qt.Key.Key_I)
    hand.hover(canvas, place_of(near))
    hand.wait_idle()
    QTest.qWait(REST_MS + 100)
    assert not card.isVisible()
    hand.key(Qt.Key.Key_I)
    hand.wait(card.isVisible)


def test_an_aggregate_has_no_card(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.shown.points = None
    hand.hover(opened.panes["image"].view.canvas, place_of(opened))
    hand.wait_idle()
    QTest.qWait(REST_MS + 100)
    assert not opened.row_cards.card.isVisible()


def test_a_pixel_of_a_detector_has_its_card(opened: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    hand.wait_idle()
    row = one_row(opened)
    ifu, x, y = int(row["ifu"]), int(row["x_det"]), int(row["y_det"])  # type: ignore[call-overload]
    opened.detector.ifu.activated.emit(opened.detector.ifu.findData(ifu))
    hand.wait(lambda: ifu in opened.detector.panels)
    hand.wait_idle()
    opened.workspace.linked.set_view(ifu, (x - 20, x + 20, y - 15, y + 15))
    hand.wait_idle()
    hand.hover(opened.detector.panels[ifu], (x, y))
    hand.wait(opened.row_cards.card.isVisible)
    assert dict(opened.row_cards.card.lines)["CCD x, y"] == f"{x}, {y} (from 0)"
