"""Region files dropped and saved, and roles given, in the window."""

from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog

from pixviewer.gui.dialogs.region_numbers import RegionNumbersDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panels.region_table import COLUMNS

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def region_file(tmp_path: Path, small_file: Path) -> Path:
    from pixviewer import open_table

    ra, dec = open_table(small_file).frame.plane_to_sky(0.0, -15.0)
    path = tmp_path / "r.reg"
    path.write_text(f'icrs\ncircle({float(ra):.9f},{float(dec):.9f},2") # color=cyan text={{star}}\n')
    return path


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(window.rect().center(), *arguments)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5.0, 5.0), *arguments))


def names(window: MainWindow) -> list[str]:
    return [region.name for region in window.workspace.regions.items]


def test_a_region_file_is_dropped_on_its_table(opened: MainWindow, hand: Hand, region_file: Path) -> None:
    drop(opened, region_file)
    hand.wait(lambda: names(opened) == ["star"])
    hand.wait_exact()


def test_table_and_regions_are_dropped_together(
    window: MainWindow, hand: Hand, small_file: Path, region_file: Path
) -> None:
    drop(window, region_file, small_file)
    hand.wait(lambda: names(window) == ["star"])
    hand.wait_exact()


def test_regions_are_imported_and_saved_by_menu(
    opened: MainWindow, hand: Hand, region_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(region_file)], ""))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out"), "CRTF regions (*.crtf)")
    )
    hand.key(KEY.Key_O, CTRL | SHIFT)
    hand.wait(lambda: names(opened) == ["star"])
    hand.key(KEY.Key_R, CTRL | SHIFT)
    hand.wait((tmp_path / "out.crtf").exists)
    assert "star" in (tmp_path / "out.crtf").read_text()
    hand.wait_exact()


def test_regions_of_another_field_are_one_dialog(opened: MainWindow, hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "far.reg"
    path.write_text('icrs\ncircle(10.0,20.0,2")\n')
    drop(opened, path)
    assert "another field" in hand.error_text()
    assert opened.workspace.regions.items == ()
    hand.wait_idle()


def test_a_role_is_given_from_the_menu(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 3.0)
    opened.menus.actions["role-exclude"].trigger()
    assert opened.workspace.regions.items[0].role == "exclude"
    assert opened.menus.actions["role-exclude"].isChecked()
    opened.workspace.undo()
    assert opened.menus.actions["role-source"].isChecked()
    hand.wait_exact()


def test_several_regions_get_a_role_as_one_step(opened: MainWindow, hand: Hand) -> None:
    editor, panel = opened.workspace.editor, opened.regions.panel
    for xi in (0.0, 5.0):
        editor.add_shape("circle", xi, -15.0, 2.0)
    panel.table.selectAll()
    assert len(opened.workspace.regions.selected) == 2
    panel._roles[1].trigger()
    assert {region.role for region in opened.workspace.regions.items} == {"background"}
    opened.workspace.undo()
    assert {region.role for region in opened.workspace.regions.items} == {"source"}
    hand.wait_exact()
    assert panel.table.model().index(0, COLUMNS["snr"]).data() not in ("–", "")


@pytest.mark.parametrize("ending", ["csv", "ecsv"])
def test_the_table_of_regions_is_saved(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    from astropy.table import Table

    region = opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    hand.wait_exact()
    path = tmp_path / f"regions.{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    opened.regions.panel._save.trigger()
    hand.wait(path.exists)
    hand.wait_idle()
    saved = Table.read(path, format=f"ascii.{ending}")
    tally = opened.workspace.shown.tallies[region.ident]
    assert (saved["name"][0], saved["rows"][0]) == ("region 1", tally.n_row)
    assert saved["mean"][0] == pytest.approx(tally.mean)


def test_criteria_of_a_region_are_typed(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.key(KEY.Key_Return, CTRL)
    dialog = hand.dialog(RegionNumbersDialog)
    dialog.fields.ifu.setText("99")
    hand.key(KEY.Key_Return, widget=dialog)
    assert "within 1 to 24" in dialog.fields.ifu.problem.text()
    dialog.fields.ifu.setText("5-6")
    dialog.fields.good.setChecked(True)
    dialog.role.setCurrentText("exclude")
    dialog.groups.setText("stars, bright")
    hand.key(KEY.Key_Return, widget=dialog)
    (region,) = opened.workspace.regions.items
    assert (region.criteria.ifu, region.criteria.good) == ((5, 6), True)
    assert (region.role, region.groups) == ("exclude", ("stars", "bright"))
    hand.wait_exact()
