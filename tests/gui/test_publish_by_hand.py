"""Pictures and numbers are exported by hand: from the menu, from a right click, with the keyboard."""

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest
from astropy.table import Table
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from pixviewer.gui import settings
from pixviewer.gui.canvas.curve_grid_canvas import CurveGridCanvas
from pixviewer.gui.canvas.plot_canvas import PlotCanvas
from pixviewer.gui.canvas.slice_map_canvas import SliceMapCanvas
from pixviewer.gui.dialogs.publish.numbers import NumbersDialog
from pixviewer.gui.dialogs.publish.picture import PictureDialog
from pixviewer.gui.dialogs.publish.remembering import KEY, Choice, remembered
from pixviewer.gui.main_window import VIEW_TITLES, MainWindow
from pixviewer.gui.publishing import PANES, plot_at, stage_of
from pixviewer.model.publish.look import MM, PX
from pixviewer.model.publish.registry import BY_IDENT


def answer_file_dialog(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(path), ""))


@pytest.fixture
def dialog(opened: MainWindow, hand: Hand) -> PictureDialog:
    opened.menus.actions["export-picture"].trigger()
    made: PictureDialog = hand.dialog(PictureDialog)
    yield made
    with contextlib.suppress(RuntimeError):  # it may have been closed, and deleted
        made.close()
    hand.wait_idle()


def test_every_view_and_canvas_has_an_entry(opened: MainWindow, hand: Hand) -> None:
    """Whoever adds a view or a diagram registers it, or this fails."""
    for title in opened.arrangement.docks:
        opened.arrangement.panel(title, QWidget)
    for name in VIEW_TITLES:
        opened.slots.show(0, name)
        hand.wait_idle()
        assert plot_at(opened.slots.slots[0]) or name in BY_IDENT, name
    canvases = [
        canvas
        for kind in (PlotCanvas, SliceMapCanvas, CurveGridCanvas)
        for root in (opened, *opened.panes.values(), opened.detector, opened.slice_map, opened.compare)
        for canvas in root.findChildren(kind)
    ]
    assert len(canvases) > 12
    unknown = {
        type(canvas).__name__: canvas.parent() for canvas in canvases if plot_at(canvas) not in BY_IDENT
    }
    assert unknown == {}
    reached = {plot_at(canvas) for canvas in canvases}
    assert {"image", "scatter", "spectrum", "histogram", "columns", "factor-curves", "factor-maps"} <= reached
    assert {
        f"slice-{name}" for name in ("strip", "profile", "offsets", "residuals", "sky", "field")
    } <= reached


def test_panes_that_are_named_are_there(opened: MainWindow, hand: Hand) -> None:
    for title in opened.arrangement.docks:
        opened.arrangement.panel(title, QWidget)
    for name in VIEW_TITLES:
        opened.slots.show(0, name)
    views = (opened.detector, opened.slice_map, opened.compare)
    there = {type(widget).__name__ for widget in (*opened.findChildren(QWidget), *views)}
    assert set(PANES) <= there


def test_a_picture_is_previewed_and_written(
    opened: MainWindow, hand: Hand, dialog: PictureDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand.wait(lambda: dialog.has_preview)
    assert dialog.view.plot.ident == "image"
    dialog.form.setCurrentIndex(dialog.form.findData(".svg"))
    answer_file_dialog(monkeypatch, tmp_path / "field")
    hand.key(Qt.Key.Key_Return, widget=dialog)
    hand.wait_idle()
    content = (tmp_path / "field.svg").read_text()
    assert "Δα cos δ [arcsec]" in content
    assert f'width="{88 * 72 / 25.4:.6f}pt"' in content
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, PictureDialog) and w.isVisible()]


def test_what_is_in_view_is_what_is_drawn(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["image"].view.canvas
    hand.wheel(canvas, (0.0, 0.0), 12)
    hand.wait_idle()
    panel = BY_IDENT["image"].figure(stage_of(opened)).panels[0]
    x0, x1, y0, y1 = canvas.box()
    assert (panel.x.high, panel.x.low, panel.y.low, panel.y.high) == (x0, x1, y0, y1)


def test_choices_are_remembered(
    opened: MainWindow, hand: Hand, dialog: PictureDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog.preset.setCurrentIndex(dialog.preset.findData("slide"))
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    dialog.paper.setCurrentIndex(dialog.paper.findData("dark"))
    dialog.parts["compass"].setChecked(False)
    dialog.form.setCurrentIndex(dialog.form.findData(".png"))
    wanted = dialog.choice()
    assert (wanted.size.width, wanted.size.height, wanted.size.unit) == (1920.0, 1080.0, PX)
    answer_file_dialog(monkeypatch, tmp_path / "slide.png")
    dialog.export_button.click()
    hand.wait_idle()
    assert remembered() == wanted
    opened.menus.actions["export-picture"].trigger()
    again: PictureDialog = hand.dialog(PictureDialog)
    assert again.choice() == wanted
    again.close()
    hand.wait_idle()


def test_settings_that_make_no_sense_are_not_trusted(opened: MainWindow) -> None:
    for text in ("", "{", "[]", json.dumps({"width": "wide"}), json.dumps({"width": 1e9, "unit": "px"}),
                 json.dumps({"unit": "furlong"}), json.dumps({"without": 3})):  # fmt: skip
        settings.save(KEY, text)
        assert remembered() == Choice()


def test_silly_sizes_are_told_in_a_sentence(opened: MainWindow, hand: Hand, dialog: PictureDialog) -> None:
    for value in (0.0, 1e6):
        dialog.unit.setCurrentIndex(dialog.unit.findData(PX))
        dialog.width_edit.setValue(value)
        assert "width must be" in dialog.told.text()
        assert not dialog.export_button.isEnabled()
    dialog.unit.setCurrentIndex(dialog.unit.findData(MM))
    dialog.width_edit.setValue(88.0)
    assert dialog.export_button.isEnabled()
    dialog.dpi.setValue(0.0)
    assert "dpi" in dialog.told.text()


def test_units_say_the_same_size(opened: MainWindow, hand: Hand, dialog: PictureDialog) -> None:
    dialog.fits.setChecked(False)
    dialog.height_edit.setValue(60.0)
    dialog.unit.setCurrentIndex(dialog.unit.findData(PX))
    assert (dialog.width_edit.value(), dialog.height_edit.value()) == (1039.0, 709.0)


def test_a_view_that_shows_nothing_says_what_it_needs(
    opened: MainWindow, hand: Hand, dialog: PictureDialog
) -> None:
    i = dialog.view.findData("factor-maps")
    assert "run the self-calibration" in dialog.view.itemText(i)
    dialog.view.setCurrentIndex(i)
    assert "shows nothing yet" in dialog.told.text()
    assert not dialog.export_button.isEnabled()


def test_a_folder_that_is_not_there_is_told(
    opened: MainWindow, hand: Hand, dialog: PictureDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer_file_dialog(monkeypatch, tmp_path / "nowhere" / "a.pdf")
    dialog.export_button.click()
    assert "nowhere" in hand.error_text()


def test_numbers_are_described_and_written(
    opened: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened.spectrum.view.canvas.setFocus()
    QTest.keyClick(
        opened, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    dialog: NumbersDialog = hand.dialog(NumbersDialog)
    assert dialog.view.plot.ident == "spectrum"
    assert "• flux [" in dialog.told.text()
    dialog.form.setCurrentIndex(dialog.form.findData(".ecsv"))
    answer_file_dialog(monkeypatch, tmp_path / "spectrum")
    hand.key(Qt.Key.Key_Return, widget=dialog)
    hand.wait_idle()
    table = Table.read(tmp_path / "spectrum.ecsv")
    found = opened.workspace.shown.spectrum.product
    np.testing.assert_array_equal(np.asarray(table["wavelength"]), found.wave)


def test_every_view_offers_both_by_a_right_click(opened: MainWindow, hand: Hand) -> None:
    titles = {"Export Picture…", "Export Numbers…"}
    opened.panes["image"].menuRequested.emit(0.0, 0.0, QPoint(200, 200))
    assert titles <= menu_titles(opened)
    opened.spectrum.menuRequested.emit(QPoint(200, 200))
    assert titles <= menu_titles(opened)
    opened.slots.show(0, "slices")
    opened.arrangement.show_dock("Histogram")
    hand.wait_idle()
    canvas: QWidget = opened.slice_map.canvas
    at = canvas.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    assert titles <= menu_titles(opened)
    surface = opened.histogram_pane.canvas.viewport()
    QTest.mouseClick(surface, Qt.MouseButton.RightButton, pos=surface.rect().center())
    assert titles <= menu_titles(opened)


def menu_titles(window: MainWindow) -> set[str]:
    """Titles of the menu that is open; closes it."""
    menus = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]
    found = {action.text().replace("&", "") for menu in menus for action in menu.actions()}
    for menu in menus:
        menu.close()
    QApplication.processEvents()
    return found
