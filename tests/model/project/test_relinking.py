"""Files of a project that were moved, renamed, changed or lost."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import until

from pixviewer.core.calib.painting import FromFile, MaskPlan
from pixviewer.core.errors import PixTableError
from pixviewer.model.commands import Decisions
from pixviewer.model.jobs import Runner
from pixviewer.model.project.document import Project, WindowRecord
from pixviewer.model.project.files import check_found, found_paths, look_for, relinked
from pixviewer.model.project.fingerprints import FileMark, Match, find, mark_of, seen_from
from pixviewer.model.project.opening import Opened, Wish, read
from pixviewer.model.project.putting import Putter
from pixviewer.model.project.relinking import Relinking
from pixviewer.model.selfcal.decisions import Calibration


@pytest.fixture
def night(tmp_path: Path, small_file: Path) -> Path:
    """A folder with a table, factors and a mask."""
    folder = tmp_path / "night"
    folder.mkdir()
    shutil.copy2(small_file, folder / "table.fits")
    (folder / "factors.fits").write_bytes(b"factors " * 1000)
    (folder / "mask.fits").write_bytes(b"mask " * 1000)
    return folder


@pytest.fixture
def project(night: Path) -> Path:
    """A project with them, beside them."""
    mask = MaskPlan((FromFile(str(night / "mask.fits"), "abc"),))
    record = WindowRecord(
        table=str(night / "table.fits"),
        loaded=(str(night / "factors.fits"),),
        shown=str(night / "factors.fits"),
        decisions=replace(Decisions(), calibration=Calibration(mask=mask)),
    )
    path = night / "p.pixv"
    Putter().put(Project((record,)), path)
    return path


def opened(path: Path) -> Opened:
    return read(Wish(path), None)  # type: ignore[arg-type]


def test_files_that_are_where_they_were_are_the_same(project: Path) -> None:
    found = opened(project)
    assert [finding.match for finding in found.findings] == [Match.SAME] * 3
    assert found.news() == ""


def test_a_folder_that_was_moved_is_found_from_the_project(project: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.move(str(project.parent), str(moved))
    found = opened(moved / "p.pixv")
    assert found.wrong == ()
    assert str(moved) in found.news()
    window = relinked(found.project, found_paths(found.findings)).windows[0]
    assert window.table == str(moved / "table.fits")
    assert (window.loaded, window.shown) == ((str(moved / "factors.fits"),), str(moved / "factors.fits"))
    assert window.decisions.calibration.mask.steps[0] == FromFile(str(moved / "mask.fits"), "abc")


def test_a_renamed_file_is_found_beside_the_project_by_its_fingerprint(project: Path) -> None:
    (project.parent / "table.fits").rename(project.parent / "other name.fits")
    [table, *_] = opened(project).findings
    assert (table.path, table.match) == (project.parent / "other name.fits", Match.SAME)


def test_a_copy_with_another_time_is_the_file(project: Path) -> None:
    table = project.parent / "table.fits"
    os.utime(table, (1, 1))
    found = opened(project)
    assert found.findings[0].match is Match.TOUCHED
    assert "written anew" in found.news()


def test_another_file_under_the_name_is_not_the_file(project: Path) -> None:
    table = project.parent / "table.fits"
    table.write_bytes(table.read_bytes()[:-2880])
    found = opened(project)
    assert [finding.match for finding in found.wrong] == [Match.OTHER]
    with pytest.raises(PixTableError, match="is not the file that the project was made with"):
        check_found(found.findings, "p.pixv")


def test_another_header_of_the_same_size_is_another_file(project: Path) -> None:
    table = project.parent / "table.fits"
    content = bytearray(table.read_bytes())
    place = content.index(b"DATE-OBS")
    content[place + 11 : place + 15] = b"1999"
    table.write_bytes(content)
    assert opened(project).findings[0].match is Match.OTHER


def test_a_file_that_is_gone_is_missing(project: Path) -> None:
    (project.parent / "mask.fits").unlink()
    found = opened(project)
    with pytest.raises(PixTableError, match=r"the mask .*mask.fits is missing"):
        check_found(found.findings, "p.pixv")
    paths = {**found_paths(found.findings), str(project.parent / "mask.fits"): None}
    assert relinked(found.project, paths).windows[0].decisions.calibration.mask.steps == ()


def test_a_table_that_is_asked_for_is_taken(project: Path, small_file: Path) -> None:
    (project.parent / "table.fits").unlink()
    found = read(Wish(project, table=small_file), None)  # type: ignore[arg-type]
    assert found.wrong == ()
    assert relinked(found.project, found_paths(found.findings)).windows[0].table == str(small_file)


def test_a_located_file_brings_those_that_lie_beside_it(
    project: Path, tmp_path: Path, runner: Runner
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("table.fits", "factors.fits", "mask.fits"):
        shutil.move(str(project.parent / name), str(elsewhere / f"new {name}"))
    relinking = Relinking(opened(project), runner)
    assert not relinking.is_complete
    assert len(relinking.wrong) == 3
    relinking.locate(str(project.parent / "table.fits"), elsewhere / "new table.fits")
    until(lambda: relinking.is_complete)
    assert set(relinking.paths().values()) == {
        elsewhere / f"new {n}.fits" for n in ("table", "factors", "mask")
    }


def test_another_file_is_used_only_when_that_is_said(project: Path, tmp_path: Path, runner: Runner) -> None:
    name = str(project.parent / "table.fits")
    (project.parent / "table.fits").unlink()
    other = tmp_path / "other.fits"
    other.write_bytes(b"SIMPLE  = nothing")
    relinking = Relinking(opened(project), runner)
    relinking.leave_out(name)  # there is nothing to open without a table
    assert not relinking.is_complete
    relinking.locate(name, other)
    until(lambda: relinking.choices[name].finding.match is Match.OTHER)
    assert not relinking.is_complete
    assert "another file" in relinking.choices[name].words()
    relinking.use_anyway(name)
    assert relinking.is_complete
    assert relinking.paths()[name] == other


def test_marks_know_the_way_from_a_folder(night: Path) -> None:
    mark = mark_of(night / "table.fits")
    assert seen_from(mark, night).relative == "table.fits"
    assert seen_from(mark, night / "deeper").relative == "../table.fits"
    assert seen_from(mark, None).relative == ""


def test_a_file_that_could_not_be_looked_at_is_known_by_its_path(night: Path) -> None:
    lost = mark_of(night / "none.fits")
    assert not lost.is_known
    assert find(FileMark(str(night / "table.fits")), None) == (night / "table.fits", Match.SAME)
    assert find(lost, night) == (None, Match.MISSING)


def test_a_header_is_read_to_its_end_and_no_further(tmp_path: Path) -> None:
    def card(text: str) -> bytes:
        return text.encode().ljust(80)

    header = [
        card("SIMPLE  =                    T"),
        *[card(f"HIERARCH ESO KEY{i} = {i}") for i in range(500)],
    ]
    content = b"".join([*header, card("END")])
    content = content.ljust(-(-len(content) // 2880) * 2880)
    for name, tail in (("a", b"\0" * 5000), ("b", b"\1" * 5000)):
        (tmp_path / name).write_bytes(content + tail)
    (tmp_path / "c").write_bytes(content.replace(b"KEY499 = 499", b"KEY499 = 498") + b"\0" * 5000)
    a, b, c = (mark_of(tmp_path / name).header for name in "abc")
    assert a == b != c


def test_files_of_several_windows_are_looked_for_once(night: Path) -> None:
    record = WindowRecord(table=str(night / "table.fits"))
    assert len(look_for(Project((record, record)), night)) == 1
