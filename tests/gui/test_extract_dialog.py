"""The extract dialog, by mouse and keys: every criterion, its rows, what it refuses, and the file."""

from pathlib import Path
from typing import Any

import pytest
from hand import Hand
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.core.io.reading import open_table
from pixviewer.core.products.rows import count_rows
from pixviewer.core.table.selection import Selection
from pixviewer.gui.dialogs.extract import ExtractDialog
from pixviewer.gui.main_window import MainWindow

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(opened: MainWindow, hand: Hand) -> Any:
    hand.key(KEY.Key_E, CTRL)
    made = hand.dialog(ExtractDialog)
    hand.wait(made.extract_button.isEnabled)
    yield made
    if any(w is made for w in QApplication.topLevelWidgets()):
        made.close()


def rows(n: int) -> str:
    return f"{n:,}".replace(",", " ")


def fill(hand: Hand, field: Any, text: str) -> None:
    hand.key(KEY.Key_A, CTRL, field.edit)
    hand.key(KEY.Key_Delete, widget=field.edit)
    hand.type(field.edit, text)


CRITERIA = [
    ("ifu", "5, 7-9", {"ifu": (5, 7, 8, 9)}),
    ("slice_no", "1-12", {"slice_no": tuple(range(1, 13))}),
    ("stack", "2", {"stack": 2}),
    ("x_det", "100-2000", {"x_det": (100, 2000)}),
    ("y_det", "0-3000", {"y_det": (0, 3000)}),
    ("wave", "6055 - 6060", {"wave": (6055, 6060)}),
    ("value", ">= 20", {"value": (20, float("inf"))}),
    ("variance", "< 30", {"variance": (None, 30)}),
    ("snr", "-1 to 3", {"snr": (-1, 3)}),
    ("flags", "cosmicray, DEADPIXEL", {"flags": ("COSMICRAY", "DEADPIXEL")}),
    ("no_flags", "CosmicUnCorrected", {"no_flags": "CosmicUnCorrected"}),
]


@pytest.mark.parametrize(("name", "text", "criteria"), CRITERIA)
def test_a_criterion_is_typed_counted_and_in_the_command(
    dialog: Any, hand: Hand, small_file: Path, name: str, text: str, criteria: dict[str, Any]
) -> None:
    fill(hand, getattr(dialog.criteria.fields, name), text)
    assert not dialog.extract_button.isEnabled()  # until it is counted
    expected = count_rows(open_table(small_file), Selection(**criteria))
    words = f"{rows(expected.n_row)} rows" if expected.n_row else "No row"
    hand.wait(lambda: words in dialog.predicted.text())
    assert dialog.plan().selection() == Selection(**criteria)
    option = {"wave": "lambda", "slice_no": "slice", "x_det": "xpix", "y_det": "ypix", "no_flags": "no-flags"}
    assert f"--{option.get(name, name)} " in dialog.command.text()


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("ifu", "25", "not within 1 to 24"),
        ("slice_no", "0", "not within 1 to 48"),
        ("stack", "one", "no number"),
        ("wave", "6100-6000", "must increase"),
        ("value", "five", "no range"),
        ("snr", "> 5", ">= 5"),
        ("flags", "Hot", "choose from the list"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(
    dialog: Any, hand: Hand, name: str, text: str, reason: str
) -> None:
    field = getattr(dialog.criteria.fields, name)
    fill(hand, field, text)
    hand.wait(lambda: reason in field.problem.text())
    assert field.problem.isVisible()
    assert not dialog.extract_button.isEnabled()
    assert dialog.command.text() == ""
    assert sum(other.problem.isVisible() for other in dialog.criteria.fields.edits) == 1
    fill(hand, field, "")
    hand.wait(dialog.extract_button.isEnabled)
    assert not field.problem.isVisible()


def test_flags_are_ticked_in_a_menu(dialog: Any, hand: Hand) -> None:
    field = dialog.criteria.fields.no_flags
    field.menu.popup(field.mapToGlobal(QPoint(0, 0)))
    hand.wait(field.menu.isVisible)
    ticked = next(a for a in field.menu.actions() if a.text().startswith("HotPixel"))
    QTest.mouseClick(field.menu, LEFT, pos=field.menu.actionGeometry(ticked).center())
    assert field.text() == "HotPixel"
    fill(hand, field, "Dark, HotPixel")
    field.menu.popup(field.mapToGlobal(QPoint(0, 0)))
    hand.wait(field.menu.isVisible)
    assert ticked.isChecked()
    QTest.mouseClick(field.menu, LEFT, pos=field.menu.actionGeometry(ticked).center())
    assert field.text() == "Dark"
    hand.wait(dialog.extract_button.isEnabled)


def test_any_and_all_differ_and_the_file_is_what_was_counted(
    dialog: Any, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    table = open_table(small_file)
    criteria = {"ifu": 5, "snr": (10, float("inf"))}
    for match in ("all", "any"):
        assert count_rows(table, Selection(**criteria, match=match)).n_row > 0
    fill(hand, dialog.criteria.fields.ifu, "5")
    fill(hand, dialog.criteria.fields.snr, ">= 10")
    both = count_rows(table, Selection(**criteria)).n_row
    hand.wait(lambda: f"{rows(both)} rows" in dialog.predicted.text())

    hand.key(KEY.Key_Down, widget=dialog.criteria.fields.match)
    either = count_rows(table, Selection(**criteria, match="any")).n_row
    assert either > both
    hand.wait(lambda: f"{rows(either)} rows" in dialog.predicted.text())
    assert "--match any" in dialog.command.text()

    path = tmp_path / "either.fits"
    fill(hand, dialog.path, str(path))
    hand.wait(dialog.extract_button.isEnabled)
    command = dialog.command.text()
    QTest.mouseClick(dialog.extract_button, LEFT)
    hand.wait(path.exists)
    hand.wait_idle()
    written = open_table(path)
    assert written.n_row == either
    history = "".join(str(written.header["HISTORY"]).split("\n"))
    assert "--match any" in history
    assert command.split(" --ifu")[1] in history


@pytest.mark.parametrize(("name", "reason"), [("", "name the file"), ("no/such/folder/a.fits", "no folder")])
def test_a_file_that_cannot_be_written_is_told_beside_its_name(
    dialog: Any, hand: Hand, name: str, reason: str
) -> None:
    fill(hand, dialog.path, name)
    hand.wait(lambda: reason in dialog.path.problem.text().lower())
    assert not dialog.extract_button.isEnabled()


def test_the_open_table_is_no_output(dialog: Any, hand: Hand, small_file: Path) -> None:
    fill(hand, dialog.path, str(small_file))
    hand.wait(lambda: "open table itself" in dialog.path.problem.text())


def test_exposures_are_asked_for_in_a_combined_table_only(
    dialog: Any, opened: MainWindow, hand: Hand, drs_file: Any
) -> None:
    assert not dialog.criteria.fields.exposure.isVisible()
    dialog.close()
    opened.workspace.open(drs_file("combined/PIXTABLE_COMBINED.fits"))
    hand.wait(lambda: "COMBINED" in opened.windowTitle())
    hand.wait_exact()
    opened.menus.actions["extract"].trigger()
    combined = hand.dialog(ExtractDialog)
    assert combined.criteria.fields.exposure.isVisible()
    fill(hand, combined.criteria.fields.exposure, "2")
    table = opened.workspace.table
    assert table is not None
    expected = count_rows(table, Selection(exposure=2)).n_row
    hand.wait(lambda: f"{rows(expected)} rows" in combined.predicted.text())
    fill(hand, combined.criteria.fields.exposure, "9")
    hand.wait(lambda: "not within" in combined.criteria.fields.exposure.problem.text())
    combined.close()


def test_the_dialog_fits_a_small_screen(dialog: Any, hand: Hand) -> None:
    for field in dialog.criteria.fields.edits:
        field.setText("?")
    hand.wait(lambda: dialog.criteria.fields.ifu.problem.isVisible())
    assert dialog.minimumSizeHint().height() <= 760
    assert dialog.minimumSizeHint().width() <= 1000


def test_enter_right_after_the_name_extracts(dialog: Any, hand: Hand, tmp_path: Path) -> None:
    wanted = tmp_path / "named.fits"
    fill(hand, dialog.path, str(wanted))
    hand.key(KEY.Key_Return, widget=dialog.path.edit)
    hand.wait(wanted.exists)
    hand.wait_idle()


def test_a_name_that_becomes_wrong_cannot_be_extracted_to(dialog: Any, hand: Hand, tmp_path: Path) -> None:
    fill(hand, dialog.path, str(tmp_path / "no folder" / "named.fits"))
    assert not dialog.extract_button.isEnabled()
    fill(hand, dialog.path, str(tmp_path / "named.fits"))
    assert dialog.extract_button.isEnabled()


def test_enter_before_rows_are_counted_extracts_once_they_are(
    opened: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    hand.key(KEY.Key_E, CTRL)
    made, wanted = hand.dialog(ExtractDialog), tmp_path / "named.fits"
    made.path.setText(str(wanted))
    assert not made.extract_button.isEnabled()
    hand.key(KEY.Key_Return, widget=made.path.edit)
    hand.wait(wanted.exists)
    hand.wait_idle()
