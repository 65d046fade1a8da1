"""A project whose table has gone, in the window: located, used anyway, or given up."""

import shutil
from pathlib import Path

import pytest
from hand import LEFT, Hand
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog

from pixviewer.gui.dialogs.missing_files import MissingFilesDialog
from pixviewer.gui.main_window import MainWindow


@pytest.fixture
def project(opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path) -> Path:
    """A project with a region, whose table is in another place by now."""
    table = tmp_path / "table.fits"
    shutil.copy2(small_file, table)
    opened.workspace.open(table)
    hand.wait(lambda: opened.workspace.name == "table.fits")
    opened.workspace.editor.add_shape("circle", 3.0, 4.0, 6.0)
    desk, path = opened.windows.desk, tmp_path / "projects" / "night.pixv"
    path.parent.mkdir()
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    opened.workspace.close_table()
    (tmp_path / "elsewhere").mkdir()
    table.rename(tmp_path / "elsewhere" / "moved.fits")
    return path


def asked(window: MainWindow, hand: Hand, project: Path) -> MissingFilesDialog:
    window.verbs.open_path(project)
    dialog = hand.dialog(MissingFilesDialog)
    assert isinstance(dialog, MissingFilesDialog)
    return dialog


def locate(dialog: MissingFilesDialog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    [button] = dialog.locate.values()
    QTest.mouseClick(button, LEFT)


def test_a_table_that_was_moved_is_located(
    opened: MainWindow, hand: Hand, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = asked(opened, hand, project)
    [state] = dialog.states.values()
    assert "missing" in state.text()
    assert str(tmp_path / "table.fits") in state.text()
    assert not dialog.go_on.isEnabled()
    locate(dialog, tmp_path / "elsewhere" / "moved.fits", monkeypatch)
    hand.wait(dialog.go_on.isEnabled)
    assert "✓ found" in state.text()
    QTest.mouseClick(dialog.go_on, LEFT)
    hand.wait(lambda: opened.workspace.name == "moved.fits")
    assert len(opened.workspace.regions.items) == 1
    assert not opened.isWindowModified()
    hand.wait_idle()


def test_another_table_is_used_after_a_warning(
    opened: MainWindow,
    hand: Hand,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small_file: Path,
) -> None:
    other = tmp_path / "other.fits"
    content = small_file.read_bytes()
    other.write_bytes(content.replace(b"OBJECT  = '", b"OBJECT  = 'X", 1)[: len(content)])
    dialog = asked(opened, hand, project)
    locate(dialog, other, monkeypatch)
    [button], [state] = dialog.other.values(), dialog.states.values()
    hand.wait(button.isVisible)
    assert "another file" in state.text()
    assert button.text() == "Use Anyway"
    assert not dialog.go_on.isEnabled()
    QTest.mouseClick(button, LEFT)
    assert dialog.go_on.isEnabled()
    dialog.close()


def test_nothing_changes_when_the_question_is_cancelled(
    opened: MainWindow, hand: Hand, project: Path, small_file: Path
) -> None:
    opened.workspace.open(small_file)
    hand.wait_exact()
    dialog = asked(opened, hand, project)
    dialog.reject()
    hand.wait_idle()
    assert opened.workspace.name == "small.fits"
    assert opened.windows.desk.path is None
