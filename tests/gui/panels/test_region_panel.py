"""Cells are edited as people write, refused with a reason, and selection is kept."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit

from pixviewer.gui.panels.region_panel import RegionPanel, RegionRow
from pixviewer.gui.panels.region_table import COLUMNS

ROWS = [
    RegionRow("a", "star", "circle", 338.23752675, -60.56826963, 2.0, n_row=24441, n_good=24429, n_bad=12),
    RegionRow("b", "sky", "square", 338.24, -60.57, 5.0, 6000.0, 6100.0),
    RegionRow("c", "third", "circle", 338.25, -60.58, 1.0, locked=True),
]


@pytest.fixture
def panel(qtbot):
    widget = RegionPanel()
    qtbot.addWidget(widget)
    widget.resize(900, 300)
    widget.set_rows(ROWS)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def record(signal):
    seen = []
    signal.connect(lambda *args: seen.append(args))
    return seen


def cell(panel, row, name):
    return panel.table.model().index(row, COLUMNS[name])


def text(panel, row, name):
    return cell(panel, row, name).data()


def type_into(panel, row, name, words):
    table = panel.table
    table.setCurrentIndex(cell(panel, row, name))
    table.edit(cell(panel, row, name))
    editor = table.viewport().findChild(QLineEdit)
    editor.selectAll()
    if words.isascii():
        QTest.keyClicks(editor, words)
    else:  # which QTest cannot type
        editor.insert(words)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # the editor commits once it has seen the key itself


def test_cells_are_written_as_astronomers_do(panel):
    assert text(panel, 0, "ra") == "22:32:57.006"
    assert text(panel, 0, "dec") == "−60:34:05.77"
    assert text(panel, 0, "size") == "2.000"
    assert text(panel, 0, "n_row") == "24\u202f441"
    assert text(panel, 0, "wave_low") == "all"
    assert text(panel, 1, "wave_high") == "6100.00"
    assert text(panel, 1, "n_row") == "…"


def test_degrees_and_pixels_are_other_ways(panel):
    panel.set_sexagesimal(False)
    assert text(panel, 0, "dec") == "−60.5682696"
    panel.set_sky(False)
    header = panel.table.model().headerData(COLUMNS["ra"], Qt.Orientation.Horizontal)
    assert header == "x [pix]"
    assert text(panel, 0, "ra") == "338.24"


@pytest.mark.parametrize(
    ("field", "words", "value"),
    [
        ("name", " new name ", "new name"),
        ("ra", "22:32:57.5", 15 * (22 + 32 / 60 + 57.5 / 3600)),
        ("ra", "338.5", 338.5),
        ("dec", "-60:34:06", -(60 + 34 / 60 + 6 / 3600)),
        ("dec", "−60.25", -60.25),
        ("size", "3.5″", 3.5),
        ("size", "3,5", 3.5),
        ("wave_low", "5577", 5577.0),
    ],
)
def test_an_edit_is_told_in_the_units_of_the_row(panel, field, words, value):
    seen = record(panel.edited)
    type_into(panel, 0, field, words)
    expected = value if isinstance(value, str) else pytest.approx(value, abs=1e-9)
    assert seen == [(["a"], field, expected)]
    assert panel.message() == ""


def test_emptying_a_wavelength_removes_it(panel):
    seen = record(panel.edited)
    panel.table.model().setData(cell(panel, 1, "wave_low"), "")
    assert seen == [(["b"], "wave_low", None)]


@pytest.mark.parametrize(
    ("field", "words", "reason"),
    [
        ("ra", "nonsense", "no RA"),
        ("dec", "-95", "within"),
        ("size", "-2", "positive"),
        ("size", "wide", "number"),
        ("name", "  ", "name"),
        ("wave_high", "5000", "above 6000"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(panel, field, words, reason):
    seen = record(panel.edited)
    before = text(panel, 1, field)
    type_into(panel, 1, field, words)
    assert seen == []
    assert reason in panel.message()
    assert text(panel, 1, field) == before


def test_an_unchanged_cell_tells_nothing(panel):
    seen = record(panel.edited)
    type_into(panel, 0, "ra", "22:32:57.006")
    assert seen == []


def test_a_locked_region_can_only_be_renamed(panel):
    flags = panel.table.model().flags
    assert not flags(cell(panel, 2, "ra")) & Qt.ItemFlag.ItemIsEditable
    assert flags(cell(panel, 2, "name")) & Qt.ItemFlag.ItemIsEditable


def test_the_box_shows_and_hides(panel):
    seen = record(panel.edited)
    panel.table.model().setData(
        cell(panel, 0, "name"), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole
    )
    assert seen == [(["a"], "visible", False)]


def test_selection_from_outside_is_silent_and_from_the_user_is_not(panel):
    seen = record(panel.selectionChanged)
    panel.set_selection(["b"])
    assert panel.selected() == ["b"]
    assert seen == []
    QTest.mouseClick(
        panel.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.table.visualRect(cell(panel, 2, "shape_kind")).center(),
    )
    assert seen[-1] == (["c"],)


def test_selection_survives_new_values_and_new_regions(panel):
    panel.set_selection(["b"])
    seen = record(panel.selectionChanged)
    panel.set_rows([replace(row, n_row=5) for row in ROWS])
    assert panel.selected() == ["b"]
    panel.set_rows([*ROWS[1:], replace(ROWS[0], id="d")])
    assert panel.selected() == ["b"]
    panel.set_rows([])
    assert panel.selected() == []
    assert seen == []


def test_new_values_do_not_overwrite_what_is_being_typed(panel):
    table = panel.table
    table.setCurrentIndex(cell(panel, 0, "name"))
    table.edit(cell(panel, 0, "name"))
    editor = table.viewport().findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "half a na")
    panel.set_rows([replace(row, n_row=77) for row in ROWS])
    assert editor.text() == "half a na"


def test_delete_names_all_selected(panel):
    seen = record(panel.deleteRequested)
    panel.table.selectAll()
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert seen == [(["a", "b", "c"],)]


def test_verbs_are_enabled_by_what_is_selected(panel):
    panel.set_selection([])
    assert not panel._delete.isEnabled()
    panel.set_selection(["a"])
    seen = record(panel.extractRequested)
    panel._extract.trigger()
    assert seen == [("a",)]


def test_an_empty_panel_says_what_to_do(panel):
    panel.set_rows([])
    assert not panel.table.isVisible()
    assert not panel.grab().isNull()


def test_what_one_selected_region_is_given_all_are(panel):
    seen = record(panel.edited)
    panel.table.selectAll()
    panel.table.model().setData(cell(panel, 0, "role"), "back")
    panel.table.model().setData(cell(panel, 0, "size"), "4")
    panel.table.model().setData(cell(panel, 0, "name"), "other")
    assert seen == [
        (["a", "b", "c"], "role", "background"),
        (["a", "b"], "size", 4.0),  # the third is locked
        (["a"], "name", "other"),
    ]


def test_rows_are_sorted_by_any_column_and_back(panel):
    def names():
        return [text(panel, i, "name") for i in range(3)]

    panel.set_selection(["a"])
    panel.table.sortByColumn(COLUMNS["size"], Qt.SortOrder.AscendingOrder)
    assert names() == ["third", "star", "sky"]
    assert panel.selected() == ["a"]
    panel.table.sortByColumn(COLUMNS["n_row"], Qt.SortOrder.DescendingOrder)
    assert names()[0] == "star"  # what is not known stands last
    panel.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    panel.set_rows(ROWS)
    assert names() == ["star", "sky", "third"]


def test_the_table_is_copied_as_text(panel):
    panel.set_selection(["b"])
    QTest.keySequence(panel.table, "Ctrl+C")
    head, line = QApplication.clipboard().text().splitlines()
    assert head.split("\t")[0] == "Name"
    assert line.split("\t")[0] == "sky"


def test_numbers_are_written_and_missing_ones_dashed(panel):
    panel.set_rows([replace(ROWS[0], mean=12.3456, sigma=0.5, median=float("nan"), snr=24.69)])
    assert [text(panel, 0, name) for name in ("mean", "sigma", "median", "snr")] == [
        "12.35", "0.5", "–", "24.69",
    ]  # fmt: skip
