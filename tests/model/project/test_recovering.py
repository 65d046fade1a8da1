"""Autosaves: written soon and in the background, left behind by what ends badly, offered once."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from waiting import until

from pixviewer.core.io import atomic
from pixviewer.model.project import autosaving
from pixviewer.model.project.claims import claim
from pixviewer.model.project.desk import ProjectDesk
from pixviewer.model.project.document import Look
from pixviewer.model.project.opening import Wish
from pixviewer.model.project.putting import fresh_path
from pixviewer.model.project.reading import read_project
from pixviewer.model.project.state_folder import autosave_path
from pixviewer.model.session import Session
from pixviewer.model.workspace import Workspace

SOON_S = 2.0


class PlainFace:
    """A window without a window."""

    def __init__(self, workspace: Workspace, deliver: Callable) -> None:
        self.workspace, self.deliver = workspace, deliver
        self.shown: list[Look] = []

    def look(self) -> Look:
        return Look("extract")

    def show_look(self, look: Look) -> None:
        self.shown.append(look)

    def when_laid_out(self, call: Callable[[], None]) -> None:
        call()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own."""
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(tmp_path / "state"))
    return autosave_path()


@pytest.fixture
def face(workspace: Workspace, inbox, at_rest, small_file: Path) -> PlainFace:
    workspace.open(small_file)
    until(lambda: workspace.table is not None, inbox.take)
    at_rest()
    return PlainFace(workspace, inbox)


@pytest.fixture
def desk(face: PlainFace) -> Iterator[ProjectDesk]:
    made = ProjectDesk(Session(), lambda: face)
    made.join(face)
    yield made
    made.leave(face)
    names = [thread.name for thread in threading.enumerate()]
    assert "pixviewer-projects" not in names


def autosaves(folder: Path) -> list[Path]:
    """Autosaves by their last names."""
    return sorted(path for path in folder.glob("*.pixv") if ".new." not in path.name)


def test_a_decision_is_on_the_disk_within_two_seconds(face, desk, folder, inbox) -> None:
    begun = time.monotonic()
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    until(lambda: len(autosaves(folder)) == 1, inbox.take)
    assert time.monotonic() - begun < SOON_S
    face.workspace.editor.add_shape("circle", 1.0, 0.0, 1.0)
    begun = time.monotonic()
    until(lambda: len(read_project(autosaves(folder)[0]).windows[0].decisions.regions) == 2, inbox.take)
    assert time.monotonic() - begun < SOON_S
    assert len(autosaves(folder)) == 1
    assert desk.is_modified


def test_nothing_is_written_in_the_thread_that_decides(face, desk, inbox, monkeypatch) -> None:
    threads = set()
    usual = atomic.os.fsync
    monkeypatch.setattr(
        atomic.os, "fsync", lambda fd: (threads.add(threading.current_thread().name), usual(fd))
    )
    for i in range(20):
        face.workspace.editor.add_shape("circle", 0.1 * i, 0.0, 1.0)
    assert desk.flush()
    assert threads == {"pixviewer-projects"}


def test_what_is_taken_back_leaves_no_autosave(face, desk, folder, inbox) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert desk.flush()
    assert len(autosaves(folder)) == 1
    face.workspace.undo()
    assert desk.flush()
    assert autosaves(folder) == []


def test_a_saved_project_needs_no_autosave(face, desk, folder, inbox, tmp_path) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert desk.flush()
    desk.save(tmp_path / "p.pixv")
    until(lambda: not desk.is_modified, inbox.take)
    assert desk.flush()
    assert autosaves(folder) == []
    # The next decision is in an autosave that knows whose it is.
    face.workspace.editor.add_shape("circle", 1.0, 0.0, 1.0)
    assert desk.flush()
    assert read_project(autosaves(folder)[0]).name == str(tmp_path / "p.pixv")


def test_unsaved_work_is_left_behind_at_the_end_and_offered(face, desk, folder) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    desk.leave(face)
    [left] = autosaving.leftovers()
    assert "small.fits: 1 decision," in left.words()
    assert autosaving.leftovers() == []  # offered by one program only
    left.leave()
    [again] = autosaving.leftovers()
    again.discard()
    assert autosaving.leftovers() == []
    assert list(folder.iterdir()) == []


def test_what_a_running_program_has_is_offered_by_nobody(face, desk, folder) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert desk.flush()
    assert len(autosaves(folder)) == 1
    assert autosaving.leftovers() == []


def test_two_programs_write_two_files(face, desk, folder, inbox) -> None:
    other = ProjectDesk(Session(), lambda: face)
    other.join(face)
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert desk.flush()
    assert other.flush()
    assert len(autosaves(folder)) == 2
    other.forget_changes()
    other.leave(face)
    assert len(autosaves(folder)) == 1


def test_opening_another_table_leaves_the_work_on_the_first(
    face, desk, folder, inbox, at_rest, small_file
) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    face.workspace.open(small_file)
    until(lambda: face.workspace.facts.number == face.workspace.n_opened, inbox.take)
    at_rest()
    assert not desk.is_modified
    assert desk.flush()
    [left] = autosaving.leftovers()
    assert len(left.project.windows[0].decisions.regions) == 1
    left.discard()


def test_recovered_work_is_unsaved_and_ours(face, desk, folder, inbox, at_rest) -> None:
    editor = face.workspace.editor
    editor.add_shape("circle", 0.0, 0.0, 1.0)
    editor.add_shape("square", 2.0, 0.0, 1.0)
    decided = face.workspace.decider.now
    assert desk.flush()
    face.workspace.close_table()
    assert desk.flush()
    [left] = autosaving.leftovers()
    desk.open(Wish(left.path, left=left), face)
    until(lambda: face.workspace.decider.now == decided, inbox.take)
    at_rest()
    assert desk.is_modified
    assert desk.path is None
    assert face.shown[-1] == Look("extract")
    assert desk.flush()
    [own] = autosaves(folder)
    assert own != left.path
    assert read_project(own).n_decided == 2
    editor.add_shape("circle", 3.0, 0.0, 1.0)
    assert desk.flush()
    assert read_project(own).n_decided == 3


def test_a_crash_while_it_is_written_leaves_the_one_before(face, desk, folder, inbox, monkeypatch) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    assert desk.flush()
    before = autosaves(folder)[0].read_bytes()

    def crash(fd: int) -> None:
        raise OSError(5, "the disk has died")

    monkeypatch.setattr(atomic.os, "fsync", crash)
    told: list[str] = []
    desk.told.connect(told.append)
    face.workspace.editor.add_shape("circle", 1.0, 0.0, 1.0)
    assert desk.flush()
    until(lambda: bool(told), inbox.take)
    # What was complete but for the disk is there beside the one before.
    assert autosaves(folder)[0].read_bytes() == before
    [fresh] = folder.glob("*.new.pixv")
    assert len(read_project(fresh).windows[0].decisions.regions) == 2
    # Once, however often it fails; and once more when it fails after having worked.
    face.workspace.editor.add_shape("circle", 2.0, 0.0, 1.0)
    assert desk.flush()
    inbox.take()
    assert len(told) == 1
    monkeypatch.undo()


@pytest.mark.skipif(os.name == "nt", reason="folders are made unwritable otherwise")
def test_a_folder_that_cannot_be_written_is_told_once(face, desk, inbox, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(tmp_path / "file" / "state"))
    told: list[str] = []
    desk.told.connect(told.append)
    for i in range(3):
        face.workspace.editor.add_shape("circle", float(i), 0.0, 1.0)
        assert desk.flush()
        inbox.take()
    assert len(told) == 1
    assert "cannot be kept safe" in told[0]
    assert autosaving.leftovers() == []
    monkeypatch.undo()


def test_a_torn_fresh_autosave_gives_way_to_the_one_before(face, desk, folder) -> None:
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    desk.leave(face)
    [path] = autosaves(folder)
    fresh_path(path).write_text("")
    [left] = autosaving.leftovers()
    assert len(left.project.windows[0].decisions.regions) == 1
    left.discard()
    assert list(folder.iterdir()) == []


def test_what_cannot_be_read_is_passed_over_and_kept(folder) -> None:
    folder.mkdir(parents=True)
    (folder / "1-aa.pixv").write_text('{"pixviewer-project": [9, 0]}')
    (folder / "2-bb.pixv").write_text("torn")
    assert autosaving.leftovers() == []
    assert len(autosaves(folder)) == 2


def test_a_claim_is_held_by_one(tmp_path) -> None:
    path = tmp_path / "a.pixv"
    first = claim(path)
    assert first is not None
    assert claim(path) is None
    first.release()
    assert not first.is_held
    second = claim(path)
    assert second is not None
    second.release()
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_a_save_that_fails_tells_why_and_keeps_the_file(face, desk, inbox, tmp_path, monkeypatch) -> None:
    path = tmp_path / "p.pixv"
    desk.save(path)
    until(lambda: desk.path is not None, inbox.take)
    before = path.read_bytes()
    failed: list[tuple[str, Exception]] = []
    answers: list[bool] = []
    desk.failed.connect(lambda what, error: failed.append((what, error)))
    face.workspace.editor.add_shape("circle", 0.0, 0.0, 1.0)
    full = OSError(28, "No space left on device")
    monkeypatch.setattr(atomic.os, "fsync", lambda fd: (_ for _ in ()).throw(full))
    desk.save(then=answers.append)
    until(lambda: bool(failed), inbox.take)
    monkeypatch.undo()
    assert failed[0][0] == "Saving p.pixv"
    assert "no space is left" in str(failed[0][1])
    assert answers == [False]
    assert desk.is_modified
    assert path.read_bytes() == before


def test_files_are_marked_relative_to_the_project(face, desk, inbox, small_file) -> None:
    path = small_file.with_name("beside.pixv")
    desk.save(path)
    until(lambda: desk.path is not None, inbox.take)
    [mark] = json.loads(path.read_text())["files"]
    assert mark["relative"] == "small.fits"
    assert mark["path"] == str(small_file)
    assert mark["size"] == small_file.stat().st_size
    assert mark["mtime_ns"] == small_file.stat().st_mtime_ns
    assert len(mark["header"]) == 24
    path.unlink()
