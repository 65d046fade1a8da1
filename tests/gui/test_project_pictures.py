"""Projects without a display: the picture of one, and the sentence of one that cannot be shown."""

import json
import shutil
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtGui import QImage

from pixviewer.cli import main
from pixviewer.gui.main_window import MainWindow

SIZE = ("--size", "1280x800", "--theme", "light")


@pytest.fixture
def project(opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path) -> Path:
    """A project whose table lies beside it: a grid, another map, a region, detectors at the left."""
    table = tmp_path / "night" / "table.fits"
    table.parent.mkdir()
    shutil.copy2(small_file, table)
    opened.workspace.open(table)
    hand.wait(lambda: opened.workspace.name == "table.fits")
    hand.wait_idle()
    opened.workspace.editor.add_shape("circle", 3.0, 4.0, 6.0)
    opened.workspace.editor.set_display("image", cmap="Heat")
    opened.slots.show(0, "detector")
    desk, path = opened.windows.desk, table.with_name("night.pixv")
    desk.save(path)
    hand.wait(lambda: desk.path is not None)
    opened.workspace.close_table()
    return path


def picture(out: Path, *words: object) -> QImage:
    assert main(["snapshot", *map(str, words), "-o", str(out), "--overwrite", *SIZE]) == 0
    # Without the head and the foot of the window: there stand what runs, and the memory that is used by now.
    return QImage(str(out)).copy(0, 60, 1280, 680)


def differing(one: QImage, other: QImage) -> int:
    """Number of places, of every third column and row, with different colours."""
    places = [(x, y) for y in range(0, one.height(), 3) for x in range(0, one.width(), 3)]
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in places)


def test_a_picture_of_a_project_shows_its_views(project: Path, small_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    plain = picture(out, small_file)
    shown = picture(out, "--project", project)
    assert shown.width() == 1280
    assert shown != plain
    # A view may come back a fraction of a pixel aside; a picture without the project differs far more.
    again = picture(out, project)
    assert differing(again, shown) < 0.5 * differing(plain, shown)
    # What is asked for on the command line comes before what the project says.
    assert picture(out, project, "--perspective", "extract") != shown


def test_a_project_that_has_moved_with_its_table_is_found(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tmp_path / "elsewhere"
    shutil.move(str(project.parent), str(moved))
    (moved / "table.fits").rename(moved / "renamed.fits")
    shown = picture(tmp_path / "a.png", moved / "night.pixv")
    assert shown.width() == 1280


def test_a_table_that_is_gone_is_one_sentence(
    project: Path, small_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.parent / "table.fits").unlink()
    out = tmp_path / "a.png"
    assert main(["snapshot", "--project", str(project), "-o", str(out)]) == 2
    told = capsys.readouterr().err.strip()
    assert "is missing" in told
    assert "table.fits" in told
    assert len(told.splitlines()) == 1
    assert not out.exists()
    assert picture(out, small_file, "--project", project).width() == 1280


def test_a_table_that_is_another_one_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = project.parent / "table.fits"
    table.write_bytes(table.read_bytes()[:-2880])
    assert main(["snapshot", "--project", str(project), "-o", str(tmp_path / "a.png")]) == 2
    assert "is not the file that the project was made with" in capsys.readouterr().err


def test_a_spoilt_project_is_one_sentence(project: Path, tmp_path: Path, capsys) -> None:
    path = project.with_name("spoilt.pixv")
    path.write_text(project.read_text()[:-100])
    assert main(["snapshot", "--project", str(path), "-o", str(tmp_path / "a.png")]) == 2
    told = capsys.readouterr().err.strip()
    assert "spoilt.pixv is no project that can be read: it is not complete JSON" in told
    assert len(told.splitlines()) == 1


def test_what_a_snapshot_answers_names_the_project(project: Path, tmp_path: Path, capsys) -> None:
    assert main(["snapshot", str(project), "-o", str(tmp_path / "a.png"), "--json", *SIZE]) == 0
    assert json.loads(capsys.readouterr().out)["project"] == str(project)
