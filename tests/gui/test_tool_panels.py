"""Fit, peak, contents, headers, image files, decoder and rows as text, by mouse and keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu

from pixviewer.core.table import origin
from pixviewer.gui.context_menu import fill_sky_menu
from pixviewer.gui.dialogs.decode import DecodeDialog
from pixviewer.gui.dialogs.header import HeaderDialog, folded
from pixviewer.gui.main_window import MainWindow

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def press(button: Any) -> None:
    QTest.mouseClick(button, LEFT)
    QApplication.processEvents()


@pytest.fixture
def on_star(opened: MainWindow, hand: Hand) -> MainWindow:
    """The brightest star found, and a circle on it, by key and click."""
    hand.key(KEY.Key_B, CTRL)
    hand.wait(lambda: opened.workspace.tools.peaks.found is not None)
    press(opened.peak_bar.circle_button)
    region = opened.workspace.regions.current
    assert region is not None
    opened.workspace.editor.edit_region(region.ident, waves=[(6055, 6060)])
    hand.wait_exact()
    return opened


def test_the_brightest_place_is_found_marked_and_circled(on_star: MainWindow, hand: Hand) -> None:
    found = on_star.workspace.tools.peaks.found
    assert found is not None
    assert on_star.peak_bar.isVisible()
    assert "Peak of the image" in on_star.peak_bar.text.text()
    for pane in on_star.panes.values():
        assert [mark.kind for mark in pane.view.canvas.marks] == ["peak"]
    shape = on_star.workspace.regions.items[0].shape
    assert (shape.ra, shape.dec) == pytest.approx((found.peak.ra, found.peak.dec), abs=1e-9)
    press(on_star.peak_bar.copy_button)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert f"{found.peak.ra:.7f}" in clipboard.text()
    press(on_star.peak_bar.close_button)
    assert not on_star.peak_bar.isVisible()
    assert on_star.panes["image"].view.canvas.marks == []


def test_the_peak_near_a_click_is_in_the_menu(opened: MainWindow, hand: Hand) -> None:
    menu = QMenu()
    fill_sky_menu(menu, opened, 5.0, -16.0)
    action = next(a for a in menu.actions() if a.text() == "Find Peak Near Here")
    action.trigger()
    hand.wait(lambda: opened.workspace.tools.peaks.found is not None)
    found = opened.workspace.tools.peaks.found
    assert found is not None
    assert abs(found.peak.xi - 5.0) < 2.6
    assert abs(found.peak.eta + 16.0) < 2.6


def test_a_star_is_fitted_and_the_numbers_are_copied_and_saved(
    on_star: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = on_star.fit_pane
    hand.key(KEY.Key_F, CTRL)
    hand.wait(lambda: pane.fitting.answer is not None)
    assert pane.isVisible()
    assert "converged" in pane.state.text()
    hand.key(KEY.Key_Down, widget=pane.model)
    assert pane.model.currentData() == "moffat"
    press(pane.fit_button)
    hand.wait(lambda: pane.fitting.answer is not None and pane.fitting.answer.fit.model == "moffat")
    names = [row[0] for row in pane.results.texts()]
    assert {"RA", "FWHM", "β", "χ²/dof"} <= set(names)
    assert "fit" in [mark.kind for mark in on_star.panes["image"].view.canvas.marks]
    press(pane.copy_button)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "FWHM" in clipboard.text()
    path = tmp_path / "star"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    press(pane.save_button)
    hand.wait(path.with_suffix(".ecsv").exists)
    hand.wait_idle()
    n_region = len(on_star.workspace.regions.items)
    press(pane.circle_button)
    assert len(on_star.workspace.regions.items) == n_region + 1
    assert "changed since" in pane.state.text()
    hand.wait_exact()


def test_every_diagram_of_a_fit_by_wavelength_is_drawn(on_star: MainWindow, hand: Hand) -> None:
    pane = on_star.fit_pane
    on_star.arrangement.show_dock("Fit")
    press(pane.by_wave)
    pane.by_wave.setChecked(True)
    pane.step.setValue(2.5)
    press(pane.fit_button)
    hand.wait(lambda: pane.fitting.answer is not None)
    assert pane.plot.count() >= 7
    assert pane.plot.currentData() == "fwhm"
    for i in range(pane.plot.count()):
        pane.plot.setCurrentIndex(i)
        QApplication.processEvents()
        shown = pane.pages.currentWidget()
        assert shown is not None
        assert not shown.grab().isNull()
        assert (shown is pane.sky) == (pane.plot.currentData() == "map")


def test_a_fit_without_rows_says_so_and_without_a_region_is_not_offered(
    opened: MainWindow, hand: Hand
) -> None:
    hand.key(KEY.Key_F, CTRL)
    pane = opened.fit_pane
    assert not pane.fit_button.isEnabled()
    assert "Select the one region" in pane.state.text()
    opened.workspace.editor.add_shape("circle", 300.0, 300.0, 1.0)
    hand.wait_exact()
    press(pane.fit_button)
    hand.wait(lambda: "got 0 of 0" in pane.state.text())
    assert not pane.circle_button.isEnabled()


def test_contents_are_counted_when_the_panel_is_seen_and_split(opened: MainWindow, hand: Hand) -> None:
    assert opened.contents.finder.content is None
    hand.key(KEY.Key_K, CTRL)
    hand.wait(lambda: opened.contents.finder.content is not None)
    tree = opened.contents.tree
    assert [tree.topLevelItem(i).text(0).split(" (")[0] for i in range(tree.topLevelItemCount())] == [  # type: ignore[union-attr]
        "IFU 5", "IFU 6", "IFU 7",
    ]  # fmt: skip
    assert "144 slices" in opened.contents.title.text()
    first = tree.topLevelItem(0)
    assert first is not None
    tree.expandItem(first)
    assert first.childCount() == 48
    assert first.child(0).text(0) == "slice 1 ccd, 9 sky"  # type: ignore[union-attr]
    assert "Exposure 1" in opened.contents.exposures.texts()[0]
    assert not opened.contents.split_button.isEnabled()
    opened.workspace.editor.add_shape("circle", 10.0, -16.0, 3.0)
    hand.wait(lambda: opened.contents.split_button.isEnabled() and "egion 1" in opened.contents.title.text())
    n_ifu = tree.topLevelItemCount()
    press(opened.contents.split_button)
    assert len(opened.workspace.regions.items) == 1 + n_ifu
    hand.wait_exact()


@pytest.fixture
def header(opened: MainWindow, hand: Hand) -> Iterator[HeaderDialog]:
    hand.key(KEY.Key_I, CTRL)
    dialog = hand.dialog(HeaderDialog)
    hand.wait(lambda: dialog.hdu.count() > 1)
    yield dialog
    dialog.close()


def test_header_cards_are_searched_folded_and_saved(
    header: HeaderDialog, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "XOFFSET cards, one a slice" in header.text.toPlainText()
    assert "folded" in header.count.text()
    hand.type(header.search, "pixtable limits ifu")
    hand.wait(lambda: header.text.toPlainText().count("\n") == 1)
    assert "LIMITS IFU LOW" in header.text.toPlainText()
    header.search.clear()
    hand.type(header.search, "IFU05 xoffset")
    hand.wait(lambda: header.text.toPlainText().count("XOFFSET") == 48)
    header.search.clear()
    header.hdu.setCurrentIndex(1)
    hand.wait(lambda: "XTENSION" in header.text.toPlainText())
    press(header.copy_button)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == header.text.toPlainText()
    path = tmp_path / "cards.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    press(header.save_button)
    hand.wait(path.exists)
    assert path.read_text() == header.text.toPlainText() + "\n"
    hand.type(header.search, "no such card")
    hand.wait(lambda: "No card contains" in header.text.toPlainText())
    assert not header.copy_button.isEnabled()
    hand.wait_idle()


def test_folding_keeps_all_other_cards_in_their_place() -> None:
    name = "HIERARCH ESO DRS MUSE PIXTABLE EXP0 IFU{:02d} SLICE{:02d} XOFFSET = 1"
    cards = ["A", *(name.format(i, s) for i in (1, 2) for s in (1, 2, 3)), "B"]
    lines = folded(cards)
    assert (lines[0], lines[-1], len(lines)) == ("A", "B", 4)
    assert "IFU02: 3 XOFFSET" in lines[2]


def test_slices_are_converted_by_every_field_and_by_click(window: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_D, CTRL | ALT)
    dialog = hand.dialog(DecodeDialog)
    slices = dialog.slices
    for ccd in (1, 12, 25, 48):
        slices.ccd.setValue(ccd)
        assert slices.sky.value() == int(origin.ccd_to_sky(ccd))
        assert (slices.stack.value(), slices.row.value()) == tuple(int(n) for n in origin.ccd_to_optical(ccd))
    slices.sky.setValue(1)
    assert (slices.ccd.value(), slices.stack.value(), slices.row.value()) == (3, 4, 12)
    slices.stack.setValue(1)
    assert slices.sky.value() == 37
    QTest.mouseClick(slices.diagram, LEFT, pos=slices.diagram.box_of(20).center().toPoint())
    assert slices.ccd.value() == 20
    hand.key(KEY.Key_Up, widget=slices.diagram)
    assert slices.sky.value() == int(origin.ccd_to_sky(20)) + 1
    dialog.close()


def test_origins_and_flags_are_decoded_as_they_are_typed(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_D, CTRL | ALT)
    dialog = hand.dialog(DecodeDialog)
    dialog.tabs.setCurrentWidget(dialog.origin)
    dialog.origin.edit.clear()
    hand.type(dialog.origin.edit, str(int(origin.encode(6, 20, 1000, 33))))
    found = {row[0] or "more": row[1] for row in dialog.origin.table.texts()}
    assert (found["IFU"], found["Slice"], found["y"]) == ("6", "20", "1000")
    assert found["x"].isdigit()
    dialog.origin.edit.setText("what")
    assert "whole number" in dialog.origin.problem.text()
    dialog.tabs.setCurrentWidget(dialog.flags)
    dialog.flags.edit.clear()
    hand.type(dialog.flags.edit, "0x2020")
    assert [row[1] for row in dialog.flags.table.texts()] == ["CosmicUnCorrected", "PermanentCameraDefect"]
    dialog.close()


def test_the_decoder_starts_at_the_row_under_the_mouse(opened: MainWindow, hand: Hand) -> None:
    hand.hover(opened.panes["image"].view.canvas, (5.0, -16.0))
    reading = opened.workspace.shown
    hand.wait(lambda: reading.reading is not None and reading.reading.row is not None)
    row = reading.reading.row  # type: ignore[union-attr]
    assert row is not None
    hand.key(KEY.Key_D, CTRL | ALT)
    dialog = hand.dialog(DecodeDialog)
    table = opened.workspace.table
    assert table is not None
    assert dialog.origin.edit.text() == str(int(table.read(("origin",), [row.number])["origin"][0]))
    assert dialog.slices.ccd.value() == row.slice_ccd
    dialog.close()
    hand.wait_idle()


def test_an_image_file_is_opened_by_menu_and_told_about(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = opened.workspace.facts
    assert facts is not None
    cards = fits.Header()
    cards["CTYPE1"], cards["CTYPE2"] = "RA---TAN", "DEC--TAN"
    cards["CRVAL1"], cards["CRVAL2"] = facts.frame.ra0, facts.frame.dec0 - 16 / 3600
    cards["CRPIX1"], cards["CRPIX2"] = 50.0, 20.0
    cards["CD1_1"], cards["CD2_2"] = -0.2 / 3600, 0.2 / 3600
    cards["BUNIT"] = "1e-20 ct"
    path = tmp_path / "IMAGE.fits"
    value = np.random.default_rng(1).normal(size=(40, 100)).astype(np.float32)
    fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(value, cards, name="DATA")]).writeto(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(path), ""))
    hand.key(KEY.Key_I, CTRL | SHIFT)
    pane = opened.panes["image"]
    hand.wait(lambda: "IMAGE.fits" in pane.title.text())
    hand.wait_exact()
    assert opened.workspace.shown.image.grid.shape == (40, 100)  # type: ignore[union-attr]
    opened.arrangement.show_dock("Contents")
    hand.wait_idle()
    info = dict(opened.contents.image.texts())
    assert info["Pixels"] == "100 × 40"
    assert info["Size"] == "20.000″ × 8.000″"
    assert "scale of a flux" in opened.contents.doubt.text()
    pane.strip.changed.emit({"quantity": "mean"})
    hand.wait_exact()
    assert "IMAGE.fits" not in pane.title.text()
    hand.key(KEY.Key_Z, CTRL)
    assert "IMAGE.fits" in pane.title.text()
    opened.workspace.close_table()
    hand.wait_idle()
    assert not opened.contents.image.isVisible()


def test_an_image_of_another_field_is_refused_in_a_sentence(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = fits.Header()
    cards["CTYPE1"], cards["CTYPE2"] = "RA---TAN", "DEC--TAN"
    cards["CRVAL1"], cards["CRVAL2"] = 10.0, 10.0
    cards["CD1_1"], cards["CD2_2"] = -0.2 / 3600, 0.2 / 3600
    path = tmp_path / "elsewhere.fits"
    fits.PrimaryHDU(np.ones((20, 20), np.float32), cards).writeto(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(path), ""))
    hand.key(KEY.Key_I, CTRL | SHIFT)
    assert "outside the field" in hand.error_text()
    hand.wait_exact()


def test_rows_are_saved_as_text(
    on_star: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "star"
    chosen = "ECSV tables with units (*.ecsv)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), chosen))
    hand.key(KEY.Key_E, CTRL | SHIFT)
    hand.wait(path.with_suffix(".ecsv").exists)
    hand.wait_idle()
    lines = path.with_suffix(".ecsv").read_text().splitlines()
    n_row = on_star.workspace.shown.tallies[on_star.workspace.regions.selected[0]].n_row
    assert len([line for line in lines if not line.startswith("#")]) == n_row + 1


def test_the_panels_fit_a_small_screen(on_star: MainWindow, hand: Hand) -> None:
    on_star.arrangement.show_dock("Fit")
    hand.key(KEY.Key_F, CTRL)
    hand.wait(lambda: on_star.fit_pane.fitting.answer is not None)
    assert on_star.minimumSizeHint().width() <= 1280
    assert on_star.peak_bar.isVisible()
    assert on_star.minimumSizeHint().height() <= 800
    assert on_star.height() <= 800
    assert on_star.fit_pane.minimumSizeHint().width() <= 320


def test_columns_are_plotted_swapped_and_picked(on_star: MainWindow, hand: Hand) -> None:
    pane = on_star.plot_pane
    hand.key(KEY.Key_D, CTRL | SHIFT)
    hand.wait(lambda: pane.plotting.answer is not None)
    hand.wait_idle()
    assert pane.isVisible()
    assert "all drawn" in pane.note.text()
    assert pane.plotting.answer.labels == ("ypos [rad]", "xpos [rad]")  # type: ignore[union-attr]
    press(pane.swap_button)
    hand.wait(lambda: pane.plotting.answer is not None)
    answer = pane.plotting.answer
    assert answer is not None
    assert answer.labels == ("xpos [rad]", "ypos [rad]")
    for i in range(pane.by.count()):
        pane.by.setCurrentIndex(i)
        hand.wait(lambda: pane.plotting.answer is not None)
        assert not pane.grab().isNull()
        assert pane.colour_bar.isVisible()
    answer = pane.plotting.answer
    assert answer is not None
    hand.click(pane.canvas, (float(answer.x[-1]), float(answer.y[-1])))
    reading = on_star.workspace.shown.reading
    assert reading is not None
    near = np.hypot(answer.xi - reading.xi, answer.eta - reading.eta)
    assert near.min() == 0
    hand.wait_idle()
